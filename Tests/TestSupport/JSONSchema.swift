import Foundation

/// A validator for the keywords of JSON Schema (2020-12) that the published schemas use. Any other
/// keyword is reported as a fault, so that none is ignored.
public struct JSONSchema {
  let root: [String: Any]
  /// The expressions of all keywords `pattern`, which are compiled once.
  private let patterns: [String: Regex<AnyRegexOutput>]

  /// Reads a schema from its JSON.
  public init(_ text: String) throws {
    struct NoObject: Error {}
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    guard let root = object as? [String: Any] else { throw NoObject() }
    self.root = root
    var patterns: [String: Regex<AnyRegexOutput>] = [:]
    Self.compile(root, into: &patterns)
    self.patterns = patterns
  }

  private static func compile(_ schema: Any, into out: inout [String: Regex<AnyRegexOutput>]) {
    if let list = schema as? [Any] { for element in list { compile(element, into: &out) } }
    guard let object = schema as? [String: Any] else { return }
    if let pattern = object["pattern"] as? String, let regex = try? Regex(pattern) {
      out[pattern] = regex
    }
    for member in object.values { compile(member, into: &out) }
  }

  /// Returns descriptions of the differences between a value and the schema.
  public func faults(in value: Any) -> [String] { faults(in: value, by: root, at: "$") }

  /// The members of the object schemas in `$defs`, by the name of the definition.
  public var members: [String: Set<String>] {
    let definitions = root["$defs"] as? [String: [String: Any]] ?? [:]
    return definitions.compactMapValues {
      ($0["properties"] as? [String: Any]).map { Set($0.keys) }
    }
  }

  /// The members of the root.
  public var rootMembers: Set<String> { Set((root["properties"] as? [String: Any] ?? [:]).keys) }

  /// Returns the required members of the objects of a definition.
  public func required(_ definition: String) -> Set<String> {
    let definitions = root["$defs"] as? [String: [String: Any]] ?? [:]
    return Set(definitions[definition]?["required"] as? [String] ?? [])
  }

  func faults(in value: Any, by schema: Any, at path: String) -> [String] {
    if let flag = schema as? Bool, !(schema is [String: Any]) {
      return flag ? [] : ["\(path): no value is allowed here"]
    }
    guard let schema = schema as? [String: Any] else {
      return ["\(path): the schema is not an object"]
    }
    return schema.flatMap { keyword, argument in
      faults(in: value, by: keyword, argument: argument, schema: schema, at: path)
    }
  }

  private func faults(
    in value: Any, by keyword: String, argument: Any, schema: [String: Any], at path: String
  ) -> [String] {
    switch keyword {
    case "$schema", "$defs", "title", "description": return []
    case "$ref":
      guard let target = definition(argument) else {
        return ["\(path): there is no definition \(argument)"]
      }
      return faults(in: value, by: target, at: path)
    case "not":
      return faults(in: value, by: argument, at: path).isEmpty
        ? ["\(path): \(value) must not be here"] : []
    case "minLength":
      return (value as? String).map { $0.unicodeScalars.count >= argument as? Int ?? 0 } ?? true
        ? [] : ["\(path): too short"]
    case "minProperties":
      return (value as? [String: Any]).map { $0.count >= argument as? Int ?? 0 } ?? true
        ? [] : ["\(path): too few members"]
    case "propertyNames":
      return (value as? [String: Any] ?? [:]).keys.flatMap {
        faults(in: $0, by: argument, at: "\(path).\($0)")
      }
    case "pattern":
      guard let text = value as? String, let pattern = argument as? String else { return [] }
      return (try? patterns[pattern]?.firstMatch(in: text)) != nil
        ? [] : ["\(path): not \(pattern)"]
    case "oneOf":
      // A choice that lacks a member is not looked at further: else nested steps, each of ten kinds, take
      // exponential time.
      let choices = (argument as? [Any] ?? []).map { choice in
        let missing = missingMembers(of: value, by: choice, at: path)
        return missing.isEmpty ? faults(in: value, by: choice, at: path) : missing
      }
      let matches = choices.count { $0.isEmpty }
      return matches == 1
        ? [] : ["\(path): \(matches) of the choices match: \(choices.flatMap(\.self))"]
    case "type":
      let types = argument as? [String] ?? [argument as? String ?? ""]
      return types.contains { Self.isOf($0, value) }
        ? [] : ["\(path): \(value) is not of the type \(types)"]
    case "const": return Self.same(value, argument) ? [] : ["\(path): \(value) is not \(argument)"]
    case "enum":
      return (argument as? [Any] ?? []).contains { Self.same(value, $0) }
        ? [] : ["\(path): \(value) is none of \(argument)"]
    case "required":
      return missingMembers(of: value, by: schema, at: path)
    case "properties":
      guard let object = value as? [String: Any], let members = argument as? [String: Any] else {
        return []
      }
      return members.flatMap { name, member in
        object[name].map { faults(in: $0, by: member, at: "\(path).\(name)") } ?? []
      }
    case "additionalProperties":
      let known = schema["properties"] as? [String: Any] ?? [:]
      return (value as? [String: Any] ?? [:]).filter { known[$0.key] == nil }.flatMap {
        faults(in: $1, by: argument, at: "\(path).\($0)")
      }
    case "items":
      return (value as? [Any] ?? []).enumerated().flatMap {
        faults(in: $1, by: argument, at: "\(path)[\($0)]")
      }
    case "minItems":
      return (value as? [Any]).map { $0.count >= argument as? Int ?? 0 } ?? true
        ? [] : ["\(path): too few elements"]
    case "minimum", "maximum":
      guard let number = value as? Double, let bound = argument as? Double else { return [] }
      return keyword == "minimum" && number >= bound || keyword == "maximum" && number <= bound
        ? [] : ["\(path): \(number) is beyond \(bound)"]
    default: return ["\(path): the keyword \(keyword) is not supported"]
    }
  }

  /// The definition that a reference names.
  private func definition(_ reference: Any?) -> Any? {
    guard let name = (reference as? String)?.dropFirst("#/$defs/".count) else { return nil }
    return (root["$defs"] as? [String: Any])?[String(name)]
  }

  private func missingMembers(of value: Any, by schema: Any, at path: String) -> [String] {
    guard let object = value as? [String: Any], var schema = schema as? [String: Any] else {
      return []
    }
    if let target = definition(schema["$ref"]) as? [String: Any] { schema = target }
    return (schema["required"] as? [String] ?? []).filter { object[$0] == nil }.map {
      "\(path): \($0) is missing"
    }
  }

  private static func isOf(_ type: String, _ value: Any) -> Bool {
    switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "null": value is NSNull
    case "boolean": isFlag(value)
    case "integer": !isFlag(value) && value is Int
    // A large number may have no exact representation as a Double or an Int.
    case "number": !isFlag(value) && value is NSNumber
    default: false
    }
  }

  private static func isFlag(_ value: Any) -> Bool {
    // A number from JSONSerialization can be cast to Bool. Only its description distinguishes them.
    guard let number = value as? NSNumber else { return value is Bool }
    return String(cString: number.objCType) == "c"
  }

  private static func same(_ a: Any, _ b: Any) -> Bool {
    if a is NSNull || b is NSNull { return a is NSNull && b is NSNull }
    if let a = a as? String { return a == b as? String }
    guard let a = a as? NSNumber, let b = b as? NSNumber else { return false }
    return isFlag(a) == isFlag(b) && a == b
  }
}
