import Foundation
import ProvisoKernel
import TestSupport
import Testing
import Z3

@testable import ProvisoEngine

/// The solver's engine against plain search through all states.
@Suite struct SymbolicSearchTests {
  /// A factor for longer campaigns.
  static let factor = Int(ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"] ?? "") ?? 1

  struct Tally {
    var cases = 0
    var skipped = 0
    var answers: [String: Int] = [:]
    mutating func count(_ what: String) { answers[what, default: 0] += 1 }
  }

  /// Everything about a system that plain search finds out.
  struct Truth {
    /// The distance of each reachable state, without moves that meet a fault.
    var depths: [[Value]: Int] = [:]
    var faults: [Fault.Kind: Int] = [:]
    var terminal: Set<[Value]> = []
    var hasStart = false

    init?(_ system: TransitionSystem, calm: Bool, limit: Int = 1_500) {
      let interpreter = TransitionInterpreter(system)
      var level = ReferenceSearch.firstStates(of: system, interpreter)
      hasStart = !level.isEmpty
      for state in level { depths[state] = 0 }
      var depth = 0
      while !level.isEmpty {
        var next: [[Value]] = []
        for state in level {
          let moves = ReferenceSearch.successors(of: state, in: system, interpreter)
          if moves.isEmpty { terminal.insert(state) }
          for move in moves {
            let transition = system.transitions[move.move.transition]
            let met = transition.faults.filter {
              interpreter.holds($0.condition, in: state, inputs: move.move.inputs)
            }
            for fault in met where faults[fault.kind] == nil { faults[fault.kind] = depth }
            if !met.isEmpty || calm && transition.isFailure { continue }
            if depths[move.state] == nil {
              depths[move.state] = depth + 1
              next.append(move.state)
            }
          }
        }
        if depths.count > limit { return nil }
        depth += 1
        level = next
      }
    }
  }

  static func isMet(
    _ property: StateProperty, _ state: [Value], _ depth: Int, _ truth: Truth,
    _ interpreter: TransitionInterpreter
  ) -> (met: Bool, open: Bool) {
    let isOpen = interpreter.holds(property.open, in: state)
    let holds = interpreter.holds(property.holds, in: state)
    switch property.question {
    case .always: return (!holds && !isOpen, isOpen)
    case .reachable: return (holds && !isOpen, isOpen)
    case .atTerminal(let includingStart):
      let counts = truth.terminal.contains(state) || includingStart && depth == 0
      return (counts && !holds && !isOpen, counts && isOpen)
    case .overRuns: return (false, false)
    }
  }

  func check(_ made: RandomTransitionSystem, _ limits: ExplorationLimits, _ tally: inout Tally)
    throws
  {
    guard let whole = Truth(made.system, calm: false), let calm = Truth(made.system, calm: true)
    else {
      tally.skipped += 1
      return
    }
    tally.cases += 1
    let seed = made.seed
    let interpreter = TransitionInterpreter(made.system)
    let found = SymbolicSearch(context: try Z3Context(), limits: limits)
      .run(made.system, made.properties)
    #expect(found.hasNoStart == !whole.hasStart, "seed \(seed)")
    guard whole.hasStart else { return }
    if let depth = whole.faults[.doubleWrite], depth <= limits.depth {
      #expect(found.fault?.run.moves.count == depth + 1, "seed \(seed): a fault")
    } else {
      #expect(found.fault == nil, "seed \(seed): no fault")
    }
    if let fault = found.fault { #expect(interpreter.replay(fault.run) != nil, "seed \(seed)") }
    for (place, property) in made.properties.enumerated() {
      let note = "seed \(seed), property \(place)"
      let answer = found.answers[place]
      if case .overRuns = property.question { continue }
      let isReachable = property.question == .reachable
      let truth = isReachable ? calm : whole
      var least: Int?
      var isOpen = false
      for (state, depth) in truth.depths {
        let (met, open) = Self.isMet(property, state, depth, truth, interpreter)
        if met { least = min(least ?? depth, depth) }
        if open { isOpen = true }
      }
      switch (answer.verdict, isReachable) {
      case (.fails, false), (.holds, true):
        tally.count("found")
        #expect(answer.runs.first?.moves.count == least, "\(note): a shortest run")
        for run in answer.runs {
          let states = interpreter.replay(run)
          #expect(states != nil, "\(note): a run of the system")
          guard let last = states?.last else { continue }
          let (met, _) = Self.isMet(property, last, run.moves.count, truth, interpreter)
          #expect(met, "\(note): the run shows it")
        }
      case (.holds, false), (.fails, true):
        tally.count("proved \(answer.method.rawValue)")
        #expect(least == nil && !isOpen, "\(note): proved, but \(String(describing: least))")
        #expect(whole.faults.isEmpty, "\(note): proved beside a fault")
        if answer.method != .bounded { try confirm(answer, note) }
      case (.undecided(let reason), _):
        tally.count("undecided: \(reason)")
        #expect(least.map { $0 > limits.depth } ?? true, "\(note): undecided: \(reason)")
      }
    }
  }

  /// The certificate's queries, read from their texts.
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
    for seed in 0..<UInt64(40 * Self.factor) {
      try check(RandomTransitionSystem(seed: seed), ExplorationLimits(depth: 6), &tally)
    }
    print("symbolic: \(tally.cases) cases, \(tally.skipped) skipped")
    for (what, count) in tally.answers.sorted(by: { $0.value > $1.value }) {
      print("  \(count) \(what)")
    }
    #expect(tally.answers["found", default: 0] > 50)
  }
}
