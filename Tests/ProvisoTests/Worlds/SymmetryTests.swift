import Foundation
import ProvisoKernel
import ProvisoLanguage
import TestSupport
import Testing

@testable import Proviso
@testable import ProvisoEngine
@testable import ProvisoWorlds

/// Searches that visit one state for all that differ only by an exchange of objects, compared with searches
/// of all states.
@Suite struct SymmetryTests {
  static let first = ProcessInfo.processInfo.environment["PROVISO_SEED"].flatMap(UInt64.init) ?? 1
  static let count: UInt64 =
    ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"] == nil ? 40 : 5_000

  private static func problem(_ text: String) throws -> WorldProblem? {
    let loader = SpecLoader(vocabularies: .supported) { (_) throws(SourceReadError) -> [UInt8] in
      throw SourceReadError("no such file")
    }
    let loaded = loader.load(path: "w.proviso", text: text)
    guard let spec = loaded.spec, let model = spec.world else {
      Issue.record("\(loaded.diagnostics.map(\.message))\n\(text)")
      return nil
    }
    return try WorldProblem(spec, model: model)
  }

  private static func name(_ verdict: ExplorationAnswer.Verdict) -> String {
    switch verdict {
    case .holds: "holds"
    case .fails: "fails"
    case .undecided: "undecided"
    }
  }

  @Test func agreesWithAllStates() throws {
    var tally: [String: Int] = [:]
    for seed in Self.first..<(Self.first + Self.count) {
      let world = RandomSymmetricWorld(seed: seed)
      guard let problem = try Self.problem(world.text) else { continue }
      var plain = problem.system
      plain.symmetries = []
      #expect(!problem.system.symmetries.isEmpty, "seed \(seed)\n\(world.text)")
      let asked = problem.questions.map(\.asked)
      let limits = ExplorationLimits(states: 4_000, seconds: 3_600)
      let all = ExplicitSearch.run(plain, for: asked, limits: limits)
      guard all.isExhaustive || all.fault != nil else {
        tally["too many states", default: 0] += 1
        continue
      }
      var together = limits
      if seed % 2 == 0 { (together.threads, together.leastTogether) = (3, 1) }
      let few = ExplicitSearch.run(problem.system, for: asked, limits: together)
      let told = "seed \(seed)\n\(world.text)"
      #expect((few.fault != nil) == (all.fault != nil), "\(told)")
      if few.fault != nil { continue }
      #expect((few.states == nil) == world.isPool, "\(told)")
      // Objects that are created in order have states that no exchange reaches.
      if !world.isPool, all.states != nil {
        #expect(few.depth == all.depth, "\(told)")
        #expect(few.states == all.states, "\(told)")
        #expect(few.transitions == all.transitions, "\(told)")
        #expect(few.terminalStates == all.terminalStates, "\(told)")
      }
      tally["visited", default: 0] += few.representatives ?? 0
      tally["stand for", default: 0] += all.states ?? 0
      let replay = WorldReplay(problem)
      for (number, question) in problem.questions.enumerated() {
        let (mine, other) = (few.answers[number], all.answers[number])
        let name = Self.name(mine.verdict)
        tally[name, default: 0] += 1
        if world.isPool, name == "undecided" { continue }
        #expect(name == Self.name(other.verdict), "p\(question.property) \(told)")
        let (length, shortest) = (
          mine.runs.first?.moves.count ?? 0, other.runs.first?.moves.count ?? 0
        )
        #expect(world.isPool ? length >= shortest : length == shortest, "\(told)")
        tally["longer", default: 0] += length > shortest ? 1 : 0
        for run in mine.runs where !question.isProbe {
          if case .undecided(let reason) = replay.violation(run, for: question) {
            Issue.record("p\(question.property) \(reason) \(told)")
          }
        }
      }
    }
    print("symmetric worlds from seed \(Self.first): \(tally.sorted { $0.key < $1.key })")
    #expect((tally["holds"] ?? 0) > Int(Self.count) / 3)
    #expect((tally["fails"] ?? 0) > Int(Self.count) / 3)
    #expect((tally["visited"] ?? 0) * 2 < tally["stand for"] ?? 0)
  }

  /// Objects that something tells apart are not exchanged.
  @Test(arguments: [
    "invariant p \"P\" { not n[1].up }", "var first: Node = n[1]",
    "invariant p \"P\" { [k.up for k in Node] == [false, false, false] }",
    "action other() { requires n[2].up }", "assume { n[1].color == red }",
    "start { n[3].color == red }",
    "invariant p \"P\" { every k in Node { k.up leads to not k.up } }",
    "invariant p \"P\" { every k in Node { once { k.up } or not k.up } }",
    "invariant p \"P\" { every k in Node { whenever act(k) happens { k.up } } }",
  ])
  func toldApart(_ item: String) throws {
    let world = """
      world s
      enum Color { red, green }
      entity Node { color: Color  var up: Bool = false }
      object n[1..3]: Node
      action act(k: Node) { k.up = not k.up }

      """
    #expect(try #require(try Self.problem(world)).system.symmetries.count == 1)
    #expect(try #require(try Self.problem(world + item + "\n")).system.symmetries.isEmpty)
  }

  /// An engine that pauses after few states.
  private struct HastyEngine: ExplorationEngine {
    static let searchesAllRuns = true
    private let engine: ExplicitEngine

    init?(_ task: ExplorationTask) {
      guard let engine = ExplicitEngine(task, pause: 50) else { return nil }
      self.engine = engine
    }

    func explore() -> Exploration { engine.explore() }
  }

  @Test func figuresAreThoseOfTheSearchThatWentOn() throws {
    let problem = try #require(
      try Self.problem(
        """
        world tickets
        entity Ticket at most 30 { var closed: Bool = false }
        var opened: Int = 0
        action open_ticket() { create t: Ticket { closed: false }  opened += 1 }
        action close(t: Ticket) { requires not t.closed  t.closed = true  opened -= 1 }
        invariant counted "x" { opened == count(t in Ticket where not t.closed) }
        """))
    var explorer = Explorer()
    explorer.engines = [
      Explorer.Turn(HastyEngine.self, share: 0.5),
      Explorer.Turn(PatientEngine<ExplicitEngine>.self, share: 1),
    ]
    let found = explorer.run(problem.system, for: problem.questions.map(\.asked))
    #expect(found.isPaused && found.isExhaustive)
    // Each number of tickets with each number of closed ones.
    #expect(found.representatives == 31 * 32 / 2)
  }
}
