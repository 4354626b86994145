/// Reads a strict subset of YAML: one document without anchors, aliases and tags, whose mappings
/// have different texts as keys.
///
/// The excluded features can make a file mean something other than it seems to, or need too much
/// memory: nested aliases grow exponentially, and `!!binary` changes the meaning of a text. libyaml
/// finds the events of the text (`EventReader`), and reading ends with the first that is not accepted.
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
    let reader = try EventReader(text)
    _ = try reader.next()
    guard case .documentStart = try reader.next().kind else { return nil }
    let root = try node(from: try reader.next(), of: reader, depth: min(maximumDepth, 900))
    _ = try reader.next()
    let end = try reader.next()
    guard case .streamEnd = end.kind else {
      throw YAMLError(
        "this is not YAML: but found another document", line: end.line, column: end.column)
    }
    return root
  }

  private static func anchorError(line: Int, column: Int) -> YAMLError {
    YAMLError(
      "anchors (`&`) are not supported; write the value itself instead", line: line, column: column)
  }

  /// Reads the rest of a node.
  ///
  /// - Parameter event: the node's first event.
  private static func node(
    from event: EventReader.Event, of reader: borrowing EventReader, depth: Int
  ) throws(YAMLError) -> YAMLNode {
    let (line, column) = (event.line, event.column)
    guard !event.isAnchored else { throw anchorError(line: line, column: column) }
    guard depth > 0 else {
      throw YAMLError("lists and mappings are nested too deeply", line: line, column: column)
    }
    guard !event.isTagged else {
      throw YAMLError("tags (`!`) are not supported", line: line, column: column)
    }
    let content: YAMLNode.Content
    switch event.kind {
    case .scalar(let text, let isPlain): content = .scalar(text, isPlain: isPlain)
    case .sequenceStart: content = .sequence(try elements(of: reader, depth: depth - 1))
    case .mappingStart: content = .mapping(try pairs(of: reader, depth: depth - 1))
    default:
      // An alias, of whose anchor the text has none.
      throw YAMLError("this is not YAML: found undefined alias", line: line, column: column)
    }
    return YAMLNode(content, line: line, column: column)
  }

  private static func elements(
    of reader: borrowing EventReader, depth: Int
  ) throws(YAMLError) -> [YAMLNode] {
    var elements: [YAMLNode] = []
    while true {
      let event = try reader.next()
      if case .sequenceEnd = event.kind { return elements }
      elements.append(try node(from: event, of: reader, depth: depth))
    }
  }

  private static func pairs(
    of reader: borrowing EventReader, depth: Int
  ) throws(YAMLError) -> [(key: YAMLNode, value: YAMLNode)] {
    var pairs: [(key: YAMLNode, value: YAMLNode)] = []
    var keys: [String: YAMLNode] = [:]
    while true {
      let event = try reader.next()
      if case .mappingEnd = event.kind { return pairs }
      switch event.kind {
      case .sequenceStart, .mappingStart:
        throw YAMLError(
          "a key must be a text, not a list or a mapping", line: event.line, column: event.column)
      default: break
      }
      // A key is its text, whatever the depth.
      let key = try node(from: event, of: reader, depth: 1)
      let name = key.written ?? ""
      if let first = keys.updateValue(key, forKey: name) {
        // Keys that are the same in every schema are reported at the first of them.
        let place = first.meaning == key.meaning ? first : key
        throw YAMLError(
          "the key `\(name.prefix(80))` is given more than once", line: place.line,
          column: place.column)
      }
      pairs.append((key, try node(from: try reader.next(), of: reader, depth: depth)))
    }
  }
}
