import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoWorlds

/// A world with its properties as questions about a transition system.
package struct WorldProblem {
  /// One question with the property and the objects that it was made from.
  struct Question {
    /// The index of the property in the spec.
    let property: Int
    /// The objects of the instance, in the order of the binders.
    let values: [Value]
    let asked: StateProperty
    /// The question about the property that it asks instead; `nil` for the property itself.
    var probe: Probe?

    /// The part of a `refines` that it asks about.
    var refined: RefinedPart?

    var isProbe: Bool { probe != nil }

    /// Whether the answer says that the probe's part asks for something; `nil` if it is undecided.
    func isMet(by answer: ExplorationAnswer) -> Bool? {
      switch (answer.verdict, asked.question) {
      case (.undecided, _): nil
      // The other questions ask whether the part never asks for anything.
      case (.holds, let question): question == .reachable
      case (.fails, let question): question != .reachable
      }
    }
  }

  /// A part of a `refines`.
  enum RefinedPart: Hashable {
    /// Every initial state is an initial state of the other world.
    case start
    /// Every step by an action, by its index, is a step of the other world, or changes nothing there.
    case action(Int)
  }

  /// A question about a part of a property: whether it asks for something in any run.
  enum Probe: Hashable {
    /// The `where` of its objects.
    case condition
    /// A trigger, by its index among those of the property.
    case trigger(Int)
    /// P of `P leads to Q`.
    case leadsTo
    /// The end of a run without a failed step.
    case end
    /// A step that changes the state of the other world of a `refines`.
    case moves
    /// A run of a record in which the calls that have succeeded do so.
    case record
  }

  package let spec: Spec
  package let model: WorldModel
  package let builder: WorldBuilder
  package let system: TransitionSystem
  let questions: [Question]
  /// The number of the question whether a record can come to its end; `nil` for other plans and worlds.
  let record: Int?
  /// The reason why instances of a property may be missing, by the property's index.
  let openInstances: [Int: String]
  /// The triggers of the properties, by the property's index.
  let triggers: [Int: TriggerRecorder]
  /// The number of instances that are not judged, by the property's index.
  let excluded: [Int: Int]

  /// Grounds a world and lowers the assumptions and properties of a spec.
  ///
  /// - Parameter asksForTriggers: whether to ask for the parts of properties that never come true.
  /// - Throws: the reason why the world cannot be grounded.
  init(
    _ spec: Spec, model: WorldModel, asksForTriggers: Bool = true
  ) throws(WorldBuilder.Failure) {
    self.spec = spec
    self.model = model
    builder = try WorldBuilder(model)
    for assumption in spec.assumptions { builder.assume(assumption) }
    var questions: [Question] = []
    var openInstances: [Int: String] = [:]
    var excluded: [Int: Int] = [:]
    var triggers: [Int: TriggerRecorder] = [:]
    for (index, property) in spec.properties.enumerated() {
      if let refinement = property.refinement {
        let made = Self.questions(of: refinement, at: index, with: builder)
        questions += made.questions
        openInstances[index] = made.open
        continue
      }
      let lowering = builder.lowering
      lowering.scope = property.scope.map { scope in
        LoweredScope(scope) { WorldLayout.name(of: .object($0), model) }
      }
      lowering.recordsTriggers = asksForTriggers
      let made = Self.questions(
        of: property, at: index, in: spec, with: builder, asksForTriggers: asksForTriggers)
      triggers[index] = lowering.watch
      lowering.recordsTriggers = false
      lowering.watch = nil
      questions += made.questions
      openInstances[index] = made.open
      excluded[index] = lowering.scope?.excluded
      lowering.scope = nil
    }
    if let program = model.program, program.isRecord, !questions.isEmpty {
      record = questions.count
      // A question about the record, whichever property it stands beside. The calls that have failed may fail, which
      // they do in no run that reaches something.
      questions.append(
        Question(
          property: questions[0].property, values: [],
          asked: StateProperty(
            .always, holds: builder.lowering.store.not(builder.haveEnded(program)), isProbe: true),
          probe: .record))
    } else {
      record = nil
    }
    self.questions = questions
    self.triggers = triggers
    self.openInstances = openInstances
    self.excluded = excluded
    var system = builder.system()
    // Where only some instances are judged, the others cannot stand for them.
    // Fairness tells the objects of infinite runs apart, and so can another world.
    if spec.properties.allSatisfy({
      $0.scope == nil && $0.refinement == nil && PropertyShape.overRuns($0.body) == nil
    }) {
      system.symmetries = builder.symmetries(
        asked: spec.properties.map(\.body) + spec.assumptions)
    }
    self.system = system
  }

  private static func questions(
    of property: Property, at index: Int, in spec: Spec, with builder: WorldBuilder,
    asksForTriggers: Bool
  ) -> (questions: [Question], open: String?) {
    let lowering = builder.lowering
    let store = lowering.store
    var out: [Question] = []
    func ask(_ asked: StateProperty, _ frame: [Symbol] = [], probe: Probe? = nil) {
      let values = frame.map { if case .value(let value) = $0 { value } else { Value.null } }
      var asked = asked
      if !values.isEmpty { (asked.family, asked.objects) = (index, values) }
      out.append(Question(property: index, values: values, asked: asked, probe: probe))
    }
    lowering.watch = nil
    if property.kind == .possible {
      let condition = lowering.condition(of: property.body, in: [])
      if property.timing != .everyMoment {
        // A run that breaks the negation is the witness.
        ask(
          timed(
            property.timing, condition: store.not(condition), failures: 0, builder: builder))
        return (out, nil)
      }
      let goal = store.settled(condition)
      ask(
        StateProperty(
          .reachable, holds: goal.yes, open: store.and(store.not(goal.yes), store.not(goal.no)),
          openReason: reason(for: goal, of: condition, in: store)))
      return (out, nil)
    }
    var conditions: [Term] = []
    var starts: [Term] = []
    if PropertyShape.overRuns(property.body) != nil {
      lowering.runInstances(of: property.body) { instance in
        let asked = overRuns(instance, builder)
        conditions.append(condition(asking: instance, builder))
        if case .overRuns(.leadsTo, let parts) = asked.question, instance.kind == .leadsTo {
          starts.append(parts[0])
        }
        ask(asked, instance.frame)
      }
    } else {
      lowering.instances(of: property.body) { instance in
        conditions.append(instance.condition)
        let condition = store.implies(instance.condition, instance.body)
        ask(
          timed(property.timing, condition: condition, failures: spec.failures, builder: builder),
          instance.frame)
      }
    }
    let isOverRuns = PropertyShape.overRuns(property.body) != nil
    let asking = PropertyShape.askingBinders(of: property.body)
    if !isOverRuns, !conditions.contains(.always) || asking.contains(where: { !$0.bindsObjects }) {
      conditions = lowering.askingConditions(of: property.body)
    }
    if !asking.isEmpty, !conditions.contains(.always) {
      let met = store.settled(store.or(conditions))
      ask(StateProperty(.reachable, holds: store.not(met.no)), probe: .condition)
    }
    let open = lowering.incompleteChoiceReasons.first
    guard asksForTriggers else { return (out, open) }
    if !starts.isEmpty, !starts.contains(.always) {
      ask(
        StateProperty(.reachable, holds: store.or(starts), isProbe: true), probe: .leadsTo)
    }
    // Whether a plan can come to its end is a question about the plan, not about its rules.
    if builder.isFree, let end = WorldProbes.end(of: property, builder) { ask(end, probe: .end) }
    for (number, asked) in WorldProbes.triggers(
      lowering.watch, of: property, failures: spec.failures, builder)
    {
      ask(asked, probe: .trigger(number))
    }
    return (out, open)
  }

  /// The condition that an instance about complete runs asks for something.
  private static func condition(
    asking instance: LoweredRunInstance, _ builder: WorldBuilder
  ) -> Term {
    let condition = builder.lowering.store.settled(instance.condition)
    let met = builder.lowering.store.not(condition.no)
    return isCreated(instance, builder) ? met : builder.atStart(met)
  }

  private static func isCreated(_ instance: LoweredRunInstance, _ builder: WorldBuilder) -> Bool {
    instance.frame.contains { symbol in
      if case .value(.object(let object)) = symbol { builder.isCreated(object) } else { false }
    }
  }

  /// Why a condition may neither hold nor fail; empty if it always does one of them.
  private static func reason(
    for settled: ThreeValuedCondition, of condition: Term, in store: TermStore
  )
    -> String
  {
    guard store.not(settled.yes) != settled.no else { return "" }
    let why = store.undeterminedReason(condition)
    return "something that it depends on has no value" + (why.map { ": \($0)" } ?? "")
  }

  static func timed(
    _ timing: Timing, condition: Term, failures: Int, builder: WorldBuilder
  ) -> StateProperty {
    let store = builder.lowering.store
    let settled = store.settled(condition)
    var question = StateProperty.Question.always
    var relevant = Term.always
    switch timing {
    case .everyMoment: break
    case .atRest:
      question = .atTerminal(includingStart: true)
      relevant = store.not(
        store.less(store.number(failures), builder.failures(most: failures, refusals: false)))
    case .atEnd:
      question = .atTerminal(includingStart: false)
      relevant = store.not(store.less(store.number(0), builder.failures(most: 0, refusals: true)))
    }
    let open = store.and([relevant, store.not(settled.yes), store.not(settled.no)])
    return StateProperty(
      question, holds: store.implies(relevant, store.not(settled.no)), open: open,
      openReason: reason(for: settled, of: condition, in: store))
  }

  /// The question about complete runs.
  ///
  /// The `where` is evaluated before the first step. An object that is created during the run does
  /// not exist then, so its `where` is evaluated in each state.
  private static func overRuns(
    _ instance: LoweredRunInstance, _ builder: WorldBuilder
  ) -> StateProperty {
    let store = builder.lowering.store
    let first = store.settled(instance.first)
    let second = store.settled(instance.second)
    let condition = store.settled(instance.condition)
    func openPart(_ settled: ThreeValuedCondition) -> Term {
      store.and(store.not(settled.yes), store.not(settled.no))
    }
    let isCreated = isCreated(instance, builder)
    let asked = isCreated ? condition.yes : builder.atStart(condition.yes)
    var open = [
      openPart(first), isCreated ? openPart(condition) : builder.atStart(openPart(condition)),
    ]
    if instance.kind.operandCount > 1 { open.append(openPart(second)) }
    let reason = "something that it depends on has no value"
    switch (instance.kind, isCreated) {
    case (.eventually, false):
      return StateProperty(
        .overRuns(.eventually, [store.or(first.yes, store.not(asked))]), open: store.or(open),
        openReason: reason)
    case (.eventually, true):
      return StateProperty(
        .overRuns(.leadsTo, [asked, first.yes]), open: store.or(open), openReason: reason)
    case (.eventuallyAlways, _):
      return StateProperty(
        .overRuns(.eventuallyAlways, [store.or(first.yes, store.not(asked))]),
        open: store.or(open), openReason: reason)
    case (.leadsTo, _):
      return StateProperty(
        .overRuns(.leadsTo, [store.and(first.yes, asked), second.yes]), open: store.or(open),
        openReason: reason)
    case (.until, false):
      return StateProperty(
        .overRuns(.until, [first.yes, store.or(second.yes, store.not(asked))]),
        open: store.or(open), openReason: reason)
    case (.until, true):
      return StateProperty(
        .overRuns(.until, [.always, .always]), open: .always,
        openReason: "`until` cannot be decided for an object that is created during the run")
    }
  }
}
