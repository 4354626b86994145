/// What a report needs to know beside the results.
public struct ReportSettings: Sendable {
  /// The width of a line in columns. Reports use at least 40.
  public var width: Int
  /// Whether escape sequences for colours may be used.
  public var hasColors: Bool
  /// The commands that a report can recommend.
  public var help: CommandHelp

  /// The commands of the program that prints the report.
  public struct CommandHelp: Sendable {
    /// The commands that check the input again with a graph that settles the order of its steps.
    public var checkWithGraph: [String]

    /// Describes commands. By default there are none, as for a library.
    public init(checkWithGraph: [String] = []) { self.checkWithGraph = checkWithGraph }
  }

  /// Describes how to print results.
  public init(width: Int = 100, hasColors: Bool = false, help: CommandHelp = CommandHelp()) {
    self.width = width
    self.hasColors = hasColors
    self.help = help
  }
}
