/// Patterns with `*` and `?` as the lowering compares them: greedily, one sign after another.
enum Wildcards {
  static func areEverything(_ pattern: String) -> Bool {
    pattern == "*:*" || !pattern.isEmpty && pattern.unicodeScalars.allSatisfy { $0 == "*" }
  }

  /// Whether the first pattern matches every text that the second one matches.
  static func cover(_ pattern: String, _ other: String) -> Bool {
    let signs = Array(pattern.unicodeScalars)
    let text = Array(other.unicodeScalars)
    if signs == text { return true }
    guard max(signs.count, text.count) <= PolicyKeys.longestPattern else { return false }
    var (i, j) = (0, 0)
    // The last `*` of the pattern, and how far it reaches in the text.
    var star: (at: Int, reach: Int)?
    while j < text.count {
      if i < signs.count, signs[i] == "*" {
        star = (i, j)
        i += 1
      } else if i < signs.count, text[j] != "*", signs[i] == "?" || signs[i] == text[j] {
        i += 1
        j += 1
      } else if let (at, reach) = star {
        star = (at, reach + 1)
        (i, j) = (at + 1, reach + 1)
      } else {
        return false
      }
    }
    return signs[i...].allSatisfy { $0 == "*" }
  }

  /// Whether some text matches both patterns: a search over pairs of positions.
  static func meet(_ first: String, _ second: String) -> Bool {
    let a = Array(first.unicodeScalars)
    let b = Array(second.unicodeScalars)
    guard max(a.count, b.count) <= PolicyKeys.longestPattern else { return true }
    let width = b.count + 1
    var seen = Array(repeating: false, count: (a.count + 1) * width)
    var open = [(0, 0)]
    while let (i, j) = open.popLast() {
      if i == a.count, j == b.count { return true }
      if seen[i * width + j] { continue }
      seen[i * width + j] = true
      let starA = i < a.count && a[i] == "*"
      let starB = j < b.count && b[j] == "*"
      if starA { open.append((i + 1, j)) }
      if starB { open.append((i, j + 1)) }
      guard i < a.count, j < b.count else { continue }
      if starA, !starB { open.append((i, j + 1)) }
      if starB, !starA { open.append((i + 1, j)) }
      if !starA, !starB, a[i] == b[j] || a[i] == "?" || b[j] == "?" { open.append((i + 1, j + 1)) }
    }
    return false
  }
}
