import ProvisoKernel

/// Visits states: finds their successors, and what the properties say about them.
///
/// Each thread of a search has a visitor of its own, with a copy of the compiled system (see `VisitTeam`).
final class StateVisitor {
  let compiled: CompiledSystem
  /// One state for all that differ by an exchange of objects; `nil` if each state counts.
  let orbits: StateOrbits?
  /// The moves that were made, or that others stand for.
  let fired: Storage<UInt8>
  /// The moves that others stand for; `nil` if each is made.
  private let twins: TwinMoves?
  /// The moves to try in each state.
  private let schedule: MoveSchedule
  /// The moves that are enabled in the current state.
  private let enabledMoves: Storage<Int>
  private let questions: Storage<Question>
  private let withFailures: Bool
  private let cancellation: Cancellation
  private let scratch = Storage<UInt64>()

  private struct Question: BitwiseCopyable {
    enum Place: UInt8 { case everywhere, atTerminal, atTerminalOrStart }
    let place: Place
    /// The value of the condition in a state that the search looks for.
    let isLookedFor: Bool
    let holds: Int
    /// The condition that leaves the property open; negative if there is none.
    let open: Int
  }

  init(
    _ compiled: CompiledSystem, withFailures: Bool, ample: AmpleSets?, cancellation: Cancellation
  ) {
    self.compiled = compiled
    self.withFailures = withFailures
    self.cancellation = cancellation
    orbits = ample == nil ? StateOrbits(compiled) : nil
    twins = orbits.flatMap { TwinMoves(compiled, kinds: $0.kinds) }
    schedule = MoveSchedule(compiled, ample: ample)
    enabledMoves = Storage(repeating: 0, count: compiled.moves.count)
    fired = Storage(repeating: 0, count: compiled.moves.count)
    questions = Storage(
      compiled.properties.map { property in
        let place: Question.Place =
          switch property.question {
          case .always, .reachable, .overRuns: .everywhere
          case .atTerminal(let includingStart): includingStart ? .atTerminalOrStart : .atTerminal
          }
        return Question(
          place: place, isLookedFor: property.question == .reachable, holds: property.holds,
          open: property.open ?? -1)
      })
  }

  /// Visits one state.
  ///
  /// - Parameters:
  ///   - isStart: whether it is an initial state.
  ///   - wanted: what the search still has to know about each property.
  ///   - findsNewOnly: whether to leave out successors that are among the states.
  /// - Returns: whether nothing stood in the way.
  func visit(
    _ number: Int, in states: StateSet, isStart: Bool, _ wanted: WantedSigns, findsNewOnly: Bool,
    into found: VisitedStates
  ) -> Bool {
    let state = states[number]
    let width = states.width
    compiled.load(state)
    twins?.look(at: state, compiled.layout)
    var enabled = 0
    for index in schedule.enabled(in: state, compiled, into: enabledMoves) {
      let move = enabledMoves.base[index]
      if index & 1023 == 1023, cancellation.isCancelled {
        found.stop(.cancelled, width: width)
        return false
      }
      enabled += 1
      if !withFailures && compiled.isFailure(move) { continue }
      if let twins, !twins.isNeeded(move) {
        fired.base[move] = 1
        continue
      }
      if compiled.hasFaults(move), let fault = compiled.fault(move) {
        found.add(fault, of: move)
      } else {
        if let need = compiled.make(move) {
          found.stop(.noRoom(need), width: width)
          return false
        }
        if compiled.hasFailed { break }
        let next = compiled.next.base
        orbits?.represent(next)
        found.add(next, width: width, hash: states.hash(next), by: move)
      }
      fired.base[move] = 1
    }
    if findsNewOnly { found.keepNew(in: states) }
    if !compiled.hasFailed {
      judge(isStart: isStart, isTerminal: enabled == 0, wanted, into: found)
    }
    // Conditions that could not be evaluated say nothing about this state.
    if compiled.hasFailed {
      found.stop(.failure, width: width)
      return false
    }
    found.endVisit(enabled: enabled, weight: weight(of: state, width: width))
    return true
  }

  private func judge(
    isStart: Bool, isTerminal: Bool, _ wanted: WantedSigns, into found: VisitedStates
  ) {
    for index in 0..<questions.count where wanted.isAny(of: index) {
      let question = questions.base[index]
      switch question.place {
      case .everywhere: break
      case .atTerminal: if !isTerminal { continue }
      case .atTerminalOrStart: if !isTerminal && !isStart { continue }
      }
      if question.open >= 0, compiled.holds(question.open) {
        if wanted.isOpen(of: index) {
          found.signs.append(VisitedStates.Sign(property: index, isOpen: true))
        }
        continue
      }
      if wanted.isState(of: index), compiled.holds(question.holds) == question.isLookedFor {
        found.signs.append(VisitedStates.Sign(property: index, isOpen: false))
      }
    }
  }

  /// The number of states that a state stands for; 0 if it is unknown.
  private func weight(of state: UnsafePointer<UInt64>, width: Int) -> Int {
    guard let orbits else { return 1 }
    guard orbits.isCounted else { return 0 }
    scratch.truncate(to: 0)
    scratch.append(state, count: width)
    return orbits.represent(scratch.base) ?? 0
  }
}
