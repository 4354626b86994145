import Foundation
import Testing

/// `proviso specs`: the list of properties, in each format.
@Suite struct SpecsCommandTests {
  private static let spec = """
    /// About *this*.
    spec listed for terraform

    /// Two lines
    /// of reasons.
    invariant survives
      "What is <there> stays"
      severity critical
      at rest
      because "it was there"
      reference "https://example.com/a"
      tags "a", "b"
    {
      every r in resources { not r.destroyed }
    }

    possible reached "Something can go" {
      some d in deletions { d.happened }
    }

    """

  private static func list(_ options: String...) throws -> String {
    let scratch = try Scratch()
    try scratch.write("s.proviso", spec)
    let outcome = try Executable.run(["specs", "s.proviso"] + options, folder: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.standardError)")
    return outcome.standardOutput
  }

  @Test func text() throws {
    #expect(
      try Self.list() == """
        s.proviso: 2 properties
        About *this*.

          survives  (critical, at rest)
            What is <there> stays
            s.proviso:6
            Two lines
            of reasons.
            because: it was there
            see: https://example.com/a
            tags: a, b

          reached  (high, possible)
            Something can go
            s.proviso:17

        """)
  }

  @Test func markdown() throws {
    #expect(
      try Self.list("--format", "markdown") == """
        ## s.proviso

        About *this*.

        ### What is \\<there\\> stays

        `survives` · **critical** · at rest · line 6

        Two lines
        of reasons.

        Because: it was there

        See <https://example.com/a>

        Tags: `a`, `b`

        ### Something can go

        `reached` · **high** · possible · line 17

        """)
  }

  @Test func index() throws {
    #expect(
      try Self.list("--index") == "s.proviso\n  s.proviso  2 properties; a, b\n    About *this*.\n")
    let outcome = try Executable.run(["specs", "--index"], folder: Repository.root)
    #expect(outcome.status == 0, "\(outcome.standardError)")
    for pack in ["standard", "injection", "aws", "gcp", "azure", "kubernetes"] {
      #expect(outcome.standardOutput.contains("-s \(pack): "))
    }
    #expect(outcome.standardOutput.contains("  proviso:git.proviso "))
    #expect(try Executable.run(["specs", "--index", "--format", "json"]).status == 2)
  }

  @Test func json() throws {
    let text = try Self.list("--format", "json")
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(object?["schema"] as? String == "proviso.specs/1")
    let file = try #require((object?["specs"] as? [[String: Any]])?.first)
    #expect(file["name"] as? String == "listed")
    #expect(file["documentation"] as? String == "About *this*.")
    let properties = try #require(file["properties"] as? [[String: Any]])
    #expect(properties.map { $0["name"] as? String } == ["survives", "reached"])
    #expect(properties[0]["tags"] as? [String] == ["a", "b"])
    #expect(properties[0]["timing"] as? String == "at_rest")
    #expect(properties[0]["documentation"] as? String == "Two lines\nof reasons.")
    #expect(properties[1]["kind"] as? String == "possible")
    #expect(properties[1]["reference"] is NSNull)
    #expect((properties[0]["spec"] as? [String: Any])?["line"] as? Int == 6)
  }
}
