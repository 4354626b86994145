import ProvisoEngine
import ProvisoKernel
import Testing

@testable import Proviso
@testable import ProvisoLanguage

/// When the `where` of what is said of whole runs is judged.
@Suite struct RunConditionTests {
  /// Whether each question of the world's properties holds, in order.
  private func verdicts(_ text: String) throws -> [Bool?] {
    let loader = SpecLoader { (_) throws(SourceReadError) -> [UInt8] in
      throw SourceReadError("no such file")
    }
    let spec = try #require(loader.load(path: "w.proviso", text: text).spec)
    let problem = try WorldProblem(spec, try #require(spec.world))
    let found = Explorer().run(problem.system, problem.questions.map(\.asked))
    let telling = WorldTelling(problem)
    return zip(problem.questions, found.answers).compactMap { question, answer in
      if question.isProbe { return nil }
      switch answer.verdict {
      case .holds: return .some(true)
      case .undecided: return .some(nil)
      case .fails:
        for run in answer.runs {
          if case .open(let reason) = telling.tell(run, for: question) {
            Issue.record("\(reason)")
          }
        }
        return .some(false)
      }
    }
  }

  @Test func whatFailsTheConditionLaterIsAskedAllTheSame() throws {
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
    // A lamp that is off at first is not asked about.
    #expect(
      try verdicts(
        world + "invariant p \"p\" { every l in Lamp where not l.on { eventually { l.seen } } }")
        == [true])
  }

  @Test func whatComesIntoBeingIsAskedOnceItIsThere() throws {
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
