import JSON
import ProvisoInput
import ProvisoKernel

/// A JSON object of a request, whose members all have a meaning.
struct RequestObject {
  private let value: JSONValue
  /// The name of the object in messages.
  let name: String

  /// The most bytes of a request.
  private static let largest = 1 << 30

  /// Reads a request.
  ///
  /// - Parameters:
  ///   - bytes: the text; `nil` if the caller gave none.
  ///   - members: the names that members may have.
  /// - Throws: `InputError` if the text is no JSON object, or has other members.
  init(bytes: [UInt8]?, members: [String]) throws(InputError) {
    guard let bytes else {
      throw InputError(
        "request: there is no text of at most \(Self.largest >> 20) MB; expected a JSON object")
    }
    let document: JSONDocument
    do throws(JSONError) {
      document = try JSONDocument(bytes: bytes, name: "request")
    } catch {
      throw InputError("request: \(error.message)")
    }
    try self.init(document.root, name: "request", members: members)
  }

  init(_ value: JSONValue, name: String, members: [String]) throws(InputError) {
    guard value.kind == .object else {
      throw InputError("\(name): expected an object, found \(value.kindDescription)")
    }
    self.value = value
    self.name = name
    for member in value.members where !members.contains(member.key.string) {
      let known = members.map { "`\($0)`" }.joined(separator: ", ")
      throw InputError(
        "\(name): there is no member \(Value.quoted(member.key.string)); expected \(known)")
    }
  }

  /// Copies the bytes of a request; `nil` for none, or too many.
  static func bytes(_ text: UnsafePointer<CChar>?, count: UInt) -> [UInt8]? {
    guard let text, count <= UInt(largest) else { return nil }
    return Array(UnsafeRawBufferPointer(start: text, count: Int(count)))
  }

  /// A member; `nil` if it is absent or null.
  subscript(_ member: String) -> JSONValue? {
    guard let found = value[member], !found.isNull else { return nil }
    return found
  }

  func text(_ member: String) throws(InputError) -> String? {
    guard let found = self[member] else { return nil }
    guard let text = found.string else { throw wrong(member, found, expected: "a string") }
    return text
  }

  func requiredText(_ member: String) throws(InputError) -> String {
    guard let text = try text(member) else {
      throw InputError("\(name): the member `\(member)` is missing; expected a string")
    }
    return text
  }

  func flag(_ member: String) throws(InputError) -> Bool? {
    guard let found = self[member] else { return nil }
    guard let flag = found.bool else { throw wrong(member, found, expected: "true or false") }
    return flag
  }

  func integer(_ member: String, in range: ClosedRange<Int>) throws(InputError) -> Int? {
    guard let found = self[member] else { return nil }
    guard let integer = found.number?.integer, let number = Int(exactly: integer),
      range.contains(number)
    else {
      throw wrong(
        member, found,
        expected: "an integer between \(range.lowerBound) and \(range.upperBound)")
    }
    return number
  }

  /// One of the names of an enumeration.
  func word<Word: RawRepresentable<String> & CaseIterable>(
    _ member: String, of type: Word.Type
  ) throws(InputError) -> Word? {
    guard let text = try text(member) else { return nil }
    guard let word = Word(rawValue: text) else {
      let words = Word.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
      throw InputError(
        "\(name): `\(member)`: expected one of \(words), found \(Value.quoted(text))")
    }
    return word
  }

  /// The elements of a list; empty if it is absent.
  func list(_ member: String) throws(InputError) -> [JSONValue] {
    guard let found = self[member] else { return [] }
    guard found.kind == .array else { throw wrong(member, found, expected: "a list") }
    return Array(found.elements)
  }

  /// The members of an object; empty if it is absent.
  func members(_ member: String) throws(InputError) -> [(name: String, value: JSONValue)] {
    guard let found = self[member] else { return [] }
    guard found.kind == .object else { throw wrong(member, found, expected: "an object") }
    return found.members.map { ($0.key.string, $0.value) }
  }

  private func wrong(_ member: String, _ found: JSONValue, expected: String) -> InputError {
    InputError("\(name): `\(member)`: expected \(expected), found \(found.kindDescription)")
  }
}
