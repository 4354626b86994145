import ProvisoKernel
import TestSupport
import Testing
import Z3

@testable import ProvisoEngine

/// The questions that an engine keeps as evidence are answered the same by solvers that know only their
/// text.
@Suite struct EvidenceTests {
  /// The answer of Z3 to a script in a context of its own.
  private func answer(to script: String) throws -> Bool? {
    let solver = try Z3Solver(Z3Context())
    try solver.load(script.replacing("(check-sat)\n", with: ""))
    switch try solver.check() {
    case .satisfiable: return true
    case .unsatisfiable: return false
    case .unknown: return nil
    }
  }

  @Test func everyQuestionHasItsAnswer() throws {
    var count = (sat: 0, unsat: 0, whole: 0)
    var scripts: [SolverQuestion] = []
    for seed in 0..<UInt64(400) {
      guard var made = RandomCase(seed: seed, steps: 6, flags: seed % 3 == 0) else { continue }
      let condition = seed % 4 == 0 ? made.count() : made.condition(depth: 3, unknowns: true)
      let engine = Engine(system: made.system, store: made.store, orderIsExact: true)
      if seed % 2 == 0 { engine.mostListed = 1 }
      let log = EvidenceLog()
      engine.evidence = log
      let query = Query(condition, timing: .everyMoment)
      let finding = engine.decide(query)
      if case .holds = finding, engine.certify(query) { count.whole += 1 }
      for question in log.questions {
        #expect(
          try answer(to: question.script) == question.isSatisfiable,
          "seed \(seed):\n\(question.script)")
        if question.isSatisfiable { count.sat += 1 } else { count.unsat += 1 }
        if scripts.count < 40, seed % 5 == 0 { scripts.append(question) }
      }
    }
    print("evidence: \(count)")
    #expect(count.sat > 50 && count.unsat > 20 && count.whole > 20)
    for question in scripts {
      let answer = try OtherSolver.answer(
        to: question.script, milliseconds: 10_000,
        without: "the questions are asked again by Z3 only")
      guard let answer else { break }
      #expect(answer == (question.isSatisfiable ? "sat" : "unsat"), "\(question.script)")
    }
  }

  /// The question of a minimum cut is impossible for the bound, and possible for the next one.
  @Test func minimumCutIsExact() throws {
    for seed in UInt64(1)...4 {
      let tests = CountingTests()
      let system = try tests.restart(replicas: 40, waits: 60 + Int(seed) * 20, seed: seed)
      let least = tests.leastUp(system)
      let store = TermStore()
      let engine = Engine(system: system, store: store, orderIsExact: true)
      let log = EvidenceLog()
      engine.evidence = log
      let sum = tests.up(system, store)
      let finding = engine.decide(
        Query(store.not(store.less(sum, store.number(least))), timing: .everyMoment))
      guard case .holds = finding, let question = log.questions.first else {
        Issue.record("seed \(seed): \(finding), \(log.questions.count) questions")
        continue
      }
      #expect(log.questions.count == 1)
      #expect(question.script.contains("(set-logic QF_LRA)"))
      #expect(try answer(to: question.script) == false)
      let next = question.script.replacing(" \(least).0))\n", with: " \(least + 1).0))\n")
      #expect(next != question.script)
      #expect(try answer(to: next) == true, "seed \(seed)")
    }
  }
}
