import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import Testing

@testable import Proviso
@testable import ProvisoWorlds

/// The moment at which the `where` of a property of whole runs is judged.
@Suite struct RunConditionTests {
  /// Returns, for each question of the world's properties in order, whether it holds; nil when it
  /// is undecided.
  private func verdicts(_ text: String) throws -> [Bool?] {
    let loader = SpecLoader(vocabularies: .supported) { (_) throws(SourceReadError) -> [UInt8] in
      throw SourceReadError("no such file")
    }
    let spec = try #require(loader.load(path: "w.proviso", text: text).spec)
    let problem = try WorldProblem(spec, model: try #require(spec.world))
    let found = Explorer().run(problem.system, for: problem.questions.map(\.asked))
    let replay = WorldReplay(problem)
    return zip(problem.questions, found.answers).compactMap { question, answer in
      if question.isProbe { return nil }
      switch answer.verdict {
      case .holds: return .some(true)
      case .undecided: return .some(nil)
      case .fails:
        for run in answer.runs {
          if case .undecided(let reason) = replay.violation(run, for: question) {
            Issue.record("\(reason)")
          }
        }
        return .some(false)
      }
    }
  }

  @Test func theConditionIsJudgedInTheInitialState() throws {
    let world = """
      world w

      entity Lamp { var on: Bool = true  var seen: Bool = false }
      object hall: Lamp

      action switch_off(l: Lamp) {
        requires l.on
        l.on = false
      }

      """
    #expect(
      try verdicts(
        world + "invariant p \"p\" { every l in Lamp where l.on { eventually { l.seen } } }")
        == [false])
    // The lamp is on in the initial state, so the property does not apply to it.
    #expect(
      try verdicts(
        world + "invariant p \"p\" { every l in Lamp where not l.on { eventually { l.seen } } }")
        == [true])
  }

  @Test func createdObjectsAreJudgedFromTheirCreation() throws {
    func world(_ body: String) -> String {
      """
      world w

      entity Order at most 1 { var shipped: Bool = false }

      action place() { create o: Order }
      action ship(o: Order) {
        requires \(body)
        o.shipped = true
      }

      invariant shipped "Orders are shipped" { every o in Order { eventually { o.shipped } } }
      invariant follows "Orders lead to shipping" { every o in Order { not o.shipped leads to o.shipped } }
      """
    }
    #expect(try verdicts(world("not o.shipped")) == [true, true])
    #expect(try verdicts(world("false")) == [false, false])
  }
}
