import Foundation
import Proviso
import ProvisoAgent
import TestSupport
import Testing

/// Random command lines for services: what is proved is true, because the lines really run in a sandbox
/// with a server.
///
/// `PROVISO_CAMPAIGN=FACTOR` runs FACTOR times as many lines from a random seed; `PROVISO_SEED=N` sets
/// the seed.
@Suite struct ServiceRealityTests {
  /// Lines that changed something although they were proved.
  @Test(arguments: [
    "curl -X DELETE http://127.0.0.1:08080/orders", "curl -X DELETE http:///127.0.0.1:8080/orders",
    "curl -X DELETE http:/127.0.0.1:8080/orders", "curl -X DELETE http://127.0.0.1:8080/orders#x",
    "curl -d x=1 http://127.0.0.1:8080/./orders", "curl -d x=1 http://127.0.0.1:8080/a/../orders",
    "curl -d x=1 http://2130706433:8080/orders", "curl -X DELETE http://0x7f.1:8080/orders",
    "curl -X DELETE http://u:p@127.0.0.1:8080/orders",
    "curl -X DELETE http://LOCALHOST:8080/orders",
    "curl -X PUT http://0177.0.0.1:8080/orders", "curl -X PUT http://127.1:8080/orders",
    "curl -X PUT 127.0.0.1:8080/%6frders", "wget --post-data=x localhost.:8080/orders",
    "curl -d x=1 http://127.0.0.1:8080/%2e/orders",
  ])
  func addressHasOneName(_ line: String) throws {
    let folder = try Self.newFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try !Self.proved(by: line, on: .http, in: folder).contains(1))
  }

  @Test(
    .enabled(
      if: ServiceSandbox.obstacle(to: .postgres) == nil,
      "needs user namespaces, and initdb, postgres and psql"))
  func nothingThatIsProvedChangesRows() throws { try check(.postgres) }

  @Test(
    .enabled(
      if: ServiceSandbox.obstacle(to: .http) == nil,
      "needs user namespaces, and perl, curl and wget"))
  func nothingThatIsProvedChangesAServer() throws { try check(.http) }

  @Test(
    .enabled(
      if: ServiceSandbox.obstacle(to: .kubectl) == nil,
      "needs user namespaces, and perl and kubectl"))
  func nothingThatIsProvedChangesACluster() throws { try check(.kubectl) }

  @Test(
    .enabled(
      if: ServiceSandbox.obstacle(to: .aws) == nil, "needs user namespaces, and perl and aws"))
  func nothingThatIsProvedChangesAnAccount() throws { try check(.aws) }

  private static func newFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("proviso-service-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  private func check(_ service: ServiceSandbox.Service) throws {
    let folder = try Self.newFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let isCampaign = Campaign.isRunning
    let seed = Campaign.seed(1)
    var generator = ServiceGenerator(seed: seed)
    let protections = ServiceWorld.of(service).protections
    var generated = 0
    var ran = 0
    var proofs = 0
    for _ in 0..<Campaign.factor {
      var lines: [(text: String, proved: Set<Int>)] = []
      let wanted = isCampaign ? 40 : service.linesInOrdinaryRuns
      for _ in 0..<wanted * 10 where lines.count < wanted {
        let text = generator.line(for: service)
        let proved = try Self.proved(by: text, on: service, in: folder)
        generated += 1
        proofs += proved.count
        // A line of which nothing is proved says nothing, so it does not run.
        if !proved.isEmpty { lines.append((text, proved)) }
      }
      ran += lines.count
      let effects = try ServiceSandbox.effects(of: lines.map(\.text), on: service, in: folder)
      for (line, effect) in zip(lines, effects) {
        for index in line.proved.sorted() where protections[index].isBroken(effect) {
          let small = try Self.shrunk(line.text, index, on: service, in: folder)
          Issue.record(
            "proved, but changed: \(small) (\(protections[index].property); \(effect); PROVISO_SEED=\(seed))"
          )
        }
      }
    }
    if isCampaign {
      print("\(service): seed \(seed), \(generated) lines, \(ran) ran, \(proofs) proofs")
    }
  }

  /// The indices of the properties that are proved for a plan with one command line.
  private static func proved(
    by line: String, on service: ServiceSandbox.Service, in folder: URL
  ) throws -> Set<Int> {
    // A gap leaves every property undecided.
    guard ShellReader.read(line, position: nil).gaps.isEmpty else { return [] }
    let world = folder.appendingPathComponent("w.proviso")
    try ServiceWorld.of(service).text.write(to: world, atomically: true, encoding: .utf8)
    let plan = folder.appendingPathComponent("plan.json")
    let document: [String: Any] = [
      "schema": "proviso.plan/1", "world": "w.proviso", "steps": [["shell": line]],
    ]
    try JSONSerialization.data(withJSONObject: document).write(to: plan)
    let result = try Verifier().check(planAt: plan.path)
    return Set(
      result.properties.filter { $0.verdict == .proved }.compactMap { Int($0.name.dropFirst()) })
  }

  /// The line with fewer words, as long as the property is proved and broken.
  private static func shrunk(
    _ line: String, _ property: Int, on service: ServiceSandbox.Service, in folder: URL
  ) throws -> String {
    let protection = ServiceWorld.of(service).protections[property]
    var best = line.split(separator: " ").map(String.init)
    var index = 0
    while index < best.count {
      var words = best
      words.remove(at: index)
      let text = words.joined(separator: " ")
      if try proved(by: text, on: service, in: folder).contains(property),
        protection.isBroken(
          try ServiceSandbox.effects(of: [text], on: service, in: folder)[0])
      {
        best = words
      } else {
        index += 1
      }
    }
    return best.joined(separator: " ")
  }
}
