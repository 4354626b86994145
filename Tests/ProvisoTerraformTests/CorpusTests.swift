import Foundation
import JSON
import ProvisoTerraform
import Testing

/// Every plan of the corpus is read, or refused with a sentence.
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
  func everyPlanIsRead() throws {
    var refused: [String] = []
    for file in Self.files {
      let document = try JSONDocument.load(path: file.path)
      let name = file.deletingLastPathComponent().lastPathComponent + "/" + file.lastPathComponent
      do {
        let plan = try TerraformPlan(document: document)
        let listed = document.root["resource_changes"]?.count ?? 0
        #expect(plan.resources.count { $0.isListed } == listed, "\(name)")
        for wait in plan.waits {
          #expect(plan.steps.indices.contains(wait.after), "\(name)")
          #expect(plan.steps.indices.contains(wait.before), "\(name)")
        }
        for index in plan.resources.indices {
          let resource = plan.resources[index]
          let steps = plan.steps.count {
            $0.resource == index && $0.kind != .check(resource.address)
          }
          let expected = resource.action == .replace ? 2 : resource.action == .noOp ? 0 : 1
          #expect(steps == expected, "\(name) \(resource.address)")
          for attribute in resource.after?.members.map(\.key.string) ?? [] {
            _ = plan.references(of: index, attribute: [attribute])
          }
        }
      } catch {
        refused.append("\(name): \(error)")
      }
    }
    for line in refused { print("refused", line) }
    #expect(refused.count * 10 < Self.files.count)
  }
}
