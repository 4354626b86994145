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

  /// One sentence about a result: its input, the verdicts, and how large the check was.
  func summary(of result: CheckResult) -> [String] {
    var counts: [String] = []
    for verdict in [Verdict.violated, .undecided, .trusted, .proved] {
      let count = result.properties.count { $0.verdict == verdict }
      if count > 0 { counts.append(layout.paint("\(count) \(verdict.rawValue)", as: verdict)) }
    }
    let accepted = result.properties.count { $0.verdict == .violated && $0.isWaived }
    if accepted > 0, let first = counts.first { counts[0] = first + " (\(accepted) tolerated)" }
    let vacuous = result.properties.count { $0.isVacuous && $0.verdict == .proved }
    if vacuous > 0, let last = counts.popLast() { counts.append(last + " (\(vacuous) vacuous)") }
    let words = result.input.words
    let size = [
      words.resource?.counted(result.input.resources), words.step?.counted(result.input.steps),
      result.simulation.map(simulated)
        ?? result.exploration.map { explored($0, namesTerminalStates: words.namesTerminalStates) },
      time(of: result),
    ].compactMap(\.self)
    let text =
      "\(result.input.path.printable): "
      + (counts.isEmpty ? "no properties" : counts.joined(separator: ", "))
      + "; " + size.joined(separator: ", ")
    return layout.wrap(line: text, laterIndent: 2)
  }

  private func time(of result: CheckResult) -> String {
    let milliseconds = Int((result.seconds * 1000).rounded())
    return "\(milliseconds < 1000 ? milliseconds : milliseconds / 100 * 100)\u{A0}ms"
  }

  private func simulated(_ simulation: SimulationInfo) -> String {
    "\(Self.randomRun.counted(simulation.runs)) of up to \(Self.step.counted(simulation.longest)), "
      + "seed \(simulation.seed)"
  }

  private func explored(_ exploration: ExplorationInfo, namesTerminalStates: Bool) -> String {
    var parts: [String] = []
    if let states = exploration.states {
      parts.append(Self.state.counted(states) + (exploration.isExhaustive ? "" : " so far"))
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

  private static let input = InputWords.Noun("input")
  private static let step = InputWords.Noun("step")
  private static let state = InputWords.Noun("state")
  private static let randomRun = InputWords.Noun("random run")
}
