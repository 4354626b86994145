import Foundation
import ProvisoResult
import Testing

@testable import Proviso

/// Calls that carry out a plan: the plan in the file is checked before the call may happen.
@Suite struct GatePlanTests {
  private static let world = """
    world guarded
    use "proviso:tools.proviso"
    object customers: Path { name: "customers.db" }
    invariant customers_stay "The customers' file is not lost" { not customers.lost }
    invariant databases_stay "Databases stay" { every d in DatabaseInstance { d.exists } }
    """

  private static func plan(_ action: String) -> String {
    """
    {"format_version":"1.2","terraform_version":"1.9.0","complete":true,"applyable":true,
     "configuration":{"root_module":{}},
     "resource_changes":[{"address":"aws_db_instance.a","mode":"managed","type":"aws_db_instance",
      "name":"a","provider_name":"aws","change":{"actions":["\(action)"],
      "before":\(action == "create" ? "null" : #"{"tags":{"env":"production"}}"#),
      "after":\(action == "delete" ? "null" : #"{"tags":{"env":"production"},"deletion_protection":true,"storage_encrypted":true}"#),
      "after_unknown":{}}}]}
    """
  }

  private let folder = NSTemporaryDirectory() + "proviso-gate-\(UUID().uuidString)"

  private func gate(
    _ files: [String: String], plans: Verifier? = nil
  ) throws -> Gate {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, text) in files {
      let path = folder + "/" + name
      let parent = URL(fileURLWithPath: path).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
    return try Gate(
      world: .text(Self.world, name: "w.proviso"), directory: folder,
      plans: plans ?? Verifier(specs: [.text(Self.spec, name: "s.proviso")]))
  }

  private static let spec = """
    spec s for terraform
    invariant database_stays "The database stays" {
      no d in deletions { d.resource.type == "aws_db_instance" }
    }
    """

  private func shell(_ command: String, id: String = "1") -> GateCall {
    GateCall(
      id: id, tool: "Bash", arguments: [.init("command", .string(Text(command)))],
      directory: folder)
  }

  @Test(arguments: [
    "terraform destroy -auto-approve", "terraform apply -auto-approve", "tofu apply",
    "terraform -chdir=infra destroy", "cd infra && terraform apply -var x=1 -auto-approve",
    "terraform apply -destroy -auto-approve", "sudo terraform destroy",
    "terraform plan -out=p.json && terraform apply p.json",
    "terraform destroy -target=aws_db_instance.a -auto-approve",
    "cp other p.json && terraform apply p.json",
  ])
  func withoutAPlanTheAnswerIsToPlanFirst(_ command: String) async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let decision = try await gate(["p.json": Self.plan("create")]).decide(shell(command))
    #expect(decision.kind == .deny, "\(decision.reasons)")
    #expect(decision.explanation.contains("in a call of its own"), "\(decision.reasons)")
  }

  @Test(arguments: [
    ("terraform apply p.json", "create", GateDecision.Kind.allow),
    ("terraform apply p.json", "delete", .deny),
    ("terraform -chdir=infra apply q.json", "create", .allow),
    ("terraform -chdir=infra apply q.json", "delete", .deny),
    ("cd infra && terraform apply ./q.json", "delete", .deny),
    ("cd infra && tofu apply -input=false ../p.json", "delete", .deny),
    ("mkdir -p out && terraform apply p.json", "create", .allow),
    ("terraform apply p.json && rm customers.db", "create", .deny),
    ("terraform apply none.json", "create", .ask),
    ("terraform apply $PLAN", "create", .ask),
  ])
  func theFileIsChecked(
    _ command: String, _ action: String, _ kind: GateDecision.Kind
  ) async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let gate = try gate(["p.json": Self.plan(action), "infra/q.json": Self.plan(action)])
    let decision = await gate.decide(shell(command))
    #expect(decision.kind == kind, "\(decision.reasons)")
    guard kind == .allow else { return }
    #expect(decision.plans.map(\.verdict) == [.proved])
    #expect(decision.assumptions.contains { $0.contains("which was checked by itself") })
  }

  @Test func theStandardPackAppliesWithoutSpecs() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let gate = try gate(["p.json": Self.plan("delete")], plans: Verifier())
    let decision = await gate.decide(shell("terraform apply p.json"))
    #expect(decision.kind == .deny)
    #expect(decision.explanation.contains("no_production_resource_destroyed"))
  }

  /// A saved plan is an archive, and no program runs unless the caller has said so.
  @Test func noProgramRunsUnasked() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let gate = try gate(["tfplan": "PK\u{3}\u{4}xxxxxxxxxxxxxxxxxxxxxxxxxxtfplan"])
    let decision = await gate.decide(shell("terraform apply tfplan"))
    #expect(decision.kind == .ask && decision.explanation.contains("no program is run unasked"))
  }

  /// The plan's file can be written by a call that may still be running.
  @Test func callsThatAreRunningCanWriteThePlan() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let gate = try gate(["p.json": Self.plan("create")])
    #expect(await gate.decide(shell("terraform plan -out=p.json", id: "1")).kind == .allow)
    #expect(await gate.decide(shell("terraform apply p.json", id: "2")).kind == .ask)
    await gate.report(.refused, of: "2")
    await gate.report(.succeeded, of: "1")
    #expect(await gate.decide(shell("mkdir x", id: "3")).kind == .allow)
    await gate.report(.succeeded, of: "3")
    #expect(await gate.decide(shell("terraform apply p.json", id: "4")).kind == .allow)
    await gate.report(.succeeded, of: "4")
    // A plan that was carried out leaves the session decidable.
    let after = await gate.decide(shell("touch x/y", id: "5"))
    #expect(after.kind == .allow, "\(after.reasons)")
    #expect(await gate.decide(shell("rm customers.db", id: "6")).kind == .deny)
  }

  /// A question about one part of a call hides no denial of another part.
  @Test(arguments: [
    "terraform apply none.json && rm customers.db",
    "terraform apply none.json && terraform apply d.json",
    "terraform apply d.json && terraform apply none.json",
  ])
  func theWorstAnswerCounts(_ command: String) async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let decision = try await gate(["d.json": Self.plan("delete")]).decide(shell(command))
    #expect(decision.kind == .deny, "\(decision.reasons)")
    // Each file that a person would approve is named, read or not.
    #expect(decision.plans.contains { $0.path == "none.json" && $0.sha256.isEmpty })
  }

  /// Any call that may be running can write the plan.
  @Test func runtimesToolsCanWriteThePlan() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let gate = try gate(["p.json": Self.plan("create")])
    let write = GateCall(
      id: "1", tool: "Write",
      arguments: [
        .init("file_path", .string(Text(folder + "/p.json"))), .init("content", .string("x")),
      ], directory: folder)
    #expect(await gate.decide(write).kind == .allow)
    #expect(await gate.decide(shell("terraform apply p.json", id: "2")).kind == .ask)
  }
}
