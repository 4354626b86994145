import ProvisoKernel
import ProvisoResult

/// One violation or undecided instance, for formats that list findings one by one.
struct Finding {
  let property: PropertyResult
  let kind: Kind
  /// The objects of the instance; empty for a finding about the whole input.
  let objects: [String]
  /// The sentences about the finding, without the title of its property.
  let sentences: [String]
  /// The steps of a run that matters, in one sentence; `nil` if there is none.
  let run: String?
  /// The reason why the finding does not count; `nil` if it counts.
  let acceptance: String?
  /// The run of a violation; empty for none.
  let trace: [TraceStep]
  /// The position of an object in the configuration; `nil` if it is not known.
  let object: ResultLocation?
  /// A name that is the same for the same finding in another check.
  let fingerprint: String

  enum Kind: String {
    case violated, undecided
  }

  /// The position that a reader looks at first.
  var location: ResultLocation { object ?? property.location }

  /// The sentences as one paragraph, or the title if there are none.
  var text: String {
    let all = sentences + [run].compactMap(\.self)
    return all.isEmpty ? property.title : all.joined(separator: "; ")
  }

  /// All findings of a result, the worst first.
  static func all(of result: CheckResult, in settings: ReportSettings) -> [Finding] {
    FindingOrder.sorted(result.properties).flatMap { property -> [Finding] in
      let words = property.carrier?.words ?? result.input.words
      switch property.verdict {
      case .proved, .trusted, .tolerated: return []
      case .violated, .undecided:
        return violations(of: property, words: words, path: result.input.path, settings)
          + openInstances(of: property, path: result.input.path, settings)
      }
    }
  }

  private static func violations(
    of property: PropertyResult, words: InputWords, path: String, _ settings: ReportSettings
  ) -> [Finding] {
    property.violations.map { violation in
      var sentences = [violation.message].compactMap(\.self)
      if violation.message == nil {
        sentences += violation.bindings.map { "\($0.name) = \($0.object)" }
      }
      sentences += violation.facts
      if !violation.unknowns.isEmpty {
        sentences.append(
          "possible if " + violation.unknowns.map(\.clause).joined(separator: " and "))
      }
      if violation.needsGraph { sentences.append("the graph of the plan could forbid this run") }
      let trace = violation.dependsOnOrder ? violation.trace : []
      let steps = trace.suffix(TextReport.maximumSteps).map(\.phrase)
      let start = trace.count > steps.count ? "…, " : ""
      sentences += violation.hints.map { hint in
        "hint: " + (hint.split(separator: "\n").first.map(String.init) ?? "")
      }
      return Finding(
        property: property, kind: .violated, objects: violation.objects, sentences: sentences,
        run: steps.isEmpty ? nil : "run: " + start + steps.joined(separator: ", "),
        acceptance: acceptance(of: violation, property, words: words), trace: violation.trace,
        object: violation.objects.lazy.compactMap { settings.position(path, $0) }.first,
        fingerprint: Fingerprint(of: violation, property: property).text)
    }
  }

  private static func acceptance(
    of violation: Violation, _ property: PropertyResult, words: InputWords
  ) -> String? {
    if let waiver = violation.waiver {
      return "waived until \(waiver.until), because \(waiver.because)"
    }
    if violation.isKnown { return "it is in the baseline" }
    guard violation.isPreexisting, property.isWaived else { return nil }
    return "it exists before the first step, and this \(words.input.singular) "
      + (violation.isRepaired ? "repairs it" : "leaves it")
  }

  private static func openInstances(
    of property: PropertyResult, path: String, _ settings: ReportSettings
  ) -> [Finding] {
    var out = property.undecided.map { instance in
      Finding(
        property: property, kind: .undecided, objects: instance.objects,
        sentences: ["undecided: \(instance.reason)"], run: nil,
        acceptance: instance.waiver.map { "waived until \($0.until), because \($0.because)" },
        trace: [], object: instance.objects.lazy.compactMap { settings.position(path, $0) }.first,
        fingerprint: Fingerprint(
          rule: property.name, objects: instance.objects, certainty: "undecided"
        ).text)
    }
    if property.verdict == .undecided, out.isEmpty {
      out.append(
        Finding(
          property: property, kind: .undecided, objects: [],
          sentences: ["undecided" + (property.reason.map { ": \($0)" } ?? "")], run: nil,
          acceptance: nil,
          trace: [], object: nil,
          fingerprint: Fingerprint(rule: property.name, objects: [], certainty: "undecided").text))
    }
    return out
  }
}

extension TraceStep {
  /// The step in a few words, such as `delete aws_vpc.main (fails)`.
  var phrase: String {
    let end =
      switch outcome {
      case .done: ""
      case .failed: " (fails)"
      case .inFlight: " (in flight)"
      }
    return (action.isEmpty ? "" : action + " ") + step + end
  }
}
