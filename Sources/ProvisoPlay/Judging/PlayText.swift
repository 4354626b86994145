import JSON

/// The body of a request.
typealias PlayRequest = JSONValue

/// The texts of the page's editors.
package struct PlayText: Sendable {
  /// The text of the world or spec.
  package var spec: String
  /// The text of the plan; blank for a world.
  package var plan: String
  /// The name of the exercise that the texts are an answer to; empty for none.
  package var exercise: String

  package init(spec: String, plan: String = "", exercise: String = "") {
    self.spec = spec
    self.plan = plan
    self.exercise = exercise
  }

  /// Reads the members `spec` and `plan` of a request; `nil` if it lacks one.
  init?(_ request: PlayRequest) {
    guard let spec = request["spec"]?.string, let plan = request["plan"]?.string else {
      return nil
    }
    self.init(spec: spec, plan: plan, exercise: request["exercise"]?.string ?? "")
  }

  /// Whether there is no plan, so that the text must be a world.
  var isWorld: Bool { plan.allSatisfy(\.isWhitespace) }

  /// The names of the texts in messages.
  static let nameOfSpec = "spec.proviso"
  var nameOfPlan: String {
    plan.first { !$0.isWhitespace } == "{" ? "plan.json" : "plan.yaml"
  }
}
