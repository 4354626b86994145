import ProvisoKernel
import ProvisoResult

/// The counterexamples as a graph in the DOT language of Graphviz: a cluster for each run.
package struct DOTReport: ResultReport {
  package static let name = "dot"
  package static let summary = "the runs of violations as a graph for Graphviz"

  /// The number of runs of one property that are drawn.
  private static let most = 20

  /// Makes a report.
  package init(_ settings: ReportSettings) {}

  /// Renders all runs as one graph.
  package func render(_ results: [CheckResult]) -> String {
    var lines = ["digraph proviso {", "  rankdir=LR; node [shape=box];"]
    var number = 0
    for result in results {
      for property in FindingOrder.sorted(result.properties) {
        let runs = property.violations + [property.witness].compactMap(\.self)
        for violation in runs.filter({ !$0.trace.isEmpty }).prefix(Self.most) {
          lines += cluster(number, violation, of: property, in: result)
          number += 1
        }
      }
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  private func cluster(
    _ number: Int, _ violation: Violation, of property: PropertyResult, in result: CheckResult
  ) -> [String] {
    let objects = violation.objects.isEmpty ? "" : ": " + violation.objects.joined(separator: ", ")
    var lines = [
      "  subgraph cluster_\(number) {",
      "    label=\(Self.quoted("\(result.input.path): \(property.name)\(objects)"));",
    ]
    for (index, step) in violation.trace.enumerated() {
      let isBreaking = index == violation.breakingStep || step.outcome == .failed
      lines.append(
        "    s\(number)_\(index) [label=\(Self.quoted("\(index + 1). \(step.phrase)"))"
          + (isBreaking ? ", color=red, penwidth=2" : "") + "];")
    }
    for index in violation.trace.indices.dropFirst() {
      lines.append("    s\(number)_\(index - 1) -> s\(number)_\(index);")
    }
    if let loop = violation.loop, violation.trace.indices.contains(loop) {
      lines.append(
        "    s\(number)_\(violation.trace.count - 1) -> s\(number)_\(loop) [style=dashed];")
    }
    return lines + ["  }"]
  }

  /// A quoted string of DOT. A backslash begins an escape in labels.
  static func quoted(_ text: String) -> String {
    "\"" + text.printable.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
