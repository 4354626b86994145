import ProvisoKernel
import ProvisoPlans

/// Reads graphs of LangGraph, as written by `json.dumps(graph.get_graph().to_json())`, with
/// `xray=True` if a node is itself a graph.
///
/// Source of the shape: `langchain_core.runnables.graph.Graph.to_json` (`nodes` with `id`, `type`,
/// `data` and `metadata`; `edges` with `source`, `target`, and `data` and `conditional` if they are
/// not empty). Source of the semantics: LangGraph's "Graph API" (supersteps, `add_edge`,
/// `add_conditional_edges`, `Send`, `Command`).
struct LangGraphReader {
  var mistakes = AgentPlanMistakes()
  private(set) var gaps: [String] = []
  private(set) var notModelled: [String] = []
  private(set) var graph = LangGraph()
  private var indices: [String: Int] = [:]

  /// The most nodes and the most edges that a graph can have.
  private static let limit = 5_000

  mutating func read(_ root: AgentPlanNode) throws(AgentFormatError) -> AgentPlan {
    guard root.isMap else {
      let position = root.position
      throw AgentFormatError(
        "expected a graph of LangGraph with `nodes` and `edges`, found \(root.described)",
        line: position.line, column: position.column)
    }
    for member in root.members where !["nodes", "edges"].contains(member.name) {
      let near = Suggestion.nearest(to: member.name, among: ["nodes", "edges"])
      if let near, root[near] == nil {
        mistakes.report(
          member.key,
          "a graph has no key `\(AgentPlanNode.short(member.name))`; did you mean `\(near)`?")
      } else {
        gap("the graph has `\(AgentPlanNode.short(member.name))`, which LangGraph does not write")
      }
    }
    if let nodes = list(root, "nodes") { for node in nodes { read(node: node) } }
    if let edges = list(root, "edges") {
      graph.next = graph.nodes.map { _ in LangGraph.Ways() }
      for edge in edges { read(edge: edge) }
    }
    try mistakes.finish()
    if graph.first.all.isEmpty {
      mistakes.report(
        root["edges"] ?? root,
        "the graph does nothing: expected an edge from `\(LangGraph.start)` to a node")
    }
    try mistakes.finish()
    let reached = graph.reached
    for (index, node) in graph.nodes.enumerated() where !reached.contains(index) && node.isCall {
      gap(
        "no edge leads to the node `\(AgentPlanNode.short(node.name))`, but a `Command` may lead to it"
      )
    }
    var plan = LangGraphPlan(graph)
    let steps = plan.steps()
    return AgentPlan(
      format: AgentPlanFormat.langGraph.rawValue,
      agents: [PlannedAgent(name: PlannedAgent.onlyName, steps: steps)],
      isNamedByLabels: true, assumptions: plan.assumptions, notModelled: notModelled, gaps: gaps)
  }

  private mutating func gap(_ text: String) {
    if !gaps.contains(text) { gaps.append(text) }
  }

  private mutating func list(_ root: AgentPlanNode, _ key: String) -> [AgentPlanNode]? {
    guard let node = root[key] else {
      mistakes.report(root, "the graph has no `\(key)`: expected a list")
      return nil
    }
    guard node.isList else {
      mistakes.report(node, "`\(key)`: expected a list, found \(node.described)")
      return nil
    }
    let elements = node.elements
    guard elements.count <= Self.limit else {
      mistakes.report(
        node, "`\(key)`: expected at most \(Self.limit) elements, found \(elements.count)")
      return nil
    }
    return elements
  }

  /// Reads the name of a node: a string, or a number in graphs without names.
  private mutating func name(_ node: AgentPlanNode?, as what: String, in whole: AgentPlanNode)
    -> String?
  {
    switch node?.kind {
    case .text(let text)? where !text.isEmpty: return text
    case .number(let literal)?: return literal
    default:
      mistakes.report(
        node ?? whole,
        "\(what): expected the name of a node, found \(node?.described ?? "nothing")")
      return nil
    }
  }

  // MARK: Nodes

  private static let nodeKeys = ["id", "type", "data", "metadata"]

  private mutating func read(node: AgentPlanNode) {
    guard node.isMap else {
      return mistakes.report(node, "expected a node with an `id`, found \(node.described)")
    }
    for member in node.members where !Self.nodeKeys.contains(member.name) {
      if node["id"] == nil, Suggestion.nearest(to: member.name, among: ["id"]) != nil {
        mistakes.unknownKey(member, of: "a node", known: Self.nodeKeys)
      } else {
        gap("a node has `\(AgentPlanNode.short(member.name))`, which LangGraph does not write")
      }
    }
    guard let name = name(node["id"], as: "`id` of a node", in: node) else { return }
    let type = kind(of: node)
    if name == LangGraph.start || name == LangGraph.end {
      return
    }
    guard indices[name] == nil else {
      return mistakes.report(
        node["id"] ?? node,
        "the node `\(AgentPlanNode.short(name))` is already in the list: expected a new `id`")
    }
    indices[name] = graph.nodes.count
    graph.nodes.append(
      LangGraph.Node(name: name, isCall: type != "schema", position: node.position))
    if name.contains(":") { graph.hasSubgraphs = true }
    if Self.isGraph(node) {
      gap(
        "the node `\(AgentPlanNode.short(name))` is a nested graph whose nodes are missing (`get_graph(xray=True)` includes them)"
      )
    }
  }

  private mutating func kind(of node: AgentPlanNode) -> String? {
    guard let type = node["type"], !type.isNull else { return nil }
    guard let text = type.text else {
      mistakes.report(type, "`type` of a node: expected a string, found \(type.described)")
      return nil
    }
    if !["runnable", "schema", "unknown", "metadata"].contains(text) {
      gap("a node has the type `\(AgentPlanNode.short(text))`, which LangGraph does not write")
    }
    return text
  }

  /// Whether a node is itself a graph, according to the path of its class.
  private static func isGraph(_ node: AgentPlanNode) -> Bool {
    guard let path = node["data"]?["id"], path.isList, let last = path.elements.last?.text else {
      return false
    }
    return ["CompiledStateGraph", "CompiledGraph", "Pregel", "RemoteGraph"].contains(last)
  }

  // MARK: Edges

  private static let edgeKeys = ["source", "target", "data", "conditional"]

  private mutating func read(edge: AgentPlanNode) {
    guard edge.isMap else {
      return mistakes.report(
        edge, "expected an edge with `source` and `target`, found \(edge.described)")
    }
    for member in edge.members where !Self.edgeKeys.contains(member.name) {
      let near = Suggestion.nearest(to: member.name, among: Self.edgeKeys)
      if let near, edge[near] == nil {
        mistakes.unknownKey(member, of: "an edge", known: Self.edgeKeys)
      } else {
        gap("an edge has `\(AgentPlanNode.short(member.name))`, which LangGraph does not write")
      }
    }
    var isConditional = false
    if let flag = edge["conditional"], !flag.isNull {
      if case .bool(let given) = flag.kind {
        isConditional = given
      } else {
        mistakes.report(
          flag, "`conditional`: expected `true` or `false`, found \(flag.described)")
      }
    }
    let source = self.end(of: edge, "source")
    let target = self.end(of: edge, "target")
    guard let source, let target else { return }
    if source == .end {
      return mistakes.report(
        edge["source"] ?? edge, "an edge cannot start at `\(LangGraph.end)`: expected a node")
    }
    if target == .start {
      return mistakes.report(
        edge["target"] ?? edge, "an edge cannot lead to `\(LangGraph.start)`: expected a node")
    }
    guard case .node(let to) = target else { return }
    func add(_ ways: inout LangGraph.Ways) {
      if isConditional { ways.perhaps.insert(to) } else { ways.always.insert(to) }
    }
    if case .node(let from) = source { add(&graph.next[from]) } else { add(&graph.first) }
  }

  private enum End: Equatable {
    case start, end
    case node(Int)
  }

  private mutating func end(of edge: AgentPlanNode, _ key: String) -> End? {
    guard let name = name(edge[key], as: "`\(key)` of an edge", in: edge) else { return nil }
    if name == LangGraph.start { return .start }
    if name == LangGraph.end { return .end }
    guard let index = indices[name] else {
      let near = Suggestion.nearest(to: name, among: indices.keys.sorted())
      mistakes.report(
        edge[key] ?? edge,
        "`\(key)`: the graph has no node `\(AgentPlanNode.short(name))`"
          + (near.map { "; did you mean `\($0)`?" } ?? ""))
      return nil
    }
    return .node(index)
  }
}
