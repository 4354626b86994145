/// A command of the project, with everything that it changes (Worlds, "command").
package struct WorldCommand: Sendable {
  /// The words of the command line.
  package let words: [String]
  /// The directory in which it runs, relative to the agent's; `.` for the agent's.
  package let directory: String
  /// The paths at or in which it changes files, relative to the agent's directory.
  package let paths: [String]
}

/// A file with the options of commands, which a world names (Worlds, "commands").
package struct WorldCommandFile: Sendable {
  /// The path, relative to the same folder as that of the world.
  package let path: String
  package let bytes: [UInt8]
}

/// The facts about command lines that a world declares.
package struct WorldCommands: Sendable {
  package var lines: [WorldCommand] = []
  package var files: [WorldCommandFile] = []
  /// The directory that relative paths are relative to, as an absolute path in its shortest form; `nil`
  /// if the world leaves it open.
  package var directory: String?
}
