import Foundation
import Fuzzing
import TestSupport
import Testing

/// Mutants given to the built executable: it ends by itself with a status of 0 to 3, never with 0 beside
/// an error, and says something if the status is not 0.
@Suite struct ExecutableFuzzTests {
  static let factor = Campaign.factor
  static let seed = Campaign.seed(20_261_129)

  /// A command that reads a mutant of a target from the file `FILE`.
  struct Subject: Sendable, CustomTestStringConvertible {
    let target: FuzzTarget
    let file: String
    let command: String
    var testDescription: String { command }

    init(_ target: FuzzTarget, as file: String, in command: String) {
      self.target = target
      self.file = file
      self.command = command
    }
  }

  static let subjects = [
    Subject(.checkedPlan, as: "plan.json", in: "check --no-config FILE"),
    Subject(
      .graph, as: "graph.dot", in: "check --no-config replicas.json -s one.proviso --graph FILE"),
    Subject(.checkedSpec, as: "s.proviso", in: "check --no-config replicas.json -s FILE"),
    Subject(.checkedRecord, as: "record.json", in: "check --no-config -s injection FILE"),
    Subject(.checkedAgentPlan, as: "plan.yaml", in: "check --no-config FILE -s agent.proviso"),
    Subject(.exploredWorld, as: "w.proviso", in: "simulate FILE --random 20"),
    Subject(.settings, as: "proviso.yaml", in: "check replicas.json --config FILE"),
  ]

  @Test(arguments: subjects) func mutants(_ subject: Subject) throws {
    let folder = try ProvisoRun.Folder()
    let replicas = Repository.root.appendingPathComponent("examples/two-replicas")
    for (name, source) in [("replicas.json", "plan.json"), ("one.proviso", "availability.proviso")]
    {
      try folder.write(name, Data(contentsOf: replicas.appendingPathComponent(source)))
    }
    try folder.write(
      "agent.proviso",
      Data("spec a for agent\ninvariant i \"I\" { no c in calls where c.failed { true } }\n".utf8))
    let campaign = FuzzCampaign(subject.target, seed: Self.seed)
    print("fuzzing `\(subject.command)`: seed \(Self.seed)")
    let command = subject.command.replacing("FILE", with: subject.file)
    var statuses: [Int32: Int] = [:]
    for number in 0..<(12 * Self.factor) {
      let bytes = campaign.mutant(number)
      try folder.write(subject.file, Data(bytes))
      // `timeout` and the limit of memory end what does not end by itself: with a status above 100.
      let outcome = try ShellRun.run(
        "ulimit -v 12000000; timeout 60 $P \(command) --time-limit 5 </dev/null", in: folder)
      statuses[outcome.status, default: 0] += 1
      let says = outcome.errors.contains("error") ? "an error" : "no error"
      let isRight =
        switch outcome.status {
        case 0: says == "no error"
        case 1, 3: !outcome.output.isEmpty
        case 2: !outcome.errors.isEmpty
        default: false
        }
      guard !isRight else { continue }
      let kept = FileManager.default.temporaryDirectory
        .appendingPathComponent("proviso-fuzz-\(Self.seed)-\(number)-\(subject.file)")
      try Data(bytes).write(to: kept)
      Issue.record(
        "status \(outcome.status) with \(says): \(command), \(kept.path)\n\(outcome.errors.prefix(500))"
      )
    }
    print("`\(subject.command)`: \(statuses.sorted { $0.key < $1.key })")
    if Self.factor > 1, subject.target.isWholeCheck { #expect(statuses.count > 1) }
  }
}
