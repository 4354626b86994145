import ProvisoInput
import ProvisoReport
import ProvisoResult

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The status of a call, as the constants of the header name it.
enum CallStatus: Int32, Sendable {
  /// Everything is proved, or the call of a tool is allowed.
  case proved = 0
  /// A property is violated, or the call of a tool is denied.
  case violated = 1
  /// The request, the input or a spec cannot be used.
  case unusable = 2
  /// Something is undecided, or a person must decide about the call of a tool.
  case undecided = 3

  init(_ verdict: Verdict) {
    self =
      switch verdict {
      case .proved, .trusted, .tolerated: .proved
      case .violated: .violated
      case .undecided: .undecided
      }
  }
}

/// The answer to a call: a status, and a text in JSON.
struct Answer: Sendable {
  let status: CallStatus
  let text: String

  init(_ status: CallStatus, _ text: String) {
    self.status = status
    self.text = text
  }

  /// The answer to a request that leads to no result.
  init(_ error: InputError) {
    status = error.remedy == .largerBudget ? .undecided : .unusable
    text = JSONReport().render([], errors: error.asDiagnostics)
  }

  /// Gives the answer to the caller.
  ///
  /// - Parameter out: gets the text, which the caller frees; `nil` if the caller does not want it.
  /// - Returns: the status.
  func given(to out: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Int32 {
    guard let out else { return status.rawValue }
    out.pointee = strdup(text)
    // An answer could look better than it is without its text.
    return out.pointee == nil ? CallStatus.unusable.rawValue : status.rawValue
  }
}

extension InputError {
  /// The messages as data for other programs.
  fileprivate var asDiagnostics: [ResultDiagnostic] {
    if !diagnostics.isEmpty { return diagnostics }
    let prefix = "error: "
    return messages.map { message in
      ResultDiagnostic(
        code: "", level: .error,
        message: message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : message,
        location: nil, fix: nil, rendered: message)
    }
  }
}
