import Foundation
import ProvisoKernel
import ProvisoResult
import Testing

@testable import Proviso

@Suite struct StandardPackTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../specs/standard").standardized

  private func check(_ plan: PlanText) throws -> CheckResult {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "proviso-pack-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(plan.json.utf8).write(to: file)
    return try Verifier().check(planAt: file.path)
  }

  private func result(of property: String, in plan: PlanText) throws -> PropertyResult {
    try #require(try check(plan).properties.first { $0.name == property })
  }

  @Test func everyFileOfTheFolderIsBuiltIn() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".proviso") }
    #expect(Set(names.map { "specs/standard/" + $0 }) == Set(SpecPack.standard.files.map(\.path)))
    #expect(names.count == SpecPack.standard.files.count)
    for file in SpecPack.standard.files {
      let name = URL(filePath: file.path).lastPathComponent
      let bytes = try Data(contentsOf: Self.folder.appending(path: name))
      #expect(Data(file.bytes) == bytes, "\(file.path) differs from the built-in file")
    }
  }

  @Test func everyPropertyIsDocumentedAndTested() throws {
    let summaries = try Verifier().loadSpecs().summaries.flatMap(\.properties)
    let tested = Set(PackCase.all.map(\.property))
    #expect(Set(summaries.map(\.name)) == tested)
    for summary in summaries {
      #expect(!summary.documentation.isEmpty, "\(summary.name) has no doc comment")
    }
  }

  @Test(arguments: PackCase.all) func propertyIsViolated(_ pack: PackCase) throws {
    let result = try result(of: pack.property, in: pack.breaks)
    #expect(result.verdict == .violated)
    let named = result.violations.map { $0.bindings.map(\.object) }
    #expect(
      pack.culprits.isEmpty || named.contains { Set(pack.culprits).isSubset(of: $0) },
      "the violations name \(named)")
    #expect(result.violations.contains { $0.certainty == .definite })
  }

  @Test(arguments: PackCase.all) func propertyIsProved(_ pack: PackCase) throws {
    let result = try result(of: pack.property, in: pack.holds)
    #expect(
      result.verdict == .proved || result.verdict == .trusted,
      "\(result.reason ?? "") \(result.violations)")
    #expect(!result.isVacuous)
  }

  /// No property of the pack is violated or undecided for a plan without changes.
  @Test func aPlanWithoutChangesIsProved() throws {
    let plan = PlanText(
      .kept("aws_db_instance.orders", #"{"id":"db-1","tags":{"env":"production"}}"#),
      .kept("aws_s3_bucket.logs", #"{"id":"logs","bucket":"logs","acl":null}"#))
    let result = try check(plan)
    #expect(result.verdict == .proved)
  }

  @Test(arguments: [
    ("orders-prod", true), ("prod_orders", true), ("PROD", true), ("eu/production/db", true),
    ("product", false), ("non-prod", false), ("preprod", false), ("orders-pre-prod", false),
    ("reproduction", false),
  ]) func namesOfProductionAreRecognised(_ name: String, _ isProduction: Bool) throws {
    let plan = PlanText(
      .destroyed("aws_sqs_queue.any", #"{"id":"q-1","name":"\#(name)"}"#))
    let result = try result(of: "no_production_resource_destroyed", in: plan)
    #expect((result.verdict == .violated) == isProduction)
  }
}
