import JSON
import Testing

@Suite struct ValueTests {
  static let sample = #"""
    {"null": null, "true": true, "false": false, "number": 42, "string": "a b",
     "array": [1, [2, {"deep": [3]}], {}, "x"], "object": {"k": {"l": [], "m": 1}}, "": "empty"}
    """#

  @Test func everyKindIsReported() throws {
    let root = try JSONDocument(text: Self.sample).root
    #expect(root.kind == .object)
    #expect(root["null"]?.kind == .null)
    #expect(root["true"]?.kind == .bool)
    #expect(root["false"]?.kind == .bool)
    #expect(root["number"]?.kind == .number)
    #expect(root["string"]?.kind == .string)
    #expect(root["array"]?.kind == .array)
    #expect(root["object"]?.kind == .object)
    #expect(root["null"]?.isNull == true)
    #expect(root["false"]?.isNull == false)
    #expect(root["true"]?.bool == true)
    #expect(root["false"]?.bool == false)
    #expect(root["number"]?.number?.integer == 42)
    #expect(root["string"]?.string == "a b")
    #expect(root[""]?.string == "empty")
  }

  @Test func readingAsAnotherKindGivesNothing() throws {
    let root = try JSONDocument(text: Self.sample).root
    for (key, value) in root.members {
      #expect((value.bool != nil) == (value.kind == .bool), "\(key.string)")
      #expect((value.string != nil) == (value.kind == .string))
      #expect((value.number != nil) == (value.kind == .number))
      #expect(value.isNull == (value.kind == .null))
      if value.kind != .array {
        #expect(value.elements.isEmpty && Array(value.elements).isEmpty)
        #expect(value.elements.first == nil)
      }
      if value.kind != .object {
        #expect(value.members.isEmpty && Array(value.members).isEmpty)
        #expect(value["k"] == nil && value[String("k")] == nil)
      }
      if value.kind != .array && value.kind != .object { #expect(value.count == 0) }
      if value.kind != .string {
        #expect(value.withUTF8 { $0.count } == nil)
        #expect(!value.stringEquals("a b"))
      }
    }
  }

  @Test func scalarsAreDocuments() throws {
    #expect(try JSONDocument(text: " null ").root.isNull)
    #expect(try JSONDocument(text: "true").root.bool == true)
    #expect(try JSONDocument(text: "-7\n").root.number?.integer == -7)
    #expect(try JSONDocument(text: "\t\"s\"").root.string == "s")
    #expect(try JSONDocument(text: "[]").root.elements.isEmpty)
    #expect(try JSONDocument(text: "{}").root.members.isEmpty)
  }

  @Test func subscriptsSkipNestedValues() throws {
    let root = try JSONDocument(text: Self.sample).root
    #expect(root["deep"] == nil)
    #expect(root["k"] == nil)
    #expect(root["object"]?["k"]?["m"]?.number?.integer == 1)
    #expect(root["absent"] == nil)
    #expect(root["arra"] == nil)
    #expect(root["arrayy"] == nil)
    let key = "str" + "ing"
    #expect(root[key]?.string == "a b")
    #expect(root["x" + key] == nil)
  }

  @Test func viewsKeepTheOrder() throws {
    let root = try JSONDocument(text: Self.sample).root
    let keys = root.members.map { $0.key.string }
    #expect(
      keys == ["null", "true", "false", "number", "string", "array", "object", ""])
    #expect(root.count == 8)
    #expect(root.members.count == 8)
    #expect(root.elements.count == 0)
    let array = try #require(root["array"])
    #expect(array.count == 4)
    #expect(array.elements.count == 4)
    #expect(array.elements.map(\.kind) == [.number, .array, .object, .string])
    #expect(array.elements.first?.number?.integer == 1)
  }

  @Test func keysCanBeUsedInASwitch() throws {
    let root = try JSONDocument(text: #"{"a": 1, "bc": 2, "\u0064": 3}"#).root
    var seen: [String] = []
    for (key, _) in root.members {
      switch key {
      case "a": seen.append("first")
      case "bc": seen.append("second")
      case "d": seen.append("third")
      default: seen.append("other")
      }
      #expect(key.equals(key.string))
      #expect(!key.equals(key.string + "x"))
      #expect(key.withUTF8 { Array($0) } == Array(key.string.utf8))
    }
    #expect(seen == ["first", "second", "third"])
    #expect(root.members.contains { $0.key == "bc" })
  }

  @Test func stringsAreUnescaped() throws {
    let cases: [(String, String)] = [
      (#""""#, ""),
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
      (#""\u0041\u00e9\u20AC""#, "Aé€"),
      (#""\uD83D\ude00!""#, "😀!"),
      (#""\u0000x""#, "\u{0}x"),
      ("\"é€😀\"", "é€😀"),
      (#""\u2028\uFFFF""#, "\u{2028}\u{ffff}"),
    ]
    for (text, expected) in cases {
      let value = try JSONDocument(text: text).root
      #expect(value.string == expected, "\(text)")
      #expect(value.withUTF8 { Array($0) } == Array(expected.utf8))
      #expect(value.stringEquals(expected))
      #expect(!value.stringEquals(expected + "."))
    }
    let value = try JSONDocument(text: #""\u0061b""#).root
    #expect(value.stringEquals("ab"))
    #expect(!value.stringEquals("ac"))
    #expect(!value.stringEquals("a"))
  }

  @Test func keysAreComparedAsBytes() throws {
    // "é" composed and decomposed are equal Swift strings and different keys.
    let root = try JSONDocument(text: "{\"\u{e9}\": 1, \"e\u{301}\": 2}").root
    #expect(root[String("\u{e9}")]?.number?.integer == 1)
    #expect(root[String("e\u{301}")]?.number?.integer == 2)
    #expect(root["\u{e9}"]?.number?.integer == 1)
  }

  @Test func idsFindTheirValues() throws {
    let document = try JSONDocument(text: Self.sample)
    var open = [document.root]
    var visited = 0
    while let value = open.popLast() {
      visited += 1
      let again = try #require(JSONValue(document: document, id: value.id))
      #expect(Model(again) == Model(value))
      open.append(contentsOf: value.elements)
      open.append(contentsOf: value.members.map(\.value))
    }
    #expect(visited == 20)
  }

  @Test func foreignIdsAreSafe() throws {
    // The second words of these numbers look like all existing tags.
    let tags = Array("{}[]\"tfnlurd".utf8)
    let numbers = tags.map { String(Int64($0) << 56 | 0x00ff_ffff_ffff_ffff) }
    let text = "[" + numbers.joined(separator: ", ") + ", \"x\", 1.5, {\"k\": null}]"
    let document = try JSONDocument(text: text)
    let genuine = Set(document.root.elements.map(\.id))
    for id in [Int.min, -1, 0, 1_000_000, Int.max] {
      #expect(JSONValue(document: document, id: id) == nil)
    }
    let last = try #require(genuine.max())
    for id in 2..<last {
      #expect((JSONValue(document: document, id: id) != nil) == genuine.contains(id), "\(id)")
    }
    for id in 1..<200 {
      if let value = JSONValue(document: document, id: id) { _ = touchEverything(value) }
    }
  }

  @Test func countsBeyondTheTapesLimitAreRight() throws {
    let chunk = Array(String(repeating: "1,", count: 1 << 16).utf8)
    let total = 0x101_0001
    var bytes: [UInt8] = [UInt8(ascii: "[")]
    bytes.reserveCapacity(2 * total + 2)
    for _ in 0..<(total >> 16) { bytes.append(contentsOf: chunk) }
    bytes.append(contentsOf: Array("2]".utf8))
    let root = try JSONDocument(bytes: bytes).root
    #expect(root.count == total)
  }

  @Test func aValueIsSmall() {
    #expect(MemoryLayout<JSONValue>.stride == 16)
    #expect(MemoryLayout<JSONKey>.stride == 16)
  }

  @Test func documentsCanBeReadFromSeveralThreads() async throws {
    let document = try JSONDocument(text: Self.sample)
    let expected = touchEverything(document.root)
    await withTaskGroup(of: (Int, JSONPosition?).self) { group in
      for _ in 0..<8 {
        group.addTask { (touchEverything(document.root), document.root["object"]?.position) }
      }
      for await (sum, position) in group {
        #expect(sum == expected)
        #expect(position == JSONPosition(line: 2, column: 55))
      }
    }
  }
}
