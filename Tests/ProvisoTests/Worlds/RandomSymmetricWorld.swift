import TestSupport

/// A random world as source text, whose nodes no expression tells apart, with properties.
struct RandomSymmetricWorld {
  private var random: SeededGenerator
  private(set) var text = ""
  /// Whether the nodes are created during a run.
  let isPool: Bool
  private var locals: [String] = []

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed ^ 0x51AA_3E77)
    isPool = random.chance(25)
    write()
  }

  private mutating func write() {
    let count = Int.random(in: 3...4, using: &random)
    var out = "world s\nenum Color { red, green }\nenum Task { one, two }\n"
    out += "entity Node\(isPool ? " at most 3" : "") {\n"
    out += "  var color: Color\(random.chance(80) || isPool ? " = red" : "")\n"
    out += "  var up: Bool = false\n  var next: Node = null\n"
    out += "  var friends: Set<Node> = []\n  var tasks: Map<Task, 0..1> = 0\n}\n"
    if !isPool { out += "object n[1..\(count)]: Node\n" }
    out += "var leader: Node = null\nvar picked: Set<Node> = []\n"
    out += "var line: [Node] at most 2 = []\nvar seen: Map<Node, Color> = null\n"
    out += "var total: 0..2 = 0\nrelation linked(Node, Node)\n"
    for index in 0..<Int.random(in: 2...4, using: &random) { out += action(index) }
    if isPool {
      out += "action make() { create x: Node\(random.chance(30) ? "  leader = x" : "") }\n"
    }
    for index in 0..<3 { out += property(index) }
    text = out
  }

  private mutating func action(_ index: Int) -> String {
    locals = []
    var parameters: [String] = []
    for name in ["x", "y"] where random.chance(65) {
      parameters.append("\(name): Node")
      locals.append(name)
    }
    var body = "  requires line.size() < 2 and total < 2\n"
    if locals.isEmpty || random.chance(20) {
      body += "  choose c in \(random.chance(70) ? "Node" : "picked")\n"
      locals.append("c")
    }
    if random.chance(70) { body += "  requires \(condition(1))\n" }
    for _ in 0..<Int.random(in: 1...2, using: &random) { body += "  \(statement())\n" }
    let mayFail = random.chance(10) ? " may fail" : ""
    return "action act\(index)(\(parameters.joined(separator: ", ")))\(mayFail) {\n\(body)}\n"
  }

  private mutating func node() -> String {
    let plain = random.pick(locals + ["leader", "line.first()"], or: "leader")
    return random.chance(20) ? "\(plain).next" : plain
  }

  /// A node that exists.
  private mutating func own() -> String { random.pick(locals, or: "x") }

  private mutating func statement() -> String {
    let (a, b) = (own(), own())
    return random.pick(
      [
        "\(a).up = \(condition(0))", "\(a).color = green", "\(a).next = \(node())",
        "leader = \(node())", "picked += [\(a)]", "picked -= [\(a)]", "line = line.append(\(a))",
        "line = line.rest()", "insert (\(a), \(b)) into linked", "\(a).friends += [\(b)]",
        "\(a).friends = picked", "seen[\(a)] = \(a).color", "\(a).tasks[one] = 1",
        "if \(a).up { leader = \(b) } else { \(a).up = true }", "total += 1",
        "every k in \(a).friends { k.up = true }",
      ], or: "leader = null")
  }

  private mutating func condition(_ depth: Int) -> String {
    if depth > 0, random.chance(40) {
      return "(\(condition(0)) \(random.pick(["and", "or", "implies"], or: "or")) \(condition(0)))"
    }
    let (a, b) = (own(), node())
    return random.pick(
      [
        "\(a).up", "(\(a).color == red)", "(\(a).next == \(b))", "(\(b) == null)",
        "(\(a) == \(b))", "\(a) in picked", "linked(\(a), \(own()))", "(\(b).up == true)",
        "(some k in Node where k.up and k != \(a))", "(count(k in Node where k.up) < 2)",
        "(\(a) in line)", "(picked subset of \(a).friends)", "(seen[\(a)] == red)",
        "(\(a).tasks[one] == \(a).tasks[two])", "(total == 0)",
        "(every k in Node { linked(k, \(a)) implies k.up })",
      ], or: "(total == 0)")
  }

  private mutating func property(_ index: Int) -> String {
    locals = ["q"]
    let each = condition(2)
    locals = ["q", "r"]
    let pair = condition(2)
    let kind: String
    switch Int.random(in: 0..<6, using: &random) {
    case 0: kind = "possible p\(index) \"P\" { some q in Node where \(each) }"
    case 1: kind = "invariant p\(index) \"P\" at end { every q in Node { \(each) } }"
    case 2:
      kind = "invariant p\(index) \"P\" { every q in Node, r in Node where q != r { \(pair) } }"
    case 3: kind = "invariant p\(index) \"P\" { count(q in Node where \(each)) < 3 }"
    case 4: kind = "invariant p\(index) \"P\" at rest { every q in Node where q.up { \(each) } }"
    default: kind = "invariant p\(index) \"P\" { every q in Node where q in picked { \(each) } }"
    }
    return kind + "\n"
  }
}
