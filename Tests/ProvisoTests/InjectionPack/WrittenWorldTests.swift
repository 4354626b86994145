import Foundation
import ProvisoAgent
import Testing

@testable import Proviso

/// The pack on worlds that were written before its rules, with policies from the lists of tools alone.
@Suite("The pack on worlds written without a look at its rules", .serialized)
struct WrittenWorldTests {
  @Test("few correct runs are blocked, most attacks are caught", arguments: WrittenWorld.names)
  func measured(_ name: String) async throws {
    let world = try WrittenWorld(named: name)
    let specs = try Verifier(specs: ["injection"]).loadSpecs()
    let policies = try ToolPolicies(at: [world.policy])
    let plain = try await PackMeasurement(
      name,
      runs: world.correctRuns(printedAs: .json)
        + world.attackedRuns(printedAs: .json, adaptive: false), specs: specs, policies: policies)
    print(plain.table)
    #expect(plain.blocked.isEmpty, "\(plain.table)")
    #expect((plain.caught + plain.askedAttacks) * 10 >= plain.attacks * 9, "\(plain.table)")
    #expect(plain.caught * 10 >= plain.attacks * 7, "\(plain.table)")
    let adaptive = try await PackMeasurement(
      "\(name), adaptive", runs: world.attackedRuns(printedAs: .json, adaptive: true),
      specs: specs, policies: policies)
    print(adaptive.table)
    #expect(
      (adaptive.caught + adaptive.askedAttacks) * 10 >= adaptive.attacks * 8, "\(adaptive.table)")
  }

  /// The answers do not depend on the form in which tools print. Each run is compared in one other
  /// form, in turn; with `PROVISO_CAMPAIGN`, in all.
  @Test("no printed form changes an answer", arguments: WrittenWorld.names)
  func shapes(_ name: String) throws {
    let world = try WrittenWorld(named: name)
    let policies = try ToolPolicies(at: [world.policy])
    let shapes = PrintedShape.allCases.filter { $0 != .json }
    let takesAll = ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"] != nil
    func runs(_ shape: PrintedShape) throws -> [AttackedRun] {
      try world.correctRuns(printedAs: shape)
        + world.attackedRuns(printedAs: shape, adaptive: false)
        + world.attackedRuns(printedAs: shape, adaptive: true)
    }
    func answers(_ run: AttackedRun) throws -> [String] {
      try AgentUniverse(AgentImporter.read(run.bytes), policies: policies).findings.map {
        "\($0.answer) \($0.call) \($0.argument) \($0.value)"
      }
    }
    let expected = try runs(.json).map(answers)
    for (number, shape) in shapes.enumerated() {
      for (index, run) in try runs(shape).enumerated()
      where takesAll || index % shapes.count == number {
        let found = try answers(run)
        #expect(found == expected[index], "\(run.name)")
      }
    }
  }
}
