import JSONOutput
import JSONRPC
import Proviso
import ProvisoInput
import ProvisoReport

/// Searches the smallest repairs of a plan, as `fix` of the command does.
struct SuggestRepairTool: ServerTool {
  let name = "suggest_repair"
  let title = "Suggest repairs of a plan"
  let summary = """
    Searches the smallest changes that make the violated properties of a plan hold. Each is checked: the \
    property holds, and no other is worse. Nothing is changed. After a repair, make a new plan and check it.
    """
  let parameters =
    CheckedInput.parameters + [
      ToolParameter(
        "rules", .list(of: .text), "The names of the only properties that are repaired.")
    ]
  let output = ToolSchema.published(RepairSchema.text)

  func call(
    _ arguments: ToolArguments, in context: ToolContext
  ) throws(InputError) -> ToolResult {
    var (input, verifier) = try CheckedInput.read(arguments, in: context)
    verifier.selection.only = try arguments.texts("rules")
    let result = try verifier.waitingForRepairs(
      of: input, against: verifier.loadSpecsWithinBudget())
    return ToolResult(
      ToolText.shortened(RepairReport().render(result)),
      structured: JSONText(written: RepairJSONReport().render(result)))
  }
}
