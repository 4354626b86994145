import ProvisoKernel
import ProvisoPlans

/// Finds expressions in the texts of states with JSONata.
enum JSONataText {
  /// The expression between `{%` and `%}`; `nil` if the text is a plain string.
  static func expression(in text: String) -> Substring? {
    guard text.hasPrefix("{%"), text.hasSuffix("%}"), text.count >= 4 else { return nil }
    return text.dropFirst(2).dropLast(2)
  }
}

/// Reads a subset of JSONata: paths, constants, comparisons, `and`, `or`, `$not`.
///
/// Any other expression can have any value. Source: docs.jsonata.org, "Path Operators", "Comparison
/// Operators", "Boolean Operators".
struct JSONataReader {
  private enum Token: Equatable {
    /// `$states.input.a[0]`, with its root.
    case path(String, [AgentPlanValue.PathPart])
    case constant(Value)
    case sign(String)
    case word(String)
  }

  private enum Part {
    case value(Flow)
    case condition(StateCondition)
  }

  /// The expression is outside the subset.
  private struct Unsupported: Error {}

  private let around: EvaluationScope
  private var tokens: [Token] = []
  private var isUnsupported = false
  private var depth = 0
  private static let maximumDepth = 30

  init(_ text: Substring, around: EvaluationScope) {
    self.around = around
    if let tokens = Self.tokens(text) { self.tokens = tokens } else { isUnsupported = true }
  }

  /// The value of the expression.
  func value() -> Flow {
    var reader = self
    guard !isUnsupported, let part = try? reader.disjunction(), reader.tokens.isEmpty,
      case .value(let flow) = part
    else { return around.anything }
    return flow
  }

  /// The condition under which the expression is true.
  func condition() -> StateCondition {
    var reader = self
    guard !isUnsupported, let part = try? reader.disjunction(), reader.tokens.isEmpty else {
      return .unknown
    }
    switch part {
    case .condition(let condition): return condition
    case .value(let flow): return .comparing(flow, by: "==", with: .bool(true))
    }
  }

  // MARK: Tokens

  private static func tokens(_ text: Substring) -> [Token]? {
    var rest = text
    var out: [Token] = []
    while let first = rest.first {
      if first.isWhitespace {
        rest.removeFirst()
      } else if first == "$" {
        let name = rest.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        rest = rest.dropFirst(1 + name.count)
        let steps = prefixOfPath(rest)
        guard let path = StatePath.path(steps) else { return nil }
        rest = rest.dropFirst(steps.count)
        out.append(.path(String(name), path))
      } else if first == "\"" || first == "'" {
        let inside = rest.dropFirst().prefix { $0 != first && $0 != "\\" }
        guard rest.dropFirst(1 + inside.count).first == first else { return nil }
        rest = rest.dropFirst(2 + inside.count)
        out.append(.constant(.string(Text(String(inside)))))
      } else if first.isNumber || (first == "-" && rest.dropFirst().first?.isNumber ?? false) {
        let digits = rest.dropFirst().prefix { $0.isNumber || $0 == "." }
        guard let number = Number(literal: String(first) + digits) else { return nil }
        rest = rest.dropFirst(1 + digits.count)
        out.append(.constant(.number(number)))
      } else if first.isLetter {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        rest = rest.dropFirst(word.count)
        out.append(
          word == "true"
            ? .constant(.bool(true))
            : word == "false"
              ? .constant(.bool(false)) : .word(String(word)))
      } else {
        let two = String(rest.prefix(2))
        let sign = ["!=", "<=", ">="].contains(two) ? two : String(first)
        guard ["=", "!=", "<", "<=", ">", ">=", "(", ")"].contains(sign) else { return nil }
        rest = rest.dropFirst(sign.count)
        out.append(.sign(sign))
      }
    }
    return out
  }

  /// The longest prefix of a text that can be the steps of a path.
  private static func prefixOfPath(_ text: Substring) -> Substring {
    var end = text.startIndex
    while end < text.endIndex {
      let sign = text[end]
      if sign == "[" {
        guard let close = text[end...].firstIndex(of: "]") else { return text[..<end] }
        end = text.index(after: close)
      } else if sign == "." || sign.isLetter || sign.isNumber || sign == "_" {
        end = text.index(after: end)
      } else {
        break
      }
    }
    return text[..<end]
  }

  // MARK: Grammar

  private mutating func take(_ token: Token) -> Bool {
    guard tokens.first == token else { return false }
    tokens.removeFirst()
    return true
  }

  private mutating func disjunction() throws(Unsupported) -> Part {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.maximumDepth else { throw Unsupported() }
    let first = try conjunction()
    var parts: [StateCondition] = []
    while take(.word("or")) {
      if parts.isEmpty { parts.append(Self.condition(first)) }
      parts.append(Self.condition(try conjunction()))
    }
    return parts.isEmpty ? first : .condition(.or(parts))
  }

  private mutating func conjunction() throws(Unsupported) -> Part {
    let first = try comparison()
    var parts: [StateCondition] = []
    while take(.word("and")) {
      if parts.isEmpty { parts.append(Self.condition(first)) }
      parts.append(Self.condition(try comparison()))
    }
    return parts.isEmpty ? first : .condition(.and(parts))
  }

  /// The part as a condition. JSONata has its own rules for values that are not Booleans, so such a
  /// value is unknown.
  private static func condition(_ part: Part) -> StateCondition {
    switch part {
    case .condition(let condition): condition
    case .value(.constant(.bool(let flag))): flag ? .always : .never
    case .value: .unknown
    }
  }

  private mutating func comparison() throws(Unsupported) -> Part {
    let left = try operand()
    guard case .sign(let sign)? = tokens.first, sign != "(", sign != ")" else { return left }
    tokens.removeFirst()
    let right = try operand()
    guard case .value(let a) = left, case .value(let b) = right else {
      return .condition(.unknown)
    }
    let mirrored = ["<": ">", "<=": ">=", ">": "<", ">=": "<="]
    let isOrder = mirrored[sign] != nil
    let condition: StateCondition
    switch (a, b) {
    case (_, .constant(let constant)) where isPlain(constant, isOrder):
      condition = .comparing(a, by: isOrder ? sign : "==", with: constant)
    case (.constant(let constant), _) where isPlain(constant, isOrder):
      condition = .comparing(b, by: mirrored[sign] ?? "==", with: constant)
    default: condition = .unknown
    }
    return .condition(sign == "!=" ? .not(condition) : condition)
  }

  private func isPlain(_ constant: Value, _ isOrder: Bool) -> Bool {
    switch constant {
    case .number: true
    case .bool, .string: !isOrder
    default: false
    }
  }

  private mutating func operand() throws(Unsupported) -> Part {
    guard let token = tokens.first else { throw Unsupported() }
    tokens.removeFirst()
    switch token {
    case .constant(let value): return .value(.constant(value))
    case .sign("("):
      let inner = try disjunction()
      guard take(.sign(")")) else { throw Unsupported() }
      return inner
    case .path("not", []) where tokens.first == .sign("("):
      tokens.removeFirst()
      let inner = try disjunction()
      guard take(.sign(")")) else { throw Unsupported() }
      return .condition(.not(Self.condition(inner)))
    case .path(let name, let path):
      // A call of any other function.
      if tokens.first == .sign("(") { throw Unsupported() }
      return .value(value(of: name, at: path))
    case .sign, .word: throw Unsupported()
    }
  }

  private func value(of name: String, at path: [AgentPlanValue.PathPart]) -> Flow {
    guard name == "states" else {
      return (around.variables[name] ?? around.others).part(at: path).limited
    }
    let rest = Array(path.dropFirst())
    switch path.first {
    case .member("input"): return around.input.part(at: rest).limited
    case .member("result"): return around.result.part(at: rest).limited
    case .member("errorOutput"): return around.error.part(at: rest).limited
    case .member("context"):
      guard rest.starts(with: [.member("Map"), .member("Item"), .member("Value")]) else {
        return rest.first == .member("Map") || rest.isEmpty
          ? .anything(around.item.sources) : .unknown
      }
      return around.item.part(at: Array(rest.dropFirst(3))).limited
    default: return around.anything
    }
  }
}
