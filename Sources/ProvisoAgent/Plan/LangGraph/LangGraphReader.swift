import ProvisoKernel

/// Reads graphs of LangGraph: what `json.dumps(graph.get_graph().to_json())` writes, with `xray=True` where
/// graphs are nodes of others.
///
/// Source of the shape: `langchain_core.runnables.graph.Graph.to_json` (`nodes` with `id`, `type`, `data` and
/// `metadata`; `edges` with `source`, `target`, and `data` and `conditional` where they are not empty).
/// The meaning of the edges is that of LangGraph's "Graph API": supersteps, `add_edge`,
/// `add_conditional_edges`, `Send`, `Command`.
struct LangGraphReader {
  var mistakes = PlanMistakes()
  private(set) var gaps: [String] = []
  private(set) var notModelled: [String] = []
  private(set) var graph = LangGraph()
  private var places: [String: Int] = [:]

  /// More nodes or edges than this are no graph that anybody drew.
  private static let most = 5_000

  mutating func read(_ root: PlanNode) throws(AgentFormatError) -> AgentPlan {
    guard root.isMap else {
      let place = root.place
      throw AgentFormatError(
        "expected a graph of LangGraph, which has `nodes` and `edges`, found \(root.described)",
        line: place.line, column: place.column)
    }
    for member in root.members where !["nodes", "edges"].contains(member.name) {
      let near = Suggestion.nearest(to: member.name, among: ["nodes", "edges"])
      if let near, root[near] == nil {
        mistakes.report(
          member.key,
          "a graph has no key `\(PlanNode.short(member.name))`; did you mean `\(near)`?")
      } else {
        gap("the graph has `\(PlanNode.short(member.name))`, which LangGraph does not write")
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
        "no edge leads from `\(LangGraph.start)` to a node that is run, so the graph does nothing")
    }
    try mistakes.finish()
    let reached = graph.reached
    for (place, node) in graph.nodes.enumerated() where !reached.contains(place) && node.isCall {
      gap("no edge leads to the node `\(PlanNode.short(node.name))`, though a `Command` may")
    }
    var plan = LangGraphPlan(graph)
    let steps = plan.steps()
    return AgentPlan(
      format: PlanFormat.langGraph.rawValue,
      agents: [PlannedAgent(name: NativePlanReader.onlyAgent, steps: steps)],
      isKnownByLabels: true, assumptions: plan.assumptions, notModelled: notModelled, gaps: gaps)
  }

  private mutating func gap(_ text: String) {
    if !gaps.contains(text) { gaps.append(text) }
  }

  private mutating func list(_ root: PlanNode, _ key: String) -> [PlanNode]? {
    guard let node = root[key] else {
      mistakes.report(root, "the graph has no `\(key)`: expected a list")
      return nil
    }
    guard node.isList else {
      mistakes.report(node, "`\(key)`: expected a list, found \(node.described)")
      return nil
    }
    let elements = node.elements
    guard elements.count <= Self.most else {
      mistakes.report(node, "`\(key)`: there are more than \(Self.most)")
      return nil
    }
    return elements
  }

  /// The name of a node, which is a text, or a number in graphs that have no names.
  private mutating func name(_ node: PlanNode?, _ what: String, in whole: PlanNode) -> String? {
    switch node?.kind {
    case .text(let text)? where !text.isEmpty: return text
    case .number(let literal)?: return literal
    default:
      mistakes.report(
        node ?? whole,
        "\(what): expected the name of a node, found \(node?.described ?? "none")")
      return nil
    }
  }

  // MARK: Nodes

  private static let nodeKeys = ["id", "type", "data", "metadata"]

  private mutating func read(node: PlanNode) {
    guard node.isMap else {
      return mistakes.report(node, "expected a node, which has an `id`, found \(node.described)")
    }
    for member in node.members where !Self.nodeKeys.contains(member.name) {
      if node["id"] == nil, Suggestion.nearest(to: member.name, among: ["id"]) != nil {
        mistakes.unknownKey(member, of: "a node", known: Self.nodeKeys)
      } else {
        gap("a node has `\(PlanNode.short(member.name))`, which LangGraph does not write")
      }
    }
    guard let name = name(node["id"], "`id` of a node", in: node) else { return }
    let type = kind(of: node)
    if name == LangGraph.start || name == LangGraph.end {
      return
    }
    guard places[name] == nil else {
      return mistakes.report(
        node["id"] ?? node, "the node `\(PlanNode.short(name))` is given a second time")
    }
    places[name] = graph.nodes.count
    graph.nodes.append(
      LangGraph.Node(name: name, isCall: type != "schema", place: node.place))
    if name.contains(":") { graph.hasSubgraphs = true }
    if Self.isGraph(node) {
      gap(
        "the node `\(PlanNode.short(name))` is a graph of its own, whose nodes are not among these (`get_graph(xray=True)` gives them)"
      )
    }
  }

  private mutating func kind(of node: PlanNode) -> String? {
    guard let type = node["type"], !type.isNull else { return nil }
    guard let text = type.text else {
      mistakes.report(type, "`type` of a node: expected a text, found \(type.described)")
      return nil
    }
    if !["runnable", "schema", "unknown", "metadata"].contains(text) {
      gap("a node is of the type `\(PlanNode.short(text))`, which LangGraph does not write")
    }
    return text
  }

  /// Whether what is run at a node is itself a graph, by the path of its class.
  private static func isGraph(_ node: PlanNode) -> Bool {
    guard let path = node["data"]?["id"], path.isList, let last = path.elements.last?.text else {
      return false
    }
    return ["CompiledStateGraph", "CompiledGraph", "Pregel", "RemoteGraph"].contains(last)
  }

  // MARK: Edges

  private static let edgeKeys = ["source", "target", "data", "conditional"]

  private mutating func read(edge: PlanNode) {
    guard edge.isMap else {
      return mistakes.report(
        edge, "expected an edge, which has `source` and `target`, found \(edge.described)")
    }
    for member in edge.members where !Self.edgeKeys.contains(member.name) {
      let near = Suggestion.nearest(to: member.name, among: Self.edgeKeys)
      if let near, edge[near] == nil {
        mistakes.unknownKey(member, of: "an edge", known: Self.edgeKeys)
      } else {
        gap("an edge has `\(PlanNode.short(member.name))`, which LangGraph does not write")
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
        edge["source"] ?? edge, "no edge leads from `\(LangGraph.end)`: nothing is run there")
    }
    if target == .start {
      return mistakes.report(
        edge["target"] ?? edge, "no edge leads to `\(LangGraph.start)`, where the graph begins")
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

  private mutating func end(of edge: PlanNode, _ key: String) -> End? {
    guard let name = name(edge[key], "`\(key)` of an edge", in: edge) else { return nil }
    if name == LangGraph.start { return .start }
    if name == LangGraph.end { return .end }
    guard let place = places[name] else {
      let near = Suggestion.nearest(to: name, among: places.keys.sorted())
      mistakes.report(
        edge[key] ?? edge,
        "`\(key)`: there is no node `\(PlanNode.short(name))`"
          + (near.map { "; did you mean `\($0)`?" } ?? ""))
      return nil
    }
    return .node(place)
  }
}
