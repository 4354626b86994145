import Foundation
import ProvisoResult
import Testing

@testable import Proviso

/// An object refers to another one wherever it holds its identifier: as a number, in a JSON text, as a key of a map.
@Suite struct HeldIdentifierTests {
  @Test(arguments: [
    (#""3164444""#, "droplet", #"{"droplet_ids": [3164444]}"#, true),
    (#""3164444""#, "droplet", #"{"droplet_ids": ["3164444"]}"#, true),
    ("3164444", "droplet", #"{"droplet_ids": ["3164444"]}"#, true),
    (#""4711""#, "droplet", #"{"droplet_id": 4711}"#, true),
    (#""4711""#, "droplet", #"{"port": 4711}"#, false),
    (
      #""vpce-0123456789abcdef0""#, "endpoint",
      #"{"policy": "{\"Statement\":[{\"aws:SourceVpce\":\"vpce-0123456789abcdef0\"}]}"}"#, true
    ),
    (#""vpce-0123456789abcdef0""#, "endpoint", #"{"by": {"vpce-0123456789abcdef0": "x"}}"#, true),
    (#""vpce-0123456789abcdef0""#, "endpoint", #"{"by": {"vpce-0123456789abcdef1": "x"}}"#, false),
  ])
  func isReference(_ id: String, _ kind: String, _ holder: String, _ refers: Bool) throws {
    let plan = """
      {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": [
        {"address": "x_\(kind).gone", "mode": "managed", "type": "x_\(kind)", "name": "gone",
         "provider_name": "p", "change": {"actions": ["delete"], "before": {"id": \(id)},
          "after": null, "after_unknown": {}}},
        {"address": "y_user.u", "mode": "managed", "type": "y_user", "name": "u",
         "provider_name": "p", "change": {"actions": ["no-op"], "before": \(holder),
          "after": \(holder), "after_unknown": {}}}],
       "configuration": {"root_module": {}}}
      """
    let spec = """
      spec s for terraform
      invariant used "Nothing that exists refers to a destroyed object" {
        every a in resources, b in resources where a.exists and a refers to b.before { not b.destroyed }
      }
      """
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "proviso-held-\(UUID().uuidString).json")
    try Data(plan.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let result = try Verifier(specs: [.text(spec, name: "s.proviso")]).check(planAt: file.path)
    #expect(result.properties.map(\.verdict) == [refers ? .violated : .proved])
  }
}
