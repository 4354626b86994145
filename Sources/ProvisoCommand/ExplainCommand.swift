import ArgumentParser
import Foundation
import Proviso
import ProvisoReport

/// `proviso explain`.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains a diagnostic code, with an example that fails and one that passes.",
    discussion: "Without a code, all codes are listed.")

  @Argument(help: "Codes, such as PV0301.")
  var code: [String] = []

  func run() throws {
    let terminal = Terminal()
    let explainer = Explainer(hasColors: terminal.hasColors)
    let report = ExplanationReport(width: terminal.width)
    var parts: [String] = []
    var isUnknown = false
    for code in code {
      do {
        parts.append(report.render(try explainer.explain(code)))
      } catch {
        terminal.complain(error.messages)
        isUnknown = true
      }
    }
    if code.isEmpty {
      parts.append(Explainer.codes.map { "\($0.code)  \($0.title)\n" }.joined())
    }
    FileHandle.standardOutput.write(Data(parts.joined(separator: "\n\n").utf8))
    if isUnknown { throw ProvisoExit.unusable.code }
  }
}
