import Yams

/// Reads a strict subset of YAML: one document without anchors, aliases and tags, whose mappings
/// have different texts as keys.
///
/// The excluded features can make a file mean something other than it seems to, or need too much
/// memory: nested aliases grow exponentially, and `!!binary` changes the meaning of a text. libyaml
/// parses the text, through Yams.
public enum YAMLDocument {
  /// The default limit on the nesting of sequences and mappings.
  public static let defaultMaximumDepth = 200

  /// Reads a document.
  ///
  /// - Parameters:
  ///   - text: The text; a byte order mark is skipped.
  ///   - maximumDepth: The limit on the nesting of sequences and mappings; at most 900.
  /// - Returns: The root; `nil` if the text has only comments and white space.
  /// - Throws: `YAMLError` for the first part of the text that is not accepted.
  public static func parse(
    _ text: String, maximumDepth: Int = defaultMaximumDepth
  ) throws(YAMLError) -> YAMLNode? {
    let text =
      text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    if let position = AnchorScan.firstAnchor(in: text) {
      throw anchorError(line: position.line, column: position.column)
    }
    do {
      // The nodes' anchors live only as long as the parser.
      let parser = try Parser(yaml: text, encoding: .utf8)
      return try withExtendedLifetime(parser) {
        try parser.singleRoot().map {
          try convert($0, depth: min(maximumDepth, 900), after: (1, 1))
        }
      }
    } catch let error as YAMLError {
      throw error
    } catch let error as YamlError {
      throw converted(error)
    } catch {
      throw YAMLError("this is not YAML", line: 1, column: 1)
    }
  }

  private static func anchorError(line: Int, column: Int) -> YAMLError {
    YAMLError(
      "anchors (`&`) are not supported; write the value itself instead", line: line, column: column)
  }

  private static func convert(
    _ node: Node, depth: Int, after position: (line: Int, column: Int)
  ) throws -> YAMLNode {
    let (line, column) = node.mark.map { ($0.line, $0.column) } ?? position
    guard node.anchor == nil else { throw anchorError(line: line, column: column) }
    guard depth > 0 else {
      throw YAMLError("lists and mappings are nested too deeply", line: line, column: column)
    }
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain
      // A quoted scalar is a text, and its tag says so.
      guard !isPlain || scalar.tag.rawValue.isEmpty, isPlain || isText(scalar.tag) else {
        throw tagError(scalar.tag, line: line, column: column)
      }
      return YAMLNode(.scalar(scalar.string, isPlain: isPlain), line: line, column: column)
    case .sequence(let sequence):
      guard sequence.tag.rawValue.isEmpty else {
        throw tagError(sequence.tag, line: line, column: column)
      }
      let elements = try sequence.map { try convert($0, depth: depth - 1, after: (line, column)) }
      return YAMLNode(.sequence(elements), line: line, column: column)
    case .mapping(let mapping):
      guard mapping.tag.rawValue.isEmpty else {
        throw tagError(mapping.tag, line: line, column: column)
      }
      var names: Set<String> = []
      var pairs: [(key: YAMLNode, value: YAMLNode)] = []
      for (key, value) in mapping {
        let key = try convert(key: key, after: (line, column))
        let name = key.written ?? ""
        guard names.insert(name).inserted else {
          throw duplicate(name, line: key.line, column: key.column)
        }
        pairs.append((key, try convert(value, depth: depth - 1, after: (key.line, key.column))))
      }
      return YAMLNode(.mapping(pairs), line: line, column: column)
    case .alias:
      throw YAMLError(
        "aliases (`*`) are not supported; write the value itself instead", line: line,
        column: column)
    }
  }

  /// Converts a key. Yams resolves the tags of keys when it compares them, so tags of the core
  /// schema count as none: a key is its text.
  private static func convert(
    key: Node, after position: (line: Int, column: Int)
  ) throws -> YAMLNode {
    let (line, column) = key.mark.map { ($0.line, $0.column) } ?? position
    guard case .scalar(let scalar) = key else {
      throw YAMLError("a key must be a text, not a list or a mapping", line: line, column: column)
    }
    guard key.anchor == nil else { throw anchorError(line: line, column: column) }
    guard scalar.tag.rawValue.isEmpty || scalar.tag.rawValue.hasPrefix("tag:yaml.org,2002:") else {
      throw tagError(scalar.tag, line: line, column: column)
    }
    return YAMLNode(
      .scalar(scalar.string, isPlain: scalar.style == .plain), line: line, column: column)
  }

  private static func isText(_ tag: Tag) -> Bool {
    tag.rawValue.isEmpty || tag.rawValue == Tag.Name.str.rawValue
  }

  private static func tagError(_ tag: Tag, line: Int, column: Int) -> YAMLError {
    YAMLError("tags (`!`) are not supported", line: line, column: column)
  }

  private static func duplicate(_ name: String, line: Int, column: Int) -> YAMLError {
    YAMLError("the key `\(name.prefix(80))` is given more than once", line: line, column: column)
  }

  private static func converted(_ error: YamlError) -> YAMLError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return YAMLError("this is not YAML: \(problem)", line: mark.line, column: mark.column)
    case .duplicatedKeysInMapping(let names, let context):
      return duplicate(
        names.first ?? "", line: max(context.mark.line, 1), column: max(context.mark.column, 1))
    case .reader(let problem, let offset, _, let text):
      let (line, column) = position(of: offset ?? 0, in: text)
      return YAMLError("this is not YAML: \(problem)", line: line, column: column)
    default: return YAMLError("this is not YAML", line: 1, column: 1)
    }
  }

  private static func position(of offset: Int, in text: String) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    for byte in text.utf8.prefix(max(offset, 0)) {
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return (line, column)
  }
}
