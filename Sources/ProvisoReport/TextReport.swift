import ProvisoKernel
import ProvisoResult

/// The results for a person at a terminal: the worst verdicts first, then one sentence of counts.
package struct TextReport: ResultReport {
  package static let name = "text"
  package static let summary = "text for a terminal"

  /// The number of violations of one property that are shown with their runs. The others only name
  /// their objects.
  static let maximumDetailed = 3
  /// The number of objects of further violations that are named.
  static let maximumNamed = 200
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

  /// Makes a report.
  package init(_ settings: ReportSettings) {
    layout = TextLayout(settings)
    help = settings.help
  }

  /// Renders the results one after another. If there are several, their number by verdict follows.
  package func render(_ results: [CheckResult]) -> String {
    var text = results.map(render).joined(separator: "\n")
    if results.count > 1 {
      text += "\n" + summary(of: results).joined(separator: "\n") + "\n"
    }
    return text
  }

  /// Renders the result of one input.
  func render(_ result: CheckResult) -> String {
    let sorted = result.properties.enumerated().sorted {
      (-rank($0.element), -severityRank($0.element), $0.offset)
        < (-rank($1.element), -severityRank($1.element), $1.offset)
    }.map(\.element)
    let groups = groups(of: sorted)
    var lines = sorted.compactMap(\.remark).flatMap {
      layout.wrap("note: \($0)", indent: 0) + [""]
    }
    for group in groups {
      let properties = group.properties.filter { !isListed($0) }
      if let carrier = group.carrier, !properties.isEmpty { lines += heading(carrier) + [""] }
      let words = group.carrier?.words ?? result.input.words
      for properties in withSharedReasons(properties) {
        lines +=
          properties.count == 1
          ? properties.flatMap { describe($0, words: words) } : undecided(properties)
        lines.append("")
      }
    }
    for group in groups {
      let properties = group.properties.filter(isListed)
      if let carrier = group.carrier, !properties.isEmpty {
        lines += layout.wrap(title(of: carrier) + ":", indent: 0)
      }
      let words = group.carrier?.words ?? result.input.words
      for property in properties where !property.isVacuous {
        lines += proved(property, words: words)
      }
      lines += vacuous(properties.filter(\.isVacuous), of: words.input)
    }
    for finding in result.coverage where finding.reached != nil {
      lines += layout.wrap(note(finding), indent: 0)
    }
    let hasProof = sorted.contains(where: isListed)
    if hasProof { lines.append("") }
    lines += notes(result, hasProof: hasProof)
    lines += summary(of: result)
    return lines.joined(separator: "\n") + "\n"
  }

  /// Whether a property gets one line among the proved ones, rather than a paragraph with a run.
  private func isListed(_ property: PropertyResult) -> Bool {
    (property.verdict == .proved || property.verdict == .trusted) && property.kind == .invariant
  }

  private func rank(_ property: PropertyResult) -> Int {
    switch property.verdict {
    case .violated: property.isWaived ? 1 : 3
    case .undecided: property.isWaived ? 1 : 2
    case .proved, .trusted, .tolerated: 0
    }
  }

  private func severityRank(_ property: PropertyResult) -> Int {
    Severity.allCases.firstIndex(of: property.severity) ?? 0
  }
}
