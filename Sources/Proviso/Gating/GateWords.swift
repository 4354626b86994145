import ProvisoKernel
import ProvisoResult

/// The sentences of decisions, for the model that proposed the call.
enum GateWords {
  /// The reason against a call that breaks a property.
  static func denial(_ property: PropertyResult) -> String {
    "This call can break \(name(property)).\(run(of: property))\(advice(property))"
  }

  /// The reason against a call where the property may have been broken before.
  static func earlier(_ property: PropertyResult) -> String {
    "An earlier call of this session may have broken \(name(property)), so it is not known whether "
      + "this call is safe.\(advice(property))"
  }

  /// The reason against a call where the property is not decided.
  static func question(_ property: PropertyResult) -> String {
    let reason = property.reason ?? property.undecided.first?.reason
    return "It is not known whether this call keeps \(name(property))"
      + (reason.map { ": \($0)." } ?? ".")
  }

  /// The title and the name of a property.
  static func name(_ property: PropertyResult) -> String {
    "\"\(property.title)\" (\(property.name))"
  }

  /// The message of the run that breaks a property, and the changes of its last step.
  private static func run(of property: PropertyResult) -> String {
    guard let violation = property.violations.first else { return "" }
    var out = violation.message.map { " \($0)." } ?? ""
    if let last = violation.trace.last {
      let changes = last.changes.map { "\($0.what): \($0.from) -> \($0.to)" }
      // The number of a step means nothing to the one who proposed a single call.
      let step = last.step.replacing(/\ #[0-9]+$/, with: "")
      if !changes.isEmpty { out += " After \(step): \(changes.joined(separator: ", "))." }
    }
    return out
  }

  /// The reason for a property, with a space before it; empty for none.
  static func advice(_ property: PropertyResult) -> String {
    property.because.map { " Reason for the rule: \($0)" } ?? ""
  }
}
