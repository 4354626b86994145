import ProvisoInput
import YAML

/// The parts of a YAML document, with the mistakes that are found in them.
struct DocumentFields {
  private let path: String
  private(set) var mistakes: [String] = []
  /// The whole document; `nil` if it is empty.
  let root: YAMLNode?

  /// Parses a text.
  ///
  /// - Parameter path: the path in messages.
  /// - Throws: `InputError` with the position if it is not YAML.
  init(_ text: String, path: String) throws(InputError) {
    self.path = path
    do throws(YAMLError) {
      root = try YAMLDocument.parse(text)
    } catch {
      throw InputError(
        InputError.position(path, line: error.line, column: error.column) + error.message)
    }
  }

  mutating func refuse(_ message: String, at node: YAMLNode?) {
    mistakes.append(
      InputError.position(path, line: node?.line ?? 1, column: node?.column ?? 1) + message)
  }

  /// Whether a node is a map with the key.
  func has(_ key: String, _ node: YAMLNode) -> Bool {
    guard case .mapping(let pairs) = node.content else { return false }
    return pairs.contains { $0.key.written == key }
  }

  mutating func mapping(
    _ node: YAMLNode?, _ what: String, of keys: [String]
  ) -> [String: YAMLNode]? {
    guard let node, case .mapping(let pairs) = node.content else {
      refuse("\(what) is no map", at: node)
      return nil
    }
    var members: [String: YAMLNode] = [:]
    for (key, value) in pairs {
      let name = key.written ?? ""
      if !keys.contains(name) {
        let known = keys.map { "`\($0)`" }.joined(separator: ", ")
        refuse("`\(name)` is unknown in \(what): expected \(known)", at: key)
      }
      members[name] = value
    }
    return members
  }

  mutating func pairs(_ node: YAMLNode, _ what: String) -> [(String, YAMLNode)] {
    guard case .mapping(let pairs) = node.content else {
      refuse("\(what) is no map", at: node)
      return []
    }
    return pairs.map { ($0.key.written ?? "", $0.value) }
  }

  mutating func list(_ node: YAMLNode, _ what: String) -> [YAMLNode] {
    guard case .sequence(let elements) = node.content else {
      refuse("\(what) is no list", at: node)
      return []
    }
    return elements
  }

  mutating func text(_ node: YAMLNode, _ what: String) -> String? {
    guard let text = node.written, !text.isEmpty else {
      refuse("\(what) is no text", at: node)
      return nil
    }
    return text
  }

  mutating func texts(_ node: YAMLNode, _ what: String) -> [String] {
    var out: [String] = []
    for element in list(node, what) {
      if let text = text(element, "an element of \(what)") { out.append(text) }
    }
    return out
  }
}
