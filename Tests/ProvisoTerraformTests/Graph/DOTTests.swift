import TestSupport
import Testing

@testable import ProvisoTerraform

/// Reading graphs in the DOT language.
@Suite struct DOTTests {
  private func edges(_ text: String) throws -> Set<String> {
    let graph = try DOTGraph(Array(text.utf8))
    // Auxiliary nodes between groups have no name.
    return Set(
      graph.edges.map { edge in
        (graph.names[edge.from] ?? "*") + ">" + (graph.names[edge.to] ?? "*")
      })
  }

  @Test func readsWhatTerraformPrints() throws {
    let text = #"""
      digraph {
      	compound = "true"
      	newrank = "true"
      	subgraph "root" {
      		"[root] t.a[\"k\\\"q\"]" [label = "t.a", shape = "box"]
      		"[root] t.b" -> "[root] t.a[\"k\\\"q\"]"
      	}
      }

      """#
    #expect(try edges(text) == [#"[root] t.b>[root] t.a["k\"q"]"#])
  }

  @Test func readsTheWholeLanguage() throws {
    let text = #"""
      # a line of a preprocessor
      strict DIGRAPH "name" {
        // comment -> comment
        graph [rankdir = RL; size="1,2"] node [shape=box], edge []
        a:port:n -> b /* c -> d */ -> "c" + "d" [color=<<b>x</b>>];
        -1.5 -> é_1 ; x = y
        { e f } -> subgraph cluster_x { g; subgraph { h } }
        Node [a]
        "graph" -> "\u00e9\x41\q\
      "
      }
      """#
    #expect(
      try edges(text) == [
        "a>b", "b>cd", "-1.5>é_1", "e>*", "f>*", "*>g", "*>h", #"graph>éA\q"#,
      ])
  }

  @Test(arguments: [
    ("", "1:1: there is no graph"), ("graph { a -- b }", "1:1: this graph is undirected"),
    ("{}", "1:1: expected `digraph`"), ("digraph {\n a -> \n}", "3:1: expected a node"),
    ("digraph {\n  \"a", "2:3: this string has no closing quote"),
    ("digraph { a", "1:12: the graph is cut off"),
    ("digraph { a -- b }", "1:13: expected `->`"), ("digraph {} x", "1:12: expected the end"),
    ("digraph { a [b = ] }", "1:18: expected a value"),
    ("digraph { a [b", "1:15: expected an attr"),
    ("digraph { /* }", "1:11: this comment"), ("digraph { é a <b }", "1:15: this `<`"),
    ("digraph { \"a\" + b }", "1:17: expected a string"),
    ("digraph { a: }", "1:14: expected a port"),
    ("digraph { ! }", "1:11: '!' is not allowed here"),
    ("digraph { a -> ; }", "1:16: expected a node"),
    ("digraph { = b }", "1:11: expected a node, an edge"), ("digraph", "1:8: expected `{`"),
  ])
  func errorsHaveAPosition(_ text: String, _ expected: String) {
    let error = #expect(throws: GraphError.self) { try DOTGraph(Array(text.utf8)) }
    #expect(error?.description.hasPrefix(expected) ?? false, "\(error?.description ?? "")")
  }

  @Test func nestingIsBounded() throws {
    let deep = String(repeating: "{", count: 100_000)
    let error = #expect(throws: GraphError.self) { try DOTGraph(Array("digraph \(deep)".utf8)) }
    #expect(error?.message.contains("nest") ?? false)
  }

  @Test func edgesBetweenGroupsAreLinear() throws {
    let names = (0..<2_000).map { "n\($0)" }.joined(separator: " ")
    let others = (0..<2_000).map { "m\($0)" }.joined(separator: " ")
    let graph = try DOTGraph(Array("digraph { {\(names)} -> {\(others)} }".utf8))
    #expect(graph.edges.count == 4_000)
  }

  /// A damaged text never crashes the reader, and every error has a position.
  @Test func survivesDamage() {
    let text = Array(
      #"digraph { subgraph "r" { "[root] t.a (destroy)" [l = "x"] { "a\\\"" b } -> c:d; e = <f> } }"#
        .utf8)
    let seed = Campaign.seed(20_261_129)
    var random = SeededGenerator(seed: seed)
    var refused = 0
    for _ in 0..<3_000 {
      var damaged = text
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: 0..<damaged.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: damaged[index] = UInt8.random(in: 0...255, using: &random)
        case 1: damaged.remove(at: index)
        default: damaged.insert(text[index % text.count], at: index)
        }
      }
      do {
        _ = try DOTGraph(damaged)
      } catch {
        refused += 1
        #expect((error.line ?? 0) >= 1 && (error.column ?? 0) >= 1, "seed \(seed)")
      }
    }
    #expect(refused > 500, "seed \(seed)")
  }
}
