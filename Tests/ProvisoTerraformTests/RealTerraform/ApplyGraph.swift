/// Terraform's own apply graph, as `terraform graph -plan=…` prints it.
struct ApplyGraph {
  private(set) var names: [String] = []
  private(set) var indices: [String: Int] = [:]
  private(set) var edges: [[Int]] = []

  init(dot: String) {
    for line in dot.split(separator: "\n") {
      let quoted = Self.quoted(line)
      guard let first = quoted.first, first.hasPrefix("[root] ") else { continue }
      let from = index(String(first.dropFirst(7)))
      if quoted.count == 2, line.contains("\" -> \"") {
        edges[from].append(index(String(quoted[1].dropFirst(7))))
      }
    }
  }

  private mutating func index(_ name: String) -> Int {
    if let known = indices[name] { return known }
    indices[name] = names.count
    names.append(name)
    edges.append([])
    return names.count - 1
  }

  /// Returns the quoted strings of a line, unescaped.
  private static func quoted(_ line: Substring) -> [String] {
    var found: [String] = []
    var current: String?
    var escaped = false
    for character in line {
      if escaped {
        current?.append(character)
        escaped = false
      } else if character == "\\" {
        escaped = true
      } else if character == "\"" {
        if let done = current {
          found.append(done)
          current = nil
        } else {
          current = ""
        }
      } else {
        current?.append(character)
      }
    }
    return found
  }

  /// Returns, for each node, the nodes that it waits for, transitively.
  func closure() -> [Set<Int>] { Closure.of(edges) }
}

enum Closure {
  /// Returns, for each node, the nodes that it reaches. The graph must have no cycle.
  static func of(_ edges: [[Int]]) -> [Set<Int>] {
    (0..<edges.count).map { start in
      var reached: Set<Int> = []
      var pending = edges[start]
      while let node = pending.popLast() {
        if reached.insert(node).inserted { pending.append(contentsOf: edges[node]) }
      }
      return reached
    }
  }
}
