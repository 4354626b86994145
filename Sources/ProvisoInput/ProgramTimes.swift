import ProvisoResult
import Synchronization

/// The times of the programs that were run to read inputs.
package final class ProgramTimes: Sendable {
  private let times = Mutex<[ProgramTime]>([])

  /// Makes an empty list.
  package init() {}

  /// All runs so far.
  package var all: [ProgramTime] { times.withLock { $0 } }

  /// Does some work and adds its time.
  package func measure<Success, Failure: Error>(
    _ command: String, _ work: () throws(Failure) -> Success
  ) throws(Failure) -> Success {
    let start = ContinuousClock.now
    defer {
      let elapsed = (ContinuousClock.now - start).components
      let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
      times.withLock { $0.append(ProgramTime(command, seconds: seconds)) }
    }
    return try work()
  }
}
