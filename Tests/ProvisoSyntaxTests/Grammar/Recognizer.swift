/// Decides whether tokens are a sentence of the grammar on the reference page.
///
/// Source: J. Earley, "An efficient context-free parsing algorithm" (1970), with the treatment of empty
/// rules of J. Aycock and R. N. Horspool, "Practical Earley parsing" (2002).
struct Recognizer {
  private enum Symbol {
    case rule(Int)
    case word(String)
    case token(String)
  }

  private struct Item: Hashable {
    let rule: Int
    let choice: Int
    let dot: Int
    let start: Int
  }

  private var rules: [[[Symbol]]] = []
  private var indices: [String: Int] = [:]
  private var empty: Set<Int> = []
  private let isReserved: (String) -> Bool

  init(page: GrammarPage, isReserved: @escaping (String) -> Bool) {
    self.isReserved = isReserved
    for name in page.names {
      indices[name] = rules.count
      rules.append([])
    }
    for name in page.names {
      guard let index = indices[name], let form = page.rules[name] else { continue }
      rules[index] = alternatives(form)
    }
    var isChanging = true
    while isChanging {
      isChanging = false
      for index in rules.indices where !empty.contains(index) {
        let canBeEmpty = rules[index].contains { choice in
          choice.allSatisfy {
            if case .rule(let inner) = $0 { empty.contains(inner) } else { false }
          }
        }
        if canBeEmpty {
          empty.insert(index)
          isChanging = true
        }
      }
    }
  }

  private mutating func alternatives(_ form: Form) -> [[Symbol]] {
    if case .choice(let parts) = form { return parts.map { symbols($0) } }
    return [symbols(form)]
  }

  private mutating func symbols(_ form: Form) -> [Symbol] {
    switch form {
    case .word(let word): return [.word(word)]
    case .token(let name): return [.token(name)]
    case .rule(let name): return indices[name].map { [.rule($0)] } ?? []
    case .sequence(let parts): return parts.flatMap { symbols($0) }
    case .choice:
      let choices = alternatives(form)
      return [made { _ in choices }]
    case .optional(let inner):
      let choices = alternatives(inner)
      return [made { _ in choices + [[]] }]
    case .star(let inner):
      let one = symbols(inner)
      return [made { [[], [.rule($0)] + one] }]
    case .commas(let inner):
      let one = symbols(inner)
      return [made { [one, [.rule($0), .word(",")] + one] }]
    }
  }

  private mutating func made(_ choices: (Int) -> [[Symbol]]) -> Symbol {
    let index = rules.count
    rules.append([])
    rules[index] = choices(index)
    return .rule(index)
  }

  /// Whether the tokens are a sentence of the rule.
  func accepts(_ tokens: [String], as rule: String) -> Bool {
    guard let goal = indices[rule] else { return false }
    var sets: [[Item]] = Array(repeating: [], count: tokens.count + 1)
    var seen: [Set<Item>] = Array(repeating: [], count: tokens.count + 1)
    func add(_ item: Item, _ at: Int) {
      if seen[at].insert(item).inserted { sets[at].append(item) }
    }
    for choice in rules[goal].indices { add(Item(rule: goal, choice: choice, dot: 0, start: 0), 0) }
    for at in 0...tokens.count {
      var next = 0
      while next < sets[at].count {
        let item = sets[at][next]
        next += 1
        let symbols = rules[item.rule][item.choice]
        let moved = Item(rule: item.rule, choice: item.choice, dot: item.dot + 1, start: item.start)
        guard symbols.indices.contains(item.dot) else {
          for other in sets[item.start] {
            let waiting = rules[other.rule][other.choice]
            guard waiting.indices.contains(other.dot), case .rule(item.rule) = waiting[other.dot]
            else { continue }
            add(
              Item(rule: other.rule, choice: other.choice, dot: other.dot + 1, start: other.start),
              at)
          }
          continue
        }
        switch symbols[item.dot] {
        case .rule(let inner):
          for choice in rules[inner].indices {
            add(Item(rule: inner, choice: choice, dot: 0, start: at), at)
          }
          if empty.contains(inner) { add(moved, at) }
        case .word(let word):
          if at < tokens.count, tokens[at] == word { add(moved, at + 1) }
        case .token(let name):
          if at < tokens.count, isToken(tokens[at], name) { add(moved, at + 1) }
        }
      }
    }
    return sets[tokens.count].contains {
      $0.rule == goal && $0.start == 0 && $0.dot == rules[goal][$0.choice].count
    }
  }

  private func isToken(_ text: String, _ name: String) -> Bool {
    guard let first = text.first else { return false }
    let isWord = first.isLetter || first == "_"
    let isDate = text.count == 10 && text.contains("-")
    let isInteger = text.allSatisfy { $0.isNumber }
    switch name {
    case "NAME": return isWord && !isReserved(text)
    case "WORD": return isWord
    case "STRING": return first == "\""
    case "DATE": return isDate
    case "INT": return isInteger
    default: return first.isNumber && !isInteger && !isDate
    }
  }
}
