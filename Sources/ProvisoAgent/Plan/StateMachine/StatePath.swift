import ProvisoKernel
import ProvisoPlans

/// Reads paths of states with JSONPath (Amazon States Language, sections "Paths" and "Reference
/// Paths").
enum StatePath {
  /// The value at which a path begins.
  enum Root: Equatable {
    /// `$`, the effective input of the state.
    case input
    /// `$$`, the context object.
    case context
    /// `$name`, a variable.
    case variable(String)
  }

  /// Splits a path into its parts; `nil` if it has more than names and indices (filters, wildcards,
  /// ranges).
  static func parts(_ text: String) -> (root: Root, path: [AgentPlanValue.PathPart])? {
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

  /// The parts of a text such as `.a["b"][0]`; `nil` if it contains anything else.
  static func path(_ text: Substring) -> [AgentPlanValue.PathPart]? {
    var rest = text
    var out: [AgentPlanValue.PathPart] = []
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
        let index = Int(inside)
      {
        out.append(.element(index))
      } else {
        return nil
      }
    }
    return out
  }

  /// The path as text, such as `$.a[0]`.
  static func text(_ path: [AgentPlanValue.PathPart]) -> String {
    path.reduce("$") { text, part in
      switch part {
      case .member(let name): "\(text).\(name)"
      case .element(let index): "\(text)[\(index)]"
      }
    }
  }
}
