import Essentials
import Synchronization
import Z3

/// Pieces of work that are done in any order on all processors, with the results in the order of the
/// pieces.
///
/// Each thread takes the next piece as soon as it is free. So no thread waits while there is work, except
/// for the last pieces.
package enum WorkQueue {
  /// The number of processors that this process may use, at most 32.
  package static var processors: Int {
    min(max(ProcessInfo.processInfo.activeProcessorCount, 1), 32)
  }

  private struct State<Value> {
    var next = 0
    var results: [Int: Value] = [:]
  }

  /// The results of pieces of work.
  ///
  /// - Parameters:
  ///   - count: the number of pieces.
  ///   - threads: the most threads.
  ///   - make: makes the state of one thread, which no other thread sees.
  ///   - begin: is called with each piece before it is done, in order and by one thread at a time.
  ///   - work: does a piece.
  static func results<Local, Value: Sendable>(
    of count: Int, on threads: Int, makingEach make: @escaping @Sendable () -> Local,
    begin: @escaping @Sendable (Int) -> Void, _ work: @escaping @Sendable (Int, Local) -> Value
  ) -> [Value] {
    let state = Shared(State<Value>())
    Z3Worker.share(among: min(threads, count)) {
      let local = make()
      while true {
        let taken = state.mutex.withLock { state -> Int? in
          guard state.next < count else { return nil }
          defer { state.next += 1 }
          begin(state.next)
          return state.next
        }
        guard let taken else { return }
        let value = work(taken, local)
        state.mutex.withLock { $0.results[taken] = value }
      }
    }
    return state.mutex.withLock { state in (0..<count).compactMap { state.results[$0] } }
  }

  /// The results of pieces of work that share nothing.
  package static func results<Value: Sendable>(
    of count: Int, on threads: Int = processors, _ work: @escaping @Sendable (Int) -> Value
  ) -> [Value] {
    results(of: count, on: threads, makingEach: {}, begin: { _ in }, { index, _ in work(index) })
  }

  private final class Shared<Value>: Sendable {
    let mutex: Mutex<Value>
    init(_ value: sending Value) { mutex = Mutex(value) }
  }
}
