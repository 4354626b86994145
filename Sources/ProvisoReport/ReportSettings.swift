import ProvisoResult

/// The settings of a report: the width, colours and commands to recommend.
package struct ReportSettings: Sendable {
  /// The width of a line in columns. Reports use at least 40.
  package var width: Int
  /// Whether escape sequences for colours may be used.
  package var hasColors: Bool
  /// The parts of an answer that are shown.
  package var detail: Detail
  /// Whether every violation is shown with its run, however many there are.
  package var showsAll: Bool
  /// The position of an object in the configuration of an input, by the path of the input and the name
  /// of the object; `nil` if it is not known.
  package var position: @Sendable (_ input: String, _ object: String) -> ResultLocation? = {
    _, _ in nil
  }
  /// The commands that a report can recommend.
  package var help: CommandHelp

  /// The parts of an answer, from the fewest to the most.
  package enum Detail: Int, Comparable, Sendable, CaseIterable {
    /// Only findings: what is violated or undecided.
    case findings
    /// Findings, and the verdict with what it rests on in a few lines.
    case short
    /// Also proofs with their reasons, the assumptions, and what does not apply.
    case long
    /// Also every change of every step.
    case full

    package static func < (a: Detail, b: Detail) -> Bool { a.rawValue < b.rawValue }
  }

  /// The commands of the program that prints the report.
  package struct CommandHelp: Sendable {
    /// The commands that check the input again with a graph that settles the order of its steps.
    package var checkWithGraph: [String]
    /// The option for a longer answer; `nil` for none.
    package var longer: String?
    /// The option for all violations; `nil` for none.
    package var all: String?

    /// Describes commands. By default there are none, as for a library.
    package init(checkWithGraph: [String] = [], longer: String? = nil, all: String? = nil) {
      self.checkWithGraph = checkWithGraph
      self.longer = longer
      self.all = all
    }
  }

  /// Describes how to print results.
  package init(
    width: Int = 100, hasColors: Bool = false, detail: Detail = .short, showsAll: Bool = false,
    help: CommandHelp = CommandHelp()
  ) {
    self.detail = detail
    self.showsAll = showsAll
    self.width = width
    self.hasColors = hasColors
    self.help = help
  }
}
