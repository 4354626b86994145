import ProvisoKernel

/// The findings of visits, in the order of the states: successors, faults and what the properties say.
///
/// Visits only write here. The search takes the findings over in the order of the states, so they are the
/// same whoever has visited them.
final class VisitedStates {
  /// One visit, with the ends of its parts of the lists below.
  struct Visit: BitwiseCopyable {
    let successors: Int
    let faults: Int
    let signs: Int
    /// The number of enabled moves.
    let enabled: Int
    /// The number of states that the state stands for; 0 if it is unknown.
    let weight: Int
  }

  /// The sign that a state gives about a property.
  struct Sign: BitwiseCopyable {
    let property: Int
    /// Whether it leaves the property open. If not, it violates it, or, for `reachable`, meets it.
    let isOpen: Bool
  }

  /// The reason why a state was not visited.
  enum Obstacle {
    /// The layout has no room for a value.
    case noRoom(CompiledSystem.Need)
    /// A term could not be evaluated.
    case failure
    case cancelled
  }

  private(set) var obstacle: Obstacle?
  private var warmth: UInt64 = 0
  let visits = Storage<Visit>()
  /// The packed words of the successors, one after the other, with their hashes and the moves to them.
  let words = Storage<UInt64>()
  let hashes = Storage<UInt64>()
  let moves = Storage<UInt32>()
  let signs = Storage<Sign>()
  private(set) var faults: [(move: Int, fault: Fault)] = []

  func removeAll() {
    obstacle = nil
    visits.truncate(to: 0)
    words.truncate(to: 0)
    hashes.truncate(to: 0)
    moves.truncate(to: 0)
    signs.truncate(to: 0)
    faults.removeAll()
  }

  @inline(__always)
  func add(_ successor: UnsafePointer<UInt64>, width: Int, hash: UInt64, by move: Int) {
    words.append(successor, count: width)
    hashes.append(hash)
    moves.append(UInt32(move))
  }

  /// Leaves out the successors since the last visit that are among the states.
  func keepNew(in states: StateSet) {
    let (width, first) = (states.width, visits.last?.successors ?? 0)
    warmth &+= states.warm(hashes.base + first, count: moves.count - first)
    var kept = first
    for index in first..<moves.count {
      let state = words.base + index * width
      guard states.number(of: state, hash: hashes.base[index]) == nil else { continue }
      if kept != index {
        (words.base + kept * width).update(from: state, count: width)
        hashes.base[kept] = hashes.base[index]
        moves.base[kept] = moves.base[index]
      }
      kept += 1
    }
    truncate(to: kept, width: width)
  }

  private func truncate(to count: Int, width: Int) {
    words.truncate(to: count * width)
    hashes.truncate(to: count)
    moves.truncate(to: count)
  }

  func add(_ fault: Fault, of move: Int) { faults.append((move, fault)) }

  func endVisit(enabled: Int, weight: Int) {
    visits.append(
      Visit(
        successors: moves.count, faults: faults.count, signs: signs.count, enabled: enabled,
        weight: weight))
  }

  /// Takes back what was added since the last visit ended. No state after it is visited.
  func stop(_ obstacle: Obstacle, width: Int) {
    self.obstacle = obstacle
    let last = visits.last
    truncate(to: last?.successors ?? 0, width: width)
    signs.truncate(to: last?.signs ?? 0)
    faults.removeSubrange((last?.faults ?? 0)...)
  }
}
