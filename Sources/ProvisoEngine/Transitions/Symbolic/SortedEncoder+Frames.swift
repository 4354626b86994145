import ProvisoKernel
import Z3

/// Makes the Z3 constants of states.
extension SortedEncoder {
  /// Constants for all variables and inputs.
  ///
  /// - Parameters:
  ///   - tag: Distinguishes the constants' names between frames.
  ///   - earlier: A frame of the same run; variables that no transition writes share its constants.
  func frame(
    _ problem: SymbolicProblem, tag: String, after earlier: Frame? = nil
  ) throws(Z3Error) -> Frame {
    let (system, fixed) = (problem.system, problem.fixed)
    var variables: [FrameVariable] = []
    variables.reserveCapacity(system.variables.count)
    for (index, variable) in system.variables.enumerated() {
      if fixed.contains(index), let earlier {
        variables.append(earlier.variables[index])
        continue
      }
      let name = "\(variable.name)@\(fixed.contains(index) ? "" : tag).\(index)"
      variables.append(
        try make(
          problem.sorts[index], mayBeNull: variable.mayBeNull, named: name, of: variable.name))
    }
    var inputs: [Int: FrameVariable] = [:]
    for (index, sort) in system.inputs.sorted(by: { $0.key < $1.key }) {
      inputs[index] = try make(
        sort, mayBeNull: false, named: "input\(index)@\(tag)", of: "an input")
    }
    return Frame(variables: variables, inputs: inputs)
  }

  private func make(
    _ sort: Sort, mayBeNull: Bool, named name: String, of known: String
  ) throws(Z3Error) -> FrameVariable {
    func scalar(
      _ term: Z3Term, absent: Z3Term, domain: [Z3Term] = []
    ) throws(Z3Error) -> (SortedValue.Component, SortedValue, [Z3Term], [Z3Term]) {
      guard mayBeNull else {
        return (.init(present: logic.yes, term: term), SortedValue(), [term], domain)
      }
      let null = try context.bool("\(name).null")
      // Null fixes the other constant, so that equal states have equal constants.
      let only = try logic.implies(null, logic.same(term, absent))
      return (
        .init(present: try logic.not(null), term: term),
        SortedValue(cases: [.init(value: .null, holds: null)]), [null, term], domain + [only]
      )
    }
    switch sort {
    case .bool:
      var (component, value, constants, domain) = try scalar(context.bool(name), absent: logic.no)
      value.bool = component
      return FrameVariable(value: value, constants: constants, domain: domain)
    case .integer:
      var (component, value, constants, domain) = try scalar(
        context.int(name), absent: context.int(0))
      value.number = component
      return FrameVariable(value: value, constants: constants, domain: domain)
    case .decimal:
      var (component, value, constants, domain) = try scalar(
        context.real(name), absent: context.rational(0))
      value.number = component
      return FrameVariable(value: value, constants: constants, domain: domain)
    case .string:
      let term = try usesStrings ? context.string(name) : context.int(name)
      let isText =
        try usesStrings
        ? context.matches(term, context.unicodeText()) : context.le(context.int(0), term)
      var (component, value, constants, domain) = try scalar(
        term, absent: usesStrings ? context.literal("") : context.int(0), domain: [isText])
      value.text = component
      return FrameVariable(value: value, constants: constants, domain: domain)
    case .finite(let values):
      return try finite(mayBeNull ? values + [.null] : values, named: name)
    case .any:
      refuse("`\(known)` can be a list or another value that the solver has no sort for")
      return FrameVariable(value: SortedValue(), constants: [], domain: [])
    }
  }

  /// A value of a finite sort, encoded by the binary digits of its index in `values`.
  private func finite(_ values: [Value], named name: String) throws(Z3Error) -> FrameVariable {
    guard !values.isEmpty else {
      return FrameVariable(value: SortedValue(), constants: [], domain: [logic.no])
    }
    var width = 0
    while 1 << width < values.count { width += 1 }
    var bits: [Z3Term] = []
    for bit in 0..<width { bits.append(try context.bool("\(name).\(bit)")) }
    func code(_ index: Int) throws(Z3Error) -> Z3Term {
      var digits: [Z3Term] = []
      for (bit, term) in bits.enumerated() {
        digits.append(index >> bit & 1 == 1 ? term : try logic.not(term))
      }
      return try logic.and(digits)
    }
    var value = SortedValue()
    var truths: [Z3Term] = []
    var falsehoods: [Z3Term] = []
    var numbers: [(Z3Term, Z3Term)] = []
    for (index, known) in values.enumerated() {
      let holds = try code(index)
      switch known {
      case .bool(let bool): if bool { truths.append(holds) } else { falsehoods.append(holds) }
      case .number(let number): numbers.append((holds, try numeral(number)))
      default: value.cases.append(.init(value: known, holds: holds))
      }
    }
    if !truths.isEmpty || !falsehoods.isEmpty {
      value.bool = .init(present: try logic.or(truths + falsehoods), term: try logic.or(truths))
    }
    if var term = numbers.last?.1 {
      for (holds, number) in numbers.dropLast() {
        term = try logic.select(if: holds, then: number, else: term)
      }
      value.number = .init(present: try logic.or(numbers.map(\.0)), term: term)
    }
    var domain: [Z3Term] = []
    for index in values.count..<(1 << width) { domain.append(try logic.not(code(index))) }
    return FrameVariable(value: value, constants: bits, domain: domain)
  }

  /// The formula that two frames have the same state.
  func sameState(_ a: Frame, _ b: Frame) throws(Z3Error) -> Z3Term {
    var parts: [Z3Term] = []
    for (x, y) in zip(a.variables, b.variables) { parts += try sameConstants(x, y) }
    return try logic.and(parts)
  }

  func sameConstants(
    _ a: FrameVariable, _ b: FrameVariable
  ) throws(Z3Error) -> [Z3Term] {
    var parts: [Z3Term] = []
    for (x, y) in zip(a.constants, b.constants) { parts.append(try logic.same(x, y)) }
    return parts
  }

  /// The state of a frame in a model.
  func state(_ frame: Frame, in model: Z3Model) throws(Z3Error) -> [Value] {
    var out: [Value] = []
    for variable in frame.variables { out.append(try read(variable.value, in: model)) }
    return out
  }
}
