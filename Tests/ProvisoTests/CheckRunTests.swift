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

  /// The plans that repairs lead to are judged beside the check: what is reported where it is cut off is
  /// about its own plan.
  @Test func repairsLeaveTheResultsSoFarAlone() throws {
    let spec = """
      spec s for terraform
      invariant kept "Kept" at end { every r in resources { not r.destroyed } }
      """
    let plan = """
      {"format_version": "1.2", "terraform_version": "1.9.0", "complete": true, "resource_changes": [
       {"address": "t.a", "mode": "managed", "type": "t", "name": "a", "provider_name": "p",
        "change": {"actions": ["delete"], "before": {"n": 1}, "after": null, "after_unknown": {}}},
       {"address": "t.b", "mode": "managed", "type": "t", "name": "b", "provider_name": "p",
        "change": {"actions": ["update"], "before": {"n": 1}, "after": {"n": 2}, "after_unknown": {}}}]}
      """
    var verifier = Verifier(specs: [.text(spec, name: "s.proviso")])
    verifier.suggestsRepairs = true
    let (result, soFar) = try verifier.wait { (run) throws(InputError) in
      let result = try run.check(.text(plan, name: "p.json"), against: nil)
      return (result, run.partial.result(run.assembly, because: "time"))
    }
    #expect(result.properties.first?.repair?.kind == "leave_out")
    #expect(soFar?.properties.map(\.verdict) == [.violated])
  }
}
