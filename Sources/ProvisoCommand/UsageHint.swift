import ArgumentParser
import ProvisoKernel

/// The names that were probably meant by wrong ones on the command line.
enum UsageHint {
  /// The message about a command that does not exist; `nil` if the first argument is none of that.
  static func aboutCommand(_ name: String?) -> String? {
    let names = ProvisoCommand.configuration.subcommands.compactMap { $0.configuration.commandName }
    guard let name, !name.hasPrefix("-"), name != "help", !names.contains(name) else { return nil }
    let meant = Suggestion.nearest(to: name, among: names)
    return "Error: there is no command `\(name)`"
      + (meant.map { "; did you mean `\($0)`?" }
        ?? "; the commands are \(names.joined(separator: ", "))")
      + "\nUsage: proviso <subcommand>\n  See 'proviso --help' for more information."
  }

  /// A message of the argument parser, with the value that was probably meant by a wrong one.
  static func completed(_ message: String) -> String {
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
