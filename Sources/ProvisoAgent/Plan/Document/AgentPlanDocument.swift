import JSON
import ProvisoKernel
import YAML

/// Parses the text of a plan: as JSON if it begins like a JSON object or array, otherwise as YAML.
enum AgentPlanDocument {
  /// The largest JSON text that is read, in bytes.
  static let maximumJSONSize = 16 << 20
  /// The largest YAML text that is read, in bytes. The YAML parser needs about a hundred times as
  /// much memory.
  static let maximumYAMLSize = 4 << 20
  /// The maximum nesting depth of lists and mappings.
  static let maximumDepth = 200

  /// Parses a text.
  ///
  /// - Throws: one error with its position if the text is neither JSON nor YAML, too large or too
  ///   deep.
  static func parse(_ bytes: [UInt8]) throws(AgentFormatError) -> AgentPlanNode {
    try isJSON(bytes) ? json(bytes) : yaml(bytes)
  }

  /// Whether a text begins like JSON: with `{"` or `{}`, or with `[` and then `{`, `[` or `"`.
  static func isJSON(_ bytes: [UInt8]) -> Bool {
    // UTF-16 with its byte order mark.
    if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) { return true }
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    let content = bytes.lazy.filter { !isBlank($0) }.prefix(2)
    let signs = Array(content)
    guard let first = signs.first else { return false }
    let second = signs.dropFirst().first ?? UInt8(ascii: "\"")
    if first == UInt8(ascii: "{") { return Array("\"}".utf8).contains(second) }
    return first == UInt8(ascii: "[") && Array("{[\"".utf8).contains(second)
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  static func json(_ bytes: [UInt8]) throws(AgentFormatError) -> AgentPlanNode {
    guard bytes.count <= maximumJSONSize else {
      throw AgentFormatError(
        "the text is too large: expected at most \(maximumJSONSize >> 20) MB of JSON", line: 1,
        column: 1)
    }
    do throws(JSONError) {
      return AgentPlanNode(try JSONDocument(bytes: bytes, maximumDepth: maximumDepth).root)
    } catch {
      throw AgentFormatError(error.message, line: error.line ?? 1, column: error.column ?? 1)
    }
  }

  private static func yaml(_ bytes: [UInt8]) throws(AgentFormatError) -> AgentPlanNode {
    guard bytes.count <= maximumYAMLSize else {
      throw AgentFormatError(
        "the text is too large: expected at most \(maximumYAMLSize >> 20) MB of YAML, or \(maximumJSONSize >> 20) MB of JSON",
        line: 1, column: 1)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let position = position(afterValidPartOf: bytes)
      throw AgentFormatError(
        "the text is not valid UTF-8: expected UTF-8", line: position.line, column: position.column)
    }
    let root: YAMLNode?
    do {
      root = try YAMLDocument.parse(text, maximumDepth: maximumDepth)
    } catch {
      throw AgentFormatError(error.message, line: error.line, column: error.column)
    }
    guard let root else {
      throw AgentFormatError("the text is empty: expected a plan", line: 1, column: 1)
    }
    return AgentPlanNode(root)
  }

  /// The position of the first byte that is not part of a character.
  private static func position(afterValidPartOf bytes: [UInt8]) -> PlanPosition {
    var line = 1
    var column = 1
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      if scalar == "\n" {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
    return PlanPosition(line: line, column: column)
  }
}
