import ProvisoKernel
import ProvisoPlans

/// Translates the commands of a command line into steps of a plan.
///
/// The translation follows the syntax tree and carries a ``ShellState``, so that words and
/// directories are known as far as the command line determines them. A construct without an exact
/// translation is a ``ShellGap``, never a guess: a gap makes the whole plan undecided, a wrong step
/// could prove too much.
struct ShellTranslator {
  /// The maximum nesting depth of `bash -c`, `$(…)` and commands that run commands.
  static let deepest = 8

  let position: PlanPosition?
  let identifiers: String
  private(set) var gaps: [String] = []
  var assumptions: [String] = []
  /// The commands of the project whose effects are declared.
  var declared: DeclaredCommands = DeclaredCommands()
  /// The agent's directory as an absolute path; `nil` if it is unknown.
  var base: String?
  /// The commands that run on after the command line.
  private(set) var background: [AgentPlanStep] = []
  /// Whether the command that is translated writes into a command that keeps its input in a file.
  var pipesIntoFile = false
  var depth = 0
  /// The number of enclosing subshells.
  var subshells = 0
  /// The effect of `set -e` on the command that is translated.
  var errexit = Errexit.works
  /// Whether the shell itself, and no subshell, may have changed its directory.
  var hasMoved = false
  /// The current nesting depth of shells and of commands that run commands.
  var shells = 0
  private var calls = 0
  private let counter = Counter()

  /// The effect of `set -e`.
  ///
  /// bash ignores it in the operands of `&&` and `||` before the last and in conditions, at any depth and
  /// also if a subshell or `$(…)` there sets it itself.
  enum Errexit {
    case works, isIgnored
    /// Either, depending on the version of the shell or on a part of the command.
    case isUnknown
  }

  /// Returns consecutive numbers. It is a class, so that non-mutating functions can use it.
  final class Counter {
    private var last = 0
    func next() -> Int {
      last += 1
      return last
    }
  }

  init(position: PlanPosition?, identifiers: String) {
    self.position = position
    self.identifiers = identifiers
  }

  /// The steps of a complete command line, and what it leaves to later ones.
  struct Translation {
    var steps: [AgentPlanStep] = []
    /// The working directory after success.
    var directory: String?
    var changesDirectory = true
    /// The variables for programs that are set in the shell and may be exported.
    var exported: Set<String> = []
  }

  /// Translates a complete command line.
  mutating func translate(_ command: String, in state: ShellState) -> Translation {
    guard command.utf8.count <= ShellReader.longest else {
      gaps.append("the command line is too long (limit \(ShellReader.longest) bytes)")
      return Translation()
    }
    do throws(ShellGap) {
      if state.isPOSIX { try Self.checkPOSIX(command) }
      let out = try list(ShellParser.parse(command), in: state, input: .nothing)
      let ends = [out.success, out.failure]
      return Translation(
        steps: out.steps, directory: out.success.directory,
        changesDirectory: hasMoved || ends.contains { $0.directory != state.directory },
        exported: Set(ends.flatMap(\.environment.keys)))
    } catch {
      gaps.append(error.reason)
      return Translation()
    }
  }

  mutating func assume(_ sentence: String) { assumptions.append(sentence) }

  mutating func report(_ gap: ShellGap) {
    // A hundred gaps are enough to report.
    if gaps.count < 100 { gaps.append(gap.reason) }
  }

  // MARK: Steps

  func sequence(_ steps: [AgentPlanStep], onFailure: AgentPlanStep.FailureHandling = .propagate)
    -> AgentPlanStep
  {
    if steps.count == 1, let only = steps.first, case .propagate = only.onFailure {
      return AgentPlanStep(
        only.kind, id: only.id, onFailure: onFailure, retries: only.retries, position: only.position
      )
    }
    return AgentPlanStep(.sequence(steps), onFailure: onFailure, position: position)
  }

  /// The steps with an identifier for each call, and these identifiers.
  func identified(_ steps: [AgentPlanStep]) -> (steps: [AgentPlanStep], names: [String]) {
    var names: [String] = []
    func named(_ steps: [AgentPlanStep]) -> [AgentPlanStep] { steps.map(named) }
    func named(_ step: AgentPlanStep) -> AgentPlanStep {
      var id = step.id
      var kind = step.kind
      switch kind {
      case .call:
        let name = id ?? newIdentifier()
        names.append(name)
        id = name
      case .sequence(let steps): kind = .sequence(named(steps))
      case .parallel(let branches): kind = .parallel(branches.map(named))
      case .either(let branches): kind = .either(branches.map(named))
      case .branch(let condition, let first, let second):
        kind = .branch(condition, then: named(first), else: named(second))
      case .loop(let loop):
        kind = .loop(
          AgentPlanLoop(
            most: loop.most, isExact: loop.isExact, while: loop.whileCondition,
            until: loop.untilCondition, body: named(loop.body)))
      case .jump, .stop, .fail: break
      }
      var handling = step.onFailure
      if case .steps(let steps) = handling { handling = .steps(named(steps)) }
      return AgentPlanStep(
        kind, id: id, onFailure: handling, retries: step.retries, position: step.position)
    }
    let out: [AgentPlanStep] = named(steps)
    return (out, names)
  }

  func newIdentifier() -> String { "\(identifiers)_\(counter.next())" }

  /// The builder of a command's calls.
  func builder(in state: ShellState, input: CallBuilder.Input) -> CallBuilder {
    CallBuilder(
      position: position, input: input, directory: state.directory, environment: state.environment,
      base: base, newIdentifier: newIdentifier)
  }

  mutating func count(_ number: Int) throws(ShellGap) {
    calls += number
    guard calls <= ShellReader.mostCalls else {
      throw ShellGap("the command makes too many calls (limit \(ShellReader.mostCalls))")
    }
  }

  // MARK: Lists

  /// Translates consecutive statements. Only the failure of the last one makes the list fail,
  /// unless `set -e` is in effect or a statement ends with `|| exit`.
  mutating func list(
    _ statements: [ShellStatement], in state: ShellState, input: CallBuilder.Input,
    isCondition: Bool = false
  ) throws(ShellGap) -> ShellFragment {
    var out = ShellFragment(success: state, failure: state)
    /// The background commands, which run concurrently with the next statements up to a `wait`.
    var background: [AgentPlanStep] = []
    /// The steps since the first background command.
    var foreground: [AgentPlanStep] = []
    var current = state
    func add(_ steps: [AgentPlanStep]) {
      if background.isEmpty { out.steps += steps } else { foreground += steps }
    }
    for (index, written) in statements.enumerated() {
      try count(1)
      var statement = written
      let isLast = index == statements.count - 1
      if Self.isWait(statement) {
        if !background.isEmpty {
          let branches =
            background.map { [self.sequence([$0], onFailure: .goOn)] }
            + (foreground.isEmpty ? [] : [foreground])
          out.steps.append(AgentPlanStep(.parallel(branches), position: position))
          background = []
          foreground = []
        }
        out.success = current
        out.failure = current
        continue
      }
      if statement.isInBackground {
        let fragment = try self.statement(statement, in: current, input: .nothing)
        let steps = fragment.before + fragment.steps
        background.append(sequence(steps))
        if let directory = current.directory, steps.contains(where: { moves(directory, $0) }) {
          current.directory = nil
        }
        out.success = current
        out.failure = current
        continue
      }
      if try changeOptions(statement, in: &current, isCondition: isCondition) {
        out.success = current
        out.failure = current
        continue
      }
      let exits = Self.removeExit(&statement) && depthOfList == 0
      if written.rest.count != statement.rest.count, !exits {
        throw ShellGap("this use of `exit` is not supported")
      }
      let outer = errexit
      if exits { errexit = .isIgnored }
      let fragment = try self.statement(statement, in: current, input: input)
      errexit = outer
      out.success = fragment.success
      out.failure = fragment.failure
      let steps = fragment.before + fragment.steps
      var stops = exits
      // bash ignores `set -e` inside the operands of `&&` and `||` except the last, at any depth.
      if current.stopsAtFailure, !statement.rest.isEmpty, Self.hasCompound(statement) {
        throw ShellGap("`&&` or `||` with a compound command after `set -e` is not supported")
      }
      if current.stopsAtFailure, !statement.first.isNegated {
        guard statement.rest.allSatisfy({ !$0.isAnd && !$0.pipeline.isNegated }) else {
          throw ShellGap("`&&` or `!` after `set -e` is not supported")
        }
        stops = true
      }
      if isLast && background.isEmpty || stops && background.isEmpty {
        add(steps)
        current = fragment.success
      } else if stops {
        throw ShellGap("the shell can exit while a background command runs")
      } else {
        if !steps.isEmpty { add([sequence(steps, onFailure: isLast ? .propagate : .goOn)]) }
        current = fragment.success.joined(with: fragment.failure)
      }
    }
    guard !background.isEmpty else { return out }
    guard depth == 0, compound == 0, subshells == 0, shells == 0 else {
      throw ShellGap("a background command runs on after the command that starts it; add `wait`")
    }
    // They can run at any time from the start of the command line on.
    self.background += background.map { sequence([$0], onFailure: .goOn) }
    out.steps += foreground
    return out
  }

  private static func hasCompound(_ statement: ShellStatement) -> Bool {
    ([statement.first] + statement.rest.map(\.pipeline)).contains { pipeline in
      pipeline.commands.contains { if case .simple = $0.kind { false } else { true } }
    }
  }

  /// The number of enclosing lists after which the shell continues.
  private var depthOfList: Int { compound }
  var compound = 0

  private static func isWait(_ statement: ShellStatement) -> Bool {
    guard let words = simpleWords(statement), !statement.isInBackground else { return false }
    return words == ["wait"]
  }

  /// The words of a statement, if it is a single plain command.
  private static func simpleWords(_ statement: ShellStatement) -> [String]? {
    guard statement.rest.isEmpty else { return nil }
    return simpleWords(statement.first)
  }

  private static func simpleWords(_ pipeline: ShellPipeline) -> [String]? {
    guard !pipeline.isNegated, pipeline.commands.count == 1,
      let command = pipeline.commands.first, command.redirections.isEmpty,
      case .simple(let simple) = command.kind, simple.assignments.isEmpty
    else { return nil }
    let words = simple.words.compactMap(\.plainText)
    return words.count == simple.words.count ? words : nil
  }

  /// Removes `|| exit` from the end of a statement and returns whether it was there. A failure of
  /// the rest then ends the shell.
  private static func removeExit(_ statement: inout ShellStatement) -> Bool {
    guard let last = statement.rest.last, !last.isAnd, !statement.isInBackground,
      let words = simpleWords(last.pipeline), words.first == "exit", words.count <= 2,
      words.count == 1
        || words[1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
          && Int(words[1]).map({ (1...255).contains($0) }) == true
    else { return false }
    statement.rest.removeLast()
    return true
  }

  /// Applies a statement such as `set -e` to the state; false if the statement is not a `set`.
  private mutating func changeOptions(
    _ statement: ShellStatement, in state: inout ShellState, isCondition: Bool
  ) throws(ShellGap) -> Bool {
    guard let words = Self.simpleWords(statement), words.first == "set" else { return false }
    guard compound == 0, !isCondition else { throw ShellGap("`set` is not supported here") }
    // A shell other than bash can obey `set -e` in `$(…)`.
    let effect: Errexit = state.isPOSIX && errexit == .isIgnored ? .isUnknown : errexit
    var rest = words.dropFirst()[...]
    guard !rest.isEmpty else { throw ShellGap("`set` without options is not supported") }
    while let word = rest.popFirst() {
      guard word.utf8.first == UInt8(ascii: "-"), word.utf8.count > 1 else {
        throw ShellGap("`set` has an unsupported argument")
      }
      for (index, letter) in word.dropFirst().enumerated() {
        switch letter {
        case "e":
          guard effect != .isUnknown else { throw ShellGap("`set -e` is not supported here") }
          if effect == .works { state.stopsAtFailure = true }
        case "u": state.failsWhenUnset = true
        case "x", "v": continue
        case "o":
          guard index == word.count - 2, rest.first == "pipefail" else {
            throw ShellGap("`set` has an unsupported option")
          }
          rest.removeFirst()
          state.pipelinesFail = true
        default: throw ShellGap("`set` has an unsupported option")
        }
      }
    }
    return true
  }

  // MARK: Statements

  private mutating func statement(
    _ statement: ShellStatement, in state: ShellState, input: CallBuilder.Input
  ) throws(ShellGap) -> ShellFragment {
    let outer = errexit
    defer { errexit = outer }
    if !statement.rest.isEmpty { errexit = .isIgnored }
    var out = try pipeline(statement.first, in: state, input: input)
    for (index, (isAnd, pipeline)) in statement.rest.enumerated() {
      if index == statement.rest.count - 1 { errexit = outer }
      let next = try self.pipeline(pipeline, in: isAnd ? out.success : out.failure, input: input)
      let steps = next.before + next.steps
      if isAnd {
        out.steps += steps
        out.failure = out.failure.joined(with: next.failure)
        out.success = next.success
      } else {
        out.steps = [sequence(out.before + out.steps, onFailure: .steps(steps))]
        out.before = []
        out.success = out.success.joined(with: next.success)
        out.failure = next.failure
      }
    }
    return out
  }

  private mutating func pipeline(
    _ pipeline: ShellPipeline, in state: ShellState, input: CallBuilder.Input
  ) throws(ShellGap) -> ShellFragment {
    var out = try commands(of: pipeline, in: state, input: input)
    if let directory = state.directory,
      (out.before + out.steps).contains(where: { moves(directory, $0) })
    {
      // The shell stays in the directory, wherever it is now.
      out.success.directory = nil
      out.failure.directory = nil
      if subshells == 0 { hasMoved = true }
    }
    return out
  }

  private mutating func commands(
    of pipeline: ShellPipeline, in state: ShellState, input: CallBuilder.Input
  ) throws(ShellGap) -> ShellFragment {
    guard !pipeline.isTimed || !state.isPOSIX else {
      throw ShellGap("`time` can be a program in `sh`")
    }
    if pipeline.isNegated {
      let outer = errexit
      errexit = .isUnknown
      defer { errexit = outer }
      guard !state.stopsAtFailure || !Self.hasCompound(ShellStatement(first: pipeline)) else {
        throw ShellGap("`!` with a compound command after `set -e` is not supported")
      }
      var inner = pipeline
      inner.isNegated = false
      var out = try commands(of: inner, in: state, input: input)
      let steps = out.before + out.steps
      out.before = []
      // The status is the opposite one. Here, it can be any.
      out.steps =
        (steps.isEmpty ? [] : [sequence(steps, onFailure: .goOn)])
        + [builder(in: state, input: .nothing).call(TextTools.condition, with: [:])]
      out.success = out.success.joined(with: out.failure)
      out.failure = out.success
      return out
    }
    guard pipeline.commands.count > 1 else {
      guard let only = pipeline.commands.first else {
        return ShellFragment(success: state, failure: state)
      }
      return try command(only, in: state, input: input)
    }
    compound += 1
    defer { compound -= 1 }
    // The steps of the commands so far, and the calls whose outputs they can have written.
    var steps: [AgentPlanStep] = []
    var names: [String] = []
    var text: String?
    for (index, command) in pipeline.commands.enumerated() {
      let from: CallBuilder.Input =
        index == 0 ? input : text.map { .text($0) } ?? .calls(names)
      let outer = pipesIntoFile
      pipesIntoFile = pipeline.commands.dropFirst(index + 1).first.map(keepsInput) ?? false
      defer { pipesIntoFile = outer }
      var fragment = try self.command(command, in: state, input: from)
      if state.pipelinesFail, index < pipeline.commands.count - 1 {
        // A command whose output nobody reads to its end fails.
        fragment.steps = failing(fragment.steps, in: state)
      }
      text = index == 0 ? echoed(command, in: state) : nil
      let handling: AgentPlanStep.FailureHandling = state.pipelinesFail ? .propagate : .goOn
      let left = steps.isEmpty ? [] : [sequence(steps, onFailure: handling)]
      let (own, more) = identified(fragment.steps)
      let (first, substituted) = identified(fragment.before)
      let used = Set(Self.sources(own))
      if index == 0 {
        steps = first + own
      } else if names.contains(where: used.contains) {
        // The calls of this command depend on the outputs of earlier ones, so they run after them.
        steps = together(left, first) + own
      } else {
        steps = together(left, first + own)
      }
      names += substituted + more
    }
    return ShellFragment(steps: steps, success: state, failure: state)
  }

  private func together(_ a: [AgentPlanStep], _ b: [AgentPlanStep]) -> [AgentPlanStep] {
    if a.isEmpty { return b }
    return b.isEmpty ? a : [AgentPlanStep(.parallel([a, b]), position: position)]
  }

  /// The calls whose outputs the arguments of the steps' calls contain.
  private static func sources(_ steps: [AgentPlanStep]) -> [String] {
    steps.flatMap { step -> [String] in
      var out: [String] = []
      switch step.kind {
      case .call(let call): out = call.arguments.flatMap(\.value.sources)
      case .sequence(let steps): out = sources(steps)
      case .parallel(let branches), .either(let branches): out = branches.flatMap(sources)
      case .branch(_, let first, let second): out = sources(first) + sources(second)
      case .loop(let loop): out = sources(loop.body)
      case .jump, .stop, .fail: break
      }
      if case .steps(let steps) = step.onFailure { out += sources(steps) }
      return out
    }
  }
}
