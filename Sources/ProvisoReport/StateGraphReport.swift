import ProvisoResult

/// The states of a small world as a graph in the DOT language of Graphviz.
package struct StateGraphReport: Sendable {
  /// Makes a report.
  package init() {}

  /// Renders a graph. Initial states have a double border, states without a step a bold one, and states in
  /// which an invariant is violated are red. A dashed step fails.
  package func render(_ graph: StateGraph) -> String {
    var lines = [
      "digraph \(DOTReport.quoted(graph.name)) {",
      "  node [shape=box];",
    ]
    for (index, node) in graph.nodes.enumerated() {
      var attributes = ["label=\(Self.label(node.lines))"]
      if node.isInitial { attributes.append("peripheries=2") }
      if node.isLast { attributes.append("style=bold") }
      if node.isViolating { attributes.append("color=red") }
      lines.append("  s\(index) [\(attributes.joined(separator: ", "))];")
    }
    for edge in graph.edges {
      lines.append(
        "  s\(edge.from) -> s\(edge.to) [label=\(DOTReport.quoted(edge.label))"
          + (edge.isFailure ? ", style=dashed" : "") + "];")
    }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  /// The lines of a state as one label.
  private static func label(_ lines: [String]) -> String {
    let quoted = lines.map { String(DOTReport.quoted($0).dropFirst().dropLast()) }
    return "\"" + quoted.joined(separator: "\\n") + "\""
  }
}
