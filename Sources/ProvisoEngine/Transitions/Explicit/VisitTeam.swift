import Dispatch
import ProvisoKernel
import Synchronization

/// Visitors that visit a range of states at once, each on a thread of its own.
///
/// Each takes the next part of the range as soon as it is free. No state is added meanwhile: what they found
/// is then taken over by one thread, in the order of the states.
final class VisitTeam: @unchecked Sendable {
  // INVARIANT: while `visit` runs, each visitor and each part of `found` belongs to one thread. The states
  // and what is wanted are only read.
  private let visitors: [StateVisitor]
  private var parts: [VisitedStates] = []
  private let cancellation: Cancellation

  /// The largest number of states in a part.
  private static let largestPart = 128

  init(_ visitors: [StateVisitor], cancellation: Cancellation) {
    self.visitors = visitors
    self.cancellation = cancellation
  }

  /// Whether a visitor has made a move, or a move that stands for it.
  func hasFired(_ move: Int) -> Bool { visitors.contains { $0.fired[move] == 1 } }

  /// Visits states that are no initial states.
  ///
  /// - Returns: the findings of each part of the range, in order. A part ends early at an obstacle.
  func visit(
    _ range: Range<Int>, in states: StateSet, _ wanted: WantedSigns
  ) -> ArraySlice<VisitedStates> {
    // Several parts for each thread: some states take longer than others.
    let size = max(1, min(Self.largestPart, range.count / (4 * visitors.count)))
    let count = (range.count + size - 1) / size
    while parts.count < count { parts.append(VisitedStates()) }
    let next = Atomic(0)
    // INVARIANT: no thread changes them before this function returns.
    nonisolated(unsafe) let (states, wanted) = (states, wanted)
    DispatchQueue.concurrentPerform(iterations: visitors.count) { index in
      let visitor = visitors[index]
      while true {
        let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard part < count else { return }
        let found = parts[part]
        found.removeAll()
        let first = range.lowerBound + part * size
        for number in first..<min(first + size, range.upperBound) {
          guard !cancellation.isCancelled else {
            found.stop(.cancelled, width: states.width)
            break
          }
          guard
            visitor.visit(
              number, in: states, isStart: false, wanted, findsNewOnly: true,
              into: found)
          else {
            visitor.compiled.recover()
            break
          }
        }
      }
    }
    return parts[..<count]
  }
}
