import Testing

@testable import Proviso

/// The pack on worlds that were written before its rules.
@Suite("The pack on worlds written without a look at its rules", .serialized)
struct WrittenWorldTests {
  @Test("measured", arguments: WrittenWorld.names)
  func measured(_ name: String) async throws {
    let world = try WrittenWorld(named: name)
    let specs = try Verifier(specs: ["injection"]).loadSpecs()
    for shape in [PrintedShape.json, .fenced] {
      let plain = try await PackMeasurement(
        "\(name) \(shape)",
        runs: world.correctRuns(printedAs: shape)
          + world.attackedRuns(printedAs: shape, adaptive: false), specs: specs)
      let adaptive = try await PackMeasurement(
        "\(name) \(shape), adaptive",
        runs: world.attackedRuns(printedAs: shape, adaptive: true), specs: specs)
      print(plain.row)
      print(adaptive.row)
    }
  }
}
