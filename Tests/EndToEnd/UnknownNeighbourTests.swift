import Foundation
import TestSupport
import Testing

/// Values that stand beside an unknown one, or follow only from how the plan makes it: each kind was
/// once answered with "proved" where nothing had been looked at.
@Suite struct UnknownNeighbourTests {
  /// An object of a plan.
  private struct Object {
    var address: String
    var actions = #"["create"]"#
    var before = "null"
    var after = "{}"
    var unknown = "{}"
    var references: [String: [String]] = [:]
    var more = ""

    var parts: [String] { address.split(separator: ".").map(String.init) }
    var isData: Bool { parts[0] == "data" }
    var identity: String {
      """
      "address": "\(address)", "mode": "\(isData ? "data" : "managed")",
      "type": "\(parts[isData ? 1 : 0])", "name": "\(parts[isData ? 2 : 1])"
      """
    }

    var change: String {
      """
      {\(identity), "provider_name": "registry.terraform.io/hashicorp/aws",
       "change": {"actions": \(actions), "before": \(before), "after": \(after),
       "after_unknown": \(unknown)\(more)}}
      """
    }

    var configuration: String {
      let expressions = references.sorted { $0.key < $1.key }.map {
        #""\#($0.key)": {"references": [\#($0.value.map { #""\#($0)""# }.joined(separator: ", "))]}"#
      }
      return """
        {\(identity), "provider_config_key": "aws",
         "expressions": {\(expressions.joined(separator: ", "))}}
        """
    }
  }

  private func plan(_ objects: [Object], provider: String = "{}", version: String = "1.11.4")
    -> String
  {
    """
    {"format_version": "1.2", "terraform_version": "\(version)",
     "resource_changes": [\(objects.map(\.change).joined(separator: ",\n"))],
     "configuration": {"provider_config": {"aws": {"name": "aws",
       "full_name": "registry.terraform.io/hashicorp/aws", "expressions": \(provider)}},
       "root_module": {"resources": [
       \(objects.filter { $0.after != "null" }.map(\.configuration).joined(separator: ",\n"))]}}}
    """
  }

  /// The property of that name in the result.
  private func judge(
    _ text: String, _ property: String, spec: String? = nil, options: [String] = []
  ) throws -> [String: Any] {
    let scratch = try Scratch()
    try scratch.write("plan.json", text)
    var arguments = ["plan.json", "--format", "json"] + options
    if let spec {
      try scratch.write("s.proviso", "spec s for terraform\n" + spec)
      arguments += ["-s", "s.proviso"]
    }
    let outcome = try Executable.check(arguments, folder: scratch.folder)
    let result = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8)) as? [String: Any],
      "\(outcome.standardError)")
    let properties = try #require(result["properties"] as? [[String: Any]])
    return try #require(properties.first { $0["name"] as? String == property })
  }

  private func verdict(_ property: [String: Any]) -> String? { property["verdict"] as? String }

  private func group(_ blocks: String, unknown: String) -> Object {
    Object(
      address: "aws_security_group.a",
      after: """
        {"ingress": [{"from_port": 22, "to_port": 22, "protocol": "tcp",
         "cidr_blocks": \(blocks), "ipv6_cidr_blocks": []}]}
        """,
      unknown: #"{"id": true, "ingress": [\#(unknown)]}"#)
  }

  @Test(arguments: [
    (#"["0.0.0.0/0"]"#, #"{"security_groups": [true]}"#, "violated"),
    (#"["0.0.0.0/0", null]"#, #"{"cidr_blocks": [false, true]}"#, "violated"),
    (#"["0.0.0.0/1", "128.0.0.0/1"]"#, "{}", "violated"),
    (#"["10.0.0.0/8", null]"#, #"{"cidr_blocks": [false, true]}"#, "trusted"),
    (#"["10.0.0.0/8"]"#, #"{"security_groups": [true]}"#, "proved"),
  ])
  func rangesCountBesideUnknowns(_ blocks: String, _ unknown: String, _ expected: String) throws {
    let found = try judge(
      plan([group(blocks, unknown: unknown)]), "no_security_group_open_to_the_world")
    #expect(verdict(found) == expected)
  }

  @Test func trustedInstancesAreNamedAndStrictlyUndecided() throws {
    let text = plan([group("[null]", unknown: #"{"cidr_blocks": [true]}"#)])
    let name = "no_security_group_open_to_the_world"
    let trusted = try judge(text, name)
    #expect(verdict(trusted) == "trusted")
    let instance = try #require((trusted["trusted"] as? [[String: Any]])?.first)
    #expect((instance["bindings"] as? [String: String])?["g"] == "aws_security_group.a")
    let unknowns = try #require(instance["unknowns"] as? [[String: Any]])
    #expect(
      unknowns.contains {
        $0["value"] as? String == "aws_security_group.a.after.ingress[0].cidr_blocks[0]"
      })
    #expect(verdict(try judge(text, name, options: ["--strict"])) == "undecided")
  }

  /// Trust in an unknown does not cover what is undecided for another reason.
  @Test(arguments: [
    (#"json(r.after.bad).k == 1 or r.after.u == "x""#, "undecided"),
    (#"json(r.after.bad).k == 1 and r.after.u == "x""#, "undecided"),
    (#"json(r.after.bad).k == 1 or r.after.u.lowerAscii() == "x""#, "undecided"),
    (
      #"(r.exists implies json(r.after.bad).k == 1) and (not r.exists or r.after.u == "x")"#,
      "undecided"
    ),
    (#"r.after.u == "x""#, "trusted"),
    (#"json(r.after.bad).k == 1 and r.after.n == 2"#, "violated"),
  ])
  func trustDoesNotHideWhatIsUndecided(_ body: String, _ expected: String) throws {
    let object = Object(
      address: "t.a", after: #"{"bad": "{", "n": 1}"#, unknown: #"{"u": true}"#)
    let found = try judge(
      plan([object]), "p",
      spec: "invariant p \"t\" trusting unknowns { every r in resources { \(body) } }")
    #expect(verdict(found) == expected)
  }

  private func policies(principal: String) -> [Object] {
    [
      Object(
        address: "data.aws_iam_policy_document.d", actions: #"["read"]"#,
        after: """
          {"statement": [{"effect": "Allow", "actions": ["s3:GetObject"], "resources": [null],
           "principals": [{"type": "AWS", "identifiers": ["\(principal)"]}]}]}
          """, unknown: #"{"json": true, "statement": [{"resources": [true]}]}"#),
      Object(
        address: "aws_s3_bucket_policy.p", unknown: #"{"policy": true}"#,
        references: [
          "policy": ["data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.d"]
        ]),
    ]
  }

  /// A policy whose text is read during the apply is judged by the statements that make it.
  @Test func documentsAreJudgedByTheirStatements() throws {
    let name = "no_policy_lets_everyone_in"
    let open = try judge(plan(policies(principal: "*")), name)
    #expect(verdict(open) == "violated")
    let violation = try #require((open["violations"] as? [[String: Any]])?.first)
    #expect(violation["certainty"] as? String == "possible")
    let closed = policies(principal: "arn:aws:iam::123456789012:role/reader")
    #expect(verdict(try judge(plan(closed), name)) == "trusted")
  }

  @Test(arguments: [("production", "violated"), ("staging", "trusted")])
  func defaultTagsMeanProduction(_ environment: String, _ expected: String) throws {
    let database = Object(
      address: "aws_db_instance.d",
      after: #"{"tags": {}, "deletion_protection": false}"#,
      unknown: #"{"tags": {"release": true}, "tags_all": true}"#)
    let tags =
      #"{"default_tags": [{"tags": {"constant_value": {"env": "\#(environment)"}}}]}"#
    let found = try judge(
      plan([database], provider: tags), "production_database_is_protected")
    #expect(verdict(found) == expected)
  }

  /// Terraform before 1.3 leaves an unknown element of a set out of `after` and keeps its mark.
  @Test(arguments: [
    ("1.1.9", #"["a", "z"]"#), ("1.11.4", #"["a", null, "z"]"#),
  ])
  func knownMembersStayKnown(_ version: String, _ members: String) throws {
    let binding = Object(
      address: "t.b", after: #"{"members": \#(members)}"#,
      unknown: #"{"members": [false, true, false]}"#)
    let spec = """
      invariant no_z "t" { every r in resources { not "z" in r.after.members } }
      invariant no_null "t" {
        every r in resources, m in r.after.members where known(m) { m != null }
      }
      """
    let text = plan([binding], version: version)
    let z = try judge(text, "no_z", spec: spec)
    #expect(verdict(z) == "violated")
    #expect((z["violations"] as? [[String: Any]])?.first?["certainty"] as? String == "definite")
    #expect(verdict(try judge(text, "no_null", spec: spec)) == "proved")
  }

  /// The references of an expression do not say what it makes of them.
  @Test(arguments: [
    ["t.a.out", "t.a"], ["each.value"], ["t.a.out", "t.a", "var.choice"],
  ])
  func referencesProveNothing(_ references: [String]) throws {
    let objects = [
      Object(address: "t.a", unknown: #"{"id": true, "out": true}"#),
      Object(address: "t.b", unknown: #"{"in": true}"#, references: ["in": references]),
    ]
    let spec = """
      invariant same "t" {
        every a in resources, b in resources where a.name == "a" and b.name == "b" {
          b.after.in == a.after.out
        }
      }
      invariant it_refers "t" at end {
        every a in resources, b in resources where a.name == "a" and b.name == "b" {
          b refers to a
        }
      }
      """
    for name in ["same", "it_refers"] {
      #expect(verdict(try judge(plan(objects), name, spec: spec)) == "violated", "\(name)")
    }
  }

  /// A bucket policy has the bucket's name as its id, and refers to the bucket.
  @Test func whatHasTheSameIdentifierRefers() throws {
    let objects = [
      Object(
        address: "aws_s3_bucket.b", actions: #"["delete"]"#,
        before: #"{"id": "acme-logs", "bucket": "acme-logs"}"#, after: "null"),
      Object(
        address: "aws_s3_bucket_policy.p", actions: #"["no-op"]"#,
        before: #"{"id": "acme-logs", "bucket": "acme-logs", "policy": "{}"}"#,
        after: #"{"id": "acme-logs", "bucket": "acme-logs", "policy": "{}"}"#),
    ]
    #expect(
      verdict(try judge(plan(objects), "nothing_in_use_is_destroyed")) == "violated")
  }

  @Test func anImportThatChangesHasBothSteps() throws {
    let app = Object(
      address: "t.app", actions: #"["update"]"#, before: #"{"n": 1}"#, after: #"{"n": 2}"#,
      more: #", "importing": {"id": "app-1"}"#)
    let spec = """
      invariant unchanged "t" {
        every i in changes where i.kind == "import" {
          no u in changes where u.resource == i.resource and u.kind == "update"
        }
      }
      invariant says "t" { every r in resources { r.importing.id == "app-1" } }
      """
    #expect(verdict(try judge(plan([app]), "unchanged", spec: spec)) == "violated")
    #expect(verdict(try judge(plan([app]), "says", spec: spec)) == "proved")
  }

  /// A table that is deleted and made anew at another address loses its data.
  @Test func aStoreThatComesAgainIsLost() throws {
    let objects = [
      Object(
        address: "aws_dynamodb_table.old", actions: #"["delete"]"#, before: #"{"name": "orders"}"#,
        after: "null"),
      Object(address: "aws_dynamodb_table.new", after: #"{"name": "orders"}"#),
    ]
    for name in [
      "no_data_store_replaced_by_an_empty_one", "database_deleted_only_after_its_snapshot",
    ] {
      #expect(verdict(try judge(plan(objects), name)) == "violated", "\(name)")
    }
  }

  /// Ten deletions whose stored flags are unknown stay decidable.
  @Test func manyDeletionsAreDecided() throws {
    let objects = (0..<10).map {
      Object(
        address: "t.d\($0)", actions: #"["delete"]"#, before: #"{"id": "\#($0)"}"#, after: "null")
    }
    let spec = """
      invariant few "t" at rest { at most 5 d in deletions where d.started }
      invariant all "t" at rest { at most 10 d in deletions where d.started }
      """
    #expect(verdict(try judge(plan(objects), "few", spec: spec)) == "violated")
    #expect(verdict(try judge(plan(objects), "all", spec: spec)) == "proved")
  }

  /// A violation of what a run makes true and then false again is not preexisting.
  @Test func whatIsTrueBetweenIsNotPreexisting() throws {
    let objects = [
      Object(address: "t.backup"),
      Object(
        address: "t.server", actions: #"["delete", "create"]"#, before: #"{"n": 1}"#,
        after: #"{"n": 2}"#),
    ]
    let spec = """
      invariant served "t" {
        (some b in resources where b.name == "backup" and b.exists)
        and (some s in resources where s.name == "server" and s.exists)
      }
      """
    let found = try judge(plan(objects), "served", spec: spec)
    let violation = try #require((found["violations"] as? [[String: Any]])?.first)
    #expect(violation["preexisting"] as? Bool == false)
    #expect(found["waived"] as? Bool == false)
  }

  /// A value that another object's attribute carries on refers to what that attribute refers to.
  @Test(arguments: [
    (["y": ["aws_a.a.arn", "aws_a.a"]], #"{"y": true}"#, "{}", false),
    // The attribute is known, and has the identifier in it.
    ([:], "{}", #"{"y": "x,arn:aws:a:one"}"#, false),
    // Another attribute of the same object carries nothing.
    (["z": ["aws_a.a.arn", "aws_a.a"]], #"{"y": true, "z": true}"#, "{}", true),
  ])
  func carriedReferences(
    _ references: [String: [String]], _ unknown: String, _ after: String, _ isProved: Bool
  ) throws {
    let text = plan([
      Object(address: "aws_a.a", after: #"{"arn": "arn:aws:a:one"}"#),
      Object(address: "aws_b.b", after: after, unknown: unknown, references: references),
      Object(
        address: "aws_c.c", unknown: #"{"x": true}"#,
        references: ["x": ["aws_b.b.y", "aws_b.b"]]),
      Object(
        address: "aws_d.d", unknown: #"{"w": true}"#,
        references: ["w": ["aws_c.c.x", "aws_c.c"]]),
    ])
    for name in ["c", "d"] {
      let property = try judge(
        text, "apart",
        spec: """
          invariant apart "Apart" at end {
            every x in resources where x.name == "\(name)", a in resources where a.name == "a" {
              not (x refers to a.after)
            }
          }
          """)
      #expect((verdict(property) == "proved") == isProved, "\(name): \(property)")
    }
  }

  /// A step that is refused before it begins has had its turn, and so has the step that it waited for.
  @Test(arguments: [
    ("every x in creations, y in creations { whenever y happens { not x.failed } }", "proved"),
    ("every x in creations { whenever x starts { not x.failed } }", "proved"),
    (
      "every x in creations, y in creations { whenever y happens { not x.started or x == y } }",
      "violated"
    ),
  ])
  func refusedSteps(_ body: String, _ expected: String) throws {
    let text = plan([
      Object(address: "aws_a.a", unknown: #"{"id": true}"#),
      Object(
        address: "aws_b.b", unknown: #"{"x": true}"#,
        references: ["x": ["aws_a.a.id", "aws_a.a"]]),
    ])
    let property = try judge(text, "turn", spec: "invariant turn \"Turn\" { \(body) }")
    #expect(verdict(property) == expected, "\(property)")
  }

  /// A value that carries on a known text refers to the old object that the text identifies.
  @Test func carriedOldIdentifiers() throws {
    let known = #"{"y": "arn:aws:a:old1"}"#
    let text = plan([
      Object(
        address: "aws_a.b", actions: #"["delete"]"#, before: #"{"id": "arn:aws:a:old1"}"#,
        after: "null"),
      Object(address: "aws_b.d", after: known),
      Object(
        address: "aws_c.c", unknown: #"{"x": true}"#, references: ["x": ["aws_b.d.y", "aws_b.d"]]),
    ])
    let spec = """
      invariant apart "Apart" at end {
        every x in resources where x.name == "c", a in resources where a.name == "b" {
          not (x refers to a.before)
        }
      }
      """
    #expect(verdict(try judge(text, "apart", spec: spec)) != "proved")
  }
}
