import ProvisoKernel
import ProvisoResult

/// The results as one page that needs no network and no other file.
///
/// Everything that matters is text in the page, so that it can be read without the script. The script
/// adds the moments of a run, which one steps through with keys or a slider, and the graph of the plan,
/// which it draws when it comes into view.
package struct HTMLReport: ResultReport {
  package static let name = "html"
  package static let summary = "a page with the plan and each run, in one file"
  package static let drawsGraph = true
  package static let tellsReasons: ReportSettings.Detail? = .findings

  /// The number of runs of one property that are shown.
  static let mostRuns = 20
  /// The number of further objects that are named.
  static let mostNamed = 500

  private let settings: ReportSettings

  /// Makes a report.
  package init(_ settings: ReportSettings) { self.settings = settings }

  /// Renders all results as one page.
  package func render(_ results: [CheckResult]) -> String {
    let verdict = results.map(\.verdict).max() ?? .proved
    let title =
      "\(verdict.rawValue): \(results.count == 1 ? results[0].input.path : "\(results.count) inputs")"
    var page = HTMLPage(title: title)
    page.add("<header><h1>Proviso</h1>")
    page.add(
      "<p class=\"verdict \(verdict.rawValue)\">\(Self.sign(of: verdict)) \(verdict.rawValue)</p></header>"
    )
    page.add("<main>")
    for (index, result) in results.enumerated() { add(result, index, to: &page) }
    page.add("</main>")
    page.add(
      "<footer>\(HTMLPage.escaped(results.first.map { "proviso \($0.tool.version), \($0.tool.solver)" } ?? "proviso"))</footer>"
    )
    return page.text
  }

  static func sign(of verdict: Verdict) -> String {
    switch verdict {
    case .violated: "✗"
    case .undecided: "?"
    case .tolerated, .trusted: "!"
    case .proved: "✓"
    }
  }

  private func add(_ result: CheckResult, _ index: Int, to page: inout HTMLPage) {
    let idle = result.properties.count { $0.isVacuous && $0.verdict == .proved }
    page.add(
      "<section aria-labelledby=\"r\(index)\"><h2 id=\"r\(index)\">\(HTMLPage.escaped(result.input.path))</h2>"
    )
    let changes = result.input.changes.map { "\($0.count) to \($0.verb)" }
    if !changes.isEmpty { page.add("<p>\(HTMLPage.escaped(changes.joined(separator: ", ")))</p>") }
    page.add("<ul class=\"counts\" aria-label=\"Properties by verdict\">")
    for verdict in [Verdict.violated, .undecided, .trusted, .proved] {
      let count = result.properties.count {
        $0.verdict == verdict && !($0.isVacuous && verdict == .proved)
      }
      guard count > 0 else { continue }
      page.add(
        "<li class=\"\(verdict.rawValue)\">\(Self.sign(of: verdict)) \(count) \(verdict.rawValue)</li>"
      )
    }
    if idle > 0 { page.add("<li>\(idle) \(idle == 1 ? "does" : "do") not apply</li>") }
    page.add("</ul>")
    let sorted = FindingOrder.sorted(result.properties)
    var number = 0
    for property in sorted where property.verdict == .violated || property.verdict == .undecided {
      add(property, "p\(index)-\(number)", of: result, to: &page)
      number += 1
    }
    for property in sorted where property.verdict == .proved {
      guard let witness = property.witness, !witness.trace.isEmpty else { continue }
      add(witness, "p\(index)-\(number)", of: property, to: &page)
      number += 1
    }
    addGraph(of: result, index, to: &page)
    addRest(of: result, sorted, to: &page)
    page.add("</section>")
  }

  // MARK: Findings

  private func add(
    _ property: PropertyResult, _ id: String, of result: CheckResult, to page: inout HTMLPage
  ) {
    let words = property.carrier?.words ?? result.input.words
    page.add("<article class=\"\(property.effectiveVerdict.rawValue)\" aria-labelledby=\"\(id)\">")
    page.add(
      "<h3 id=\"\(id)\"><span class=\"tag\">\(Self.sign(of: property.verdict)) \(property.verdict.rawValue)</span> "
        + "<span class=\"tag\">\(property.severity.rawValue)</span> \(HTMLPage.escaped(property.title))</h3>"
    )
    if let because = property.because { page.add("<p>\(HTMLPage.sentence(because))</p>") }
    if let reason = property.reason, property.verdict == .undecided {
      page.add("<p>Undecided: \(HTMLPage.sentence(reason))</p>")
    }
    let replayed = property.violations.filter { !$0.isOnlyNamed }
    let groups =
      settings.showsAll
      ? replayed.map { ViolationGroup(violations: [$0]) } : ViolationGroup.groups(of: replayed)
    let shown = groups.prefix(settings.showsAll ? Int.max : Self.mostRuns)
    for (number, group) in shown.enumerated() {
      add(group, "\(id)-\(number)", of: property, words: words, to: &page)
    }
    let rest = groups.dropFirst(shown.count).flatMap(\.violations)
    if !rest.isEmpty { addNames(rest[...], "with other causes", to: &page) }
    let named = property.violations.filter(\.isOnlyNamed)
    if !named.isEmpty { addNames(named[...], "whose runs are not replayed", to: &page) }
    if !property.undecided.isEmpty {
      page.add("<ul>")
      for instance in property.undecided.prefix(Self.mostNamed) {
        page.add(
          "<li>\(HTMLPage.names(instance.objects)): \(HTMLPage.sentence(instance.reason))"
            + (instance.waiver.map {
              " (waived until \($0.until), because \(HTMLPage.escaped($0.because)))"
            } ?? "")
            + "</li>")
      }
      page.add("</ul>")
    }
    addRule(property, to: &page)
    page.add("</article>")
  }

  /// A run that reaches what is possible.
  private func add(
    _ witness: Violation, _ id: String, of property: PropertyResult, to page: inout HTMLPage
  ) {
    page.add("<article class=\"proved\" aria-labelledby=\"\(id)\">")
    page.add(
      "<h3 id=\"\(id)\"><span class=\"tag\">\(Self.sign(of: .proved)) proved</span> "
        + "\(HTMLPage.escaped(property.title))</h3><p>This run reaches it.</p>")
    addSteps(of: witness, id, to: &page)
    addRule(property, to: &page)
    page.add("</article>")
  }

  private func addRule(_ property: PropertyResult, to page: inout HTMLPage) {
    page.add(
      "<details class=\"rule\"><summary>Rule <code>\(HTMLPage.escaped(property.name))</code></summary>"
    )
    for paragraph in HTMLPage.paragraphs(property.documentation) {
      page.add("<p>\(HTMLPage.sentence(paragraph))</p>")
    }
    if !property.source.isEmpty {
      page.add("<pre tabindex=\"0\"><code>\(HTMLPage.lines(property.source))</code></pre>")
    }
    page.add(
      "<p><code>\(HTMLPage.escaped("\(property.location.path):\(property.location.line)"))</code>"
        + (property.reference.map { " · \(HTMLPage.escaped($0))" } ?? "") + "</p></details>")
  }

  private func add(
    _ group: ViolationGroup, _ id: String, of property: PropertyResult, words: InputWords,
    to page: inout HTMLPage
  ) {
    guard let violation = group.violations.first else { return }
    page.add("<div class=\"finding\">")
    page.add(
      "<h4>\(violation.bindings.isEmpty ? HTMLPage.escaped("The \(words.input.singular)") : HTMLPage.names(violation.bindings.map(\.object)))</h4>"
    )
    if let message = violation.message { page.add("<p>\(HTMLPage.sentence(message))</p>") }
    if !violation.facts.isEmpty {
      page.add("<ul class=\"facts\">")
      for fact in violation.facts { page.add("<li>\(HTMLPage.sentence(fact))</li>") }
      page.add("</ul>")
    }
    if !violation.unknowns.isEmpty {
      page.add("<p>Possible if:</p><ul class=\"facts\">")
      for unknown in violation.unknowns {
        page.add("<li>\(HTMLPage.sentence(unknown.clause))</li>")
      }
      page.add("</ul>")
    }
    for note in notes(on: violation, property, words: words) {
      page.add("<p class=\"note\">\(HTMLPage.sentence(note))</p>")
    }
    if !violation.trace.isEmpty { addRun(violation, id, to: &page) }
    if group.violations.count > 1 {
      addNames(group.violations.dropFirst(), "like this", to: &page)
    }
    page.add("</div>")
  }

  private func notes(
    on violation: Violation, _ property: PropertyResult, words: InputWords
  ) -> [String] {
    var notes: [String] = []
    if let waiver = violation.waiver {
      notes.append("Waived until \(waiver.until), because \(waiver.because)")
    }
    if violation.isKnown { notes.append("It is in the baseline.") }
    if violation.isPreexisting && !words.startsInAState {
      notes.append(
        "The violation exists before the first step: this \(words.input.singular) "
          + (violation.isRepaired ? "repairs it." : "leaves it."))
    }
    if violation.needsGraph { notes.append("The graph of the plan could forbid this run.") }
    return notes + violation.hints.map { "Hint: " + $0 }
  }

  private func addNames(
    _ violations: ArraySlice<Violation>, _ kind: String, to page: inout HTMLPage
  ) {
    page.add("<details><summary>and \(violations.count) more \(kind)</summary><ul>")
    for violation in violations.prefix(Self.mostNamed) {
      page.add("<li>\(HTMLPage.names(violation.bindings.map(\.object)))</li>")
    }
    let more = violations.count - Self.mostNamed
    page.add((more > 0 ? "<li>and \(more) more</li>" : "") + "</ul></details>")
  }

  /// A run as a list of steps. The script adds the slider and the state of each object.
  private func addRun(_ violation: Violation, _ id: String, to page: inout HTMLPage) {
    if !violation.dependsOnOrder {
      page.add(
        "<details><summary>A run (the order does not matter: every complete run ends in the violation)</summary>"
      )
    }
    addSteps(of: violation, id, to: &page)
    if !violation.dependsOnOrder { page.add("</details>") }
  }

  private func addSteps(of violation: Violation, _ id: String, to page: inout HTMLPage) {
    page.add(
      "<section class=\"run\" data-run aria-label=\"Run\"><ol id=\"\(id)-steps\">")
    for (index, step) in violation.trace.enumerated() {
      let isBreaking = index == violation.breakingStep
      var changes = step.changes.map { change in
        "<li\(change.isImplied ? " hidden" : "") data-what=\"\(HTMLPage.escaped(change.what))\" data-from=\"\(HTMLPage.escaped(change.from))\" data-to=\"\(HTMLPage.escaped(change.to))\">"
          + "<code>\(HTMLPage.escaped(change.what))</code>: \(HTMLPage.escaped(change.from)) → \(HTMLPage.escaped(change.to))</li>"
      }.joined()
      if !changes.isEmpty { changes = "<ul>\(changes)</ul>" }
      page.add(
        "<li data-step=\"\(HTMLPage.escaped(step.step))\" data-action=\"\(HTMLPage.escaped(step.action))\" data-outcome=\"\(step.outcome.rawValue)\">"
          + HTMLPage.escaped(step.phrase)
          + (isBreaking ? " <strong class=\"tag\">the violation begins here</strong>" : "")
          + changes + "</li>")
    }
    page.add("</ol>")
    if let loop = violation.loop {
      page.add("<p>From step \(loop + 1) on, these steps repeat forever.</p>")
    }
    page.add("</section>")
  }

  // MARK: Graph and rest

  private func addGraph(of result: CheckResult, _ index: Int, to page: inout HTMLPage) {
    guard let graph = result.graph, !graph.steps.isEmpty else { return }
    var data = "["
    for (number, step) in graph.steps.enumerated() {
      data +=
        (number > 0 ? "," : "")
        + "[\(HTMLPage.json(step.action)),\(HTMLPage.json(step.name)),[\(step.waits.map(String.init).joined(separator: ","))]]"
    }
    page.add(
      "<section class=\"plan\" aria-labelledby=\"g\(index)\"><h3 id=\"g\(index)\">The plan as a graph: \(graph.steps.count) steps</h3>"
        + "<p>Each step waits for the steps to its left. Moving through a run above marks its steps here.</p>"
        + "<div class=\"graph\" data-graph tabindex=\"0\" role=\"img\" aria-label=\"Graph of \(graph.steps.count) steps; the list below has the same content\"></div>"
        + "<details data-list><summary>The steps as a list</summary></details>"
        + "<script type=\"application/json\">\(data)]</script></section>")
  }

  private func addRest(
    of result: CheckResult, _ sorted: [PropertyResult], to page: inout HTMLPage
  ) {
    func list(_ title: String, _ items: [String]) {
      guard !items.isEmpty else { return }
      page.add("<details><summary>\(title) (\(items.count))</summary><ul>")
      for item in items { page.add("<li>\(item)</li>") }
      page.add("</ul></details>")
    }
    list(
      "Trusted: unknown values that could break a rule",
      sorted.filter { $0.verdict == .trusted }.map { property in
        let values = property.trusted.prefix(Self.mostNamed).map { instance in
          HTMLPage.names(instance.objects) + ": "
            + HTMLPage.escaped(
              instance.unknowns.isEmpty
                ? instance.reason
                : instance.unknowns.map {
                  $0.trustedClause(unknown: result.input.words.unknownValue)
                }.joined(separator: ", or "))
        }
        return HTMLPage.escaped(property.title) + "<br>" + values.joined(separator: "<br>")
      })
    list(
      "Proved",
      sorted.filter { $0.verdict == .proved && !$0.isVacuous }.map { property in
        let reasons = property.holdsBecause.filter { $0.kind == .order }.map(\.text)
        return HTMLPage.escaped(property.title)
          + (reasons.isEmpty
            ? "" : ": because \(HTMLPage.escaped(reasons.prefix(2).joined(separator: "; ")))")
      })
    list(
      "Does not apply",
      sorted.filter { $0.verdict == .proved && $0.isVacuous }.map { property in
        HTMLPage.escaped(property.title)
          + (property.remark.map { ": \(HTMLPage.escaped($0))" } ?? "")
      })
    list(
      "Changed rules",
      result.rules.map {
        "<code>\(HTMLPage.escaped($0.rule))</code>: \(HTMLPage.escaped($0.because))"
      })
    list("Values", result.values.map { HTMLPage.escaped("\($0.name) = \($0.json)") })
    list("Not modelled", result.notModelled.map(HTMLPage.sentence))
    list("Assumptions", result.assumptions.map(HTMLPage.sentence))
  }
}
