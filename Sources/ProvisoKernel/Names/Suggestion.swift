/// Finds the name that the author probably meant.
public enum Suggestion {
  /// The candidate nearest to `name`; `nil` if none is within a third of the name's length (or one
  /// edit).
  ///
  /// Names are compared without case and by their first 64 scalars. A tie goes to the first
  /// candidate in code-point order, so the result is deterministic.
  public static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars.prefix(64))
    let limit = max(1, wanted.count / 3)
    var best: (distance: Int, name: String)?
    for candidate in candidates where candidate != name {
      let letters = Array(candidate.lowercased().unicodeScalars.prefix(64))
      guard abs(letters.count - wanted.count) <= limit else { continue }
      let found = distance(wanted, letters)
      guard found <= limit, found < max(wanted.count, 1) else { continue }
      if let old = best, (old.distance, old.name) <= (found, candidate) { continue }
      best = (found, candidate)
    }
    return best?.name
  }

  /// The edit distance with transpositions of neighbours (optimal string alignment).
  public static func distance<Element: Equatable>(_ a: [Element], _ b: [Element]) -> Int {
    var older: [Int] = []
    var previous = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      row.reserveCapacity(b.count + 1)
      for j in b.indices {
        var cost = min(
          previous[j + 1] + 1, row[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, older[j - 1] + 1) }
        row.append(cost)
      }
      older = previous
      previous = row
    }
    return previous[b.count]
  }
}
