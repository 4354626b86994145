/// The settings of a report: the width, colours and commands to recommend.
package struct ReportSettings: Sendable {
  /// The width of a line in columns. Reports use at least 40.
  package var width: Int
  /// Whether escape sequences for colours may be used.
  package var hasColors: Bool
  /// The commands that a report can recommend.
  package var help: CommandHelp

  /// The commands of the program that prints the report.
  package struct CommandHelp: Sendable {
    /// The commands that check the input again with a graph that settles the order of its steps.
    package var checkWithGraph: [String]

    /// Describes commands. By default there are none, as for a library.
    package init(checkWithGraph: [String] = []) { self.checkWithGraph = checkWithGraph }
  }

  /// Describes how to print results.
  package init(width: Int = 100, hasColors: Bool = false, help: CommandHelp = CommandHelp()) {
    self.width = width
    self.hasColors = hasColors
    self.help = help
  }
}
