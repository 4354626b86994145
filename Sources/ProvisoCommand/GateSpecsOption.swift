import ArgumentParser
import Proviso

/// The specs of a gate beside its world, and the time that one decision may take.
struct GateSpecsOption: ParsableArguments {
  @Option(
    name: [.customShort("s"), .long],
    help: "A .proviso file to check, beside the properties of the world; repeatable.")
  var spec: [String] = []

  /// The verifier of the decisions.
  ///
  /// - Parameter seconds: the time limit of one decision.
  func verifier(deadline seconds: Int) -> Verifier {
    var verifier = Verifier(specs: spec.map { .path($0) })
    verifier.deadline = .seconds(seconds)
    return verifier
  }

  /// Throws an error about the option for the time limit if its number is too small or too large.
  static func validate(deadline seconds: Int) throws {
    guard (1...600).contains(seconds) else {
      throw ValidationError("--deadline is a number of seconds from 1 to 600.")
    }
  }
}
