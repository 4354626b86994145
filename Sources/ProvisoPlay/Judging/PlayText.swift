import JSON

/// The texts of the page's editors.
package struct PlayText: Sendable {
  /// The text of the world or spec.
  package var spec: String
  /// The text of the plan; blank for a world.
  package var plan: String

  package init(spec: String, plan: String = "") {
    self.spec = spec
    self.plan = plan
  }

  /// Reads the body of a request: an object with the members `spec` and `plan`; `nil` if it is none.
  init?(json bytes: [UInt8]) {
    guard let root = try? JSONDocument(bytes: bytes, name: "request").root, root.kind == .object,
      let spec = root["spec"]?.string, let plan = root["plan"]?.string
    else { return nil }
    self.init(spec: spec, plan: plan)
  }

  /// Whether there is no plan, so that the text must be a world.
  var isWorld: Bool { plan.allSatisfy(\.isWhitespace) }

  /// The names of the texts in messages.
  static let nameOfSpec = "spec.proviso"
  var nameOfPlan: String {
    plan.first { !$0.isWhitespace } == "{" ? "plan.json" : "plan.yaml"
  }
}
