import CZ3
import Dispatch
import Synchronization

/// Ends checks from another task or thread.
///
/// A request is remembered: checks that run now end soon, checks that start later answer `unknown`
/// at once, and making terms soon throws ``Z3Error`` with code `cancelled`, until ``reset()``. So a
/// cancellation that comes just before a check begins is never lost. One interrupt can serve any
/// number of contexts, and can outlive them.
public final class Z3Interrupt: Sendable {
  private struct State {
    var requested = false
    var running: [UInt: RunningCheck] = [:]
    var nextKey: UInt = 0
    var isRepeating = false
  }

  /// A check in progress, known by the address of its context.
  private struct RunningCheck {
    let context: UInt
    var cause: Z3StopCause?

    mutating func stop(_ cause: Z3StopCause) {
      if self.cause == nil { self.cause = cause }
      // The context is alive, because a registered check holds it.
      if let handle = OpaquePointer(bitPattern: context) { Z3_interrupt(handle) }
    }
  }

  private let state = Mutex(State())

  /// Makes an interrupt that is not yet requested.
  public init() {}

  /// Requests every check of the contexts that use this interrupt to end. Safe at any time, from
  /// any thread, even after those contexts are gone.
  public func interrupt() {
    let repeats = state.withLock { state in
      state.requested = true
      stopAll(&state)
      if state.isRepeating || state.running.isEmpty { return false }
      state.isRepeating = true
      return true
    }
    if repeats { repeatLater() }
  }

  private func stopAll(_ state: inout State) {
    for key in Array(state.running.keys) { state.running[key]?.stop(.interrupted) }
  }

  /// Interrupts again until the checks have ended, because Z3 can ignore an interrupt.
  private func repeatLater() {
    CheckWatch.queue.asyncAfter(deadline: .now() + CheckWatch.period) {
      let goesOn = self.state.withLock { state in
        state.isRepeating = state.requested && !state.running.isEmpty
        if state.isRepeating { self.stopAll(&state) }
        return state.isRepeating
      }
      if goesOn { self.repeatLater() }
    }
  }

  /// Whether an interrupt was requested since the last reset.
  public var isRequested: Bool { state.withLock { $0.requested } }

  /// Forgets earlier requests, so that checks can run again.
  public func reset() { state.withLock { $0.requested = false } }

  /// Registers a check. `nil` if an interrupt is already requested.
  func begin(_ context: OpaquePointer) -> UInt? {
    let address = UInt(bitPattern: context)
    return state.withLock { state in
      if state.requested { return nil }
      let key = state.nextKey
      state.nextKey &+= 1
      state.running[key] = RunningCheck(context: address)
      return key
    }
  }

  /// Ends one check for the given cause; does nothing if the check has ended.
  func stop(_ key: UInt, because cause: Z3StopCause) {
    state.withLock { $0.running[key]?.stop(cause) }
  }

  /// Removes a check, and returns the cause if it was stopped.
  func end(_ key: UInt) -> Z3StopCause? {
    state.withLock { $0.running.removeValue(forKey: key)?.cause }
  }
}

/// The cause why a running check was stopped.
enum Z3StopCause: String, Sendable {
  case interrupted = "interrupted"
  case timeout = "timeout"
  case memory = "memory limit"
}
