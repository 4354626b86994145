import Foundation
import Proviso
import ProvisoAgent
import TestSupport
import Testing

/// Random sessions of command lines: what is proved is true, because the sessions really run in a
/// sandbox.
///
/// `PROVISO_CAMPAIGN=FACTOR` runs FACTOR times as many sessions from a random seed;
/// `PROVISO_SEED=N` sets the seed.
@Suite struct ShellRealityTests {
  static let environment = ProcessInfo.processInfo.environment
  static let seed = Campaign.seed(1)
  static let sessionsInOne = Campaign.isRunning ? 12 : 4

  @Test(
    .enabled(
      if: Sandbox.obstacle == nil,
      "needs user namespaces (`unshare --user`), git and bash"))
  func nothingThatIsProvedIsLost() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("proviso-reality-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var generator = SessionGenerator(seed: Self.seed)
    var counts: [Sandbox.Losses: Int] = [:]
    var failures = 0
    for _ in 0..<Campaign.factor {
      var sessions: [Sandbox.Session] = []
      var names: [String] = []
      var proofs: [Sandbox.Losses] = []
      // A session that is not proved says nothing, so it does not run.
      for _ in 0..<Self.sessionsInOne * 5 where sessions.count < Self.sessionsInOne {
        let states = Sandbox.FileState.allCases
        let session = Sandbox.Session(
          file: states[sessions.count % states.count], lines: generator.session(),
          continues: generator.continues())
        let name = generator.protected()
        let kept = try Self.proved(of: session, protecting: name, in: folder)
        counts[kept, default: 0] += 1
        guard !kept.isEmpty else { continue }
        sessions.append(session)
        names.append(name)
        proofs.append(kept)
      }
      let losses = try Sandbox.losses(of: sessions, in: folder)
      for (index, lost) in losses.enumerated() where !lost.isDisjoint(with: proofs[index]) {
        failures += 1
        let wrong = lost.intersection(proofs[index])
        let small = try Self.shrunk(
          sessions[index], protecting: names[index], losing: wrong, in: folder)
        Issue.record(
          """
          proved, but lost: \(small) (\(sessions[index].file.rawValue), \
          continues: \(sessions[index].continues), protected: \(names[index]), \
          commits: \(wrong.contains(.commits)), PROVISO_SEED=\(Self.seed))
          """)
      }
    }
    if Campaign.factor > 1 {
      let numbers = counts.map { "\($0.value) with proofs \($0.key.rawValue)" }
      print("seed \(Self.seed): \(numbers), \(failures) failures")
    }
  }

  /// The losses that a plan with these steps is proved not to have.
  static func proved(
    of session: Sandbox.Session, protecting name: String, in folder: URL
  ) throws -> Sandbox.Losses {
    let lines = session.lines
    // A gap leaves every property undecided.
    let hasGap = lines.contains { !ShellReader.read($0, position: nil).gaps.isEmpty }
    guard !hasGap else { return [] }
    let world = folder.appendingPathComponent("w.proviso")
    try """
    world guarded
    use "proviso:tools.proviso"
    object customers: Path { name: "\(name)" }
    invariant stays "The content is not lost" { not customers.lost }
    invariant work_stays "No commit is lost" { not work_lost }
    """.write(to: world, atomically: true, encoding: .utf8)
    let plan = folder.appendingPathComponent("plan.json")
    let steps = lines.map {
      ["shell": $0, "on_failure": session.continues ? "continue" : "stop"]
    }
    let document: [String: Any] = [
      "schema": "proviso.plan/1", "world": "w.proviso", "steps": steps,
    ]
    try JSONSerialization.data(withJSONObject: document).write(to: plan)
    // A plan that takes long says nothing.
    var verifier = Verifier()
    verifier.options.exploration.states = 20_000
    verifier.options.exploration.seconds = 10
    let proved = try verifier.check(planAt: plan.path).properties.filter {
      $0.verdict == .proved
    }.map(\.name)
    return [
      proved.contains("stays") ? .content : [], proved.contains("work_stays") ? .commits : [],
    ]
  }

  /// The session with fewer lines and words, as long as it is proved and loses the content.
  static func shrunk(
    _ session: Sandbox.Session, protecting name: String, losing wrong: Sandbox.Losses,
    in folder: URL
  ) throws -> [String] {
    var best = session.lines
    func fails(_ lines: [String]) throws -> Bool {
      var smaller = session
      smaller.lines = lines
      guard !lines.isEmpty,
        try proved(of: smaller, protecting: name, in: folder).isSuperset(of: wrong)
      else { return false }
      return try Sandbox.losses(of: [smaller], in: folder)[0].isSuperset(of: wrong)
    }
    var isSmaller = true
    while isSmaller {
      isSmaller = false
      search: for (index, line) in best.enumerated() {
        let words = line.split(separator: " ", omittingEmptySubsequences: true)
        let shorter =
          [nil]
          + words.indices.map { gone in
            words.enumerated().filter { $0.offset != gone }.map { String($0.element) }
              .joined(separator: " ")
          }
        for candidate in shorter {
          var lines = best
          if let candidate { lines[index] = candidate } else { lines.remove(at: index) }
          if try fails(lines) {
            best = lines
            isSmaller = true
            break search
          }
        }
      }
    }
    return best
  }
}
