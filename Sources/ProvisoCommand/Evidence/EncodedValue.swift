import ProvisoKernel

/// A value of a run in a file. Numbers are texts, because JSON's readers round them.
struct EncodedValue: Codable {
  let value: Value

  /// The deepest nesting that is read.
  private static let mostDepth = 200

  init(_ value: Value) { self.value = value }

  private enum Key: String, CodingKey {
    case number, list, map, object
  }

  init(from decoder: any Decoder) throws {
    guard decoder.codingPath.count <= Self.mostDepth else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a value is nested too deeply"))
    }
    if let single = try? decoder.singleValueContainer() {
      if single.decodeNil() {
        value = .null
        return
      }
      if let truth = try? single.decode(Bool.self) {
        value = .bool(truth)
        return
      }
      if let text = try? single.decode(String.self) {
        value = .string(Text(text))
        return
      }
    }
    let container = try decoder.container(keyedBy: Key.self)
    if let text = try container.decodeIfPresent(String.self, forKey: .number) {
      guard let number = Number(literal: text) else {
        throw DecodingError.dataCorruptedError(
          forKey: .number, in: container, debugDescription: "this is not a number")
      }
      value = .number(number)
    } else if let list = try container.decodeIfPresent([EncodedValue].self, forKey: .list) {
      value = .list(list.map(\.value))
    } else if let map = try container.decodeIfPresent([String: EncodedValue].self, forKey: .map) {
      var members: [Text: Value] = [:]
      for (name, member) in map { members[Text(name)] = member.value }
      value = .map(members)
    } else {
      let object = try container.decode([Int].self, forKey: .object)
      guard object.count == 2 else {
        throw DecodingError.dataCorruptedError(
          forKey: .object, in: container, debugDescription: "an object has two numbers")
      }
      value = .object(ObjectID(entity: object[0], index: object[1]))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var single = encoder.singleValueContainer()
    switch value {
    case .null: try single.encodeNil()
    case .bool(let truth): try single.encode(truth)
    case .string(let text): try single.encode(text.string)
    case .number(let number): try single.encode([Key.number.rawValue: number.description])
    case .list(let elements):
      try single.encode([Key.list.rawValue: elements.map(EncodedValue.init)])
    case .map(let members):
      var named: [String: EncodedValue] = [:]
      for (name, member) in members { named[name.string] = EncodedValue(member) }
      try single.encode([Key.map.rawValue: named])
    case .object(let object):
      try single.encode([Key.object.rawValue: [object.entity, object.index]])
    }
  }
}
