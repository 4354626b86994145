import ProvisoResult

/// Runs, step by step.
extension TextReport {
  /// The number of steps at the end of a run that are shown if its middle is left out.
  private static let lastSteps = 4

  /// The steps of the run of a violation.
  func trace(of violation: Violation) -> [String] {
    trace(
      violation.trace,
      maximum: violation.states == nil ? Self.maximumSteps : Self.maximumStepsOfStates,
      loop: violation.loop, breaking: violation.breakingStep)
  }

  /// Steps, one or more lines each.
  ///
  /// - Parameters:
  ///   - maximum: The number of steps beyond which the middle of the run is left out.
  ///   - loop: The index of the first step of the part that repeats forever.
  ///   - breaking: The index of the step that leads to the moment of the violation.
  func trace(
    _ steps: [TraceStep], maximum: Int, loop: Int? = nil, breaking: Int? = nil
  ) -> [String] {
    var lines: [String] = []
    let digits = String(steps.count).count
    let maximum = showsAll ? Int.max : maximum
    let cut = maximum - Self.lastSteps
    for (index, step) in steps.enumerated() {
      if index == loop { lines.append("  then these steps repeat forever:") }
      if steps.count > maximum {
        if index == cut { lines.append("      … \(steps.count - maximum) more steps …") }
        if index >= cut && index < steps.count - Self.lastSteps { continue }
      }
      let number = String(index + 1)
      let padding = TextLayout.indentation(digits - number.count)
      let action = step.action.isEmpty ? "" : step.action.printable + " "
      var line = "  \(padding)\(number). \(action)\(step.step.printable)"
      switch step.outcome {
      case .failed: line += "  " + layout.paint("fails", as: .violated)
      case .inFlight: line += "  " + layout.paint("in flight", as: .undecided)
      case .done: break
      }
      let (flags, values) = changes(of: step, indent: 6 + digits)
      if !flags.isEmpty { line += "  (\(flags.joined(separator: ", ").printable))" }
      if index == breaking, steps.count > 1 {
        line += "  " + layout.paint("<- here", as: .violated)
      }
      lines += layout.wrap(line: line, laterIndent: 4 + digits)
      lines += values
    }
    return lines
  }

  /// The changes of a step: Booleans for the line of the step, and other values on lines of their
  /// own.
  private func changes(of step: TraceStep, indent: Int) -> (flags: [String], lines: [String]) {
    var lines: [String] = []
    var flags: [String] = []
    for change in step.changes where !change.isImplied || detail >= .full {
      let what =
        change.what.hasPrefix(step.step + ".")
        ? String(change.what.dropFirst(step.step.count + 1)) : change.what
      if change.from == "false" && change.to == "true" {
        flags.append(what)
      } else if change.from == "true" && change.to == "false" {
        flags.append("no longer \(what)")
      } else {
        lines += layout.wrap("\(what): \(change.from) -> \(change.to)", indent: indent)
      }
    }
    return (flags, lines)
  }
}
