import ProvisoLanguage
import ProvisoResult
import Synchronization

/// The results of a check so far, for the case that the rest of it is abandoned.
final class PartialResult: Sendable {
  private struct State {
    var input: InputInfo?
    var specs: LoadedSpecs?
    /// The properties that are to be judged.
    var properties: [Property] = []
    var findings = Findings()
    var stage = "the input was read"
    /// The file that is being read.
    var file: String?
  }

  private let state = Mutex(State())

  /// Notes what is checked.
  func begin(_ input: InputInfo, against specs: LoadedSpecs, _ findings: Findings = Findings()) {
    state.withLock {
      $0.input = input
      $0.specs = specs
      $0.properties = specs.specs.flatMap(\.spec.properties)
      $0.findings = findings
    }
  }

  /// Notes that further specs are checked.
  func extend(by specs: LoadedSpecs) {
    state.withLock { $0.properties += specs.specs.flatMap(\.spec.properties) }
  }

  /// Notes the activity, as the words after "while".
  ///
  /// - Parameter file: the name of the file that is being read; `nil` for none.
  func enter(_ stage: String, of file: String? = nil) {
    state.withLock {
      $0.stage = stage
      $0.file = file
    }
  }

  /// Adds the result of a property.
  func add(_ property: PropertyResult) {
    state.withLock { $0.findings.properties.append(property) }
  }

  /// The name of the file that is being read; `nil` for none.
  var file: String? { state.withLock { $0.file } }

  /// The current activity, as the words after "while".
  var stage: String { state.withLock { $0.stage } }

  /// The result with the properties that are judged, and all others undecided; `nil` where the input
  /// has not been read.
  ///
  /// - Parameter reason: why the rest is undecided.
  func result(_ assembly: Assembly, because reason: String) -> CheckResult? {
    let state = state.withLock { $0 }
    guard let input = state.input, let specs = state.specs else { return nil }
    var findings = state.findings
    var judged = Dictionary(
      findings.properties.map { ($0.location, $0) }, uniquingKeysWith: { first, _ in first })
    // Several threads judge properties, so they are not judged in order.
    let all = state.properties.map { property in
      var open = PropertyResult(of: property)
      if let known = judged.removeValue(forKey: open.location) { return known }
      open.verdict = .undecided
      open.instances.undecided = 1
      open.reason = reason
      return open
    }
    findings.properties = findings.properties.filter { judged[$0.location] != nil } + all
    return assembly.result(of: findings, about: input, against: specs)
  }
}
