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

  /// A message can be printed as it is: nothing that it quotes reaches a terminal.
  @Test(arguments: ["\u{202E}", "\u{200B}", "\u{9B}31m", "\u{1B}[31m"])
  func errorsQuoteNoControlCharacters(_ character: String) async {
    for text in [
      #"{"messages": [{"role": "assistant", "tool_calls": [{"id": "u", "type": "function", "function": {"name": "f", "arguments": "Xa"}}]}]}"#,
      #"{"resource_changes": X}"#, "schema: proviso.plan/1\nsteps: [X: X]", "X",
    ] {
      let input = Input.text(text.replacing("X", with: character), name: "x\(character).json")
      do {
        _ = try await Verifier(specs: ["injection"]).check(input)
        Issue.record("there is an answer for \(text)")
      } catch {
        #expect(!"\(error)".contains(character), "\(text)")
      }
    }
  }
}
