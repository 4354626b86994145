import JSON
import Testing

@Suite struct SyntaxErrorTests {
  struct Case: Sendable {
    let text: String
    let kind: JSONError.Kind
    let column: Int
    let phrase: String

    init(_ text: String, kind: JSONError.Kind, column: Int, phrase: String) {
      self.text = text
      self.kind = kind
      self.column = column
      self.phrase = phrase
    }
  }

  static let cases: [Case] = [
    Case(
      "{", kind: .truncated, column: 2,
      phrase: "a key in double quotes or '}'; the object that begins at 1:1"),
    Case(
      "[", kind: .truncated, column: 2,
      phrase: "a value or ']'; the array that begins at 1:1 is still open"),
    Case("[1", kind: .truncated, column: 3, phrase: "',' or ']' after an element"),
    Case("[1,", kind: .truncated, column: 4, phrase: "expected a value; the array"),
    Case("{\"a\"", kind: .truncated, column: 5, phrase: "':' after a key"),
    Case("{\"a\":", kind: .truncated, column: 6, phrase: "expected a value; the object"),
    Case("{\"a\":1", kind: .truncated, column: 7, phrase: "',' or '}' after a member"),
    Case("{\"a\":1,", kind: .truncated, column: 8, phrase: "a key in double quotes after ','"),
    Case("[[], {\"a\": [", kind: .truncated, column: 13, phrase: "array that begins at 1:12"),
    Case(
      "\"abc", kind: .truncated, column: 5,
      phrase: "the closing '\"' of a string; the string that begins at 1:1"),
    Case("\"abc\\", kind: .truncated, column: 6, phrase: "the closing '\"'"),
    Case("\"\\u12", kind: .truncated, column: 6, phrase: "the closing '\"'"),
    Case("\"\\ud800", kind: .truncated, column: 8, phrase: "the closing '\"'"),
    Case("\"\\ud800\\", kind: .truncated, column: 9, phrase: "the closing '\"'"),
    Case("tru", kind: .truncated, column: 4, phrase: "the rest of true, false or null"),
    Case("[-", kind: .truncated, column: 3, phrase: "a digit"),
    Case("1.", kind: .truncated, column: 3, phrase: "a digit"),
    Case("1e+", kind: .truncated, column: 4, phrase: "a digit"),
    Case("hello", kind: .notJSON, column: 1, phrase: "expected a value, found 'h'"),
    Case("truth", kind: .notJSON, column: 1, phrase: "this is not JSON"),
    Case("  <xml/>", kind: .notJSON, column: 3, phrase: "expected a value, found '<'"),
    Case("PK\u{3}\u{4}....", kind: .notJSON, column: 1, phrase: "a ZIP archive"),
    Case("NaN", kind: .notJSON, column: 1, phrase: "JSON has no NaN"),
    Case("]", kind: .notJSON, column: 1, phrase: "expected a value, found ']'"),
    Case("\u{201c}a\u{201d}", kind: .notJSON, column: 1, phrase: "found '\u{201c}'"),
    Case("[1,]", kind: .syntax, column: 4, phrase: "expected a value, found ']'"),
    Case("[,1]", kind: .syntax, column: 2, phrase: "expected a value or ']', found ','"),
    Case(
      "[1 2]", kind: .syntax, column: 4, phrase: "expected ',' or ']' after an element, found '2'"),
    Case(
      "[1}", kind: .syntax, column: 3, phrase: "expected ',' or ']' after an element, found '}'"),
    Case(
      "{\"a\":1 \"b\":2}", kind: .syntax, column: 8,
      phrase: "expected ',' or '}' after a member, found '\"'"),
    Case(
      "{\"a\":1,}", kind: .syntax, column: 8,
      phrase: "expected a key in double quotes after ',', found '}'"),
    Case("{\"a\" 1}", kind: .syntax, column: 6, phrase: "expected ':' after a key, found '1'"),
    Case("{\"a\":}", kind: .syntax, column: 6, phrase: "expected a value, found '}'"),
    Case(
      "{a:1}", kind: .syntax, column: 2, phrase: "expected a key in double quotes or '}', found 'a'"
    ),
    Case(
      "{1:1}", kind: .syntax, column: 2, phrase: "expected a key in double quotes or '}', found '1'"
    ),
    Case("['a']", kind: .syntax, column: 2, phrase: "JSON has no single quotes"),
    Case("[1, // one\n]", kind: .syntax, column: 5, phrase: "JSON has no comments"),
    Case("[NaN]", kind: .syntax, column: 2, phrase: "JSON has no NaN"),
    Case("[tru]", kind: .syntax, column: 2, phrase: "true, false or null"),
    Case("[nulll]", kind: .syntax, column: 6, phrase: "',' or ']'"),
    Case("[TRUE]", kind: .syntax, column: 2, phrase: "expected a value or ']', found 'T'"),
    Case("[01]", kind: .syntax, column: 2, phrase: "may not begin with the digit 0"),
    Case("[-01]", kind: .syntax, column: 3, phrase: "may not begin with the digit 0"),
    Case("[+1]", kind: .syntax, column: 2, phrase: "found '+'"),
    Case("[.5]", kind: .syntax, column: 2, phrase: "found '.'"),
    Case("[1.]", kind: .syntax, column: 4, phrase: "expected a digit, found ']'"),
    Case("[1e]", kind: .syntax, column: 4, phrase: "expected a digit, found ']'"),
    Case("[-]", kind: .syntax, column: 3, phrase: "expected a digit, found ']'"),
    Case("[0x10]", kind: .syntax, column: 3, phrase: "found 'x'"),
    Case("[\"\\x41\"]", kind: .syntax, column: 3, phrase: "an escape that JSON does not have"),
    Case("[\"\\u12G4\"]", kind: .syntax, column: 7, phrase: "four hexadecimal digits"),
    Case("[\"\\ud800\"]", kind: .syntax, column: 3, phrase: "half of a surrogate pair"),
    Case("[\"\\udc00\"]", kind: .syntax, column: 3, phrase: "half of a surrogate pair"),
    Case("[\"\\ud800\\u0041\"]", kind: .syntax, column: 3, phrase: "half of a surrogate pair"),
    Case("[\"a\nb\"]", kind: .syntax, column: 4, phrase: "a line break inside a string"),
    Case("[\"a\tb\"]", kind: .syntax, column: 4, phrase: "a tab inside a string"),
    Case(
      "[\"\u{1}\"]", kind: .syntax, column: 3, phrase: "the control character 0x01 inside a string"),
    Case("[\u{c}1]", kind: .syntax, column: 2, phrase: "the control character 0x0C"),
    Case("[\u{a0}1]", kind: .syntax, column: 2, phrase: "found '\u{a0}'"),
    Case("[\u{0}]", kind: .nulByte, column: 2, phrase: "a NUL byte"),
    Case("[\"\u{0}\"]", kind: .nulByte, column: 3, phrase: "a NUL byte"),
    Case("[1]\u{0}", kind: .nulByte, column: 4, phrase: "a NUL byte"),
    Case("\u{0}", kind: .nulByte, column: 1, phrase: "a NUL byte"),
    Case(
      "{} {}", kind: .trailingContent, column: 4,
      phrase: "expected the end of the input after the JSON value"),
    Case("1 2", kind: .trailingContent, column: 3, phrase: "found '2'"),
    Case("12abc", kind: .trailingContent, column: 3, phrase: "found 'a'"),
    Case("[]]", kind: .trailingContent, column: 3, phrase: "found ']'"),
    Case("nullx", kind: .trailingContent, column: 5, phrase: "found 'x'"),
  ]

  @Test(arguments: cases) func isRefusedWithItsPosition(_ expected: Case) throws {
    let error = try #require(failure(expected.text))
    #expect(error.kind == expected.kind, "\(expected.text): \(error)")
    #expect(error.position == JSONPosition(line: 1, column: expected.column), "\(error)")
    #expect(error.message.contains(expected.phrase), "\(error)")
    #expect(error.name == "test")
    #expect(error.description.hasPrefix("test:1:\(expected.column): "))
    #expect(!error.message.hasSuffix("."))
  }

  @Test func positionsCountLinesAndCharacters() throws {
    let error = try #require(failure("{\n  \"ä\": 1,\n  \"😀é\": x\n}"))
    #expect(error.line == 3)
    #expect(error.column == 9)
    #expect(error.offset == 25)
  }

  @Test func emptyInputs() throws {
    #expect(failure("")?.kind == .empty)
    #expect(failure(" \n\t\r ")?.kind == .empty)
    #expect(failure([0xef, 0xbb, 0xbf])?.kind == .empty)
    #expect(failure("")?.position == nil)
  }

  @Test func everyTruncationIsReportedAsOne() throws {
    let text = ValueTests.sample
    for count in 1..<text.utf8.count {
      let error = try #require(failure(Array(text.utf8.prefix(count))))
      #expect(error.kind == .truncated, "\(count): \(error)")
      #expect(error.offset == count)
    }
  }

  @Test func invalidUTF8IsRefusedWithItsOffset() throws {
    let broken: [[UInt8]] = [
      [0x80], [0xff], [0xc0, 0xaf], [0xc3, 0x28], [0xe2, 0x82, 0x22], [0xed, 0xa0, 0x80],
      [0xf0, 0x80, 0x80, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf8, 0x88, 0x80, 0x80],
      [0xe0, 0x80, 0x80],
    ]
    for bytes in broken {
      let error = try #require(failure(Array("[1,\n\"é".utf8) + bytes + Array("\"]".utf8)))
      #expect(error.kind == .invalidUTF8, "\(bytes)")
      #expect(error.position == JSONPosition(line: 2, column: 3))
      #expect(error.offset == 7)
      #expect(error.message.contains("offset 7"))
      let outside = try #require(failure([UInt8(ascii: "[")] + bytes))
      #expect(outside.kind == .invalidUTF8)
      #expect(outside.offset == 1)
    }
    #expect(failure(Array("\"a".utf8) + [0xe2, 0x82])?.kind == .truncated)
  }

  @Test func nestingIsLimited() throws {
    func nested(_ depth: Int, open: String, close: String) -> String {
      String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
    }
    for limit in [1, 2, 3, 63, 64, 65, 1000] {
      _ = try JSONDocument(text: nested(limit, open: "[", close: "]"), maximumDepth: limit)
      _ = try JSONDocument(text: nested(limit, open: "{\"a\":", close: "}"), maximumDepth: limit)
      let arrays = try #require(
        failure(nested(limit + 1, open: "[", close: "]"), maximumDepth: limit))
      #expect(arrays.kind == .tooDeep)
      #expect(arrays.position == JSONPosition(line: 1, column: limit + 1))
      #expect(arrays.message.contains("at most \(limit) "))
      let objects = try #require(
        failure(nested(limit + 1, open: "{\"a\":", close: "}"), maximumDepth: limit))
      #expect(objects.kind == .tooDeep)
      // An empty container counts, too.
      let empty = String(repeating: "[", count: limit) + "{}" + String(repeating: "]", count: limit)
      #expect(failure(empty, maximumDepth: limit)?.kind == .tooDeep)
    }
    _ = try JSONDocument(text: "1", maximumDepth: 0)
    #expect(failure("[]", maximumDepth: -5)?.kind == .tooDeep)
  }

  @Test func deepNestingDoesNotOverflowTheStack() throws {
    for open in ["[", "{\"a\":", "[{\"a\":"] {
      let error = try #require(failure(String(repeating: open, count: 1_000_000)))
      #expect(error.kind == .tooDeep)
    }
    let depth = 200_000
    let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    let document = try JSONDocument(text: text, maximumDepth: depth)
    #expect(touchEverything(document.root) > 0)
    #expect(failure(String(repeating: "[", count: depth), maximumDepth: depth)?.kind == .truncated)
    _ = try JSONDocument(text: "[[]]", maximumDepth: Int.max)
  }
}
