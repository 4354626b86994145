import ProvisoKernel

/// Finds text variables to which only known texts are ever written. Such a variable has a finite
/// sort and needs no theory of strings.
///
/// This is constant propagation with sets: constants flow along the updates until a fixed point.
/// All reachable states are within these sets, because the initial states are and each update stays
/// within them.
struct TextPropagation {
  private let system: TransitionSystem
  private let store: TermStore
  /// A variable with more texts than this counts as unbounded.
  private static let most = 64

  init(_ system: TransitionSystem, store: TermStore) {
    self.system = system
    self.store = store
  }

  /// The sort of each variable: finite if only known texts are written to it, otherwise the
  /// system's.
  func sorts(_ cancellation: Cancellation) throws(Cancelled) -> [Sort] {
    var known: [Int: Set<Text>] = [:]
    for (index, variable) in system.variables.enumerated() where variable.sort == .string {
      if system.initial[index] != nil { known[index] = [] }
    }
    var changes = true
    func flow(_ term: Term, to index: Int) {
      guard let old = known[index] else { return }
      let new = texts(of: term, known).map { old.union($0) }
      if let new, new.count <= Self.most {
        if new != old { changes = true }
        known[index] = new
      } else {
        known[index] = nil
        changes = true
      }
    }
    while changes && !known.isEmpty {
      changes = false
      for (index, term) in system.initial.enumerated() {
        if let term { flow(term, to: index) }
      }
      for transition in system.transitions {
        try cancellation.check()
        for update in transition.updates { flow(update.value, to: update.variable) }
      }
    }
    return system.variables.enumerated().map { index, variable in
      guard let texts = known[index] else { return variable.sort }
      return .finite(texts.sorted().map(Value.string))
    }
  }

  /// The texts that a term can have as its value; `nil` if that may be any text.
  private func texts(of term: Term, _ known: [Int: Set<Text>]) -> Set<Text>? {
    var out: Set<Text> = []
    var seen: Set<Term> = [term]
    var stack = [term]
    while let top = stack.popLast() {
      switch store[top] {
      case .constant(.string(let text)): out.insert(text)
      case .variable(let index):
        switch system.variables[index].sort {
        case .string:
          guard let texts = known[index] else { return nil }
          out.formUnion(texts)
        case .finite(let values): out.formUnion(values.compactMap(\.text))
        case .any: return nil
        case .bool, .integer, .decimal: break
        }
      case .unknown(let index):
        switch system.inputs[index] {
        case .finite(let values): out.formUnion(values.compactMap(\.text))
        case .bool, .integer, .decimal: break
        case .string, .any, nil: return nil
        }
      case .ite(_, let a, let b):
        for part in [a, b] where seen.insert(part).inserted { stack.append(part) }
      case .arithmetic(.add, _, _), .lowerASCII: return nil
      default: break
      }
    }
    return out
  }
}

extension Value {
  fileprivate var text: Text? { if case .string(let text) = self { text } else { nil } }
}
