import Proviso
import ProvisoResult

/// The line below diagnostics that names the command for their codes.
enum CodeHint {
  /// The line for the errors among diagnostics; `nil` if none has a code.
  static func text(for diagnostics: [ResultDiagnostic]) -> String? {
    var codes: [String] = []
    for diagnostic in diagnostics where diagnostic.level == .error {
      if !diagnostic.code.isEmpty, !codes.contains(diagnostic.code) {
        codes.append(diagnostic.code)
      }
    }
    guard let first = codes.first else { return nil }
    return codes.count <= maximumNamed
      ? "help: `proviso explain \(codes.joined(separator: " "))` explains \(codes.count == 1 ? "this error" : "these errors")"
      : "help: `proviso explain CODE` explains an error, for example `proviso explain \(first)`"
  }

  /// The number of codes beyond which only one is named.
  private static let maximumNamed = 3
}
