/// Orders items so that each comes after the items that it needs (a depth-first topological sort).
///
/// The search is iterative: its depth depends on the input, and a recursion could overflow the stack.
enum DependencyOrder {
  /// The order, and the cycles that the search found, each with its indices in order. If there are
  /// cycles, it does not find all of them, and the order is not valid for their items.
  ///
  /// - Parameter needs: for each index, the indices that it needs. Invalid indices are ignored.
  static func of(_ needs: [[Int]]) -> (order: [Int], cycles: [[Int]]) {
    enum Mark { case new, open, done }
    var marks = [Mark](repeating: .new, count: needs.count)
    var order: [Int] = []
    var cycles: [[Int]] = []
    for root in needs.indices where marks[root] == .new {
      var path: [(index: Int, next: Int)] = [(root, 0)]
      marks[root] = .open
      while let (index, next) = path.last {
        guard next < needs[index].count else {
          marks[index] = .done
          order.append(index)
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let needed = needs[index][next]
        guard marks.indices.contains(needed) else { continue }
        switch marks[needed] {
        case .new:
          marks[needed] = .open
          path.append((needed, 0))
        case .open:
          if let start = path.firstIndex(where: { $0.index == needed }) {
            cycles.append(path[start...].map(\.index))
          }
        case .done: break
        }
      }
    }
    return (order, cycles)
  }
}
