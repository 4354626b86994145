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
      subshells += 1
      defer {
        compound = outer
        subshells -= 1
      }
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
      try checkEvaluation(words, in: state)
      var (steps, _) = try expanded(words, in: state, input: input)
      steps.append(builder(in: state, input: .nothing).call(TextTools.condition, with: [:]))
      return ShellFragment(steps: steps, success: state, failure: state)
    case .conditional(let branches, let otherwise):
      return try conditional(branches[...], otherwise: otherwise, in: state, input: input)
    case .loop(let condition, let body):
      return try loop(while: condition, do: body, in: state, input: input)
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
    let outer = errexit
    errexit = .isIgnored
    let asked = try list(condition, in: state, input: input, isCondition: true)
    errexit = outer
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

  /// A word that can be any of some words, or any file that a pattern matches.
  private static func common(_ words: [ShellArgument]) -> ShellArgument {
    guard words.count == 1, let only = words.first, case .pattern(let text) = only.content else {
      return ShellArgument(content: .unknown(""))
    }
    let start = text.prefix { !"*?[".contains($0) }
    return ShellArgument(content: .unknown(String(start)), startsAtHome: only.startsAtHome)
  }

  /// Translates `while` and `until`. The condition can hold any number of times.
  private mutating func loop(
    while condition: [ShellStatement], do body: [ShellStatement], in state: ShellState,
    input: CallBuilder.Input
  ) throws(ShellGap) -> ShellFragment {
    let condition = condition.map { statement in
      var statement = statement
      if statement.rest.isEmpty { statement.first.isNegated = false }
      return statement
    }
    // The condition ignores `set -e`, and the body need not.
    let outer = errexit
    errexit = .isUnknown
    defer { errexit = outer }
    return try repeated(condition + body, in: state, input: input)
  }

  /// Steps that are taken any number of times.
  private mutating func repeated(
    _ body: [ShellStatement], in state: ShellState, input: CallBuilder.Input
  ) throws(ShellGap) -> ShellFragment {
    guard !state.stopsAtFailure else { throw ShellGap("a loop after `set -e` is not supported") }
    var inner = state
    // Each round begins with what the round before has assigned.
    let loopVariables = state.variables.filter { $0.value.text == nil }
    inner.variables = loopVariables
    inner.environment = state.environment.mapValues { _ in ShellArgument(content: .unknown("")) }
    var fragment = try list(body, in: inner, input: input)
    if fragment.success.directory != state.directory
      || fragment.failure.directory != state.directory
    {
      inner.directory = nil
      fragment = try list(body, in: inner, input: input)
    }
    var after = fragment.success.joined(with: fragment.failure).joined(with: inner)
    after.variables = [:]
    let steps = fragment.before + fragment.steps
    guard !steps.isEmpty else { return ShellFragment(success: after, failure: after) }
    let once = steps.map { sequence([$0], onFailure: .goOn) }
    let loop = AgentPlanStep(.loop(AgentPlanLoop(most: nil, body: once)), position: position)
    // The loop fails if its last command did.
    return ShellFragment(
      steps: steps.contains(where: \.canFail) ? failing([loop], in: after) : [loop],
      success: after, failure: after)
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
    if values.contains(where: { $0.text == nil || $0.isSplit }) {
      // The number of rounds is unknown, and so is the word of each.
      var inner = state
      inner.set(name, to: Self.common(values))
      out = try repeated(body, in: inner, input: input)
      out.before = before + out.before
      return out
    }
    for (index, value) in values.enumerated() {
      guard value.text != nil, !value.isSplit else {
        throw ShellGap("the words of `for` are unknown")
      }
      var inner = index == 0 ? state : out.success.joined(with: out.failure)
      inner.set(name, to: value)
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
