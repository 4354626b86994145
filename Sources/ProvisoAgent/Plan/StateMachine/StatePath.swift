import ProvisoKernel

/// Paths of states with JSONPath (Amazon States Language, sections "Paths" and "Reference Paths").
enum StatePath {
  /// Where a path begins.
  enum Root: Equatable {
    /// `$`, what the state works on.
    case input
    /// `$$`, the context object.
    case context
    /// `$name`, a variable.
    case variable(String)
  }

  /// Takes a path apart; `nil` where it is more than names and places (filters, wildcards, ranges).
  static func parts(_ text: String) -> (root: Root, path: [PlanValue.PathPart])? {
    var rest = Substring(text)
    guard rest.first == "$" else { return nil }
    rest.removeFirst()
    var root = Root.input
    if rest.first == "$" {
      rest.removeFirst()
      root = .context
    } else {
      let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      if !name.isEmpty {
        root = .variable(String(name))
        rest = rest.dropFirst(name.count)
      }
    }
    return path(rest).map { (root, $0) }
  }

  /// The steps of `.a["b"][0]`; `nil` where there is something else.
  static func path(_ text: Substring) -> [PlanValue.PathPart]? {
    var rest = text
    var out: [PlanValue.PathPart] = []
    while let sign = rest.popFirst() {
      if sign == "." {
        let name = rest.prefix { $0 != "." && $0 != "[" }
        guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || "_-".contains($0) })
        else { return nil }
        out.append(.member(String(name)))
        rest = rest.dropFirst(name.count)
        continue
      }
      guard sign == "[", let end = rest.firstIndex(of: "]") else { return nil }
      let inside = rest[..<end]
      rest = rest[rest.index(after: end)...]
      if let quote = inside.first, quote == "'" || quote == "\"" {
        let name = inside.dropFirst().dropLast()
        guard inside.count >= 2, inside.last == quote, !name.contains(quote),
          !name.contains("\\")
        else { return nil }
        out.append(.member(String(name)))
      } else if !inside.isEmpty, inside.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let place = Int(inside)
      {
        out.append(.element(place))
      } else {
        return nil
      }
    }
    return out
  }

  /// How a path is written.
  static func text(_ path: [PlanValue.PathPart]) -> String {
    path.reduce("$") { text, part in
      switch part {
      case .member(let name): "\(text).\(name)"
      case .element(let place): "\(text)[\(place)]"
      }
    }
  }
}
