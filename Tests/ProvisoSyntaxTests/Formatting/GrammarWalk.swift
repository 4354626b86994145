import TestSupport

/// Generates random files of the grammar (Grammar, "The rules"), as tokens.
struct GrammarWalk {
  var random: SeededGenerator
  private var out: [String] = []
  private var fuel = 0

  init(random: SeededGenerator) { self.random = random }

  /// The tokens of a file.
  ///
  /// - Parameter size: the approximate size of one declaration.
  mutating func file(isWorld: Bool, size: Int) -> [String] {
    out = isWorld ? ["world", name()] : ["spec", name(), "for", "terraform"]
    for _ in 0..<Int.random(in: 1...(size < 20 ? 1 : 6), using: &random) {
      fuel = Int.random(in: 1...size, using: &random)
      item(isWorld)
    }
    return out
  }

  private mutating func put(_ tokens: String...) { out += tokens }

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }

  private mutating func pick(_ choices: [String]) -> String {
    choices.randomElement(using: &random) ?? ""
  }

  private mutating func some(_ limit: Int, _ part: (inout GrammarWalk) -> Void) {
    for index in 0..<Int.random(in: 1...limit, using: &random) {
      if index > 0 { put(",") }
      part(&self)
    }
  }

  private mutating func name() -> String {
    pick(["a", "b", "resource", "production_database_is_protected", "x1", "may", "count", "type"])
  }

  private mutating func string() -> String {
    pick([
      "\"\"", "\"a\"", "\"a \\\"quoted\\\" text\"", "\"aws_secretsmanager_secret_policy\"",
      "\"日本語\"", "\"tab\\t\"", "\"// no comment\"",
    ])
  }

  private mutating func item(_ isWorld: Bool) {
    switch Int.random(in: 0..<(isWorld ? 16 : 9), using: &random) {
    case 0: put("use", string())
    case 1:
      put("let", name(), "=")
      expression()
    case 2:
      put("define", name())
      parameters()
      put("=")
      expression()
    case 3:
      put("table", name(), "{")
      some(5) {
        $0.put($0.string(), ":")
        $0.expression()
      }
      if chance(50) { put(",") }
      put("}")
    case 4:
      put("assume")
      if chance(50) { put("failures", "<=", "2") } else { block() }
    case 5, 6: property()
    case 7:
      put("waive", name())
      if chance(60) {
        put("for")
        some(3) { $0.put($0.string()) }
      }
      put("until", "2027-01-31", "because", string())
    case 8:
      put("test", string(), "{", "plan", string())
      if chance(30) { put("graph", string()) }
      put("expect", name(), "violated")
      if chance(60) {
        put("by")
        some(6) { $0.put($0.string()) }
      }
      put("}")
    default: worldItem()
    }
  }

  private mutating func property() {
    put(pick(["invariant", "possible"]), name(), string())
    if chance(50) { put("severity", "critical") }
    if chance(50) {
      out += [["at", "rest"], ["at", "every", "moment"]].randomElement(using: &random) ?? []
    }
    if chance(50) { put("message", "\"\\(a.b + 1) is \\\"it\\\"\"") }
    if chance(30) {
      put("tags")
      some(8) { $0.put($0.string()) }
    }
    block()
  }

  private mutating func parameters() {
    put("(")
    if chance(80) {
      some(4) {
        $0.put($0.name(), ":")
        $0.type()
      }
    }
    put(")")
  }

  private mutating func type() {
    if chance(20) {
      put("[", name(), "]")
    } else {
      put(name())
    }
  }

  // MARK: Worlds

  private mutating func field() {
    if chance(50) { put("var") }
    put(name(), ":")
    type()
    if chance(40) {
      put("=")
      expression()
    }
  }

  private mutating func worldItem() {
    switch Int.random(in: 0..<7, using: &random) {
    case 0:
      put("enum", name(), "{")
      some(6) { $0.put($0.name()) }
      if chance(50) { put(",") }
      put("}")
    case 1:
      put("entity", name(), "{")
      for _ in 0..<Int.random(in: 0...4, using: &random) { field() }
      put("}")
    case 2:
      put("object", name(), ":")
      type()
      if chance(60) {
        put("{")
        if chance(80) {
          some(4) {
            $0.put($0.name(), ":")
            $0.expression()
          }
          if chance(50) { put(",") }
        }
        put("}")
      }
    case 3:
      put("relation", name(), "(")
      some(3) { $0.type() }
      put(")")
    case 4:
      put("agent", name(), "{", "may")
      some(5) { $0.put($0.pick(["a", "b", "drop", "ask_for_approval_of_everything"])) }
      if chance(50) { put("at", "most", "6", "steps") }
      put("}")
    case 6:
      put("command", "\"npm test\"")
      if chance(30) { put("in", "\"api\"") }
      put("touches")
      if chance(50) { put("nothing") } else { some(3) { $0.put("\"dist\"") } }
      if chance(30) { put("commands", "\"acme.yaml\"") }
      if chance(30) { put("directory", "\"/srv/shop\"") }
    default:
      put("action", name())
      parameters()
      if chance(30) { put("returns", name(), ":", name()) }
      if chance(20) {
        put("harmless")
      } else {
        if chance(30) { put("may", "fail") }
        body()
      }
    }
  }

  private mutating func body() {
    put("{")
    for _ in 0..<Int.random(in: 0...3, using: &random) { statement() }
    put("}")
  }

  private mutating func statement() {
    fuel -= 1
    switch Int.random(in: 0..<(fuel > 0 ? 8 : 5), using: &random) {
    case 0:
      put("requires")
      expression()
    case 1:
      put(pick(["a", "b", "orders"]), ".", name(), pick(["=", "+=", "-="]))
      expression()
    case 2:
      let word = pick(["insert", "remove"])
      put(word, "(")
      some(3) { $0.expression() }
      put(")", word == "insert" ? "into" : "from", name())
    case 3:
      put("fail", "if")
      expression()
    case 4:
      put("choose", name(), "in")
      postfix()
      if chance(60) {
        put("where")
        guardCondition()
      }
    case 5, 6:
      put("if")
      guardCondition()
      body()
      while chance(30) {
        put("else", "if")
        guardCondition()
        body()
      }
      if chance(40) {
        put("else")
        body()
      }
    default:
      put("every")
      binders()
      body()
    }
  }

  // MARK: Expressions

  private mutating func block() {
    put("{")
    expression()
    put("}")
  }

  private mutating func expression() {
    implication()
    if chance(5) {
      out += chance(50) ? ["leads", "to"] : ["until"]
      implication()
    }
  }

  private mutating func implication() {
    disjunction()
    while chance(10) {
      put("implies")
      disjunction()
    }
  }

  private mutating func disjunction() {
    conjunction()
    while chance(15) {
      put("or")
      conjunction()
    }
  }

  private mutating func conjunction() {
    negation()
    while chance(25) {
      put("and")
      negation()
    }
  }

  private mutating func guardCondition() {
    comparison()
    while chance(40) {
      put(pick(["and", "or"]))
      if chance(20) { put("not") }
      comparison()
    }
  }

  private mutating func negation() {
    fuel -= 1
    guard fuel > 0 else { return comparison() }
    switch Int.random(in: 0..<16, using: &random) {
    case 0:
      put("not")
      negation()
    case 1:
      put("if")
      expression()
      put("then")
      expression()
      put("else")
      disjunction()
    case 2:
      put(pick(["once", "eventually"]))
      block()
    case 3:
      put("whenever")
      postfix()
      put(pick(["starts", "happens"]))
      block()
    case 4, 5:
      put("every")
      binders()
      block()
    case 6:
      out +=
        [["some"], ["no"], ["exactly", "2"], ["at", "least", "a"]].randomElement(using: &random)
        ?? []
      binders()
      block()
    default: comparison()
    }
  }

  private mutating func binders() {
    some(3) {
      $0.put($0.pick(["r", "s", "resource"]), "in")
      $0.postfix()
      if $0.chance(60) {
        $0.put("where")
        $0.guardCondition()
      }
    }
  }

  private mutating func comparison() {
    sum()
    if chance(60) {
      out +=
        [
          ["=="], ["!="], ["<="], ["in"], ["has"], ["before"], ["refers", "to"], ["depends", "on"],
        ]
        .randomElement(using: &random) ?? []
      sum()
    }
  }

  private mutating func sum() {
    term()
    while chance(10) {
      put(pick(["+", "-"]))
      term()
    }
  }

  private mutating func term() {
    if chance(5) { put("-") }
    postfix()
    while chance(5) {
      put(pick(["*", "/", "%"]))
      postfix()
    }
  }

  private mutating func postfix() {
    primary()
    while chance(40) {
      if fuel <= 0 || chance(70) {
        put(".", pick(["tags", "before", "in", "every", "database_instance_identifier"]))
        if fuel > 0, chance(20) {
          put("(")
          if chance(70) { some(3) { $0.expression() } }
          put(")")
        }
      } else {
        put("[")
        expression()
        put("]")
      }
    }
  }

  private mutating func primary() {
    fuel -= 1
    switch Int.random(in: 0..<(fuel > 0 ? 12 : 6), using: &random) {
    case 0: put(pick(["1", "0.5", "1e3", "true", "null"]))
    case 1: put(string())
    case 6:
      put("(")
      expression()
      put(")")
    case 7:
      put("[")
      if chance(90) {
        some(6) { $0.expression() }
        if chance(50) { put(",") }
      }
      put("]")
    case 8:
      put(pick(["known", "role", "whole_world"]), "(")
      some(3) { $0.expression() }
      put(")")
    case 9:
      put("count", "(")
      binders()
      put(")")
    case 10:
      put("sum", "(")
      binders()
      put(":")
      expression()
      put(")")
    default: put(pick(["r", "s", "resources", "changes", "largest_deletion"]))
    }
  }
}
