import ArgumentParser
import Foundation
import Proviso
import ProvisoReport

/// `proviso explain`.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains diagnostic codes, with an example that fails and one that passes.",
    discussion: "Without a code, the command lists all codes.")

  @Argument(help: "Codes such as PV0301.")
  var code: [String] = []

  func run() throws {
    let terminal = Terminal()
    let explainer = Explainer(hasColors: terminal.hasColors)
    let report = ExplanationReport(terminal.reportSettings())
    var parts: [String] = []
    var isUnknown = false
    for code in code {
      do {
        parts.append(report.render(try explainer.explain(code)))
      } catch {
        terminal.complain(error)
        isUnknown = true
      }
    }
    if code.isEmpty {
      parts.append(Explainer.codes.map { "\($0.code)  \($0.title)\n" }.joined())
    }
    try Console.print(parts.joined(separator: "\n\n"), as: terminal.notation)
    if isUnknown { throw ProvisoExit.unusable.code }
  }
}
