import ProvisoEngine
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult

/// The parts of a violation that decide it: values, and the step that leads to it.
extension OrderReplay {
  /// Adds the values that decide a violation.
  func addValues(
    to violation: inout Violation, about frame: [MaskedValue], in situation: Situation,
    of found: Counterexample
  ) {
    let (binders, body) = PropertyShape.split(property.body)
    let judge = makeEvaluator(in: situation)
    let concealed = concealing(situation.moment, of: found)
    if concealed.unknowns != situation.unknowns { judge.concealed = concealed }
    let reader = FactReader(
      judge: judge,
      printer: makeEvaluator(in: telling(situation.moment, of: found)),
      sources: sources, name: name, text: { screened($0.mask.print($0.value)) },
      sentence: universe.sentence,
      hidesElements: hidesAll(in: found))
    var facts = reader.facts(about: binders, body, in: frame)
    for value in frame {
      guard case .object(let object) = value.value else { continue }
      for reason in universe.reasons(forChangeOf: object) where !facts.contains(reason) {
        facts.append(reason)
      }
    }
    // A message can say a fact already.
    let message = violation.message?.replacing("`", with: "") ?? ""
    violation.facts = facts.map(screened).filter {
      !message.contains($0.replacing("`", with: ""))
    }
    guard explains else { return }
    violation.formulas = reader.trees(of: binders, body, in: frame).map(screened)
  }

  private func screened(_ node: FormulaNode) -> FormulaNode {
    FormulaNode(
      screened(node.text), value: node.value.map(screened), parts: node.parts.map(screened))
  }

  /// Whether the violation is there only in some orders or after some failures. Otherwise a complete run
  /// without failures ends in it, too.
  func dependsOnOrder(
    _ frame: [MaskedValue], _ body: Expression, in found: Counterexample
  ) -> Bool {
    guard !comparesMoments, let end = completeRuns.end(in: found.run.world) else { return true }
    let situation = Situation(
      moment: end.moment, world: found.run.world, unknowns: values(found))
    return makeEvaluator(in: situation)
      .truth(of: body, in: frame) != .no
  }

  /// The index of the last step of a trace, if the violation begins with it.
  func breakingStep(
    _ frame: [MaskedValue], _ body: Expression, in found: Counterexample, trace: [TraceStep]
  ) -> Int? {
    guard property.timing == .everyMoment, let last = found.run.entries.last, let shown = trace.last
    else { return nil }
    let description = universe.describe(step: last.step)
    guard shown.step == description.name, shown.action == description.action else { return nil }
    let run = Run(entries: Array(found.run.entries.dropLast()), world: found.run.world)
    let interpreter = Interpreter(universe.system, world: run.world)
    guard let before = try? interpreter.replay(run) else { return nil }
    let situation = Situation(moment: before, world: run.world, unknowns: values(found))
    let truth = makeEvaluator(in: situation)
      .truth(of: body, in: frame)
    return truth == .yes ? trace.count - 1 : nil
  }
}

extension Expression {
  /// Whether a part compares moments or steps.
  var comparesMoments: Bool {
    var found = false
    var seen: Set<ObjectIdentifier> = []
    var open = [self]
    while let top = open.popLast(), !found {
      guard seen.insert(ObjectIdentifier(top)).inserted else { continue }
      switch top.kind {
      case .before, .once, .previous, .wheneverStarts, .wheneverHappens, .overRun, .flowsInto,
        .step:
        found = true
      default: top.kind.forEachPart { open.append($0) }
      }
    }
    return found
  }
}
