import ProvisoInput
import ProvisoKernel
import ProvisoPlans

/// A record as a plan of the calls that were made, which can be checked in a world.
///
/// The turns of a stream are a sequence, and the calls of a turn run in parallel. Streams are
/// separate agents. A call that failed, or may have failed, did not keep the agent from going on.
/// Everything that happened is among the runs of the plan.
struct RecordedPlan {
  let trace: AgentTrace
  let commands: RecordedCommands

  static let orderLost =
    "cannot verify: calls overlapped in a way that a sequence of turns does not express."
  static let severalAgents =
    "cannot verify: calls of one agent waited for calls of another."

  /// The plan.
  ///
  /// - Parameters:
  ///   - unnamed: the name of an agent that the record does not name.
  ///   - problem: why a call cannot be judged; `nil` if its tool's contract describes it. Such a
  ///     call is a gap.
  func plan(unnamed: String, problem: (PlannedCall) -> String?) -> AgentPlan {
    var gaps = trace.missingCalls.map {
      "calls that were made are not in the source: " + $0.prefix(1).lowercased() + $0.dropFirst()
    }
    for gap in commands.gaps { gaps.append(gap) }
    func add(_ gap: String) { if !gaps.contains(gap) { gaps.append(gap) } }
    func checked(_ call: PlannedCall) -> PlannedCall {
      if startsAgent(call) { return call.with(isOpaque: true) }
      guard !call.isOpaque, let problem = problem(call) else { return call }
      add("cannot verify: \(problem.prefix(400)).")
      return call.with(isOpaque: true)
    }
    let steps = trace.calls.indices.map { index in
      step(index).mappingCalls { (checked($0), $1) }
    }
    var agents: [PlannedAgent] = []
    var indices: [String: Int] = [:]
    for stream in Self.streams(of: trace.calls) {
      let names = Set(stream.map { trace.calls[$0].agent })
      if names.count > 1 { add(Self.severalAgents) }
      let blocks = Self.blocks(of: stream, in: trace.calls)
      if !blocks.allSatisfy(\.isExact) { add(Self.orderLost) }
      let background = blocks.enumerated().flatMap { index, block in
        block.calls.compactMap { call -> BackgroundSteps? in
          let started = commands.calls[call].background.map { step in
            step.mappingCalls { (checked($0), $1) }
          }
          return started.isEmpty
            ? nil : BackgroundSteps(index: index, steps: started, isRepeated: false)
        }
      }
      let sequence = blocks.map { block in
        block.calls.count == 1
          ? steps[block.calls[0]]
          : AgentPlanStep(
            .parallel(block.calls.map { [steps[$0]] }), position: steps[block.calls[0]].position)
      }.running(background)
      var name = stream.first.map { trace.calls[$0].agent } ?? ""
      if name.isEmpty { name = unnamed }
      if let index = indices[name] {
        // Streams of one agent run at the same time.
        agents[index] = PlannedAgent(
          name: name, steps: [AgentPlanStep(.parallel([agents[index].steps, sequence]))])
      } else {
        indices[name] = agents.count
        agents.append(PlannedAgent(name: name, steps: sequence))
      }
    }
    if agents.isEmpty { agents = [PlannedAgent(name: unnamed, steps: [])] }
    var plan = AgentPlan(
      format: trace.format, userTexts: trace.userTexts, directory: commands.base, agents: agents,
      assumptions: trace.assumptions + commands.assumptions, notModelled: trace.notModelled,
      gaps: gaps)
    plan.isRecord = true
    return plan
  }

  /// Whether a call only starts a sub-agent. What that does is in its own calls, and the importer
  /// says if these are missing.
  private func startsAgent(_ call: PlannedCall) -> Bool {
    [AgentFormat.claudeCode.rawValue, AgentFormat.claudeCodeStream.rawValue].contains(trace.format)
      && ["Task", "Agent"].contains(call.tool)
  }

  private func step(_ index: Int) -> AgentPlanStep {
    let recorded = commands.calls[index]
    // Whether a shell's command succeeded is certain only in formats that take it from its exit status.
    let hasSucceeded =
      trace.calls[index].hasFailed == false
      && (!recorded.isCommand || Self.statesExitStatus(trace.format))
    let handling: AgentPlanStep.FailureHandling = hasSucceeded ? .propagate : .goOn
    guard let steps = recorded.steps else {
      return AgentPlanStep(.call(recorded.call), onFailure: handling, position: recorded.position)
    }
    if let only = steps.first, steps.count == 1, case .propagate = only.onFailure {
      return AgentPlanStep(
        only.kind, id: only.id, onFailure: handling, retries: only.retries,
        endsEarly: only.endsEarly, position: only.position)
    }
    return AgentPlanStep(.sequence(steps), onFailure: handling, position: recorded.position)
  }

  private static func statesExitStatus(_ format: String) -> Bool {
    [
      AgentFormat.anthropic.rawValue, AgentFormat.claudeCode.rawValue,
      AgentFormat.claudeCodeStream.rawValue,
    ].contains(format)
  }

  // MARK: Order

  /// The calls that are connected by waits, each in the order of the source.
  static func streams(of calls: [TracedCall]) -> [[Int]] {
    var root = Array(calls.indices)
    func find(_ index: Int) -> Int {
      var at = index
      while root[at] != at { at = root[at] }
      return at
    }
    for (index, call) in calls.enumerated() {
      // The waits of a call are complete, so the last one is connected to all others of its stream.
      var top = find(index)
      for other in call.after {
        let below = find(other)
        if below == top { continue }
        root[max(top, below)] = min(top, below)
        top = min(top, below)
        root[index] = top
      }
    }
    var out: [[Int]] = []
    var indices: [Int: Int] = [:]
    for index in calls.indices {
      let top = find(index)
      // Calls without any wait belong to one turn if the same agent made them.
      if let at = indices[top] {
        out[at].append(index)
      } else {
        indices[top] = out.count
        out.append([index])
      }
    }
    return out
  }

  struct Block {
    var calls: [Int]
    /// Whether no call of the block waits for another one of it.
    var isExact: Bool
  }

  /// The calls of a stream in blocks: every call of a block waits for all calls of earlier blocks.
  static func blocks(of stream: [Int], in calls: [TracedCall]) -> [Block] {
    // For each call, how many calls at the beginning of the stream it waits for. Importers list waits
    // in ascending order; others only make blocks larger.
    var prefixes: [Int] = []
    for index in stream {
      let after = calls[index].after
      var count = 0
      while count < min(prefixes.count, after.count), after[count] == stream[count] { count += 1 }
      prefixes.append(count)
    }
    // A block begins where every later call waits for all calls before.
    var begins = Array(repeating: false, count: stream.count + 1)
    var least = stream.count
    for at in stream.indices.reversed() {
      least = min(least, prefixes[at])
      begins[at] = least >= at
    }
    var blocks: [Block] = []
    for (at, index) in stream.enumerated() {
      if begins[at] {
        blocks.append(Block(calls: [index], isExact: true))
      } else {
        var last = blocks.removeLast()
        if !Set(calls[index].after).isDisjoint(with: last.calls) { last.isExact = false }
        last.calls.append(index)
        blocks.append(last)
      }
    }
    return blocks
  }
}
