import TestSupport

/// A random nested condition with the operands and operators of `OperatorTests`.
struct RandomCondition {
  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed &* 0x9E37 ^ 0x0BE7A) }

  private mutating func one(_ list: [String]) -> String { random.pick(list, or: "true") }

  mutating func condition(_ depth: Int) -> String {
    guard depth > 0 else { return atom(0) }
    switch Int.random(in: 0..<12, using: &random) {
    case 0, 1: return "(\(condition(depth - 1)) and \(condition(depth - 1)))"
    case 2, 3: return "(\(condition(depth - 1)) or \(condition(depth - 1)))"
    case 4: return "(not \(condition(depth - 1)))"
    case 5: return "(\(condition(depth - 1)) implies \(condition(depth - 1)))"
    case 6:
      return
        "(if \(condition(depth - 1)) then \(condition(depth - 1)) else \(condition(depth - 1)))"
    case 7:
      let word = one(["every", "some", "no", "exactly 1", "at least 2", "at most 1"])
      let name = "e\(depth)"
      return
        "(\(word) \(name) in \(value(1)) where \(atom(1)) { \(name) \(comparison()) \(value(1)) })"
    default: return atom(depth)
    }
  }

  private mutating func comparison() -> String {
    one(["==", "!=", "<", "<=", ">", ">=", "in", "has", "==", "=="])
  }

  private mutating func atom(_ depth: Int) -> String {
    switch Int.random(in: 0..<12, using: &random) {
    case 0:
      let method = one(["startsWith", "endsWith", "contains"])
      return "(\(value(depth)).\(method)(\(value(depth))))"
    case 1: return "(\(value(depth)).matches(\"\(one(["^x", "y", "^$", "[0-9]+"]))\"))"
    case 2: return "known(\(value(depth)))"
    case 3:
      return "(cidr\(one(["Contains", "Overlaps"]))(\"10.0.0.0/8\", \(value(depth))))"
    case 4: return "(\(value(depth)) in [\(value(depth)), \(value(depth))])"
    case 5: return "([\(value(depth)), \(value(depth))] \(one(["==", "!=", "has"])) \(value(0)))"
    default: return "(\(value(depth)) \(comparison()) \(value(depth)))"
    }
  }

  private mutating func value(_ depth: Int) -> String {
    guard depth > 0, random.chance(60) else { return one(OperatorTests.operands) }
    switch Int.random(in: 0..<11, using: &random) {
    case 0, 1:
      return "(\(value(depth - 1)) \(one(["+", "-", "*", "/", "%", "+"])) \(value(depth - 1)))"
    case 2: return "(\(value(depth - 1))).k"
    case 3: return "(\(value(depth - 1)))[\(value(0))]"
    case 4: return "(\(value(depth - 1))).size()"
    case 5: return "(\(value(depth - 1))).lowerAscii()"
    case 6: return "(if \(atom(0)) then \(value(depth - 1)) else \(value(depth - 1)))"
    case 7: return "(\(one(["min", "max"]))(\(value(depth - 1)), \(value(0))))"
    case 8: return "abs(\(value(depth - 1)))"
    case 9: return "rows[\(value(depth - 1))]"
    default: return "(-\(value(depth - 1)))"
    }
  }
}
