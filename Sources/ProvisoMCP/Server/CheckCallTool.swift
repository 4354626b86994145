import JSON
import JSONOutput
import JSONRPC
import Proviso
import ProvisoInput

/// Says whether a call of a tool may happen, as the hook of an agent's host would. It records nothing.
struct CheckCallTool: ServerTool {
  /// The file with the world, if the caller names none.
  let world: String

  let name = "check_call"
  let title = "Check a proposed call"
  let summary = """
    Says whether a call of a tool may happen after the calls of the session: allow, deny with the property \
    that some run breaks, or ask where a person has to decide. It makes no call and records nothing.
    """
  var parameters: [ToolParameter] {
    [
      ToolParameter("tool", .text, "The name of the tool, such as Bash.", isRequired: true),
      ToolParameter(
        "arguments", .map(of: .any), "The arguments of the call, by name.", isRequired: true),
      ToolParameter(
        "directory", .text, "The absolute path of the directory in which the tool works."),
      ToolParameter(
        "earlier",
        .list(
          of: .object(
            JSONObjectShape(
              [
                .init("tool", .text, isRequired: true),
                .init("arguments", .map(of: .any), isRequired: true),
                .init(
                  "outcome",
                  .described(
                    .word(GateOutcome.allCases.map(\.rawValue)),
                    as: "Without it, the call may be in flight."), isRequired: false),
              ], isOpen: false))),
        "The calls that the session has made, in order."),
      ToolParameter(
        "world", .text,
        "The path of the .proviso file with the world whose actions say what the tools do; \(world) without it."
      ),
      ToolParameter(
        "specs", .list(of: .text), "Paths of specs to check, beside the properties of the world."),
    ]
  }
  let output = ToolSchema.object([
    .init("decision", .word(GateDecision.Kind.allCases.map(\.rawValue)), isRequired: true),
    .init(
      "reasons", .described(.list(of: .string()), as: "Empty if the call is allowed."),
      isRequired: true),
    .init("properties", .list(of: .string()), isRequired: true),
    .init("assumptions", .list(of: .string()), isRequired: true),
  ])

  func call(
    _ arguments: ToolArguments, in context: ToolContext
  ) throws(InputError) -> ToolResult {
    let path = try arguments.text("world") ?? world
    var specs: [SpecSource] = []
    for name in try arguments.texts("specs") { specs.append(try context.spec(name)) }
    let verifier = context.bounded(Verifier(specs: specs))
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let source = try context.spec(path)
    guard let directory = FileScope.realPath(folder.isEmpty ? "/" : folder) else {
      throw InputError("\(path): \(FileReader.Failure.missing.reason())")
    }
    let proposed = try Self.call(
      tool: try arguments.text("tool"), arguments.value("arguments"), id: "proposed",
      directory: try arguments.text("directory"))
    var earlier: [(call: GateCall, outcome: GateOutcome?)] = []
    if let list = arguments.value("earlier") {
      guard list.kind == .array else { throw InputError("`earlier`: expected a list of calls") }
      for (index, item) in list.elements.enumerated() {
        let call = try Self.call(
          tool: item["tool"]?.string, item["arguments"], id: "earlier \(index + 1)",
          directory: nil)
        guard let outcome = item["outcome"], !outcome.isNull else {
          earlier.append((call, nil))
          continue
        }
        guard let known = outcome.string.flatMap(GateOutcome.init(rawValue:)) else {
          throw InputError(
            "`outcome`: expected "
              + GateOutcome.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))
        }
        earlier.append((call, known))
      }
    }
    var gate = try GateCore(world: source, directory: directory, verifier)
    for (call, outcome) in earlier { gate.resume(call, outcome: outcome, wasAsked: false) }
    return result(of: gate.decide(proposed, by: verifier))
  }

  private func result(of decision: GateDecision) -> ToolResult {
    let text = ([decision.kind.rawValue] + decision.reasons).joined(separator: "\n")
    return ToolResult(
      ToolText.shortened(text),
      structured: .object([
        .init("decision", .string(decision.kind.rawValue)),
        .init("reasons", .strings(decision.reasons)),
        .init("properties", .strings(decision.properties.map(\.name))),
        .init("assumptions", .strings(decision.assumptions)),
      ]))
  }

  private static func call(
    tool: String?, _ arguments: JSONValue?, id: String, directory: String?
  ) throws(InputError) -> GateCall {
    guard let tool, !tool.isEmpty else { throw InputError("`tool` of a call is a text") }
    guard let arguments, arguments.kind == .object else {
      throw InputError("`arguments` of a call is an object")
    }
    return try GateCall(
      id: id, tool: tool,
      arguments: String(decoding: CompactJSON.bytes(of: arguments), as: UTF8.self),
      directory: directory)
  }
}
