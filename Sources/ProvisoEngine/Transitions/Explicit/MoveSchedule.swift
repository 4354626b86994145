import ProvisoKernel

/// The moves to try in a state: those that start at the current location of some thread.
///
/// In a system without threads, every move is tried in every state.
struct MoveSchedule {
  /// The threads of the program with the moves at each of their locations.
  private let threads: [Thread]
  /// Moves that belong to no thread.
  private let others: Storage<Int>

  private struct Thread {
    let variable: Int
    /// By the code of the location.
    let locations: [Int: Location]
  }

  private struct Location {
    var moves: [Int] = []
    var isAmple = false
  }

  /// - Parameter ample: The locations whose moves can go alone; `nil` for none.
  init(_ compiled: CompiledSystem, ample: AmpleSets?) {
    let control = Set(compiled.system.control)
    var locations: [Int: [Int: Location]] = [:]
    var others: [Int] = []
    for (number, move) in compiled.moves.enumerated() {
      let home = move.literals.first { $0.isPositive && control.contains($0.variable) }
      guard let home else {
        others.append(number)
        continue
      }
      locations[home.variable, default: [:]][home.code, default: Location()].moves.append(number)
    }
    for (variable, codes) in ample?.locations ?? [:] {
      for code in codes { locations[variable]?[code]?.isAmple = true }
    }
    self.others = Storage(others)
    threads = compiled.system.control.compactMap { variable in
      locations[variable].map { Thread(variable: variable, locations: $0) }
    }
  }

  /// Finds the moves to make from a state, which must be loaded.
  ///
  /// - Parameter found: Receives enabled moves; it has room for all moves.
  /// - Returns: The range of `found` to make.
  @inline(__always)
  func enabled(
    in state: UnsafePointer<UInt64>, _ compiled: CompiledSystem, into found: Storage<Int>
  ) -> Range<Int> {
    var count = 0
    for thread in threads {
      let code = compiled.layout.code(of: thread.variable, in: state)
      guard let location = thread.locations[code] else { continue }
      let start = count
      var goesOn = false
      for move in location.moves where compiled.isEnabled(move) {
        found.base[count] = move
        count += 1
        if !compiled.isFailure(move) { goesOn = true }
      }
      if location.isAmple, goesOn { return start..<count }
    }
    for index in 0..<others.count {
      let move = others.base[index]
      guard compiled.isEnabled(move) else { continue }
      found.base[count] = move
      count += 1
    }
    return 0..<count
  }
}
