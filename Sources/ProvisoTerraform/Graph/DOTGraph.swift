/// The nodes and edges of a directed graph in the DOT language. Attributes are ignored.
struct DOTGraph: Sendable {
  /// Name of each node. Nil for an auxiliary node between two groups: an edge from a group of m
  /// nodes to a group of n nodes takes m + n edges through it, instead of m × n.
  private(set) var names: [String?] = []
  /// Edges as pairs of node indices.
  private(set) var edges: [(from: Int, to: Int)] = []
  private var indices: [String: Int] = [:]

  /// The maximum nesting depth of subgraphs.
  static let deepest = 100

  /// Reads one graph.
  ///
  /// - Throws: `GraphError` with the position of the error when the text is not a directed graph.
  init(_ text: [UInt8]) throws(GraphError) {
    var lexer = DOTLexer(text)
    try readHead(&lexer)
    try readStatements(&lexer)
    guard try lexer.next() == .end else {
      throw lexer.error("expected the end of the text after the graph")
    }
  }

  private mutating func node(_ name: String) -> Int {
    if let known = indices[name] { return known }
    indices[name] = names.count
    names.append(name)
    return names.count - 1
  }

  private func readHead(_ lexer: inout DOTLexer) throws(GraphError) {
    var first = try lexer.next()
    if first == .end { throw lexer.error("there is no graph in this text") }
    if first.isKeyword("strict") { first = try lexer.next() }
    guard !first.isKeyword("graph") else {
      throw lexer.error("this graph is undirected; expected a `digraph`")
    }
    guard first.isKeyword("digraph") else {
      throw lexer.error("expected `digraph`, as `terraform graph` prints it")
    }
    if case .name = try lexer.peek() { _ = try lexer.next() }
    guard try lexer.next() == .openBrace else { throw lexer.error("expected `{`") }
  }

  /// One end of an edge: a node, or the nodes of a subgraph as a range of `mentioned`.
  private enum End {
    case node(Int)
    case group(Range<Int>)
  }

  /// A subgraph whose closing brace has not been read.
  private struct Frame {
    var firstMention: Int
    /// The left side of the arrow to this subgraph; nil without an arrow.
    var previous: End?
  }

  private mutating func readStatements(_ lexer: inout DOTLexer) throws(GraphError) {
    var mentioned: [Int] = []
    var frames = [Frame(firstMention: 0, previous: nil)]
    /// The left side of the arrow that was just read; nil after any other token.
    var previous: End?
    while let frame = frames.last {
      let token = try lexer.next()
      let end: End
      switch token {
      case .semicolon where previous == nil, .comma where previous == nil: continue
      case .closeBrace where previous == nil:
        frames.removeLast()
        if frames.isEmpty { return }
        end = .group(frame.firstMention..<mentioned.count)
        previous = frame.previous
      case .openBrace:
        try open(&frames, previous: previous, mentions: mentioned.count, lexer: lexer)
        previous = nil
        continue
      case .name(let name, let isBare):
        if isBare, token.isKeyword("subgraph") {
          if case .name = try lexer.peek() { _ = try lexer.next() }
          guard try lexer.next() == .openBrace else { throw lexer.error("expected `{`") }
          try open(&frames, previous: previous, mentions: mentioned.count, lexer: lexer)
          previous = nil
          continue
        }
        if isBare, ["graph", "node", "edge"].contains(where: token.isKeyword), previous == nil {
          try readAttributes(&lexer)
          continue
        }
        if previous == nil, try lexer.peek() == .equals {
          _ = try lexer.next()
          guard case .name = try lexer.next() else { throw lexer.error("expected a value") }
          continue
        }
        let index = node(name)
        mentioned.append(index)
        end = .node(index)
        try readPort(&lexer)
      case .end: throw lexer.error("the graph is cut off: expected `}`")
      case .undirectedEdge: throw lexer.error("expected `->`: the graph is directed")
      default:
        throw lexer.error(
          previous == nil ? "expected a node, an edge or a subgraph" : "expected a node")
      }
      if let from = previous { connect(from, to: end, mentioned: mentioned) }
      previous = nil
      switch try lexer.peek() {
      case .arrow:
        _ = try lexer.next()
        previous = end
      case .undirectedEdge:
        _ = try lexer.next()
        throw lexer.error("expected `->`: the graph is directed")
      case .openBracket: try readAttributes(&lexer)
      default: break
      }
    }
  }

  private func open(
    _ frames: inout [Frame], previous: End?, mentions: Int, lexer: DOTLexer
  ) throws(GraphError) {
    guard frames.count < Self.deepest else {
      throw lexer.error("subgraphs are nested too deeply: the limit is \(Self.deepest) levels")
    }
    frames.append(Frame(firstMention: mentions, previous: previous))
  }

  private mutating func connect(_ from: End, to: End, mentioned: [Int]) {
    if case .node(let first) = from, case .node(let second) = to {
      edges.append((first, second))
      return
    }
    let middle = names.count
    names.append(nil)
    switch from {
    case .node(let first): edges.append((first, middle))
    case .group(let range): for first in Set(mentioned[range]) { edges.append((first, middle)) }
    }
    switch to {
    case .node(let second): edges.append((middle, second))
    case .group(let range): for second in Set(mentioned[range]) { edges.append((middle, second)) }
    }
  }

  /// Skips `:port` or `:port:compass` after a node.
  private func readPort(_ lexer: inout DOTLexer) throws(GraphError) {
    for _ in 0..<2 {
      guard try lexer.peek() == .colon else { return }
      _ = try lexer.next()
      guard case .name = try lexer.next() else { throw lexer.error("expected a port") }
    }
  }

  private func readAttributes(_ lexer: inout DOTLexer) throws(GraphError) {
    guard try lexer.peek() == .openBracket else {
      _ = try lexer.next()
      throw lexer.error("expected `[`")
    }
    while try lexer.peek() == .openBracket {
      _ = try lexer.next()
      while true {
        let token = try lexer.next()
        if token == .closeBracket { break }
        if token == .comma || token == .semicolon { continue }
        guard case .name = token else { throw lexer.error("expected an attribute or `]`") }
        if try lexer.peek() == .equals {
          _ = try lexer.next()
          guard case .name = try lexer.next() else { throw lexer.error("expected a value") }
        }
      }
    }
  }
}

extension DOTLexer.Token {
  /// Whether this is a keyword. Keywords have no quotes and ignore case.
  func isKeyword(_ word: String) -> Bool {
    if case .name(let name, isBare: true) = self { return name.lowercased() == word }
    return false
  }
}
