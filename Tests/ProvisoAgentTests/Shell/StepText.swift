import ProvisoKernel
import ProvisoPlans

/// Formats steps as one line that tests can compare.
///
/// `a(x: "1"); b()` is a sequence, `?` marks a step whose failure is ignored, `|| { … }` handles a
/// failure, and `{ … & … }` is concurrent. Arguments that are false or empty are left out.
func line(_ steps: [AgentPlanStep]) -> String { steps.map(line).joined(separator: "; ") }

private func line(_ step: AgentPlanStep) -> String {
  let text: String
  switch step.kind {
  case .call(let call): text = line(call)
  case .sequence(let steps): text = "{ \(line(steps)) }"
  case .parallel(let branches):
    text = "{ \(branches.map { line($0) }.joined(separator: " & ")) }"
  case .either(let branches):
    text = "{ \(branches.map { line($0) }.joined(separator: " or ")) }"
  case .branch(.expression(let condition, _), let first, let second):
    text = "if \(condition) { \(line(first)) } else { \(line(second)) }"
  case .branch(.unknown, let first, let second):
    text = "if ? { \(line(first)) } else { \(line(second)) }"
  case .loop(let loop): text = "loop { \(line(loop.body)) }"
  case .jump(let name): text = "jump \(name)"
  case .stop: text = "stop"
  case .fail: text = "fail"
  }
  let named = step.id.map { "\($0) = \(text)" } ?? text
  switch step.onFailure {
  case .propagate: return named
  case .goOn: return "\(named)?"
  case .steps(let steps): return "\(named) || { \(line(steps)) }"
  }
}

func line(_ call: PlannedCall) -> String {
  let arguments = call.arguments.compactMap { name, value -> String? in
    switch value {
    case .constant(.bool(false)), .constant(.string("")): return nil
    case .constant(.bool(true)): return name
    case .constant(.string(let text)): return "\(name): \"\(text.string)\""
    case .constant(.number(let number)): return "\(name): \(number)"
    case .written(let calls): return "\(name): from \(calls.joined(separator: ", "))"
    case .unknown: return "\(name): ?"
    default: return "\(name): …"
    }
  }
  return "\(call.tool)(\(arguments.joined(separator: ", ")))"
}
