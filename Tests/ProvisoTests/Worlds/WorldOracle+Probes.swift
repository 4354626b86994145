import ProvisoKernel
import ProvisoSyntax

@testable import Proviso
@testable import ProvisoLanguage
@testable import ProvisoWorlds

/// Expected answers to questions about coverage, from the states and the source.
extension WorldOracle {
  /// Returns the expected answer to a probe; nil for a trigger that depends on the past.
  func probe(_ question: WorldProblem.Question) -> Expected? {
    let property = problem.spec.properties[question.property]
    let (binders, body) = PropertyShape.split(property.body)
    let runs = PropertyShape.overRuns(property.body)
    let starts = states.indices.filter { depths[$0] == 0 }
    let frames = frames(of: binders)
    func isAsked(_ frame: [MaskedValue], at index: Int) -> Bool {
      binders.allSatisfy { binder in
        binder.condition.map {
          truth(of: $0, at: index, in: Array(frame.prefix(binder.slot + 1))) == .yes
        } ?? true
      }
    }
    switch question.probe {
    // Moves are asked for by a `refines`, which random refinements test, and records ask about themselves.
    case nil, .moves, .record: return nil
    case .condition:
      let moments = runs == nil ? Array(states.indices) : starts
      let isMet = moments.contains { index in frames.contains { isAsked($0, at: index) } }
      return Expected(name: isMet ? "holds" : "fails")
    case .leadsTo:
      guard let first = runs?.parts.first else { return nil }
      let isMet = frames.contains { frame in
        reachable(from: Set(starts.filter { isAsked(frame, at: $0) })).contains {
          truth(of: first, at: $0, in: frame) == .yes
        }
      }
      return Expected(name: isMet ? "holds" : "fails")
    case .end:
      let isMet =
        runs == nil
        ? !moments(of: property).isEmpty
        : canStay(in: Set(states.indices), from: Set(starts))
      return Expected(name: isMet ? "fails" : "holds")
    case .trigger(let number):
      guard !property.body.looksBack, let watch = problem.triggers[question.property] else {
        return nil
      }
      let wanted = watch.triggers[number].span
      let moments = self.moments(of: property)
      let isMet = moments.contains { index in
        frames.contains { frame in
          isAsked(frame, at: index) && met(body, at: index, in: frame).contains(wanted)
        }
      }
      return Expected(name: isMet ? "fails" : "holds")
    }
  }

  /// Returns all choices of objects for some binders.
  private func frames(of binders: [ProvisoLanguage.Binder], after frame: [MaskedValue] = [])
    -> [[MaskedValue]]
  {
    let universe = problem.builder.universe
    return binders.reduce([frame]) { frames, binder in
      guard case .collection(let collection) = binder.source else { return frames }
      return frames.flatMap { frame in
        universe.objects(in: collection).map { frame + [MaskedValue(.object($0))] }
      }
    }
  }

  /// Returns the triggers that come true in a state, by their places in the source.
  private func met(
    _ expression: ProvisoLanguage.Expression, at index: Int, in frame: [MaskedValue]
  ) -> Set<Span> {
    switch expression.kind {
    case .and(let parts):
      return parts.reduce(into: []) { $0.formUnion(met($1, at: index, in: frame)) }
    case .implies(let left, let right):
      guard truth(of: left, at: index, in: frame) != .no else { return [] }
      return met(right, at: index, in: frame).union([left.span])
    case .quantifier(.every, let binders, let body?):
      let span = binders.lazy.compactMap(\.condition).first?.span
      return frames(of: binders, after: frame).reduce(into: []) { found, inner in
        let holds = binders.allSatisfy { binder in
          binder.condition.map {
            truth(of: $0, at: index, in: Array(inner.prefix(binder.slot + 1))) != .no
          } ?? true
        }
        if holds {
          found.formUnion(met(body, at: index, in: inner).union(span.map { [$0] } ?? []))
        }
      }
    default: return []
    }
  }
}
