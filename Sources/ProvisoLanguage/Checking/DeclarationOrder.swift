/// Orders things so that each comes after what it needs; none of the walks recurses, since their depth
/// is the author's choice.
enum DependencyOrder {
  /// The order, and the circles that stand in its way, each as the places on it in order.
  ///
  /// - Parameter needs: for each place, the places that it needs.
  static func of(_ needs: [[Int]]) -> (order: [Int], circles: [[Int]]) {
    enum Mark { case new, open, done }
    var marks = [Mark](repeating: .new, count: needs.count)
    var order: [Int] = []
    var circles: [[Int]] = []
    for root in needs.indices where marks[root] == .new {
      var path: [(place: Int, next: Int)] = [(root, 0)]
      marks[root] = .open
      while let (place, next) = path.last {
        guard next < needs[place].count else {
          marks[place] = .done
          order.append(place)
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let needed = needs[place][next]
        guard marks.indices.contains(needed) else { continue }
        switch marks[needed] {
        case .new:
          marks[needed] = .open
          path.append((needed, 0))
        case .open:
          if let start = path.firstIndex(where: { $0.place == needed }) {
            circles.append(path[start...].map(\.place))
          }
        case .done: break
        }
      }
    }
    return (order, circles)
  }
}

extension SyntaxExpression {
  /// The names that the expression uses, binders included.
  func collectNames(into names: inout Set<String>) {
    switch kind {
    case .name(let name), .call(let name, _): names.insert(name.text)
    case .quantifier(let quantifier, _, _):
      switch quantifier {
      case .exactly(let count), .atLeast(let count), .atMost(let count):
        count.collectNames(into: &names)
      case .every, .some, .no: break
      }
    default: break
    }
    // A closure cannot take the names along as `inout`, so the parts are listed first.
    var parts: [SyntaxExpression] = []
    kind.forEachPart { parts.append($0) }
    for part in parts { part.collectNames(into: &names) }
  }
}
