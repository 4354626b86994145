/// A condition in three values: `yes` holds where the condition certainly holds, `no` where it
/// certainly fails. Elsewhere the condition depends on something without a value (Kleene's strong
/// logic).
public struct ThreeValuedCondition: Hashable, Sendable {
  public let yes: Term
  public let no: Term
}

extension TermStore {
  /// Two terms without undetermined parts: where the condition certainly holds and where it
  /// certainly fails.
  public func settled(_ term: Term) -> ThreeValuedCondition {
    var memo: [Term: ThreeValuedCondition] = [:]
    var openValues: [Term: Bool] = [:]
    var stack = [term]
    while let top = stack.last {
      if memo[top] != nil {
        stack.removeLast()
        continue
      }
      let missing = self[top].operands.filter { memo[$0] == nil }
      if !missing.isEmpty {
        stack += missing
        continue
      }
      memo[top] = settle(top, memo: memo, openValues: &openValues)
      stack.removeLast()
    }
    return memo[term] ?? ThreeValuedCondition(yes: .never, no: .never)
  }

  /// Whether the term names an undetermined condition.
  public func isOpen(_ term: Term) -> Bool { undeterminedReason(term) != nil }

  /// Why a condition in the term is undetermined; `nil` if none is.
  public func undeterminedReason(_ term: Term) -> String? {
    var seen: Set<Term> = [term]
    var stack = [term]
    while let top = stack.popLast() {
      if case .undetermined(let index) = self[top] { return undetermined[index].reason }
      for operand in self[top].operands where seen.insert(operand).inserted {
        stack.append(operand)
      }
    }
    return nil
  }

  private func settle(
    _ term: Term, memo: [Term: ThreeValuedCondition], openValues: inout [Term: Bool]
  ) -> ThreeValuedCondition {
    func get(_ operand: Term) -> ThreeValuedCondition {
      memo[operand] ?? ThreeValuedCondition(yes: .never, no: .never)
    }
    let isOpen =
      if case .undetermined = self[term] { true } else {
        self[term].operands.contains { openValues[$0] ?? false }
      }
    openValues[term] = isOpen
    // A term without undetermined parts keeps its own meaning. For a value,
    // only `openValues` is needed.
    guard isOpen else { return ThreeValuedCondition(yes: term, no: not(term)) }
    switch self[term] {
    case .not(let a): return ThreeValuedCondition(yes: get(a).no, no: get(a).yes)
    case .and(let parts):
      return ThreeValuedCondition(
        yes: and(parts.map { get($0).yes }), no: or(parts.map { get($0).no }))
    case .or(let parts):
      return ThreeValuedCondition(
        yes: or(parts.map { get($0).yes }), no: and(parts.map { get($0).no }))
    case .ite(let c, let a, let b):
      let (test, x, y) = (get(c), get(a), get(b))
      return ThreeValuedCondition(
        yes: or([and(test.yes, x.yes), and(test.no, y.yes), and(x.yes, y.yes)]),
        no: or([and(test.yes, x.no), and(test.no, y.no), and(x.no, y.no)]))
    // A comparison of partly undetermined values may be either.
    default: return ThreeValuedCondition(yes: .never, no: .never)
    }
  }
}
