import JSONOutput
import JSONRPC
import Proviso
import ProvisoInput
import ProvisoKernel
import ProvisoReport

/// Explains a rule or a diagnostic code, as `explain` of the command does.
struct ExplainRuleTool: ServerTool {
  let name = "explain_rule"
  let title = "Explain a rule"
  let summary = """
    Explains a rule by its name: its text, documentation and reference; with a plan, also its formula with \
    the value of each part at the moment of a violation. Explains a code such as PV0301 with examples.
    """
  let parameters =
    [
      ToolParameter(
        "rule", .text, "The name of a rule, or a diagnostic code.", isRequired: true),
      ToolParameter("object", .text, "The object whose violation is explained, with a plan."),
    ] + CheckedInput.parameters
  let output = ToolSchema.object([
    .init("rule", .text, isRequired: true), .init("title", .string(), isRequired: true),
    .init("severity", .string(), isRequired: false),
    .init("source", .described(.string(), as: "The text of the rule."), isRequired: false),
    .init(
      "verdict", .described(.string(), as: "The verdict for the plan, if one is given."),
      isRequired: false),
  ])

  func call(
    _ arguments: ToolArguments, in context: ToolContext
  ) throws(InputError) -> ToolResult {
    guard let name = try arguments.text("rule") else { throw InputError("`rule` is missing") }
    if name.wholeMatch(of: /(?i)pv[0-9]+/) != nil { return try explanation(ofCode: name) }
    let hasPlan = arguments.value("plan") != nil || arguments.value("plan_text") != nil
    var input: Input?
    var verifier: Verifier
    if hasPlan {
      let read = try CheckedInput.read(arguments, in: context)
      (input, verifier) = (read.input, read.verifier)
    } else {
      var specs: [SpecSource] = []
      for spec in try arguments.texts("specs") { specs.append(try context.spec(spec)) }
      if let text = try arguments.text("spec_text") {
        specs.append(.text(text, name: "spec_text.proviso"))
      }
      verifier = try context.verifier(forInputAt: ".", specs: specs)
    }
    var loaded = try verifier.loadSpecsWithinBudget()
    if loaded.rule(named: name) == nil {
      // A rule of a pack can be explained without the project's use of it.
      for pack in SpecPack.all {
        let other = try Verifier(specs: [.path(pack.name)]).loadSpecs()
        guard other.rule(named: name) != nil else { continue }
        verifier = context.bounded(Verifier(specs: [.path(pack.name)]))
        loaded = other
      }
    }
    guard let rule = loaded.rule(named: name) else {
      let names = loaded.summaries.flatMap(\.properties).map(\.name)
      throw InputError(
        "there is no rule `\(name)`"
          + (Suggestion.nearest(to: name, among: names).map { "; did you mean `\($0)`?" } ?? ""))
    }
    let report = RuleReport(ReportSettings(detail: .long, showsAll: true))
    var text = report.render(rule.summary, source: rule.source)
    var members: [JSONText.Member] = [
      .init("rule", .string(name)), .init("title", .string(rule.summary.title)),
      .init("severity", .string(rule.summary.severity.rawValue)),
      .init("source", .string(rule.source)),
    ]
    if let input {
      verifier.selection.only = [name]
      verifier.explains = true
      let result = try verifier.waitingForCheck(of: input)
      text += "\n" + report.render(result, object: try arguments.text("object"))
      members.append(.init("verdict", .string(result.verdict.rawValue)))
    }
    return ToolResult(ToolText.shortened(text), structured: .object(members))
  }

  private func explanation(ofCode code: String) throws(InputError) -> ToolResult {
    let explanation = try Explainer().explain(code)
    return ToolResult(
      ToolText.shortened(ExplanationReport().render(explanation)),
      structured: .object([
        .init("rule", .string(explanation.code)), .init("title", .string(explanation.title)),
        .init("severity", .string(explanation.level == .error ? "error" : "warning")),
      ]))
  }
}
