import ProvisoKernel
import ProvisoResult

/// The result for a person at a terminal: worst first, then one line of counts.
public struct TextReport: Sendable {
  /// Whether escape sequences for colour may be used.
  public let hasColors: Bool
  /// The width of a line, in columns.
  public let width: Int

  /// Beyond this many violations more, not even the objects are.
  static let mostNamed = 200
  /// Beyond this many violations of one property, only the objects are named.
  static let mostTold = 3
  /// Beyond this many waits that a proof rests on, only their number is told.
  static let mostReasons = 2
  /// Beyond this many steps a run is cut in its middle.
  static let mostSteps = 12
  /// The same for a run of a world, where each step matters.
  static let mostStepsOfWorlds = 40

  /// Makes a writer of reports.
  public init(hasColors: Bool = false, width: Int = 100) {
    self.hasColors = hasColors
    self.width = max(40, width)
  }

  /// The result of one plan.
  public func render(_ result: CheckResult) -> String {
    var lines: [String] = []
    let sorted = result.properties.enumerated().sorted {
      (-rank($0.element), -severityRank($0.element), $0.offset)
        < (-rank($1.element), -severityRank($1.element), $1.offset)
    }.map(\.element)
    let groups = grouped(sorted)
    for group in groups {
      let loud = group.properties.filter { $0.verdict != .proved || $0.kind == "possible" }
      if let carrier = group.carrier, !loud.isEmpty { lines += heading(carrier) + [""] }
      for told in alike(loud) {
        lines += (told.count == 1 ? told.flatMap(tell) : undecided(told)) + [""]
      }
    }
    let proved = sorted.filter { $0.verdict == .proved && $0.kind != "possible" }
    for group in groups {
      let quiet = group.properties.filter { $0.verdict == .proved && $0.kind != "possible" }
      if let carrier = group.carrier, !quiet.isEmpty {
        lines += wrap(carried(carrier) + ":", indent: 0)
      }
      for property in quiet where !property.isVacuous { lines += line(property) }
      lines += vacuous(
        quiet.filter(\.isVacuous),
        of: group.carrier == nil ? input(of: result) : "plan")
    }
    for finding in result.coverage where finding.reached != nil {
      lines += wrap(note(finding), indent: 0)
    }
    if !proved.isEmpty { lines.append("") }
    lines += notes(result, hasProof: !proved.isEmpty)
    lines.append(summary(result))
    return lines.joined(separator: "\n") + "\n"
  }

  /// What was checked, in a word.
  private func input(of result: CheckResult) -> String {
    switch result.plan.kind {
    case "world": "world"
    case "agent": "record"
    default: "plan"
    }
  }

  private func rank(_ property: PropertyResult) -> Int {
    switch property.verdict {
    case .violated: property.isWaived ? 1 : 3
    case .undecided: 2
    case .proved: 0
    }
  }

  private func severityRank(_ property: PropertyResult) -> Int {
    Severity.allCases.firstIndex(of: property.severity) ?? 0
  }

  // MARK: One property

  func tell(_ property: PropertyResult) -> [String] {
    var lines = [
      paint(property.verdict) + "  " + bold(property.title.printable)
        + "  (\(property.severity.rawValue))",
      "  \(property.location.path.printable):\(property.location.line)  \(property.name)",
    ]
    if let because = property.because { lines += wrap("because: " + because, indent: 2) }
    switch property.verdict {
    case .undecided:
      if let reason = property.reason { lines += wrap("not decided: " + reason, indent: 2) }
    case .violated:
      let counted = property.violations.filter { $0.waiver == nil }
      var last: [String] = []
      for violation in counted.prefix(Self.mostTold) {
        lines.append("")
        let run = trace(of: violation)
        // One run that breaks several instances is told once.
        lines += tell(violation, kind: property.kind, isToldAbove: !run.isEmpty && run == last)
        last = run
      }
      let rest = counted.dropFirst(Self.mostTold)
      if !rest.isEmpty {
        lines.append("")
        let unnamed = rest.count - Self.mostNamed
        lines += wrap(
          "and \(rest.count) more: "
            + rest.prefix(Self.mostNamed).map(objects).joined(separator: "; ")
            + (unnamed > 0 ? "; … and \(unnamed) more" : ""), indent: 2)
      }
      let waived = property.violations.filter { $0.waiver != nil }
      if !waived.isEmpty, !counted.isEmpty { lines.append("") }
      for violation in waived {
        guard let waiver = violation.waiver else { continue }
        lines += wrap(
          "waived until \(waiver.until): \(objects(violation)), because \(waiver.because)",
          indent: 2)
      }
      let undecided = property.instances.undecided
      if undecided > 0, let reason = property.reason {
        lines += wrap("\(undecided) more not decided: \(reason)", indent: 2)
      }
    case .proved:
      if let witness = property.witness { lines += tell(witness, kind: property.kind) }
    }
    return lines
  }

  private func objects(_ violation: Violation) -> String {
    violation.bindings.isEmpty
      ? (violation.states == nil ? "the plan" : "the world")
      : violation.bindings.map(\.object).joined(separator: ", ")
  }

  func tell(_ violation: Violation, kind: String, isToldAbove: Bool = false) -> [String] {
    var lines: [String] = []
    if !violation.bindings.isEmpty {
      lines += wrap(
        violation.bindings.map { "\($0.name) = \($0.object)" }.joined(separator: ", "), indent: 2)
    }
    if let message = violation.message { lines += wrap(message, indent: 2) }
    let isWorld = violation.states != nil
    if !violation.unknowns.isEmpty {
      lines.append(isWorld ? "  where at the start" : "  possible, if it turns out that")
      for unknown in violation.unknowns {
        lines += wrap("\(unknown.value) is \(unknown.json)", indent: 6)
      }
    }
    if violation.trace.isEmpty {
      if isWorld {
        lines.append("  at the start, before anything happens")
      } else if kind == "invariant" {
        lines.append("  before the first step")
      }
    } else {
      lines += isToldAbove ? ["  by the run above"] : trace(of: violation)
    }
    for hint in violation.hints {
      let parts = hint.split(separator: "\n", omittingEmptySubsequences: false)
      lines += wrap("hint: " + (parts.first.map(String.init) ?? ""), indent: 2)
      // What follows is meant to be copied as it is.
      lines += parts.dropFirst().map { "    " + String($0).printable }
    }
    if violation.isPreexisting && !isWorld {
      lines.append("  it is so before the first step: this plan did not cause it")
    }
    if violation.needsGraph {
      lines += wrap(
        "the plan's JSON leaves part of the order open: Terraform's own graph could forbid this "
          + "run; what settles it:", indent: 2)
      // Commands stay in one line, to be copied.
      lines.append("      terraform graph -plan=PLANFILE > graph.dot")
      lines.append("      proviso check … --graph graph.dot")
    }
    return lines
  }

  /// The steps of a run; those after the first `loop` are repeated for ever.
  private func trace(of violation: Violation) -> [String] {
    trace(
      violation.trace,
      most: violation.states == nil ? Self.mostSteps : Self.mostStepsOfWorlds, loop: violation.loop)
  }

  func trace(_ steps: [TraceStep], most: Int, loop: Int?) -> [String] {
    var lines: [String] = []
    let digits = String(steps.count).count
    for (place, step) in steps.enumerated() {
      if place == loop { lines.append("  and then, again and again for ever:") }
      if steps.count > most {
        let head = most - 4
        if place == head {
          lines.append("      … \(steps.count - most) steps more …")
        }
        if place >= head && place < steps.count - 4 { continue }
      }
      let number = String(place + 1)
      let pad = String(repeating: " ", count: digits - number.count)
      let who = step.action.isEmpty ? "" : step.action + " "
      var line = "  \(pad)\(number). \(who)\(step.step.printable)"
      switch step.outcome {
      case "failed": line += "  " + paint("fails", .violated)
      case "in_flight": line += "  " + paint("in flight", .undecided)
      default: break
      }
      let (flags, values) = changes(step, indent: 6 + digits)
      if !flags.isEmpty { line += "  (\(flags.joined(separator: ", ").printable))" }
      lines += hang(line, indent: 4 + digits)
      lines += values
    }
    return lines
  }

  /// What became true or false, for the step's own line; and values, which have lines of their own.
  private func changes(_ step: TraceStep, indent: Int) -> ([String], [String]) {
    var lines: [String] = []
    var flags: [String] = []
    for change in step.changes {
      let what =
        change.what.hasPrefix(step.step + ".")
        ? String(change.what.dropFirst(step.step.count + 1)) : change.what
      if change.from == "false" && change.to == "true" {
        flags.append(what)
      } else if change.from == "true" && change.to == "false" {
        flags.append("no longer \(what)")
      } else {
        lines += wrap("\(what): \(change.from) -> \(change.to)", indent: indent)
      }
    }
    return (flags, lines)
  }

  /// A line as it is, broken only where it is too long.
  private func hang(_ line: String, indent: Int) -> [String] {
    // Colour codes are ours; names from the input have been made printable before.
    guard line.count > width else { return [line] }
    let lead = line.prefix { $0 == " " }.count
    var lines = wrap(String(line.dropFirst(lead)), indent: lead)
    for place in lines.indices.dropFirst() {
      lines[place] =
        String(repeating: " ", count: indent) + lines[place].drop { $0 == " " }
    }
    return lines
  }

  /// Properties that say nothing of this plan, by name: shown, and out of the way.
  private func vacuous(_ properties: [PropertyResult], of input: String) -> [String] {
    guard !properties.isEmpty else { return [] }
    let names = properties.map(\.name).joined(separator: ", ")
    let head = paint("vacuous  ", .proved)
    let text = wrap(
      "\(count(properties.count, "property", "properties")) of which nothing in this \(input) meets the "
        + "`where`: \(names)",
      indent: 11)
    guard let first = text.first else { return [] }
    // That nothing meets the `where` has been said.
    let notes = properties.flatMap(\.coverage).filter { $0.kind != .whereNeverMet }
    return [head + "  " + first.drop { $0 == " " }] + text.dropFirst()
      + notes.flatMap { wrap(note($0), indent: 11) }
  }

  private func note(_ finding: CoverageFinding) -> String {
    "note: \(finding.message) (\(finding.location.path):\(finding.location.line))"
  }

  private func line(_ property: PropertyResult) -> [String] {
    var lines = [
      paint(property.verdict) + "  " + property.title.printable + proof(of: property)
    ]
    let orders = property.holdsBecause.filter { $0.kind == .order }
    for reason in orders.prefix(Self.mostReasons) {
      lines += wrap("because " + reason.text, indent: 11)
    }
    if orders.count > Self.mostReasons {
      lines.append(
        String(repeating: " ", count: 11)
          + "and \(orders.count - Self.mostReasons) more waits like these")
    }
    for finding in property.coverage { lines += wrap(note(finding), indent: 11) }
    return lines
  }

  /// How far a proof about a world reaches; of a plan every proof is about all of its runs.
  private func proof(of property: PropertyResult) -> String {
    switch property.method {
    case "exhaustive": "  (every state)"
    case "k-induction": "  (runs of any length: k-induction, k = \(property.depth ?? 1))"
    case "pdr": "  (runs of any length: an inductive invariant)"
    case "bounded": "  (all runs: none has more than \(property.depth ?? 0) steps)"
    default: ""
    }
  }

  // MARK: The end

  private func notes(_ result: CheckResult, hasProof: Bool) -> [String] {
    var lines: [String] = []
    if hasProof && !result.assumptions.isEmpty {
      lines.append("taken for granted:")
      for assumption in result.assumptions { lines += wrap("- " + assumption, indent: 2) }
      lines.append("")
    }
    if !result.notModelled.isEmpty {
      lines.append("not modelled:")
      for text in result.notModelled { lines += wrap("- " + text, indent: 2) }
      lines.append("")
    }
    return lines
  }

  private func summary(_ result: CheckResult) -> String {
    var counts: [String] = []
    func add(_ verdict: Verdict, _ word: String) {
      let count = result.properties.count { $0.verdict == verdict }
      if count > 0 { counts.append(paint("\(count) \(word)", verdict)) }
    }
    add(.violated, "violated")
    add(.undecided, "undecided")
    add(.proved, "proved")
    let waived = result.properties.count { $0.verdict == .violated && $0.isWaived }
    if waived > 0, let first = counts.first { counts[0] = first + " (\(waived) waived)" }
    let vacuous = result.properties.count { $0.isVacuous && $0.verdict == .proved }
    if vacuous > 0, let last = counts.popLast() { counts.append(last + " (\(vacuous) vacuous)") }
    let milliseconds = Int((result.seconds * 1000).rounded())
    let time = milliseconds < 1000 ? "\(milliseconds) ms" : "\(milliseconds / 100 * 100) ms"
    let isOfAgents = result.plan.kind.hasPrefix("agent")
    let searched =
      result.simulation.map(simulated)
      ?? result.exploration.map { explored($0, namesEnds: !isOfAgents) }
    let size =
      isOfAgents
      ? ([count(result.plan.steps, "call")] + [searched].compactMap(\.self)).joined(separator: ", ")
      : searched
        ?? "\(count(result.plan.resources, "resource")), \(count(result.plan.steps, "step"))"
    return "\(result.plan.path.printable): "
      + (counts.isEmpty ? "no properties" : counts.joined(separator: ", ")) + "; \(size), \(time)"
  }

  /// How a world was walked through.
  private func simulated(_ simulation: SimulationInfo) -> String {
    "\(count(simulation.runs, "random run")) of up to \(count(simulation.longest, "step")), "
      + "seed \(simulation.seed)"
  }

  /// How far a world was explored.
  ///
  /// - Parameter namesEnds: whether it says something that there are ends; every plan has some.
  private func explored(_ exploration: ExplorationInfo, namesEnds: Bool) -> String {
    var parts: [String] = []
    if let states = exploration.states {
      parts.append(
        exploration.isExhaustive ? count(states, "state") : "\(count(states, "state")) so far")
    }
    parts.append("depth \(exploration.depth + 1) (\(count(exploration.depth, "step")))")
    if namesEnds, let ends = exploration.terminalStates, ends > 0 {
      parts.append("\(count(ends, "state")) where nothing can happen")
    }
    return parts.joined(separator: ", ")
  }

  private func count(_ number: Int, _ word: String, _ plural: String? = nil) -> String {
    number == 1 ? "1 \(word)" : "\(number) \(plural ?? word + "s")"
  }

  // MARK: Looks

  func bold(_ text: String) -> String { hasColors ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  func paint(_ verdict: Verdict) -> String {
    let word = verdict.rawValue
    return paint(word + String(repeating: " ", count: max(0, 9 - word.count)), verdict)
  }

  func paint(_ text: String, _ verdict: Verdict) -> String {
    guard hasColors else { return text }
    let code =
      switch verdict {
      case .violated: "31"
      case .undecided: "33"
      case .proved: "32"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  /// Breaks a text into lines at blanks; later lines stand two columns further in.
  func wrap(_ text: String, indent: Int) -> [String] {
    let room = max(20, width - indent - 2)
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace).map({ String($0).printable }) {
      if !line.isEmpty && line.count + word.count + 1 > room {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? word : " " + word
    }
    lines.append(line)
    return lines.enumerated().map {
      String(repeating: " ", count: indent + ($0.offset > 0 ? 2 : 0)) + $0.element
    }
  }
}

extension String {
  /// The text with what would steer a terminal, or turn the reading direction, written out.
  package var printable: String {
    func isSafe(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
      default: true
      }
    }
    if unicodeScalars.allSatisfy(isSafe) { return self }
    var out = ""
    for scalar in unicodeScalars {
      if isSafe(scalar) {
        out.unicodeScalars.append(scalar)
      } else {
        out += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return out
  }
}
