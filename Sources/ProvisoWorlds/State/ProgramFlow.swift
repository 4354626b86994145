import ProvisoKernel
import ProvisoLanguage

extension Program {
  /// How often an output is part of a value.
  private enum Flow { case always, never, sometimes }

  /// The condition that an output of `a` is used in a part of the arguments of `b`, directly or
  /// through other calls. A reference to a call in a loop denotes the latest one that has begun.
  func flow(
    from a: Int, to b: Int, at path: [Value], _ universe: WorldUniverse, in store: TermStore
  ) -> Term {
    guard a != b else { return .never }
    let references = calls[b].source.part(at: path[...]).references
    switch flow(from: a, references) {
    case .always: return .always
    case .never: return .never
    case .sometimes where isCyclic:
      return store.undetermined(because: Gap(Self.manyCalls))
    case .sometimes:
      var known: [Int: Term] = [:]
      func into(_ references: [CallReference]) -> Term {
        store.or(
          references.map { reference in
            var term: Term = .never
            for (number, call) in reference.candidates.enumerated().reversed() {
              let here: Term
              if call == a {
                here = .always
              } else if let found = known[call] {
                here = found
              } else {
                here = into(calls[call].source.references)
                known[call] = here
              }
              guard number < reference.candidates.count - 1 else {
                term = here
                continue
              }
              let hasBegun = store.not(universe.phase(call, is: .pending, in: store))
              term = store.ite(hasBegun, then: here, else: term)
            }
            return term
          })
      }
      return into(references)
    }
  }

  /// Whether there is such a flow in one state; `nil` if the source does not determine it.
  func isFlow(
    from a: Int, to b: Int, at path: [Value], _ universe: WorldUniverse, in state: [Value]
  ) -> Bool? {
    guard a != b else { return false }
    let references = calls[b].source.part(at: path[...]).references
    if isCyclic {
      switch flow(from: a, references) {
      case .always: return true
      case .never: return false
      case .sometimes: return nil
      }
    }
    var seen: Set<Int> = []
    var stack = references
    while let reference = stack.popLast() {
      guard let call = universe.latest(reference, in: state) else { continue }
      if call == a { return true }
      if seen.insert(call).inserted { stack += calls[call].source.references }
    }
    return false
  }

  private static let manyCalls =
    "an argument that comes from one of several calls in a loop without a bound"

  /// The flow that holds in every state.
  private func flow(from a: Int, _ references: [CallReference]) -> Flow {
    if reaches(a, from: references, next: { $0.candidates.count == 1 ? $0.candidates : [] }) {
      return .always
    }
    return reaches(a, from: references, next: \.candidates) ? .sometimes : .never
  }

  private func reaches(
    _ a: Int, from references: [CallReference], next: (CallReference) -> [Int]
  ) -> Bool {
    var seen: Set<Int> = []
    var stack = references.flatMap(next)
    while let top = stack.popLast() {
      if top == a { return true }
      if seen.insert(top).inserted { stack += calls[top].source.references.flatMap(next) }
    }
    return false
  }
}
