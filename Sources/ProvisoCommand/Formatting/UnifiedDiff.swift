/// The difference of two texts, as `diff -u` prints it.
struct UnifiedDiff: Sendable {
  /// The number of lines that are shown before and after a change.
  static let context = 3
  /// The largest number of lines that are compared. More lines are one change.
  static let maximumLines = 20_000

  private struct Line {
    let sign: Character
    let text: Substring
  }

  private let name: (old: String, new: String)
  private let lines: [Line]

  /// Compares two texts.
  ///
  /// - Parameters:
  ///   - name: The name of the file for the head of the difference.
  ///   - isForGit: Whether the names begin with `a/` and `b/`, as `git apply` and `patch -p1` expect.
  init(name: String, isForGit: Bool = false, from old: String, to new: String) {
    self.name = isForGit && !name.hasPrefix("/") ? ("a/" + name, "b/" + name) : (name, name)
    lines = Self.merged(Self.lines(old), Self.lines(new))
  }

  /// The lines with their line ends.
  private static func lines(_ text: String) -> [Substring] {
    var lines: [Substring] = []
    var start = text.utf8.startIndex
    while start < text.utf8.endIndex {
      let rest = text.utf8[start...]
      let end = rest.firstIndex(of: 0x0A).map { rest.index(after: $0) } ?? text.utf8.endIndex
      lines.append(text[start..<end])
      start = end
    }
    return lines
  }

  /// The lines of both texts in order. Removed lines are before the lines that replace them.
  private static func merged(_ old: [Substring], _ new: [Substring]) -> [Line] {
    func same(_ a: Substring, _ b: Substring) -> Bool { a.utf8.elementsEqual(b.utf8) }
    var head = 0
    while head < min(old.count, new.count), same(old[head], new[head]) { head += 1 }
    var tail = 0
    while tail < min(old.count, new.count) - head,
      same(old[old.count - 1 - tail], new[new.count - 1 - tail])
    {
      tail += 1
    }
    let from = Array(old[head..<(old.count - tail)])
    let to = Array(new[head..<(new.count - tail)])
    var removed = Set(from.indices)
    var inserted = Set(to.indices)
    if from.count + to.count <= maximumLines {
      let changes = to.difference(from: from, by: same)
      removed = Set(changes.removals.map(Self.offset))
      inserted = Set(changes.insertions.map(Self.offset))
    }
    var lines = old[..<head].map { Line(sign: " ", text: $0) }
    var next = (old: 0, new: 0)
    while next.old < from.count || next.new < to.count {
      if next.old < from.count, removed.contains(next.old) {
        lines.append(Line(sign: "-", text: from[next.old]))
        next.old += 1
      } else if next.new < to.count, inserted.contains(next.new) {
        lines.append(Line(sign: "+", text: to[next.new]))
        next.new += 1
      } else {
        if next.old < from.count { lines.append(Line(sign: " ", text: from[next.old])) }
        next = (next.old + 1, next.new + 1)
      }
    }
    return lines + old[(old.count - tail)...].map { Line(sign: " ", text: $0) }
  }

  private static func offset(_ change: CollectionDifference<Substring>.Change) -> Int {
    switch change {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }

  /// The difference; empty if there is none.
  var text: String {
    var isShown = Array(repeating: false, count: lines.count)
    for (index, line) in lines.enumerated() where line.sign != " " {
      let around = max(0, index - Self.context)...min(lines.count - 1, index + Self.context)
      for near in around { isShown[near] = true }
    }
    guard isShown.contains(true) else { return "" }
    var out = "--- \(name.old)\n+++ \(name.new)\n"
    var number = (old: 1, new: 1)
    var index = 0
    while index < lines.count {
      guard isShown[index] else {
        number = (number.old + 1, number.new + 1)
        index += 1
        continue
      }
      let end = isShown[index...].firstIndex(of: false) ?? lines.count
      let hunk = lines[index..<end]
      let old = hunk.count { $0.sign != "+" }
      let new = hunk.count { $0.sign != "-" }
      out +=
        "@@ -\(Self.range(from: number.old, count: old)) +\(Self.range(from: number.new, count: new)) @@\n"
      for line in hunk {
        out += "\(line.sign)\(line.text)"
        if line.text.utf8.last != 0x0A { out += "\n\\ No newline at end of file\n" }
      }
      number = (number.old + old, number.new + new)
      index = end
    }
    return out
  }

  private static func range(from start: Int, count: Int) -> String {
    count == 1 ? "\(start)" : "\(count == 0 ? start - 1 : start),\(count)"
  }
}
