/// The states of a small world and the steps between them.
package struct StateGraph: Sendable, Equatable {
  /// A state.
  package struct Node: Sendable, Equatable {
    /// The facts of the state: the variables that are not the same in all states.
    package let lines: [String]
    package var isInitial: Bool
    /// Whether no step can be taken.
    package var isLast: Bool
    /// Whether a shortest run to this state violates an invariant here.
    package var isViolating: Bool

    package init(lines: [String], isInitial: Bool, isLast: Bool, isViolating: Bool) {
      self.lines = lines
      self.isInitial = isInitial
      self.isLast = isLast
      self.isViolating = isViolating
    }
  }

  /// A step between two states, by their indices.
  package struct Edge: Sendable, Equatable, Hashable {
    package let from: Int
    package let to: Int
    package let label: String
    package let isFailure: Bool

    package init(from: Int, to: Int, label: String, isFailure: Bool) {
      self.from = from
      self.to = to
      self.label = label
      self.isFailure = isFailure
    }
  }

  /// The name of the world.
  package let name: String
  package let nodes: [Node]
  package let edges: [Edge]

  package init(name: String, nodes: [Node], edges: [Edge]) {
    self.name = name
    self.nodes = nodes
    self.edges = edges
  }
}
