import Foundation
import ProvisoKernel
import ProvisoResult
import Testing

@testable import Proviso

/// The packs of single providers, which a team adopts by name.
@Suite struct ProviderPackTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let pack: String
    let rule: PackCase
    var testDescription: String { rule.testDescription }
  }

  static let packs: [(name: String, cases: [PackCase])] = [
    ("aws", PackCase.aws), ("gcp", PackCase.gcp), ("azure", PackCase.azure),
    ("kubernetes", PackCase.kubernetes),
  ]
  static let cases = packs.flatMap { pack in
    pack.cases.map { Case(pack: pack.name, rule: $0) }
  }

  private func result(_ plan: PlanText, of test: Case) throws -> PropertyResult {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "proviso-pack-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(plan.json.utf8).write(to: file)
    let verifier = Verifier(specs: [.path(test.pack)])
    return try #require(
      try verifier.check(planAt: file.path).properties.first { $0.name == test.rule.property })
  }

  @Test(arguments: cases) func ruleIsViolated(_ test: Case) throws {
    let result = try result(test.rule.breaks, of: test)
    #expect(result.verdict == .violated, "\(result.reason ?? "")")
    let named = result.violations.map { $0.bindings.map(\.object) }
    #expect(
      named.contains { Set(test.rule.culprits).isSubset(of: $0) }, "the violations name \(named)")
  }

  @Test(arguments: cases) func ruleIsProved(_ test: Case) throws {
    let result = try result(test.rule.holds, of: test)
    #expect(result.verdict == .proved, "\(result.reason ?? "") \(result.violations)")
  }

  @Test func everyRuleIsDocumentedAndTested() throws {
    for (name, cases) in Self.packs {
      let loaded = try Verifier(specs: [.path(name)]).loadSpecs()
      #expect(loaded.warnings.isEmpty)
      let rules = loaded.summaries.flatMap(\.properties)
      #expect(Set(rules.map(\.name)) == Set(cases.map(\.property)), "\(name)")
      for rule in rules {
        #expect(rule.name.hasPrefix(name + "_"), "\(rule.name) can clash with another pack")
      }
    }
  }

  @Test func everyFileOfTheFoldersIsBuiltIn() throws {
    for (name, _) in Self.packs {
      let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../specs/\(name)").standardized
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".proviso") }
      let pack = try #require(SpecPack.named(name))
      #expect(Set(files.map { "specs/\(name)/" + $0 }) == Set(pack.files.map(\.path)))
      for file in pack.files {
        let bytes = try Data(
          contentsOf: folder.appending(path: URL(filePath: file.path).lastPathComponent))
        #expect(Data(file.bytes) == bytes, "\(file.path) differs from the built-in file")
      }
    }
  }

  /// Two packs can be used at once, also with the standard one.
  @Test func packsGoTogether() throws {
    let specs = ["standard", "aws", "gcp", "azure", "kubernetes"].map { SpecSource.path($0) }
    let rules = try Verifier(specs: specs).loadSpecs().summaries.flatMap(\.properties).map(\.name)
    #expect(Set(rules).count == rules.count)
  }
}
