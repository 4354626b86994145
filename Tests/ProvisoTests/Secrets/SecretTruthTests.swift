import Testing

/// Two plans that differ in a secret have the same reports if they have the same verdicts: nothing prints
/// whether a condition on the secret is true. Which of the facts are named, and in which order, can depend on it,
/// so conditions whose facts differ are not compared here.
@Suite struct SecretTruthTests {
  @Test(arguments: [
    "not (P.split(\"\")[0] == \"S\" or P.split(\"\")[0] == \"T\")",
    "not (P.startsWith(\"S\") or P.startsWith(\"T\"))",
    "not (if P.startsWith(\"S\") then r.after.open == \"a\" else r.after.open != \"b\")",
    "not (P.lowerAscii() == \"sword\" or not P.contains(\"S\"))",
    "r.after.u != P", "not (r.after.u == P and r.after.u.startsWith(P.split(\"\")[0]))",
    "not (r.after.u == P and (r.after.u.startsWith(\"S\") or r.after.u.startsWith(\"T\")))",
    "r.after.k.split(\"-\")[1] == \"x\"", "(json(r.after.j).p == P) == false",
  ])
  func reportsAreTheSame(_ condition: String) {
    let spec = """
      spec s for terraform
      invariant a "A" message "\\(r.after.p)" {
        every r in resources { \(condition.replacing("P", with: "r.after.p")) }
      }
      """
    let both = ["Sword-1x", "Tword-1x"].map {
      SecretTests.outputs(of: Self.plan($0), against: spec)
    }
    guard both[0].0 == both[1].0 else { return }
    let (first, second) = (both[0].1.map(Self.timeless), both[1].1.map(Self.timeless))
    #expect(first.count == second.count)
    for (a, b) in zip(first, second) where a != b {
      let lines = zip(a.split(separator: "\n"), b.split(separator: "\n")).filter { $0 != $1 }
      Issue.record("\(condition): \(lines.prefix(4))")
    }
  }

  private static func timeless(_ text: String) -> String {
    text.replacing(/[0-9]+(\.[0-9]+)? ?m?s\b/, with: "")
      .replacing(
        /"(seconds|milliseconds|duration|time|startTimeUtc|endTimeUtc)": [^\n,]*/, with: ""
      )
      .replacing(/[a-z]*[tT]ime[A-Za-z]*="[^"]*"/, with: "")
      .replacing(/"[A-Za-z_]*(seconds|Time[A-Za-z]*)": [^\n,]*/, with: "")
  }

  private static func plan(_ secret: String) -> String {
    #"""
    {"format_version": "1.2", "terraform_version": "1.11.4", "configuration": {"root_module": {}},
     "resource_changes": [
     {"address": "t_x.a", "mode": "managed", "type": "t_x", "name": "a", "provider_name": "any",
      "change": {"actions": ["create"], "before": null,
       "after": {"p": "\#(secret)", "k": "a-\#(secret)-b", "j": "{\"p\": \"\#(secret)\"}", "open": "a"},
       "after_unknown": {"u": true}, "before_sensitive": false, "after_sensitive": {"p": true}}}]}
    """#
  }
}
