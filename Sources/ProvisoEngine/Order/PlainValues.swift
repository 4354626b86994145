import ProvisoKernel

/// Tries a few plain values for the unknowns of a large condition before the solver is asked.
///
/// A solver takes its time to read a condition of a hundred thousand parts, and looks at no clock
/// meanwhile. Such a condition mostly compares one unknown with many constants: one of these
/// constants, or a value that is none of them, decides it.
struct PlainValues {
  let store: TermStore

  /// The parts from which on a condition is large.
  private static let large = 2_000
  /// The most unknowns, and the most constants that are tried for each.
  private static let most = 2

  /// Values that meet the condition and the assumptions; `nil` if none were found, or the condition is
  /// not large.
  func find(_ condition: Term, assuming assumptions: [Term]) -> [Int: Value]? {
    guard let candidates = candidates(for: [condition] + assumptions) else { return nil }
    var choices: [[Int: Value]] = [[:]]
    for (unknown, values) in candidates.sorted(by: { $0.key < $1.key }) {
      choices = choices.flatMap { choice in
        values.map { value in choice.merging([unknown: value]) { $1 } }
      }
    }
    for choice in choices {
      var rewriter = Rewriter(store)
      let isMet = ([condition] + assumptions).allSatisfy { term in
        rewriter.rewrite(term) { node in
          if case .unknown(let index) = node { return choice[index].map(store.constant) }
          return nil
        } == .always
      }
      if isMet { return choice }
    }
    return nil
  }

  /// The values to try for each unknown.
  private func candidates(for terms: [Term]) -> [Int: [Value]]? {
    var found: [Int: [Value]] = [:]
    var parts = 0
    for term in terms {
      _ = store.contains(in: term) { node in
        parts += 1
        switch node {
        case .unknown(let index): found[index, default: []] += []
        case .equal(let a, let b):
          for (unknown, other) in [(a, b), (b, a)] {
            guard case .unknown(let index) = store[unknown],
              case .constant(let value) = store[other]
            else { continue }
            if found[index, default: []].count < Self.most {
              found[index, default: []].append(value)
            }
          }
        default: break
        }
        return found.count > Self.most
      }
    }
    guard parts >= Self.large, !found.isEmpty, found.count <= Self.most,
      // A member of a map has to agree with the map.
      found.keys.allSatisfy({ store.unknowns[$0].parent == nil && !store.unknowns[$0].isCondition })
    else { return nil }
    let other = Value.string("another value")
    return found.mapValues { $0 + [other, .null] }
  }
}
