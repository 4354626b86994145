import ProvisoKernel
import ProvisoLanguage
import ProvisoSyntax

/// The ways in which expressions use the calls of a plan.
package struct CallObservations: Sendable {
  /// Whether they mention calls.
  package private(set) var mentionsCalls = false
  /// Whether they can distinguish a call in flight from one that has not begun or is done.
  package private(set) var seesProgress = false
  /// Whether they count calls.
  package private(set) var countsCalls = false
  /// The constants that outputs are compared with.
  package private(set) var answers: Set<Value> = []
  /// Whether an output is used in another way than in a comparison with a constant.
  package private(set) var usesOutputs = false

  package init(_ expressions: [Expression]) {
    var stack = expressions
    var seen: Set<ObjectIdentifier> = []
    while let top = stack.popLast() {
      guard seen.insert(ObjectIdentifier(top)).inserted else { continue }
      if top.type == .entity(WorldModel.EntityIndex.call) { mentionsCalls = true }
      switch top.kind {
      case .compare(let comparison, let a, let b):
        if let base = note(comparison, of: a, with: b) ?? note(comparison, of: b, with: a) {
          stack.append(base)
          continue
        }
      case .attribute(let base, let index) where base.type == .entity(WorldModel.EntityIndex.call):
        let name = VocabularySchema.agent.entities[WorldModel.EntityIndex.call].attributes[index]
          .name
        if name == "output" { usesOutputs = true }
        note(attribute: name)
      case .before, .wheneverHappens: seesProgress = true
      case .quantifier(let quantifier, let binders, _): note(binders, quantifier)
      case .aggregate(_, let binders, _), .comprehension(let binders, _):
        note(binders, .exactly(0))
      default: break
      }
      top.kind.forEachPart { stack.append($0) }
    }
  }

  private mutating func note(attribute name: String) {
    if ["output", "started", "happened", "failed"].contains(name) { seesProgress = true }
    // The value of an argument can depend on the output of an earlier call.
    if name == "args" { seesProgress = true }
  }

  private mutating func note(_ binders: [Binder], _ quantifier: Quantifier) {
    let isOfCalls = binders.contains {
      if case .collection(0) = $0.source { true } else { false }
    }
    guard isOfCalls else { return }
    mentionsCalls = true
    switch quantifier {
    case .every, .some, .no: break
    case .exactly, .atLeast, .atMost: countsCalls = true
    }
  }

  /// Records a comparison of an output with constants.
  ///
  /// - Returns: the call; `nil` if this is not such a comparison.
  private mutating func note(
    _ comparison: Comparison, of output: Expression, with other: Expression
  ) -> Expression? {
    guard case .attribute(let base, let index) = output.kind,
      base.type == .entity(WorldModel.EntityIndex.call),
      VocabularySchema.agent.entities[WorldModel.EntityIndex.call].attributes[index].name
        == "output"
    else { return nil }
    switch (comparison, other.kind) {
    case (.equal, .constant(let value)), (.notEqual, .constant(let value)):
      answers.insert(value)
    case (.in, .constant(.list(let values))): answers.formUnion(values)
    case (.in, .list(let parts)):
      for part in parts {
        guard case .constant(let value) = part.kind else { return nil }
        answers.insert(value)
      }
    default: return nil
    }
    mentionsCalls = true
    seesProgress = true
    return base
  }
}

extension Program {
  /// The ways in which the plan's own conditions use its calls.
  package var conditionUse: CallObservations {
    var expressions: [Expression] = []
    for thread in threads {
      for case .test(let condition, _, _) in thread.nodes {
        if let expression = condition.expression { expressions.append(expression) }
      }
    }
    return CallObservations(expressions)
  }

  /// Whether a condition depends on a call that another thread may be making at the time.
  package var observesOtherThreads: Bool {
    for thread in threads {
      var own: Set<Int> = []
      for node in thread.nodes { if case .call(let call, _, _) = node { own.insert(call) } }
      for case .test(let condition, _, _) in thread.nodes {
        for reference in condition.calls
        where !(reference.isCertain && reference.isDone)
          && !own.isSuperset(of: reference.candidates)
        {
          return true
        }
      }
    }
    return false
  }
}

extension WorldModel {
  /// The world with the details that the expressions use: the progress of calls, and the outputs of
  /// tools without contract.
  package func watching(_ uses: CallObservations) -> WorldModel {
    guard var program else { return self }
    let conditions = program.conditionUse
    if uses.seesProgress || program.observesOtherThreads { program = program.detailed() }
    if !uses.usesOutputs, !conditions.usesOutputs {
      let answers = uses.answers.union(conditions.answers)
      program = program.answering(answers.sorted { $0.description < $1.description })
    }
    return replacing(program: program)
  }
}
