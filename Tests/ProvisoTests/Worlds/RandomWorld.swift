import TestSupport

/// A random world as source text, with properties. It has up to three agents, five variables and
/// six actions, with most constructs of the grammar of worlds.
struct RandomWorld {
  private var random: SeededGenerator
  private(set) var text = ""
  private let usesPool: Bool
  private let agents: Int
  private var locals: [String] = []
  /// For each action, whether it has an item and whether it has a truth value as parameters.
  private var signatures: [(item: Bool, truth: Bool, number: Bool)] = []
  /// Whether the world has a number in a range, numbered objects, and statements that actions share.
  private let hasRange: Bool
  private let hasNumbered: Bool
  private let hasShared: Bool
  /// Whether the world has a set, a sequence and a map.
  private let hasParts: Bool
  /// Whether actions and agents say how fair they are.
  private let hasFairness: Bool
  /// The names of sets of the action that is written.
  private var sets: [String] = []
  /// The names of truth values and numbers of the action that is written.
  private var truths: [String] = []
  private var numbers: [String] = []

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed ^ 0x7077_11D5)
    usesPool = random.chance(20)
    agents = Int.random(in: 0...3, using: &random)
    hasRange = random.chance(40)
    hasNumbered = random.chance(12)
    hasShared = random.chance(30)
    hasParts = random.chance(45)
    hasFairness = random.chance(35)
    write()
  }

  private mutating func write() {
    var out = "world w\n\nenum Color { red, green\(random.chance(40) ? ", blue" : "") }\n"
    out += "entity Item\(usesPool ? " at most \(random.chance(50) ? 1 : 2)" : "") {\n"
    out += "  kind: Color\n  var on: Bool = \(random.chance(50) ? "true" : "false")\n"
    out += random.chance(60) ? "  var level: Int = 0\n" : "  var level: Int = 1\n"
    out += "  var next: Item\(random.chance(60) ? " = null" : "")\n}\n"
    out += "object a: Item { kind: red }\n"
    out += random.chance(50) ? "object b: Item { kind: green }\n" : "object b: Item\n"
    out += "var flag: Bool\(random.chance(70) ? " = false" : "")\n"
    out += "var color: Color = red\nvar total: Int = 0\n"
    if hasRange {
      out += "const TOP = 2\nvar small: 0..TOP\(random.chance(50) ? " = 1" : "")\n"
      if random.chance(40) {
        out +=
          "start { \(random.pick(["small != 1", "small < 2 or flag", "a.on or small == 0"], or: "")) }\n"
      }
    }
    if hasNumbered { out += "object nn[k in 1..2]: Item { kind: if k == 1 then red else green }\n" }
    out += "relation linked(Item, Color)\n"
    if hasParts {
      out +=
        "var chosen: Set<Item>\(random.chance(70) ? random.pick([" = []", " = [a]"], or: "") : "")\n"
      out += "var queue: [Color] at most 2 = []\n"
      out += "var line: [Item] at most 2 = \(random.pick(["[]", "[a]", "[b, a]"], or: "[]"))\n"
      out += "var rank: Map<Item, 0..2> = \(random.pick(["0", "1", "null"], or: "0"))\n"
    }
    if hasShared {
      out += "define touch(which: Item, now: Bool) {\n  which.on = now\n"
      out += "  if now {\n    let fresh = not flag\n    flag = fresh\n  }\n}\n"
    }
    out += "define busy(i: Item) = i.on and i.level > 0\n\n"
    let actions = Int.random(in: 2...6, using: &random)
    for action in 0..<actions { out += self.action(action) }
    for agent in 0..<agents {
      let may = (0..<actions).filter { _ in random.chance(60) }
      let list = may.isEmpty ? [0] : may
      let fair =
        hasFairness
        ? random.pick(["", " strongly fair", " unfair", " weakly fair"], or: "") : ""
      let bound = random.chance(40) ? " at most \(Int.random(in: 1...3, using: &random)) steps" : ""
      out +=
        "agent g\(agent)\(fair) { may \(list.map { "act\($0)" }.joined(separator: ", "))\(bound) }\n"
    }
    if random.chance(20) {
      out +=
        "assume { \(random.chance(50) ? "b.kind != red" : "b.kind == green or a.kind == red") }\n"
    }
    for property in 0..<3 { out += self.property(property, actions) }
    text = out
  }

  // MARK: - Actions

  private mutating func action(_ index: Int) -> String {
    locals = []
    truths = []
    numbers = hasRange ? ["small"] : []
    var parameters: [String] = []
    if random.chance(50) {
      parameters.append("i: Item")
      locals.append("i")
    }
    let hasItem = !parameters.isEmpty
    if random.chance(20) { parameters.append("p: Bool") }
    let hasTruth = parameters.last == "p: Bool"
    if hasRange, random.chance(40) {
      parameters.append("z: 0..1")
      numbers.append("z")
    }
    sets = hasParts ? ["chosen"] : []
    signatures.append((hasItem, hasTruth, parameters.last == "z: 0..1"))
    var head = "action act\(index)(\(parameters.joined(separator: ", ")))"
    let hasResult = random.chance(20)
    if hasResult { head += " returns got: \(random.chance(50) ? "Bool" : "Color")" }
    let returnsSet = hasParts && !hasResult && !hasNumbered && random.chance(15)
    if returnsSet {
      head += " returns some_of: Set<Item>"
      sets.append("some_of")
    }
    if random.chance(25) { head += " may fail" }
    if hasFairness, random.chance(40) {
      head += random.pick([" strongly fair", " unfair", " weakly fair"], or: "")
    }
    var body = ""
    if random.chance(80) { body += "  requires \(condition(2))\n" }
    // Counters are bounded, so that the states can be enumerated.
    body += "  requires total < 3 and total > -3\n"
    body += "  requires every k in Item { k.level < 3 and k.level > -3 }\n"
    if hasParts, random.chance(90) {
      body += "  requires queue.size() < 2 and line.size() < 2\n"
    }
    if random.chance(20) {
      body += "  choose c in Item where \(condition(1, "c"))\n"
      locals.append("c")
    }
    if usesPool, random.chance(30) {
      body += "  create n: Item\(random.chance(50) ? " { kind: green }" : "")\n"
    }
    if hasRange, random.chance(30) {
      body += "  choose m in 0..TOP where m != small\n"
      numbers.append("m")
    }
    if random.chance(30) {
      body += "  let v = \(condition(1))\n"
      truths.append("v")
    }
    let statements = Int.random(in: 1...3, using: &random)
    for _ in 0..<statements { body += statement(2, "  ") }
    if random.chance(10) { body += "  fail if \(condition(1))\n" }
    return "\(head) {\n\(body)}\n"
  }

  private mutating func item() -> String {
    if hasNumbered, random.chance(25) {
      return random.pick(["nn[1]", "nn[2]"] + (hasRange ? ["nn[small + 1]"] : []), or: "nn[1]")
    }
    return locals.randomElement(using: &random) ?? random.pick(["a", "b"], or: "a")
  }

  /// Returns a number of the range.
  private mutating func number() -> String {
    random.pick(numbers + ["0", "1", "TOP"], or: "0")
  }

  private mutating func statement(_ depth: Int, _ indent: String) -> String {
    if hasRange, random.chance(15) {
      return random.chance(95) ? "\(indent)small = \(number())\n" : "\(indent)small += 1\n"
    }
    if hasParts, random.chance(25) {
      return indent
        + random.pick(
          [
            "chosen += [\(item())]", "chosen -= [\(item())]", "chosen = \(set(1))",
            "queue = queue.append(\(color()))", "queue = queue.rest()",
            "line = line.append(\(item()))", "line = line.rest().append(\(item()))",
            "line = \(random.pick(["[]", "[b]", "[\(item())]"], or: "[]"))",
            "rank[\(item())] = \(random.pick(["0", "1", "null", "rank[a]"], or: "0"))",
            "rank[line.first()] = 1", "color = queue.first()", "flag = \(condition(0))",
          ], or: "chosen = []") + "\n"
    }
    if hasShared, random.chance(6) {
      return "\(indent)do touch(\(item()), \(condition(1)))\n"
    }
    switch Int.random(in: 0..<(depth > 0 ? 12 : 8), using: &random) {
    case 0: return "\(indent)flag = \(condition(1))\n"
    case 1: return "\(indent)color = \(color())\n"
    case 2: return "\(indent)total \(random.pick(["+=", "-="], or: "+=")) 1\n"
    case 3: return "\(indent)\(item()).on = \(condition(1))\n"
    case 4: return "\(indent)\(item()).level \(random.pick(["+=", "="], or: "=")) 1\n"
    case 5: return "\(indent)\(item()).next = \(random.pick([item(), "null"], or: "null"))\n"
    case 6: return "\(indent)insert (\(item()), \(color())) into linked\n"
    case 7: return "\(indent)remove (\(item()), \(color())) from linked\n"
    case 8, 9:
      let no = random.chance(50) ? " else {\n\(statement(depth - 1, indent + "  "))\(indent)}" : ""
      return
        "\(indent)if (\(condition(1))) {\n\(statement(depth - 1, indent + "  "))\(indent)}\(no)\n"
    case 10:
      locals.append("k")
      let body = statement(0, indent + "  ")
      locals.removeLast()
      return "\(indent)every k in Item where \(condition(1, "k")) {\n\(body)\(indent)}\n"
    default: return "\(indent)\(item()).next.on = \(random.chance(50))\n"
    }
  }

  // MARK: - Expressions

  private mutating func set(_ depth: Int) -> String {
    let plain = random.pick(sets + ["[\(item())]", "[a, b]"], or: "chosen")
    guard depth > 0, random.chance(60) else { return plain == "[]" ? "chosen" : plain }
    return
      "(\(sets.randomElement(using: &random) ?? "chosen") \(random.pick(["+", "-"], or: "+")) \(set(depth - 1)))"
  }

  private mutating func color() -> String {
    random.pick(["red", "green", "color", "\(item()).kind"], or: "red")
  }

  private mutating func condition(_ depth: Int, _ name: String? = nil) -> String {
    if depth > 0, random.chance(40) {
      let a = condition(depth - 1, name)
      let b = condition(depth - 1)
      return random.pick(
        ["(\(a) and \(b))", "(\(a) or \(b))", "(not \(a))", "(\(a) implies \(b))"], or: a)
    }
    let it = name ?? item()
    if hasRange, random.chance(15) {
      return random.pick(
        [
          "(\(number()) < small)", "(small in 0..1)", "(small == \(number()))",
          "(not small in [0, 2])",
          "(some w in 0..TOP where w > small)",
        ], or: "(small == 0)")
    }
    if hasParts, random.chance(20) {
      return random.pick(
        [
          "(\(it) in \(set(1)))", "(\(set(0)) subset of chosen)", "(chosen == \(set(1)))",
          "(chosen.size() < 2)", "(queue.size() == 1)", "(queue == [])", "(queue.first() == red)",
          "(red in queue)", "(\(it) in line)", "(line.first() == \(it))", "(line == [b])",
          "(rank[\(it)] == 1)", "(rank[\(it)] == null)", "(some e in chosen where e.on)",
          "(every e in line { e.level == 0 })", "(line[0] == line[1])", "(chosen != [])",
          "(count(e in chosen where e.on) < 2)",
        ], or: "(chosen == [])")
    }
    if let truth = truths.randomElement(using: &random), random.chance(40) { return truth }
    return random.pick(
      [
        "flag", "(color == \(color()))", "(total < 2)", "(total == 0)", "\(it).on",
        "(\(it).kind == \(color()))", "(\(it).level < 2)", "busy(\(it))", "(\(it).next == null)",
        "(\(it).next.on == true)", "linked(\(it), \(color()))", "(\(it).next == \(item()))",
        "(some x in Item where x.on)", "(every x in Item { x.level >= 0 })",
        "(count(x in Item where x.on) > 1)", "(10 / (total + 5) > 2)",
        "(sum(x in Item: x.level) < 3)",
      ], or: "flag")
  }

  /// Returns a step of an action on existing objects.
  private mutating func step(_ item: String) -> String {
    let index = Int.random(in: 0..<signatures.count, using: &random)
    let signature = signatures[index]
    var arguments = signature.item ? [item] : []
    if signature.truth { arguments.append(random.chance(50) ? "true" : "false") }
    if signature.number { arguments.append(random.chance(50) ? "0" : "1") }
    return "act\(index)(\(arguments.joined(separator: ", ")))"
  }

  /// Returns a property about earlier moments of the run.
  private mutating func history() -> String {
    let item = random.pick(["a", "b", "q"], or: "a")
    let body: String
    switch Int.random(in: 0..<6, using: &random) {
    case 4:
      let same = random.pick(
        [
          "before.\(item).level <= \(item).level", "before.\(item).next == \(item).next",
          "before.color == color",
        ]
          + (hasParts
            ? [
              "before.chosen subset of chosen", "before.line == line",
              "before.queue.rest() == queue",
              "before.rank[a] == rank[a]",
            ] : []) + [], or: "before.flag")
      body =
        "whenever \(step(item)) happens { \(condition(1)) or before.total <= total and \(same) and (before.flag or flag) }"
    case 0: body = "\(condition(1)) or once { \(condition(1)) }"
    case 1: body = "whenever \(step(item)) starts { \(condition(1)) }"
    case 2: body = "whenever \(step(item)) happens { \(condition(1)) }"
    case 3: body = "\(step(item)) before \(step(item))"
    default:
      body = "once { \(condition(1)) } implies whenever \(step(item)) happens { \(condition(1)) }"
    }
    return item == "q" ? "every q in Item { \(body) }" : body
  }

  /// Returns a property of whole runs, or one for each item that meets a condition in the initial
  /// state.
  private mutating func overRuns(_ alone: String, _ ofEach: String) -> String {
    guard !usesPool, random.chance(50) else { return alone }
    return "every q in Item where \(condition(1, "q")) { \(ofEach) }"
  }

  private mutating func property(_ index: Int, _ actions: Int) -> String {
    locals = []
    truths = []
    numbers = hasRange ? ["small"] : []
    sets = hasParts ? ["chosen"] : []
    let body: String
    var kind = "invariant"
    var timing = ""
    switch Int.random(in: 0..<12, using: &random) {
    case 9, 10, 11: body = history()
    case 0, 1: body = condition(2)
    case 2: body = "every q in Item where \(condition(1, "q")) { \(condition(2, "q")) }"
    case 3:
      body = condition(2)
      timing = "at end "
    case 4:
      body = condition(2)
      timing = "at rest "
    case 5:
      kind = "possible"
      body = condition(2)
      timing = ["", "at end ", "at rest "].randomElement(using: &random) ?? ""
    case 6 where random.chance(50):
      body = overRuns(
        "eventually always { \(condition(1)) }", "eventually always { \(condition(1, "q")) }")
    case 6: body = overRuns("eventually { \(condition(1)) }", "eventually { \(condition(1, "q")) }")
    case 7:
      body = overRuns(
        "(\(condition(1))) leads to (\(condition(1)))",
        "(\(condition(1, "q"))) leads to (\(condition(1, "q")))")
    default:
      body = overRuns(
        "(\(condition(1))) until (\(condition(1)))",
        "(\(condition(1, "q"))) until (\(condition(1)))")
    }
    return "\(kind) p\(index) \"title\" \(timing){ \(body) }\n"
  }
}
