import Foundation
import JSON
import Testing

@Suite struct CorpusTests {
  /// The Terraform plans of the corpus, in the folder `PROVISO_CORPUS` or next to the repository.
  private static var folder: URL {
    if let given = ProcessInfo.processInfo.environment["PROVISO_CORPUS"] {
      return URL(fileURLWithPath: given).appendingPathComponent("terraform")
    }
    return URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("../shared/corpus/terraform").standardizedFileURL
  }

  /// Plans that were edited by hand and have a duplicate key in one object.
  private static let withDuplicateKeys = [
    "GoogleCloudPlatform__terraform-validator/test__read_planned_assets__tf1_0plan.applied.json"
  ]

  private static var plans: [URL] {
    let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (all?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "json" }
      .sorted { $0.path < $1.path }
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: folder.path),
      "no corpus: set PROVISO_CORPUS to the folder that has terraform/ in it"))
  func everyPlanIsReadAsFoundationReadsIt() throws {
    let plans = Self.plans
    #expect(!plans.isEmpty)
    for plan in plans {
      if Self.withDuplicateKeys.contains(where: plan.path.hasSuffix) {
        let error = #expect(throws: JSONError.self) { try JSONDocument.load(path: plan.path) }
        #expect(error?.kind == .duplicateKey)
        continue
      }
      let document = try JSONDocument.load(path: plan.path)
      let bytes = try Data(contentsOf: plan)
      #expect(document.withSourceBytes { $0.elementsEqual(bytes) })
      // Some versions of Foundation's reader do not accept a byte order mark of UTF-16.
      if bytes.first == 0xff || bytes.first == 0xfe { continue }
      let other = try JSONSerialization.jsonObject(with: bytes, options: [.fragmentsAllowed])
      #expect(Self.same(document.root, other), "\(plan.path)")
    }
    print("everyPlanIsReadAsFoundationReadsIt: \(plans.count) files")
  }

  private static func same(_ value: JSONValue, _ other: Any) -> Bool {
    switch value.kind {
    case .null: return other is NSNull
    case .bool: return value.bool == (other as? Bool)
    case .string: return value.string == (other as? String)
    case .number:
      guard let number = other as? NSNumber, let own = value.number else { return false }
      if let integer = own.integer { return number.int64Value == Int64(integer) }
      return Double(own.text) == number.doubleValue
    case .array:
      guard let array = other as? [Any], array.count == value.count else { return false }
      return zip(value.elements, array).allSatisfy { same($0, $1) }
    case .object:
      guard let object = other as? [String: Any], object.count == value.count else { return false }
      return value.members.allSatisfy { key, member in
        object[key.string].map { same(member, $0) } ?? false
      }
    }
  }
}
