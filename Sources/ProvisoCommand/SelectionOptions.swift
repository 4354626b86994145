import ArgumentParser
import Proviso
import ProvisoKernel

/// The options that choose the rules which are judged, and those that fail the command.
struct SelectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Judge only this rule; a name or a pattern with *; repeatable.", valueName: "rule"))
  var only: [String] = []

  @Option(
    help: ArgumentHelp(
      "Do not judge this rule; a name or a pattern with *; repeatable.", valueName: "rule"))
  var exclude: [String] = []

  @Option(help: ArgumentHelp("Judge only rules with this tag; repeatable.", valueName: "tag"))
  var tags: [String] = []

  @Option(
    help: ArgumentHelp(
      "The lowest severity that fails: \(Severity.allCases.map(\.rawValue).reversed().joined(separator: ", ")). Rules below it are reported, and do not change the exit status.",
      valueName: "severity"))
  var failOn: Severity?

  @Option(
    help: ArgumentHelp(
      "A file that --write-baseline made. Violations that it names do not count.",
      valueName: "file"))
  var baseline: String?

  @Option(
    help: ArgumentHelp(
      "Write the violations that are found to a file, and do not fail because of them.",
      valueName: "file"))
  var writeBaseline: String?

  /// The rules to judge.
  var selection: RuleSelection {
    var selection = RuleSelection()
    selection.only = only
    selection.exclude = exclude
    selection.tags = tags
    return selection
  }
}

extension Severity: ExpressibleByArgument {}
