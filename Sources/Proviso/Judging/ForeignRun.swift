import ProvisoKernel
import ProvisoLanguage

/// The words about a recorded run that its input does not have: the file with it was changed, or it is about
/// another input.
package enum ForeignRun {
  private static let beginning = "the input has no such run: "

  /// The reason why a property is not judged.
  static func reason(_ text: String) -> String { beginning + text }

  /// Whether a property is not judged because the input has no such run.
  package static func isNamed(in reason: String?) -> Bool {
    reason?.hasPrefix(beginning) == true
  }
}

extension ForeignRun {
  /// The reason where the property comes out otherwise in a run that the input has.
  static func noEvidence(for property: Property) -> String {
    property.kind == .possible
      ? "the run does not reach the goal" : "the property holds in this run"
  }
}

extension ReplayError {
  /// The fault of a step that the input does not allow, as a clause.
  var clause: String {
    switch self {
    case .unknownStep: "there is no such step that could go on then"
    case .begunTwice: "the step begins twice"
    case .tooEarly: "the step begins before a step that it waits for is done"
    case .unfinished: "the step ends before all of it has happened"
    case .cannotFail: "the step cannot end like this"
    }
  }
}
