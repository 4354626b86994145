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
    guard path.count <= deepest else { return }
    switch value {
    case .string(let text): fields.append(OutputField(path: path, text: text.string))
    case .number(let number):
      fields.append(OutputField(path: path, text: "\(number)", isNumber: true))
    case .list(let elements): for element in elements { collect(element, path, &fields) }
    case .map(let members):
      for (name, member) in members.sorted(by: { $0.key < $1.key }) {
        if isContent(name.string) { fields.append(OutputField(path: path, text: name.string)) }
        collect(member, path + [name.string], &fields)
      }
    case .null, .bool, .object: break
    }
  }

  /// Whether the name of a member is a value itself, such as that of a hotel, and not a name that a
  /// program chose.
  private static func isContent(_ name: String) -> Bool {
    !name.utf8.allSatisfy { $0 < 0x80 && ($0.isLetter || $0.isDigit || [0x5F, 0x2D].contains($0)) }
      || name.utf8.first?.isDigit == true
  }

  /// The maximum number of names in a path; deeper parts are not read.
  private static let deepest = 64
}
