import ProvisoKernel
import ProvisoSyntax

/// Evaluates constants during checking: a `let`, a row of a `table`, an initial value of a world.
enum ConstantEvaluator {
  /// The reason why an expression has no constant value.
  struct Failure: Error {
    let code: DiagnosticCode
    let span: Span
    let message: String
  }

  /// The limits of a constant: the bytes of a string, the elements of a list and of the lists in it, and
  /// the digits of a number's numerator and denominator together.
  static let longestString = 1_000_000
  static let longestList = 100_000
  static let mostDigits = 25_000

  /// The value of a checked expression.
  ///
  /// - Throws: `Failure` if the expression is not constant, has no value, or is larger than a limit.
  static func value(of expression: Expression) throws(Failure) -> Value {
    switch expression.kind {
    case .constant(let value): return value
    case .list(let elements):
      var values: [Value] = []
      var size = 0
      for element in elements {
        let value = try self.value(of: element)
        size += Self.size(of: value)
        values.append(value)
      }
      guard size <= longestList else {
        throw Failure(
          code: .tooLarge, span: expression.span,
          message: "this constant has more than \(longestList) elements")
      }
      return .list(values)
    case .negate(let operand):
      guard case .number(let number) = try value(of: operand) else {
        throw noValue(operand, "`-` has no value if its operand is not a number")
      }
      return .number(-number)
    case .not(let operand): return .bool(!(try truth(of: operand)))
    case .and(let operands):
      for operand in operands where !(try truth(of: operand)) { return .bool(false) }
      return .bool(true)
    case .or(let operands):
      for operand in operands where try truth(of: operand) { return .bool(true) }
      return .bool(false)
    case .implies(let a, let b):
      guard try truth(of: a) else { return .bool(true) }
      return .bool(try truth(of: b))
    case .conditional(let test, let a, let b):
      return try truth(of: test) ? try value(of: a) : try value(of: b)
    case .compare(let comparison, let a, let b):
      return .bool(compare(by: comparison, try value(of: a), try value(of: b)))
    case .arithmetic(let operation, let a, let b):
      return try arithmetic(operation, of: try value(of: a), try value(of: b), in: expression)
    case .index(let base, let index):
      return element(of: try value(of: base), at: try value(of: index))
    case .member(let base, let name): return try value(of: base)[name]
    case .lookup(let table, let key):
      guard case .string(let text) = try value(of: key), let value = table.rows[text] else {
        throw noValue(key, "the table `\(table.name)` has no such row")
      }
      return value
    case .function(let function, let operands):
      guard [.min, .max, .abs].contains(function) else { break }
      var numbers: [Number] = []
      for operand in operands {
        guard case .number(let number) = try value(of: operand) else {
          throw noValue(
            operand, "`\(function.rawValue)` has no value if an argument is not a number")
        }
        numbers.append(number)
      }
      guard let first = numbers.first else { break }
      switch function {
      case .abs: return .number(first.magnitude)
      case .min: return .number(numbers.min() ?? first)
      default: return .number(numbers.max() ?? first)
      }
    default: break
    }
    throw Failure(
      code: .notConstant, span: expression.span,
      message:
        "a constant contains only literals and other constants; use a `define` for what depends on the plan"
    )
  }

  private static func noValue(_ expression: Expression, _ message: String) -> Failure {
    Failure(code: .noConstantValue, span: expression.span, message: message)
  }

  private static func truth(of expression: Expression) throws(Failure) -> Bool {
    guard case .bool(let value) = try value(of: expression) else {
      throw noValue(expression, "this is neither true nor false")
    }
    return value
  }

  private static func size(of value: Value) -> Int {
    if case .list(let elements) = value {
      return elements.reduce(1) { min($0 + size(of: $1), longestList + 1) }
    }
    return 1
  }

  private static func compare(by comparison: Comparison, _ a: Value, _ b: Value) -> Bool {
    switch comparison {
    case .equal: return a == b
    case .notEqual: return a != b
    case .in: return b.asList.contains(a)
    case .has:
      if case .map(let members) = a, case .string(let key) = b {
        return !(members[key] ?? .null).isNull
      }
      return a.asList.contains(b)
    case .less, .lessOrEqual, .greater, .greaterOrEqual: break
    }
    let order: (Bool, Bool)
    switch (a, b) {
    case (.number(let x), .number(let y)): order = (x < y, x == y)
    case (.string(let x), .string(let y)): order = (x < y, x == y)
    default: return false
    }
    switch comparison {
    case .less: return order.0
    case .lessOrEqual: return order.0 || order.1
    case .greater: return !order.0 && !order.1
    default: return !order.0
    }
  }

  private static func element(of base: Value, at index: Value) -> Value {
    switch (base, index) {
    case (.map, .string(let key)): return base[key]
    case (.list(let elements), .number(let number)):
      guard let index = number.integer, elements.indices.contains(index) else { return .null }
      return elements[index]
    default: return .null
    }
  }

  private static func arithmetic(
    _ operation: Arithmetic, of a: Value, _ b: Value, in expression: Expression
  ) throws(Failure) -> Value {
    if operation == .add, case .string(let x) = a, case .string(let y) = b {
      guard x.string.utf8.count + y.string.utf8.count <= longestString else {
        throw Failure(
          code: .tooLarge, span: expression.span,
          message: "this constant is longer than \(longestString) bytes")
      }
      return .string(Text(x.string + y.string))
    }
    guard case .number(let x) = a, case .number(let y) = b else {
      throw noValue(
        expression, "`\(operation.rawValue)` has no value if an operand is not a number")
    }
    let result: Number?
    switch operation {
    case .add: result = x + y
    case .subtract: result = x - y
    case .multiply: result = x * y
    case .divide: result = x.divided(by: y)
    case .modulo: result = x.modulo(y)
    }
    guard let result else { throw noValue(expression, "a division by zero has no value") }
    if result.integer == nil {
      let (numerator, denominator) = result.fraction
      guard numerator.utf8.count + denominator.utf8.count <= mostDigits else {
        throw Failure(
          code: .tooLarge, span: expression.span,
          message: "this number has more than \(mostDigits) digits")
      }
    }
    return .number(result)
  }
}
