/// Terraform's own apply graph, as `terraform graph -plan=PLANFILE` prints it. Terraform builds it
/// from the plan in the same way as the graph that `terraform apply` walks.
package struct TerraformGraph: Sendable {
  let graph: DOTGraph

  /// Reads a graph in the DOT language, in UTF-8.
  ///
  /// - Throws: `GraphError` with the position of the error when the text is not a directed graph.
  package init(dot text: [UInt8]) throws(GraphError) {
    graph = try DOTGraph(text)
  }
}

extension TerraformPlan {
  /// Replaces the order of the steps by that of Terraform's own apply graph. This order is exact:
  /// no wait is missing, and no wait depends on a condition.
  ///
  /// - Throws: `GraphError` when the graph belongs to another plan or is not an apply graph; the
  ///   message names the resources that do not match. Also when the steps form a cycle.
  package mutating func takeOrder(from graph: TerraformGraph) throws(GraphError) {
    var builder = GraphOrder(self, graph: graph.graph)
    order = try builder.build()
  }
}
