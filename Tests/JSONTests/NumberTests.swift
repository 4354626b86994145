import JSON
import Testing

@Suite struct NumberTests {
  /// Numbers, each with its `Int` value, if it has one.
  static let exact: [(text: String, integer: Int?)] = [
    ("0", 0), ("-0", 0), ("7", 7), ("-1", -1),
    ("9223372036854775807", .max), ("-9223372036854775808", .min),
    ("9223372036854775808", nil), ("-9223372036854775809", nil),
    ("18446744073709551615", nil), ("18446744073709551616", nil),
    ("10000000000000000000000", nil), ("123456789012345678901234567890", nil),
    ("0.1", nil), ("1.0", nil), ("1.50", nil), ("-0.0", nil), ("0e0", nil), ("0.0e-5", nil),
    ("1e400", nil), ("-1e400", nil), ("1E+2", nil), ("1e-400", nil), ("2.5e+308", nil),
    ("1.7976931348623157e308", nil), ("1.7976931348623159e308", nil), ("0.5e999", nil),
    ("3.141592653589793238462643383279502884197", nil), ("1e10000", nil), ("1e-10000", nil),
    ("0.000000000000000000000000000000000000001", nil), ("0e9999", nil), ("100e-2", nil),
  ]

  @Test func everyNumberIsExact() throws {
    for (text, integer) in Self.exact {
      for spelled in [text, "[\(text)]", "{\"a\": {\"b\":[ 1, \(text) ,2]}}", " \(text)\n"] {
        let root = try JSONDocument(text: spelled).root
        let value =
          root["a"]?["b"].map { Array($0.elements)[1] } ?? root.elements.first ?? root
        let number = try #require(value.number, "\(spelled)")
        #expect(number.text == text)
        #expect(number.integer == integer, "\(spelled)")
        #expect(number.withText { Array($0) } == Array(text.utf8))
        let isInteger = !text.contains { ".eE".contains($0) }
        #expect(number.isSpelledAsInteger == isInteger, "\(spelled)")
      }
    }
  }

  @Test func manyNumbersKeepTheirText() throws {
    // All numbers in one text, so that numbers that the parser refuses are next to accepted ones.
    let list = Self.exact + Self.exact.reversed()
    let text = "[" + list.map(\.text).joined(separator: ",\n") + "]"
    let document = try JSONDocument(text: text)
    let numbers = document.root.elements.compactMap(\.number)
    #expect(numbers.map(\.text) == list.map(\.text))
    #expect(numbers.map(\.integer) == list.map(\.integer))
    // The text must be unchanged after numbers were replaced for the parser.
    #expect(document.withSourceBytes { Array($0) } == Array(text.utf8))
  }

  @Test func refusedNumbersDoNotHideOtherErrors() throws {
    let error = try #require(failure("[1e400, 1e500, {\"a\": 1, \"a\": 2}]"))
    #expect(error.kind == .duplicateKey)
    #expect(error.position == JSONPosition(line: 1, column: 25))
    #expect(failure("[1e400, }")?.kind == .syntax)
    #expect(failure("[1e400, [[]]]", maximumDepth: 2)?.kind == .tooDeep)
  }

  @Test func longNumbersAreReadUpToTheLimit() throws {
    let digits = String(repeating: "7", count: 10_000)
    #expect(try JSONDocument(text: "[\(digits)]").root.elements.first?.number?.text == digits)
    let fraction = "0." + String(repeating: "3", count: 9_998)
    #expect(try JSONDocument(text: fraction).root.number?.text == fraction)
    for tooLong in [digits + "7", fraction + "3", "-" + digits, "1e" + digits, digits + ".5"] {
      for text in [tooLong, "[1, \(tooLong)]"] {
        let error = try #require(failure(text))
        #expect(error.kind == .numberLimit)
        #expect(error.position == JSONPosition(line: 1, column: text == tooLong ? 1 : 5))
        #expect(error.message.contains("10000 characters"))
      }
    }
  }

  @Test func exponentsAreReadUpToTheLimit() throws {
    for text in ["1e10001", "1E-10001", "0e10001", "2.5e+99999999999999999999999999"] {
      let error = try #require(failure("[0.5,\n  \(text)]"))
      #expect(error.kind == .numberLimit, "\(text)")
      #expect(error.position == JSONPosition(line: 2, column: 3))
      #expect(error.message.contains("±10000"))
    }
    #expect(try JSONDocument(text: "1e00000000010000").root.number?.text == "1e00000000010000")
  }
}
