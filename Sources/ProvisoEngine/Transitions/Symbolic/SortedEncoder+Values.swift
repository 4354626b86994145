import ProvisoKernel
import Z3

/// The operators on values.
extension SortedEncoder {
  // MARK: Choice and comparison

  func choose(
    if c: Z3Term, then a: SortedValue, else b: SortedValue
  ) throws(Z3Error) -> SortedValue {
    if c == logic.yes { return a }
    if c == logic.no { return b }
    func component(
      _ x: SortedValue.Component?, _ y: SortedValue.Component?
    ) throws(Z3Error) -> SortedValue.Component? {
      guard x != nil || y != nil else { return nil }
      let present = try logic.choose(
        if: c, then: x?.present ?? logic.no, else: y?.present ?? logic.no)
      if let x, let y {
        let term =
          x.term.kind == .bool
          ? try logic.choose(if: c, then: x.term, else: y.term)
          : try logic.select(if: c, then: x.term, else: y.term)
        return .init(present: present, term: term)
      }
      return (x ?? y).map { .init(present: present, term: $0.term) }
    }
    var cases: [SortedValue.Case] = []
    var indices: [Value: Int] = [:]
    let left = try logic.not(c)
    for known in a.cases {
      indices[known.value] = cases.count
      cases.append(.init(value: known.value, holds: try logic.and(c, known.holds)))
    }
    for known in b.cases {
      let holds = try logic.and(left, known.holds)
      if let index = indices[known.value] {
        let both = try logic.or(cases[index].holds, holds)
        cases[index] = .init(value: known.value, holds: both)
      } else {
        cases.append(.init(value: known.value, holds: holds))
      }
    }
    return SortedValue(
      cases: cases, bool: try component(a.bool, b.bool), number: try component(a.number, b.number),
      text: try component(a.text, b.text))
  }

  func equal(_ a: SortedValue, _ b: SortedValue) throws(Z3Error) -> Z3Term {
    var ways: [Z3Term] = []
    func both(
      _ x: SortedValue.Component?, _ y: SortedValue.Component?
    ) throws(Z3Error) {
      guard let x, let y else { return }
      ways.append(try logic.and(x.present, y.present, logic.same(x.term, y.term)))
    }
    try both(a.bool, b.bool)
    try both(a.number, b.number)
    try both(a.text, b.text)
    if !a.cases.isEmpty && !b.cases.isEmpty {
      let other = Dictionary(b.cases.map { ($0.value, $0.holds) }, uniquingKeysWith: { x, _ in x })
      for known in a.cases {
        if let holds = other[known.value] { ways.append(try logic.and(known.holds, holds)) }
      }
    }
    func mixed(_ x: SortedValue, _ text: SortedValue.Component?) throws(Z3Error) {
      guard let text else { return }
      for known in x.cases {
        guard case .string(let string) = known.value else { continue }
        ways.append(
          try logic.and(known.holds, text.present, logic.same(text.term, code(string))))
      }
    }
    try mixed(a, b.text)
    try mixed(b, a.text)
    return try logic.or(ways)
  }

  func isKind(_ a: SortedValue, _ kind: Value.Kind) throws(Z3Error) -> Z3Term {
    switch kind {
    case .bool: return a.bool?.present ?? logic.no
    case .number: return a.number?.present ?? logic.no
    default:
      var ways = a.cases.filter { $0.value.kind == kind }.map(\.holds)
      if kind == .string, let text = a.text { ways.append(text.present) }
      return try coverage(ways, of: a)
    }
  }

  /// The disjunction of some conditions of a value; `true` if these are all its conditions.
  private func coverage(_ ways: [Z3Term], of a: SortedValue) throws(Z3Error) -> Z3Term {
    let all = a.cases.count + [a.bool, a.number, a.text].count { $0 != nil }
    return try ways.count == all && all > 0 ? logic.yes : logic.or(ways)
  }

  /// One form that a text can have.
  private enum TextWay {
    case known(Text)
    case term(Z3Term)
  }

  private func texts(_ a: SortedValue) -> [(present: Z3Term, way: TextWay)] {
    var out: [(Z3Term, TextWay)] = []
    for known in a.cases {
      if case .string(let text) = known.value { out.append((known.holds, .known(text))) }
    }
    if let text = a.text { out.append((text.present, .term(text.term))) }
    return out
  }

  private func string(_ way: TextWay) throws(Z3Error) -> Z3Term {
    switch way {
    case .known(let text): try code(text)
    case .term(let term): term
    }
  }

  func less(_ a: SortedValue, _ b: SortedValue) throws(Z3Error) -> Z3Term {
    var ways: [Z3Term] = []
    if let x = a.number, let y = b.number {
      let (left, right) = try logic.balanced(x.term, y.term)
      ways.append(try logic.and(x.present, y.present, context.lt(left, right)))
    }
    for x in texts(a) {
      for y in texts(b) {
        let present = try logic.and(x.present, y.present)
        switch (x.way, y.way) {
        case (.known(let left), .known(let right)): if left < right { ways.append(present) }
        case _ where !usesStrings: requireStrings()
        default:
          ways.append(
            try logic.and(present, context.stringLess(string(x.way), string(y.way))))
        }
      }
    }
    return try logic.or(ways)
  }

  func stringTest(
    _ test: StringTest, of a: SortedValue, _ b: SortedValue
  ) throws(Z3Error) -> Z3Term {
    var ways: [Z3Term] = []
    for x in texts(a) {
      for y in texts(b) {
        let present = try logic.and(x.present, y.present)
        switch (x.way, y.way) {
        case (.known(let left), .known(let right)):
          if TermStore.test(test, of: .string(left), .string(right)) { ways.append(present) }
        case _ where !usesStrings: requireStrings()
        default:
          let (whole, part) = (try string(x.way), try string(y.way))
          let holds =
            switch test {
            case .startsWith: try context.prefixOf(part, whole)
            case .endsWith: try context.suffixOf(part, whole)
            case .contains: try context.contains(whole, part)
            }
          ways.append(try logic.and(present, holds))
        }
      }
    }
    return try logic.or(ways)
  }

  func matches(_ pattern: String, _ a: SortedValue) throws(Z3Error) -> Z3Term {
    var ways: [Z3Term] = []
    for x in texts(a) {
      switch x.way {
      case .known(let text):
        if compiledPatterns.isFound(pattern, in: text.string) { ways.append(x.present) }
      case .term(let term):
        if !usesStrings {
          requireStrings()
        } else if let regex = try patterns.encode(pattern) {
          ways.append(try logic.and(x.present, context.matches(term, regex)))
        } else {
          refuse(
            "the solver cannot match an unbounded text against \(Value.quoted(pattern))"
              + RegexEncoder.remark(on: pattern))
        }
      }
    }
    return try logic.or(ways)
  }

  // MARK: Results

  /// The number where it is present, and null elsewhere.
  private func orNull(number: SortedValue.Component) throws(Z3Error) -> SortedValue {
    let absent = try logic.not(number.present)
    return SortedValue(
      cases: absent == logic.no ? [] : [.init(value: .null, holds: absent)], number: number)
  }

  func size(_ a: SortedValue) throws(Z3Error) -> SortedValue {
    var term: Z3Term?
    var ways: [Z3Term] = []
    for x in texts(a) {
      let count: Z3Term
      switch x.way {
      case .known(let text): count = try context.int(text.count)
      case .term(let text):
        if usesStrings {
          count = try context.length(text)
        } else {
          requireStrings()
          count = try context.int(0)
        }
      }
      term = if let term { try logic.select(if: x.present, then: count, else: term) } else { count }
      ways.append(x.present)
    }
    guard let term else { return try constant(.null) }
    return try orNull(number: .init(present: coverage(ways, of: a), term: term))
  }

  func lowerASCII(_ a: SortedValue) throws(Z3Error) -> SortedValue {
    var cases: [(value: Value, ways: [Z3Term])] = []
    var ways: [Z3Term] = []
    for x in texts(a) {
      guard case .known(let text) = x.way else {
        refuse("the solver cannot evaluate `lowerAscii` of an unbounded text")
        continue
      }
      ways.append(x.present)
      let value = Value.string(text.lowerASCII)
      if let index = cases.firstIndex(where: { $0.value == value }) {
        cases[index].ways.append(x.present)
      } else {
        cases.append((value, [x.present]))
      }
    }
    var out: [SortedValue.Case] = []
    for (value, ways) in cases { out.append(.init(value: value, holds: try logic.or(ways))) }
    let absent = try logic.not(coverage(ways, of: a))
    if absent != logic.no { out.append(.init(value: .null, holds: absent)) }
    return SortedValue(cases: out)
  }

  func sum(
    _ constant: Number, plus parts: [WeightedTerm], when conditions: [Z3Term]
  ) throws(Z3Error) -> SortedValue {
    var total = constant
    let isInteger = constant.isInteger && parts.allSatisfy { $0.weight.isInteger }
    func weigh(_ number: Number) throws(Z3Error) -> Z3Term {
      try isInteger ? numeral(number) : context.toReal(numeral(number))
    }
    var terms: [Z3Term] = []
    for (part, condition) in zip(parts, conditions) {
      if condition == logic.yes {
        total = total + part.weight
      } else if condition != logic.no {
        terms.append(try context.ite(condition, then: weigh(part.weight), else: weigh(.zero)))
      }
    }
    if total != .zero || terms.isEmpty { terms.append(try weigh(total)) }
    let term = try terms.count == 1 ? terms[0] : context.add(terms)
    return SortedValue(number: .init(present: logic.yes, term: term))
  }

  func arithmetic(
    _ op: TermArithmetic, of a: SortedValue, _ b: SortedValue
  ) throws(Z3Error) -> SortedValue {
    var result = SortedValue()
    var covered: [Z3Term] = []
    if let x = a.number, let y = b.number {
      var present = try logic.and(x.present, y.present)
      if op == .divide || op == .modulo {
        present = try logic.and(present, logic.not(isZero(y.term)))
      }
      result.number = .init(present: present, term: try compute(op, of: x.term, y.term))
      covered.append(present)
    }
    if op == .add {
      var joined: SortedValue.Component?
      for x in texts(a) {
        for y in texts(b) {
          let present = try logic.and(x.present, y.present)
          if present == logic.no { continue }
          covered.append(present)
          if case .known(let left) = x.way, case .known(let right) = y.way {
            let value = Value.string(Text(left.string + right.string))
            if let index = result.cases.firstIndex(where: { $0.value == value }) {
              let holds = try logic.or(result.cases[index].holds, present)
              result.cases[index] = .init(value: value, holds: holds)
            } else {
              result.cases.append(.init(value: value, holds: present))
            }
          } else if usesStrings {
            let text = try context.concat(string(x.way), string(y.way))
            joined =
              if let joined {
                .init(
                  present: try logic.or(joined.present, present),
                  term: try logic.select(if: present, then: text, else: joined.term))
              } else { .init(present: present, term: text) }
          } else {
            requireStrings()
          }
        }
      }
      result.text = joined
    }
    let absent = try logic.not(logic.or(covered))
    if absent != logic.no { result.cases.append(.init(value: .null, holds: absent)) }
    return result
  }

  private func isZero(_ term: Z3Term) throws(Z3Error) -> Z3Term {
    if let value = term.numeralValue { return value == "0" ? logic.yes : logic.no }
    return try logic.same(term, context.int(0))
  }

  private func compute(
    _ op: TermArithmetic, of a: Z3Term, _ b: Z3Term
  ) throws(Z3Error) -> Z3Term {
    let (x, y) = try logic.balanced(a, b)
    switch op {
    case .add: return try context.add(x, y)
    case .subtract: return try context.sub(x, y)
    case .multiply: return try context.mul(x, y)
    case .divide: return try context.div(x, y)
    case .modulo:
      if x.kind == .int, let divisor = y.numeralValue {
        if divisor == "1" || divisor == "-1" { return try context.int(0) }
        // SMT-LIB's remainder is never negative; ours has the divisor's sign.
        if !divisor.hasPrefix("-") { return try context.mod(x, y) }
        return try context.minus(
          context.mod(context.minus(x), context.integer(String(divisor.dropFirst()))))
      }
      let quotient = try context.toInt(context.div(x, y))
      if x.kind == .int { return try context.sub(x, context.mul(y, quotient)) }
      return try context.sub(x, context.mul(y, context.toReal(quotient)))
    }
  }
}
