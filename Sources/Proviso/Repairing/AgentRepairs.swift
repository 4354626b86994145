import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans
import ProvisoResult

/// The repairs of a plan of agents: the candidates, and the plan after them.
///
/// A candidate is only a guess. The caller judges the plan after it.
struct AgentRepairs {
  let plan: AgentPlan
  /// The world whose actions say what the tools do; nil if there is none.
  let world: WorldModel?

  /// A change of the plan.
  struct Candidate {
    let kind: String
    let title: String
    /// The text to write, in the notation of plans.
    let text: String
    let calls: [String]
    let changes: [Int: (AgentPlanStep) -> [AgentPlanStep]]
    /// The tools of calls that go.
    var removedTools: Set<String> = []

    /// The plan with the change.
    func plan(from plan: AgentPlan) -> AgentPlan {
      var edit = AgentPlanEdit(changes)
      return edit.plan(from: plan)
    }

    var repair: Repair {
      Repair(kind: kind, title: title, text: text, notation: "yaml", objects: calls, size: 1)
    }
  }

  private struct Step {
    let number: Int
    /// The numbers of the lists of steps that it is in, from the agent's own to the innermost.
    let lists: [Int]
    let step: AgentPlanStep
    let call: PlannedCall
    var name: String { step.id ?? (call.label.isEmpty ? call.tool : call.label) }
  }

  private var calls: [Step] {
    var found: [Step] = []
    var number = 0
    var list = 0
    func visit(_ steps: [AgentPlanStep], in outer: [Int]) {
      list += 1
      let own = outer + [list]
      for step in steps {
        if case .call(let call) = step.kind {
          found.append(Step(number: number, lists: own, step: step, call: call))
        }
        number += 1
        for inner in step.lists { visit(inner, in: own) }
      }
    }
    for agent in plan.agents { visit(agent.steps, in: []) }
    return found
  }

  /// The candidates for the calls of violations, what changes least first.
  ///
  /// - Parameter names: the names of calls in the violations; calls that are not among them are tried
  ///   later.
  func candidates(for names: [String]) -> [Candidate] {
    let all = calls
    let words = Set(
      names.flatMap { name in
        name.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
      })
    let named = all.filter { words.contains($0.name) }
    let targets = named.isEmpty ? all : named
    return all.compactMap(ended) + targets.compactMap(withoutRetries)
      + targets.flatMap(exchanged)
      + targets.flatMap { target in all.compactMap { guarded(target, by: $0) } }
      + targets.flatMap(approved) + targets.flatMap(prepared)
      + targets.flatMap { target in all.compactMap { order($0, before: target) } }
      + targets.map(leftOut)
  }

  // MARK: Kinds

  /// The failure of the call ends the plan instead of being ignored.
  private func ended(_ call: Step) -> Candidate? {
    guard case .goOn = call.step.onFailure else { return nil }
    return Candidate(
      kind: "stop_on_failure", title: "stop if \(call.name) fails",
      text: "- call: \(call.call.tool)   # without `on_failure: continue`", calls: [call.name],
      changes: [call.number: { [$0.with(onFailure: .propagate)] }])
  }

  private func withoutRetries(_ call: Step) -> Candidate? {
    guard call.step.retries > 0 else { return nil }
    return Candidate(
      kind: "no_retry", title: "do not repeat \(call.name) after a failure",
      text: "- call: \(call.call.tool)   # without `retry`", calls: [call.name],
      changes: [call.number: { [$0.with(retries: 0)] }])
  }

  /// A later call is made before another one.
  private func order(_ later: Step, before call: Step) -> Candidate? {
    guard later.number > call.number, later.lists == call.lists else { return nil }
    // It needs what the calls in between return.
    let sources = Set(
      (later.call.arguments.map(\.value) + [later.call.rest].compactMap(\.self)).flatMap(\.sources))
    let between = calls.filter { $0.number >= call.number && $0.number < later.number }
    guard sources.isDisjoint(with: between.compactMap(\.step.id)) else { return nil }
    let moved = later.step
    return Candidate(
      kind: "reorder", title: "take \(later.name) before \(call.name)",
      text: "- call: \(later.call.tool)\n- call: \(call.call.tool)",
      calls: [later.name, call.name],
      changes: [later.number: { _ in [] }, call.number: { [moved, $0] }])
  }

  /// The call is made only if an earlier one has answered true.
  private func guarded(_ call: Step, by check: Step) -> Candidate? {
    guard check.number < call.number, call.lists.starts(with: check.lists),
      let action = world?.actions.first(where: { $0.name == check.call.tool }),
      action.result?.type == .bool
    else { return nil }
    let id = check.step.id ?? freshName("check")
    return Candidate(
      kind: "check_first", title: "make \(call.name) only if \(check.call.tool) says so",
      text: "- call: \(check.call.tool)\n  id: \(id)\n- if: \(id).output == true\n  then:\n"
        + "    - call: \(call.call.tool)",
      calls: [check.name, call.name],
      changes: [
        check.number: { [$0.with(id: id)] },
        call.number: { [Self.branch("\(id).output == true", around: $0)] },
      ])
  }

  /// A person is asked about exactly this call.
  private func approved(_ call: Step) -> [Candidate] {
    guard let asking = question(about: call) else { return [] }
    return asking.yes.map { approved(call, by: asking.tool, asking.arguments, yes: $0) }
  }

  private func approved(
    _ call: Step, by tool: String, _ arguments: [(name: String, value: AgentPlanValue)],
    yes: String
  ) -> Candidate {
    let target = call.step.id ?? freshName("asked")
    let answer = freshName("answer")
    let condition = "\(answer).output == \(yes)"
    let asked = AgentPlanStep(
      .call(
        PlannedCall(tool: tool, arguments: arguments, approves: [target])), id: answer
    )
    return Candidate(
      kind: "approval", title: "ask a person before \(call.name)",
      text: "- call: \(tool)\n  id: \(answer)\n  with: { question: \"…\" }\n"
        + "  approves: [\(target)]\n- if: \(condition)\n  then:\n    - call: \(call.call.tool)\n"
        + "      id: \(target)",
      calls: [call.name],
      changes: [
        call.number: { [asked, Self.branch(condition, around: $0.with(id: target))] }
      ])
  }

  /// The call that asks a person: as the plan does elsewhere, or by an action of the world whose name says so.
  private func question(
    about call: Step
  ) -> (tool: String, arguments: [(name: String, value: AgentPlanValue)], yes: [String])? {
    let known = calls.first { !$0.call.approves.isEmpty }?.call.tool
    guard let world else { return (known ?? "ask_person", [], ["true", "\"yes\""]) }
    guard
      let action = world.actions.first(where: { $0.name == known })
        ?? world.actions.first(where: { $0.name.hasPrefix("ask") && $0.result != nil })
    else { return nil }
    var arguments: [(name: String, value: AgentPlanValue)] = []
    for parameter in action.parameters {
      guard parameter.type == .string else { return nil }
      arguments.append(
        (parameter.name, .constant(.string(Text("May \(call.name) be done?")))))
    }
    guard let result = action.result else { return nil }
    return (action.name, arguments, result.type == .bool ? ["true"] : ["\"yes\""])
  }

  /// Another action of the world on the same arguments comes first.
  private func prepared(_ call: Step) -> [Candidate] {
    guard let world else { return [] }
    return world.actions.compactMap { action in
      guard action.name != call.call.tool, !action.parameters.isEmpty else { return nil }
      var arguments: [(name: String, value: AgentPlanValue)] = []
      for parameter in action.parameters {
        guard let value = call.call.value(of: parameter.name) else { return nil }
        arguments.append((parameter.name, value))
      }
      let first = AgentPlanStep(.call(PlannedCall(tool: action.name, arguments: arguments)))
      let names = arguments.map { "\($0.name): …" }.joined(separator: ", ")
      return Candidate(
        kind: "insert",
        title: "make \(action.name) before \(call.name), with the same "
          + arguments.map(\.name).joined(separator: ", "),
        text: "- call: \(action.name)\n  with: { \(names) }\n- call: \(call.call.tool)",
        calls: [call.name], changes: [call.number: { [first, $0] }])
    }
  }

  /// Another action of the world that does at least the same, under more conditions, takes the place of
  /// the call.
  private func exchanged(_ call: Step) -> [Candidate] {
    guard let world, let own = world.actions.first(where: { $0.name == call.call.tool }) else {
      return []
    }
    let given = Set(call.call.arguments.map(\.name))
    let assigned = Self.assigned(by: own.body)
    guard !assigned.isEmpty else { return [] }
    return world.actions.filter {
      $0.name != own.name && Set($0.parameters.map(\.name)) == given
        && assigned.isSubset(of: Self.assigned(by: $0.body))
        && Self.conditions(in: $0.body) > Self.conditions(in: own.body)
    }.map { action in
      let exchange = AgentPlanStep.Kind.call(
        PlannedCall(tool: action.name, arguments: call.call.arguments))
      return Candidate(
        kind: "other_tool",
        title: "use \(action.name) instead of \(call.call.tool)"
          + (call.name == call.call.tool ? "" : " for \(call.name)"),
        text: "- call: \(action.name)", calls: [call.name],
        changes: [call.number: { [$0.with(kind: exchange)] }], removedTools: [own.name])
    }
  }

  private static func conditions(in body: [Statement]) -> Int {
    body.count {
      switch $0.kind {
      case .requires, .conditional, .failIf: true
      default: false
      }
    }
  }

  /// The variables and the fields of objects that statements assign.
  private static func assigned(by body: [Statement]) -> Set<[Int]> {
    var found: Set<[Int]> = []
    for statement in body {
      switch statement.kind {
      case .assign(.variable(let index), _, _): found.insert([0, index])
      case .assign(.field(_, let index), _, _), .assign(.entry(.field(_, let index), _), _, _):
        found.insert([1, index])
      case .assign(.entry(.variable(let index), _), _, _): found.insert([0, index])
      case .conditional(_, let then, let otherwise):
        found.formUnion(assigned(by: then))
        found.formUnion(assigned(by: otherwise))
      case .every(_, let inner): found.formUnion(assigned(by: inner))
      default: break
      }
    }
    return found
  }

  private func leftOut(_ call: Step) -> Candidate {
    Candidate(
      kind: "leave_out", title: "plan without \(call.name)",
      text: "# without the call of \(call.call.tool)", calls: [call.name],
      changes: [call.number: { _ in [] }], removedTools: [call.call.tool])
  }

  private static func branch(_ condition: String, around step: AgentPlanStep) -> AgentPlanStep {
    AgentPlanStep(.branch(.expression(condition, position: nil), then: [step], else: []))
  }

  /// A name that no step of the plan has.
  private func freshName(_ base: String) -> String {
    let taken = Set(plan.allSteps.compactMap(\.id))
    guard taken.contains(base) else { return base }
    return (2...).lazy.map { "\(base)_\($0)" }.first { !taken.contains($0) } ?? base
  }
}
