import ProvisoKernel

/// Which calls an argument's value comes from, part by part.
indirect enum ArgumentSource: Sendable {
  /// The plan says it, or nobody knows it.
  case none
  case list([ArgumentSource])
  case map([(name: Text, source: ArgumentSource)])
  /// What calls give is in it, one of the candidates of each.
  case calls([CallReference])

  /// Everything that the value comes from.
  var references: [CallReference] {
    switch self {
    case .none: []
    case .list(let parts): parts.flatMap(\.references)
    case .map(let members): members.flatMap(\.source.references)
    case .calls(let references): references
    }
  }

  /// The part that a path of names and places leads to.
  func part(at path: ArraySlice<Value>) -> ArgumentSource {
    guard let key = path.first else { return self }
    switch (self, key) {
    case (.calls, _): return self
    case (.map(let members), .string(let name)):
      return members.first { $0.name == name }?.source.part(at: path.dropFirst()) ?? .none
    case (.list(let parts), .number(let number)):
      guard let place = number.integer, parts.indices.contains(place) else { return .none }
      return parts[place].part(at: path.dropFirst())
    default: return .none
    }
  }
}

extension Program {
  /// How sure it is that an output is in a value.
  private enum Flow { case always, never, sometimes }

  /// That what `a` gives is used in a part of the arguments of `b`, directly or through other calls, with the
  /// moment left open: where one of several calls of a loop is meant, it is the latest.
  func flow(
    from a: Int, to b: Int, at path: [Value], _ universe: WorldUniverse, in store: TermStore
  ) -> Term {
    guard a != b else { return .never }
    let references = calls[b].source.part(at: path[...]).references
    switch flow(from: a, references) {
    case .always: return .always
    case .never: return .never
    case .sometimes where isCyclic:
      return store.undetermined(because: Self.manyCalls)
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
              term = store.ite(hasBegun, here, term)
            }
            return term
          })
      }
      return into(references)
    }
  }

  /// The same in one state, followed from the arguments back; `nil` where it cannot be told.
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
    "in a loop without a bound it is not known which call an argument comes from"

  /// What holds in every state.
  private func flow(from a: Int, _ references: [CallReference]) -> Flow {
    if reaches(a, from: references, { $0.candidates.count == 1 ? $0.candidates : [] }) {
      return .always
    }
    return reaches(a, from: references, \.candidates) ? .sometimes : .never
  }

  private func reaches(
    _ a: Int, from references: [CallReference], _ next: (CallReference) -> [Int]
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
