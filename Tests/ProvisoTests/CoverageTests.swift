import JSON
import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax
import Testing

@testable import Proviso
@testable import ProvisoTerraform

/// Findings about parts of a spec that check nothing.
@Suite struct CoverageTests {
  /// Checks the first property of a text against the plan of `MeaningTests`.
  static func check(_ text: String) throws -> PropertyResult {
    let loader = SpecLoader(vocabularies: .supported) { (_) throws(SourceReadError) -> [UInt8] in
      throw SourceReadError("none")
    }
    let loaded = loader.load(path: "s.proviso", text: "spec s for terraform\n" + text)
    let spec = try #require(loaded.spec, "\(loaded.diagnostics)")
    let property = try #require(spec.properties.first)
    return OrderJudge.result(
      for: property, of: spec,
      in: try TerraformUniverse(
        TerraformPlan(document: JSONDocument(text: MeaningTests.plan))),
      limits: Limits(timeoutMilliseconds: 5_000), sources: loaded.sources)
  }

  static func findings(_ body: String) throws -> [CoverageFinding] {
    try check("invariant p \"p\" {\n\(body)\n}").coverage
  }

  @Test(arguments: [
    (#"r.address == "t.swapp""#, "did you mean `t.swap` for `t.swapp`?"),
    (#"r.address in ["t.gome", "t.none"]"#, "did you mean `t.gone` for `t.gome`?"),
    (#"r.address == "t.elsewhere""#, "of `p`"), (#"r.name == "upp""#, "of `p`"),
  ])
  func misspeltValues(_ condition: String, _ end: String) throws {
    let findings = try Self.findings("every r in resources where \(condition) { r.exists }")
    #expect(findings.map(\.kind) == [.whereNeverMet])
    #expect(findings.first?.message.hasSuffix(end) == true, "\(findings)")
  }

  @Test(arguments: [
    // The outermost `where` is false: by the values of the plan, or at every moment.
    (
      #"every r in resources where r.type == "none" { r.exists }"#,
      CoverageFinding.Kind.whereNeverMet
    ),
    (#"every r in resources where r.name == "up" and r.destroyed { r.exists }"#, .whereNeverMet),
    // An inner `where` is false.
    (
      #"every r in resources { r.name != "none" and (every s in r.before.l where s == 1 { s != r.name }) }"#,
      .whereNeverMet
    ),
    (#"every r in resources { r.after.s == "y" implies r.exists }"#, .implicationNeverFires),
    (
      #"every r in resources where r.name == "up" { r.destroyed implies r.after.a == 1 }"#,
      .implicationNeverFires
    ),
    (
      #"every r in resources { r.name == "up" implies (r.destroyed implies r.after.a == 1) }"#,
      .implicationNeverFires
    ),
    (
      #"(some r in resources where r.name == "none") implies plan.complete"#, .implicationNeverFires
    ),
    (
      #"every u in updates where u.happened { whenever u starts { u.resource.destroyed } }"#,
      .wheneverNeverHappens
    ),
    (
      #"every u in updates where not u.started { whenever u happens { u.resource.destroyed } }"#,
      .wheneverNeverHappens
    ),
    (
      #"every r in resources where r.name == "up" { r.destroyed leads to r.after.a == 1 }"#,
      .leadsToNeverStarts
    ),
    (#"every r in resources { r.exists or not r.exists }"#, .neverViolated),
    (#"every r in resources { r.after.x == 1 implies r.after.x in [1, 2] }"#, .neverViolated),
    (#"every r in resources { r.action != "destroy" }"#, .neverViolated),
    (#"every r in resources where r.name == "a" and r.name == "b" { r.exists }"#, .neverViolated),
    (#"no r in resources where r.after.n < 1 { r.after.n > 1 }"#, .neverViolated),
  ])
  func partsThatCheckNothingAreFound(_ body: String, _ kind: CoverageFinding.Kind) throws {
    let found = try Self.findings(body)
    #expect(found.map(\.kind) == [kind], "\(found)")
    #expect(found.map(\.reached) == [.never])
    #expect(found.allSatisfy { $0.location.path == "s.proviso" })
    if kind != .neverViolated { #expect(found.first?.location.line == 3) }
  }

  @Test(arguments: [
    #"every r in resources where r.name == "gone" { r.destroyed implies r.action == "delete" }"#,
    #"every r in resources { r.after.u == 1 implies r.name == "new" }"#,
    #"every r in resources { r.name == "gone" implies (r.destroyed implies r.before.a == 1) }"#,
    #"every r in resources { every s in r.after.l where s == 1 { r.name == "new" } }"#,
    #"every u in updates { whenever u starts { u.resource.exists } }"#,
    #"every u in updates { whenever u happens { u.resource.exists } }"#,
    #"every d in deletions, c in creations where d.resource == c.resource { d before c }"#,
    // `before` holds at all moments or at none.
    #"every d in deletions, c in creations where d.resource == c.resource and not c.started { d before c }"#,
    #"every r in resources where r.name == "new" { not r.exists leads to r.exists }"#,
    // Two variables can be the same object, a collection can be empty, an attribute can be absent.
    #"every a in resources, b in resources where a.name != b.name { a != b }"#,
    #"some r in resources { r.exists or not r.exists }"#,
    #"every r in resources where r.name == "up" { r.after.a < 5 or r.after.a >= 5 }"#,
    #"every r in resources where r.name == "up" { not (r.after.a == 3) or r.before.a == 3 }"#,
    #"every r in resources where r.name == "up" { once { r.exists } }"#,
  ])
  func partsThatCheckSomethingAreNotFound(_ body: String) throws {
    let result = try Self.check("invariant p \"p\" { \(body) }")
    #expect(result.verdict == .proved, "\(result.reason ?? "")")
    #expect(result.coverage.isEmpty, "\(result.coverage)")
  }

  @Test(arguments: [
    (#"every j in jobs where j.name == "second" { j before j.next }"#, true),
    // The first job has a next job, which begins.
    (#"every j in jobs { j before j.next }"#, false),
    (#"every j in jobs where j.name == "first" { j before j.next }"#, false),
  ])
  func beforeIsFoundIfItNeverHappens(_ body: String, _ isSilent: Bool) throws {
    let loader = SpecLoader(vocabularies: [JobsUniverse.jobs]) {
      (_) throws(SourceReadError) -> [UInt8] in
      throw SourceReadError("none")
    }
    let loaded = loader.load(
      path: "s.proviso", text: "spec s for jobs\ninvariant p \"p\" { \(body) }")
    let spec = try #require(loaded.spec, "\(loaded.diagnostics)")
    let result = OrderJudge.result(
      for: try #require(spec.properties.first), of: spec, in: try JobsUniverse(), limits: Limits(),
      sources: loaded.sources)
    #expect(result.verdict == .proved)
    #expect(result.coverage.map(\.kind) == (isSilent ? [.beforeNeverHappens] : []))
  }

  @Test func propertiesThatAreNotProvedHaveNoFindings() throws {
    for body in [
      #"every r in resources { r.destroyed implies r.name == "up" }"#,
      #"every r in resources { (r.name == "none" implies r.exists) and not r.destroyed }"#,
    ] {
      let result = try Self.check("invariant p \"p\" { \(body) }")
      #expect(result.verdict == .violated)
      #expect(result.coverage.isEmpty, "\(result.coverage)")
    }
  }

  /// The parts inside a part that is never true are not reported.
  @Test func onlyTheOutermostPartIsReported() throws {
    let found = try Self.findings(
      """
      every r in resources {
        r.type == "none" implies (r.name == "other" implies r.exists)
      }
      """)
    #expect(found.map(\.location.line) == [4])
  }

  @Test func aPartOfADefinitionIsReportedOnceAtTheDefinition() throws {
    let result = try Self.check(
      """
      define small(r: Resource) = r.after.s == "y" implies r.after.a < 5
      invariant p "p" { every r in resources { small(r) and small(r) } }
      """)
    #expect(result.coverage.map(\.kind) == [.implicationNeverFires])
    #expect(result.coverage.map(\.location.line) == [2])
    #expect(result.coverage.first?.message.contains(#"`r.after.s == "y"`"#) ?? false)
  }

  /// The JSON of an unknown text is not known.
  @Test func undecidedPartsAreNotReportedAsNever() throws {
    let found = try Self.findings(
      #"every r in resources { json(r.after.u).k == "x" implies r.name == "new" }"#)
    #expect(found.map(\.kind) == [.implicationNeverFires])
    #expect(found.map(\.reached) == [.notWithinLimit])
  }

  @Test func assumptionsThatExcludeEverythingAreFound() throws {
    func check(_ value: Int) throws -> PropertyResult {
      try Self.check(
        """
        assume { every r in resources where r.name == "new" { r.after.u == 1 } }
        invariant p "p" { every r in resources where r.after.u == \(value) { r.name == "up" or r.exists or true } }
        """)
    }
    // An assumption is not reported if it does not exclude every object of the property.
    #expect(try check(3).isVacuous)
    #expect(try check(3).coverage.map(\.kind).contains(.neverViolated))
    let excluded = try Self.check(
      """
      assume { every r in resources where r.name == "new" { r.after.u == 1 } }
      invariant p "p" { every r in resources where r.after.u == 2 { r.name == "up" } }
      """)
    #expect(excluded.isVacuous)
    #expect(excluded.coverage.map(\.kind) == [.assumptionExcludesEverything])
    let unrelated = try Self.check(
      """
      assume { every r in resources where r.name == "new" { r.after.u == 1 } }
      invariant p "p" { every r in resources where r.after.s == "y" { r.exists } }
      """)
    #expect(unrelated.coverage.map(\.kind) == [.whereNeverMet])
  }

  @Test func warningsOfTheCheckerAreFindings() throws {
    func finding(_ code: DiagnosticCode) -> CoverageFinding? {
      CoverageFinding(
        ResultDiagnostic(
          code: code.rawValue, level: .warning, message: "m",
          location: ResultLocation(path: "s.proviso", line: 1, column: 1), fix: nil, rendered: ""))
    }
    #expect(finding(.unusedDefinition)?.kind == .unusedDefinition)
    #expect(finding(.alwaysFalse)?.kind == .comparisonAlwaysFalse)
    #expect(finding(.impossibleValue)?.kind == .comparisonAlwaysFalse)
    #expect(finding(.attributeOnNoResource)?.kind == .attributeOnNoResource)
    #expect(finding(.unusedDefinition)?.reached == nil)
    #expect(finding(.waiverExpired) == nil)
  }

  @Test func kindsHaveStableNames() {
    #expect(
      CoverageFinding.Kind.allCases.map(\.rawValue) == [
        "where_never_met", "implication_never_fires", "before_never_happens",
        "whenever_never_happens", "leads_to_never_starts", "refinement_never_moves",
        "no_complete_run", "never_violated",
        "assumption_excludes_everything", "comparison_always_false", "attribute_on_no_resource",
        "unused_definition", "where_judged_at_start", "action_never_happens", "single_state",
      ])
  }
}
