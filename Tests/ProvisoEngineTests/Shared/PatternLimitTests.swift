import ProvisoKernel
import TestSupport
import Testing
import Z3

@testable import ProvisoEngine

/// The solver's characters end at U+2FFFF. No answer about an unknown text may rest on that.
@Suite struct PatternLimitTests {
  /// Whether the condition on a text holds for every text, by the engine for plans.
  private func holdsInPlans(_ condition: (TermStore, Term) -> Term) -> Finding {
    let store = TermStore()
    let text = store.value(of: Unknown(name: "u"))
    let isMet = store.or(store.not(store.isKind(text, .string)), condition(store, text))
    let engine = Engine(system: .empty, store: store, orderIsExact: true)
    return engine.decide(Query(isMet, timing: .everyMoment))
  }

  /// The same by the engine for worlds.
  private func holdsInWorlds(
    _ condition: (TermStore, Term) -> Term
  ) throws -> ExplorationAnswer.Verdict {
    var model = ModelBuilder()
    let text = model.variable("text", sort: .string, first: nil)
    model.step("wait", guards: [], writes: [])
    let isMet = condition(model.store, model.store.variable(text))
    return SymbolicSearch(context: try Z3Context(), limits: ExplorationLimits(depth: 1))
      .run(model.system, for: [StateProperty(.always, holds: isMet)]).answers[0].verdict
  }

  private func beyond(_ store: TermStore, _ text: Term) -> Term {
    store.not(store.matches("^[\\x{30000}-\\x{3FFFF}]", text))
  }

  @Test func textsBeyondTheLimitAreNotForgottenInPlans() {
    guard case .undecided(_, let reason) = holdsInPlans(beyond) else {
      Issue.record("a text may begin with U+30000")
      return
    }
    #expect(
      reason == """
        cannot match an unknown text against the pattern "^[\\\\x{30000}-\\\\x{3FFFF}]", which \
        distinguishes characters above U+2FA1F
        """)
  }

  @Test func textsBeyondTheLimitAreNotForgottenInWorlds() throws {
    guard case .undecided(let reason) = try holdsInWorlds(beyond) else {
      Issue.record("a text may begin with U+30000")
      return
    }
    #expect(
      reason == """
        the solver cannot match an unbounded text against \
        "^[\\\\x{30000}-\\\\x{3FFFF}]", which distinguishes characters above U+2FA1F
        """)
  }

  /// Sets that treat all high characters alike are still decided.
  @Test(arguments: ["^[^a-z]$", "^.$", "^\\W", "^[\\x{10000}-\\x{10FFFF}]$", "(?i)^[^k]+$"])
  func setsWithAllHighCharactersAreDecided(_ pattern: String) throws {
    let plan = holdsInPlans { $0.not($0.matches(pattern, $1)) }
    guard case .run = plan else {
      Issue.record("\(plan)")
      return
    }
    let world = try holdsInWorlds { $0.not($0.matches(pattern, $1)) }
    guard case .fails = world else {
      Issue.record("\(world)")
      return
    }
  }

  /// A text that is greater than a literal, and has one character, may be beyond the limit.
  @Test func literalsNextToTheLimitAreNotTheGreatest() throws {
    func condition(_ store: TermStore, _ text: Term) -> Term {
      store.or(
        store.not(store.equal(store.size(text), store.number(1))),
        store.not(store.less(store.constant(.string("\u{2FFFF}")), text)))
    }
    if case .holds = holdsInPlans(condition) { Issue.record("U+30000 is greater") }
    if case .holds = try holdsInWorlds(condition) { Issue.record("U+30000 is greater") }
  }

  // MARK: Random patterns

  /// Bounds of ranges around everything that could matter.
  private static let bounds: [UInt32] = [
    0x61, 0x7A, 0xD7FF, 0xE000, 0x2FA1F, 0x2FA20, 0x2FF00, 0x2FFFE, 0x2FFFF, 0x30000, 0x3FFFF,
    0x10FFFF,
  ]

  private static let samples: [String] = {
    let characters = bounds.compactMap { Unicode.Scalar($0) }.map { String($0) }
    return [""] + characters + characters.flatMap { first in characters.map { first + $0 } }
  }()

  private func pattern(_ random: inout SeededGenerator) -> String {
    func part() -> String {
      var set = Bool.random(using: &random) ? "[" : "[^"
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        // Many sets with all high characters, so that many conditions are decided.
        let isHigh = Int.random(in: 0..<4, using: &random) > 0
        let ends = (0..<2).map { _ in Self.bounds.randomElement(using: &random) ?? 0 }
        let low = String(isHigh ? min(ends[0], 0x2FA20) : min(ends[0], ends[1]), radix: 16)
        let high = String(isHigh ? 0x10FFFF : max(ends[0], ends[1]), radix: 16)
        set += "\\x{\(low)}-\\x{\(high)}"
      }
      return set + "]" + (["", "*", "+", "?"].randomElement(using: &random) ?? "")
    }
    let parts = (0..<Int.random(in: 1...2, using: &random)).map { _ in part() }.joined()
    return (Bool.random(using: &random) ? "^" : "") + parts
      + (Bool.random(using: &random) ? "$" : "")
  }

  /// What is said to hold for every text holds for texts of characters on both sides of the limit.
  @Test func whatHoldsForEveryTextHoldsForHighCharacters() throws {
    var proofs = 0
    var undecided = 0
    for seed in UInt64(1)...UInt64(150 * ExplicitSearchTests.factor) {
      var random = SeededGenerator(seed: seed)
      let one = pattern(&random)
      let other = pattern(&random)
      let isNegated = Bool.random(using: &random)
      func condition(_ store: TermStore, _ text: Term) -> Term {
        let matches = store.matches(one, text)
        return store.or(isNegated ? store.not(matches) : matches, store.matches(other, text))
      }
      let store = TermStore()
      let text = store.value(of: Unknown(name: "u"))
      let isMet = condition(store, text)
      let evaluator = TermEvaluator(store: store, system: .empty)
      let start = Moment(initialOf: .empty)
      let counterexample = Self.samples.first { sample in
        !evaluator.holds(isMet, at: start, unknowns: [0: .string(Text(sample))])
      }
      let note = "seed \(seed): \(isNegated ? "not " : "")\(one) or \(other)"
      switch holdsInPlans(condition) {
      case .holds:
        proofs += 1
        #expect(counterexample == nil, "\(note)")
      case .undecided: undecided += 1
      case .run: break
      }
      guard seed % 5 == 0 else { continue }
      if case .holds = try holdsInWorlds(condition) {
        #expect(counterexample == nil, "\(note), in a world")
      }
    }
    #expect(proofs > 10 && undecided > 10, "\(proofs) proofs, \(undecided) undecided")
  }
}
