import Foundation
import Testing

@testable import Proviso

/// The plans in the reference have their stated verdicts in the world on the same page.
@Suite("The reference of plans")
struct PlanReferenceTests {
  private typealias Block = LanguageReferenceTests.Block

  private static let page = LanguageReferenceTests.blocks.filter {
    ["PlansOfAgents.md", "OptionTables.md"].contains($0.article)
  }

  @Test(
    "plans",
    arguments: page.filter { $0.kind == "yaml" && $0.text.hasPrefix("schema: proviso.plan/1") })
  func plans(_ block: LanguageReferenceTests.Block) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("proviso-plans-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ name: String, _ text: String) throws -> String {
      let path = folder.appendingPathComponent(name).path
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      return path
    }
    let worlds = Self.page.filter {
      $0.kind == "proviso-world" && $0.article == block.article
    }
    _ = try write("tools.proviso", try #require(worlds.first).text)
    for world in worlds {
      let name = try #require(world.text.firstMatch(of: #/^world (\w+)/#)?.1)
      _ = try write("\(name).proviso", world.text)
    }
    for table in LanguageReferenceTests.tables(of: block.article) {
      _ = try write("acme.yaml", table)
    }
    let plan = try write("plan.yaml", block.text)
    guard block.verdicts == ["cannot verify"] else {
      let result = try Verifier().check(planAt: plan)
      #expect(result.properties.map(\.verdict.rawValue) == block.verdicts)
      return
    }
    let spec = try write(
      "rights.proviso",
      "spec rights for tools\nuse \"proviso:tools.proviso\"\ninvariant own \"Own rights\" { not privileges_raised }\n"
    )
    let result = try Verifier(specs: [.path(spec)]).check(planAt: plan)
    #expect(result.properties.map(\.verdict) == [.undecided])
    #expect(result.properties.first?.reason?.contains("cannot verify") == true)
  }

  @Test func thereArePlans() { #expect(Self.page.count { $0.kind == "yaml" } >= 3) }
}
