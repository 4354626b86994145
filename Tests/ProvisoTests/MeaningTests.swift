import JSON
import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import Testing

@testable import Proviso
@testable import ProvisoTerraform

/// The meaning of single expressions (SemanticsOfProperties, SemanticsOfTerraform), from text to verdict.
@Suite struct MeaningTests {
  static func change(_ name: String, actions: String, values: String) -> String {
    #"{"address":"t.\#(name)","mode":"managed","type":"t","name":"\#(name)","provider_name":"p","change":{"actions":\#(actions),\#(values)}}"#
  }

  /// A creation with unknowns, an update, a deletion and a replacement, in any order.
  static let plan =
    #"{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":["#
    + [
      change(
        "new", actions: #"["create"]"#,
        values:
          #""before":null,"after":{"a":1,"s":"x","l":[null]},"after_unknown":{"u":true,"v":true,"l":[true]}"#
      ),
      change(
        "up", actions: #"["update"]"#,
        values:
          #""before":{"a":1,"s":"x","w":1},"after":{"a":2,"s":"x"},"after_unknown":{"w":true}"#),
      change("gone", actions: #"["delete"]"#, values: #""before":{"a":1,"s":"x"},"after":null"#),
      change(
        "swap", actions: #"["delete","create"]"#,
        values: #""before":{"a":1},"after":{"a":2},"after_unknown":{}"#),
    ].joined(separator: ",")
    + #"],"configuration":{"root_module":{"resources":[]}}}"#

  /// Checks one property against the plan.
  static func check(_ text: String, plan: String = plan) throws -> PropertyResult {
    let loader = SpecLoader(vocabularies: .supported) { (_) throws(SourceReadError) -> [UInt8] in
      throw SourceReadError("none")
    }
    let loaded = loader.load(path: "s.proviso", text: "spec s for terraform\n" + text)
    let spec = try #require(loaded.spec, "\(loaded.diagnostics)")
    let property = try #require(spec.properties.first)
    return OrderJudge.result(
      for: property, of: spec,
      in: try TerraformUniverse(TerraformPlan(document: JSONDocument(text: plan))),
      limits: Limits(timeoutMilliseconds: 5_000))
  }

  static func verdict(_ body: String) throws -> Verdict {
    try check("invariant p \"p\" { \(body) }").verdict
  }

  @Test func lowerCaseOfAnUnknownTextCanBeAnything() throws {
    #expect(
      try Self.verdict(#"every r in resources { r.after.u.lowerAscii() != "x" }"#) == .undecided)
  }

  @Test func anUnknownThatIsAListCanContainAnything() throws {
    #expect(
      try Self.verdict(
        #"every a in creations, b in updates { not (a.resource.after.u.contains(b.resource.before.a)) }"#
      ) != .proved)
  }

  @Test func anUnknownMapCanHaveAnUnknownKey() throws {
    #expect(
      try Self.verdict(
        #"every r in resources where r.after.u.k == 1 and r.after.v.startsWith("x") { not (r.after.u has r.after.v) }"#
      ) != .proved)
  }

  @Test func onceKeepsUnknownsOpen() throws {
    #expect(
      try Self.verdict(
        #"every d in deletions, c in creations where d.resource.name == "gone" and c.resource.name == "new" { not (once { d.resource.exists and c.resource.after.u == 1 }) }"#
      ) == .violated)
  }

  @Test func onceIncludesTheStart() throws {
    #expect(
      try Self.verdict(#"every r in resources where r.name == "swap" { once { r.exists } }"#)
        == .proved)
  }

  @Test func aGoalWithAnUndeterminedConditionIsUndecided() throws {
    let result = try Self.check(
      #"possible p "p" { every a in resources, b in resources where a.name == "new" and b.name == "gone" { (once { a.exists and b.exists }) and a.exists and not b.exists } }"#
    )
    #expect(result.verdict == .undecided)
  }

  @Test func unknownsCanSelectSteps() throws {
    #expect(
      try Self.verdict(
        #"every a in creations, b in updates where a.resource.name == "new" { (if a.resource.after.u == 1 then a else b) before b }"#
      ) == .violated)
    #expect(
      try Self.verdict(
        #"every a in creations, b in updates where a.resource.name == "new" { whenever (if a.resource.after.u == 1 then a else b) starts { false } }"#
      ) == .violated)
  }

  @Test func numericFunctionsOfATextAreUndecided() throws {
    #expect(
      try Self.verdict(
        #"every r in resources where r.name == "up" { abs(r.before.s) == r.before.s }"#)
        == .undecided)
    #expect(
      try Self.verdict(
        #"every r in resources where r.name == "up" { min(v in [r.before.s]: v) == r.before.s }"#)
        == .undecided)
  }

  @Test func resultsOfUnknownsAreNotKnown() throws {
    #expect(
      try Self.verdict(#"every r in resources where r.name == "new" { not known(r.after.u == 1) }"#)
        == .proved)
    #expect(
      try Self.verdict(#"every r in resources where r.name == "new" { known(r.exists) }"#)
        == .proved)
  }

  @Test func nowIsKnownIfItsAttributesAreKnown() throws {
    #expect(
      try Self.check(
        #"possible p "p" { every r in resources where r.name == "up" { known(r.now) } }"#
      ).verdict == .proved)
    #expect(
      try Self.verdict(#"every r in resources where r.name == "up" { known(r.now) }"#) == .violated)
  }

  @Test func listLiteralsAreComparedElementByElement() throws {
    #expect(
      try Self.verdict(#"every r in resources where r.name == "new" { [r.after.u, 1] != [2, 2] }"#)
        == .proved)
    #expect(
      try Self.verdict(#"every r in resources where r.name == "new" { [r.after.u, 1] != [2, 1] }"#)
        == .violated)
    #expect(
      try Self.verdict(#"every r in resources where r.name == "new" { r.after.l != [] }"#)
        == .proved)
  }

  @Test func anOpenReplayIsNotAnInternalError() throws {
    let result = try Self.check(
      #"invariant p "p" { every r in resources where r.name == "up" and (r.before.a in [r.before.s + 1, 1]) { r.name == "x" } }"#
    )
    #expect(result.verdict == .violated, "\(result.reason ?? "")")
    let other = try Self.check(
      #"invariant p "p" { every r in resources where r.name == "up" and not ((if r.before.s + 1 == 1 then "x" else "y").startsWith("z")) { r.name == "x" } }"#
    )
    #expect(other.reason?.hasPrefix("internal error") != true, "\(other.reason ?? "")")
  }

  @Test func aQuantifierOverANonListIsOpenOnReplay() throws {
    let result = try Self.check(
      #"invariant p "p" { every r in resources where r.name == "up" { not (every s in json(r.before.s) { true }) and r.name == "x" } }"#
    )
    #expect(result.verdict == .violated)
    #expect(
      try Self.verdict(
        #"every r in resources where r.name == "up" { no s in json(r.before.s) where s == 7 }"#)
        == .undecided)
  }

  /// A resource with a create-first replacement depended on a deleted resource. The deletion must
  /// come last, because otherwise the three steps would form a cycle.
  @Test func settingsThatCloseACycleAreExcluded() throws {
    let plan =
      #"{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":["#
      + [
        Self.change("a", actions: #"["delete"]"#, values: #""before":{},"after":null"#),
        Self.change(
          "b", actions: #"["create","delete"]"#,
          values: #""before":{},"after":{},"after_unknown":{}"#),
        Self.change("c", actions: #"["delete"]"#, values: #""before":{},"after":null"#),
      ].joined(separator: ",")
      + #"],"prior_state":{"values":{"root_module":{"resources":["#
      + [("a", ""), ("b", #""t.a""#), ("c", "")].map {
        #"{"address":"t.\#($0.0)","mode":"managed","type":"t","name":"\#($0.0)","provider_name":"p","values":{},"depends_on":[\#($0.1)]}"#
      }.joined(separator: ",")
      + #"]}}},"configuration":{"root_module":{"resources":[]}}}"#
    for timing in ["", "at rest", "at end"] {
      let result = try Self.check(
        "invariant p \"p\" \(timing) { every r in resources { not r.destroyed } }", plan: plan)
      #expect(result.instances.violated == 3, "\(timing): \(result.reason ?? "")")
    }
    let started = try Self.check(
      #"invariant p "p" { every c in creations { not c.started } }"#, plan: plan)
    #expect(started.verdict == .violated, "\(started.reason ?? "")")
  }

  /// An index lookup and a search select the same objects.
  @Test(arguments: [
    (
      #"every r in resources where r.name in ["up", "gone", "none"] { r.name != "x" }"#,
      #"every r in resources where r.name == "up" or r.name == "gone" { r.name != "x" }"#, 2
    ),
    (
      #"every r in resources where r.type == "t" and r.name == "up" { r.name != "x" }"#,
      #"every r in resources where not (r.type != "t") and not (r.name != "up") { r.name != "x" }"#,
      1
    ),
    (
      #"every a in resources, b in resources where a.type == b.type and a.before.a == b.before.a { a.name != "x" }"#,
      #"every a in resources, b in resources where not (a.type != b.type) and not (a.before.a != b.before.a) { a.name != "x" }"#,
      10
    ),
    (
      #"every a in resources, c in changes where c.resource == a and c.kind == "create" and c.resource.name == a.name { a.name != "x" }"#,
      #"every a in resources, c in changes where not (c.resource != a) and not (c.kind != "create") { a.name != "x" }"#,
      2
    ),
  ])
  func lookupsAndSearchesAgree(_ quick: String, plain: String, count: Int) throws {
    let (a, b) = (
      try Self.check("invariant p \"p\" { \(quick) }"),
      try Self.check("invariant p \"p\" { \(plain) }")
    )
    #expect(a.instances.total == count)
    #expect(b.instances.total == count)
  }

  @Test func relationsAreLookedUpFromBothSides() throws {
    let plan =
      #"{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":["#
      + ["a", "b", "c"].map {
        Self.change($0, actions: #"["delete"]"#, values: #""before":{},"after":null"#)
      }
      .joined(separator: ",")
      + #"],"prior_state":{"values":{"root_module":{"resources":["#
      + [("a", ""), ("b", #""t.a""#), ("c", #""t.a","t.b""#)].map {
        #"{"address":"t.\#($0.0)","mode":"managed","type":"t","name":"\#($0.0)","provider_name":"p","values":{},"depends_on":[\#($0.1)]}"#
      }.joined(separator: ",")
      + #"]}}},"configuration":{"root_module":{"resources":[]}}}"#
    for binders in ["a in resources, b in resources", "b in resources, a in resources"] {
      for condition in ["a depends on b", "not (not a depends on b)"] {
        let result = try Self.check(
          "invariant p \"p\" { every \(binders) where \(condition) { a.name != b.name } }",
          plan: plan)
        #expect(result.verdict == .proved)
        #expect(result.instances.total == 3, "\(binders) where \(condition)")
      }
    }
  }

  /// A bound on a count can use any comparison, with the count on either side.
  @Test(arguments: [
    ("count(r in resources where r.exists) >= 0", Verdict.proved),
    ("count(r in resources where r.exists) <= 4", .proved),
    ("count(r in resources where r.exists) <= 3", .violated),
    ("4 >= count(r in resources where r.exists)", .proved),
    ("count(r in resources where r.exists) > 4", .violated),
    ("not (count(r in resources where r.exists) > 4)", .proved),
    ("count(r in resources where r.exists) >= 1", .proved),
    ("count(r in resources where r.exists) >= 2", .violated),
    ("null <= null", .violated),
  ])
  func boundsOnCounts(_ body: String, _ verdict: Verdict) throws {
    #expect(try Self.verdict(body) == verdict)
  }
}
