import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import TestSupport
import Testing

@testable import Proviso

/// Verdicts about random refinements, compared with an enumeration of both worlds by the test itself.
@Suite struct RandomRefinementTests {
  static let count: UInt64 = Campaign.isRunning ? UInt64(200 * Campaign.factor) : 120

  private static func problem(_ pair: RandomRefinement) throws -> WorldProblem {
    let other = pair.otherText
    let loader = SpecLoader(vocabularies: .supported) { (path) throws(SourceReadError) -> [UInt8] in
      guard path == "other.proviso" else { throw SourceReadError("no such file") }
      return Array(other.utf8)
    }
    let loaded = loader.load(path: "own.proviso", text: pair.ownText)
    let told = loaded.diagnostics.map { "\($0.code.rawValue) \($0.message)" }
    let spec = try #require(loaded.spec, "\(told)\n\(pair.ownText)\n\(pair.otherText)")
    return try WorldProblem(spec, model: #require(spec.world))
  }

  @Test func agreesWithEnumeration() throws {
    let first = Campaign.seed(1)
    var tally: [String: Int] = [:]
    for seed in first..<(first + Self.count) {
      let pair = RandomRefinement(seed: seed)
      let problem = try Self.problem(pair)
      let text = "seed \(seed)\n\(pair.ownText)\n\(pair.otherText)"
      let found = Explorer().run(problem.system, for: problem.questions.map(\.asked))
      guard let expected = pair.verdict() else {
        #expect(found.fault?.fault.kind == .doubleWrite, "\(text)")
        tally["range", default: 0] += 1
        continue
      }
      #expect(found.fault == nil && found.states == expected.states, "\(text)")
      let replay = WorldReplay(problem)
      for (question, answer) in zip(problem.questions, found.answers) {
        guard let part = question.refined else {
          #expect(question.isMet(by: answer) == expected.moves, "\(text)")
          continue
        }
        let holds =
          switch part {
          case .start: expected.start
          case .action(let action): !expected.broken.contains(action)
          }
        // Where an initial state fits none, later states need not be states of the other world.
        guard expected.start || part == .start else { continue }
        let found: Bool? =
          switch answer.verdict {
          case .holds: true
          case .fails: false
          case .undecided: nil
          }
        #expect(found == holds, "\(part) \(answer.verdict)\n\(text)")
        tally[holds ? "holds" : "fails", default: 0] += 1
        guard !holds, let run = answer.runs.first else { continue }
        switch replay.violation(run, for: question) {
        case .undecided(let reason): Issue.record("\(part): \(reason)\n\(text)")
        case .violation(let violation):
          #expect(violation.refinement?.states.count == violation.trace.count + 1, "\(text)")
          #expect(
            violation.refinement?.steps.last == (part == .start ? nil : RefinedRun.Step.none),
            "\(text)")
        }
      }
      if expected.start && expected.broken.isEmpty { tally["refines", default: 0] += 1 }
    }
    #expect(tally["holds", default: 0] > 100 && tally["fails", default: 0] > 20, "\(tally)")
    #expect(tally["refines", default: 0] > 10, "\(tally)")
  }
}
