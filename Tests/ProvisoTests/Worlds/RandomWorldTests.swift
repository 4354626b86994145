import Foundation
import ProvisoEngine
import ProvisoKernel
import TestSupport
import Testing
import Z3

@testable import Proviso
@testable import ProvisoLanguage
@testable import ProvisoWorlds

/// Verdicts about random worlds, compared with an exhaustive search that executes the syntax tree.
@Suite struct RandomWorldTests {
  static let first = ProcessInfo.processInfo.environment["PROVISO_SEED"].flatMap(UInt64.init) ?? 1
  static let count: UInt64 =
    ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"] == nil ? 30 : 20_000

  @Test func agreesWithExhaustiveSearch() throws {
    var tally: [String: Int] = [:]
    for seed in Self.first..<(Self.first + Self.count) {
      let text = RandomWorld(seed: seed).text
      let loader = SpecLoader(vocabularies: .supported) { (_) throws(SourceReadError) -> [UInt8] in
        throw SourceReadError("no such file")
      }
      let loaded = loader.load(path: "w.proviso", text: text)
      guard let spec = loaded.spec, let model = spec.world else {
        let told = loaded.diagnostics.map { "\($0.code.rawValue) \($0.message)" }
        // The checker may warn about a comparison of constants, but it refuses no random world.
        Issue.record("seed \(seed): \(told)\n\(text)")
        continue
      }
      let problem = try WorldProblem(spec, model: model)
      var limits = ExplorationLimits(states: 2_000, seconds: 5)
      limits.depth = 6
      let found = Explorer(limits: limits).run(problem.system, for: problem.questions.map(\.asked))
      if found.hasNoInitialState {
        tally["no start", default: 0] += 1
        continue
      }
      guard found.isExhaustive || found.fault != nil else {
        tally["too many states", default: 0] += 1
        continue
      }
      let oracle = try WorldOracle(problem, limit: 20_000)
      if let states = found.states, found.fault == nil, oracle.fault == nil {
        #expect(states == oracle.states.count, "seed \(seed): states\n\(text)")
      }
      // The search order decides which of several faults is found first.
      #expect(
        (found.fault != nil) == (oracle.fault != nil),
        "seed \(seed): fault \(String(describing: found.fault?.fault)) against \(oracle.fault ?? "none")\n\(text)"
      )
      guard oracle.fault == nil else {
        tally[oracle.fault ?? "", default: 0] += 1
        continue
      }
      let replay = WorldReplay(problem)
      for (number, question) in problem.questions.enumerated() {
        let answer = found.answers[number]
        let property = spec.properties[question.property]
        if !question.isProbe, property.body.looksBack {
          try looksBack(
            answer, to: question, oracle: oracle,
            told: "seed \(seed): p\(question.property)\n\(text)")
          tally["looks back", default: 0] += 1
          continue
        }
        guard let expected = question.isProbe ? oracle.probe(question) : oracle.verdict(question)
        else { continue }
        if question.isProbe { tally["probes", default: 0] += 1 }
        let name: String
        var why = ""
        switch answer.verdict {
        case .holds: name = "holds"
        case .fails: name = "fails"
        case .undecided(let reason):
          name = "undecided"
          why = reason
        }
        tally[name, default: 0] += 1
        #expect(
          name == expected.name,
          "seed \(seed): p\(question.property) \(question.asked.question) is \(expected.name) \(why)\n\(text)"
        )
        for run in answer.runs where !question.isProbe {
          if case .undecided(let reason) = replay.violation(run, for: question) {
            Issue.record("seed \(seed): p\(question.property): \(reason)\n\(text)")
          }
          if let length = expected.length, run == answer.runs.first {
            #expect(
              run.moves.count == length, "seed \(seed): p\(question.property) length\n\(text)")
          }
        }
      }
    }
    print("random worlds from seed \(Self.first): \(tally.sorted { $0.key < $1.key })")
    #expect((tally["holds"] ?? 0) > Int(Self.count) / 5)
    #expect((tally["fails"] ?? 0) > Int(Self.count) / 5)
  }
}

extension RandomWorldTests {
  /// Compares an answer with all runs of a few steps, which are judged with their whole past.
  private func looksBack(
    _ answer: ExplorationAnswer, to question: WorldProblem.Question, oracle: WorldOracle,
    told: String
  ) throws {
    let found = oracle.shortestBreak(question)
    let replay = WorldReplay(oracle.problem)
    switch answer.verdict {
    case .holds: #expect(found.length == nil, "\(told)")
    case .fails:
      let run = try #require(answer.runs.first)
      if case .undecided(let reason) = replay.violation(run, for: question) {
        Issue.record("\(reason) \(told)")
      }
      if run.moves.count <= found.searched { #expect(found.length == run.moves.count, "\(told)") }
    case .undecided(let reason): Issue.record("\(reason) \(told)")
    }
  }
}

extension ProvisoLanguage.Expression {
  /// Whether the expression is about earlier moments or about steps.
  var looksBack: Bool {
    switch kind {
    case .once, .before, .wheneverStarts, .wheneverHappens: return true
    default: return parts.contains(where: \.looksBack)
    }
  }
}

/// An exhaustive search of the states of a world with the concrete execution, and verdicts with the
/// concrete evaluator.
struct WorldOracle {
  let problem: WorldProblem
  private(set) var states: [[Value]] = []
  private(set) var fault: String?
  private var indices: [[Value]: Int] = [:]
  private(set) var depths: [Int] = []
  /// For each state, the fewest failed steps of a run to it.
  private(set) var failures: [Int] = []
  /// For each state, its steps with their next states, and whether they failed.
  private(set) var edges: [[(step: WorldExecutor.Step, to: Int, failed: Bool)]] = []
  private let executor: WorldExecutor

  struct Expected {
    let name: String
    var length: Int?
  }

  init(_ problem: WorldProblem, limit: Int) throws {
    self.problem = problem
    executor = WorldExecutor(problem.builder.universe)
    let layout = problem.builder.universe.layout.contents.count
    // The interpreter of the system gives the initial states: all values of each open variable.
    let interpreter = TransitionInterpreter(problem.system)
    var starts: [[Value]] = [[]]
    for (index, variable) in problem.system.variables.enumerated() {
      let values =
        problem.system.initial[index] == nil
        ? variable.domain ?? variable.sort.values ?? [] : [.null]
      starts = starts.flatMap { start in values.map { start + [$0] } }
    }
    for start in starts {
      var whole = start
      for _ in 0..<3 {
        for (index, term) in problem.system.initial.enumerated() {
          if let term { whole[index] = interpreter.value(term, in: whole) }
        }
      }
      if interpreter.isInitial(whole) { add(Array(whole.prefix(layout)), depth: 0) }
    }
    var next = 0
    while next < states.count, states.count < limit {
      var out: [(step: WorldExecutor.Step, to: Int, failed: Bool)] = []
      for (move, outcome) in executor.moves(in: states[next]) ?? [] {
        switch outcome {
        case .done(let state, let failed):
          let to = add(state, depth: depths[next] + 1)
          out.append(
            (move.step, to, failed))
        case .doubleWrite: fault = "double write"
        case .open: fault = fault ?? "no value"
        case .impossible: break
        }
      }
      edges.append(out)
      next += 1
    }
    countFailures()
  }

  /// Finds the fewest failed steps with which each state is reached.
  private mutating func countFailures() {
    failures = depths.map { $0 == 0 ? 0 : .max }
    var isStable = false
    while !isStable {
      isStable = true
      for (from, out) in edges.enumerated() where failures[from] < .max {
        for edge in out where failures[from] + (edge.failed ? 1 : 0) < failures[edge.to] {
          failures[edge.to] = failures[from] + (edge.failed ? 1 : 0)
          isStable = false
        }
      }
    }
  }

  /// The states in which a property is asked; a run that ends must be without failed steps.
  func moments(of property: Property) -> [Int] {
    switch property.timing {
    case .everyMoment: return Array(states.indices)
    case .atEnd: return states.indices.filter { edges[$0].isEmpty && failures[$0] == 0 }
    case .atRest:
      let most = property.kind == .possible ? 0 : problem.spec.failures
      return states.indices.filter {
        edges[$0].isEmpty && failures[$0] <= most || depths[$0] == 0
      }
    }
  }

  @discardableResult
  private mutating func add(_ state: [Value], depth: Int) -> Int {
    if let known = indices[state] { return known }
    indices[state] = states.count
    states.append(state)
    depths.append(depth)
    return states.count - 1
  }

  func truth(
    of expression: ProvisoLanguage.Expression, at index: Int, in frame: [MaskedValue]
  )
    -> ConcreteEvaluator.Truth
  {
    WorldHistory(executor, states: [states[index]], moves: [], failed: [])
      .evaluator(PatternCache()).truth(of: expression, in: frame)
  }

  /// Returns the length of the shortest run that violates a property about the past, among all runs
  /// of a few steps; nil if there is none. Also returns the number of steps that were searched.
  func shortestBreak(_ question: WorldProblem.Question) -> (length: Int?, searched: Int) {
    let property = problem.spec.properties[question.property]
    let (binders, body) = PropertyShape.split(property.body)
    let frame = question.values.map { MaskedValue($0) }
    var runs = states.indices.filter { depths[$0] == 0 }.map {
      WorldHistory(executor, states: [states[$0]], moves: [], failed: [])
    }
    var length = 0
    while true {
      for run in runs {
        let evaluator = run.evaluator(PatternCache())
        let isAsked = binders.allSatisfy { binder in
          binder.condition.map {
            evaluator.truth(of: $0, in: Array(frame.prefix(binder.slot + 1))) == .yes
          } ?? true
        }
        if isAsked, evaluator.truth(of: body, in: frame) == .no { return (length, length) }
      }
      var next: [WorldHistory] = []
      for run in runs {
        for (move, outcome) in executor.moves(in: run.states[length]) ?? [] {
          guard case .done(let state, let failed) = outcome else { continue }
          next.append(
            WorldHistory(
              executor, states: run.states + [state], moves: run.moves + [move],
              failed: run.failed + [failed]))
        }
      }
      if next.count > 400 || length == 4 { return (nil, length) }
      runs = next
      length += 1
    }
  }

  /// Returns the expected answer to a question.
  func verdict(_ question: WorldProblem.Question) -> Expected {
    let property = problem.spec.properties[question.property]
    let frame = question.values.map { MaskedValue($0) }
    let (binders, body) =
      property.kind == .possible ? ([], property.body) : PropertyShape.split(property.body)
    func conditions(_ index: Int) -> Bool {
      binders.allSatisfy { binder in
        binder.condition.map {
          truth(of: $0, at: index, in: Array(frame.prefix(binder.slot + 1))) == .yes
        }
          ?? true
      }
    }
    if let (kind, parts) = PropertyShape.overRuns(property.body) {
      return runs(kind, of: parts, in: frame, asked: conditions)
    }
    let relevant = moments(of: property)
    if property.kind == .possible {
      let isReached = relevant.contains { truth(of: body, at: $0, in: frame) == .yes }
      // At the end and at rest, the question is whether the negation always holds.
      return Expected(name: isReached == (property.timing == .everyMoment) ? "holds" : "fails")
    }
    let bad = relevant.filter { conditions($0) && truth(of: body, at: $0, in: frame) == .no }
    guard let first = bad.map({ depths[$0] }).min() else { return Expected(name: "holds") }
    return Expected(name: "fails", length: property.timing == .everyMoment ? first : nil)
  }

  /// Judges a property of runs with fixpoints (Emerson and Lei), under weak fairness for each step.
  private func runs(
    _ kind: RunOperator, of parts: [ProvisoLanguage.Expression], in frame: [MaskedValue],
    asked: (Int) -> Bool
  ) -> Expected {
    func set(_ expression: ProvisoLanguage.Expression) -> Set<Int> {
      Set(states.indices.filter { truth(of: expression, at: $0, in: frame) == .yes })
    }
    let p = set(parts[0])
    let q = parts.count > 1 ? set(parts[1]) : []
    let starts = Set(states.indices.filter { depths[$0] == 0 && asked($0) })
    let bad: Bool
    switch kind {
    case .eventually: bad = canStay(in: Set(states.indices).subtracting(p), from: starts)
    case .eventuallyAlways:
      bad = canStay(
        in: Set(states.indices), from: starts, recurring: Set(states.indices).subtracting(p))
    case .leadsTo:
      bad = canStay(
        in: Set(states.indices).subtracting(q),
        from: reachable(from: starts).intersection(p).subtracting(q))
    case .until:
      let outside = Set(states.indices).subtracting(q)
      // A state without P before Q is a violation, if a complete or fair run passes through it.
      var first = starts.intersection(outside)
      var stack = Array(first)
      while let state = stack.popLast() {
        guard p.contains(state) else { continue }
        for edge in edges[state] where !edge.failed && outside.contains(edge.to) {
          if first.insert(edge.to).inserted { stack.append(edge.to) }
        }
      }
      bad =
        canStay(in: Set(states.indices), from: first.subtracting(p))
        || canStay(in: outside.intersection(p), from: first)
    }
    return Expected(name: bad ? "fails" : "holds")
  }

  /// Returns the states that can be reached without failures.
  func reachable(from starts: Set<Int>) -> Set<Int> {
    var seen = starts
    var stack = Array(seen)
    while let state = stack.popLast() {
      for edge in edges[state] where !edge.failed && seen.insert(edge.to).inserted {
        stack.append(edge.to)
      }
    }
    return seen
  }

  /// Whether a complete or fair run from one of `starts` never leaves the region. It ends in a recurring
  /// state, or passes through recurring states again and again.
  func canStay(in region: Set<Int>, from starts: Set<Int>, recurring: Set<Int>? = nil) -> Bool {
    var seen = starts.intersection(region)
    var stack = Array(seen)
    while let state = stack.popLast() {
      for edge in edges[state] where !edge.failed && region.contains(edge.to) {
        if seen.insert(edge.to).inserted { stack.append(edge.to) }
      }
    }
    if seen.contains(where: { edges[$0].isEmpty && recurring?.contains($0) ?? true }) {
      return true
    }
    let all = Set(edges.joined().map(\.step))
    let fairness = Dictionary(
      uniqueKeysWithValues: all.map { ($0, problem.model.fairness(of: $0)) })
    // A fair run stays, from some state on, where each strongly fair step of a set is never possible, and
    // takes all others again and again: so each choice of the set is tried.
    let strong = all.filter { fairness[$0] == .strong }
    func loops(without off: Set<WorldExecutor.Step>) -> Bool {
      let kept = seen.filter { state in !edges[state].contains { off.contains($0.step) } }
      var goals = all.filter { fairness[$0] == .weak }.map { Goal.served($0) }
      goals += strong.subtracting(off).map(Goal.taken)
      if let recurring { goals.append(.visited(recurring)) }
      return !self.kept(kept, reaching: goals).isEmpty
    }
    return strong.reduce(into: [Set<WorldExecutor.Step>()]) { sets, step in
      sets += sets.map { $0.union([step]) }
    }.contains(where: loops)
  }

  /// The steps that a fair run takes again and again.
  private enum Goal {
    /// It takes the step, or reaches a state in which the step is not possible.
    case served(WorldExecutor.Step)
    case taken(WorldExecutor.Step)
    case visited(Set<Int>)
  }

  /// The greatest set of states from each of which a run inside can meet every goal again and again.
  private func kept(_ region: Set<Int>, reaching goals: [Goal]) -> Set<Int> {
    var kept = region
    func meets(_ state: Int, _ goal: Goal) -> Bool {
      switch goal {
      case .served(let step): !edges[state].contains { $0.step == step }
      case .visited(let states): states.contains(state)
      case .taken: false
      }
    }
    func canReach(_ goal: Goal) -> Set<Int> {
      var good = kept.filter { state in
        meets(state, goal)
          || edges[state].contains { edge in
            guard !edge.failed, kept.contains(edge.to) else { return false }
            switch goal {
            case .served(let step), .taken(let step): return edge.step == step
            case .visited: return false
            }
          }
      }
      var isStable = false
      while !isStable {
        isStable = true
        for state in kept where !good.contains(state) {
          if edges[state].contains(where: { !$0.failed && good.contains($0.to) }) {
            good.insert(state)
            isStable = false
          }
        }
      }
      return good
    }
    var isStable = false
    while !isStable {
      let before = kept.count
      kept = kept.filter { state in
        edges[state].contains { !$0.failed && kept.contains($0.to) }
      }
      for goal in goals { kept.formIntersection(canReach(goal)) }
      isStable = kept.count == before
    }
    return kept
  }
}

extension WorldModel {
  fileprivate func fairness(of step: WorldExecutor.Step) -> Fairness {
    fairness(of: step.action, by: step.agent)
  }
}
