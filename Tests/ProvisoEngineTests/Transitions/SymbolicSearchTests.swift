import Foundation
import ProvisoKernel
import TestSupport
import Testing
import Z3

@testable import ProvisoEngine

/// Compares the symbolic search with a plain search through all states.
@Suite struct SymbolicSearchTests {
  /// Multiplies the number of random cases, for longer runs.
  static let factor = Int(ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"] ?? "") ?? 1

  struct Tally {
    var cases = 0
    var skipped = 0
    var answers: [String: Int] = [:]
    mutating func count(_ what: String) { answers[what, default: 0] += 1 }
  }

  func check(
    _ made: RandomTransitionSystem, within limits: ExplorationLimits, tally: inout Tally
  ) throws {
    guard let whole = ReferenceGraph(made.system, withFailures: true, limit: 1_000),
      let calm = ReferenceGraph(made.system, withFailures: false, limit: 1_000)
    else {
      tally.skipped += 1
      return
    }
    tally.cases += 1
    let note = "seed \(made.seed)"
    let found = SymbolicSearch(context: try Z3Context(), limits: limits)
      .run(made.system, for: made.properties)
    #expect(found.hasNoInitialState == whole.starts.isEmpty, "\(note)")
    guard !found.hasNoInitialState else { return }
    #expect(found.taken.isSubset(of: whole.taken), "\(note)")
    let nearest = whole.faults.map { whole.depths[$0.state] }.min()
    if let fault = found.fault {
      #expect(whole.interpreter.replay(fault.run) != nil, "\(note)")
      #expect(fault.run.moves.count - 1 >= nearest ?? .max, "\(note): a fault")
    } else {
      #expect(nearest ?? .max > limits.depth, "\(note): a fault")
    }
    for (index, property) in made.properties.enumerated() {
      let answer = found.answers[index]
      let graph = property.question.isAboutCalmRuns ? calm : whole
      let note = "\(note), property \(index)"
      if case .overRuns(let kind, let conditions) = property.question {
        try check(
          answer, kind: kind, conditions: conditions, property: property, graph: graph,
          whole: whole, note: note, tally: &tally)
        continue
      }
      let least = graph.nearest(property)
      switch (answer.verdict, property.question == .reachable) {
      case (.fails, false), (.holds, true):
        tally.count("found")
        let length = answer.runs.first?.moves.count
        if length ?? 0 <= limits.depth {
          #expect(length == least, "\(note): a shortest run")
        } else {
          #expect(least ?? .max > limits.depth, "\(note): a shortest run")
        }
        for run in answer.runs { try confirm(run, of: property, in: graph, note: note) }
      case (.holds, false), (.fails, true):
        tally.count("proved \(answer.method.rawValue)")
        #expect(least == nil && !graph.isOpen(property), "\(note): proved, and is not so")
        #expect(whole.faults.isEmpty, "\(note): proved beside a fault")
        if answer.method != .bounded { try confirm(answer, note) }
      case (.undecided(let reason), _):
        tally.count("undecided: \(reason)")
        #expect(least ?? .max > limits.depth, "\(note): undecided: \(reason)")
      }
    }
  }

  /// A property of whole runs.
  private func check(
    _ answer: ExplorationAnswer, kind: RunOperator, conditions: [Term],
    property: StateProperty, graph: ReferenceGraph, whole: ReferenceGraph, note: String,
    tally: inout Tally
  ) throws {
    let isBroken = graph.isBroken(kind, conditions: conditions, open: property.open)
    switch answer.verdict {
    case .holds:
      tally.count("whole runs hold")
      #expect(!isBroken && whole.faults.isEmpty && !graph.isOpen(property), "\(note)")
    case .undecided: tally.count("whole runs undecided")
    case .fails:
      tally.count("whole runs broken")
      #expect(isBroken, "\(note)")
      let run = try #require(answer.runs.first, "\(note)")
      let states = try #require(graph.interpreter.replay(run), "\(note): no run")
      #expect(
        graph.breaks(states, loop: run.loop, runOperator: kind, conditions: conditions),
        "\(note): \(run)")
      if let loop = run.loop {
        tally.count("loops")
        #expect(graph.isFair(run, states: states, from: loop), "\(note): an unfair loop")
      } else {
        let last = try #require(states.last)
        let rest = ReferenceSearch.successors(of: last, in: graph.system, graph.interpreter)
        #expect(rest.isEmpty, "\(note): the run is not complete")
      }
    }
  }

  /// Checks that the run is one of the system and that its last state decides the property.
  private func confirm(
    _ run: TransitionRun, of property: StateProperty, in graph: ReferenceGraph, note: String
  ) throws {
    let last = try #require(graph.interpreter.replay(run)?.last, "\(note): no run")
    let holds = graph.interpreter.holds(property.holds, in: last)
    #expect(holds == (property.question == .reachable), "\(note): the run does not show it")
    #expect(!graph.interpreter.holds(property.open, in: last), "\(note)")
    if case .atTerminal(let includingStart) = property.question,
      !(includingStart && run.moves.isEmpty)
    {
      let rest = ReferenceSearch.successors(of: last, in: graph.system, graph.interpreter)
      #expect(rest.isEmpty, "\(note): something can still happen")
    }
  }

  /// Checks the certificate's queries, read from their texts.
  func confirm(_ answer: ExplorationAnswer, _ note: String) throws {
    let certificate = try #require(answer.certificate, "\(note)")
    #expect(certificate.queries.count == certificate.k + 2, "\(note)")
    for query in certificate.queries {
      let solver = try Z3Solver(Z3Context())
      try solver.load(query)
      #expect(try solver.check().isUnsatisfiable, "\(note):\n\(query)")
    }
  }

  @Test func randomSystems() throws {
    var tally = Tally()
    for seed in 0..<UInt64(80 * Self.factor) {
      try check(
        RandomTransitionSystem(seed: seed), within: ExplorationLimits(depth: 6), tally: &tally)
    }
    print("symbolic: \(tally.cases) cases, \(tally.skipped) skipped")
    for (what, count) in tally.answers.sorted(by: { $0.value > $1.value }) {
      print("  \(count) \(what)")
    }
    #expect(tally.answers["found", default: 0] > 15)
    #expect(tally.answers["proved k-induction", default: 0] > 30)
    #expect(tally.answers["loops", default: 0] > 10)
  }
}

extension StateProperty.Question {
  /// Whether the property ignores runs in which a step fails.
  fileprivate var isAboutCalmRuns: Bool { self == .reachable || isOverRuns }
}
