import ProvisoEngine
import ProvisoKernel
import ProvisoResult

/// Collects the evidence for one property while its instances are decided.
final class InstanceEvidence {
  private let engine: Engine
  private let log = EvidenceLog()
  private var evaluated = 0
  private var listed = 0
  private var trusted = 0
  private var isViolated = false

  init(_ engine: Engine) {
    self.engine = engine
    engine.evidence = log
  }

  /// Notes the answer to a query about moments.
  func note(_ finding: Finding, for query: Query) {
    switch finding {
    case .holds(.evaluation, _) where query.condition == .always: evaluated += 1
    case .holds: if !engine.certify(query) { listed += 1 }
    case .run(_, let found): note(found)
    case .undecided: break
    }
  }

  /// Notes an answer for which the engine looked at a list of moments, or a goal.
  func noteListed(_ finding: Finding, isGoal: Bool = false) {
    switch finding {
    case .holds: listed += 1
    case .run(_, let found): if isGoal { isViolated = true } else { note(found) }
    case .undecided: break
    }
  }

  private func note(_ found: Counterexample) {
    if engine.trustsUnknowns && !found.isExpected { trusted += 1 } else { isViolated = true }
  }

  /// The evidence for the verdict. Questions that are asked later do not belong to it.
  ///
  /// - Parameters:
  ///   - hidesAll: whether each query could show a sensitive value.
  ///   - hides: whether a text shows one.
  func finish(hidesAll: Bool, hides: (String) -> Bool) -> PropertyEvidence {
    engine.evidence = nil
    var out = PropertyEvidence()
    // A proof rests on what is impossible; a run also on the values that make it possible.
    for question in log.questions where isViolated || !question.isSatisfiable {
      if hidesAll || hides(question.script) || question.literals.contains(where: hides) {
        out.add(
          .init(
            .withheld,
            "queries that could show a value that is marked sensitive are not written"))
      } else {
        out.queries.append(
          .init(script: question.script, isSatisfiable: question.isSatisfiable))
      }
    }
    for reason in log.missing {
      out.add(
        .init(.unwritten, "a query is not written, because SMT-LIB has no form for it: \(reason)"))
    }
    if evaluated > 0 {
      out.add(
        .init(
          .evaluation,
          "\(Self.instances(evaluated)) by evaluating the plan's values alone; no solver was asked")
      )
    }
    if log.questions.isEmpty, evaluated + listed + trusted == 0, !isViolated {
      out.add(.init(.evaluation, "nothing in the input meets its conditions; no solver was asked"))
    }
    if listed > 0 {
      out.add(
        .init(
          .enumeration,
          "\(Self.instances(listed)) by listing the moments that matter and evaluating each; queries show only the conditions on unknown values that were left"
        ))
    }
    if trusted > 0 {
      out.add(
        .init(.trust, "\(Self.instances(trusted)) only by trusting values that are not known"))
    }
    return out
  }

  private static func instances(_ count: Int) -> String {
    count == 1 ? "1 instance holds" : "\(count) instances hold"
  }
}
