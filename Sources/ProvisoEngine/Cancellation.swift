import Synchronization
import Z3

/// Ends the work of engines early, from another task or thread.
///
/// One object serves any number of engines and explorers. They look at it at least every few
/// milliseconds, and it interrupts the solver. A question that is not decided by then is undecided
/// with the reason; answers that were found before are kept.
public final class Cancellation: Sendable {
  /// The reason of a cancellation; its description is a sentence without a full stop.
  public enum Reason: Hashable, Sendable, CustomStringConvertible {
    /// A caller asked for it, or a person who pressed Ctrl-C.
    case requested
    /// The time was up that the caller allowed for the whole work.
    case deadline(seconds: Double)

    public var description: String {
      switch self {
      case .requested: "the check was cancelled"
      case .deadline(let seconds): "the deadline of \(seconds.formattedSeconds) s passed"
      }
    }
  }

  private let first = Mutex<Reason?>(nil)
  // Loops read this far more often than they could take a lock.
  private let flag = Atomic<Bool>(false)
  /// The interrupt for the contexts of the solver that do this work.
  public let solver = Z3Interrupt()

  /// Makes a cancellation that is not yet requested.
  public init() {}

  /// Cancels all work that uses this object. Safe at any time, from any thread. Only the first
  /// reason counts.
  public func cancel(_ reason: Reason) {
    first.withLock { if $0 == nil { $0 = reason } }
    flag.store(true, ordering: .releasing)
    solver.interrupt()
  }

  /// Whether the work is cancelled.
  public var isCancelled: Bool { flag.load(ordering: .acquiring) }

  /// The reason of the cancellation; `nil` if there is none.
  public var reason: Reason? { isCancelled ? first.withLock { $0 } : nil }

  /// Throws if the work is cancelled. Costs little enough for every turn of a loop.
  func check() throws(Cancelled) {
    if let reason { throw Cancelled(reason: reason) }
  }
}

/// Thrown where work is cancelled before it has an answer.
struct Cancelled: Error {
  let reason: Cancellation.Reason
}

extension Z3Error {
  /// The same for functions that throw errors of the solver.
  init(_ cancelled: Cancelled) {
    self.init(code: .cancelled, message: "\(cancelled.reason)", operation: "search")
  }
}

extension Double {
  /// Without a fraction where there is none.
  var formattedSeconds: String {
    self == rounded() && abs(self) < 1e15 ? String(Int(self)) : String(self)
  }
}
