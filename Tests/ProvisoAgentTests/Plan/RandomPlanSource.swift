import TestSupport

/// A value that can be printed as YAML or as JSON.
indirect enum Tree {
  case null
  case bool(Bool)
  case number(String)
  case text(String)
  case list([Tree])
  case map([(String, Tree)])

  var json: String {
    switch self {
    case .null: return "null"
    case .bool(let flag): return "\(flag)"
    case .number(let literal): return literal
    case .text(let text): return Self.quoted(text)
    case .list(let elements): return "[" + elements.map(\.json).joined(separator: ", ") + "]"
    case .map(let members):
      return "{" + members.map { "\(Self.quoted($0)): \($1.json)" }.joined(separator: ", ") + "}"
    }
  }

  /// The text in quotes that YAML and JSON both read.
  static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  /// The root in YAML, with a random valid style for each value.
  func yaml(_ random: inout SeededGenerator) -> String {
    var out = ""
    write(to: &out, indent: 0, &random)
    // A text that begins like JSON would be read as JSON.
    return out.hasPrefix("{") || Bool.random(using: &random) ? "---\n" + out : out
  }

  private func write(to out: inout String, indent: Int, _ random: inout SeededGenerator) {
    let margin = String(repeating: " ", count: indent)
    switch self {
    case .map(let members) where !members.isEmpty && Int.random(in: 0..<4, using: &random) > 0:
      for (index, (name, value)) in members.enumerated() {
        if index > 0 { out += margin }
        out += Self.scalar(name, using: &random) + ":"
        value.writeBelow(to: &out, indent: indent + Int.random(in: 1...3, using: &random), &random)
      }
    case .list(let elements) where !elements.isEmpty && Int.random(in: 0..<4, using: &random) > 0:
      for (index, element) in elements.enumerated() {
        if index > 0 { out += margin }
        out += "- "
        element.write(to: &out, indent: indent + 2, &random)
      }
    default: out += flow(&random) + "\n"
    }
  }

  /// The value of a key. A value of several lines starts on a new line.
  private func writeBelow(
    to out: inout String, indent: Int, _ random: inout SeededGenerator
  ) {
    switch self {
    case .map, .list:
      if Bool.random(using: &random) { out += "  # so" }
      out += "\n" + String(repeating: " ", count: indent)
      write(to: &out, indent: indent, &random)
    case .text(let text)
    where text.hasSuffix("\n") && !text.hasPrefix(" ") && !text.hasPrefix("\n")
      && !text.hasSuffix("\n\n"):
      out += " |\n"
      for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
        out += String(repeating: " ", count: indent) + line + "\n"
      }
    default: out += " " + flow(&random) + "\n"
    }
  }

  private func flow(_ random: inout SeededGenerator) -> String {
    switch self {
    case .null: return ["~", "null", "Null"].randomElement(using: &random) ?? "~"
    case .bool(let flag):
      return (flag ? ["true", "True", "TRUE"] : ["false", "False"]).randomElement(using: &random)
        ?? ""
    case .number(let literal): return literal
    case .text(let text): return Self.scalar(text, using: &random)
    case .list(let elements):
      return "[" + elements.map { $0.flow(&random) }.joined(separator: " , ") + "]"
    case .map(let members):
      return "{"
        + members.map { "\(Self.scalar($0, using: &random)): \($1.flow(&random))" }
        .joined(separator: ", ") + "}"
    }
  }

  private static func scalar(_ text: String, using random: inout SeededGenerator) -> String {
    let isWord = text.utf8.allSatisfy {
      (0x61...0x7A).contains($0 | 0x20) || $0 == 0x5F
    }
    let words = ["true", "false", "null", "~", ""]
    if isWord, !words.contains(text.lowercased()), Bool.random(using: &random) { return text }
    if !text.contains("\n"), !text.contains("\t"), Bool.random(using: &random) {
      return "'" + text.replacing("'", with: "''") + "'"
    }
    return quoted(text)
  }
}

/// Generates plans with every kind of step.
struct RandomPlanSource {
  var random: SeededGenerator
  private var ids: [String] = []
  private var number = 0

  init(random: SeededGenerator) { self.random = random }

  mutating func plan() -> Tree {
    var members: [(String, Tree)] = [("schema", .text("proviso.plan/1"))]
    if flip() { members.append(("name", .text(words()))) }
    if flip() { members.append(("task", flip() ? .text(words()) : .list([.text(words())]))) }
    if flip() {
      members.append(("steps", .list(steps(depth: 3, least: 1))))
    } else {
      members.append(
        (
          "agents",
          .map(
            (0..<Int.random(in: 1...3, using: &random)).map {
              ("agent \($0)", .list(steps(depth: 3, least: 1)))
            })
        ))
    }
    return .map(members)
  }

  private mutating func flip() -> Bool { Bool.random(using: &random) }

  private mutating func words() -> String {
    let parts = [
      "move", "yes", "no", "\n", "a b", ": ", "#x", " # y", "- ", "é", "&a", "*b", " {", "]", "'",
      "\"", "\\", "012", "1e3", "~", "%", "@", "!x", "|", ">", "true", "\t", "$", "null", ",", "?",
    ]
    var text = "w"
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      text += parts.randomElement(using: &random) ?? ""
    }
    return text
  }

  private mutating func steps(depth: Int, least: Int = 0) -> [Tree] {
    (0..<Int.random(in: least...3, using: &random)).map { _ in step(depth: depth) }
  }

  private mutating func step(depth: Int) -> Tree {
    var members: [(String, Tree)]
    switch depth > 0 ? Int.random(in: 0..<9, using: &random) : Int.random(in: 0..<2, using: &random)
    {
    case 0: return .map([("stop", .bool(true))])
    case 1, 2: members = call()
    case 3: members = [("shell", .text(words()))]
    case 4:
      members = [("if", .text("x == 1")), ("then", .list(steps(depth: depth - 1)))]
      if flip() { members.append(("else", .list(steps(depth: depth - 1)))) }
    case 5:
      var loop: [(String, Tree)] = [("do", .list(steps(depth: depth - 1, least: 1)))]
      if flip() { loop.append((flip() ? "times" : "at_most", .number("3"))) }
      if flip() { loop.append((flip() ? "while" : "until", .text("y"))) }
      members = [("repeat", .map(loop))]
    case 6: members = [("parallel", branches(depth))]
    case 7: members = [("either", branches(depth))]
    default: members = [("do", .list(steps(depth: depth - 1)))]
    }
    if flip() { members.append(("retry", .number("\(Int.random(in: 0...5, using: &random))"))) }
    if flip() {
      members.append(
        ("on_failure", flip() ? .text("continue") : .list(depth > 0 ? steps(depth: depth - 1) : []))
      )
    }
    return .map(members)
  }

  private mutating func branches(_ depth: Int) -> Tree {
    .list((0..<Int.random(in: 1...3, using: &random)).map { _ in .list(steps(depth: depth - 1)) })
  }

  private mutating func call() -> [(String, Tree)] {
    var members: [(String, Tree)] = [("call", .text("t\(words())"))]
    if flip() {
      members.append(
        (
          "with",
          .map((0..<Int.random(in: 0...3, using: &random)).map { ("k\($0)", value(depth: 2)) })
        ))
    }
    if flip(), !ids.isEmpty {
      members.append(("approves", .list([.text(ids.randomElement(using: &random) ?? "")])))
    }
    if flip() {
      number += 1
      ids.append("id\(number)")
      members.append(("id", .text("id\(number)")))
    }
    if flip() { members.append(("label", .text(words()))) }
    return members
  }

  private mutating func value(depth: Int) -> Tree {
    switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &random) {
    case 0: return .null
    case 1: return .bool(flip())
    case 2:
      return .number(
        ["0", "-1", "1.50", "12345678901234567890", "1e2"].randomElement(using: &random) ?? "0")
    case 3: return .text(words())
    case 4:
      guard let id = ids.randomElement(using: &random) else {
        return .map([("$unknown", .bool(true))])
      }
      return .text(flip() ? "${\(id).a[0]}" : "b ${\(id)} c")
    case 5:
      guard let id = ids.randomElement(using: &random) else { return .text("$${") }
      return .map([("$written_from", .list([.text(id)]))])
    case 6:
      return .list((0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth: depth - 1) })
    default:
      return .map(
        (0..<Int.random(in: 0...3, using: &random)).map {
          ("m\($0) \(words())", value(depth: depth - 1))
        })
    }
  }
}
