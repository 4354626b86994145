import Dispatch
import Essentials
import Proviso
import ProvisoInput
import ProvisoKernel
import Synchronization

/// The end of a command that reports nothing in part when its time or memory is spent.
///
/// A check reports what it knows by then (`Verifier.limit`). Such a command says in one sentence that it
/// is not finished, and exits with 3. Files are written aside and renamed, so none is left in part.
enum ProcessBudget {
  // Only `begin` sets it, once, before other threads start.
  nonisolated(unsafe) private static var timer: (any DispatchSourceTimer)?

  /// The file that is being read.
  private static let file = Mutex<String?>(nil)

  /// Notes the file that is being read, which the sentence names.
  static func note(reading file: String) { Self.file.withLock { $0 = file } }

  /// Watches the process from now on.
  static func begin(_ budget: BudgetOptions) {
    let start = ContinuousClock.now
    let memory = budget.memoryLimit ?? ProcessMemory.threeQuarters
    let timer = DispatchSource.makeTimerSource(queue: .global(qos: .userInitiated))
    timer.schedule(deadline: .now() + .milliseconds(50), repeating: .milliseconds(50))
    timer.setEventHandler {
      if ContinuousClock.now - start >= .seconds(budget.timeLimit) {
        end("within \(budget.timeLimit) s", option: "--time-limit")
      } else if let used = ProcessMemory.megabytes, used > memory {
        end("with \(memory) MB of memory", option: "--memory-limit")
      }
    }
    timer.resume()
    self.timer = timer
  }

  private static func end(_ what: String, option: String) -> Never {
    RunningPrograms.endAll()
    // The thread that is stopped could hold the lock.
    let name = file.withLockIfAvailable { $0 } ?? nil
    let place = name.map { "\($0 == "-" ? "standard input" : $0.printable): " } ?? ""
    let text = "error: \(place)not finished \(what) (`\(option)` sets the limit)\n"
    _ = text.utf8CString.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count - 1) }
    _exit(ProvisoExit.undecided.rawValue)
  }
}
