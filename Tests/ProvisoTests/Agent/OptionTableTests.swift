import Foundation
import ProvisoInput
import ProvisoResult
import Testing

@testable import Proviso

/// The option tables of a world's own tools: `commands "FILE"`.
@Suite struct OptionTableTests {
  private static let world = """
    world releases
    use "proviso:tools.proviso"
    entity Service {
      name: String
      var exists: Bool = true
    }
    object shop: Service {}
    object ledger: Path { name: "data/ledger.db" }
    action acme_list(command: String, arguments: String) harmless
    action acme_delete(service: Service, force: Bool, region: String) { service.exists = false }
    action acme_write(path: Path, mode: String) { every p in Path where p.name == path.name { p.lost = true } }
    commands "tables/acme.yaml"
    invariant stays "The shop and the ledger stay" { shop.exists and not ledger.lost }
    """

  private static let table = """
    schema: proviso.options/1
    programs:
      acme acme2:
        globals: [{value: region, spelled: [-r, --region]}, {ignore: [-v]}]
        forms:
          - {words: [list, get-*], reads: acme_list, refuses: [--out]}
          - words: delete
            calls: acme_delete
            operands: [{each: service, type: Service}]
            options: [{flag: force, spelled: [-f, --force]}, {ignore_value: [--note]}]
      acme-write:
        calls: acme_write
        operands: [{one: path, type: Path}]
        options: [{optional_value: mode, spelled: [--mode]}]
      git:
        forms: [{words: acme, calls: acme_delete, operands: [{one: service, type: Service}]}]
    """

  private static func result(_ line: String, table: String = table) throws -> CheckResult {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("proviso-options-\(UUID().uuidString)")
    let tables = folder.appendingPathComponent("tables")
    try FileManager.default.createDirectory(at: tables, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try world.write(
      to: folder.appendingPathComponent("w.proviso"), atomically: true, encoding: .utf8)
    try table.write(
      to: tables.appendingPathComponent("acme.yaml"), atomically: true, encoding: .utf8)
    let plan = folder.appendingPathComponent("plan.json")
    let document: [String: Any] = [
      "schema": "proviso.plan/1", "world": "w.proviso", "steps": [["shell": line]],
    ]
    try JSONSerialization.data(withJSONObject: document).write(to: plan)
    return try Verifier().check(planAt: plan.path)
  }

  @Test(
    arguments: [
      ("acme list", .proved), ("acme -r eu get-all x --long", .proved), ("acme2 list", .proved),
      ("acme delete other", .proved), ("acme delete other --note shop", .proved),
      ("acme list && acme delete -f other", .proved), ("cd x && acme-write ledger.db", .proved),
      ("acme delete shop", .violated), ("acme -r eu delete -vf other shop", .violated),
      ("acme delete --region=eu -- shop", .violated), ("acme-write ./data/ledger.db", .violated),
      ("cd data && acme-write --mode=x ledger.db", .violated), ("git acme shop", .violated),
      ("git -C x acme other", .proved), ("git status", .proved), ("git acme -q shop", .undecided),
      // Another command or option, and words that are not known.
      ("acme", .undecided), ("acme deploy", .undecided), ("acme list --output=x", .undecided),
      ("acme delete other --now", .undecided), ("acme delete", .undecided),
      ("acme delete $x", .undecided), ("acme-write", .undecided),
      ("acme-write --mode x y", .undecided), ("./acme delete other", .undecided),
    ] as [(String, Verdict)])
  func tableIsRead(_ line: String, _ expected: Verdict) throws {
    #expect(try Self.result(line).verdict == expected, "\(line)")
  }

  /// A mistake has its position, and says what was expected.
  @Test(arguments: [
    ("schema: x\nprograms: {}", "1:9: expected `schema: proviso.options/1`"),
    ("schema: proviso.options/1", "1:1: no `programs`"),
    (
      "schema: proviso.options/1\nprograms:\n  a: {calls: acme_none}",
      "3:6: the world has no action `acme_none`"
    ),
    (
      "schema: proviso.options/1\nprograms:\n  a: {calls: acme_delete, operands: [{one: service}]}",
      "3:6: the parameter `service` of `acme_delete` is of type `Service`, but its words give a `String`: expected `type: Service`"
    ),
    (
      "schema: proviso.options/1\nprograms:\n  a: {calls: acme_delete, options: [{flag: now, spelled: [-n]}]}",
      "3:6: the action `acme_delete` has no parameter `now`"
    ),
    (
      "schema: proviso.options/1\nprograms:\n  a: {reads: acme_delete}",
      "3:6: `acme_delete` is not `harmless` in the world: write `calls`"
    ),
    (
      "schema: proviso.options/1\nprograms:\n  git: {forms: [{words: push, reads: acme_list}]}",
      "`git push` has a built-in contract"
    ),
    (
      "schema: proviso.options/1\nprograms:\n  a: {reads: acme_list, reading: transfer}",
      "`reading` is unknown in the program `a`"
    ),
    (
      "schema: proviso.options/1\nprograms:\n  a: {reads: acme_list, options: [{ignore: [v]}]}",
      "`v` is no option: expected `-o` or `--option`"
    ),
    (
      "schema: proviso.options/1\nprograms:\n  a: {reads: acme_list, options: [{group: x}]}",
      "there is no group `x` above"
    ),
    ("schema: proviso.options/1\nprograms: [", "this is not YAML"),
    (
      "schema: proviso.options/1\nprograms:\n  a: {}", "has neither `forms` nor `calls` nor `reads`"
    ),
  ])
  func mistakeHasItsPosition(_ table: String, _ message: String) throws {
    let error = #expect(throws: InputError.self) { try Self.result("true", table: table) }
    let text = error?.messages.joined(separator: "\n") ?? ""
    #expect(text.contains(message), "\(text)")
    #expect(text.contains("acme.yaml:"))
  }

  @Test func missingTableIsAnError() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("proviso-options-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let world = folder.appendingPathComponent("w.proviso")
    try Self.world.write(to: world, atomically: true, encoding: .utf8)
    let error = #expect(throws: InputError.self) {
      try Verifier().explore(worldAt: world.path)
    }
    #expect(error?.messages.joined().contains("cannot be read") == true)
  }
}
