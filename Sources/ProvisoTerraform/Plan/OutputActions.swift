import JSON

extension TerraformPlan {
  /// Refuses changes of outputs with actions that no known version writes.
  static func checkActions(ofOutputs outputs: JSONValue?) throws(TerraformPlanError) {
    for (key, change) in outputs?.members.map({ ($0.key.string, $0.value) }) ?? [] {
      let path = "output_changes.\(key).actions"
      guard let list = try change.arrayField("actions", of: "output_changes.\(key)") else {
        continue
      }
      let words = list.elements.map { $0.string ?? "" }
      guard TerraformActionList(words) == nil else { continue }
      let shown = words.map { "\"\($0)\"" }.joined(separator: ", ")
      throw TerraformPlanError("\(path): unknown action list [\(shown)]", at: list)
    }
  }
}
