/// The JSON of a plan, built from the changes of its objects.
struct PlanText: Sendable {
  /// The change of one object.
  struct Change: Sendable {
    let address: String
    let actions: [String]
    let before: String
    let after: String
    let unknown: String
    /// The attributes whose expression in the configuration is a reference, with the reference.
    let refers: [String: String]
    /// The addresses in `depends_on` of the object.
    let waits: [String]

    var type: String { String(address.prefix { $0 != "." }) }
    var name: String { String(address.drop { $0 != "." }.dropFirst()) }
    var isConfigured: Bool { !["delete", "forget"].contains(actions.joined()) }

    var json: String {
      let list = actions.map { #""\#($0)""# }.joined(separator: ",")
      return """
        {"address":"\(address)","mode":"managed","type":"\(type)","name":"\(name)",
        "provider_name":"registry.terraform.io/hashicorp/any","change":{"actions":[\(list)],
        "before":\(before),"after":\(after),"after_unknown":\(unknown)}}
        """
    }

    var configuration: String {
      let expressions = refers.sorted { $0.key < $1.key }.map { name, reference in
        let target = reference.split(separator: ".").prefix(2).joined(separator: ".")
        return #""\#(name)":{"references":["\#(reference)","\#(target)"]}"#
      }
      let waited = waits.map { #""\#($0)""# }.joined(separator: ",")
      return """
        {"address":"\(address)","mode":"managed","type":"\(type)","name":"\(name)",
        "provider_config_key":"any","expressions":{\(expressions.joined(separator: ","))},
        "depends_on":[\(waited)],"schema_version":0}
        """
    }

    var state: String {
      let waited =
        waits
        + refers.values.map { reference in
          reference.split(separator: ".").prefix(2).joined(separator: ".")
        }
      let list = waited.sorted().map { #""\#($0)""# }.joined(separator: ",")
      return """
        {"address":"\(address)","mode":"managed","type":"\(type)","name":"\(name)",
        "provider_name":"registry.terraform.io/hashicorp/any","schema_version":0,
        "values":\(before),"depends_on":[\(list)]}
        """
    }
  }

  let changes: [Change]
  let drift: [Change]

  init(_ changes: Change..., drift: [Change] = []) {
    self.changes = changes
    self.drift = drift
  }

  init(_ changes: [Change]) {
    self.changes = changes
    drift = []
  }

  var json: String {
    func list(_ parts: [String]) -> String { "[" + parts.joined(separator: ",\n") + "]" }
    return """
      {"format_version":"1.2","terraform_version":"1.11.4","complete":true,"applyable":\(changes.contains { $0.actions != ["no-op"] }),
      "errored":false,
      "resource_changes":\(list(changes.map(\.json))),
      "resource_drift":\(list(drift.map(\.json))),
      "prior_state":{"format_version":"1.0","values":{"root_module":{"resources":
      \(list(changes.filter { $0.before != "null" }.map(\.state)))}}},
      "configuration":{"provider_config":{"any":{"name":"any",
      "full_name":"registry.terraform.io/hashicorp/any"}},"root_module":{"resources":
      \(list(changes.filter(\.isConfigured).map(\.configuration)))}}}
      """
  }
}

extension PlanText.Change {
  static func kept(
    _ address: String, _ value: String, refers: [String: String] = [:], waits: [String] = []
  ) -> Self {
    Self(
      address: address, actions: ["no-op"], before: value, after: value, unknown: "{}",
      refers: refers, waits: waits)
  }

  static func made(
    _ address: String, _ after: String, unknown: String = #"{"id":true}"#,
    refers: [String: String] = [:], waits: [String] = []
  ) -> Self {
    Self(
      address: address, actions: ["create"], before: "null", after: after, unknown: unknown,
      refers: refers, waits: waits)
  }

  static func changed(
    _ address: String, _ before: String, to after: String, unknown: String = "{}",
    refers: [String: String] = [:], waits: [String] = []
  ) -> Self {
    Self(
      address: address, actions: ["update"], before: before, after: after, unknown: unknown,
      refers: refers, waits: waits)
  }

  static func replaced(
    _ address: String, _ before: String, by after: String, createsFirst: Bool = false,
    unknown: String = #"{"id":true}"#, refers: [String: String] = [:], waits: [String] = []
  ) -> Self {
    Self(
      address: address, actions: createsFirst ? ["create", "delete"] : ["delete", "create"],
      before: before, after: after, unknown: unknown, refers: refers, waits: waits)
  }

  static func destroyed(_ address: String, _ before: String, waits: [String] = []) -> Self {
    Self(
      address: address, actions: ["delete"], before: before, after: "null", unknown: "{}",
      refers: [:], waits: waits)
  }

  static func forgotten(_ address: String, _ before: String) -> Self {
    Self(
      address: address, actions: ["forget"], before: before, after: "null", unknown: "{}",
      refers: [:], waits: [])
  }
}
