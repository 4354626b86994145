import Foundation
import ProvisoKernel
import TestSupport
import Testing

@testable import ProvisoEngine

/// Compares the reduced search of a program with the full search.
@Suite struct ProgramSearchTests {
  static let campaign =
    ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"].flatMap { Int($0) } ?? 1
  static let seed =
    ProcessInfo.processInfo.environment["PROVISO_SEED"].flatMap { UInt64($0) } ?? 20_261_128

  private static func word(_ answer: ExplorationAnswer) -> String {
    switch answer.verdict {
    case .holds: "holds"
    case .fails: "fails"
    case .undecided(let reason): "undecided: \(reason)"
    }
  }

  /// Whether an answer's runs are runs of the system and decide the property.
  private static func areShown(
    _ answer: ExplorationAnswer, for property: StateProperty, in system: TransitionSystem
  ) -> Bool {
    let interpreter = TransitionInterpreter(system)
    return answer.runs.allSatisfy { run in
      guard let last = interpreter.replay(run)?.last else { return false }
      return interpreter.holds(property.holds, in: last) == (property.question == .reachable)
    }
  }

  @Test func answersEqualThoseOfAllInterleavings() {
    var fewer = 0
    var bad = 0
    var limits = ExplorationLimits()
    limits.statesAtOnce = 1
    for number in 0..<(500 * Self.campaign) {
      let seed = Self.seed &+ UInt64(number)
      let random = RandomProgramSystem(seed: seed)
      let all = ExplicitSearch.run(random.plain, for: random.properties)
      let reduced = ExplicitSearch.run(random.system, for: random.properties, isReduced: true)
      let apart = ProgramSearch(limits: limits, cancellation: Cancellation(), progress: nil)
        .run(random.system, for: random.properties)
      let whole = ExplicitSearch.run(random.system, for: random.properties)
      #expect(whole.states == all.states, "seed \(seed)")
      if let a = reduced.states, let b = all.states, a < b { fewer += 1 }
      for (index, property) in random.properties.enumerated() {
        let expected = Self.word(all.answers[index])
        if expected == "fails" { bad += 1 }
        for (name, found) in [("reduced", reduced), ("apart", apart), ("whole", whole)] {
          let answer = found.answers[index]
          #expect(Self.word(answer) == expected, "seed \(seed), \(name), question \(index)")
          #expect(
            Self.areShown(answer, for: property, in: random.system),
            "seed \(seed), \(name), \(index)")
        }
      }
    }
    #expect(fewer > 100 && bad > 100, "\(fewer) searches were smaller, \(bad) questions failed")
  }

  /// An abstraction answers as the whole program does, or not at all.
  @Test func abstractionsAnswerTheSame() throws {
    var held = 0
    var failed = 0
    for number in 0..<(500 * Self.campaign) {
      let seed = Self.seed &+ UInt64(number)
      let random = RandomProgramSystem(seed: seed)
      let all = ExplicitSearch.run(random.plain, for: random.properties)
      guard all.fault == nil else { continue }
      for (index, property) in random.properties.enumerated() {
        guard let abstraction = GuardAbstraction(random.system, for: property),
          let answer = try abstraction.answer(within: ExplorationLimits(), Cancellation())?
            .answers[0]
        else { continue }
        #expect(
          Self.word(answer) == Self.word(all.answers[index]), "seed \(seed), question \(index)")
        #expect(
          Self.areShown(answer, for: property, in: random.system), "seed \(seed), \(index)")
        if answer.runs.isEmpty { held += 1 } else { failed += 1 }
      }
    }
    #expect(held > 50 && failed > 50, "\(held) without a run, \(failed) with one")
  }

  /// A run from the reduced search has no move that can be left out.
  @Test func runsAreShort() throws {
    for number in 0..<(100 * Self.campaign) {
      let random = RandomProgramSystem(seed: Self.seed &+ UInt64(number))
      let all = ExplicitSearch.run(random.plain, for: random.properties)
      let reduced = ExplicitSearch.run(random.system, for: random.properties, isReduced: true)
      for (index, property) in random.properties.enumerated() {
        guard property.question == .always, let run = reduced.answers[index].runs.first,
          let best = all.answers[index].runs.first
        else { continue }
        let shortening = RunShortening(random.system, property: property, seconds: 5)
        let short = shortening.shortened(run)
        #expect(short.moves.count <= run.moves.count && short.moves.count >= best.moves.count)
        for left in short.moves.indices {
          var moves = short.moves
          moves.remove(at: left)
          let shorter = TransitionRun(start: short.start, moves: moves)
          let states = TransitionInterpreter(random.system).replay(shorter)
          let isShown =
            states?.last.map {
              !TransitionInterpreter(random.system).holds(property.holds, in: $0)
            } ?? false
          #expect(!isShown, "seed \(random.seed), question \(index), move \(left)")
        }
      }
    }
  }
}
