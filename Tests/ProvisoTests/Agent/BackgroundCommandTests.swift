import Foundation
import ProvisoInput
import ProvisoResult
import Testing

@testable import Proviso

/// Commands in the background run at the same time as all later steps.
@Suite struct BackgroundCommandTests {
  private static let world = """
    world guarded
    use "proviso:tools.proviso"
    object data: Path { name: "data", exists: true, is_directory: true }
    object copy: Path { name: "copy", exists: false, is_directory: false }
    invariant stays "The data stays" { not data.lost }
    """

  private static func verdict(_ steps: String) throws -> Verdict {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("proviso-background-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try world.write(
      to: folder.appendingPathComponent("w.proviso"), atomically: true, encoding: .utf8)
    let plan = folder.appendingPathComponent("plan.yaml")
    try "schema: proviso.plan/1\nworld: w.proviso\nsteps: [\(steps)]\n".write(
      to: plan, atomically: true, encoding: .utf8)
    return try Verifier().check(planAt: plan.path).verdict
  }

  @Test(
    arguments: [
      ("{shell: 'sleep 100 &'}, {shell: ls}", .proved),
      ("{shell: 'nohup sleep 9 > log.txt 2>&1 &'}, {shell: rm -rf build}", .proved),
      ("{shell: 'rm -rf data &'}", .violated),
      ("{shell: 'sleep 1 & rm -rf data'}", .violated),
      ("{shell: 'ls; rm -rf data & ls'}, {shell: ls}", .violated),
      (
        "{call: Bash, with: {command: rm -rf data, run_in_background: true}}, {shell: ls}",
        .violated
      ),
      (
        "{call: Bash, with: {command: rm -rf build, run_in_background: true}}, {shell: ls}", .proved
      ),
      // The later step moves the data to where the command in the background removes it.
      ("{shell: 'rm -rf copy &'}, {shell: mv data copy}", .violated),
      ("{shell: rm -rf copy}, {shell: mv data copy}", .proved),
      ("{shell: 'rm -rf copy & wait'}, {shell: mv data copy}", .proved),
      (
        "{call: Bash, with: {command: rm -rf copy, run_in_background: true}}, {shell: mv data copy}",
        .violated
      ),
      // It starts in a group, and again.
      ("{do: [{shell: 'rm -rf copy &'}]}, {shell: mv data copy}", .violated),
      (
        "{call: x_harmless, on_failure: continue}, {shell: 'rm -rf data &', retry: 1}", .violated
      ),
      ("{parallel: [[{shell: 'rm -rf copy &'}], [{shell: ls}]]}, {shell: mv data copy}", .violated),
      // Places where it is a gap.
      ("{shell: '(sleep 9 &); ls'}", .undecided), ("{shell: 'bash -c \"sleep 9 &\"'}", .undecided),
      ("{shell: 'for f in a b; do sleep 9 & done'}", .undecided),
      ("{shell: 'sleep 9 &', id: x}", .undecided), ("{shell: 'npm start &'}", .undecided),
    ] as [(String, Verdict)])
  func commandRunsAtTheSameTime(_ steps: String, _ expected: Verdict) throws {
    let known = steps.replacing("x_harmless", with: "check_condition")
    #expect(try Self.verdict(known) == expected, "\(steps)")
  }
}
