import ProvisoPatterns

/// Evaluates terms at one moment, with given values for the unknowns. It defines the meaning of
/// terms.
///
/// Operands have smaller indices than the terms that use them, so an explicit stack and a memo are
/// enough; the depth of the input costs no recursion.
public struct TermEvaluator {
  private let terms: TermTable
  private let system: System
  private let world: FlagValues
  private let patterns = CompiledPatterns()

  /// Evaluates terms of a table over `system`; a table is shared, never copied.
  public init(terms: TermTable, system: System, world: FlagValues = FlagValues()) {
    self.terms = terms
    self.system = system
    self.world = world
  }

  /// Evaluates the terms that `store` has now over `system`; terms that are made later are unknown to it.
  public init(store: TermStore, system: System, world: FlagValues = FlagValues()) {
    self.init(terms: store.table, system: system, world: world)
  }

  /// The value of a term.
  ///
  /// - Parameters:
  ///   - unknowns: values by index; absent ones count as null (false for a condition).
  ///   - undetermined: values by index; absent ones count as false.
  public func value(
    of term: Term, at moment: Moment, unknowns: [Int: Value] = [:], undetermined: [Int: Bool] = [:]
  ) -> Value {
    var memo: [Term: Value] = [:]
    var stack = [term]
    while let top = stack.last {
      if memo[top] != nil {
        stack.removeLast()
        continue
      }
      let missing = terms[top].operands.filter { memo[$0] == nil }
      if !missing.isEmpty {
        stack += missing
        continue
      }
      memo[top] = compute(
        terms[top], memo: memo, at: moment, unknowns: unknowns, undetermined: undetermined)
      stack.removeLast()
    }
    return memo[term] ?? .null
  }

  /// Whether a condition holds.
  public func holds(
    _ term: Term, at moment: Moment, unknowns: [Int: Value] = [:], undetermined: [Int: Bool] = [:]
  ) -> Bool {
    value(
      of: term, at: moment, unknowns: unknowns, undetermined: undetermined)
      == .bool(true)
  }

  private func compute(
    _ node: TermNode, memo: [Term: Value], at moment: Moment, unknowns: [Int: Value],
    undetermined: [Int: Bool]
  ) -> Value {
    func get(_ term: Term) -> Value { memo[term] ?? .null }
    func truth(_ term: Term) -> Bool { get(term) == .bool(true) }
    switch node {
    case .truth(let value): return .bool(value)
    case .constant(let value): return value
    case .variable(let index): return moment.value(of: index)
    case .unknown(let index): return unknowns[index] ?? .null
    case .undetermined(let index): return .bool(undetermined[index] ?? false)
    case .flag(let index): return .bool(world.flags[index] ?? false)
    case .phase(let step, let phase):
      return switch phase {
      case .begun: .bool(moment.hasBegun(step))
      case .done: .bool(moment.steps[step] == .done)
      case .failed: .bool(moment.steps[step].hasFailed)
      }
    case .happened(let part): return .bool(moment.hasHappened(part))
    case .enabled(let step):
      return .bool(Interpreter(system, world: world).canBegin(step, at: moment))
    case .before(let earlier, let later):
      return .bool(system.order.path(from: later, to: earlier, in: world) != nil)
    case .justDone(let step):
      return .bool(
        moment.steps[step] == .done
          && moment.steps.indices.allSatisfy { other in
            moment.steps[other] == .pending
              || !system.steps[other].waits.contains { $0.step == step && world.admits($0) }
          })
    case .not(let inner): return .bool(!truth(inner))
    case .and(let parts): return .bool(parts.allSatisfy(truth))
    case .or(let parts): return .bool(parts.contains(where: truth))
    case .ite(let c, let a, let b): return truth(c) ? get(a) : get(b)
    case .equal(let a, let b): return .bool(get(a) == get(b))
    case .less(let a, let b): return .bool(TermStore.less(get(a), get(b)))
    case .isKind(let a, let kind): return .bool(get(a).kind == kind)
    case .isTrue(let a): return .bool(get(a) == .bool(true))
    case .stringTest(let test, let a, let b): return .bool(TermStore.test(test, of: get(a), get(b)))
    case .matches(let pattern, let a):
      guard case .string(let text) = get(a) else { return .bool(false) }
      return .bool(patterns.isFound(terms.patterns[pattern], in: text.string))
    case .sum(let constant, let parts):
      return .number(parts.reduce(constant) { truth($1.condition) ? $0 + $1.weight : $0 })
    case .arithmetic(let op, let a, let b):
      return TermStore.compute(op, of: get(a), get(b)) ?? .null
    case .size(let a):
      if case .string(let text) = get(a) { return .number(Number(text.count)) }
      return .null
    case .lowerASCII(let a):
      if case .string(let text) = get(a) { return .string(text.lowerASCII) }
      return .null
    }
  }
}

extension TermNode {
  /// The terms that the node uses.
  public var operands: [Term] {
    switch self {
    case .truth, .constant, .variable, .unknown, .undetermined, .flag, .phase, .happened,
      .enabled, .justDone, .before:
      []
    case .not(let a), .isKind(let a, _), .matches(_, let a), .size(let a), .lowerASCII(let a),
      .isTrue(let a):
      [a]
    case .and(let parts), .or(let parts): parts
    case .ite(let a, let b, let c): [a, b, c]
    case .equal(let a, let b), .less(let a, let b), .stringTest(_, let a, let b),
      .arithmetic(_, let a, let b):
      [a, b]
    case .sum(_, let parts): parts.map(\.condition)
    }
  }
}
