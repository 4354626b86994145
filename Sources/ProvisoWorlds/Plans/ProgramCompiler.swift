import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans

/// Compiles a plan to a program: unrolls loops, gives each call an object, and makes each thread a
/// graph of nodes.
///
/// Steps are visited in the order of the source, so of two calls with one identifier the later has
/// the larger number.
struct ProgramCompiler {
  /// The largest number of calls once the loops are unrolled.
  static let mostCalls = 5_000
  /// The largest number of nodes in all threads together.
  static let mostNodes = 50_000

  let binder: ArgumentBinder
  var conditions: ConditionReader
  var mistakes: [AgentPlanMistake] = []
  /// The reasons why there may be runs that the plan does not have.
  var excess: [String] = []
  var calls: [Draft] = []
  var threads: [ThreadDraft] = []
  var instances: [String: [Int]] = [:]
  private var isTooLarge = false
  private(set) var isCyclic = false
  /// The identifiers that are targets of jumps.
  var targets: Set<String> = []
  /// For each target, the number of calls before it, by thread.
  private var counts: [Int: [String: Int]] = [:]
  /// The calls that control can reach more than once.
  var repeated: Set<Int> = []

  /// A call before its references are resolved.
  struct Draft {
    let call: PlannedCall
    let id: String?
    let agent: Int
    let thread: Int
    let iteration: [Iteration]
    let known: Known
    let position: PlanPosition?
  }

  struct ThreadDraft {
    let name: String
    var nodes: [DraftNode] = []
    var start = 0
    var labels: [String: Int] = [:]
    /// The node of the thread after a failure in it.
    var failed = 0
    /// The threads whose failure ends this one early.
    var cutBy: [Int] = []
  }

  enum DraftNode {
    case ready(ProgramNode)
    case test(AgentPlanCondition, Point, yes: Int, no: Int)
  }

  /// The context of a condition or a call in the plan.
  struct Point {
    let thread: Int
    let known: Known
    /// The number of calls before it in the source.
    let count: Int
  }

  /// One iteration of a loop.
  struct Iteration: Hashable {
    let loop: Int
    let time: Int
  }

  /// The calls that have certainly begun, and those that are certainly done, when control reaches a
  /// point.
  struct Known {
    var begun: Set<Int> = []
    var done: Set<Int> = []
  }

  /// The context in which steps are compiled.
  struct Way {
    let thread: Int
    let agent: Int
    /// The node for a failure that nothing handles.
    let failed: Int
    let iteration: [Iteration]
    /// Whether the thread is a branch of a parallel step, which another thread waits for.
    let isBranch: Bool
  }

  private var loops = 0

  /// The changes of the Terraform plans that calls refer to, by their paths.
  let changes: [String: PartialValue]

  init(
    _ binder: ArgumentBinder, conditions: ConditionReader, changes: [String: PartialValue] = [:]
  ) {
    self.binder = binder
    self.conditions = conditions
    self.changes = changes
  }

  /// Compiles the plan.
  ///
  /// - Parameter agents: for each agent of the plan, its index among the world's agents.
  /// - Returns: the program, or `nil` if there are `mistakes`.
  mutating func compile(_ plan: AgentPlan, agents: [Int]) -> Program? {
    for agent in plan.agents { collectTargets(agent.steps) }
    for (agent, index) in zip(plan.agents, agents) {
      let thread = newThread(agent.name)
      let start = node(.end, in: thread)
      let end = node(.end, in: thread)
      let failed = node(.failed, in: thread)
      threads[thread].start = start
      var known = Known()
      sequence(
        agent.steps, at: start, next: end,
        way: Way(thread: thread, agent: index, failed: failed, iteration: [], isBranch: false),
        known: &known)
    }
    guard !isTooLarge else {
      mistakes = [
        AgentPlanMistake(
          "the plan has more than \(Self.mostCalls) calls or \(Self.mostNodes) control nodes once its loops are unrolled: lower the bounds of its loops, or remove them"
        )
      ]
      return nil
    }
    for id in instances.keys.sorted() where binder.model.declares(id) {
      mistakes.append(
        AgentPlanMistake(
          "the id `\(id)` is also a name of the world, and a name must not hide another: choose a different id",
          at: instances[id]?.first.flatMap { calls[$0].position }))
    }
    let bound = bindCalls(plan)
    let flat = threads.indices.map { flatten($0) }
    mistakes += conditions.mistakes
    guard mistakes.isEmpty else { return nil }
    return Program(
      calls: bound, threads: flat, answers: nil, isCyclic: isCyclic, isAtomic: true,
      userTexts: plan.userTexts.isEmpty ? nil : plan.userTexts,
      directory: plan.directory, assumptions: conditions.assumptions, isRecord: plan.isRecord,
      excess: excess + conditions.assumptions)
  }

  private mutating func collectTargets(_ steps: [AgentPlanStep]) {
    for step in steps {
      if case .jump(let target) = step.kind { targets.insert(target) }
      collectTargets(step.parts)
    }
  }

  // MARK: Nodes

  private mutating func newThread(_ name: String) -> Int {
    threads.append(ThreadDraft(name: name))
    return threads.count - 1
  }

  private var nodeCount = 0

  private mutating func node(_ node: ProgramNode, in thread: Int) -> Int {
    nodeCount += 1
    if nodeCount > Self.mostNodes { isTooLarge = true }
    threads[thread].nodes.append(.ready(node))
    return threads[thread].nodes.count - 1
  }

  private mutating func set(_ index: Int, to node: ProgramNode, in thread: Int) {
    threads[thread].nodes[index] = .ready(node)
  }

  // MARK: Steps

  private mutating func sequence(
    _ steps: [AgentPlanStep], at start: Int, next: Int, way: Way, known: inout Known
  ) {
    var here = start
    for (index, step) in steps.enumerated() {
      guard !isTooLarge else { return }
      let after = index == steps.count - 1 ? next : node(.end, in: way.thread)
      if let id = step.id, targets.contains(id) {
        threads[way.thread].labels[id] = here
        if counts[way.thread]?[id] == nil { counts[way.thread, default: [:]][id] = calls.count }
        // Control can come from any jump, so nothing is certain here.
        known = Known()
        let inner = node(.end, in: way.thread)
        set(here, to: .pass(inner), in: way.thread)
        here = inner
      }
      self.step(step, at: here, next: after, way: way, known: &known)
      here = after
    }
    if steps.isEmpty { set(start, to: .pass(next), in: way.thread) }
  }

  /// Compiles a step with its retries and the handling of its failure.
  private mutating func step(
    _ step: AgentPlanStep, at here: Int, next: Int, way: Way, known: inout Known
  ) {
    var failed = way.failed
    var handler: (start: Int, known: Known)?
    switch step.onFailure {
    case .propagate: break
    case .goOn: failed = next
    case .steps:
      failed = node(.end, in: way.thread)
      handler = (failed, known)
    }
    let before = known
    var attempt = here
    loops += step.retries > 0 ? 1 : 0
    let loop = loops
    for time in 0...max(step.retries, 0) {
      let isLast = time == max(step.retries, 0)
      let onFailure = isLast ? failed : node(.end, in: way.thread)
      var inner = before
      let iteration =
        step.retries > 0
        ? way.iteration + [Iteration(loop: loop, time: time + 1)] : way.iteration
      perform(
        step, at: attempt, next: next,
        way: Way(
          thread: way.thread, agent: way.agent, failed: onFailure, iteration: iteration,
          isBranch: way.isBranch), known: &inner)
      attempt = onFailure
      known = inner
      guard !isTooLarge else { return }
    }
    if step.retries > 0 { known = before }
    if case .goOn = step.onFailure {
      // A failed call has at least begun. For any other step nothing is certain.
      if case .call = step.kind { known.done = before.done } else { known = before }
    }
    if case .steps(let steps) = step.onFailure, let handler {
      var inner = handler.known
      sequence(steps, at: handler.start, next: next, way: way, known: &inner)
      known = before
    }
  }

  private mutating func perform(
    _ step: AgentPlanStep, at here: Int, next: Int, way: Way, known: inout Known
  ) {
    switch step.kind {
    case .call(let call):
      let index = calls.count
      guard index < Self.mostCalls else {
        isTooLarge = true
        return
      }
      calls.append(
        Draft(
          call: call, id: step.id, agent: way.agent, thread: way.thread,
          iteration: way.iteration, known: known, position: step.position))
      if let id = step.id { instances[id, default: []].append(index) }
      set(here, to: .call(index, done: next, failed: way.failed), in: way.thread)
      known.begun.insert(index)
      known.done.insert(index)
    case .sequence(let steps): sequence(steps, at: here, next: next, way: way, known: &known)
    case .parallel(let branches):
      parallel(branches, endsEarly: step.endsEarly, at: here, next: next, way: way, known: &known)
    case .branch(let condition, let first, let second):
      let yes = node(.end, in: way.thread)
      let no = node(.end, in: way.thread)
      test(condition, at: here, yes: yes, no: no, way: way, known: known)
      var inner = known
      sequence(first, at: yes, next: next, way: way, known: &inner)
      inner = known
      sequence(second, at: no, next: next, way: way, known: &inner)
    case .either(let branches):
      let starts = branches.map { _ in node(.end, in: way.thread) }
      set(here, to: starts.isEmpty ? .pass(next) : .choice(starts), in: way.thread)
      for (branch, start) in zip(branches, starts) {
        var inner = known
        sequence(branch, at: start, next: next, way: way, known: &inner)
      }
    case .loop(let loop): self.loop(loop, at: here, next: next, way: way, known: known)
    case .jump(let target): jump(to: target, at: here, way: way, position: step.position)
    case .stop:
      // Nothing fails and nothing more happens: whatever waits for a branch that stops waits for
      // ever.
      set(here, to: way.isBranch ? .idle : .end, in: way.thread)
    case .fail: set(here, to: .pass(way.failed), in: way.thread)
    }
  }

  var jumps: [(thread: Int, node: Int, target: String, position: PlanPosition?)] = []

  private mutating func jump(to target: String, at here: Int, way: Way, position: PlanPosition?) {
    jumps.append((way.thread, here, target, position))
    // Only a jump back can repeat a call.
    if let first = counts[way.thread]?[target] {
      isCyclic = true
      repeated.formUnion(first..<calls.count)
    }
  }

  private mutating func test(
    _ condition: AgentPlanCondition, at here: Int, yes: Int, no: Int, way: Way, known: Known
  ) {
    threads[way.thread].nodes[here] = .test(
      condition, Point(thread: way.thread, known: known, count: calls.count), yes: yes, no: no)
  }

  private mutating func parallel(
    _ branches: [[AgentPlanStep]], endsEarly: Bool, at here: Int, next: Int, way: Way,
    known: inout Known
  ) {
    let children = branches.indices.map {
      newThread("\(threads[way.thread].name), branch \($0 + 1)")
    }
    for child in children {
      threads[child].cutBy =
        threads[way.thread].cutBy + (endsEarly ? children.filter { $0 != child } : [])
    }
    var done = known
    for (thread, branch) in zip(children, branches) {
      let idle = node(.idle, in: thread)
      let end = node(.end, in: thread)
      let failed = node(.failed, in: thread)
      let start = node(.end, in: thread)
      threads[thread].start = idle
      threads[thread].failed = failed
      var inner = known
      sequence(
        branch, at: start, next: end,
        way: Way(
          thread: thread, agent: way.agent, failed: failed, iteration: way.iteration,
          isBranch: true), known: &inner)
      // `flatten` finds the first node of the branch under this label.
      threads[thread].labels[Self.entry] = start
      done.begun.formUnion(inner.begun)
      done.done.formUnion(inner.done)
    }
    guard !children.isEmpty else {
      set(here, to: .pass(next), in: way.thread)
      return
    }
    let join = node(.join(children, done: next, failed: way.failed), in: way.thread)
    set(here, to: .fork(children, join: join), in: way.thread)
    known = done
  }

  /// The label of the first node of a branch; no identifier can equal it.
  static let entry = "(entry)"

  // MARK: Loops

  private mutating func loop(
    _ loop: AgentPlanLoop, at here: Int, next: Int, way: Way, known: Known
  ) {
    loops += 1
    let number = loops
    let isFree = loop.whileCondition == nil && loop.untilCondition == nil
    guard let most = loop.most else {
      isCyclic = true
      var inner = known
      let first = calls.count
      pass(loop, isFree: isFree, at: here, again: here, next: next, way: way, known: &inner)
      repeated.formUnion(first..<calls.count)
      return
    }
    var start = here
    for time in 0..<max(most, 0) {
      guard !isTooLarge else { return }
      let again = time == most - 1 ? next : node(.end, in: way.thread)
      var inner = known
      let iteration = way.iteration + [Iteration(loop: number, time: time + 1)]
      pass(
        loop, isFree: isFree && !loop.isExact, at: start, again: again, next: next,
        way: Way(
          thread: way.thread, agent: way.agent, failed: way.failed, iteration: iteration,
          isBranch: way.isBranch), known: &inner)
      start = again
    }
    if most <= 0 { set(here, to: .pass(next), in: way.thread) }
  }

  /// Compiles one iteration of a loop.
  private mutating func pass(
    _ loop: AgentPlanLoop, isFree: Bool, at here: Int, again: Int, next: Int, way: Way,
    known: inout Known
  ) {
    var start = here
    if let condition = loop.whileCondition {
      let body = node(.end, in: way.thread)
      test(condition, at: here, yes: body, no: next, way: way, known: known)
      start = body
    } else if isFree {
      let body = node(.end, in: way.thread)
      set(here, to: .choice([body, next]), in: way.thread)
      start = body
    }
    guard let condition = loop.untilCondition else {
      sequence(loop.body, at: start, next: again, way: way, known: &known)
      return
    }
    let end = node(.end, in: way.thread)
    sequence(loop.body, at: start, next: end, way: way, known: &known)
    test(condition, at: end, yes: next, no: again, way: way, known: known)
  }
}
