import JSON

/// Pairs the elements of a list with their marks in `after_unknown`.
enum UnknownElements {
  /// An element and its mark; nil for an element that is not in the plan, or for no mark.
  typealias Element = (value: JSONValue?, mark: JSONValue?)

  /// The pairs, in order; nil where the plan does not show which marks belong to which element.
  ///
  /// Since version 1.3, Terraform writes `null` for an unknown element, so that elements and marks
  /// stand at the same index. Before, it left unknown elements of sets out of `after`, and kept their
  /// marks. Then the known elements take the marks that are not `true`, in order. Where their numbers
  /// differ, the elements without marks inside are still known to be there.
  static func pairs(_ list: JSONValue?, marks: JSONValue?) -> [Element]? {
    let known = list.map { Array($0.elements) } ?? []
    let open = marks?.kind == .array ? marks.map { Array($0.elements) } ?? [] : []
    if list == nil || known.count >= open.count {
      return (0..<max(known.count, open.count)).map { index in
        (
          known.indices.contains(index) ? known[index] : nil,
          open.indices.contains(index) ? open[index] : nil
        )
      }
    }
    let missing = open.count - known.count
    let whole = open.filter { $0.bool == true }
    if whole.count == missing {
      var rest = known[...]
      return open.map { mark in mark.bool == true ? (nil, mark) : (rest.popFirst(), mark) }
    }
    guard open.allSatisfy({ $0.bool != nil || !$0.hasTrue }) else { return nil }
    return known.map { ($0, nil) } + whole.prefix(missing).map { (nil, $0) }
  }
}
