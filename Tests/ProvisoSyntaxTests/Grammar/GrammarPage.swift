/// The right side of a rule of the grammar.
indirect enum Form {
  case word(String)
  case token(String)
  case rule(String)
  case sequence([Form])
  case choice([Form])
  case optional(Form)
  case star(Form)
  case commas(Form)
}

/// The grammar on the page of the language reference.
struct GrammarPage {
  struct Unreadable: Error {
    let text: String
  }

  let rules: [String: Form]
  let names: [String]

  /// Reads the EBNF block of an article.
  ///
  /// - Throws: `Unreadable` if there is no such block, or it cannot be read.
  init(article: String) throws {
    guard let start = article.range(of: "```ebnf\n"),
      let end = article.range(of: "\n```", range: start.upperBound..<article.endIndex)
    else { throw Unreadable(text: "no block of EBNF") }
    var reader = Reader(String(article[start.upperBound..<end.lowerBound]))
    var rules: [String: Form] = [:]
    var names: [String] = []
    while let name = reader.next {
      guard reader.isRuleStart, rules[name] == nil else { throw Unreadable(text: name) }
      reader.position += 2
      rules[name] = try reader.choice()
      names.append(name)
    }
    self.rules = rules
    self.names = names
  }

  private struct Reader {
    let pieces: [String]
    var position = 0

    init(_ text: String) {
      pieces = text.matches(of: #/"[^"]+"|[A-Za-z_]+|,\+|[=|()\[\]*]/#).map { String($0.output) }
    }

    var next: String? { pieces.indices.contains(position) ? pieces[position] : nil }
    var isRuleStart: Bool {
      pieces.indices.contains(position + 1) && pieces[position + 1] == "="
    }

    mutating func choice() throws -> Form {
      var parts = [try sequence()]
      while next == "|" {
        position += 1
        parts.append(try sequence())
      }
      return parts.count == 1 ? parts[0] : .choice(parts)
    }

    mutating func sequence() throws -> Form {
      var parts: [Form] = []
      while let piece = next, !["|", ")", "]"].contains(piece), !isRuleStart {
        parts.append(try repeated())
      }
      guard !parts.isEmpty else { throw Unreadable(text: next ?? "the end") }
      return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    mutating func repeated() throws -> Form {
      var form = try single()
      while let sign = next, sign == "*" || sign == ",+" {
        position += 1
        form = sign == "*" ? .star(form) : .commas(form)
      }
      return form
    }

    mutating func single() throws -> Form {
      guard let piece = next else { throw Unreadable(text: "the end") }
      position += 1
      switch piece {
      case "(", "[":
        let inner = try choice()
        guard next == (piece == "(" ? ")" : "]") else { throw Unreadable(text: piece) }
        position += 1
        return piece == "(" ? inner : .optional(inner)
      default:
        if piece.hasPrefix("\"") { return .word(String(piece.dropFirst().dropLast())) }
        if piece == piece.uppercased() { return .token(piece) }
        return .rule(piece)
      }
    }
  }
}

extension GrammarPage {
  /// The words and signs of the grammar.
  var words: [String] { Set(rules.values.flatMap(Self.words)).sorted() }

  private static func words(_ form: Form) -> [String] {
    switch form {
    case .word(let word): [word]
    case .token, .rule: []
    case .sequence(let parts), .choice(let parts): parts.flatMap(words)
    case .optional(let inner), .star(let inner), .commas(let inner): words(inner)
    }
  }

  /// The rules that a form refers to.
  static func mentions(_ form: Form) -> [String] {
    switch form {
    case .word, .token: []
    case .rule(let name): [name]
    case .sequence(let parts), .choice(let parts): parts.flatMap(mentions)
    case .optional(let inner), .star(let inner), .commas(let inner): mentions(inner)
    }
  }

  /// The tokens that a form refers to.
  static func tokens(_ form: Form) -> [String] {
    switch form {
    case .word, .rule: []
    case .token(let name): [name]
    case .sequence(let parts), .choice(let parts): parts.flatMap(tokens)
    case .optional(let inner), .star(let inner), .commas(let inner): tokens(inner)
    }
  }
}
