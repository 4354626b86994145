/// Terraform's own graph of an apply: the text that `terraform graph -plan=PLANFILE` prints. It is
/// the graph that the apply walks, made anew from the plan.
public struct TerraformGraph: Sendable {
  let graph: DOTGraph

  /// Reads the text, in UTF-8.
  ///
  /// - Throws: `GraphError` with the place where the text is no directed graph in the DOT language.
  public init(dot text: [UInt8]) throws(GraphError) {
    graph = try DOTGraph(text)
  }
}

extension TerraformPlan {
  /// Takes the order of the steps from Terraform's own graph of the apply. It is exact: no wait is
  /// missing, and none hangs on a condition.
  ///
  /// - Throws: `GraphError` when the graph belongs to another plan or to no apply, with the
  ///   resources that tell.
  public mutating func takeOrder(from graph: TerraformGraph) throws(GraphError) {
    var builder = GraphOrder(self, graph.graph)
    order = try builder.build()
  }
}
