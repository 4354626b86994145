import TestSupport

/// A random property as source text, with most constructs of the grammar.
struct RandomSpec {
  var random: SeededGenerator
  private var resources: [String] = []
  private var changes: [String] = []
  private var values: [String] = []
  private var next = 0
  private(set) var text = ""
  let isGoal: Bool

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed ^ 0xABCD_EF01)
    isGoal = random.chance(20)
    var out = "spec s for terraform\n"
    out += #"let names = ["x", "prod", 1]"# + "\n"
    out += #"table price { "x": 1, "y": 2.5, "prod": -1 }"# + "\n"
    out += "define gone(r: Resource) = not r.exists or r.destroyed\n"
    out += "define part(v: Value) = v.k\n"
    out += "define small(v: Value) = v < 2 or v == \"x\"\n"
    out +=
      "define used(r: Resource) = some q in resources where q.exists and q refers to r.before\n"
    out +=
      "define alike(a: Resource, v: Value) = count(q in resources where q.after.a == v and q.type == a.type)\n"
    if random.chance(15) { out += "assume failures <= \(random.chance(50) ? 2 : 0)\n" }
    if random.chance(15) {
      out += "assume { every q in resources { \(assumption()) } }\n"
    }
    resources = []
    let timing = ["", "", "", "at rest", "at end"].randomElement(using: &random) ?? ""
    let body = property()
    let usesTime = ["once", "whenever", " before "].contains { body.contains($0) }
    out +=
      "\(isGoal ? "possible" : "invariant") p \"title\" \(usesTime ? "" : timing) { \(body) }\n"
    text = out
  }

  private mutating func name(_ prefix: String) -> String {
    next += 1
    return "\(prefix)\(next)"
  }

  private mutating func assumption() -> String {
    let attribute = random.pick(RandomPlan.attributes, or: "a")
    return random.pick(
      [
        "q.after.\(attribute) == \"x\" or q.after.\(attribute) == null or known(q.after.\(attribute))",
        "q.after.\(attribute) != \"prod\"", "not (q.after.\(attribute) has \"k\")",
        "known(q.after.\(attribute)) or q.after.\(attribute) in names",
        "known(q.after.\(attribute)) or q.after.\(attribute) > 0",
      ], or: "true")
  }

  // MARK: - Properties

  private mutating func property() -> String {
    if random.chance(60) {
      return quantified("every", depth: 3, block: true)
    }
    return condition(3)
  }

  private mutating func quantified(_ word: String, depth: Int, block: Bool) -> String {
    let saved = (resources, changes, values)
    defer { (resources, changes, values) = saved }
    var binders = binder(depth)
    if random.chance(35) { binders += ", " + binder(depth) }
    return block || random.chance(50)
      ? "(\(word) \(binders) { \(condition(depth - 1)) })" : "(\(word) \(binders))"
  }

  private mutating func binder(_ depth: Int) -> String {
    let variable: String
    let source: String
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<5:
      variable = name("r")
      source = "resources"
      resources.append(variable)
    case 5..<8:
      variable = name("c")
      source = random.pick(["changes", "deletions", "creations", "updates"], or: "changes")
      changes.append(variable)
    default:
      source = random.chance(50) ? "(\(value(1)))" : list(1)
      variable = name("v")
      values.append(variable)
    }
    guard random.chance(50) else { return "\(variable) in \(source)" }
    return "\(variable) in \(source) where (\(condition(min(depth - 1, 2))))"
  }

  // MARK: - Conditions

  private mutating func resource() -> String {
    if let known = resources.randomElement(using: &random), random.chance(75) { return known }
    if let change = changes.randomElement(using: &random) { return "\(change).resource" }
    return resources.first ?? ""
  }

  private mutating func condition(_ depth: Int) -> String {
    if depth > 0 {
      switch Int.random(in: 0..<19, using: &random) {
      case 0, 1: return "(\(condition(depth - 1)) and \(condition(depth - 1)))"
      case 2, 3: return "(\(condition(depth - 1)) or \(condition(depth - 1)))"
      case 4: return "(not (\(condition(depth - 1))))"
      case 5: return "(\(condition(depth - 1)) implies \(condition(depth - 1)))"
      case 6:
        return
          "(if \(condition(depth - 1)) then \(condition(depth - 1)) else \(condition(depth - 1)))"
      case 7: return quantified("every", depth: depth - 1, block: true)
      case 8, 9:
        let word = random.pick(
          ["some", "no", "exactly 1", "at least 2", "at most 1", "exactly 0", "at most 0"],
          or: "some")
        return quantified(word, depth: depth - 1, block: false)
      case 10: return "(once { \(condition(depth - 1)) })"
      case 11:
        if let change = changes.randomElement(using: &random) {
          return
            "(whenever \(change) \(random.chance(50) ? "starts" : "happens") { \(condition(depth - 1)) })"
        }
      default: break
      }
    }
    return atom()
  }

  private mutating func atom() -> String {
    let resource = resource()
    if let change = changes.randomElement(using: &random), random.chance(25) {
      switch Int.random(in: 0..<9, using: &random) {
      case 5: return "(\(change) in \(random.pick(["deletions", "creations", "updates"], or: "")))"
      case 6:
        let other = random.pick(changes, or: change)
        return
          "((if \(condition(0)) then \(change) else \(other)) before \(random.pick(changes, or: change)))"
      case 7:
        return
          "(whenever (if \(condition(0)) then \(change) else \(random.pick(changes, or: change))) starts { \(condition(0)) })"
      case 0: return "\(change).started"
      case 1: return "\(change).happened"
      case 2: return "\(change).failed"
      case 3:
        let other = random.pick(changes, or: change)
        return "(\(change) before \(other))"
      case 4: return "\(change).deletes"
      default:
        return "(\(change).kind == \"\(random.pick(["create", "delete", "update"], or: ""))\")"
      }
    }
    if !resource.isEmpty && random.chance(40) {
      switch Int.random(in: 0..<9, using: &random) {
      case 0, 1: return "\(resource).exists"
      case 2, 3: return "\(resource).destroyed"
      case 4: return "\(resource).managed"
      case 5: return random.chance(50) ? "gone(\(resource))" : "used(\(resource))"
      default:
        let other = self.resource()
        let which = random.pick(["", ".before", ".after"], or: "")
        return random.chance(70)
          ? "(\(resource) refers to \(other)\(which))" : "(\(resource) depends on \(other))"
      }
    }
    switch Int.random(in: 0..<16, using: &random) {
    case 0..<4:
      let comparison = random.pick(["==", "!=", "<", "<=", ">", ">="], or: "==")
      return "(\(value(2)) \(comparison) \(random.chance(60) ? literal() : value(2)))"
    case 4: return "(\(value(2)) in \(list(1)))"
    case 5: return "(\(value(2)) in \(value(1)))"
    case 6:
      return "(\(value(1)) has \(random.pick(["\"k\"", "\"x\"", "1", value(1)], or: "\"k\"")))"
    case 7:
      let method = random.pick(["startsWith", "endsWith", "contains"], or: "contains")
      return
        "(\(value(2))).\(method)(\(random.chance(70) ? random.pick(["\"x\"", "\"\"", "\"pro\""], or: "\"x\"") : value(1)))"
    case 8: return "(\(value(2))).matches(\"\(random.pick(["^x", "o", "[0-9]", "^$"], or: "x"))\")"
    case 9: return "known(\(value(2)))"
    case 10:
      return "\(random.chance(50) ? "cidrContains" : "cidrOverlaps")(\(net()), \(net()))"
    case 11, 12:
      let comparison = random.pick(["==", "!=", "<", "<=", ">", ">="], or: "==")
      return
        "(\(number(2)) \(comparison) \(random.chance(60) ? "\(Int.random(in: -1...3, using: &random))" : number(1)))"
    case 13: return "small(\(value(1)))"
    case 14: return "(\(literal()) == \(value(2)))"
    default:
      return random.pick(
        [
          "true", "false", "plan.complete", "(some o in outputs where (o.after == \(literal())))",
          "(r1.address == r2.address)", "(\(literal()) in [\(value(1)), \(literal())])",
        ], or: "true")
    }
  }

  private mutating func net() -> String {
    let resource = resource()
    if !resource.isEmpty, random.chance(60) { return "\(resource).\(side()).net" }
    return random.pick(["\"10.0.0.0/8\"", "\"0.0.0.0/0\"", "\"x\""], or: "\"x\"")
  }

  // MARK: - Values

  private mutating func literal() -> String {
    random.pick(
      ["null", "true", "false", "0", "1", "2", "0.5", "\"x\"", "\"prod\"", "\"\"", "\"y\""],
      or: "null")
  }

  private mutating func side() -> String {
    random.pick(["before", "after", "now", "after"], or: "now")
  }

  private mutating func value(_ depth: Int) -> String {
    if let known = values.randomElement(using: &random), random.chance(35) {
      return random.chance(50) ? known : "\(known).\(random.pick(RandomPlan.members, or: "k"))"
    }
    let resource = resource()
    guard !resource.isEmpty else { return literal() }
    let base = "\(resource).\(side())"
    let attribute = random.pick(RandomPlan.attributes, or: "a")
    switch Int.random(in: 0..<16, using: &random) {
    case 0..<5: return "\(base).\(attribute)"
    case 5, 6: return "\(base).tags.\(random.pick(RandomPlan.members, or: "k"))"
    case 7: return "\(base).list[\(Int.random(in: 0...2, using: &random))]"
    case 8: return "\(base)[\"\(attribute)\"]"
    case 9: return "part(\(base).\(attribute))"
    case 10: return "json(\(base).policy)\(random.pick(["", ".k", ".list", ".list[0]"], or: ""))"
    case 11 where depth > 0:
      return "(if \(condition(0)) then \(value(depth - 1)) else \(value(depth - 1)))"
    case 12 where depth > 0: return "(\(value(depth - 1)) + \(value(depth - 1)))"
    case 13: return "(\(base).\(attribute)).lowerAscii()"
    case 14: return base
    case 15 where depth > 0: return "\(base).tags[\(value(depth - 1))]"
    default: return "\(base).a"
    }
  }

  private mutating func list(_ depth: Int) -> String {
    switch Int.random(in: 0..<5, using: &random) {
    case 0: return "names"
    case 1: return "[\"x\", \"prod\"]"
    case 2: return "[1, 2]"
    case 3: return "[\(value(depth)), \(value(depth))]"
    default: return "[\(value(depth))]"
    }
  }

  private mutating func number(_ depth: Int) -> String {
    switch Int.random(in: 0..<11, using: &random) {
    case 0, 1, 2:
      let saved = (resources, changes, values)
      defer { (resources, changes, values) = saved }
      return "count(\(binder(1)))"
    case 3, 4:
      let saved = (resources, changes, values)
      defer { (resources, changes, values) = saved }
      let binder = binder(1)
      let operand = random.chance(40) ? literalNumber() : value(0)
      return "\(random.pick(["sum", "min", "max"], or: "sum"))(\(binder): \(operand))"
    case 5: return "(\(value(1))).size()"
    case 6 where depth > 0:
      return
        "(\(number(depth - 1)) \(random.pick(["+", "-", "*", "/", "%"], or: "+")) \(number(depth - 1)))"
    case 7: return "price[\(random.chance(30) ? "\"x\"" : value(1))]"
    case 8: return "abs(\(value(1)))"
    case 9: return "\(random.chance(50) ? "min" : "max")(\(value(1)), \(literalNumber()))"
    case 10:
      return resource().isEmpty || random.chance(50)
        ? "(-\(value(1)))" : "alike(\(resource()), \(value(1)))"
    default: return value(1)
    }
  }

  private mutating func literalNumber() -> String { random.pick(["1", "2", "0.5", "-1"], or: "1") }
}
