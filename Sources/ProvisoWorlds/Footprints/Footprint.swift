import ProvisoKernel

/// The parts of a world's state that an action or a property reads or writes, beside the objects that it is
/// given: an over-approximation.
package struct Footprint: Sendable, Equatable {
  /// The world's own variables, by their indices.
  package var variables: Set<Int> = []
  /// The entities of which any object may be meant, also one that is named later.
  package var entities: Set<Int> = []
  /// The declared objects.
  package var objects: Set<ObjectID> = []
  /// The relations that do not relate objects alone.
  package var relations: Set<Int> = []
  /// Whether it may be anything.
  package var isUnbounded = false

  package init() {}

  /// Whether it is nothing.
  package var isEmpty: Bool { self == Footprint() }
}

/// Binders and parameters whose objects certainly belong together where a condition holds.
///
/// Objects belong together if they are the same, if one's name is a path in the other's, or if a relation of the
/// world relates them. The node 0 stands for the objects that an action is given.
struct Ties {
  /// The smallest node of its class, for each node that is tied to a smaller one.
  private var roots: [Int: Int] = [:]

  func root(_ node: Int) -> Int { roots[node] ?? node }

  mutating func tie(_ first: Int, _ second: Int) {
    let (a, b) = (root(first), root(second))
    guard a != b else { return }
    let (low, high) = (min(a, b), max(a, b))
    for (node, root) in roots where root == high { roots[node] = low }
    roots[high] = low
  }

  /// The ties where this and another condition hold.
  func adding(_ other: Ties) -> Ties {
    var out = self
    for (node, root) in other.roots { out.tie(node, root) }
    return out
  }

  /// The ties where this or another condition holds.
  func common(with other: Ties) -> Ties {
    struct Classes: Hashable {
      let own: Int
      let others: Int
    }
    var first: [Classes: Int] = [:]
    var out = Ties()
    let nodes = Set(roots.keys).union(roots.values).union(other.roots.keys).union(
      other.roots.values)
    for node in nodes.sorted() {
      let classes = Classes(own: root(node), others: other.root(node))
      if let earlier = first[classes] { out.tie(earlier, node) } else { first[classes] = node }
    }
    return out
  }

  /// The nodes that are tied to one of these.
  func nodes(with node: Int) -> [Int] {
    let root = root(node)
    return roots.filter { $0.value == root }.map(\.key) + [root]
  }
}
