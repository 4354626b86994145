import ProvisoKernel
import ProvisoResult
import Testing

/// The instances of a property (SemanticsOfProperties, "Instances"): one for each combination of
/// objects and constants, whatever the order of the binders.
@Suite struct InstanceTests {
  private static func result(_ body: String) throws -> PropertyResult {
    try MeaningTests.check("invariant p \"p\" { \(body) }")
  }

  /// The violated combinations, each as the values of its variables by name.
  private static func violated(_ body: String) throws -> Set<[String: String]> {
    Set(
      try result(body).violations.map { violation in
        Dictionary(uniqueKeysWithValues: violation.bindings.map { ($0.name, $0.object) })
      })
  }

  @Test func constantsFormInstances() throws {
    let result = try Self.result(#"every t in ["a", "s"], r in resources { r.name != "up" }"#)
    #expect(result.instances.total == 8)
    #expect(
      result.violations.map { $0.bindings.map(\.object) } == [
        ["\"a\"", "t.up"], ["\"s\"", "t.up"],
      ])
    #expect(result.violations.map(\.objects) == [["t.up"], ["t.up"]])
  }

  @Test(arguments: [
    #"every r in resources, t in ["w", "s"] where r.name != "new" { r.before[t] == null }"#,
    #"every t in ["w", "s"], r in resources where r.name != "new" { r.before[t] == null }"#,
    #"every r in resources where r.name != "new" { every t in ["w", "s"] { r.before[t] == null } }"#,
    #"every t in ["w", "s"] { every r in resources where r.name != "new" { r.before[t] == null } }"#,
  ])
  func theOrderOfBindersDoesNotMatter(_ body: String) throws {
    #expect(
      try Self.violated(body) == [
        ["t": "\"w\"", "r": "t.up"], ["t": "\"s\"", "r": "t.up"], ["t": "\"s\"", "r": "t.gone"],
      ])
  }

  /// A list that depends on an object stays in the body; the objects after it still form instances.
  @Test func objectsAfterListsFormInstances() throws {
    let body =
      #"every a in resources where a.name == "up", x in [a.before.a, 7], r in resources where r.before.a == x { r.name == "up" }"#
    let result = try Self.result(body)
    #expect(result.instances.total == 4)
    #expect(
      try Self.violated(body) == [
        ["a": "t.up", "r": "t.gone"], ["a": "t.up", "r": "t.swap"],
      ])
    #expect(
      try Self.violated(
        #"every a in resources where a.name == "up" { every x in [a.before.a, 7] { every r in resources where r.before.a == x { r.name == "up" } } }"#
      ) == [["a": "t.up", "r": "t.gone"], ["a": "t.up", "r": "t.swap"]])
  }

  @Test func messagesNameElementsBehindObjects() throws {
    let result = try MeaningTests.check(
      #"""
      invariant p "p"
        message "\(r.name) meets \(x)"
      { every a in resources where a.name == "up", x in [7, a.before.a], r in resources where r.before.a == x { r.name == "up" } }
      """#)
    #expect(Set(result.violations.compactMap(\.message)) == ["gone meets 1", "swap meets 1"])
  }

  @Test func manyConstantsStayInTheBody() throws {
    let list = (0..<70).map(String.init).joined(separator: ", ")
    let result = try Self.result("every t in [\(list)], r in resources { t != 3 }")
    #expect(result.instances.total == 4)
    #expect(result.verdict == .violated)
  }

  // MARK: - Without elements

  @Test(arguments: [
    "every r in resources { every t in [] { false } }",
    "every t in [], r in resources { false }",
    "every r in resources { every t in r.after.nothing { false } }",
    "every r in resources { every t in r.after.nothing, u in [t] { false } }",
    "every r in resources { every t in r.before.nothing { every u in t.x { false } } }",
    "every t in json(\"[]\") { false }",
  ])
  func listsWithoutElementsAskNothing(_ body: String) throws {
    let result = try Self.result(body)
    #expect(result.verdict == .proved)
    #expect(result.isVacuous, "\(body)")
  }

  @Test(arguments: [
    "every r in resources { every t in r.before.a { t == 1 } }",
    "every r in resources { every t in r.after.l { t == t } }",
    // The `where` of a binder over a list is no part of the question: there are elements.
    #"every t in ["a"] where t == "b" { false }"#,
    #"every r in resources, t in ["a"] where t == "b" { false }"#,
    "every r in resources { every t in r.before.a where t == 7 { false } }",
    "every r in resources { r.exists implies (every t in [] { false }) }",
  ])
  func propertiesWithElementsAreNotVacuous(_ body: String) throws {
    let result = try Self.result(body)
    #expect(result.verdict == .proved, "\(result.reason ?? "")")
    #expect(!result.isVacuous, "\(body)")
  }
}
