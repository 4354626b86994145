import ProvisoResult

/// An input or a spec that cannot be used: nothing was checked.
public struct InputError: Error, Sendable, CustomStringConvertible {
  /// Every message as it is to be printed, each beginning with `error: ` or `warning: `.
  public let messages: [String]
  /// The messages that are about a place in a spec, as data.
  public let diagnostics: [ResultDiagnostic]
  /// What the caller can do, where there is one remedy.
  public let remedy: Remedy?

  /// What a caller can do about an input that cannot be used. A program says it in its own terms, such as
  /// the name of an option.
  public enum Remedy: Hashable, Sendable {
    /// Check against specs for this vocabulary; these packs are for it.
    case specs(vocabulary: String, packs: [String])
    /// Name the program that shows saved plans, or give what it prints.
    case programForPlans
    /// Allow that program more time.
    case timeForPlans
    /// Leave out the graph, which only Terraform plans have.
    case noGraph
    /// Give the input on standard input.
    case standardInput
    /// Check the spec together with an input.
    case inputToCheck
    /// Explore the world, which looks at every run.
    case exploration
    /// List every code with an explanation.
    case codes
  }

  /// One message about one input.
  package init(_ message: String, remedy: Remedy? = nil) {
    self.init([message], remedy: remedy)
  }

  /// Several messages about one input.
  package init(_ list: [String], remedy: Remedy? = nil) {
    messages = list.map { "error: " + $0 }
    diagnostics = []
    self.remedy = remedy
  }

  /// Messages about places in specs, which are rendered already.
  package init(_ diagnostics: [ResultDiagnostic]) {
    self.diagnostics = diagnostics
    messages = diagnostics.map(\.rendered)
    remedy = nil
  }

  public var description: String { messages.joined(separator: "\n") }
}

extension InputError {
  /// The beginning of a message about a place in a file: `path:line:column: `, as far as it is known.
  package static func place(_ path: String, line: Int?, column: Int?) -> String {
    guard let line else { return "\(path): " }
    return "\(path):\(line)" + (column.map { ":\($0)" } ?? "") + ": "
  }
}
