import Synchronization
import Z3

/// Ends the work of engines early, from another task or thread.
///
/// One object serves any number of engines and explorers. They look at it at least every few
/// milliseconds, and it interrupts the solver. A question that is not decided by then is undecided
/// with the reason; answers that were found before are kept.
///
/// Work with a deadline of its own gets an object that is linked to that of its caller: the caller
/// can cancel it, and its deadline ends nothing else.
public final class Cancellation: Sendable {
  /// The reason of a cancellation; its description is a sentence without a full stop.
  public enum Reason: Hashable, Sendable, CustomStringConvertible {
    /// A caller asked for it, or a person who pressed Ctrl-C.
    case requested
    /// The time was up that the caller allowed for the whole work.
    case deadline(seconds: Double)
    /// The time was up for one property.
    case share(seconds: Double)
    /// The process used more memory than it may.
    case memory(megabytes: Int)

    public var description: String {
      switch self {
      case .requested: "the check was cancelled"
      case .share(let seconds): "the \(seconds.formattedSeconds) s for one property passed"
      case .memory(let megabytes): "the memory limit of \(megabytes) MB was reached"
      case .deadline(let seconds): "the deadline of \(seconds.formattedSeconds) s passed"
      }
    }
  }

  private struct State {
    /// The first reason.
    var reason: Reason?
    var children: [Int: Child] = [:]
    var nextKey = 0
  }

  private struct Child {
    // A parent outlives most children, so it must not keep them.
    weak var cancellation: Cancellation?
  }

  private let state = Mutex(State())
  // Loops read this far more often than they could take a lock.
  private let flag = Atomic<Bool>(false)
  /// The interrupt for the contexts of the solver that do this work.
  public let solver = Z3Interrupt()
  /// The parent that cancels this object too, with the key of this object there.
  private let parent: Cancellation?
  private let key: Int

  /// Makes a cancellation that is not yet requested.
  public convenience init() { self.init(linkedTo: nil) }

  /// Makes a cancellation for a part of the work of another one.
  ///
  /// Cancelling the parent cancels it with the parent's reason, also if that happened before.
  /// Cancelling it leaves the parent alone. The parent does not keep it alive.
  public init(linkedTo parent: Cancellation?) {
    self.parent = parent
    guard let parent else {
      key = 0
      return
    }
    key = parent.state.withLock { state in
      state.nextKey += 1
      return state.nextKey
    }
    let reason = parent.state.withLock { state in
      state.children[key] = Child(cancellation: self)
      return state.reason
    }
    if let reason { cancel(reason) }
  }

  deinit { parent?.state.withLock { _ = $0.children.removeValue(forKey: key) } }

  /// Cancels all work that uses this object or one that is linked to it. Safe at any time, from any
  /// thread. Only the first reason counts.
  public func cancel(_ reason: Reason) {
    // The children leave the lock alive: the end of the last reference to one takes the lock.
    let (first, children) = state.withLock { state in
      let first = state.reason ?? reason
      state.reason = first
      return (first, state.children.values.map(\.cancellation))
    }
    flag.store(true, ordering: .releasing)
    solver.interrupt()
    for child in children { child?.cancel(first) }
  }

  /// The number of objects that are linked to this one, for tests.
  var linkedCount: Int { state.withLock { $0.children.count } }

  /// Whether the work is cancelled.
  public var isCancelled: Bool { flag.load(ordering: .acquiring) }

  /// The reason of the cancellation; `nil` if there is none.
  public var reason: Reason? { isCancelled ? state.withLock { $0.reason } : nil }

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
  /// The seconds in hundredths, without a fraction where there is none.
  var formattedSeconds: String {
    guard self == 0 || abs(self) >= 0.01, abs(self) < 1e13 else { return String(self) }
    let rounded = (self * 100).rounded() / 100
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }
}
