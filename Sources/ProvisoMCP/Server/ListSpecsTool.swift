import JSONOutput
import JSONRPC
import Proviso
import ProvisoInput
import ProvisoReport

/// Lists the properties of specs, as `specs` of the command does.
struct ListSpecsTool: ServerTool {
  let name = "list_specs"
  let title = "List specs"
  let summary = """
    Lists the properties that plans are checked against, with their titles, severities and reasons, and the \
    actions and agents of worlds.
    """
  let parameters = [
    ToolParameter(
      "specs", .list(of: .text),
      "Paths of .proviso files, or names of built-in packs such as standard. Without it, the specs of the project's settings, or else the standard pack."
    )
  ]
  let output = ToolSchema.published(SpecsSchema.text)

  func call(
    _ arguments: ToolArguments, in context: ToolContext
  ) throws(InputError) -> ToolResult {
    var specs: [SpecSource] = []
    for name in try arguments.texts("specs") { specs.append(try context.spec(name)) }
    let verifier = try context.verifier(forInputAt: ".", specs: specs)
    let summaries = try verifier.loadSpecsWithinBudget().summaries
    let report = SpecsReport()
    return ToolResult(
      ToolText.shortened(report.text(summaries)),
      structured: JSONText(written: report.json(summaries)))
  }
}
