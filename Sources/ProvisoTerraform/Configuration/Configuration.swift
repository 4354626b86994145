import JSON

/// The configuration of a plan as a graph: its nodes are resources, outputs, arguments of module
/// calls, modules and provider configurations, and each reference is an edge (SemanticsOfTerraform,
/// "References", 2.1).
///
/// A plan does not contain locals, `dynamic` blocks or `lifecycle` blocks, so a reference through
/// one of them has no edge.
package struct Configuration: Sendable {
  struct Module: Sendable {
    /// Address without instance keys; "" for the root module.
    var path: String
    var parent: Int?
    /// The module's object in the plan; nil when the plan omits it.
    var body: JSONValue?
    /// Node that everything in the module waits for; nil for the root module.
    var entry: Int?
    /// Node that waits for everything in the module; nil until something refers to the module as a
    /// whole.
    var exit: Int?
    var resources: [String: Int] = [:]
    var outputs: [String: Int] = [:]
    var arguments: [String: Int] = [:]
    var children: [String: Int] = [:]
  }

  enum Role: Sendable {
    case resource(JSONValue)
    case output(JSONValue)
    /// The expression that a module call passes for one variable.
    case argument(JSONValue)
    /// A variable of the root module with a validation that is decided during the apply.
    case variable
    case moduleEntry(call: JSONValue)
    case moduleExit
    case provider(JSONValue)
  }

  struct Node: Sendable {
    var role: Role
    /// Absolute address without instance keys.
    var name: String
    /// The module in whose scope the node's expressions are evaluated.
    var module: Int
    /// Names that the expressions use but the plan does not define.
    var hidden: [String] = []
    /// Indices of the node's edges in `edges`.
    var edges: Range<Int> = 0..<0
    /// Node of the provider configuration of a resource.
    var provider: Int?
  }

  struct Edge: Sendable {
    var target: Int
    /// The literal instance key of the reference, `0` or `"a"`; nil for the whole resource.
    var key: String?
  }

  var modules: [Module] = []
  var nodes: [Node] = []
  var edges: [Edge] = []
  /// Node of each provider configuration, by its key in `provider_config`.
  var providers: [String: Int] = [:]
  /// Index of each module, by its address without instance keys.
  var moduleByPath: [String: Int] = [:]
  /// Values of `provider_config_key` in resources that match no provider configuration.
  var unmatchedProviders: Set<String> = []

  /// The number of nodes. Nodes are numbered from 0.
  package var count: Int { nodes.count }

  /// The absolute address of a node, without instance keys: `module.net.aws_subnet.x`,
  /// `module.net.output.id`, …
  package func name(of node: Int) -> String {
    nodes.indices.contains(node) ? nodes[node].name : ""
  }

  /// Creates an empty configuration.
  init() {}

  func edges(of node: Int) -> ArraySlice<Edge> {
    nodes.indices.contains(node) ? edges[nodes[node].edges] : []
  }

  /// Returns the node of a resource; nil when the module does not contain it.
  /// - Parameters:
  ///   - name: `type.name`, or `data.type.name` for a data source.
  ///   - module: Module address without instance keys.
  func resource(_ name: String, inModule module: String) -> Int? {
    guard let index = moduleByPath[module] else { return nil }
    return modules[index].resources[name]
  }

  func isResource(_ node: Int) -> Bool {
    if nodes.indices.contains(node), case .resource = nodes[node].role { return true }
    return false
  }
}
