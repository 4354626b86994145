import ArgumentParser
import ProvisoInput
import ProvisoKernel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The one place where texts leave the command: standard output, standard error, and files.
///
/// Texts come from plans, specs and names of files that somebody else wrote. So every character
/// that a terminal would obey or hide is escaped here, whatever the text is and wherever it comes
/// from. Only the colours of reports pass, and only if the report has some.
enum Console {
  /// The notation of a text, which decides how a character is escaped.
  enum Notation {
    /// Text for people.
    case plain
    /// Text for people with the colours of a report.
    case coloured
    /// JSON. Its strings have escapes of their own.
    case json
    /// The source of a formatted spec, which must stay as it is.
    case source
  }

  /// Writes a text to standard output.
  ///
  /// - Throws: the exit status if the text cannot be written. The reason is on standard error, unless
  ///   the reader of a pipe has gone.
  static func print(_ text: String, as notation: Notation = .plain) throws(ExitCode) {
    do throws(SystemWrite.Failure) {
      try SystemWrite.all(bytes(of: text, as: notation), to: STDOUT_FILENO)
    } catch {
      if !error.isClosedPipe {
        complain("error: standard output: the result cannot be written: \(error.reason)")
      }
      throw ProvisoExit.unusable.code
    }
  }

  /// Writes a message to standard error. Nothing can be said about a failure.
  static func complain(_ message: String, as notation: Notation = .plain) {
    let text = message.hasSuffix("\n") ? message : message + "\n"
    try? SystemWrite.all(bytes(of: text, as: notation), to: STDERR_FILENO)
  }

  /// Replaces the last line on standard error, which is a terminal.
  static func showProgress(_ line: String) {
    let text = "\r\u{1B}[K" + line.printable
    try? SystemWrite.all(Array(text.utf8), to: STDERR_FILENO)
  }

  /// The bytes of a text as they leave the command.
  static func bytes(of text: String, as notation: Notation) -> [UInt8] {
    switch notation {
    case .plain: Array(text.printableLines.utf8)
    case .coloured: Array(text.printableWithColours.utf8)
    case .json: Array(text.printableJSON.utf8)
    case .source: Array(text.utf8)
    }
  }
}

extension String {
  /// The printable lines of a text, with the escape sequences that only set colours.
  fileprivate var printableWithColours: String {
    guard unicodeScalars.contains("\u{1B}") else { return printableLines }
    var out = ""
    for (index, part) in split(separator: "\u{1B}", omittingEmptySubsequences: false).enumerated() {
      if index > 0 {
        let isColour = part.prefixMatch(of: /\[[0-9;]*m/) != nil
        out += isColour ? "\u{1B}" : Unicode.Scalar(0x1B).escape
      }
      out += String(part).printableLines
    }
    return out
  }

  /// A JSON text whose strings escape every character that a terminal would obey or hide.
  fileprivate var printableJSON: String {
    func isKept(_ scalar: Unicode.Scalar) -> Bool { scalar.isPrintable || scalar == "\n" }
    if unicodeScalars.allSatisfy(isKept) { return self }
    var out = ""
    for scalar in unicodeScalars {
      if isKept(scalar) {
        out.unicodeScalars.append(scalar)
      } else {
        out += Value.quoted(String(scalar)).dropFirst().dropLast()
      }
    }
    return out
  }
}
