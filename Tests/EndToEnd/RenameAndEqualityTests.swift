import Foundation
import Testing

/// Hints about renames, and assumptions that two unknowns are equal.
@Suite struct RenameAndEqualityTests {
  /// A deletion and a creation with the same identity are a rename. The hint is a block that can be
  /// copied.
  @Test func aRenameIsRecognised() throws {
    let outcome = try Executable.check(
      ["plan-without-moved.json"],
      folder: Repository.root.appendingPathComponent("examples/safe-refactoring"))
    #expect(outcome.status == 1)
    #expect(
      outcome.standardOutput.contains(
        """
            moved {
              from = aws_db_instance.orders
              to   = module.database.aws_db_instance.orders
            }
        """))
  }

  /// A plan with `moved` blocks gets no hint.
  @Test func aMoveNeedsNoHint() throws {
    let outcome = try Executable.check(
      ["plan.json"], folder: Repository.root.appendingPathComponent("examples/safe-refactoring"))
    #expect(outcome.status == 0)
    #expect(!outcome.standardOutput.contains("moved {"))
  }

  private func check(_ property: String, format: String = "text") throws -> Outcome {
    let scratch = try Scratch()
    let spec = try scratch.write("tie.proviso", "spec tie for terraform\n" + property)
    return try Executable.check(
      ["plan.json", "-s", spec.path, "--format", format],
      folder: Repository.root.appendingPathComponent("examples/unknown-decides"))
  }

  /// An expression that names one attribute can make anything of it, so equality is not proved.
  @Test func unknownsWithOneReferenceAreNotProvedEqual() throws {
    let outcome = try check(
      """
      invariant tied "t" {
        every a in resources, b in resources
          where a.type == "aws_s3_bucket_acl" and b.type == "aws_s3_bucket"
        { a.after.bucket == b.after.id }
      }
      """, format: "json")
    #expect(outcome.status == 1, "\(outcome.standardOutput)")
    #expect(outcome.standardOutput.contains("\"certainty\": \"possible\""))
  }

  /// An assumed equality does not make a violation definite.
  @Test func assumedEqualitiesLeaveViolationsPossible() throws {
    let outcome = try check(
      """
      invariant loose "t" {
        every a in resources, b in resources
          where a.type == "aws_s3_bucket_acl" and b.type == "aws_s3_bucket"
        { a.after.bucket != b.after.id }
      }
      """)
    #expect(outcome.status == 1)
    #expect(outcome.standardOutput.contains("possible if\n"))
  }
}
