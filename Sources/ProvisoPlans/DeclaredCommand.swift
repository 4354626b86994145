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

/// Programs with the options of their commands, as the reader of command lines keeps them.
public protocol DeclaredPrograms: Sendable {}

/// The facts about command lines that a world declares.
public struct DeclaredCommands: Sendable {
  /// Whole command lines of the project.
  public var lines: [DeclaredCommand]
  /// The programs of the world's option tables.
  public var programs: [any DeclaredPrograms]
  /// The directory that relative paths are relative to, as an absolute path; `nil` if it is left open.
  public var directory: String?
  /// The parameters of the world's actions that are paths, by the name of the action.
  public var paths: [String: Set<String>]

  /// Collects facts.
  public init(
    lines: [DeclaredCommand] = [], programs: [any DeclaredPrograms] = [], directory: String? = nil,
    paths: [String: Set<String>] = [:]
  ) {
    self.paths = paths
    self.lines = lines
    self.programs = programs
    self.directory = directory
  }

  /// Whether nothing is declared.
  public var isEmpty: Bool {
    lines.isEmpty && programs.isEmpty && directory == nil && paths.isEmpty
  }
}
