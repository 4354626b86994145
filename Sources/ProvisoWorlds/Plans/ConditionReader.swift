import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans

/// Reads the conditions of a plan: expressions in which the identifiers of calls are names, in
/// addition to the names of the world.
struct ConditionReader {
  let model: WorldModel
  /// The identifiers of the plan's calls.
  let identifiers: Set<String>
  /// Whether contracts describe the outputs of tools.
  let hasContracts: Bool
  private(set) var mistakes: [AgentPlanMistake] = []
  private(set) var assumptions: [String] = []
  private var known: [String: Checked] = [:]

  private struct Checked {
    let expression: Expression?
    let names: [String]
  }

  init(_ model: WorldModel, identifiers: Set<String>, hasContracts: Bool) {
    self.hasContracts = hasContracts
    self.model = model
    self.identifiers = identifiers
  }

  /// The condition with its names resolved; `nil` if both outcomes are possible.
  mutating func read(
    _ condition: AgentPlanCondition, reference: (String) -> CallReference?
  ) -> ProgramCondition? {
    guard case .expression(let text, let position) = condition else { return nil }
    let checked = known[text] ?? check(text, at: position)
    known[text] = checked
    guard let expression = checked.expression else { return nil }
    if checked.names.contains(where: { reference($0)?.isAmbiguous ?? false }) {
      let taken =
        "`\(text)` can be true or false, because it refers to one of several calls in a loop without a bound"
      if !assumptions.contains(taken) { assumptions.append(taken) }
      return nil
    }
    return ProgramCondition(
      expression: expression,
      calls: checked.names.map {
        reference($0) ?? CallReference(candidates: [], isCertain: false, isDone: false)
      }, text: text)
  }

  private mutating func check(_ text: String, at position: PlanPosition?) -> Checked {
    let bytes = Array(text.utf8)
    let checked = model.condition(bytes, calls: identifiers)
    if let expression = checked.expression {
      if !hasContracts, CallObservations([expression]).usesOutputs {
        assumptions.append(
          "`\(text)` can be true or false, because no contract describes the output of the tool")
        return Checked(expression: nil, names: [])
      }
      return Checked(expression: expression, names: checked.calls)
    }
    for diagnostic in checked.diagnostics where diagnostic.level == .error {
      let from = min(diagnostic.span.start, bytes.count)
      let part = String(
        decoding: bytes[from..<min(max(diagnostic.span.end, from), bytes.count)], as: UTF8.self)
      mistakes.append(
        AgentPlanMistake(
          "in the condition `\(text)`"
            + (part.isEmpty || part == text ? "" : ", at `\(part)`") + ": \(diagnostic.message)"
            + (diagnostic.fix.map { " (\($0.text))" } ?? ""), at: position))
    }
    return Checked(expression: nil, names: [])
  }
}
