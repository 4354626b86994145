import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoWorlds

/// Replays runs of a world step by step, directly from the source, and describes them. A run that
/// does not replay is never reported as a violation.
package struct WorldReplay {
  let problem: WorldProblem
  let executor: WorldExecutor
  private let patterns = PatternCache()

  /// The outcome of a replay.
  typealias Outcome = OrderReplay.Outcome

  init(_ problem: WorldProblem) {
    self.problem = problem
    executor = WorldExecutor(problem.builder.universe)
  }

  var model: WorldModel { problem.model }

  // MARK: Replay

  /// Replays a run, without the monitors of the system: they are not part of the world.
  func history(of run: TransitionRun) -> Result<WorldHistory, Trouble> {
    let variableCount = problem.builder.universe.layout.contents.count
    func trouble(_ place: String) -> Result<WorldHistory, Trouble> {
      .failure(Trouble(text: Self.cannotReplay, place: place))
    }
    guard run.start.count >= variableCount,
      TransitionInterpreter(problem.system).isInitial(run.start)
    else { return trouble("its first state is no initial state of the world") }
    var states = [Array(run.start.prefix(variableCount))]
    var moves: [WorldExecutor.Move] = []
    var failed: [Bool] = []
    let origins = problem.builder.origins
    for (number, move) in run.moves.enumerated() {
      let place = "step \(number + 1) of \(run.moves.count) cannot happen then"
      guard origins.indices.contains(move.transition), let state = states.last else {
        return trouble(place)
      }
      let isFailure = problem.system.transitions[move.transition].isFailure
      let taken = origins[move.transition].move(inputs: move.inputs, fails: isFailure)
      switch executor.take(taken, in: state) {
      case .done(let next, let hasFailed):
        guard hasFailed == isFailure else { return trouble(place) }
        states.append(next)
        failed.append(hasFailed)
      case .open(let reason): return .failure(Trouble(text: reason))
      case .impossible, .doubleWrite: return trouble(place)
      }
      moves.append(taken)
    }
    if let loop = run.loop {
      guard states.indices.contains(loop), states[loop] == states.last else {
        return trouble("its last state is not the one from which it repeats")
      }
    }
    return .success(WorldHistory(executor, states: states, moves: moves, failed: failed))
  }

  struct Trouble: Error {
    let text: String
    /// The place at which the world does not have the run, as a clause; `nil` if it may have it.
    var place: String?
  }

  static let cannotReplay =
    "internal error: the run that was found cannot be replayed in the world; please report it"

  // MARK: Violations

  /// Describes a run that breaks an instance of a property, or reaches a goal.
  func violation(_ run: TransitionRun, for question: WorldProblem.Question) -> Outcome {
    let history: WorldHistory
    switch self.history(of: run) {
    case .success(let replayed): history = replayed
    case .failure(let trouble): return .undecided(trouble.text)
    }
    let property = problem.spec.properties[question.property]
    if let refinement = property.refinement {
      return violation(run, history, of: refinement, for: question)
    }
    let frame = question.values.map { MaskedValue($0) }
    let isOver = PropertyShape.overRuns(property.body) != nil
    if !isOver, let trouble = disagreement(of: history, with: property, in: frame) {
      return .undecided(trouble)
    }
    if isOver, let trouble = runDisagreement(of: history, loop: run.loop, with: property, in: frame)
    {
      return .undecided(trouble)
    }
    let (binders, _) = PropertyShape.split(property.body)
    let bindings = binders.map { binder in
      let value =
        question.values.indices.contains(binder.slot) ? question.values[binder.slot] : .null
      return Violation.Binding(
        name: binder.name, object: WorldLayout.name(of: value, model),
        isConstant: !binder.bindsObjects)
    }
    let deciding = decidingIndices(of: run, asked: question.asked, property: property, in: frame)
    var violation = Violation(
      bindings: bindings, message: message(of: property, history: history, in: frame),
      certainty: deciding.isEmpty ? .definite : .possible, isPreexisting: false,
      needsGraph: false, unknowns: firstValues(of: history, at: deciding),
      trace: trace(history, run: run))
    if let program = model.program, property.kind == .invariant,
      let call = history.evaluator(patterns).callThatStarts(
        in: PropertyShape.split(property.body).1, frame)
    {
      violation.trace.append(beginning(of: call, in: program))
    } else if property.kind == .invariant {
      violation.next = beginning(after: history, in: PropertyShape.split(property.body).1, frame)
    }
    violation.recorded = RecordedRun(
      property: property.name, values: question.values, steps: .world(run))
    violation.loop = run.loop
    violation.states = states(of: history)
    return .violation(violation)
  }

  /// Why the evaluator does not confirm the engine's answer in the last state; `nil` if it does.
  private func disagreement(
    of history: WorldHistory, with property: Property, in frame: ConcreteEvaluator.Frame
  ) -> String? {
    let evaluator = history.evaluator(patterns)
    let wanted: ConcreteEvaluator.Truth = property.kind == .possible ? .yes : .no
    let (binders, body) =
      property.kind == .possible ? ([], property.body) : PropertyShape.split(property.body)
    for binder in binders {
      guard let condition = binder.condition else { continue }
      switch evaluator.truth(of: condition, in: Array(frame.prefix(binder.slot + 1))) {
      case .yes: continue
      case .open(let reason): return reason
      case .no: return OrderReplay.disagreement
      }
    }
    let found = evaluator.truth(of: body, in: frame)
    if case .open(let reason) = found { return reason }
    return found == wanted ? nil : OrderReplay.disagreement
  }

  /// Why the evaluator does not confirm the engine's answer about a complete run; `nil` if it does.
  private func runDisagreement(
    of history: WorldHistory, loop: Int?, with property: Property, in frame: ConcreteEvaluator.Frame
  ) -> String? {
    guard let (kind, parts) = PropertyShape.overRuns(property.body), let first = parts.first else {
      return OrderReplay.disagreement
    }
    func truths(_ expression: Expression) -> [Bool] {
      history.states.indices.map {
        history.prefix($0).evaluator(patterns).truth(of: expression, in: frame) == .yes
      }
    }
    let binders = PropertyShape.split(property.body).0
    let asked = history.states.indices.map { index in
      let evaluator = history.prefix(index).evaluator(patterns)
      return binders.allSatisfy { binder in
        binder.condition.map {
          evaluator.truth(of: $0, in: Array(frame.prefix(binder.slot + 1))) == .yes
        } ?? true
      }
    }
    let isCreated = frame.contains { value in
      if case .object(let object) = value.value { problem.builder.isCreated(object) } else { false }
    }
    guard isCreated || asked.first == true else { return OrderReplay.disagreement }
    var p = truths(first)
    let isBroken: Bool
    switch kind {
    case .eventuallyAlways:
      let lacks = p.indices.map { !p[$0] && (!isCreated || asked[$0]) }
      isBroken = loop.map { lacks[$0...].contains(true) } ?? (lacks.last ?? false)
    case .eventually where !isCreated: isBroken = !p.contains(true)
    case .leadsTo, .eventually:
      // For an object that is created during the run, `eventually` applies once its `where` holds.
      let q = kind == .eventually ? p : parts.dropFirst().first.map(truths) ?? []
      if isCreated { p = kind == .eventually ? asked : zip(p, asked).map { $0 && $1 } }
      guard q.count == p.count else { return OrderReplay.disagreement }
      // Broken if no Q follows some P. If the run ends in a loop, the loop must contain no Q
      // either.
      let lastQ = q.lastIndex(of: true)
      isBroken = p.indices.contains { index in
        p[index] && !q[index...].contains(true)
          && (loop.map { from in !(lastQ.map { $0 >= from } ?? false) } ?? true)
      }
    case .until:
      guard let second = parts.dropFirst().first else { return OrderReplay.disagreement }
      let q = truths(second)
      let firstQ = q.firstIndex(of: true) ?? q.count
      isBroken = firstQ == q.count || p[..<firstQ].contains(false)
    }
    guard isBroken else { return OrderReplay.disagreement }
    if let loop, !isFair(history, from: loop) { return OrderReplay.disagreement }
    if loop == nil, kind != .until || !p.contains(false), canContinue(history) {
      return OrderReplay.disagreement
    }
    return nil
  }

  /// Whether the loop of a run is fair to all steps, judged by the steps that are possible in its states;
  /// true where these cannot be enumerated.
  private func isFair(_ history: WorldHistory, from loop: Int) -> Bool {
    guard model.program == nil else { return true }
    var possible: [[WorldExecutor.Step: Fairness]] = []
    for state in history.states[loop...].dropLast() {
      guard let steps = executor.steps(in: state) else { return true }
      possible.append(steps)
    }
    let taken = Set(history.moves[loop...].map(\.step))
    let all = possible.reduce(into: [:]) { all, steps in all.merge(steps) { first, _ in first } }
    return all.allSatisfy { step, fairness in
      switch fairness {
      case .unfair: true
      case .weak: taken.contains(step) || possible.contains { $0[step] == nil }
      case .strong: taken.contains(step)
      }
    }
  }

  /// Whether some step can be taken in the last state without failing.
  private func canContinue(_ history: WorldHistory) -> Bool {
    guard let last = history.states.last, let moves = executor.moves(in: last) else { return false }
    return moves.contains { _, outcome in
      if case .done(_, failed: false) = outcome { true } else { false }
    }
  }

  private func message(
    of property: Property, history: WorldHistory, in frame: ConcreteEvaluator.Frame
  ) -> String? {
    guard !property.message.isEmpty else { return nil }
    let evaluator = history.evaluator(patterns)
    return property.message.map { part in
      switch part {
      case .text(let text): return text
      case .expression(let expression):
        if let elements = evaluator.certainElements(of: expression, in: frame) {
          return elements.map(inMessage).joined(separator: ", ")
        }
        switch evaluator.value(of: expression, in: frame) {
        case .none: return "(no value)"
        case .value(let masked): return inMessage(masked)
        }
      }
    }.joined()
  }

  private func inMessage(_ masked: MaskedValue) -> String {
    if masked.mask.hidesAnything { return masked.mask.print(masked.value) }
    if case .string(let text) = masked.value { return text.string }
    return WorldLayout.name(of: masked.value, model)
  }

  // MARK: Description

  /// The indices of the variables whose initial value is open.
  package var freeIndices: [Int] {
    let variableCount = problem.builder.universe.layout.contents.count
    return problem.system.initial.indices.filter {
      $0 < variableCount && problem.system.initial[$0] == nil
    }
  }

  /// The most initial states that are tried to find out which initial values a run needs.
  private static let mostStarts = 256

  /// The open variables whose initial values the run needs. The other variables
  /// can have any initial value: the same steps stay possible and show the same values.
  private func decidingIndices(
    of run: TransitionRun, asked: StateProperty, property: Property,
    in frame: ConcreteEvaluator.Frame
  ) -> [Int] {
    let read = indicesRead(by: run, asked)
    let free = freeIndices.filter(read.contains)
    guard PropertyShape.overRuns(property.body) == nil else { return free }
    var deciding: [Int] = []
    var starts = [run.start]
    for index in free {
      let variable = problem.system.variables[index]
      guard let values = variable.domain ?? variable.sort.values,
        starts.count * values.count <= Self.mostStarts
      else {
        deciding.append(index)
        continue
      }
      let others = starts.flatMap { start in
        values.filter { $0 != start[index] }.map { value in
          var other = start
          other[index] = value
          return other
        }
      }
      let isNeeded = !others.allSatisfy { start in
        guard
          case .success(let history) = self.history(
            of: TransitionRun(start: start, moves: run.moves))
        else { return false }
        return disagreement(of: history, with: property, in: frame) == nil
      }
      if isNeeded { deciding.append(index) } else { starts += others }
    }
    return deciding
  }

  /// The variables that the steps of a run or the question read.
  func indicesRead(by run: TransitionRun, _ asked: StateProperty) -> Set<Int> {
    var roots = [asked.holds, asked.open]
    if case .overRuns(_, let terms) = asked.question { roots += terms }
    for move in run.moves {
      let transition = problem.system.transitions[move.transition]
      roots += transition.requirements.map(\.condition) + transition.updates.map(\.value)
    }
    return problem.system.terms.variables(in: roots)
  }

  /// The initial values that the world leaves open and the run needs.
  func firstValues(
    of history: WorldHistory, at indices: [Int]
  ) -> [Violation.UnknownValue] {
    guard let start = history.states.first else { return [] }
    return indices.map {
      Violation.UnknownValue(
        value: problem.system.variables[$0].name, json: WorldLayout.json(start[$0], in: model))
    }
  }

  /// The steps of a run with the changes that each makes.
  func trace(_ history: WorldHistory, run: TransitionRun) -> [TraceStep] {
    if let program = model.program { return trace(history, run: run, of: program) }
    return run.moves.enumerated().map { index, move in
      let transition = problem.system.transitions[move.transition]
      let step = problem.system.steps[transition.step]
      var traced = TraceStep(
        step: label(of: transition, step: step, move: move), action: step.agent,
        outcome: transition.isFailure ? .failed : .done,
        changes: changes(from: history.states[index], to: history.states[index + 1]))
      traced.call = call(
        of: history.moves[index].action, with: history.moves[index].arguments)
      return traced
    }
  }

  /// The step that would begin after a run, and that the property then forbids; `nil` if it forbids none.
  private func beginning(
    after history: WorldHistory, in judged: Expression, _ frame: ConcreteEvaluator.Frame
  ) -> TraceStep? {
    let evaluator = history.evaluator(patterns)
    guard
      case .action(let action, let arguments)? = evaluator.stepThatMayNotStart(in: judged, frame),
      let last = history.states.last, let moves = executor.moves(in: last),
      let (move, _) = moves.first(where: { $0.0.action == action && $0.0.arguments == arguments })
    else { return nil }
    let names = arguments.map { WorldLayout.name(of: $0, model) }
    var step = TraceStep(
      step: "\(model.actions[action].name)(\(names.joined(separator: ", ")))",
      action: move.agent.map { model.agents[$0].name } ?? "", outcome: .inFlight, changes: [])
    step.call = call(of: action, with: arguments)
    return step
  }

  /// A step as the call of a plan, whose arguments name objects as plans do.
  private func call(of action: Int, with arguments: [Value]) -> TraceStep.Call {
    let action = model.actions[action]
    return TraceStep.Call(
      tool: action.name,
      arguments: zip(action.parameters, arguments).map { parameter, value in
        guard case .object(let object) = value else {
          return (parameter.name, WorldLayout.json(value, in: model))
        }
        let texts = model.texts(of: object.entity)
        return (
          parameter.name,
          texts.indices.contains(object.index)
            ? Value.quoted(texts[object.index]) : WorldLayout.json(value, in: model)
        )
      })
  }

  /// A transition as a person writes it: the step with its choices.
  package func label(
    of transition: Transition, step: AgentStep, move: TransitionRun.Move
  ) -> String {
    var parts = transition.isFailure ? [] : transition.choices
    for input in transition.inputs {
      guard let value = move.inputs[input] else { continue }
      let name = problem.system.terms.unknowns[input].name
      let short =
        name.split(whereSeparator: { $0 == "." || $0 == " " }).last.map(String.init) ?? name
      parts.append("\(short) = \(WorldLayout.name(of: value, model))")
    }
    return parts.isEmpty ? step.name : "\(step.name) with \(parts.joined(separator: ", "))"
  }

  /// The differences between two states, without the counts of agents' steps and the state of the
  /// plan.
  package func changes(from before: [Value], to after: [Value]) -> [TraceStep.Change] {
    let universe = problem.builder.universe
    let layout = universe.layout
    var told: Set<WorldLayout.Content> = []
    return layout.contents.indices.compactMap { index in
      if case .count = layout.contents[index] { return nil }
      if layout.contents[index].isOfProgram { return nil }
      guard before[index] != after[index] else { return nil }
      if case .part(let whole, _) = layout.contents[index],
        let first = universe.whole(whole, in: before), let second = universe.whole(whole, in: after)
      {
        // A set or a sequence is shown as one value; the entries of a map are shown by themselves.
        guard told.insert(whole).inserted else { return nil }
        return TraceStep.Change(
          what: universe.name(of: whole) ?? layout.variables[index].name,
          from: WorldLayout.json(first, in: model), to: WorldLayout.json(second, in: model))
      }
      return TraceStep.Change(
        what: layout.variables[index].name, from: WorldLayout.json(before[index], in: model),
        to: WorldLayout.json(after[index], in: model))
    }
  }
}
