import TestSupport

/// Random properties that compare, join and compute with the values of a ``SecretPlan``, and print them.
struct SecretSpec {
  private var random: SeededGenerator
  private var depth = 0
  private var elements = 0

  init(seed: UInt64) { random = SeededGenerator(seed: seed ^ 0x5EC2E7) }

  private mutating func pick<T>(_ list: [T]) -> T { list.randomElement(using: &random)! }

  /// The members that objects of the plan have.
  private static let members = [
    "p", "n", "q", "m", "d", "j", "tags", "tags.t", "d.k", "d.open", "d.l", "d.l[0]", "d.l[0].k",
    "q[0]", "q[1]", "m.k", "u", "u", "u", "w", "x", "y", "y.k", "y.k", "z", "z[0]", "tags_all",
    "tags_all.t", "id", "open", "absent",
  ]

  private mutating func side() -> String { pick(["before", "after", "after", "now"]) }

  private mutating func read() -> String {
    switch Int.random(in: 0..<14, using: &random) {
    case 0: pick(["plan.variables.v", "plan.variables.w", "plan.variables"])
    case 1: "\(pick(["r", "s"])).\(side())"
    default: "\(pick(["r", "r", "s"])).\(side()).\(pick(Self.members))"
    }
  }

  /// A new name for an element of a list.
  private mutating func element() -> String {
    elements += 1
    return "e\(elements)"
  }

  /// A value of any type.
  mutating func value() -> String {
    guard depth < 3 else { return read() }
    depth += 1
    defer { depth -= 1 }
    switch Int.random(in: 0..<22, using: &random) {
    case 0: return "(\(value()) + \(read()))"
    case 1: return "(\(read()) + \"-x\")"
    case 2: return "(\(read()) * 2 - \(read()))"
    case 3: return "\(read()).lowerAscii()"
    case 4: return "\(read()).split(\"-\")"
    case 5: return "\(read()).size()"
    case 6: return "(if \(condition()) then \(value()) else \(value()))"
    case 7: return "[\(read()), \(read())]"
    case 8:
      let e = element()
      return "[\(e) for \(e) in \(read())]"
    case 9:
      let e = element()
      return "[\(e) for \(e) in \(read()) where \(e) != \(read())]"
    case 10: return "json(\(read()))"
    case 11: return "json(r.\(side()).j).a"
    case 12: return "keys(\(read()))"
    case 13: return "values(\(read()))"
    case 14: return "\(read())[\(read())]"
    case 15: return "\(read()).get(\(read()), \(read()))"
    case 16: return "pass(\(value()))"
    case 17: return "scalarsOf(\(read()))"
    case 18: return "min(\(read()), \(read()))"
    default: return read()
    }
  }

  mutating func condition() -> String {
    guard depth < 3 else { return "\(read()) \(pick(["==", "!="])) \(read())" }
    depth += 1
    defer { depth -= 1 }
    switch Int.random(in: 0..<18, using: &random) {
    case 0: return "not \(condition())"
    case 1: return "(\(condition()) and \(condition()))"
    case 2: return "(\(condition()) or \(condition()))"
    case 3: return "\(read()).startsWith(\(read()))"
    case 4: return "\(read()).contains(\(read()))"
    case 5: return "\(read()).matches(\"^[a-z]+$\")"
    case 6: return "\(read()) in [\(read()), \(read()), \"x\"]"
    case 7: return "\(read()) < \(read())"
    case 8: return "known(\(read()))"
    case 9:
      let e = element()
      return "(some \(e) in \(read()) { \(e) == \(read()) })"
    case 10:
      let e = element()
      return "(every \(e) in \(read()) { \(e) != \(read()) })"
    case 11:
      let e = element()
      return "(count(\(e) in \(read()) where \(e) != \(read())) > 1)"
    case 12: return "same(\(value()), \(read()))"
    case 13: return "\(read()).endsWith(\(read()) + \"x\")"
    default: return "\(value()) \(pick(["==", "!=", "!="])) \(value())"
    }
  }

  private mutating func message() -> String {
    let parts = (0..<Int.random(in: 1...4, using: &random)).map { _ in
      let part = Int.random(in: 0..<5, using: &random) == 0 ? condition() : value()
      return "\\(\(part))"
    }
    return parts.joined(separator: " ; ")
  }

  /// The text of a spec with one property.
  mutating func text() -> String {
    let head = """
      spec secrets for terraform
      define pass(x: Value) = x
      define same(x: Value, y: Value) = x == y

      """
    let message = message()
    let join = pick(["", ", s in resources", ", s in resources where s.type == \"t_y\""])
    let name = join.isEmpty ? "r" : "s"
    let body: String
    switch Int.random(in: 0..<10, using: &random) {
    case 0: body = "every r in resources\(join) { eventually { \(condition()) } }"
    case 1: body = "every r in resources\(join) { \(condition()) leads to \(condition()) }"
    case 2:
      body =
        "every r in resources\(join.isEmpty ? "" : ", s in resources"), e in r.after.z { e != \(read()) }"
    case 3:
      body =
        "every r in resources\(join.isEmpty ? "" : ", s in resources"), e in r.\(side()).q { e == \(read()) }"
    default: body = "every r in resources\(join) { \(condition()) }"
    }
    return head
      + "invariant a \"A\" message \"\(rename(message, name))\" { \(rename(body, name)) }\n"
  }

  /// The text with the second object under another name, where the property has only one.
  private func rename(_ text: String, _ name: String) -> String {
    guard name != "s" else { return text }
    var out = ""
    var previous: Character = " "
    var rest = Substring(text)
    while let first = rest.first {
      rest = rest.dropFirst()
      let isName = first == "s" && rest.first == "." && !previous.isLetter && previous != "."
      out += isName ? name : String(first)
      previous = first
    }
    return out
  }
}
