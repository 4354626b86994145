import ProvisoEngine
import Testing

@testable import Proviso

/// What can end a check early.
@Suite struct CheckRunTests {
  /// The deadline of one check leaves others that share the caller's cancellation alone.
  @Test func aDeadlineEndsOnlyItsOwnCheck() async throws {
    let shared = Cancellation()
    var verifier = Verifier()
    verifier.cancellation = shared
    let other = CheckRun(verifier)
    verifier.deadline = .milliseconds(1)
    let limited = CheckRun(verifier)
    for _ in 0..<1_000 where !limited.cancellation.isCancelled {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(limited.cancellation.reason == .deadline(seconds: 0.001))
    #expect(!shared.isCancelled && !other.cancellation.isCancelled)
    shared.cancel(.requested)
    #expect(other.cancellation.reason == .requested)
  }
}
