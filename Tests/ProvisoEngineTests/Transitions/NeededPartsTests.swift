import ProvisoKernel
import Testing

@testable import ProvisoEngine

/// Checks the parts that proofs need by removing them in a plain search.
@Suite struct NeededPartsTests {
  /// Enough time for any machine, because the tests are not about time limits.
  private static let limits = ExplorationLimits(states: 200_000, seconds: 3_600)

  /// The system without some requirements and initial values.
  private func weaker(
    _ system: TransitionSystem, without requirements: Set<Int>, initial: Set<Int>
  ) -> TransitionSystem {
    TransitionSystem(
      terms: system.terms, variables: system.variables,
      initial: system.variables.indices.map { initial.contains($0) ? nil : system.initial[$0] },
      assumptions: system.assumptions, inputs: system.inputs, steps: system.steps,
      transitions: system.transitions.map { old in
        Transition(
          step: old.step, choices: old.choices, inputs: old.inputs,
          requirements: old.requirements.filter { !requirements.contains($0.index ?? -1) },
          updates: old.updates, faults: old.faults, isFailure: old.isFailure)
      }, requirements: system.requirements)
  }

  /// Answers without reasons are the same answers.
  @Test func proofsAreExplainedOnlyIfAsked() {
    var explained = 0
    for seed in 0..<UInt64(40) {
      var options = RandomTransitionSystem.Options()
      options.overRuns = false
      options.faults = false
      options.inputs = false
      let made = RandomTransitionSystem(seed: seed, options: options)
      guard ReferenceGraph(made.system, withFailures: true, limit: 100) != nil else { continue }
      var explorer = Explorer(limits: Self.limits)
      let full = explorer.run(made.system, for: made.properties)
      explorer.explainsProofs = false
      let plain = explorer.run(made.system, for: made.properties)
      for (answer, other) in zip(full.answers, plain.answers) {
        #expect("\(answer.verdict)" == "\(other.verdict)", "seed \(seed)")
        #expect(other.neededRequirements.isEmpty && other.neededInitial.isEmpty, "seed \(seed)")
        if !answer.neededRequirements.isEmpty || !answer.neededInitial.isEmpty { explained += 1 }
      }
    }
    #expect(explained > 10, "\(explained)")
  }

  @Test func partsAreNeededAndSufficient() throws {
    var checked = 0
    var withParts = 0
    for seed in 0..<UInt64(500 * ExplicitSearchTests.factor) {
      var options = RandomTransitionSystem.Options()
      options.overRuns = false
      options.faults = false
      options.inputs = false
      let made = RandomTransitionSystem(seed: seed, options: options)
      let properties = made.properties.filter { $0.question == .always }
      guard !properties.isEmpty,
        ReferenceGraph(made.system, withFailures: true, limit: 100) != nil
      else { continue }
      let exploration = ExplicitSearch.run(made.system, for: properties)
      let all = ExplicitSearch.requiredParts(
        of: made.system, for: properties, after: exploration, limits: Self.limits)
      for (index, parts) in all.enumerated() {
        let isProof = exploration.answers[index].verdict.isHeld && !exploration.hasNoInitialState
        #expect((parts != nil) == isProof, "seed \(seed)")
        guard let parts, parts.isSufficient else { continue }
        func holds(_ requirements: [Int], _ initial: [Int]) -> Bool? {
          let weak = weaker(
            made.system,
            without: Set(made.system.requirements.indices).subtracting(requirements),
            initial: Set(
              made.system.variables.indices.filter { variable in
                guard
                  case .constant(let value)? = made.system.initial[variable].map({
                    made.system.terms[$0]
                  })
                else { return false }
                return made.system.variables[variable].sort.values?.contains(value) == true
                  && !made.system.variables[variable].isMonitor && !initial.contains(variable)
              }))
          return ReferenceGraph(weak, withFailures: true, limit: 2_000)
            .map { $0.nearest(properties[index]) == nil }
        }
        checked += 1
        if !parts.requirements.isEmpty { withParts += 1 }
        #expect(holds(parts.requirements, parts.initial) != false, "seed \(seed): not enough")
        for part in parts.requirements {
          #expect(
            holds(parts.requirements.filter { $0 != part }, parts.initial) != true,
            "seed \(seed): requirement \(part) is not needed")
        }
        for part in parts.initial {
          #expect(
            holds(parts.requirements, parts.initial.filter { $0 != part }) != true,
            "seed \(seed): first value \(part) is not needed")
        }
      }
    }
    #expect(checked > 50)
    #expect(withParts > 5)
  }

  /// In two-phase commit, the coordinator's check of every manager keeps them consistent.
  @Test func twoPhaseCommitNeedsItsChecks() throws {
    let (system, properties) = ClassicModels.twoPhaseCommit(3)
    let exploration = ExplicitSearch.run(system, for: properties)
    let parts = try #require(
      ExplicitSearch.requiredParts(
        of: system, for: properties, after: exploration, limits: Self.limits
      ).first ?? nil)
    #expect(parts.isSufficient)
    let commit = system.requirements.indices.filter { system.requirements[$0].hasPrefix("commit,") }
    // All managers are prepared; the proof also needs that the coordinator has not decided yet.
    #expect(Set(commit).isSubset(of: parts.requirements))
    // A manager in any state may receive an abort, because the guard is on the message.
    #expect(parts.requirements.count < system.requirements.count)
  }

  /// The parts depend on the amount of work alone, so they are the same each time.
  @Test func workIsCounted() {
    let (system, properties) = ClassicModels.twoPhaseCommit(3)
    let exploration = ExplicitSearch.run(system, for: properties)
    for work in [0, 5_000, 100_000] {
      let runs = (0..<2).map { _ in
        ExplicitSearch.requiredParts(
          of: system, for: properties, after: exploration, limits: Self.limits, work: work)
      }
      #expect(runs[0] == runs[1])
      if work == 0 { #expect(runs[0].allSatisfy { $0?.requirements.isEmpty ?? true }) }
    }
  }
}
