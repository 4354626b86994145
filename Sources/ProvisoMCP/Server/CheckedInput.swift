import JSON
import JSONOutput
import Proviso
import ProvisoInput

/// The parameters with which tools name a plan and specs.
enum CheckedInput {
  static let parameters = [
    ToolParameter(
      "plan", .text,
      "The path of the plan, relative to the server's folder: the output of `terraform show -json`, a plan of agents (proviso.plan/1), a record of calls, or a world."
    ),
    ToolParameter(
      "plan_text", .text, "The text of the plan, instead of its path."),
    ToolParameter(
      "specs", .list(of: .text),
      "Paths of .proviso files, or names of built-in packs such as standard. Without it, the specs of the project's settings, or else the standard pack."
    ),
    ToolParameter(
      "spec_text", .text, "The text of a spec to check, beside the specs."),
    ToolParameter(
      "graph", .text,
      "The path of the output of `terraform graph -plan=PLANFILE`, which fixes the order."),
  ]

  /// The name of a text that is given instead of a file.
  private static let nameOfText = "plan_text"

  /// The input, and the verifier for it.
  static func read(
    _ arguments: ToolArguments, in context: ToolContext
  ) throws(InputError) -> (input: Input, verifier: Verifier) {
    let (path, text) = (try arguments.text("plan"), try arguments.text("plan_text"))
    guard (path == nil) != (text == nil) else {
      throw InputError("expected `plan` or `plan_text`, and not both")
    }
    var specs: [SpecSource] = []
    for name in try arguments.texts("specs") { specs.append(try context.spec(name)) }
    if let text = try arguments.text("spec_text") {
      specs.append(.text(text, name: "spec_text.proviso"))
    }
    let bytes = if let path { try context.bytes(of: path) } else { Array((text ?? "").utf8) }
    var verifier = try context.verifier(forInputAt: path ?? ".", specs: specs)
    if let graph = try arguments.text("graph") {
      verifier.options.terraform.graph = graph
      verifier.options.terraform.graphScope = .below(context.folder)
    }
    return (.bytes(bytes, name: path ?? nameOfText), verifier)
  }
}
