import Foundation
import JSON
import ProvisoTerraform
import Testing

/// Every plan of the corpus is either read or refused with a message.
@Suite struct CorpusTests {
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["PROVISO_CORPUS"] {
      return URL(fileURLWithPath: path).appendingPathComponent("terraform")
    }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("../shared/corpus/terraform").standardizedFileURL
  }()

  static let files: [URL] = {
    let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (all?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "json" }
      .sorted { $0.path < $1.path }
  }()

  @Test(.enabled(if: !files.isEmpty, "no corpus: set PROVISO_CORPUS to its folder"))
  func everyPlanIsRead() {
    var refused: [String] = []
    var waits = 0
    for file in Self.files {
      let name = file.deletingLastPathComponent().lastPathComponent + "/" + file.lastPathComponent
      do {
        let plan = try TerraformPlan(document: JSONDocument.load(path: file.path))
        check(plan, name)
        waits += plan.waits.count
      } catch let error as TerraformPlanError {
        refused.append("\(name): \(error)")
        #expect(!error.message.isEmpty)
      } catch {
        refused.append("\(error)")
      }
    }
    print("\(Self.files.count) plans, \(waits) waits, \(refused.count) refused")
    for line in refused { print("refused", line) }
    #expect(refused.count * 10 < Self.files.count)
    #expect(waits > Self.files.count)
  }

  private func check(_ plan: TerraformPlan, _ name: String) {
    let listed = plan.document.root["resource_changes"]?.count ?? 0
    #expect(plan.resources.count { $0.isListed } == listed, "\(name)")
    for wait in plan.waits {
      #expect(plan.steps.indices.contains(wait.after), "\(name)")
      #expect(plan.steps.indices.contains(wait.before), "\(name)")
    }
    var steps = Array(repeating: 0, count: plan.resources.count)
    for step in plan.steps {
      if case .check = step.kind { continue }
      if let resource = step.resource { steps[resource] += 1 }
    }
    for (index, resource) in plan.resources.enumerated() {
      let own = resource.action == .replace ? 2 : resource.actions == .noOp ? 0 : 1
      let expected = own + (resource.importing == nil ? 0 : 1)
      #expect(steps[index] == expected, "\(name) \(resource.address)")
      for attribute in resource.after?.members.map(\.key.string) ?? [] {
        guard
          case .named(let named) = plan.references(of: index, attribute: [attribute])
        else { continue }
        for other in named.flatMap(\.resources) where other != index {
          #expect(
            plan.dependsOn(index, other) == true,
            "\(name): \(resource.address).\(attribute) names \(plan.resources[other].address)")
        }
      }
    }
  }
}
