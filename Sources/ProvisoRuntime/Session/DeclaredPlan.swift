import Proviso
import ProvisoInput
import ProvisoKernel

/// The plan that an agent writes before it does anything else, and then follows.
///
/// The plan is proved when the first call after it is decided. From then on its text is that of the session,
/// whatever the file says later.
struct DeclaredPlan {
  /// The path of the plan's file.
  let path: String

  /// The result of looking for the plan.
  enum Answer {
    /// The session follows a plan: the one with this text from now on, or `nil` for the one that it had.
    case follows([UInt8]?)
    /// The session follows none, and this is the decision on the call.
    case decision(GateDecision)
  }

  /// Makes a gate follow the plan.
  ///
  /// - Parameters:
  ///   - call: the call that is to be decided.
  ///   - followed: the plan that the session follows already.
  func answer(
    on call: GateCall, by verifier: Verifier, following followed: SessionStore.Plan?,
    in gate: inout GateCore
  ) throws(InputError) -> Answer {
    if let followed {
      guard current.map({ $0 == followed.text }) ?? true else {
        return .decision(
          GateDecision(
            .ask,
            reasons: [
              "The plan \(path) was changed after the session began to follow it. A new session can follow the new plan."
            ]))
      }
      try gate.follow(followed.text, named: followed.name)
      return .follows(nil)
    }
    if isWritten(by: call) { return .decision(GateDecision(.allow)) }
    guard let text = current else {
      return .decision(
        GateDecision(
          .ask,
          reasons: [
            "There is no plan yet. Write all steps from the user's words to \(path) (`schema: proviso.plan/1`) before anything else; then each step of the plan is let through."
          ]))
    }
    let result: CheckResult
    do throws(InputError) {
      result = try gate.follow(text, named: path, by: verifier)
    } catch {
      return .decision(
        GateDecision(
          .deny, reasons: ["The plan \(path) cannot be read. Correct it first."] + error.messages))
    }
    guard result.verdict.isAccepted else {
      return .decision(GateDecision(.deny, reasons: Self.reasons(result, path)))
    }
    return .follows(text)
  }

  /// The text of the file; `nil` if there is none.
  private var current: [UInt8]? { try? FileReader.bytes(of: path, limit: 16 << 20) }

  /// The tools that write a file, with the argument that names it.
  private static let writers: [String: String] = [
    "Write": "file_path", "Edit": "file_path", "MultiEdit": "file_path", "write_file": "file_path",
    "replace": "file_path",
  ]

  /// Whether a call only writes the plan's file.
  func isWritten(by call: GateCall) -> Bool {
    guard let name = Self.writers[call.tool],
      case .string(let target)? = call.arguments.first(where: { $0.name == name })?.value
    else { return false }
    let base = call.directory.map { $0.hasSuffix("/") ? $0 : $0 + "/" } ?? ""
    let file = target.string.hasPrefix("/") ? target.string : base + target.string
    // A way through `..` or a link could lead elsewhere.
    guard !file.split(separator: "/").contains("..") else { return false }
    return Self.real(file) == Self.real(path)
  }

  /// A path whose folder has no links; the last name is the file's own.
  private static func real(_ path: String) -> String? {
    guard let slash = path.lastIndex(of: "/") else { return nil }
    let name = path[path.index(after: slash)...]
    let file = FileScope.realPath(String(path[..<slash]) + "/").map { "\($0)/\(name)" }
    // An existing link is no file of its own.
    guard let file, FileScope.realPath(file) ?? file == file else { return nil }
    return file
  }

  private static func reasons(_ result: CheckResult, _ path: String) -> [String] {
    let bad = result.properties.filter { [.violated, .undecided].contains($0.effectiveVerdict) }
    return ["The plan \(path) is not proved, so no step of it can be made. Change the plan first."]
      + bad.prefix(5).map { property in
        let reason = property.violations.first?.message ?? property.reason ?? ""
        let verdict = property.effectiveVerdict == .violated ? "breaks" : "may break"
        return "It \(verdict) \"\(property.title)\" (\(property.name))"
          + (reason.isEmpty ? "." : ": \(reason).")
      }
  }
}
