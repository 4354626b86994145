/// A command of a project, with everything that it changes, as a world declares it.
public struct DeclaredCommand: Sendable, Hashable {
  /// The words of the command line.
  public let words: [String]
  /// The directory in which it runs, relative to the agent's directory or absolute.
  public let directory: String
  /// The paths at or in which it changes files.
  public let paths: [String]

  /// Describes a command.
  public init(words: [String], directory: String = ".", paths: [String]) {
    self.words = words
    self.directory = directory
    self.paths = paths
  }
}
