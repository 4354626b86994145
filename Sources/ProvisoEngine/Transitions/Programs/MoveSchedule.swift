import ProvisoKernel

/// The moves that are worth a look in a state: those that begin where some thread of a program stands.
///
/// Without threads every move is looked at in every state.
struct MoveSchedule {
  /// The places at which threads stand, by their control variables.
  private let threads: [Thread]
  /// Moves that no thread has for itself.
  private let others: [Int]

  private struct Thread {
    let variable: Int
    /// By the code of the place.
    let places: [Int: Place]
  }

  private struct Place {
    var moves: [Int] = []
    var isAmple = false
  }

  /// - Parameter ample: which places can go alone; `nil`: none.
  init(_ compiled: CompiledSystem, _ ample: AmpleSets?) {
    let control = Set(compiled.system.control)
    var places: [Int: [Int: Place]] = [:]
    var others: [Int] = []
    for (number, move) in compiled.moves.enumerated() {
      let home = move.literals.first { $0.isPositive && control.contains($0.variable) }
      guard let home else {
        others.append(number)
        continue
      }
      places[home.variable, default: [:]][home.code, default: Place()].moves.append(number)
    }
    for (variable, codes) in ample?.places ?? [:] {
      for code in codes { places[variable]?[code]?.isAmple = true }
    }
    self.others = others
    threads = compiled.system.control.compactMap { variable in
      places[variable].map { Thread(variable: variable, places: $0) }
    }
  }

  /// Finds the moves to be made in a state, which is loaded.
  ///
  /// - Parameter found: has room for all moves.
  /// - Returns: which of those that were found are to be made.
  @inline(__always)
  func enabled(
    in state: UnsafePointer<UInt64>, _ compiled: CompiledSystem, into found: Storage<Int>
  ) -> Range<Int> {
    var count = 0
    for thread in threads {
      let code = compiled.layout.code(of: thread.variable, in: state)
      guard let place = thread.places[code] else { continue }
      let start = count
      var goesOn = false
      for move in place.moves where compiled.isEnabled(move) {
        found.base[count] = move
        count += 1
        if !compiled.moves[move].isFailure { goesOn = true }
      }
      if place.isAmple, goesOn { return start..<count }
    }
    for move in others where compiled.isEnabled(move) {
      found.base[count] = move
      count += 1
    }
    return 0..<count
  }
}
