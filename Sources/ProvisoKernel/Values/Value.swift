/// The identity of one object of a universe: a resource, a change, a call.
public struct ObjectID: Hashable, Sendable, Comparable {
  /// The entity type's index in the vocabulary's list of entity types.
  public let entity: Int
  /// The object's index among the objects of its type.
  public let index: Int

  /// Makes the identity of the object at `index` of the type at `entity`.
  public init(entity: Int, index: Int) {
    self.entity = entity
    self.index = index
  }

  public static func < (a: ObjectID, b: ObjectID) -> Bool {
    (a.entity, a.index) < (b.entity, b.index)
  }
}

/// A concrete value of the language: a JSON value or an object.
public indirect enum Value: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(Number)
  case string(Text)
  case list([Value])
  case map([Text: Value])
  case object(ObjectID)

  /// The kinds of values; an unknown value can have every kind except `object`.
  public enum Kind: Int, Sendable, CaseIterable, Hashable {
    case null, bool, number, string, list, map, object
  }

  /// The kind of this value.
  public var kind: Kind {
    switch self {
    case .null: .null
    case .bool: .bool
    case .number: .number
    case .string: .string
    case .list: .list
    case .map: .map
    case .object: .object
    }
  }

  /// Whether the value is null, that is, absent.
  public var isNull: Bool { self == .null }

  /// The member of a map; `null` if there is none or this is not a map.
  public subscript(member: Text) -> Value {
    if case .map(let members) = self { members[member] ?? .null } else { .null }
  }

  /// The value where a list is expected: a list is itself, null is the empty list, and any other
  /// value is a list of itself.
  public var asList: [Value] {
    switch self {
    case .list(let elements): elements
    case .null: []
    default: [self]
    }
  }
}

extension Value: CustomStringConvertible {
  /// The value as JSON, with members in code-point order; an object has its own notation.
  public var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let value):
      // A fraction such as 10/3 is no number of JSON.
      value.description.utf8.contains(UInt8(ascii: "/"))
        ? Value.quoted(value.description) : value.description
    case .string(let value): Value.quoted(value.string)
    case .list(let elements): "[" + elements.map(\.description).joined(separator: ", ") + "]"
    case .map(let members):
      "{"
        + members.sorted { $0.key < $1.key }.map {
          Value.quoted($0.key.string) + ": " + $0.value.description
        }.joined(separator: ", ") + "}"
    case .object(let id): "object \(id.entity):\(id.index)"
    }
  }

  /// A string as a JSON literal.
  public static func quoted(_ string: String) -> String {
    var out = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case _ where !scalar.isPrintable:
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
          let hex = String(unit, radix: 16)
          out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        }
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
