import ProvisoKernel

// # Properties of runs
//
// `eventually`, `leads to` and `until` are about complete runs: no step fails, and at the end all
// steps are done, but for optional ones, which can be left out. Where each step happens at most
// once, a complete run is a path from the moment in which all steps are pending to such an end, one
// event after the other: a step begins, a part of it happens, it is done. Steps that are not ordered overlap in any way.
//
// As for moments, only the cone matters: the steps that P and Q can see. Every path through the
// cone's moments is the view that some complete run of the whole system gives of the cone: before a
// step of the cone begins, the steps outside that it waits for are done one by one, and the rest
// are done at the end. None of them changes P or Q.
//
// So a property of runs is a question about paths in a finite acyclic graph, the cone's moments,
// read by an automaton of at most three states (`RunMonitor`). The property breaks if and only if a
// path to a complete moment ends in a bad state; a depth-first search over pairs of moment and
// state finds one or proves that there is none. Down-closed sets alone do not suffice: if P fails
// at two moments, there need not be a run through both.
//
// Unknowns are rigid: each has one value for the whole run. The first search uses only conditions
// that are certain; a path that it finds breaks the property for all values. The second search
// takes, at each moment on its own, every truth value that is possible; if it finds no path either,
// the property holds. A path of the second search counts only if one choice of values makes it bad
// from end to end, which is a single query to the solver. If none does, the property is undecided,
// because another path might break it.
//
// A search visits each pair of moment and automaton state at most once. Cones with too many moments
// are decided only where an argument about the first and the last moment suffices: every run has
// both, and a condition that never changes back needs no search in between.

/// A property of runs and the condition under which it is checked.
public struct RunQuery {
  public let kind: RunOperator
  /// P.
  public let first: Term
  /// Q; `.never` for `eventually`, which has no Q.
  public let second: Term
  /// The property is checked only in runs whose first moment meets this condition.
  public let condition: Term
  /// Conditions over unknowns that the answer may rely on.
  public let assumptions: [Term]

  /// Asks about all complete runs.
  public init(
    _ kind: RunOperator, of first: Term, _ second: Term = .never, where condition: Term = .always,
    assumptions: [Term] = []
  ) {
    self.kind = kind
    self.first = first
    self.second = second
    self.condition = condition
    self.assumptions = assumptions
  }
}

extension Engine {
  /// Decides a property of runs.
  ///
  /// A counterexample carries its events; its run has the same steps, in the order in which they
  /// begin.
  public func decide(_ query: RunQuery) -> Finding {
    answer { () throws(Cancelled) in
      needed = NeededConditions()
      needed.isComplete = false
      return try confirmed(
        // The unknowns and constants count. A known part would hide those of the others.
        try decided(query),
        about: store.or(
          [query.condition, query.first, query.second].filter { $0 != .always && $0 != .never }),
        assuming: query.assumptions,
        holds: { (replace) throws(Cancelled) in
          let replaced = RunQuery(
            query.kind, of: replace(query.first), replace(query.second),
            where: replace(query.condition), assumptions: query.assumptions)
          if case .holds = try decided(replaced) { return true }
          return false
        }, again: { () throws(Cancelled) in try decided(query) })
    }
  }

  private func decided(_ query: RunQuery) throws(Cancelled) -> Finding {
    try RunDecision(engine: self, query: query).decide()
  }

  /// Whether some values make the condition true before the first step.
  public func canHoldAtFirst(_ condition: Term, assuming assumptions: [Term]) -> Bool {
    let first = RunDecision.atFirst(
      BeforeResolution(self).asFacts(condition), store: store, system: system)
    if case .impossible = try? solving.check(first, assuming: assumptions) { return false }
    return true
  }
}
