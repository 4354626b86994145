import ProvisoKernel
import ProvisoResult

/// The results for a person at a terminal: the worst verdicts first, then one sentence of counts.
package struct TextReport: ResultReport {
  package static let name = "text"
  package static let tellsRepairs = true
  package static let tellsReasons: ReportSettings.Detail? = .long
  package static let summary = "text for a terminal"

  /// The number of groups of violations of one property that are shown. The others only name their
  /// objects.
  static let maximumDetailed = 3
  /// The number of objects, rules or values that one line names.
  static let maximumNamed = 3
  /// The number of dependencies that are shown of one proof.
  static let maximumReasons = 2
  /// The number of steps of a run beyond which its middle is left out.
  static let maximumSteps = 12
  /// The limit on steps for a run through states, where each step matters.
  static let maximumStepsOfStates = 40
  /// The column at which the text of a property begins, after its verdict.
  static let textColumn = 11

  let layout: TextLayout
  let help: ReportSettings.CommandHelp
  let detail: ReportSettings.Detail
  let showsAll: Bool

  /// Makes a report.
  package init(_ settings: ReportSettings) {
    layout = TextLayout(settings)
    help = settings.help
    detail = settings.detail
    showsAll = settings.showsAll
  }

  /// The texts that one answer has only once.
  struct Told {
    var advice: Set<String> = []
  }

  /// Renders the results one after another. If there are several, their number by verdict follows.
  package func render(_ results: [CheckResult]) -> String {
    var told = Told()
    var text = results.map { render($0, &told) }.filter { !$0.isEmpty }.joined(separator: "\n")
    if results.count > 1, detail > .findings {
      text += "\n" + summary(of: results).joined(separator: "\n") + "\n"
    }
    return text
  }

  /// Renders the result of one input.
  private func render(_ result: CheckResult, _ told: inout Told) -> String {
    let sorted = FindingOrder.sorted(result.properties)
    let groups = groups(of: sorted)
    var lines: [String] = []
    for group in groups {
      let properties = group.properties.filter(isFinding)
      if let carrier = group.carrier, !properties.isEmpty { lines += heading(carrier) + [""] }
      let words = group.carrier?.words ?? result.input.words
      for properties in withSharedReasons(properties) {
        if properties.count > 1 {
          lines += undecided(properties)
        } else {
          for property in properties { lines += describe(property, words: words, &told) }
        }
        lines.append("")
      }
    }
    guard detail > .findings else {
      return lines.isEmpty ? "" : lines.dropLast().joined(separator: "\n") + "\n"
    }
    let listed = groups.flatMap { group in
      listing(of: group, words: group.carrier?.words ?? result.input.words)
    }
    lines += listed
    let remarks = remarks(of: result, sorted)
    lines += remarks
    if detail >= .long {
      if !(listed + remarks).isEmpty { lines.append("") }
      lines += notes(result, hasProof: sorted.contains(where: isListed))
    } else if !listed.isEmpty {
      lines.append("")
    }
    lines += summary(of: result)
    return lines.joined(separator: "\n") + "\n"
  }

  /// Whether a property gets a paragraph, with its runs.
  private func isFinding(_ property: PropertyResult) -> Bool {
    switch property.verdict {
    case .violated, .undecided, .tolerated: true
    case .proved, .trusted: !isListed(property) && detail >= .long
    }
  }

  /// Whether a property gets one line among the proved ones, rather than a paragraph with a run.
  private func isListed(_ property: PropertyResult) -> Bool {
    (property.verdict == .proved || property.verdict == .trusted) && property.kind == .invariant
  }

  /// The properties of one plan that are proved, and those that do not apply. A short answer lists
  /// only those that trust unknown values.
  private func listing(of group: Group, words: InputWords) -> [String] {
    let properties = group.properties.filter(isListed).filter {
      detail >= .long || $0.verdict == .trusted
    }
    guard !properties.isEmpty else { return [] }
    var lines: [String] = []
    if let carrier = group.carrier {
      lines += layout.wrap(title(of: carrier) + ":", indent: 0)
    }
    for property in properties where !property.isVacuous {
      lines += proved(property, words: words)
    }
    return lines + vacuous(properties.filter(\.isVacuous), of: words.input)
  }

  /// Sentences about the input as a whole, and the parts of specs that require nothing, each once.
  private func remarks(of result: CheckResult, _ properties: [PropertyResult]) -> [String] {
    var sentences = properties.compactMap(\.remark).map { "note: \($0)" }
    sentences += result.coverage.filter { $0.reached != nil }.map(note)
    // A rule for agents is for any plan, so that a plan does not meet every part of it.
    if detail < .long, result.input.kind != .agentPlan {
      for property in properties where isListed(property) && property.verdict != .trusted {
        // A property whose `where` nothing meets is counted as one that does not apply.
        sentences += property.coverage.filter { $0.kind != .whereNeverMet }.map(note)
      }
    }
    var seen: Set<String> = []
    return sentences.filter { seen.insert($0).inserted }.flatMap { layout.wrap($0, indent: 0) }
  }
}
