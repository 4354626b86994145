import ProvisoKernel
import ProvisoSyntax
import Testing

@testable import ProvisoLanguage

@Suite("The examples of the language description")
struct ExampleTests {
  static let production = """
    /// Production data outlives every apply.
    spec production_data for terraform

    use "naming.proviso"

    let production_names = ["prod", "production", "live"]

    define production(r: Resource) =
      r.before.tags.env in production_names

    invariant no_production_resource_destroyed
      "No production resource is destroyed"
      severity critical
    {
      every r in resources where production(r) { not r.destroyed }
    }
    """

  @Test("section 2: a file")
  func file() throws {
    let loaded = load(
      Self.production, ["naming.proviso": "spec naming for terraform\nlet dev_names = [\"dev\"]"])
    #expect(loaded.diagnostics.isEmpty, "\(shown(loaded))")
    let spec = try #require(loaded.spec)
    #expect(spec.name == "production_data")
    #expect(spec.documentation == "Production data outlives every apply.")
    #expect(spec.failures == 1)
    let property = try #require(spec.properties.first)
    #expect(property.severity == .critical)
    #expect(property.timing == .everyMoment)
    #expect(property.title == "No production resource is destroyed")
    #expect(property.location == SourceLocation(path: "main.proviso", line: 11, column: 11))
    #expect(
      outline(property.body)
        == "every r@0 in resources where production($0) {not($0.destroyed)}")
    #expect(spec.attributeUses.map(\.member) == ["tags"])
  }

  @Test(
    "sections 3 to 6 parse and check",
    arguments: [
      "every r in resources where r.exists { r.managed }",
      "some  r in resources where r.exists { r.managed }",
      "some  r in resources where r.exists",
      "no    r in resources where r.exists { r.managed }",
      "exactly 2 r in resources where r.exists { r.managed }",
      "at least 2 r in resources where r.exists",
      "at most two r in resources where r.exists",
      "every a in resources, b in changes where b.resource == a { a.exists }",
      "count(r in resources where r.exists) > 2",
      "sum(r in resources where r.exists: price[r.after.instance_type]) < 100",
      "min(r in resources: r.after.size) >= max(1, 2.5, abs(-3))",
      "every p in resources { not (some s in json(p.now.policy).Statement where s.Principal == \"*\") }",
      "every s in deletions, t in creations { s before t }",
      "once { some r in resources where r.destroyed }",
      "every s in changes { whenever s starts { s.resource.exists } }",
      "every s in changes { whenever s happens { not s.failed } }",
      "every a in resources, b in resources where a.exists and a refers to b.before { not b.destroyed }",
      "every a in resources, b in resources where a depends on b { a refers to b.after or a refers to b }",
      "every r in resources where r.type == \"aws_instance\" and r.action in [\"create\", \"update\"] { r.after.tags has \"env\" }",
      "every r in resources { r.address.startsWith(\"module.\") or r.name.endsWith(\"x\") or r.name.contains(\"y\") }",
      "every r in resources where r.type.matches(\"^aws_(instance|eip)$\") { r.name.size() > 2 }",
      "every r in resources { r.name.lowerAscii().split(\"-\") has \"prod\" }",
      "every r in resources { known(r.after.arn) implies cidrContains(\"10.0.0.0/8\", r.after.cidr) }",
      "every r in resources { cidrOverlaps(r.now.a, r.now.b) == false }",
      "every r in resources { (if r.key == null then 0 else r.key) == 0 }",
      "every r in resources where r.before.ingress[0].port == 22 { r.now[\"x-y\"].z != null }",
      "every d in drift where d.action == \"update\" { d.before == d.after }",
      "every o in outputs { not o.sensitive }",
      "plan.complete and not plan.errored and plan.applyable and plan.has_graph",
      "every c in changes where c in deletions { c.deletes }",
      "every r in Resource { r.mode == \"managed\" }",
      "[1, 2.0, 3e0] has 3 and 0.1 + 0.2 == 0.3 and 7 % -2 == -1",
      "every r in resources where (some s in r.now.list where s.x == 1) { r.exists }",
    ])
  func bodies(_ text: String) {
    let loaded = load(
      spec(
        "let two = 1 + 1\ntable price { \"t3.micro\": 0.0104, }\ninvariant p \"t\" { \(text) }"))
    #expect(loaded.diagnostics.isEmpty, "\(shown(loaded))")
    #expect(loaded.spec?.properties.count == 1)
  }

  @Test("section 3: every clause, in any order")
  func clauses() throws {
    let loaded = load(
      spec(
        """
        assume failures <= 3
        assume { every r in resources { r.after.size == null or r.after.size > 0 } }
        /// Says why.
        possible p "title"
          tags "a", "b"
          at rest
          because "why"
          message "\\(r.address) of \\(r.type + "\\(1)") has \\"x\\""
          reference "https://example.com"
          severity low
        { every r in resources { r.exists } }
        """.replacing("\\(1)", with: "!")))
    #expect(loaded.diagnostics.isEmpty, "\(shown(loaded))")
    let spec = try #require(loaded.spec)
    #expect(spec.failures == 3)
    #expect(spec.assumptions.count == 1)
    let property = try #require(spec.properties.first)
    #expect(property.kind == .possible)
    #expect(property.tags == ["a", "b"])
    #expect(property.timing == .atRest)
    #expect(property.because == "why")
    #expect(property.reference == "https://example.com")
    #expect(property.severity == .low)
    #expect(property.documentation == "Says why.")
    let parts = property.message.map { part in
      switch part {
      case .text(let text): text
      case .expression(let expression): "<\(outline(expression))>"
      }
    }
    #expect(parts == ["<$0.address>", " of ", "<($0.type + \"!\")>", " has \"x\""])
  }

  @Test(
    "a spec rejects declarations that belong to a world",
    arguments: [
      "spec s for terraform\naction a() { requires true }",
      "spec s for terraform\nentity E { var x: Int }",
    ])
  func refused(_ text: String) {
    let loaded = load(text)
    #expect(loaded.spec == nil)
    #expect(loaded.diagnostics.map(\.code) == [.onlyInWorlds], "\(shown(loaded))")
  }
}
