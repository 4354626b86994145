import Proviso
import ProvisoInput
import ProvisoKernel
import ProvisoResult

extension Terminal {
  /// Writes an error to standard error, with the options and commands that can help.
  func complain(_ error: InputError) {
    // A name in a message can contain line ends. What follows them must not look like a result.
    let messages =
      error.diagnostics.isEmpty
      ? error.messages.map { $0.replacing(["\n": "\n  "]) } : error.messages
    complain(
      messages + [CodeHint.text(for: error.diagnostics), error.help].compactMap(\.self))
  }
}

extension InputError {
  /// The messages as data for other programs.
  var reported: [ResultDiagnostic] {
    if !diagnostics.isEmpty { return diagnostics }
    let fix = remedy?.onCommandLine
    return messages.map { message in
      ResultDiagnostic(
        code: "", level: .error,
        message: message.hasPrefix("error: ") ? String(message.dropFirst(7)) : message,
        location: nil, fix: fix, rendered: message)
    }
  }

  /// The help as a line for the command line.
  fileprivate var help: String? { remedy.map { ("help: " + $0.onCommandLine).printable } }
}

extension InputError.Remedy {
  fileprivate var onCommandLine: String {
    switch self {
    case .specs(let vocabulary, let packs):
      "add a spec `for \(vocabulary)` with -s SPEC.proviso"
        + packs.map { ", or -s \($0)" }.joined()
    case .root:
      "name the project's directory with --root, or give the file itself on the command line"
    case .trustedRoot(let folder):
      "remove the file, or if you trust it, pass --root \(folder.shellWord)"
    case .consent(let plan, let isInput):
      (isInput
        ? "run `proviso check \(plan.shellWord)`, or pass --run-terraform" : "pass --run-terraform")
        + "; without running programs: `terraform show -json \(plan.shellWord) > plan.json`"
        + (isInput
          ? ", `terraform graph -plan=\(plan.shellWord) > graph.dot` and `proviso check plan.json --graph graph.dot`"
          : ", and name that file instead")
    case .outputOfProgram(let plan):
      "check its output from a file: `terraform show -json \(plan.shellWord) > plan.json`"
    case .programForPlans:
      "name the program with --terraform-bin, or check the output of `terraform show -json`"
    case .largerBudget: "raise --time-limit or --memory-limit"
    case .timeForPlans: "raise --terraform-timeout"
    case .noGraph: "remove --graph"
    case .standardInput: "to read from a pipe, use - as the input"
    case .inputToCheck: "name a plan, and the spec with -s: `proviso check PLAN -s SPEC.proviso`"
    case .exploration: "`proviso explore` searches all runs"
    case .value(let variable): "give the value with --var \(variable)=VALUE"
    case .recordFormat(let formats):
      "name the format with " + formats.map { "--record-format \($0)" }.joined(separator: " or ")
    case .codes: "`proviso explain` lists all codes"
    }
  }
}
