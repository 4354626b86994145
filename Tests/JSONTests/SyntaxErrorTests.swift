import JSON
import Testing

@Suite struct SyntaxErrorTests {
  struct Case: Sendable {
    let text: String
    let kind: JSONError.Kind
    let column: Int
    let phrase: String

    init(_ text: String, _ kind: JSONError.Kind, _ column: Int, _ phrase: String) {
      self.text = text
      self.kind = kind
      self.column = column
      self.phrase = phrase
    }
  }

  static let cases: [Case] = [
    Case("{", .truncated, 2, "a key in double quotes or '}'; the object that begins at 1:1"),
    Case("[", .truncated, 2, "a value or ']'; the array that begins at 1:1 is still open"),
    Case("[1", .truncated, 3, "',' or ']' after an element"),
    Case("[1,", .truncated, 4, "expected a value; the array"),
    Case("{\"a\"", .truncated, 5, "':' after a key"),
    Case("{\"a\":", .truncated, 6, "expected a value; the object"),
    Case("{\"a\":1", .truncated, 7, "',' or '}' after a member"),
    Case("{\"a\":1,", .truncated, 8, "a key in double quotes after ','"),
    Case("[[], {\"a\": [", .truncated, 13, "array that begins at 1:12"),
    Case("\"abc", .truncated, 5, "the closing '\"' of a string; the string that begins at 1:1"),
    Case("\"abc\\", .truncated, 6, "the closing '\"'"),
    Case("\"\\u12", .truncated, 6, "the closing '\"'"),
    Case("\"\\ud800", .truncated, 8, "the closing '\"'"),
    Case("\"\\ud800\\", .truncated, 9, "the closing '\"'"),
    Case("tru", .truncated, 4, "the rest of true, false or null"),
    Case("[-", .truncated, 3, "a digit"),
    Case("1.", .truncated, 3, "a digit"),
    Case("1e+", .truncated, 4, "a digit"),
    Case("hello", .notJSON, 1, "expected a value, found 'h'"),
    Case("truth", .notJSON, 1, "this is not JSON"),
    Case("  <xml/>", .notJSON, 3, "expected a value, found '<'"),
    Case("PK\u{3}\u{4}....", .notJSON, 1, "a ZIP archive"),
    Case("NaN", .notJSON, 1, "JSON has no NaN"),
    Case("]", .notJSON, 1, "expected a value, found ']'"),
    Case("\u{201c}a\u{201d}", .notJSON, 1, "found '\u{201c}'"),
    Case("[1,]", .syntax, 4, "expected a value, found ']'"),
    Case("[,1]", .syntax, 2, "expected a value or ']', found ','"),
    Case("[1 2]", .syntax, 4, "expected ',' or ']' after an element, found '2'"),
    Case("[1}", .syntax, 3, "expected ',' or ']' after an element, found '}'"),
    Case("{\"a\":1 \"b\":2}", .syntax, 8, "expected ',' or '}' after a member, found '\"'"),
    Case("{\"a\":1,}", .syntax, 8, "expected a key in double quotes after ',', found '}'"),
    Case("{\"a\" 1}", .syntax, 6, "expected ':' after a key, found '1'"),
    Case("{\"a\":}", .syntax, 6, "expected a value, found '}'"),
    Case("{a:1}", .syntax, 2, "expected a key in double quotes or '}', found 'a'"),
    Case("{1:1}", .syntax, 2, "expected a key in double quotes or '}', found '1'"),
    Case("['a']", .syntax, 2, "JSON has no single quotes"),
    Case("[1, // one\n]", .syntax, 5, "JSON has no comments"),
    Case("[NaN]", .syntax, 2, "JSON has no NaN"),
    Case("[tru]", .syntax, 2, "true, false or null"),
    Case("[nulll]", .syntax, 6, "',' or ']'"),
    Case("[TRUE]", .syntax, 2, "expected a value or ']', found 'T'"),
    Case("[01]", .syntax, 2, "may not begin with the digit 0"),
    Case("[-01]", .syntax, 3, "may not begin with the digit 0"),
    Case("[+1]", .syntax, 2, "found '+'"),
    Case("[.5]", .syntax, 2, "found '.'"),
    Case("[1.]", .syntax, 4, "expected a digit, found ']'"),
    Case("[1e]", .syntax, 4, "expected a digit, found ']'"),
    Case("[-]", .syntax, 3, "expected a digit, found ']'"),
    Case("[0x10]", .syntax, 3, "found 'x'"),
    Case("[\"\\x41\"]", .syntax, 3, "an escape that JSON does not have"),
    Case("[\"\\u12G4\"]", .syntax, 7, "four hexadecimal digits"),
    Case("[\"\\ud800\"]", .syntax, 3, "half of a surrogate pair"),
    Case("[\"\\udc00\"]", .syntax, 3, "half of a surrogate pair"),
    Case("[\"\\ud800\\u0041\"]", .syntax, 3, "half of a surrogate pair"),
    Case("[\"a\nb\"]", .syntax, 4, "a line break inside a string"),
    Case("[\"a\tb\"]", .syntax, 4, "a tab inside a string"),
    Case("[\"\u{1}\"]", .syntax, 3, "the control character 0x01 inside a string"),
    Case("[\u{c}1]", .syntax, 2, "the control character 0x0C"),
    Case("[\u{a0}1]", .syntax, 2, "found '\u{a0}'"),
    Case("[\u{0}]", .nulByte, 2, "a NUL byte"),
    Case("[\"\u{0}\"]", .nulByte, 3, "a NUL byte"),
    Case("[1]\u{0}", .nulByte, 4, "a NUL byte"),
    Case("\u{0}", .nulByte, 1, "a NUL byte"),
    Case("{} {}", .trailingContent, 4, "expected the end of the input after the JSON value"),
    Case("1 2", .trailingContent, 3, "found '2'"),
    Case("12abc", .trailingContent, 3, "found 'a'"),
    Case("[]]", .trailingContent, 3, "found ']'"),
    Case("nullx", .trailingContent, 5, "found 'x'"),
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
    func nested(_ depth: Int, _ open: String, _ close: String) -> String {
      String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
    }
    for limit in [1, 2, 3, 63, 64, 65, 1000] {
      _ = try JSONDocument(text: nested(limit, "[", "]"), maximumDepth: limit)
      _ = try JSONDocument(text: nested(limit, "{\"a\":", "}"), maximumDepth: limit)
      let arrays = try #require(failure(nested(limit + 1, "[", "]"), maximumDepth: limit))
      #expect(arrays.kind == .tooDeep)
      #expect(arrays.position == JSONPosition(line: 1, column: limit + 1))
      #expect(arrays.message.contains("at most \(limit) "))
      let objects = try #require(failure(nested(limit + 1, "{\"a\":", "}"), maximumDepth: limit))
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
