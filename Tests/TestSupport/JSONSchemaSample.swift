import Foundation

/// Random values that a schema accepts.
extension JSONSchema {
  /// Texts that a random string is taken from.
  private static let texts = [
    "", "a", "b c", "x1", "_y", "A", " ", "yes", "No", "in", "until", "true", "é", "a-b", "1",
    "$", "stop", "continue", "\n", "/srv/app",
  ]

  /// Makes a value that the schema, or one of its definitions, accepts.
  ///
  /// - Parameters:
  ///   - depth: The nesting below which objects have only their required members.
  ///   - string: Returns a string for a definition, instead of a random one; `nil` for none.
  public func sample(
    of definition: String? = nil, depth: Int, using random: inout SeededGenerator,
    string: (_ definition: String) -> String? = { _ in nil }
  ) -> Any {
    let schema: Any = definition.map { ["$ref": "#/$defs/\($0)"] } ?? root
    return sample(of: schema, depth: depth, &random, string)
  }

  private func sample(
    of schema: Any, depth: Int, _ random: inout SeededGenerator, _ string: (String) -> String?
  ) -> Any {
    guard let schema = schema as? [String: Any] else { return NSNull() }
    if let reference = schema["$ref"] as? String {
      let name = reference.replacingOccurrences(of: "#/$defs/", with: "")
      if let text = string(name) { return text }
      let definitions = root["$defs"] as? [String: Any] ?? [:]
      return sample(of: definitions[name] ?? [:], depth: depth, &random, string)
    }
    if let constant = schema["const"] { return constant }
    if let words = schema["enum"] as? [Any] {
      return words.randomElement(using: &random) ?? NSNull()
    }
    if let choices = schema["oneOf"] as? [[String: Any]], schema["type"] == nil {
      guard let choice = choices.randomElement(using: &random) else { return NSNull() }
      return sample(of: choice, depth: depth, &random, string)
    }
    let types = schema["type"] as? [String] ?? [schema["type"] as? String ?? "null"]
    switch types.randomElement(using: &random) {
    case "object": return object(schema, depth: depth, random: &random, string: string)
    case "array":
      let least = schema["minItems"] as? Int ?? 0
      let count = least + (depth > 0 ? Int.random(in: 0...2, using: &random) : 0)
      return (0..<count).map { _ in
        sample(of: schema["items"] ?? [:], depth: depth - 1, &random, string)
      }
    case "string":
      let texts = Self.texts.filter { faults(in: $0, by: schema, at: "").isEmpty }
      return texts.randomElement(using: &random) ?? ""
    case "integer":
      let least = schema["minimum"] as? Int ?? -1
      let most = schema["maximum"] as? Int ?? 9
      return [least, most, Int.random(in: least...most, using: &random)]
        .randomElement(using: &random) ?? least
    case "number": return Double(Int.random(in: -8...8, using: &random)) / 4
    case "boolean": return Bool.random(using: &random)
    default: return NSNull()
    }
  }

  private func object(
    _ schema: [String: Any], depth: Int, random: inout SeededGenerator,
    string: (String) -> String?
  ) -> [String: Any] {
    let members = schema["properties"] as? [String: Any] ?? [:]
    var names = Set(schema["required"] as? [String] ?? [])
    if depth > 0 {
      let isChosen = members.keys.sorted().filter { _ in Bool.random(using: &random) }
      names.formUnion(isChosen)
    }
    if let excluded = (schema["not"] as? [String: Any])?["required"] as? [String],
      let one = excluded.randomElement(using: &random)
    {
      names.remove(one)
    }
    if let choices = schema["oneOf"] as? [[String: Any]] {
      let exclusive = choices.flatMap { $0["required"] as? [String] ?? [] }
      names.subtract(exclusive)
      if let one = exclusive.randomElement(using: &random) { names.insert(one) }
    }
    var object: [String: Any] = [:]
    for name in names.sorted() where members[name] is [String: Any] {
      object[name] = sample(of: members[name] ?? [:], depth: depth - 1, &random, string)
    }
    if let other = schema["additionalProperties"] as? [String: Any] {
      let least = schema["minProperties"] as? Int ?? 0
      let count = least + (depth > 0 ? Int.random(in: 0...2, using: &random) : 0)
      for index in 0..<count {
        object["key \(index)"] = sample(of: other, depth: depth - 1, &random, string)
      }
    }
    return object
  }
}
