/// Converts YAML as Python's printer writes it into YAML that the strict parser accepts.
///
/// If a value such as a date occurs several times, the printer gives it an anchor (`&id001`) and
/// refers to it elsewhere (`*id001`). It also writes the class of an object before its content
/// (`!!python/…`). Anchors of scalars are replaced by their values. Anchors of lists and maps stay,
/// and such a text is not read as a listing.
enum PrintedYAML {
  static func plain(_ text: String) -> String {
    guard text.contains("&id") || text.contains("!!python/") else { return text }
    var values: [Substring: Substring] = [:]
    var lines: [String] = []
    for line in text.parts(separatedBy: "\n") {
      let start = valueStart(of: line)
      let head = line[..<start]
      let value = line[start...]
      if value.hasPrefix("!!python/") {
        let rest = value.drop { $0 != " " }.drop { $0 == " " }
        lines.append(String(head + rest))
      } else if value.hasPrefix("&id") {
        let name = value.dropFirst().prefix { $0 != " " }
        let rest = value.dropFirst(name.count + 1).drop { $0 == " " }
        guard !rest.isEmpty else { return text }
        values[name] = rest
        lines.append(String(head + rest))
      } else if value.hasPrefix("*id"), let known = values[value.dropFirst()] {
        lines.append(String(head + known))
      } else {
        lines.append(String(line))
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The start of a line's value, after its indentation, dashes and key.
  private static func valueStart(of line: Substring) -> Substring.Index {
    var rest = line.drop { $0 == " " }
    while rest.hasPrefix("- ") { rest = rest.dropFirst(2).drop { $0 == " " } }
    let key = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    if !key.isEmpty, rest[key.endIndex...].hasPrefix(": ") {
      return rest.index(key.endIndex, offsetBy: 2)
    }
    return rest.startIndex
  }
}
