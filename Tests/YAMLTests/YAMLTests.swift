import TestSupport
import Testing
import YAML

@Suite struct YAMLTests {
  private static func told(_ node: YAMLNode?) -> String {
    guard let node else { return "nothing" }
    switch node.content {
    case .scalar: return node.meaning.map { "\($0)" } ?? ""
    case .sequence(let elements): return "[" + elements.map(told).joined(separator: ", ") + "]"
    case .mapping(let pairs):
      return "{"
        + pairs.map { "\($0.key.written ?? "?"): \(told($0.value))" }.joined(separator: ", ")
        + "}"
    }
  }

  private static func failure(_ text: String) -> YAMLError? {
    do {
      let node = try YAMLDocument.parse(text)
      Issue.record("read \(told(node))")
      return nil
    } catch {
      return error
    }
  }

  /// The core schema of YAML 1.2 (section 10.3.2), with numbers as they are written.
  @Test(arguments: [
    ("~", "null"), ("null", "null"), ("true", "bool(true)"), ("FALSE", "bool(false)"),
    ("yes", "text(\"yes\")"), ("no", "text(\"no\")"), ("on", "text(\"on\")"),
    ("off", "text(\"off\")"), ("nULL", "text(\"nULL\")"), ("12", "number(\"12\")"),
    ("-12", "number(\"-12\")"), ("+12", "number(\"12\")"), ("0.10", "number(\"0.10\")"),
    (".5", "number(\".5\")"), ("5.", "number(\"5.\")"), ("1e3", "number(\"1e3\")"),
    ("12345678901234567890.5", "number(\"12345678901234567890.5\")"),
    ("1_000", "text(\"1_000\")"), ("12:30", "text(\"12:30\")"), ("0x1F", "number(\"31\")"),
    ("0o17", "number(\"15\")"), ("0", "number(\"0\")"), ("0.0", "number(\"0.0\")"),
    ("2027-01-31", "text(\"2027-01-31\")"), ("--1", "text(\"--1\")"), ("-", "[null]"),
    (".", "text(\".\")"), ("1e", "text(\"1e\")"), ("\"12\"", "text(\"12\")"),
    ("'~'", "text(\"~\")"), ("|\n  12", "text(\"12\")"), ("1.2.3", "text(\"1.2.3\")"),
    ("<<", "text(\"<<\")"),
  ])
  func scalars(_ text: String, _ meaning: String) throws {
    #expect(Self.told(try YAMLDocument.parse(text)) == meaning)
  }

  @Test(arguments: ["012", "-007", ".inf", "-.INF", ".nan", "0xFFFFFFFFFFFFFFFFFFFF", "00.5"])
  func whatNumberItIsIsUnclear(_ text: String) throws {
    guard case .unclear(let why)? = try YAMLDocument.parse(text)?.meaning else {
      Issue.record("\(text) is clear")
      return
    }
    #expect(why.contains(text))
  }

  @Test(arguments: [
    ("a: &x 1\nb: *x", 1, 4, "anchors"), ("- &x\n  1", 1, 3, "anchors"),
    ("a: [1, &x 2]", 1, 8, "anchors"), ("&x a: 1", 1, 1, "anchors"),
    ("é: é\nb: 'x'\nc: &ü 1", 3, 4, "anchors"), ("a: *x", 1, 4, "undefined alias"),
    ("a: !!str 1", 1, 4, "tags"), ("a: !x [1]", 1, 4, "tags"), ("!!map {a: 1}", 1, 1, "tags"),
    ("b: 2\na: 1\na: 3", 2, 1, "`a` is given more than once"),
    ("a: 1\n\"a\": 3", 1, 1, "`a` is given more than once"),
    ("1: 1\n\"1\": 3", 2, 1, "`1` is given more than once"),
    ("[a]: 1", 1, 1, "a key must be a text"), ("? {a: 1}\n: 1", 1, 3, "a key must be a text"),
    ("a: [1", 2, 1, "this is not YAML"), ("a: 1\n---\nb: 1", 2, 1, "this is not YAML"),
    ("a: 1\nb: \u{7}", 2, 4, "this is not YAML"), ("\ta: 1", 1, 1, "this is not YAML"),
  ])
  func whatIsRefused(_ text: String, line: Int, column: Int, says: String) throws {
    let error = try #require(Self.failure(text))
    #expect(error.message.contains(says), "\(error)")
    #expect(error.line == line && error.column == column, "\(error)")
  }

  /// Text that only looks like an anchor is accepted.
  @Test(arguments: [
    ("a: x && y", "{a: text(\"x && y\")}"), ("a: x &y", "{a: text(\"x &y\")}"),
    ("a: \"&x\"", "{a: text(\"&x\")}"), ("a: 'its'' &x'", "{a: text(\"its\\' &x\")}"),
    ("a: 1 # &x", "{a: number(\"1\")}"),
    ("a: |\n  &x\nb: 1", "{a: text(\"&x\\n\"), b: number(\"1\")}"),
    ("- a: |\n    &x\n  b: 1", "[{a: text(\"&x\\n\"), b: number(\"1\")}]"),
    ("- >-\n &x\n- 1", "[text(\"&x\"), number(\"1\")]"),
    ("a: b\n  &x", "{a: text(\"b &x\")}"), ("a: b\n\n  &x", "{a: text(\"b\\n&x\")}"),
    ("a: \"b\n  &x\"", "{a: text(\"b &x\")}"),
    ("a: https://x/?b=1&c=2", "{a: text(\"https://x/?b=1&c=2\")}"),
    ("{a: https://x/?b=1&c=2}", "{a: text(\"https://x/?b=1&c=2\")}"),
    ("a: \"\\\"&x\"", "{a: text(\"\\\"&x\")}"),
  ])
  func texts(_ text: String, _ meaning: String) throws {
    #expect(Self.told(try YAMLDocument.parse(text)) == meaning)
  }

  @Test func positionsAreThoseOfTheBeginning() throws {
    let root = try #require(try YAMLDocument.parse("\u{FEFF}ä: {b: [1,\n   ü, x]}"))
    guard case .mapping(let outer) = root.content,
      case .mapping(let inner)? = outer.first?.value.content,
      case .sequence(let elements)? = inner.first?.value.content
    else {
      Issue.record("\(Self.told(root))")
      return
    }
    #expect(outer[0].key.line == 1 && outer[0].key.column == 1)
    #expect(inner[0].key.column == 5)
    #expect(elements.map(\.line) == [1, 2, 2])
    #expect(elements.map(\.column) == [9, 4, 7])
  }

  @Test func deepTextsAndNestedAliasesAreRefused() throws {
    for text in [
      String(repeating: "[", count: 300) + String(repeating: "]", count: 300),
      String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 100_000),
      String(repeating: "- ", count: 100_000), String(repeating: "? ", count: 100_000),
    ] {
      #expect(Self.failure(text) != nil)
    }
    var bomb = "a0: &a0 [x, x]\n"
    for i in 1..<40 { bomb += "a\(i): &a\(i) [*a\(i - 1), *a\(i - 1)]\n" }
    #expect(try #require(Self.failure(bomb)).message.contains("anchors"))
    let fits = String(repeating: "[", count: 199) + String(repeating: "]", count: 199)
    #expect(try YAMLDocument.parse(fits) != nil)
  }

  /// Mutations of a text give a value, or an error with a position.
  @Test func mutations() throws {
    let base = Array(
      """
      a: &x "q&" # c
      b: [1, {c: 'd'}, *x, ? e]
      - f: |
          g &h
      i: !!str >-
        j
      """.utf8)
    let seed = Campaign.seed(20_261_129)
    var random = SeededGenerator(seed: seed)
    let signs = Array("&*-?:,[]{}#|>'\"%@!\\ \n\tax1é".utf8)
    for _ in 0..<20_000 {
      var bytes = base
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[index] = signs.randomElement(using: &random) ?? 0
        case 1: bytes.insert(signs.randomElement(using: &random) ?? 0, at: index)
        default: if bytes.count > 1 { bytes.remove(at: index) }
        }
      }
      do {
        _ = try YAMLDocument.parse(String(decoding: bytes, as: UTF8.self))
      } catch {
        #expect(error.line >= 1 && error.column >= 1, "seed \(seed)")
      }
    }
  }
}
