import Foundation
import Testing

/// Properties that nothing in a plan meets: the answer says so, and a misspelt name is an error.
@Suite struct NothingCheckedTests {
  private static func bucket(_ name: String, _ actions: String, tags: String) -> String {
    let before = "{\"bucket\": \"\(name)\", \"acl\": null, \"tags\": \(tags)}"
    return PlanText.change(
      "aws_s3_bucket.\(name)", actions, before: before,
      after: actions.contains("delete") ? "null" : before)
  }

  private static func check(
    _ spec: String?, _ changes: [String], options: [String] = []
  ) throws -> Outcome {
    let scratch = try Scratch()
    try scratch.write("plan.json", PlanText.plan(changes.joined(separator: ",")))
    if let spec { try scratch.write("s.proviso", "spec s for terraform\n" + spec) }
    return try Executable.check(
      (spec == nil ? [] : ["-s", "s.proviso"]) + options + ["plan.json"], folder: scratch.folder)
  }

  private static let deletion = bucket("a", #"["delete"]"#, tags: #"{"team": "a"}"#)
  private static let kept = bucket("b", #"["no-op"]"#, tags: "null")

  @Test func anAnswerSaysThatNothingIsProduction() throws {
    let outcome = try Self.check(nil, [Self.deletion, Self.kept])
    let first = try #require(outcome.standardOutput.split(separator: "\n").first)
    #expect(first.hasPrefix("note: 0 of 2 resources count as production"))
    let harmless = try Self.check(nil, [Self.kept])
    #expect(!harmless.standardOutput.contains("count as production"))
    let production = Self.bucket("c", #"["no-op"]"#, tags: #"{"env": "prod"}"#)
    let found = try Self.check(nil, [Self.deletion, production])
    #expect(!found.standardOutput.contains("count as production"))
  }

  @Test func theSentenceIsInTheJSON() throws {
    let outcome = try Self.check(
      """
      invariant x "X"
        vacuous "no instance among \\(count(r in resources)) resources" where (some d in deletions)
      { every r in resources where r.type == "aws_instance" { not r.destroyed } }
      """, [Self.deletion, Self.kept], options: ["--format", "json"])
    #expect(outcome.status == 0)
    #expect(outcome.standardOutput.contains("\"remark\": \"no instance among 2 resources\""))
  }

  @Test func aPropertyOfRunsSaysItToo() throws {
    let outcome = try Self.check(
      """
      invariant x "X" vacuous "no instance here"
      { every r in resources where r.type == "aws_instance" { eventually { not r.exists } } }
      """, [Self.deletion])
    #expect(outcome.standardOutput.hasPrefix("note: no instance here\n"), "\(outcome.ending)")
  }

  @Test func aMisspeltAttributeInAnEmptyWhereIsAnError() throws {
    let near = try Self.check(
      #"invariant x "X" { every r in resources where r.before.tag.team == "a" { r.exists } }"#,
      [Self.deletion, Self.kept])
    #expect(near.status == 2)
    #expect(near.standardError.contains("PV0708"), "\(near.standardError)")
    #expect(near.standardError.contains("did you mean `tags`?"))
    let typed = try Self.check(
      """
      invariant x "X" {
        every r in resources where r.type == "aws_s3_bucket" and r.before.zzz == 1 { r.exists }
      }
      """, [Self.deletion, Self.kept])
    #expect(typed.status == 2)
  }

  /// The name can be right where no resource could have the attribute, and where the property checks
  /// something all the same.
  @Test func anAttributeOfOtherTypesIsNoError() throws {
    let other = try Self.check(
      #"invariant x "X" { every r in resources where r.before.engine == "mysql" { r.exists } }"#,
      [Self.deletion, Self.kept])
    #expect(other.status == 0, "\(other.standardError)")
    let checked = try Self.check(
      """
      invariant x "X" {
        every r in resources where r.before.tag.team == "a" or r.action == "no-op" { r.exists }
      }
      """, [Self.deletion, Self.kept])
    #expect(checked.status == 0, "\(checked.standardError)")
    #expect(checked.standardError.contains("PV0704"))
  }

  @Test func everyResourceThatCouldHaveTagsIsFound() throws {
    let untagged = PlanText.change(
      "random_id.r", #"["no-op"]"#, before: #"{"hex": "1"}"#, after: #"{"hex": "1"}"#)
    let outcome = try Self.check(
      """
      invariant owned "Owned" at end {
        every r in resources where r.schema has "tags" and r.after != null {
          r.after.tags has "owner"
        }
      }
      """, [Self.kept, untagged])
    #expect(outcome.status == 1, "\(outcome.standardError)")
    #expect(outcome.standardOutput.contains("r = aws_s3_bucket.b"))
    #expect(!outcome.standardOutput.contains("random_id"))
  }

  @Test func aPrefixListOfThePlanOpensAGroup() throws {
    func list(_ cidr: String) -> String {
      let value = #"{"id": "pl-0123", "entry": [{"cidr": "\#(cidr)", "description": ""}]}"#
      return PlanText.change(
        "aws_ec2_managed_prefix_list.l", #"["no-op"]"#, before: value, after: value)
    }
    let rule = """
      {"id": "sgr-1", "type": "ingress", "from_port": 22, "to_port": 22, "protocol": "tcp",
       "cidr_blocks": null, "ipv6_cidr_blocks": null, "prefix_list_ids": ["pl-0123"]}
      """
    let group = PlanText.change(
      "aws_security_group_rule.ssh", #"["create"]"#, before: "null", after: rule)
    let open = try Self.check(nil, [list("0.0.0.0/0"), group])
    #expect(open.status == 1)
    #expect(open.standardOutput.contains("aws_security_group_rule.ssh opens more"))
    let closed = try Self.check(nil, [list("10.0.0.0/8"), group])
    #expect(closed.status == 0, "\(closed.standardOutput)")
  }
}
