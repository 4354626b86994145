import ProvisoKernel
import ProvisoLanguage

/// The conditions about the calls of a program that properties and plan conditions use.
extension WorldBuilder {
  /// The condition that a call can begin, or any call of the action with these arguments.
  func starts(_ step: Int, in program: Program) -> Term {
    let key = step >= program.calls.count ? groups[step - program.calls.count] : nil
    return store.or(
      drafts.compactMap { draft in
        guard let call = draft.begins else { return nil }
        if let key {
          guard program.calls[call].action == key.action, isGiven(draft.origin, key) else {
            return nil
          }
        } else if call != step {
          return nil
        }
        return canBegin(draft.transition)
      })
  }

  private func isGiven(_ origin: TransitionOrigin, _ key: StepKey) -> Bool {
    origin.arguments.count == key.arguments.count
      && zip(origin.arguments, key.arguments).allSatisfy { chosen, wanted in
        if case .value(let value) = chosen { value == wanted } else { false }
      }
  }

  /// The condition that the call, which a transition completes, has these arguments.
  func isGiven(_ call: Int, _ key: StepKey, by draft: Draft) -> Term {
    guard let program = model.program, program.calls[call].action == key.action else {
      return .never
    }
    if program.isAtomic { return store.truth(isGiven(draft.origin, key)) }
    return store.and(
      zip(key.arguments.indices, program.calls[call].parameters).map { number, given in
        if case .constant(let value) = given { return store.truth(value == key.arguments[number]) }
        guard let index = universe.layout[.argument(call, number)] else { return .never }
        return store.equal(store.variable(index), store.constant(key.arguments[number]))
      })
  }

  /// The call object that a reference denotes, with the moment left open.
  func object(_ reference: CallReference) -> Symbol {
    func object(_ call: Int) -> Symbol {
      .value(.object(ObjectID(entity: WorldModel.EntityIndex.call, index: call)))
    }
    guard let last = reference.candidates.last else { return .null }
    var out = object(last)
    for call in reference.candidates.dropLast().reversed() {
      let hasBegun = store.not(universe.phase(call, is: .pending, in: store))
      out = .choice([.init(hasBegun, object(call)), .init(store.not(hasBegun), out)])
    }
    return out
  }
}
