import ProvisoKernel

/// A scalar of an output or of arguments, with its place.
struct OutputField: Sendable, Equatable {
  /// The names of the members that lead to it. Elements of lists have no names, so a field of each
  /// record of a list has the same path.
  let path: [String]
  /// The text; a number as it is written.
  let text: String
  /// Whether it is a number that is no text.
  var isNumber = false
  /// Whether others may have written its structure: it stands beside other text, or is not as a program
  /// prints it. Such a field has no place that a policy can trust.
  var isLoose = false
}

extension OutputField {
  /// The scalars of a value. Null and Booleans carry no data.
  static func all(in value: Value) -> [OutputField] {
    var fields: [OutputField] = []
    collect(value, [], &fields)
    return fields
  }

  private static func collect(
    _ value: Value, _ path: [String], _ fields: inout [OutputField]
  ) {
    switch value {
    case .string(let text): fields.append(OutputField(path: path, text: text.string))
    case .number(let number):
      fields.append(OutputField(path: path, text: "\(number)", isNumber: true))
    case .list(let elements): for element in elements { collect(element, path, &fields) }
    case .map(let members):
      for (name, member) in members.sorted(by: { $0.key < $1.key }) {
        if isContent(name.string) { fields.append(OutputField(path: path, text: name.string)) }
        collect(member, path.count < deepest ? path + [name.string] : path, &fields)
      }
    case .null, .bool, .object: break
    }
  }

  /// Whether the name of a member is a value itself, such as that of a hotel, and not a name that a
  /// program chose.
  private static func isContent(_ name: String) -> Bool {
    name.utf8.count > longestName
      || !name.utf8.allSatisfy {
        $0 < 0x80 && ($0.isLetter || $0.isDigit || [0x5F, 0x2D].contains($0))
      }
      || name.utf8.first?.isDigit == true
  }

  /// The maximum number of names in a path. What is deeper is read as if it were at this depth, below what
  /// covers it.
  private static let deepest = 64
  /// The maximum length of a name that a program chose, in bytes.
  private static let longestName = 40

  /// The names of the members in a value.
  static func names(in value: Value) -> Set<String> {
    Set(places(ofNamesIn: value).map(\.text))
  }

  /// The names of the members in a value, each with the place of its map.
  static func places(ofNamesIn value: Value) -> [OutputField] {
    var fields: [OutputField] = []
    forEachMember(in: value) { name, path, _ in fields.append(OutputField(path: path, text: name)) }
    return fields
  }

  /// The names of the members that have no data. The name is then all that such a member tells.
  static func namesWithoutData(in value: Value) -> [String] {
    var names: [String] = []
    forEachMember(in: value) { name, _, member in
      if !isContent(name), all(in: member).isEmpty { names.append(name) }
    }
    return names
  }

  private static func forEachMember(
    in value: Value, at path: [String] = [],
    _ body: (_ name: String, _ path: [String], _ member: Value) -> Void
  ) {
    switch value {
    case .list(let elements):
      for element in elements { forEachMember(in: element, at: path, body) }
    case .map(let members):
      for (name, member) in members.sorted(by: { $0.key < $1.key }) {
        body(name.string, path, member)
        forEachMember(
          in: member, at: path.count < deepest ? path + [name.string] : path, body)
      }
    default: break
    }
  }
}
