import ProvisoKernel

/// A word, number, string or sign of the source.
struct Token: Sendable {
  indirect enum Kind: Sendable {
    /// Letters, digits and `_`: a keyword or a name, which depends on its position.
    case word(String)
    /// A number; `isInteger` if it is written without a point and without an exponent.
    case number(Number, isInteger: Bool)
    case string([StringPiece])
    /// A date as it is written, such as `2027-01-31`.
    case date(String)
    case sign(Sign)
    /// The end of the file, or of an interpolation.
    case end
  }

  let kind: Kind
  let span: Span
  /// The `///` comments between the token before and this one, without their `///`.
  var documentation = ""
  /// Whether the token is the first of its line.
  var startsLine = false
}

/// A piece of a string literal.
enum StringPiece: Sendable {
  case text(String)
  /// `\(…)`: the tokens between the parentheses, with an `end` after the last.
  case interpolation([Token], Span)
}

/// The signs of the language, and those of other languages that get a message of their own.
enum Sign: String, Sendable, CaseIterable {
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case leftBracket = "["
  case rightBracket = "]"
  case leftBrace = "{"
  case rightBrace = "}"
  case comma = ","
  case colon = ":"
  case dot = "."
  case assign = "="
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case plus = "+"
  case minus = "-"
  case star = "*"
  case slash = "/"
  case percent = "%"
  case plusAssign = "+="
  case minusAssign = "-="
  case range = ".."
  // Signs of other languages.
  case andAnd = "&&"
  case orOr = "||"
  case bang = "!"
  case ampersand = "&"
  case bar = "|"
  case questionDot = "?."
  case questionQuestion = "??"
  case question = "?"
  case arrow = "->"
  case fatArrow = "=>"
  case lessGreater = "<>"
  case backslashEqual = "\\="
  case slashEqual = "/="
  case tripleEqual = "==="
  case bangTripleEqual = "!=="
  case equalTilde = "=~"
  case equalLess = "=<"
  case semicolon = ";"
  case starStar = "**"
  case wedge = "/\\"
  case vee = "\\/"
  case tilde = "~"
  case tildeArrow = "~>"
  case colonAssign = ":="
  case equivalence = "<=>"
  case doubleArrow = "<->"
  case longArrow = "==>"
  case longEquivalence = "<==>"
  case doubleColon = "::"
  case ellipsis = "..."
  case rangeAssign = "..="
  case rangeLess = "..<"
  /// The prime of TLA+ and Quint, which names the value after a step.
  case prime = "'"

  /// The signs by their first byte, longest first, so that the lexer takes the longest that matches.
  static let byFirstByte: [[(spelling: [UInt8], sign: Sign)]] = {
    var out: [[(spelling: [UInt8], sign: Sign)]] = Array(repeating: [], count: 256)
    for sign in allCases {
      let spelling = Array(sign.rawValue.utf8)
      out[Int(spelling[0])].append((spelling, sign))
    }
    return out.map { $0.sorted { $0.spelling.count > $1.spelling.count } }
  }()
}

extension Token {
  /// The token as messages show it.
  var described: String {
    switch kind {
    case .word(let word): "`\(word)`"
    case .number(let number, _): "the number \(Token.short(number.description))"
    case .string: "a string"
    case .date(let text): "the date \(text)"
    case .sign(let sign): "`\(sign.rawValue)`"
    case .end: "the end of the file"
    }
  }

  private static func short(_ text: String) -> String {
    text.utf8.count <= 40 ? text : String(text.prefix(37)) + "…"
  }

  /// The word, if the token is one.
  var word: String? { if case .word(let word) = kind { word } else { nil } }

  /// The sign, if the token is one.
  var sign: Sign? { if case .sign(let sign) = kind { sign } else { nil } }

  /// Whether the token is the end.
  var isEnd: Bool { if case .end = kind { true } else { false } }
}
