import JSONOutput
import JSONRPC
import Proviso
import ProvisoInput
import ProvisoReport

/// Checks a plan, as `check` of the command does.
struct CheckPlanTool: ServerTool {
  let name = "check_plan"
  let title = "Check a plan"
  let summary = """
    Proves that every run of a plan meets its specs, in every order of steps, after every failure and for \
    every unknown value, or shows a run that does not. Use it before a Terraform plan is applied or a plan \
    of tool calls is carried out. `undecided` is no proof.
    """
  let parameters = CheckedInput.parameters
  let output = ToolSchema.published(ResultSchema.textOfOne)

  func call(
    _ arguments: ToolArguments, in context: ToolContext
  ) throws(InputError) -> ToolResult {
    var (input, verifier) = try CheckedInput.read(arguments, in: context)
    verifier.suggestsRepairs = true
    let result = try verifier.waitingForCheck(of: input)
    return ToolResult(
      ToolText.shortened(TextReport(ReportSettings()).render([result])),
      structured: JSONText(written: JSONReport().render([result])))
  }
}

/// Texts for models.
enum ToolText {
  /// The most characters of a text. The data has everything.
  private static let mostCharacters = 6_000

  static func shortened(_ text: String) -> String {
    text.count <= mostCharacters
      ? text : text.prefix(mostCharacters) + "…\n(shortened; the structured content has everything)"
  }
}
