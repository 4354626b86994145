import TestSupport

/// Generates random sentences of the grammar on the reference page.
struct Derivation {
  let page: GrammarPage
  var random: SeededGenerator
  /// The number of tokens of the shortest sentence of each rule.
  private let shortest: [String: Int]

  static let names = [
    "a", "b", "r", "resources", "changes", "plan", "terraform", "spec", "steps", "to", "on", "of",
    "from", "into", "message", "severity", "critical", "moment", "rest", "end", "starts",
    "happens", "least", "most", "failures", "proved", "by", "for", "may", "contains", "matches",
    "is", "like", "equals", "all", "exists", "any", "with", "such", "when", "world", "define",
    "invariant", "use", "let", "until_then", "_x9",
  ]
  private static let words = names + ["if", "in", "where", "not", "before", "every", "null", "at"]
  private static let strings = [
    "\"\"", "\"a\"", "\"a b\"", "\"\\n\\u0041\"", "\"^x$\"", "\"f.proviso\"",
  ]

  init(page: GrammarPage, seed: UInt64) {
    self.page = page
    random = SeededGenerator(seed: seed)
    var known: [String: Int] = [:]
    var isChanging = true
    while isChanging {
      isChanging = false
      for (name, form) in page.rules {
        guard let length = Self.length(form, known), length < known[name] ?? .max else { continue }
        known[name] = length
        isChanging = true
      }
    }
    shortest = known
  }

  private static func length(_ form: Form, _ known: [String: Int]) -> Int? {
    switch form {
    case .word, .token: return 1
    case .rule(let name): return known[name]
    case .sequence(let parts):
      var sum = 0
      for part in parts {
        guard let length = length(part, known) else { return nil }
        sum += length
      }
      return sum
    case .choice(let parts): return parts.compactMap { length($0, known) }.min()
    case .optional, .star: return 0
    case .commas(let inner): return length(inner, known)
    }
  }

  /// The tokens of a random sentence of a rule. A line end is before each declaration.
  mutating func sentence(of rule: String, size: Int) -> [String] {
    derive(.rule(rule), size)
  }

  private mutating func pick<T>(_ list: [T]) -> T {
    list[Int.random(in: list.indices, using: &random)]
  }

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }

  private mutating func derive(_ form: Form, _ size: Int) -> [String] {
    switch form {
    case .word(let word): return [word]
    case .token(let name): return [token(name)]
    case .rule(let name):
      guard let inner = page.rules[name] else { return [] }
      return (name == "item" ? ["\n"] : []) + derive(inner, size - 1)
    case .sequence(let parts):
      var out: [String] = []
      for part in parts {
        // A `where` extends over the `and`s and `or`s after it, as the page says.
        if case .star(let inner) = part, joins(inner), Self.endsInWhere(out) { continue }
        out += derive(part, size)
      }
      return out
    case .choice(let parts):
      let lengths = parts.map { Self.length($0, shortest) ?? .max }
      let least = lengths.min() ?? 0
      // When the size is used up, take only the shortest alternatives.
      let open = parts.indices.filter { size > 0 || lengths[$0] == least }
      return derive(parts[pick(open)], size)
    case .optional(let inner): return size > 0 && chance(50) ? derive(inner, size) : []
    case .star(let inner):
      var out: [String] = []
      while size > out.count, chance(40), !(joins(inner) && Self.endsInWhere(out)) {
        out += derive(inner, size - out.count)
      }
      return out
    case .commas(let inner):
      var out = derive(inner, size)
      while size > out.count, chance(40) {
        let next = derive(inner, size - out.count)
        // After a comma, `NAME in` begins a binder, as the page says.
        if next.count > 1, next[1] == "in", !isBinder(inner) { continue }
        out += [","] + next
      }
      return out
    }
  }

  private func joins(_ form: Form) -> Bool {
    guard case .sequence(let parts) = form, case .word(let word)? = parts.first else {
      return false
    }
    return word == "and" || word == "or"
  }

  /// Whether a `where` outside brackets still extends to the end of the tokens.
  private static func endsInWhere(_ tokens: [String]) -> Bool {
    var depth = 0
    var isOpen = false
    for (index, token) in tokens.enumerated() {
      switch token {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      case "where": if depth == 0, index > 0, tokens[index - 1] != "." { isOpen = true }
      default: break
      }
    }
    return isOpen && tokens.last != "}"
  }

  private func isBinder(_ form: Form) -> Bool {
    if case .rule("binder") = form { true } else { false }
  }

  private mutating func token(_ name: String) -> String {
    switch name {
    case "NAME": pick(Self.names)
    case "WORD": pick(Self.words)
    case "STRING": pick(Self.strings)
    case "INT": pick(["0", "1", "2", "10"])
    case "DECIMAL": pick(["0.5", "1e9", "2.0E-3"])
    default: pick(["2027-01-31", "2028-02-29"])
    }
  }
}
