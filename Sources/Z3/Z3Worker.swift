import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs work with Z3 from asynchronous code.
///
/// A check can take long and recurse deeply. So it must not block the threads that Swift shares
/// among all tasks, and it needs a larger stack than theirs.
public enum Z3Worker {
  /// Runs `body` with a new context on a new thread.
  ///
  /// Cancelling the task interrupts the checks in `body`, which then answer `unknown`
  /// ("interrupted"); `body` itself must then decide to return.
  ///
  /// - Parameters:
  ///   - memoryLimitMegabytes: As in ``Z3Context/init(memoryLimitMegabytes:interrupt:)``.
  ///   - stackMegabytes: The size of the thread's stack.
  ///   - body: The work. Objects of the context must not leave it.
  /// - Throws: The error of `body`; ``Z3Error`` if no context or no thread can be made.
  public static func run<Value: Sendable>(
    memoryLimitMegabytes: Int? = nil, stackMegabytes: Int = 256,
    _ body: @escaping @Sendable (Z3Context) throws(Z3Error) -> Value
  ) async throws(Z3Error) -> Value {
    let interrupt = Z3Interrupt()
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation {
        (continuation: CheckedContinuation<Result<Value, Z3Error>, Never>) in
        let started = startThread(stackMegabytes: stackMegabytes) {
          let result = Result { () throws(Z3Error) -> Value in
            let context = try Z3Context(
              memoryLimitMegabytes: memoryLimitMegabytes, interrupt: interrupt)
            return try body(context)
          }
          continuation.resume(returning: result)
        }
        if !started {
          continuation.resume(
            returning: .failure(
              Z3Error(.solver, message: "the system could not start a thread", operation: "worker"))
          )
        }
      }
    } onCancel: {
      interrupt.interrupt()
    }
    return try outcome.get()
  }

  /// Runs `body` on a new thread with a large stack, and waits for it.
  ///
  /// - Returns: The result of `body`; `nil` if no thread can be made.
  public static func wait<Value: Sendable>(
    stackMegabytes: Int = 256, _ body: @escaping @Sendable () -> Value
  ) -> Value? {
    wait(
      for: body, stackMegabytes: stackMegabytes, askingEvery: .never, isAbandoned: { false })
  }

  /// Runs `body` on a new thread with a large stack, and waits for it as long as it is not abandoned.
  ///
  /// - Parameters:
  ///   - body: The work.
  ///   - stackMegabytes: The size of the thread's stack.
  ///   - interval: How often to ask whether to go on waiting.
  ///   - isAbandoned: Whether to stop waiting. The thread then goes on by itself.
  /// - Returns: The result of `body`; `nil` if no thread can be made, or it is abandoned.
  public static func wait<Value: Sendable>(
    for body: @escaping @Sendable () -> Value, stackMegabytes: Int = 256,
    askingEvery interval: DispatchTimeInterval, isAbandoned: () -> Bool
  ) -> Value? {
    let done = DispatchSemaphore(value: 0)
    let box = Box<Value>()
    let started = startThread(stackMegabytes: stackMegabytes) {
      let value = body()
      box.result.withLock { $0 = value }
      done.signal()
    }
    guard started else { return nil }
    if case .never = interval {
      done.wait()
    } else {
      while done.wait(timeout: .now() + interval) == .timedOut {
        if isAbandoned() { break }
      }
    }
    return box.result.withLock { $0 }
  }

  /// Runs `body` on the calling thread and on further threads with large stacks, and waits for all.
  ///
  /// - Parameters:
  ///   - threads: The number of threads. There are fewer where the system cannot start them.
  ///   - body: The work of one thread.
  public static func share(
    among threads: Int, stackMegabytes: Int = 256, _ body: @escaping @Sendable () -> Void
  ) {
    let group = DispatchGroup()
    for _ in 1..<max(threads, 1) {
      group.enter()
      let started = startThread(stackMegabytes: stackMegabytes) {
        body()
        group.leave()
      }
      if !started { group.leave() }
    }
    body()
    group.wait()
  }

  /// Runs `body` on a thread of its own without blocking the caller's thread.
  ///
  /// - Parameters:
  ///   - stackMegabytes: the size of the thread's stack.
  ///   - body: the work.
  /// - Returns: what `body` returns; `nil` if no thread can be started.
  public static func perform<Value: Sendable>(
    stackMegabytes: Int = 256, _ body: @escaping @Sendable () -> Value
  ) async -> Value? {
    await withCheckedContinuation { (continuation: CheckedContinuation<Value?, Never>) in
      let hasStarted = startThread(stackMegabytes: stackMegabytes) {
        continuation.resume(returning: body())
      }
      if !hasStarted { continuation.resume(returning: nil) }
    }
  }

  private final class Box<Value: Sendable>: Sendable {
    let result = Mutex<Value?>(nil)
  }

  private final class Job: Sendable {
    let work: @Sendable () -> Void
    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
  }

  private static func startThread(
    stackMegabytes: Int, _ work: @escaping @Sendable () -> Void
  ) -> Bool {
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return false }
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let stack = min(max(stackMegabytes, 1), 4096) << 20
    guard pthread_attr_setstacksize(&attributes, stack) == 0 else { return false }
    let job = Unmanaged.passRetained(Job(work))
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let status = pthread_create(
      &thread, &attributes,
      { raw in
        #if canImport(Darwin)
          Unmanaged<Job>.fromOpaque(raw).takeRetainedValue().work()
        #else
          if let raw { Unmanaged<Job>.fromOpaque(raw).takeRetainedValue().work() }
        #endif
        return nil
      }, job.toOpaque())
    if status != 0 { job.release() }
    return status == 0
  }
}
