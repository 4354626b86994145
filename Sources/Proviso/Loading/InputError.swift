import JSON
import ProvisoKernel
import ProvisoResult
import ProvisoTerraform

/// An input that cannot be used: nothing was checked.
public struct InputError: Error, Sendable, CustomStringConvertible {
  /// Every message, as it is to be printed, and how to learn more.
  public let messages: [String]
  /// The same as data.
  public let diagnostics: [ResultDiagnostic]

  /// One message about one input.
  init(_ message: String) {
    messages = ["error: " + message]
    diagnostics = []
  }

  /// Several messages about one input.
  init(_ list: [String]) {
    messages = list.map { "error: " + $0 }
    diagnostics = []
  }

  /// Messages that are laid out already.
  init(_ diagnostics: [ResultDiagnostic]) {
    self.diagnostics = diagnostics
    messages = diagnostics.map(\.rendered) + [Explainer.hint(for: diagnostics)].compactMap(\.self)
  }

  public var description: String { messages.joined(separator: "\n") }
}
