import Foundation
import Testing

/// Objects that stand, and references to them.
@Suite struct NamesAndDataSourceTests {
  private static func check(_ changes: [String], _ spec: String? = nil) throws -> Outcome {
    let scratch = try Scratch()
    try scratch.write("plan.json", PlanText.plan(changes.joined(separator: ",")))
    if let spec { try scratch.write("s.proviso", "spec s for terraform\n" + spec) }
    return try Executable.check(
      (spec == nil ? [] : ["-s", "s.proviso"]) + ["plan.json"], folder: scratch.folder)
  }

  /// A data source exists as long as anybody has read it; the snapshot that it read may be gone.
  @Test func aDataSourceIsNoSnapshot() throws {
    let snapshot = #"{"id": "snap-0123", "db_instance_identifier": "orders"}"#
    let database = PlanText.change(
      "aws_db_instance.orders", #"["delete"]"#,
      before: #"{"id": "orders-id", "identifier": "orders", "skip_final_snapshot": true}"#)
    let read = PlanText.change(
      "aws_db_snapshot.latest", #"["no-op"]"#, before: snapshot, after: snapshot
    ).replacingOccurrences(of: #""mode": "managed""#, with: #""mode": "data""#)
      .replacingOccurrences(of: #""address": "aws"#, with: #""address": "data.aws"#)
    let outcome = try Self.check([database, read])
    #expect(outcome.status == 1, "\(outcome.ending)")
    #expect(outcome.standardOutput.contains("A database is deleted only after a snapshot of it"))
    let managed = PlanText.change(
      "aws_db_snapshot.latest", #"["no-op"]"#, before: snapshot, after: snapshot)
    let kept = try Self.check([database, managed])
    #expect(!kept.standardOutput.contains("violated   A database is deleted only after"))
  }

  @Test(arguments: ["qa", "x", "dev"])
  func aShortIdentifierIsAReference(_ name: String) throws {
    let space = PlanText.change(
      "kubernetes_namespace.n", #"["delete"]"#, before: #"{"id": "\#(name)"}"#)
    let service = #"{"id": "web/app", "namespace": "\#(name)", "replicas": "\#(name)"}"#
    let user = PlanText.change(
      "kubernetes_service.web", #"["no-op"]"#, before: service, after: service)
    let outcome = try Self.check(
      [space, user],
      """
      invariant used "Nothing in use is destroyed" {
        every a in resources, b in resources where a.exists and a refers to b.before {
          not b.destroyed
        }
      }
      """)
    #expect(outcome.status == 1, "\(outcome.standardOutput)")
  }
}
