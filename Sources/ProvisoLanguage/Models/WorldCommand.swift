/// A command of the project, with everything that it changes (Worlds, "command").
package struct WorldCommand: Sendable {
  /// The words of the command line.
  package let words: [String]
  /// The directory in which it runs, relative to the agent's; `.` for the agent's.
  package let directory: String
  /// The paths at or in which it changes files, relative to the agent's directory.
  package let paths: [String]
}
