import ProvisoKernel
import ProvisoResult

/// An input or a spec that cannot be used: nothing was checked.
public struct InputError: Error, Sendable, CustomStringConvertible {
  /// The messages, ready to print. Each begins with `error: ` or `warning: `.
  public let messages: [String]
  /// The messages about a position in a spec, as data.
  public let diagnostics: [ResultDiagnostic]
  /// The remedy; `nil` if there is no single one.
  public let remedy: Remedy?

  /// A remedy for an input that cannot be used. A program describes it in its own terms,
  /// such as the name of an option.
  public enum Remedy: Hashable, Sendable {
    /// Check against specs for this vocabulary; these packs are for it.
    case specs(vocabulary: String, packs: [String])
    /// Name the project's folder, below which files may name each other.
    case root
    /// Name this folder as the project's, if its settings can be trusted.
    case trustedRoot(folder: String)
    /// Let Terraform show this saved plan, or check its output instead. `isInput` says whether the
    /// plan can be given as the input itself.
    case consent(plan: String, isInput: Bool)
    /// Check the output of the program, which was too large, instead.
    case outputOfProgram(plan: String)
    /// Name the program that shows saved plans, or check its output instead.
    case programForPlans
    /// Allow the check more time or memory.
    case largerBudget
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
    /// Name the format of the record, which can be read in each of these.
    case recordFormat(among: [String])
    /// List every code with an explanation.
    case codes
    /// Give a value for this `var` of a spec.
    case value(variable: String)
  }

  /// One message about one input.
  package init(_ message: String, remedy: Remedy? = nil) {
    self.init([message], remedy: remedy)
  }

  /// Several messages about one input.
  package init(_ list: [String], remedy: Remedy? = nil) {
    // Messages quote inputs, and a caller may print them to a terminal.
    messages = list.map { "error: " + $0.printableLines }
    diagnostics = []
    self.remedy = remedy
  }

  /// Messages about positions in specs, which have already been rendered.
  package init(_ diagnostics: [ResultDiagnostic], remedy: Remedy? = nil) {
    self.diagnostics = diagnostics
    messages = diagnostics.map(\.rendered)
    self.remedy = remedy
  }

  public var description: String { messages.joined(separator: "\n") }
}

extension InputError {
  /// The prefix of a message about a position in a file: `path:line:column: `, as far as it is
  /// known.
  package static func position(_ path: String, line: Int?, column: Int?) -> String {
    guard let line else { return "\(path): " }
    return "\(path):\(line)" + (column.map { ":\($0)" } ?? "") + ": "
  }
}
