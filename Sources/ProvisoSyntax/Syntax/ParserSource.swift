import ProvisoKernel

/// The source of what was read, for fixes that repeat parts of it.
extension Parser {
  /// The kind of file that is read.
  enum Setting: Equatable {
    case unknown, world
    /// A spec, with the name after its `for`.
    case spec(String)
  }

  /// The text of a part of the file, in one line; "…" if it is empty.
  func written(_ span: Span) -> String {
    guard span.start >= 0, span.start < span.end, span.end <= source.count else { return "…" }
    let text = String(decoding: source[span.start..<span.end], as: UTF8.self)
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The text of an operand of an operator that binds more than `implies`, with parentheses if it needs
  /// them.
  func operand(_ expression: SyntaxExpression) -> String {
    let text = written(expression.span)
    switch expression.kind {
    case .and, .or, .implies, .not, .quantifier, .conditional, .once, .whenever, .overRun:
      return "(\(text))"
    default: return text
    }
  }

  /// The text of the receiver of a method, with parentheses if it needs them.
  func receiver(_ expression: SyntaxExpression) -> String {
    switch expression.kind {
    case .name, .member, .index, .call, .method, .string, .parenthesized, .list, .aggregate:
      written(expression.span)
    default: "(\(written(expression.span)))"
    }
  }

  /// A fix that writes `text` in place of a part.
  func write(_ text: String, at span: Span) -> Diagnostic.Fix {
    // A part of an interpolation has its place in the file, too.
    .init("write `\(text)`", replace: span, with: text)
  }

  /// The empty span after the current part.
  var endOfLast: Span { Span(file: file, start: lastSpan.end, end: lastSpan.end) }

  // MARK: What the file declares

  /// The names that the file declares, by the word that begins the declaration.
  static func declarations(in tokens: [Token]) -> [String: [String]] {
    var found: [String: [String]] = [:]
    for index in tokens.indices.dropLast() where tokens[index].startsLine {
      guard let word = tokens[index].word, let name = tokens[index + 1].word else { continue }
      found[word, default: []].append(name)
    }
    return found
  }

  /// The names that declarations with a word at their beginning declare.
  func declared(by word: String) -> [String] { declarations[word] ?? [] }

  /// Whether a declaration of the file begins with the word and the name.
  func declares(_ name: String, as word: String) -> Bool { declared(by: word).contains(name) }

  /// The words that a file of each vocabulary ranges over.
  private static let collections: [(vocabulary: String, words: Set<String>)] = [
    (
      "terraform",
      [
        "resources", "changes", "deletions", "creations", "updates", "drift", "outputs", "Resource",
      ]
    ),
    ("agent", ["calls", "agents", "Call"]),
  ]

  /// The vocabulary that the file seems to be for, by what it ranges over.
  var likelyVocabulary: String {
    for token in tokens {
      guard let word = token.word else { continue }
      if let found = Self.collections.first(where: { $0.words.contains(word) }) {
        return found.vocabulary
      }
    }
    return exampleVocabulary
  }

  /// The source that a quantifier of this file can range over, with a name for one of it.
  var exampleBinder: (name: String, source: String)? {
    switch setting {
    case .spec("terraform"): return ("r", "resources")
    case .spec("agent"): return ("c", "calls")
    default:
      guard let entity = declared(by: "entity").first else { return nil }
      return (String(entity.prefix(1)).lowercased(), entity)
    }
  }

  /// The only type of objects that a parameter of this file can have; `nil` if there are several.
  var onlyEntity: String? {
    switch setting {
    case .spec("terraform"): return "Resource"
    case .spec("agent"): return "Call"
    default:
      let entities = declared(by: "entity")
      return entities.count == 1 ? entities[0] : nil
    }
  }
}
