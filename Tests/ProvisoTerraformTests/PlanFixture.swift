import JSON
import ProvisoTerraform

/// Hand-written plans.
enum PlanFixture {
  static func read(_ text: String) throws -> TerraformPlan {
    try TerraformPlan(document: JSONDocument(text: text))
  }

  /// One entry of `resource_changes`.
  static func change(
    _ address: String, _ actions: String, module: String? = nil, index: String? = nil,
    more: String = "", values: String? = nil
  ) -> String {
    let isMade = actions == #"["create"]"# || actions == #"["read"]"#
    let isGone = actions == #"["delete"]"# || actions == #"["forget"]"#
    let both = #""before": \#(isMade ? "null" : "{}"), "after": \#(isGone ? "null" : "{}")"#
    let local = address.split(separator: ".").suffix(2).map(String.init)
    let name = local[1].split(separator: "[").first.map(String.init) ?? local[1]
    let moduleField = module.map { #""module_address": "\#($0)","# } ?? ""
    let indexField = index.map { #""index": \#($0),"# } ?? ""
    return #"""
      {"address": "\#(quoted(address))", \#(moduleField) \#(indexField) \#(more) "mode": "managed",
       "type": "\#(local[0])", "name": "\#(name)", "provider_name": "p",
       "change": {"actions": \#(actions), \#(values ?? both), "after_unknown": {}}}
      """#
  }

  /// A resource of a configuration.
  static func resource(_ address: String, _ expressions: String = "", more: String = "") -> String {
    let parts = address.split(separator: ".").map(String.init)
    return #"""
      {"address": "\#(address)", "mode": "managed", "type": "\#(parts[0])", "name": "\#(parts[1])",
       \#(more) "provider_config_key": "p", "expressions": {\#(expressions)}}
      """#
  }

  static func plan(
    _ changes: [String], configuration: [String] = [], more: String = "", parts: String = ""
  ) -> String {
    #"""
    {"format_version": "1.2", "terraform_version": "1.11.4", \#(parts)
     "resource_changes": [\#(changes.joined(separator: ","))],
     "configuration": {"root_module": {"resources": [\#(configuration.joined(separator: ","))] \#(more)}}}
    """#
  }

  static func references(_ list: String...) -> String {
    let texts = list.map { "\"\(quoted($0))\"" }.joined(separator: ",")
    return #"{"references": [\#(texts)]}"#
  }

  private static func quoted(_ text: String) -> String {
    text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
  }
}

extension TerraformPlan {
  /// Index of a resource.
  func index(_ address: String) -> Int { resources.firstIndex { $0.address == address } ?? -1 }
}
