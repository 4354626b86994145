import ProvisoKernel
import ProvisoPlans

/// Groups, conditions and loops.
extension ShellTranslator {
  mutating func command(
    _ command: ShellCommand, in state: ShellState, input: CallBuilder.Input
  ) throws(ShellGap) -> ShellFragment {
    depth += 1
    defer { depth -= 1 }
    guard depth <= ShellParser.deepest else {
      throw ShellGap("commands are nested too deeply (limit \(ShellParser.deepest))")
    }
    if case .simple(let simple) = command.kind {
      do throws(ShellGap) {
        return try self.simple(simple, redirections: command.redirections, in: state, input: input)
      } catch {
        // Report the gap and go on: the other commands may have gaps of their own.
        report(error)
        return ShellFragment(
          success: ShellState(directory: nil), failure: ShellState(directory: nil))
      }
    }
    let redirected = try redirections(command.redirections, in: state, input: input)
    let input = redirected.input ?? input
    var out: ShellFragment
    if case .subshell(let list) = command.kind {
      // `exit` in a subshell ends only the subshell.
      let outer = compound
      compound = 0
      defer { compound = outer }
      out = try self.list(list, in: state, input: input)
      out.success = state
      out.failure = state
    } else {
      compound += 1
      defer { compound -= 1 }
      out = try compoundCommand(command.kind, in: state, input: input)
    }
    redirected.wrap(&out, by: self, text: nil)
    return out
  }

  private mutating func compoundCommand(
    _ kind: ShellCommand.Kind, in state: ShellState, input: CallBuilder.Input
  ) throws(ShellGap) -> ShellFragment {
    switch kind {
    case .simple, .subshell: return ShellFragment(success: state, failure: state)
    case .group(let list): return try self.list(list, in: state, input: input)
    case .test(let words):
      // The shell does not expand patterns in `[[ … ]]`, so any word can be one.
      var (steps, _) = try expanded(words, in: state, input: input)
      steps.append(builder(in: state, input: .nothing).call(TextTools.condition, with: [:]))
      return ShellFragment(steps: steps, success: state, failure: state)
    case .conditional(let branches, let otherwise):
      return try conditional(branches[...], otherwise: otherwise, in: state, input: input)
    case .forEach(let name, let words, let body):
      return try forEach(name, of: words, do: body, in: state, input: input)
    }
  }

  /// Translates `if`. The condition must be a single call; the branch depends on whether it failed.
  private mutating func conditional(
    _ branches: ArraySlice<(condition: [ShellStatement], body: [ShellStatement])>,
    otherwise: [ShellStatement], in state: ShellState, input: CallBuilder.Input
  ) throws(ShellGap) -> ShellFragment {
    guard let branch = branches.first else {
      return otherwise.isEmpty
        ? ShellFragment(success: state, failure: state)
        : try list(otherwise, in: state, input: input)
    }
    depth += 1
    defer { depth -= 1 }
    guard depth <= ShellParser.deepest else {
      throw ShellGap("commands are nested too deeply (limit \(ShellParser.deepest))")
    }
    guard !state.stopsAtFailure else { throw ShellGap("`if` after `set -e` is not supported") }
    var isNegated = false
    var condition = branch.condition
    if condition.count == 1, condition[0].rest.isEmpty, condition[0].first.isNegated {
      isNegated = true
      condition[0].first.isNegated = false
    }
    let asked = try list(condition, in: state, input: input, isCondition: true)
    let steps = identified(asked.before + asked.steps).steps
    guard let call = steps.last, case .call = call.kind, case .propagate = call.onFailure,
      let name = call.id, !steps.dropLast().contains(where: Self.canFail)
    else {
      throw ShellGap("the condition of `if` is not a single command")
    }
    let (whenTrue, whenFalse) =
      isNegated ? (asked.failure, asked.success) : (asked.success, asked.failure)
    let first = try list(branch.body, in: whenTrue, input: input)
    let second = try conditional(
      branches.dropFirst(), otherwise: otherwise, in: whenFalse, input: input)
    let question = isNegated ? "\(name).failed" : "not \(name).failed"
    return ShellFragment(
      steps: steps.dropLast() + [
        sequence([call], onFailure: .goOn),
        AgentPlanStep(
          .branch(
            .expression(question, position: position), then: first.before + first.steps,
            else: second.before + second.steps), position: position),
      ],
      success: first.success.joined(with: second.success),
      failure: first.failure.joined(with: second.failure))
  }

  private static func canFail(_ step: AgentPlanStep) -> Bool {
    if case .goOn = step.onFailure { false } else { true }
  }

  private mutating func forEach(
    _ name: String, of words: [ShellWord], do body: [ShellStatement], in state: ShellState,
    input: CallBuilder.Input
  ) throws(ShellGap) -> ShellFragment {
    guard !ShellEnvironment.isSpecial(name) else {
      throw ShellGap("the loop variable of `for` changes the behaviour of programs")
    }
    let (before, values) = try expanded(words, in: state, input: input)
    var out = ShellFragment(before: before, success: state, failure: state)
    for (index, value) in values.enumerated() {
      guard value.text != nil, !value.isSplit else {
        throw ShellGap("the words of `for` are unknown")
      }
      var inner = index == 0 ? state : out.success.joined(with: out.failure)
      inner.variables[name] = value
      let fragment = try list(body, in: inner, input: input)
      let steps = fragment.before + fragment.steps
      out.success = fragment.success
      out.failure = fragment.failure
      guard !steps.isEmpty else { continue }
      let handling: AgentPlanStep.FailureHandling =
        index == values.count - 1 || state.stopsAtFailure ? .propagate : .goOn
      out.steps.append(sequence(steps, onFailure: handling))
    }
    return out
  }
}
