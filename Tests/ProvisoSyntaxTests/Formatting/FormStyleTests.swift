import TestSupport
import Testing

@testable import ProvisoSyntax

@Suite("The format of a spec")
struct FormStyleTests {
  @Test("a formatted world stays as it is")
  func worldStays() throws { #expect(try formatted(FormattedWorld.text) == FormattedWorld.text) }

  @Test("a world on a single line is formatted, except for line breaks of its author")
  func worldOnOneLine() throws {
    let tokens = SpecFormatter.tokens(Array(FormattedWorld.text.utf8))
    let plain = tokens.map(\.text).joined(separator: " ")
    // The world without comments and without blank lines between declarations of one kind, with short
    // blocks on one line.
    let expected =
      FormattedWorld.text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.drop { $0 == " " }.hasPrefix("//") }
      .map { line in
        guard let comment = line.range(of: "  //") else { return line }
        return line[..<comment.lowerBound]
      }
      .joined(separator: "\n")
      .replacing("= true\n\n", with: "= true\n").replacing("harmless\n\n", with: "harmless\n")
    let result = try formatted(plain)
    #expect(result == expected, "\(result)")
  }

  @Test(
    "long lines are broken",
    arguments: [
      (
        "let types = [\"aws_secretsmanager_secret_policy\", \"aws_kms_key\", \"aws_kms_key_policy\", \"aws_iam_role\"]",
        """
        let types = [
          "aws_secretsmanager_secret_policy",
          "aws_kms_key",
          "aws_kms_key_policy",
          "aws_iam_role",
        ]
        """
      ),
      (
        "let names = [\n  \"dev\", \"development\", \"test\", \"testing\", \"sandbox\", \"playground\", \"preview\", \"ephemeral\", \"ci\" ]",
        """
        let names = [
          "dev", "development", "test", "testing", "sandbox", "playground", "preview", "ephemeral", "ci",
        ]
        """
      ),
      (
        "let short = [\"a\",\"b\",]",
        "let short = [\"a\", \"b\"]"
      ),
      (
        "define protected(r: Resource) = r.before.deletion_protection == true and r.after.deletion_protection == true or r.type == \"aws_iam_role\"",
        """
        define protected(r: Resource) =
          r.before.deletion_protection == true and r.after.deletion_protection == true
          or r.type == "aws_iam_role"
        """
      ),
      (
        "define role(it: Value) = if it.tags.role != null then it.tags.role else if it.tags.Role != null then it.tags.Role else it.labels.role",
        """
        define role(it: Value) =
          if it.tags.role != null then it.tags.role
          else if it.tags.Role != null then it.tags.Role
          else it.labels.role
        """
      ),
      (
        "define named(r: Resource) =\n  r.name != null",
        "define named(r: Resource) =\n  r.name != null"
      ),
      (
        "invariant p \"t\" severity low at rest message \"m\" { a }",
        """
        invariant p
          "t"
          severity low
          at rest
          message "m"
        {
          a
        }
        """
      ),
      (
        "possible p\n\"t\" { a }",
        """
        possible p
          "t"
        {
          a
        }
        """
      ),
      (
        "table price{\"t3.micro\":0.0104,\n\"t3.small\":0.0208}",
        """
        table price {
          "t3.micro": 0.0104,
          "t3.small": 0.0208,
        }
        """
      ),
      (
        "waive no_production_resource_destroyed for \"aws_instance.legacy[0]\" until 2027-01-31 because \"INC-2231: decommissioned\"",
        """
        waive no_production_resource_destroyed for "aws_instance.legacy[0]" until 2027-01-31
          because "INC-2231: decommissioned"
        """
      ),
      (
        "test \"t\" { plan \"p.json\" expect p violated by \"a\",\"b\" }",
        """
        test "t" {
          plan "p.json"
          expect p violated by "a", "b"
        }
        """
      ),
    ])
  func declarations(_ text: String, _ expected: String) throws {
    #expect(
      try formatted("spec s for terraform \(text)") == "spec s for terraform\n\n\(expected)\n")
    #expect(fault(inFormatting: "spec s for terraform\n\(expected)") == nil)
  }

  @Test(
    "conditions",
    arguments: [
      (
        "every r in resources where r.type in data_store_types and r.action == \"replace\" { r.action == \"replace\" implies not r.destroyed }",
        """
        every r in resources where r.type in data_store_types and r.action == "replace" {
          r.action == "replace" implies not r.destroyed
        }
        """
      ),
      (
        "every r in resources where r.type in [\"aws_kms_key\", \"aws_kms_replica_key\", \"aws_kms_external_key\"] and r.exists { not r.destroyed }",
        """
        every r in resources
          where r.type in ["aws_kms_key", "aws_kms_replica_key", "aws_kms_external_key"] and r.exists
        { not r.destroyed }
        """
      ),
      (
        "every g in resources where g.type in guard_types, t in resources where t.before.id == guarded_by(g.before) and t.type in guarded_types and t.action == \"update\" { g.exists }",
        """
        every g in resources where g.type in guard_types,
              t in resources
                where t.before.id == guarded_by(g.before)
                  and t.type in guarded_types
                  and t.action == "update"
        { g.exists }
        """
      ),
      (
        "r.destroyed implies leaves_a_backup(r.before) or replica(r.before)\n or (some s in resources where s.type in snapshot_types and s.exists and snapshot_of(s, r))",
        """
        r.destroyed implies leaves_a_backup(r.before) or replica(r.before)
          or (some s in resources where s.type in snapshot_types and s.exists and snapshot_of(s, r))
        """
      ),
      (
        "not (some a in Thing, b in Thing where a != thing and b != thing and a.bank == farmer and eats(a, b))",
        """
        not (some a in Thing, b in Thing
          where a != thing and b != thing and a.bank == farmer and eats(a, b))
        """
      ),
      (
        "not(a and b) // why\n// how\n and c",
        """
        not (a and b)  // why
        // how
        and c
        """
      ),
    ])
  func conditions(_ text: String, _ expected: String) throws {
    func property(_ body: String) -> String {
      "spec s for terraform\n\ninvariant p \"t\" {\n"
        + body.split(separator: "\n").map { "  \($0)\n" }.joined() + "}\n"
    }
    #expect(
      try formatted("spec s for terraform invariant p \"t\" { \(text) }") == property(expected))
    #expect(fault(inFormatting: property(expected)) == nil)
  }

  @Test("comments and blank lines between declarations")
  func comments() throws {
    let text = """
      // about the file
      spec s for terraform
      use "a"
      use "b"


      // a group

      let a = 1
      let b = 2 // two
      /// documented
      let c = 3
      define f() = 1
      define g() =
        2
      // the end
      """
    let result = try formatted(text)
    #expect(
      result == """
        // about the file
        spec s for terraform

        use "a"
        use "b"

        // a group

        let a = 1
        let b = 2  // two
        /// documented
        let c = 3

        define f() = 1

        define g() =
          2
        // the end

        """, "\(result)")
  }
}
