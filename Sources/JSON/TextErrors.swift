import CSimdJSON

/// Errors with a position in the text.
extension JSONError {
  init(_ error: csj_error, text: SourceText, name: String, maximumDepth: Int) {
    let report = TextErrorReport(error, text: text, maximumDepth: maximumDepth)
    switch csj_failure(error.failure) {
    case CSJ_TOO_LARGE: self = .tooLarge(name: name)
    case CSJ_OUT_OF_MEMORY: self = .outOfMemory(name: name)
    case CSJ_EMPTY:
      self.init(
        .empty, name: name,
        message: text.count == 0
          ? "the input is empty; expected a JSON value"
          : "the input has only white space; expected a JSON value")
    case CSJ_INTERNAL:
      self.init(
        .internal, name: name,
        message: "the parser refused the text (code \(error.parser_code)), but no error was found")
    default:
      self.init(
        report.kind, name: name, position: report.position(of: error.offset),
        offset: text.sourceOffset.map { $0 + error.offset }, message: report.message)
    }
  }
}

/// Describes the scanner's error in words.
private struct TextErrorReport {
  let error: csj_error
  let text: SourceText
  let maximumDepth: Int

  init(_ error: csj_error, text: SourceText, maximumDepth: Int) {
    self.error = error
    self.text = text
    self.maximumDepth = maximumDepth
  }

  func position(of offset: Int) -> JSONPosition {
    JSONPosition(csj_place_of_offset(text.bytes, text.count, offset))
  }

  var kind: JSONError.Kind {
    switch csj_failure(error.failure) {
    case CSJ_TRUNCATED: .truncated
    case CSJ_UNEXPECTED, CSJ_BAD_LITERAL: isAtFirstToken ? .notJSON : .syntax
    case CSJ_NUL_BYTE: .nulByte
    case CSJ_INVALID_UTF8: .invalidUTF8
    case CSJ_TOO_DEEP: .tooDeep
    case CSJ_DUPLICATE_KEY: .duplicateKey
    case CSJ_TRAILING_CONTENT: .trailingContent
    case CSJ_NUMBER_TOO_LONG, CSJ_EXPONENT_TOO_LARGE: .numberLimit
    default: .syntax
    }
  }

  var message: String {
    switch csj_failure(error.failure) {
    case CSJ_TRUNCATED: "the text ends too early: expected \(expected)\(stillOpen)"
    case CSJ_UNEXPECTED where isAtFirstToken: "this is not JSON: \(foreign)"
    case CSJ_UNEXPECTED: "expected \(expected), found \(found)\(remark)"
    case CSJ_BAD_LITERAL where isAtFirstToken: "this is not JSON: \(foreign)"
    case CSJ_BAD_LITERAL: "a word that is not JSON: expected true, false or null"
    case CSJ_BAD_NUMBER where error.expectation == CSJ_EXPECT_NO_LEADING_ZERO.rawValue:
      "a number may not begin with the digit 0 followed by another digit"
    case CSJ_BAD_NUMBER: "a number is not complete: expected a digit, found \(found)"
    case CSJ_BAD_ESCAPE:
      #"an escape that JSON does not have: expected one of \" \\ \/ \b \f \n \r \t, or \u and"#
        + " four hexadecimal digits"
    case CSJ_LONE_SURROGATE:
      #"half of a surrogate pair: expected \uD800 to \uDBFF followed by \uDC00 to \uDFFF"#
    case CSJ_CONTROL_CHARACTER:
      "\(found) inside a string: expected an escape, or the closing '\"' of the string that"
        + " begins at \(position(of: error.other_offset))"
    case CSJ_NUL_BYTE: "a NUL byte, which JSON does not allow\(looksLikeUTF16)"
    case CSJ_INVALID_UTF8:
      "the text is not valid UTF-8: byte \(hexadecimal(byte)) at offset"
        + " \((text.sourceOffset ?? 0) + error.offset)"
    case CSJ_TOO_DEEP:
      "arrays and objects are nested too deeply: at most \(maximumDepth) may be inside one another"
    case CSJ_DUPLICATE_KEY:
      "the key \(key) occurs twice in one object, first at \(position(of: error.other_offset))"
    case CSJ_TRAILING_CONTENT: "expected the end of the input after the JSON value, found \(found)"
    case CSJ_NUMBER_TOO_LONG: "a number has more than \(CSJ_MAXIMUM_NUMBER_LENGTH) characters"
    case CSJ_EXPONENT_TOO_LARGE:
      "a number has an exponent beyond ±\(CSJ_MAXIMUM_EXPONENT)"
    default: "the text is not JSON"
    }
  }

  private var expected: String {
    switch csj_expectation(error.expectation) {
    case CSJ_EXPECT_VALUE: "a value"
    case CSJ_EXPECT_VALUE_OR_ARRAY_END: "a value or ']'"
    case CSJ_EXPECT_KEY: "a key in double quotes after ','"
    case CSJ_EXPECT_KEY_OR_OBJECT_END: "a key in double quotes or '}'"
    case CSJ_EXPECT_COLON: "':' after a key"
    case CSJ_EXPECT_COMMA_OR_OBJECT_END: "',' or '}' after a member"
    case CSJ_EXPECT_COMMA_OR_ARRAY_END: "',' or ']' after an element"
    case CSJ_EXPECT_STRING_END: "the closing '\"' of a string"
    case CSJ_EXPECT_DIGIT: "a digit of a number"
    case CSJ_EXPECT_LITERAL: "the rest of true, false or null"
    default: "a value"
    }
  }

  private var stillOpen: String {
    guard error.has_other_offset, error.other_offset < text.count else { return "" }
    let what =
      switch text.bytes[error.other_offset] {
      case UInt8(ascii: "{"): "object"
      case UInt8(ascii: "["): "array"
      default: "string"
      }
    return "; the \(what) that begins at \(position(of: error.other_offset)) is still open"
  }

  private var remark: String {
    switch byte {
    case UInt8(ascii: "'"): " (JSON has no single quotes)"
    case UInt8(ascii: "/"), UInt8(ascii: "#"): " (JSON has no comments)"
    case UInt8(ascii: "N"), UInt8(ascii: "I"): " (JSON has no NaN and no Infinity)"
    default: ""
    }
  }

  private var byte: UInt8 { error.offset < text.count ? text.bytes[error.offset] : 0 }

  private var found: String {
    guard error.offset < text.count else { return "the end of the input" }
    switch byte {
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return "a line break"
    case UInt8(ascii: "\t"): return "a tab"
    case UInt8(ascii: "\""): return "'\"'"
    case 0..<0x20, 0x7f: return "the control character \(hexadecimal(byte))"
    case 0x20..<0x7f: return "'\(Character(Unicode.Scalar(byte)))'"
    default:
      let bytes = UnsafeBufferPointer(
        start: text.bytes + error.offset, count: min(4, text.count - error.offset))
      var decoder = UTF8()
      var iterator = bytes.makeIterator()
      guard case .scalarValue(let scalar) = decoder.decode(&iterator) else {
        return "the byte \(hexadecimal(byte)), which is not UTF-8"
      }
      return "'\(Character(scalar))'"
    }
  }

  private var isAtFirstToken: Bool {
    let blanks = UnsafeBufferPointer(start: text.bytes, count: min(error.offset, text.count))
    return blanks.allSatisfy { $0 == 0x20 || $0 == 0x0a || $0 == 0x0d || $0 == 0x09 }
  }

  /// A description of a text that does not begin like JSON.
  private var foreign: String {
    if begins(with: [0x50, 0x4b, 0x03, 0x04]) { return "it is a ZIP archive" }
    if begins(with: [0x1f, 0x8b]) { return "it is compressed by gzip" }
    return "expected a value, found \(found)\(remark)"
  }

  private func begins(with magic: [UInt8]) -> Bool {
    UnsafeBufferPointer(start: text.bytes, count: text.count).starts(with: magic)
  }

  private var looksLikeUTF16: String {
    guard text.count >= 4, error.offset < 2 else { return "" }
    let even = text.bytes[0] == 0 && text.bytes[2] == 0
    let odd = text.bytes[1] == 0 && text.bytes[3] == 0
    return even || odd ? "; it may be UTF-16 without a byte order mark" : ""
  }

  /// The duplicate key as a JSON string, without control characters.
  private var key: String {
    let decoded = withUnsafeBytes(of: error.key) { bytes in
      String(decoding: bytes.prefix(Int(error.key_length)), as: UTF8.self)
    }
    var shown = "\""
    for scalar in decoded.unicodeScalars {
      switch scalar {
      case "\"", "\\": shown += "\\\(Character(scalar))"
      case "\u{0}"..<" ", "\u{7f}"..<"\u{a0}":
        let digits = String(scalar.value, radix: 16)
        shown += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: shown.unicodeScalars.append(scalar)
      }
    }
    return shown + (error.key_is_cut ? "…\"" : "\"")
  }

  private func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "0x" + (digits.count == 1 ? "0" : "") + digits
  }
}
