import Foundation
import Testing

/// What the plan's two halves, or its configuration, say of each other.
@Suite struct TwinsAndTiesTests {
  /// A deletion and a creation of one identity are a rename, and the hint is a block that can be copied.
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

  /// With the `moved` blocks there is nothing to hint at.
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

  /// An attribute whose expression names one unknown is that unknown: an assumption that is printed.
  @Test func unknownsAreTiedByTheirReference() throws {
    let outcome = try check(
      """
      invariant tied "t" {
        every a in resources, b in resources
          where a.type == "aws_s3_bucket_acl" and b.type == "aws_s3_bucket"
        { a.after.bucket == b.after.id }
      }
      """, format: "json")
    #expect(outcome.status == 0, "\(outcome.standardOutput)")
    #expect(outcome.standardOutput.contains(": its expression names nothing else"))
  }

  /// A tie is no reason to be certain, and no tie leads to an attribute of another name.
  @Test func whatIsNotTiedStaysOpen() throws {
    let outcome = try check(
      """
      invariant loose "t" {
        every a in resources, b in resources
          where a.type == "aws_s3_bucket_acl" and b.type == "aws_s3_bucket"
        { a.after.bucket != b.after.id }
      }
      """)
    #expect(outcome.status == 1)
    #expect(outcome.standardOutput.contains("possible, if it turns out that"))
  }
}
