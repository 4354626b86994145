import Foundation

/// A form in which a tool prints a result. The same result must have the same verdict in each form.
enum PrintedShape: String, CaseIterable, Sendable {
  case json, indented, lines, yaml, python, counted, fenced, tagged, content, spotlighted, marked
  case table, cut

  func print(_ value: PlainValue) -> String {
    if case .text(let text) = value {
      switch self {
      // A plain text has no structure that these could show.
      case .json, .indented, .lines, .yaml, .python, .counted, .table, .cut: return text
      default: break
      }
    }
    switch self {
    case .json: return value.json([])
    case .indented: return value.json([.prettyPrinted])
    case .lines:
      guard case .list(let elements) = value, !elements.isEmpty else { return value.json([]) }
      return elements.map { $0.json([]) }.joined(separator: "\n")
    case .yaml: return value.printed
    case .python: return value.python
    case .counted: return "Found \(value.count) results:\n\n\(value.json([.prettyPrinted]))"
    case .fenced: return "Here is the result.\n\n```json\n\(value.plain)\n```\n"
    case .tagged: return "<result>\n\(value.plain)\n</result>"
    case .content:
      let part = PlainValue.map(["type": .text("text"), "text": .text(value.plain)])
      return PlainValue.map(["content": .list([part]), "isError": .bool(false)]).json([])
    case .spotlighted: return "<<\(value.plain)>>"
    case .marked: return value.plain.replacing(/[ ]/) { _ in "^" }
    case .table: return value.table ?? value.json([])
    case .cut: return value.json([]) + "\n{\"more\": \"The rest is le"
    }
  }
}

extension PlainValue {
  fileprivate func json(_ options: JSONEncoder.OutputFormatting) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = options.union([.sortedKeys, .withoutEscapingSlashes])
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// A text as it is, everything else as JSON.
  fileprivate var plain: String {
    if case .text(let text) = self { text } else { json([]) }
  }

  fileprivate var count: Int {
    if case .list(let elements) = self { elements.count } else { 1 }
  }

  fileprivate var python: String {
    switch self {
    case .null: "None"
    case .bool(let bool): bool ? "True" : "False"
    case .number(let number): "\(number)"
    case .text(let text):
      "'"
        + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
        .replacing("\n", with: "\\n") + "'"
    case .list(let elements): "[" + elements.map(\.python).joined(separator: ", ") + "]"
    case .map(let members):
      "{"
        + members.sorted { $0.key < $1.key }.map { "'\($0)': \($1.python)" }
        .joined(separator: ", ") + "}"
    }
  }

  /// A Markdown table of a list of flat maps; nil for anything else.
  fileprivate var table: String? {
    let rows: [[String: PlainValue]]
    switch self {
    case .list(let elements):
      rows = elements.compactMap { if case .map(let row) = $0 { row } else { nil } }
      guard rows.count == elements.count else { return nil }
    case .map(let row): rows = [row]
    default: return nil
    }
    guard let first = rows.first else { return nil }
    let names = Set(rows.flatMap(\.keys)).union(first.keys).sorted()
    var lines = [
      "| " + names.joined(separator: " | ") + " |",
      "|" + names.map { _ in " --- |" }.joined(),
    ]
    for row in rows {
      var cells: [String] = []
      for name in names {
        switch row[name] ?? .null {
        case .null: cells.append("")
        case .bool(let bool): cells.append("\(bool)")
        case .number(let number): cells.append("\(number)")
        case .text(let text):
          cells.append(text.replacing("|", with: "\\|").replacing("\n", with: "<br>"))
        case .list, .map: return nil
        }
      }
      lines.append("| " + cells.joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n")
  }
}
