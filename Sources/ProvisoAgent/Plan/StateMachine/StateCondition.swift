import ProvisoKernel
import ProvisoPlans

/// The condition of a rule of a Choice state, as far as it is known.
indirect enum StateCondition {
  case always, never
  /// The rule may hold or not.
  case unknown
  /// A comparison of a part of a call's output with a constant: `==`, `<`, `<=`, `>` or `>=`.
  case compares(String, [AgentPlanValue.PathPart], sign: String, Value)
  case and([StateCondition])
  case or([StateCondition])
  case not(StateCondition)

  /// A comparison of a value with a constant.
  static func comparing(_ flow: Flow, by sign: String, with constant: Value) -> StateCondition {
    switch flow {
    case .output(let call, let path):
      return .compares(call, path, sign: sign, constant)
    case .constant(let value): return Self.holds(value, sign: sign, constant) ? .always : .never
    case .object(_, base: nil) where sign == "==": return .never
    default: return .unknown
    }
  }

  /// Evaluates a comparison of constants. It is false for values of different types (section
  /// "Choice State").
  private static func holds(_ a: Value, sign: String, _ b: Value) -> Bool {
    if sign == "==" { return a == b }
    guard case .number(let a) = a, case .number(let b) = b else { return false }
    switch sign {
    case "<": return a < b
    case "<=": return !(b < a)
    case ">": return b < a
    default: return !(a < b)
    }
  }

  /// The parts of outputs that the condition reads, with their calls.
  var asked: [(call: String, path: [AgentPlanValue.PathPart])] {
    switch self {
    case .always, .never, .unknown: []
    case .compares(let call, let path, _, _): [(call, path)]
    case .and(let parts), .or(let parts): parts.flatMap(\.asked)
    case .not(let inner): inner.asked
    }
  }

  /// A lower and an upper bound in the language: formulas for when the condition certainly holds
  /// and for when it may hold.
  ///
  /// - Parameter name: returns the name of a part of an output; `nil` if it has none.
  func bounds(
    _ name: (String, [AgentPlanValue.PathPart]) -> String?
  ) -> (certain: Formula, possible: Formula) {
    switch self {
    case .always: return (.holds(true), .holds(true))
    case .never: return (.holds(false), .holds(false))
    case .unknown: return (.holds(false), .holds(true))
    case .compares(let call, let path, let sign, let constant):
      guard let name = name(call, path), let literal = Self.literal(constant) else {
        return (.holds(false), .holds(true))
      }
      let formula = Formula.text("\(name) \(sign) \(literal)")
      return (formula, formula)
    case .and(let parts):
      let bounds = parts.map { $0.bounds(name) }
      return (Formula.all(bounds.map(\.certain)), Formula.all(bounds.map(\.possible)))
    case .or(let parts):
      let bounds = parts.map { $0.bounds(name) }
      return (Formula.any(bounds.map(\.certain)), Formula.any(bounds.map(\.possible)))
    case .not(let inner):
      let bounds = inner.bounds(name)
      return (bounds.possible.negated, bounds.certain.negated)
    }
  }

  /// The constant as a literal of the language; `nil` if it has no short literal.
  private static func literal(_ constant: Value) -> String? {
    switch constant {
    case .bool(let flag): return "\(flag)"
    case .string(let text): return Value.quoted(text.string)
    case .number:
      let text = constant.description
      return text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D }
        ? text : nil
    default: return nil
    }
  }
}

/// A condition in the language.
enum Formula: Equatable {
  case holds(Bool)
  case text(String)

  var negated: Formula {
    switch self {
    case .holds(let flag): .holds(!flag)
    case .text(let text): .text("not (\(text))")
    }
  }

  static func all(_ parts: [Formula]) -> Formula { joined(parts, "and", unit: true) }
  static func any(_ parts: [Formula]) -> Formula { joined(parts, "or", unit: false) }

  private static func joined(_ parts: [Formula], _ word: String, unit: Bool) -> Formula {
    var texts: [String] = []
    for part in parts {
      switch part {
      case .holds(let flag): if flag != unit { return .holds(flag) }
      case .text(let text): texts.append(text)
      }
    }
    guard let first = texts.first else { return .holds(unit) }
    guard texts.count > 1 else { return .text(first) }
    return .text(texts.map { "(\($0))" }.joined(separator: " \(word) "))
  }
}
