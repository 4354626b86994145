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
  /// What is protected, and whether what a line has done violates it.
  private struct Protection {
    let declarations: String
    let property: String
    let isBroken: @Sendable (_ effect: String) -> Bool
  }

  private static func requests(_ effect: String) -> [(method: String, path: String)] {
    effect.split(separator: ";").compactMap { request in
      let parts = request.split(separator: " ", maxSplits: 1)
      return parts.count == 2 ? (String(parts[0]).uppercased(), String(parts[1])) : nil
    }
  }

  private static func writes(_ method: String) -> Bool {
    !["GET", "HEAD", "OPTIONS"].contains(method)
  }

  private static func protections(of service: ServiceSandbox.Service) -> [Protection] {
    switch service {
    case .postgres:
      [
        Protection(
          declarations: "object orders: Table { name: \"shop/orders\" }",
          property: "not orders.rows_lost and orders.exists",
          isBroken: { $0 == "lost" })
      ]
    case .http:
      [
        Protection(
          declarations: "", property: "no e in Endpoint { e.may_have_changed }",
          isBroken: { requests($0).contains { writes($0.method) } }),
        Protection(
          declarations: "object orders: Endpoint { name: \"http://127.0.0.1:8080/orders\" }",
          property: "not orders.may_have_changed",
          isBroken: { requests($0).contains { writes($0.method) && $0.path == "/orders" } }),
      ]
    case .kubectl:
      [
        Protection(
          declarations: "object production: Namespace { name: \"production\" }",
          property: "not production.lost",
          isBroken: {
            requests($0).contains {
              $0.method == "DELETE" && !$0.path.contains("dryRun=All")
                && ($0.path.contains("/namespaces/production")
                  || !$0.path.contains("/namespaces/") && !$0.path.contains("/nodes/"))
            }
          }),
        Protection(
          declarations: "object production: Namespace { name: \"production\" }",
          property: "not production.changed and not production.stopped and not production.lost",
          isBroken: {
            requests($0).contains {
              writes($0.method) && !$0.path.contains("dryRun=All")
                && !$0.path.contains("authorization.k8s.io")
                && $0.path.contains("/namespaces/production/")
            }
          }),
      ]
    }
  }

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
    #expect(try Self.verdict(of: line, Self.protections(of: .http)[1], in: folder) != .proved)
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
    let seed =
      Campaign.seed(1)
    var generator = ServiceGenerator(seed: seed)
    let protections = Self.protections(of: service)
    var counts: [Verdict: Int] = [:]
    for _ in 0..<Campaign.factor {
      var lines: [(text: String, protection: Protection)] = []
      let wanted = isCampaign ? 40 : 6
      for _ in 0..<wanted * 10 where lines.count < wanted {
        let text = generator.line(for: service)
        let protection = protections[lines.count % protections.count]
        let verdict = try Self.verdict(of: text, protection, in: folder)
        counts[verdict, default: 0] += 1
        // A line that is not proved says nothing, so it does not run.
        if verdict == .proved { lines.append((text, protection)) }
      }
      let effects = try ServiceSandbox.effects(of: lines.map(\.text), on: service, in: folder)
      for (line, effect) in zip(lines, effects) where line.protection.isBroken(effect) {
        let small = try Self.shrunk(line.text, line.protection, on: service, in: folder)
        Issue.record(
          "proved, but changed: \(small) (\(line.protection.property); \(effect); PROVISO_SEED=\(seed))"
        )
      }
    }
    if isCampaign { print("\(service): seed \(seed), \(counts.map { "\($0.value) \($0.key)" })") }
  }

  /// The verdict of a plan with one command line.
  private static func verdict(
    of line: String, _ protection: Protection, in folder: URL
  ) throws -> Verdict {
    guard ShellReader.read(line, position: nil).gaps.isEmpty else { return .undecided }
    let world = folder.appendingPathComponent("w.proviso")
    try """
    world guarded
    use "proviso:tools.proviso"
    \(protection.declarations)
    invariant stays "Nothing changes" { \(protection.property) }
    """.write(to: world, atomically: true, encoding: .utf8)
    let plan = folder.appendingPathComponent("plan.json")
    let document: [String: Any] = [
      "schema": "proviso.plan/1", "world": "w.proviso", "steps": [["shell": line]],
    ]
    try JSONSerialization.data(withJSONObject: document).write(to: plan)
    return try Verifier().check(planAt: plan.path).verdict
  }

  /// The line with fewer words, as long as it is proved and breaks the property.
  private static func shrunk(
    _ line: String, _ protection: Protection, on service: ServiceSandbox.Service, in folder: URL
  ) throws -> String {
    var best = line.split(separator: " ").map(String.init)
    var index = 0
    while index < best.count {
      var words = best
      words.remove(at: index)
      let text = words.joined(separator: " ")
      if try verdict(of: text, protection, in: folder) == .proved,
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
