import ProvisoResult

/// The end of a report: assumptions, what is not modelled, and the counts.
extension TextReport {
  func notes(_ result: CheckResult, hasProof: Bool) -> [String] {
    var lines: [String] = []
    func add(_ heading: String, _ sentences: [String]) {
      guard !sentences.isEmpty else { return }
      lines.append(heading)
      for sentence in sentences { lines += layout.wrap("- " + sentence, indent: 2) }
      lines.append("")
    }
    add("changed rules:", adjustments(of: result))
    add("values:", values(of: result))
    if hasProof { add("assumptions:", result.assumptions) }
    add("not modelled:", result.notModelled)
    return lines
  }

  /// At most four lines about a result: what the input does, the number of properties with each
  /// verdict, what the answer rests on, and the verdict.
  func summary(of result: CheckResult) -> [String] {
    let foundation = foundation(of: result)
    let lines =
      [subject(of: result), counts(of: result)]
      + (foundation.isEmpty ? [] : ["rests on: " + foundation.joined(separator: Self.dot)])
      + [answer(of: result) + ", " + time(of: result)]
    return lines.flatMap { layout.wrap(line: $0, laterIndent: 2) }
  }

  /// The verdict of a result. Without a property, nothing is proved.
  private func answer(of result: CheckResult) -> String {
    result.properties.isEmpty && result.verdict == .proved
      ? "nothing to prove" : layout.paint(result.verdict.rawValue, as: result.verdict)
  }

  /// The input, with what it does.
  private func subject(of result: CheckResult) -> String {
    let words = result.input.words
    let changes = result.input.changes.map { "\($0.count) to \($0.verb)" }
    let size = [
      words.resource?.counted(result.input.resources), words.step?.counted(result.input.steps),
      result.simulation.map(simulated)
        ?? result.exploration.map { explored($0, namesTerminalStates: words.namesTerminalStates) },
    ].compactMap(\.self)
    let parts = [changes.joined(separator: ", "), size.joined(separator: ", ")]
    return "\(result.input.path.printable): "
      + parts.filter { !$0.isEmpty }.joined(separator: Self.dot)
  }

  /// The number of properties with each verdict.
  private func counts(of result: CheckResult) -> String {
    var counts: [String] = []
    for verdict in [Verdict.violated, .undecided, .trusted, .proved] {
      let properties = result.properties.filter { $0.verdict == verdict && !$0.isIdle }
      guard !properties.isEmpty else { continue }
      var notes: [String] = []
      let accepted = properties.count(where: \.isWaived)
      if verdict == .violated || verdict == .undecided {
        let critical = properties.count { $0.severity == .critical && !$0.isWaived }
        if critical > 0 { notes.append("\(critical) critical") }
        if accepted > 0 { notes.append("\(accepted) tolerated") }
      }
      counts.append(
        layout.paint("\(properties.count) \(verdict.rawValue)", as: verdict)
          + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))"))
    }
    let idle = result.properties.count(where: \.isIdle)
    if idle > 0 { counts.append("\(idle) \(idle == 1 ? "does" : "do") not apply") }
    return counts.isEmpty ? "no properties" : counts.joined(separator: Self.dot)
  }

  /// The parts of the answer that somebody should know about before trusting it, in a few words each.
  /// A longer answer has them as paragraphs.
  private func foundation(of result: CheckResult) -> [String] {
    guard detail < .long else { return [] }
    var parts: [String] = []
    if !result.rules.isEmpty {
      let rules = result.rules.map { rule in
        let excluded = result.excluded(by: rule)
        return rule.rule
          + (rule.isOff
            ? " off"
            : (rule.severity.map { " \($0.rawValue)" } ?? "")
              + (excluded > 0 ? " without \(Self.instance.counted(excluded))" : ""))
      }
      parts.append("\(Self.rule.counted(rules.count)): \(Self.some(of: rules))")
    }
    if !result.values.isEmpty {
      let values = result.values.map { "\($0.name) = \($0.json)".shortened }
      parts.append("\(Self.value.counted(values.count)): \(Self.some(of: values))")
    }
    let trusted = result.properties.reduce(0) { $0 + $1.instances.trusted }
    if trusted > 0 { parts.append("\(result.input.words.unknownValue.counted(trusted)), trusted") }
    if !result.notModelled.isEmpty {
      parts.append("\(Self.part.counted(result.notModelled.count)) not modelled")
    }
    if !result.assumptions.isEmpty, result.properties.contains(where: \.isProof) {
      parts.append(Self.assumption.counted(result.assumptions.count))
    }
    guard !parts.isEmpty else { return [] }
    if let option = help.longer { parts[parts.count - 1] += " (`\(option)` lists them)" }
    return parts.map(\.printable)
  }

  private static func some(of texts: [String]) -> String {
    texts.prefix(maximumNamed).joined(separator: ", ") + (texts.count > maximumNamed ? ", …" : "")
  }

  /// The time of the check. Other programs have times of their own.
  private func time(of result: CheckResult) -> String {
    let others = result.programs.reduce(0) { $0 + $1.seconds }
    var commands: [String] = []
    for program in result.programs where !commands.contains(program.command) {
      commands.append(program.command)
    }
    let own = Self.milliseconds(result.seconds - others)
    return
      ([own]
      + commands.map { command in
        let seconds = result.programs.filter { $0.command == command }.reduce(0) { $0 + $1.seconds }
        return "\(command.printable) \(Self.milliseconds(seconds))"
      }).joined(separator: Self.dot)
  }

  private static func milliseconds(_ seconds: Double) -> String {
    let milliseconds = Int((min(max(0, seconds), 1e9) * 1000).rounded())
    guard milliseconds < 10_000 else { return "\(milliseconds / 1000)\u{A0}s" }
    return "\(milliseconds < 1000 ? milliseconds : milliseconds / 100 * 100)\u{A0}ms"
  }

  private func simulated(_ simulation: SimulationInfo) -> String {
    "\(Self.randomRun.counted(simulation.runs)) of up to \(Self.step.counted(simulation.longest)), "
      + "seed \(simulation.seed)"
  }

  private func explored(_ exploration: ExplorationInfo, namesTerminalStates: Bool) -> String {
    var parts: [String] = []
    if let states = exploration.states {
      let visited = exploration.representatives.map { " (\($0) up to symmetry)" } ?? ""
      parts.append(
        Self.state.counted(states) + visited + (exploration.isExhaustive ? "" : " so far"))
    } else if let visited = exploration.representatives {
      parts.append(
        Self.state.counted(visited) + (exploration.isExhaustive ? "" : " so far,")
          + " up to symmetry")
    }
    parts.append("depth \(exploration.depth + 1) (\(Self.step.counted(exploration.depth)))")
    if namesTerminalStates, let terminal = exploration.terminalStates, terminal > 0 {
      parts.append("\(Self.state.counted(terminal)) where nothing can happen")
    }
    return parts.joined(separator: ", ")
  }

  /// One sentence about several results: how many of them have which verdict.
  func summary(of results: [CheckResult]) -> [String] {
    let counts = [Verdict.violated, .undecided, .tolerated, .trusted, .proved].compactMap {
      verdict in
      let count = results.count { $0.verdict == verdict }
      return count > 0 ? "\(count) \(verdict.rawValue)" : nil
    }
    let nouns = Set(results.map(\.input.words.input))
    let noun = nouns.count == 1 ? nouns.first : nil
    return layout.wrap(
      line: (noun ?? Self.input).counted(results.count) + ": " + counts.joined(separator: ", "),
      laterIndent: 2)
  }

  private static let dot = " · "
  private static let input = InputWords.Noun("input")
  private static let rule = InputWords.Noun("changed rule")
  private static let value = InputWords.Noun("value")
  private static let part = InputWords.Noun("part")
  private static let assumption = InputWords.Noun("assumption")
  private static let step = InputWords.Noun("step")
  private static let state = InputWords.Noun("state")
  private static let randomRun = InputWords.Noun("random run")
}

extension PropertyResult {
  /// Whether the property does not apply to the input.
  fileprivate var isIdle: Bool { isVacuous && verdict == .proved }

  fileprivate var isProof: Bool { (verdict == .proved || verdict == .trusted) && !isVacuous }
}

extension String {
  /// The beginning of the text, for a line with other texts.
  fileprivate var shortened: String { count > 40 ? prefix(39) + "…" : self }
}
