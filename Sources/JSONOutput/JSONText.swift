import ProvisoKernel

/// A JSON value whose members have an order, such as a schema.
package indirect enum JSONText: Sendable, Hashable {
  /// A number, a string, a Boolean or null, as it is written.
  case scalar(String)
  case list([JSONText])
  case object([Member])

  package struct Member: Sendable, Hashable {
    package let name: String
    package let value: JSONText

    package init(_ name: String, _ value: JSONText) {
      self.name = name
      self.value = value
    }
  }

  package static let null = JSONText.scalar("null")

  package static func string(_ value: String) -> JSONText { .scalar(Value.quoted(value)) }

  package static func bool(_ value: Bool) -> JSONText { .scalar(value ? "true" : "false") }

  package static func integer(_ value: Int) -> JSONText { .scalar(String(value)) }

  package static func strings(_ values: [String]) -> JSONText { .list(values.map(Self.string)) }

  /// The text in lines of at most `width` columns where that is possible, without a newline at its
  /// end. A list or an object is on one line if it fits, and a longer list of
  /// scalars fills its lines.
  package func rendered(width: Int = 100) -> String {
    var out = ""
    render(into: &out, indent: 0, column: 0, width: width)
    return out
  }

  /// - Parameters:
  ///   - indent: The indentation of the line on which the value begins.
  ///   - column: The number of columns of that line before and after the value.
  private func render(into out: inout String, indent: Int, column: Int, width: Int) {
    let line = onOneLine
    if column + line.count <= width {
      out += line
      return
    }
    let inner = indent + 2
    let end = "\n" + String(repeating: " ", count: indent)
    let start = "\n" + String(repeating: " ", count: inner)
    switch self {
    case .scalar(let text): out += text
    case .list(let elements) where elements.allSatisfy(\.isScalar):
      out += "["
      var column = width
      for (index, element) in elements.enumerated() {
        let text = element.onOneLine + (index < elements.count - 1 ? "," : "")
        column += text.count + 1
        if column > width {
          out += start
          column = inner + text.count
        } else {
          out += " "
        }
        out += text
      }
      out += end + "]"
    case .list(let elements):
      out += "["
      for (index, element) in elements.enumerated() {
        out += start
        element.render(into: &out, indent: inner, column: inner + 1, width: width)
        if index < elements.count - 1 { out += "," }
      }
      out += end + "]"
    case .object(let members):
      out += "{"
      for (index, member) in members.enumerated() {
        let name = Value.quoted(member.name) + ": "
        out += start + name
        member.value.render(
          into: &out, indent: inner, column: inner + name.count + 1, width: width)
        if index < members.count - 1 { out += "," }
      }
      out += end + "}"
    }
  }

  private var isScalar: Bool {
    if case .scalar = self { return true }
    return false
  }

  private var onOneLine: String {
    switch self {
    case .scalar(let text): text
    case .list(let elements): "[" + elements.map(\.onOneLine).joined(separator: ", ") + "]"
    case .object(let members):
      "{"
        + members.map { Value.quoted($0.name) + ": " + $0.value.onOneLine }.joined(separator: ", ")
        + "}"
    }
  }
}
