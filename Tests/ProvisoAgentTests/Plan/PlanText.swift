import ProvisoAgent
import ProvisoKernel
import ProvisoPlans
import Testing

/// Formats plans as short texts that tests can compare.
enum PlanText {
  static func of(_ plan: AgentPlan) -> String {
    plan.agents.map { "\($0.name): \(of($0.steps))" }.joined(separator: " | ")
  }

  static func of(_ steps: [AgentPlanStep]) -> String {
    steps.map { of($0) }.joined(separator: "; ")
  }

  static func of(_ step: AgentPlanStep) -> String {
    var text = step.id.map { "\($0)=" } ?? ""
    switch step.kind {
    case .call(let call):
      let arguments =
        call.arguments.map { "\($0.name): \(of($0.value))" }
        + (call.rest.map { ["*: \(of($0))"] } ?? [])
      text += "\(call.tool)(\(arguments.joined(separator: ", ")))"
      if !call.label.isEmpty { text += " '\(call.label)'" }
      if !call.approves.isEmpty { text += " approves \(call.approves.joined(separator: ","))" }
      if let changes = call.changes { text += " changes \(changes)" }
    case .sequence(let steps): text += "{\(of(steps))}"
    case .parallel(let branches): text += "par[\(of(branches))]"
    case .either(let branches): text += "either[\(of(branches))]"
    case .branch(let condition, let then, let otherwise):
      text += "if(\(of(condition))){\(of(then))}{\(of(otherwise))}"
    case .loop(let loop):
      text += "loop"
      if let most = loop.most { text += loop.isExact ? " =\(most)" : " <=\(most)" }
      if let condition = loop.whileCondition { text += " while(\(of(condition)))" }
      if let condition = loop.untilCondition { text += " until(\(of(condition)))" }
      text += "{\(of(loop.body))}"
    case .jump(let id): text += "-> \(id)"
    case .stop: text += "stop"
    case .fail: text += "fail"
    }
    if step.endsEarly { text += " early" }
    if step.retries > 0 { text += " retry \(step.retries)" }
    switch step.onFailure {
    case .propagate: break
    case .goOn: text += " onfail go on"
    case .steps(let steps): text += " onfail{\(of(steps))}"
    }
    return text
  }

  private static func of(_ branches: [[AgentPlanStep]]) -> String {
    branches.map { of($0) }.joined(separator: " || ")
  }

  private static func of(_ condition: AgentPlanCondition) -> String {
    switch condition {
    case .expression(let text, _): text
    case .unknown: "?"
    }
  }

  static func of(_ value: AgentPlanValue) -> String {
    switch value {
    case .constant(let value): return "\(value)"
    case .list(let elements): return "[" + elements.map { of($0) }.joined(separator: ", ") + "]"
    case .map(let members):
      return "{" + members.map { "\($0.name): \(of($0.value))" }.joined(separator: ", ") + "}"
    case .output(let id, let path):
      return "${\(id)"
        + path.map { part in
          switch part {
          case .member(let name): ".\(name)"
          case .element(let index): "[\(index)]"
          }
        }.joined() + "}"
    case .text(let parts): return "text(" + parts.map { of($0) }.joined(separator: " ") + ")"
    case .written(let ids): return "written(\(ids.joined(separator: ", ")))"
    case .unknown: return "?"
    }
  }

  /// Reads a plan that refers to no files.
  static func read(
    _ text: String, shell: ShellCommandReader? = nil, files: [String: String] = [:]
  ) throws(AgentFormatError) -> AgentPlan {
    try AgentPlanReader.read(Array(text.utf8), shell: shell) { path throws(AgentFormatError) in
      guard let file = files[path] else { throw AgentFormatError("there is no such file") }
      return Array(file.utf8)
    }
  }

  /// All mistakes as `line:column: message`.
  static func mistakes(
    _ text: String, files: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> [String] {
    do {
      let plan = try read(text, files: files)
      Issue.record("read \(of(plan))", sourceLocation: sourceLocation)
      return []
    } catch {
      return error.all.map {
        "\($0.file.map { $0 + ":" } ?? "")\($0.line ?? 0):\($0.column ?? 0): \($0.message)"
      }
    }
  }
}
