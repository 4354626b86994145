import Dispatch
import JSONRPC
import ProvisoEngine
import Synchronization

/// The calls of tools that run or wait, so that none blocks the reading of messages.
final class RunningCalls: Sendable {
  private struct Job {
    let id: MessageID
    let cancellation: Cancellation
    let work: @Sendable (Cancellation) -> Void
  }

  private struct State {
    var running: [MessageID: Cancellation] = [:]
    var waiting: [Job] = []
  }

  private let state = Mutex(State())
  private let limits: ServerLimits
  private let all = DispatchGroup()

  init(_ limits: ServerLimits) { self.limits = limits }

  enum Refusal {
    /// Another call has the id.
    case usedID
    case tooMany
  }

  /// Runs work on a thread of its own, as soon as there is one.
  ///
  /// - Parameters:
  ///   - id: the id of the request, unique among those without an answer.
  ///   - work: the work. If its cancellation was requested by then, nobody waits for an answer.
  /// - Returns: the reason why it will not be run; `nil` if it will.
  func start(
    _ id: MessageID, _ work: @escaping @Sendable (Cancellation) -> Void
  ) -> Refusal? {
    let job = Job(id: id, cancellation: Cancellation(), work: work)
    let refusal: Refusal? = state.withLock { state in
      guard state.running[id] == nil, !state.waiting.contains(where: { $0.id == id }) else {
        return .usedID
      }
      guard state.waiting.count < limits.mostWaiting else { return .tooMany }
      all.enter()
      state.waiting.append(job)
      return nil
    }
    if refusal == nil { startNext() }
    return refusal
  }

  private func startNext() {
    let job: Job? = state.withLock { state in
      guard state.running.count < limits.mostRunning, !state.waiting.isEmpty else { return nil }
      let job = state.waiting.removeFirst()
      state.running[job.id] = job.cancellation
      return job
    }
    guard let job else { return }
    DispatchQueue.global(qos: .userInitiated).async {
      job.work(job.cancellation)
      self.state.withLock { _ = $0.running.removeValue(forKey: job.id) }
      self.all.leave()
      self.startNext()
    }
  }

  /// Ends a call early. A call that is not known is ignored, as it may be over.
  func cancel(_ id: MessageID) {
    let waited: Bool = state.withLock { state in
      state.running[id]?.cancel(.requested)
      let count = state.waiting.count
      state.waiting.removeAll { $0.id == id }
      return state.waiting.count < count
    }
    if waited { all.leave() }
  }

  /// Waits until every call is over.
  func wait() { all.wait() }
}
