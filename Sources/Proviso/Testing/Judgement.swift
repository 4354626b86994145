import ProvisoKernel
import ProvisoLanguage
import ProvisoResult

/// Compares an expectation with the result.
///
/// `violated by` names instances by their objects. One object for each binder of the property, in
/// order, names one instance; further instances can follow. Fewer objects name any instance that
/// has all of them. Each named instance must be violated; others may be violated too.
struct Judgement {
  let expectation: Expectation
  let property: Property
  let result: PropertyResult
  /// Whether the check was ended from outside. What is undecided then is no expected answer.
  var isCut = false

  func result(at location: ResultLocation) -> ExpectationResult {
    let outcome = self.outcome
    return ExpectationResult(
      property: property.name, location: location, expected: expected, found: found,
      outcome: outcome, note: note(outcome), result: result)
  }

  private var expected: String {
    let objects = expectation.objects.map(Value.quoted).joined(separator: ", ")
    return expectation.outcome.rawValue + (objects.isEmpty ? "" : " by " + objects)
  }

  private var found: String {
    if result.isVacuous { return "proved, but vacuous: \(vacuity)" }
    switch result.verdict {
    case .proved, .tolerated: return "proved"
    case .trusted:
      return "trusted"
        + (result.trusted.first.map { ": " + $0.reason } ?? "")
    case .undecided: return "undecided" + (result.reason.map { ": " + $0 } ?? "")
    case .violated:
      let objects = result.violations.map {
        $0.objects.map(Value.quoted).joined(separator: ", ")
      }.filter { !$0.isEmpty }
      return "violated" + (objects.isEmpty ? "" : " by " + objects.joined(separator: "; "))
    }
  }

  private var outcome: TestResult.Outcome {
    let isMet: Bool =
      switch expectation.outcome {
      case .proved: result.verdict == .proved
      case .trusted: result.verdict == .trusted
      case .vacuous: result.verdict == .proved && result.isVacuous
      case .undecided: result.verdict == .undecided
      case .violated: result.verdict == .violated && instances.allSatisfy(isViolated)
      }
    if isCut, result.verdict == .undecided { return .undecided }
    if isMet { return .passed }
    // An undecided instance may be the expected one.
    let isOpen =
      result.verdict == .undecided
      || (expectation.outcome == .violated && result.verdict == .violated
        && result.instances.undecided > 0)
    return isOpen ? .undecided : .failed
  }

  /// The objects of each expected instance.
  private var instances: [[String]] {
    let size = Waivers.binders(of: property).count
    let objects = expectation.objects
    guard size > 0, objects.count > size else { return objects.isEmpty ? [] : [objects] }
    return stride(from: 0, to: objects.count, by: size).map {
      Array(objects[$0..<min($0 + size, objects.count)])
    }
  }

  private func isViolated(_ wanted: [String]) -> Bool {
    result.violations.contains { violation in
      let objects = violation.objects
      guard wanted.count < objects.count else { return wanted == objects }
      var left = objects
      return wanted.allSatisfy { name in
        guard let index = left.firstIndex(of: name) else { return false }
        left.remove(at: index)
        return true
      }
    }
  }

  private func note(_ outcome: TestResult.Outcome) -> String? {
    outcome == .passed && result.isVacuous && expectation.outcome == .proved
      ? "`\(property.name)` is vacuous here: \(vacuity)" : nil
  }

  /// The reason why the property asks for nothing.
  private var vacuity: String {
    result.coverage.first { $0.kind.isVacuity && $0.kind != .whereNeverMet }?.message
      ?? "nothing in the plan meets its `where`"
  }
}
