import JSON

/// The configuration of a plan as a graph: resources, outputs, arguments of module calls, modules
/// and provider configurations, with an edge where one refers to another
/// (SemanticsOfTerraform, "References", "Creations").
///
/// Locals, `dynamic` blocks and `lifecycle` are not in a plan; what leads through them has no edge.
public struct Configuration: Sendable {
  struct Module: Sendable {
    /// Address without keys, "" at the root.
    var path: String
    var parent: Int?
    /// Nil when the plan leaves the module out.
    var body: JSONValue?
    /// Node that everything in the module waits for; nil at the root.
    var entry: Int?
    /// Node that waits for everything in the module; made when something refers to it.
    var exit: Int?
    var resources: [String: Int] = [:]
    var outputs: [String: Int] = [:]
    var arguments: [String: Int] = [:]
    var children: [String: Int] = [:]
  }

  enum Role: Sendable {
    case resource(JSONValue)
    case output(JSONValue)
    /// The expression that a module call gives for one variable.
    case argument(JSONValue)
    case moduleEntry(call: JSONValue)
    case moduleExit
    case provider(JSONValue)
  }

  struct Node: Sendable {
    var role: Role
    /// Absolute address without keys.
    var name: String
    /// The module in whose scope the node's expressions stand.
    var module: Int
    /// Names that the expressions mention and the plan does not define.
    var hidden: [String] = []
    /// Place of the edges in `edges`.
    var edges: Range<Int> = 0..<0
    /// Node of the provider configuration, for resources.
    var provider: Int?
  }

  struct Edge: Sendable {
    var target: Int
    /// The literal instance key, `0` or `"a"`; nil for the resource as a whole.
    var key: String?
  }

  var modules: [Module] = []
  var nodes: [Node] = []
  var edges: [Edge] = []
  /// Node of each provider configuration by its key in the plan.
  var providers: [String: Int] = [:]
  /// Module by its address without keys.
  var moduleByPath: [String: Int] = [:]
  /// Provider keys of resources that no provider configuration matches.
  var unmatchedProviders: Set<String> = []

  /// The number of nodes; indices below it name one.
  public var count: Int { nodes.count }

  /// The absolute address of a node, without instance keys: `module.net.aws_subnet.x`,
  /// `module.net.output.id`, …
  public func name(of node: Int) -> String {
    nodes.indices.contains(node) ? nodes[node].name : ""
  }

  /// A configuration without anything in it.
  init() {}

  func edges(of node: Int) -> ArraySlice<Edge> {
    nodes.indices.contains(node) ? edges[nodes[node].edges] : []
  }

  /// The node of a configured resource.
  /// - Parameters:
  ///   - module: Module address without keys.
  ///   - name: `type.name`, of a data source with `data.` in front.
  func resource(_ name: String, inModule module: String) -> Int? {
    guard let place = moduleByPath[module] else { return nil }
    return modules[place].resources[name]
  }

  func isResource(_ node: Int) -> Bool {
    if nodes.indices.contains(node), case .resource = nodes[node].role { return true }
    return false
  }
}
