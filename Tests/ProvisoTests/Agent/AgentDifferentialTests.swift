import ProvisoAgent
import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import TestSupport
import Testing

@testable import Proviso

/// Verdicts about random traces, compared with an enumeration of all moments that uses the concrete
/// meaning of the universe.
@Suite struct AgentDifferentialTests {
  @Test func verdictsAgreeWithEnumeration() throws {
    var counts: [Verdict: Int] = [:]
    var notFound = 0
    for seed in UInt64(1)...300 {
      let random = try AgentCase(seed: seed)
      let (verdict, complaints, isConfirmed) = random.judge()
      counts[verdict, default: 0] += 1
      if !isConfirmed { notFound += 1 }
      for complaint in complaints {
        Issue.record("seed \(seed): \(complaint)\n\(random.text)\n\(random.universe.trace)")
      }
    }
    #expect(counts[.proved] ?? 0 > 40 && counts[.violated] ?? 0 > 40, "\(counts)")
    // The enumeration tries only a few values, so it does not find every violation.
    #expect(notFound < 30, "\(notFound)")
  }
}

/// A random trace with a random property.
struct AgentCase {
  let universe: AgentUniverse
  let text: String
  private let spec: Spec
  private let property: Property
  private let seed: UInt64

  private static let values: [Value] =
    ["approved", "denied", "x-1", "see x-1 there", ""].map { .string(Text($0)) } + [
      .null, .bool(true), .number(Number(7)), .list([.string("x-1")]), .map(["k": .string("x-1")]),
    ]

  init(seed: UInt64) throws {
    self.seed = seed
    var random = SeededGenerator(seed: seed)
    universe = try AgentUniverse(
      Self.trace(&random), flow: random.chance(50) ? .implicit : .explicit)
    let timing = random.pick(["", "", "", "at rest", "at end"], or: "")
    let body =
      random.chance(70)
      ? "every a in calls where \(Self.condition(over: ["a"], depth: 1, using: &random)) { every b in calls where \(Self.condition(over: ["a", "b"], depth: 1, using: &random)) { \(Self.condition(over: ["a", "b"], depth: 3, using: &random)) } }"
      : "some a in calls where \(Self.condition(over: ["a"], depth: 2, using: &random))"
    let usesTime = ["once", "whenever", " before "].contains { body.contains($0) }
    text =
      "\(random.chance(20) ? "possible" : "invariant") p \"p\" \(usesTime ? "" : timing) { \(body) }"
    let loaded = try AgentCases.specs(text)
    spec = try #require(loaded.specs.first?.spec)
    property = try #require(spec.properties.first)
  }

  private static func trace(_ random: inout SeededGenerator) -> AgentTrace {
    var calls: [TracedCall] = []
    for index in 0..<Int.random(in: 1...3, using: &random) {
      let earlier = (0..<index).filter { _ in random.chance(60) }
      let read = (0..<index).filter { earlier.contains($0) || random.chance(15) }
      calls.append(
        AgentCases.call(
          index, to: random.pick(["ask", "get", "send"], or: "ask"),
          with: ["v": random.pick(values, or: .null)],
          output: random.chance(70) ? random.pick(values, or: .null) : nil,
          hasFailed: random.chance(15) ? true : nil, agent: random.pick(["", "m", "n"], or: ""),
          after: earlier, read: read))
    }
    return AgentCases.trace(calls, userTexts: random.chance(30) ? ["take x-1"] : [])
  }

  private static func condition(
    over calls: [String], depth: Int, using random: inout SeededGenerator
  ) -> String {
    func call() -> String { random.pick(calls, or: "a") }
    func inner() -> String { condition(over: calls, depth: depth - 1, using: &random) }
    if depth > 0 {
      switch Int.random(in: 0..<9, using: &random) {
      case 0: return "(\(inner()) and \(inner()))"
      case 1: return "(\(inner()) or \(inner()))"
      case 2: return "(\(inner()) implies \(inner()))"
      case 3: return "(not (\(inner())))"
      case 4: return "(once { \(inner()) })"
      case 5: return "(whenever \(call()) starts { \(inner()) })"
      case 6: return "(whenever \(call()) happens { \(inner()) })"
      case 7 where !calls.contains("q"):
        return
          "(some q in calls where \(condition(over: calls + ["q"], depth: depth - 1, using: &random)))"
      default: break
      }
    }
    let literal = random.pick(["\"approved\"", "\"x-1\"", "null", "7", "true"], or: "null")
    switch Int.random(in: 0..<19, using: &random) {
    case 0: return "\(call()).started"
    case 1: return "\(call()).happened"
    case 2: return "\(call()).failed"
    case 3, 4, 5: return "(\(call()).output == \(literal))"
    case 6: return "(\(call()).output == \(call()).args.v)"
    case 7: return "\(call()).output.contains(\"x\")"
    case 8: return "(\(call()) before \(call()))"
    case 9: return "(\(call()).tool == \"\(random.pick(["ask", "get", "send"], or: "ask"))\")"
    case 11: return "(\(call()) flows to \(call()).args.v)"
    case 12: return "(\(call()) flows to \(call()).args)"
    case 13: return "(some g in calls where g flows to \(call()).args.v and g.happened)"
    case 14: return "userNamed(\(call()).args.v)"
    case 15: return "namedIn(\(call()).args.v, \(call()).output)"
    case 16: return "(\(call()).args.v in scalarsOf(\(call()).output))"
    case 17: return "(\(call()) approves \(call()))"
    case 18: return "(\(call()).changes == \(literal))"
    case 10: return "(count(g in calls where \(call()) flows to g and g.happened) >= 1)"
    default: return "(\(call()) flows to \(call()))"
    }
  }

  // MARK: - Judging

  private func isInQuestion(_ moment: Moment, _ interpreter: Interpreter) -> Bool {
    let failed = moment.steps.count { $0 == .failed }
    if property.kind == .possible, failed > 0 || moment.steps.contains(.inFlight) { return false }
    switch property.timing {
    case .everyMoment: return true
    case .atEnd: return interpreter.isComplete(moment)
    case .atRest:
      return moment.steps.allSatisfy { $0 == .pending }
        || interpreter.isAtRest(moment) && failed <= spec.failures
    }
  }

  /// Returns the verdict, descriptions of what is wrong with it, and whether the enumeration found
  /// a violation too.
  func judge() -> (Verdict, [String], isConfirmed: Bool) {
    var random = SeededGenerator(seed: seed ^ 0xA9)
    let result = OrderJudge.result(
      for: property, of: spec, in: universe, limits: Limits(timeoutMilliseconds: 5_000))
    var out: [String] = []
    if let reason = result.reason, reason.hasPrefix("internal error") { out.append(reason) }
    let store = TermStore()
    _ = Lowering(universe, into: store, patterns: PatternCache()).condition(
      of: property.body, in: [])
    let unknowns = store.unknowns
    let interpreter = Interpreter(universe.system)
    guard let all = interpreter.allMoments(limit: 2_000) else {
      return (.undecided, ["large"], true)
    }
    let moments = all.filter { isInQuestion($0, interpreter) }
      .sorted { "\($0.steps)" < "\($1.steps)" }
    var breaks: String?
    var reaches: String?
    for _ in 0..<(unknowns.isEmpty ? 1 : 12) {
      var values: [String: Value] = [:]
      for unknown in unknowns {
        values[unknown.name] =
          unknown.isCondition ? .bool(random.chance(50)) : random.pick(Self.values, or: .null)
      }
      for moment in moments {
        let situation = Situation(moment: moment, world: FlagValues(), unknowns: values)
        let evaluator = ConcreteEvaluator(universe, in: situation, patterns: PatternCache())
        let location = "\(moment.steps) with \(values)"
        switch evaluator.truth(of: property.body, in: []) {
        case .no: breaks = breaks ?? location
        case .yes: reaches = reaches ?? location
        case .open: break
        }
      }
    }
    switch (property.kind, result.verdict) {
    case (.invariant, .proved):
      if let breaks { out.append("proved, but false at \(breaks)") }
    case (.possible, .violated):
      if let reaches { out.append("said to be impossible, but true at \(reaches)") }
    case (.invariant, .violated): return (.violated, out, breaks != nil)
    case (.possible, .proved): return (.proved, out, reaches != nil)
    case (.refinement, _), (_, .undecided), (_, .trusted), (_, .tolerated): break
    }
    return (result.verdict, out, true)
  }
}
