import Essentials
import ProvisoInput
import ProvisoKernel
import ProvisoResult
import Z3

/// The user's rules for every result of a check.
struct AssemblyRules: Sendable {
  /// Whether a proved property of the user's own specs counts as undecided if it is vacuous or a
  /// part of it requires nothing.
  var isStrict = false
  /// Whether violations that were there before the first step count.
  var countsPreexisting = false
  /// The date on which waivers are checked.
  var today: CalendarDate
  /// The violations that do not count, because an earlier check found them.
  var baseline: Set<Fingerprint> = []

  /// The current day in UTC.
  static var currentDay: CalendarDate {
    CalendarDate(secondsSince1970: Int(Date.now.timeIntervalSince1970.rounded(.down)))
  }
}

/// The parts of a result before waivers and strictness have been applied.
struct Findings {
  var properties: [PropertyResult] = []
  var assumptions: [String] = []
  var notModelled: [String] = []
  var diagnostics: [ResultDiagnostic] = []
  var coverage: [CoverageFinding] = []
  var exploration: ExplorationInfo?
  var simulation: SimulationInfo?
  /// Why the input does not name everything that will happen; `nil` if it names everything.
  var incompleteness: String?

  /// Adds assumptions, each once.
  mutating func assume(_ more: [String]) {
    for assumption in more where !assumptions.contains(assumption) {
      assumptions.append(assumption)
    }
  }
}

/// Puts every result together: waivers, strictness, coverage, and the versions of the program and
/// the solver.
struct Assembly: Sendable {
  /// The version of the library and of the command.
  static let version = "0.1.0"
  /// The solver and its version.
  static var solver: String { "z3 \(Z3Context.version)" }

  let rules: AssemblyRules
  private let start = ContinuousClock.now

  init(rules: AssemblyRules) { self.rules = rules }

  /// The result of a check.
  ///
  /// - Parameters:
  ///   - findings: what the judges found.
  ///   - input: what was checked.
  ///   - specs: the specs with their waivers.
  func result(
    of findings: Findings, about input: InputInfo, against specs: LoadedSpecs
  ) -> CheckResult {
    var properties = findings.properties
    let waivers = Waivers(specs.specs, today: rules.today)
    let diagnostics =
      findings.diagnostics + waivers.standing() + waivers.apply(to: &properties, of: input.words)
    let builtIn = specs.builtInLocations
    let lenient = builtIn.union(specs.outsideLocations)
    let texts = specs.propertyTexts
    for index in properties.indices {
      properties[index].source = texts[properties[index].location] ?? ""
      properties[index].isBuiltIn = builtIn.contains(properties[index].location)
      settle(
        &properties[index], isComplete: findings.incompleteness == nil,
        isLenient: lenient.contains(properties[index].location),
        noun: input.words.input.singular)
    }
    var result = CheckResult(
      tool: ToolInfo(name: "proviso", version: Self.version, solver: Self.solver),
      input: input, properties: properties, assumptions: findings.assumptions,
      notModelled: findings.notModelled, diagnostics: diagnostics,
      coverage: diagnostics.compactMap(CoverageFinding.init) + findings.coverage,
      exploration: findings.exploration, simulation: findings.simulation,
      seconds: start.secondsUntilNow)
    result.rules = specs.rules
    result.values = specs.values
    result.specFiles = specs.files
    return result
  }

  /// Applies the rules to the verdict of a property.
  ///
  /// - Parameters:
  ///   - isComplete: whether the input names everything that will happen. If not, violations that are
  ///     accepted could hide others.
  ///   - isLenient: whether strictness does not count the property. A pack has rules for much that a
  ///     single plan does not contain, and another value from outside may make a property apply.
  ///   - noun: the noun for the input.
  private func settle(
    _ result: inout PropertyResult, isComplete: Bool, isLenient: Bool, noun: String
  ) {
    if rules.isStrict, !isLenient, result.verdict == .proved {
      let empty = result.coverage.first { $0.kind.isVacuity && $0.reached == .never }
      if result.isVacuous {
        result.verdict = .undecided
        result.reason =
          result.instances.excluded > 0
          ? "vacuous: the settings exclude all of its \(result.instances.excluded) instances (strict)"
          : empty.flatMap { $0.kind == .whereNeverMet ? nil : "vacuous: \($0.message) (strict)" }
            ?? "vacuous: nothing in this \(noun) meets its `where` (strict)"
      } else if let empty {
        result.verdict = .undecided
        result.reason = "\(empty.message) (strict)"
      }
    }
    if rules.isStrict, result.verdict == .trusted {
      result.verdict = .undecided
      result.reason =
        "it trusts unknown values in \(result.instances.trusted) of \(result.instances.total) instances (strict)"
    }
    switch result.verdict {
    case .violated:
      if !rules.baseline.isEmpty {
        for index in result.violations.indices {
          let fingerprint = Fingerprint(of: result.violations[index], property: result)
          result.violations[index].isKnown = rules.baseline.contains(fingerprint)
        }
      }
      result.isWaived =
        isComplete && result.violations.count == result.instances.violated
        && result.violations.allSatisfy {
          $0.waiver != nil || $0.isKnown || !rules.countsPreexisting && $0.isPreexisting
        }
    case .undecided:
      result.isWaived =
        isComplete && result.instances.undecided > 0
        && result.undecided.count == result.instances.undecided
        && result.undecided.allSatisfy { $0.waiver != nil }
    case .proved, .trusted, .tolerated: result.isWaived = false
    }
  }
}
