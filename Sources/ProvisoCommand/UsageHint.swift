import ArgumentParser
import ProvisoInput
import ProvisoKernel

/// The names that were probably meant by wrong ones on the command line.
enum UsageHint {
  /// The message about a command that does not exist; `nil` if the first argument is none of that.
  static func aboutCommand(_ name: String?) -> String? {
    let names = ProvisoCommand.configuration.subcommands.compactMap { $0.configuration.commandName }
    guard let name, !name.hasPrefix("-"), name != "help", !names.contains(name) else { return nil }
    let meant = Suggestion.nearest(to: name, among: names)
    return "Error: there is no command `\(name)`"
      + (foreign(name)
        ?? meant.map { "; did you mean `\($0)`?" }
        ?? "; the commands are \(names.joined(separator: ", "))")
      + "\nUsage: proviso <subcommand>\n  See 'proviso --help' for more information."
  }

  /// The command in place of one of another tool, or of a file without a command.
  private static func foreign(_ name: String) -> String? {
    if name.hasSuffix(".proviso") {
      return
        "; `proviso explore \(name.shellWord)` explores a world, and `proviso check PLAN -s \(name.shellWord)` checks a plan against a spec"
    }
    if [".json", ".yaml", ".yml", ".tfplan"].contains(where: name.hasSuffix) {
      return "; `proviso check \(name.shellWord)` checks a plan"
    }
    guard
      ["verify", "run", "prove", "model", "validate", "lint", "scan", "analyze", "analyse", "plan"]
        .contains(name)
    else { return nil }
    return "; `proviso check` checks a plan, and `proviso explore` a world"
  }

  /// Options of other tools, and those of `explore`.
  private static let options: [String: String] = [
    "--max-depth": "--depth", "--steps": "--depth", "--bound": "--depth", "--max-steps": "--depth",
  ]

  /// Options that are arguments without a name here.
  private static let arguments: Set<String> = ["--world", "--plan", "--file", "--input", "--path"]

  /// A message about an unknown option, with the option or the argument that is meant.
  private static func aboutOption(_ message: String) -> String {
    guard let match = message.firstMatch(of: /Unknown option '([^'\n]*)'(?!\. Did)/) else {
      return message
    }
    let wrong = String(match.output.1)
    var hint: String?
    if let meant = options[wrong], message.contains("Usage: proviso explore") {
      hint = ". Did you mean '\(meant)'?"
    } else if arguments.contains(wrong) {
      hint = ". Give the file without an option."
    }
    guard let hint else { return message }
    var completed = message
    completed.replaceSubrange(match.range, with: String(message[match.range]) + hint)
    return completed
  }

  /// A message of the argument parser, with the value that was probably meant by a wrong one.
  static func completed(_ message: String) -> String {
    let message = aboutOption(message)
    guard let match = message.firstMatch(of: /The value '([^'\n]*)' is invalid for '[^\n]*?'\./),
      let end = message.firstRange(of: "Help:")?.lowerBound
        ?? message.firstRange(of: "Usage:")?.lowerBound,
      match.range.upperBound < end
    else { return message }
    let rest = message[match.range.upperBound..<end]
    let listed = rest.matches(of: /(?m)^ *- ([^\s]+)$/).map { String($0.output.1) }
    let quoted = rest.matches(of: /'([^'\n]*)'/).map { String($0.output.1) }
    let names = listed + quoted
    let wrong = String(match.output.1)
    guard let meant = Suggestion.nearest(to: wrong, among: names) else { return message }
    var completed = message
    completed.replaceSubrange(
      match.range, with: String(message[match.range]) + " Did you mean '\(meant)'?")
    return completed
  }
}
