import JSONOutput
import Proviso
import ProvisoEngine
import ProvisoInput
import ProvisoResult

/// The states of a small world for the page.
package struct PlayGraph: Sendable {
  /// The most states that a page draws.
  static let mostStates = 150

  /// The graph; `nil` if it cannot be drawn.
  var graph: StateGraph?
  /// The reason why it cannot be drawn.
  var message: String?

  /// The graph as JSON: nodes in the order in which they are reached, and edges by their indices.
  var json: JSONText {
    .object([
      .init("message", message.map(JSONText.string) ?? .null),
      .init(
        "nodes",
        .list(
          (graph?.nodes ?? []).map { node in
            .object([
              .init("lines", .strings(node.lines)), .init("isInitial", .bool(node.isInitial)),
              .init("isLast", .bool(node.isLast)), .init("isViolating", .bool(node.isViolating)),
            ])
          })),
      .init(
        "edges",
        .list(
          (graph?.edges ?? []).map { edge in
            .object([
              .init("from", .integer(edge.from)), .init("to", .integer(edge.to)),
              .init("label", .string(edge.label)), .init("isFailure", .bool(edge.isFailure)),
            ])
          })),
    ])
  }
}

extension PlayJudge {
  /// Draws the states of a world.
  package func graph(_ text: PlayText, endedBy cancellation: Cancellation) async -> PlayGraph {
    guard text.isWorld else { return PlayGraph(message: "A plan is drawn in its answer.") }
    do throws(InputError) {
      let (bench, verifier) = try place(of: text, endedBy: cancellation)
      return try await verifier.perform { (run) throws(InputError) in
        let walker = try WorldWalker(of: bench.world, by: verifier)
        var builder = StateGraphBuilder(
          walker, most: PlayGraph.mostStates, endedBy: cancellation)
        return PlayGraph(graph: try builder.graph())
      }
    } catch {
      let prefixes = ["error: ", PlayText.nameOfSpec + ": "]
      let plain = prefixes.reduce(error.messages.first ?? "") { text, prefix in
        text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
      }
      return PlayGraph(
        message: error.diagnostics.isEmpty ? plain : "Correct the problems of the world first.")
    }
  }
}
