import Foundation
import JSON
import TestSupport
import Testing

extension SeededGenerator {
  /// The seed of a test, printed, so that a failure can be repeated.
  static func announced(_ test: String) -> SeededGenerator {
    let seed = Campaign.seed(20_261_129)
    print("\(test): PROVISO_SEED=\(seed)")
    return SeededGenerator(seed: seed)
  }
}

/// The error of a text that must be refused.
func failure(
  _ bytes: [UInt8], maximumDepth: Int = JSONDocument.defaultMaximumDepth,
  sourceLocation: SourceLocation = #_sourceLocation
) -> JSONError? {
  do throws(JSONError) {
    _ = try JSONDocument(bytes: bytes, name: "test", maximumDepth: maximumDepth)
    Issue.record("accepted", sourceLocation: sourceLocation)
    return nil
  } catch {
    return error
  }
}

/// The error of a text that must be refused.
func failure(
  _ text: String, maximumDepth: Int = JSONDocument.defaultMaximumDepth,
  sourceLocation: SourceLocation = #_sourceLocation
) -> JSONError? {
  failure(Array(text.utf8), maximumDepth: maximumDepth, sourceLocation: sourceLocation)
}

/// A JSON value as Swift objects, for comparisons.
indirect enum Model: Equatable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([Model])
  case object([Member])

  struct Member: Equatable {
    let key: String
    let value: Model
  }

  init(_ value: JSONValue) {
    switch value.kind {
    case .null: self = .null
    case .bool: self = .bool(value.bool == true)
    case .number: self = .number(value.number?.text ?? "none")
    case .string: self = .string(value.string ?? "none")
    case .array: self = .array(value.elements.map { Model($0) })
    case .object:
      self = .object(value.members.map { Member(key: $0.key.string, value: Model($0.value)) })
    }
  }
}

/// Reads all properties of all values below a value, without recursion.
func touchEverything(_ root: JSONValue) -> Int {
  var open = [root]
  var total = 0
  while let value = open.popLast() {
    total &+= value.count &+ value.id
    total &+= value.string?.utf8.count ?? 0
    if let number = value.number { total &+= (number.integer ?? 0) &+ number.text.utf8.count }
    if value.bool == true || value.isNull { total &+= 1 }
    for element in value.elements { open.append(element) }
    for (key, member) in value.members {
      total &+= key.string.utf8.count
      open.append(member)
    }
  }
  return total
}

/// Makes a folder, and removes it after `body`.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("json-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
