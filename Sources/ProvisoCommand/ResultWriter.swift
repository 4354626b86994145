import Foundation
import ProvisoKernel
import ProvisoReport
import ProvisoResult

/// Prints results in the form that was asked for, and says by the exit status what came of them.
struct ResultWriter {
  let format: CheckCommand.Format
  /// A file, instead of standard output.
  let output: String?
  let terminal: Terminal

  /// Prints the results.
  func write(_ results: [CheckResult]) throws { try write(text: render(results)) }

  /// Prints a text where the results go.
  func write(text: String) throws {
    guard !text.isEmpty else { return }
    guard let output else {
      FileHandle.standardOutput.write(Data(text.utf8))
      return
    }
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: output))
    } catch {
      terminal.complain(["error: \(output): the result cannot be written there"])
      throw ProvisoExit.unusable.code
    }
  }

  /// Ends the command with the status of the worst verdict.
  func exit(for results: [CheckResult]) throws {
    switch results.map(\.verdict).max() ?? .proved {
    case .proved: break
    case .violated: throw ProvisoExit.violated.code
    case .undecided: throw ProvisoExit.undecided.code
    }
  }

  private func render(_ results: [CheckResult]) -> String {
    switch format {
    case .json: return results.isEmpty ? "" : JSONReport().render(results)
    case .text:
      let report = TextReport(
        hasColors: output == nil && terminal.hasColors, width: terminal.width)
      var text = results.map(report.render).joined(separator: "\n")
      if results.count > 1 {
        let words = Dictionary(grouping: results, by: \.verdict)
        let counts = [Verdict.violated, .undecided, .proved].compactMap { verdict in
          words[verdict].map { "\($0.count) \(verdict.rawValue)" }
        }
        let kinds = Set(results.map(\.plan.kind))
        let what = kinds == ["world"] ? "worlds" : kinds.contains("world") ? "inputs" : "plans"
        text += "\n\(results.count) \(what): " + counts.joined(separator: ", ") + "\n"
      }
      return text
    }
  }
}
