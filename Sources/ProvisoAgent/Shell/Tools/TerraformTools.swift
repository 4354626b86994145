import ProvisoKernel
import ProvisoPlans

/// The command lines of Terraform and OpenTofu, which have the same commands.
enum TerraformTools {
  static let inspection = ShellTool("terraform_read", [("command", .text), ("arguments", .text)])

  private static let common: [ToolOption] = [
    .skip("-no-color", "-compact-warnings", "-json"), .skipValue("-parallelism", "-lock-timeout"),
    .skip("-input"), .skip("-lock"), .skip("-refresh"),
  ]
  private static let variables: [ToolOption] = [.skipValue("-var", "-var-file")]
  private static let chosen: [ToolOption] = [
    .list("target", "-target"), .list("replace", "-replace"),
    .flag("refresh_only", "-refresh-only"),
  ]
  private static let globals: [ToolOption] = [.value("directory", as: .path, spelled: "-chdir")]

  private static func form(
    _ tool: String, words: [String], operands: [ToolOperand] = [],
    options: [ToolOption] = [], reading: ToolCommand.Reading? = nil
  ) -> ToolCommand {
    ToolCommand(
      tool, words: words, operands: operands, options: common + options + globals,
      style: .singleDash,
      directory: "directory", reading: reading)
  }

  private static func reading(_ words: String...) -> ToolCommand {
    ToolCommand(reading: inspection, words: words, refusing: ["-out", "--out"])
  }

  private static let program = ToolProgram(
    directory: "directory", globals: globals,
    [
      reading("version"), reading("validate"), reading("show"), reading("output"),
      reading("providers", "schema"), reading("graph"), reading("state", "list"),
      reading("state", "show"),
      reading("state", "pull"), reading("workspace", "list"), reading("workspace", "show"),
      reading("-version"), reading("--version"), reading("metadata", "functions"),
      form(
        "terraform_init", words: ["init"], operands: [],
        options: [
          .flag("upgrade", "-upgrade"), .flag("reconfigure", "-reconfigure"),
          .flag("migrate_state", "-migrate-state"), .list("backend", "-backend-config"),
          .skip("-backend", "-get"),
        ]),
      form(
        "terraform_fmt", words: ["fmt"], operands: [.optional("path", .path)],
        options: [.flag("check", "-check"), .skip("-recursive", "-diff")]),
      form(
        "terraform_plan", words: ["plan"], operands: [],
        options: variables + chosen + [
          .value("out", as: .path, spelled: "-out"), .flag("destroy", "-destroy"),
          .skip("-detailed-exitcode"),
        ]),
      form(
        "terraform_apply", words: ["apply"], operands: [.optional("plan", .path)],
        options: variables + chosen + [
          .flag("auto_approve", "-auto-approve"), .flag("destroy", "-destroy"),
        ],
        reading: { words, builder throws(ShellGap) in
          try apply("terraform_apply", words: words, into: &builder)
        }),
      form(
        "terraform_destroy", words: ["destroy"], operands: [],
        options: variables + [.list("target", "-target"), .flag("auto_approve", "-auto-approve")]),
      form(
        "terraform_import", words: ["import"],
        operands: [.one("address", .text), .one("id", .text)], options: variables),
      form("terraform_taint", words: ["taint"], operands: [.one("address", .text)]),
      form("terraform_state_rm", words: ["state", "rm"], operands: [.rest("addresses")]),
      form(
        "terraform_state_mv", words: ["state", "mv"],
        operands: [.one("from", .text), .one("to", .text)]),
      form(
        "terraform_state_push", words: ["state", "push"], operands: [.one("path", .path)],
        options: [.flag("force", "-force")]
      ),
      form(
        "terraform_workspace_select", words: ["workspace", "select"],
        operands: [.one("workspace", .text)]),
      form(
        "terraform_workspace_new", words: ["workspace", "new"], operands: [.one("workspace", .text)]
      ),
      form(
        "terraform_workspace_delete", words: ["workspace", "delete"],
        operands: [.one("workspace", .text)],
        options: [.flag("force", "-force")]),
      form(
        "terraform_force_unlock", words: ["force-unlock"], operands: [.one("lock", .text)],
        options: [.skip("-force")]),
    ])

  static let programs = ["terraform": program, "tofu": program]

  /// Translates `apply`. With a saved plan, the file contains all changes.
  private static func apply(
    _ tool: String, words: ToolArguments, into builder: inout CallBuilder
  ) throws(ShellGap) -> [AgentPlanStep] {
    guard let form = program.forms.first(where: { $0.tool.name == tool }) else { return [] }
    guard let plan = words.operands.first else { return try builder.calls(of: form, words) }
    let path = try builder.value(of: plan, as: .path)
    let file: String? = if case .string(let text)? = path.constant { text.string } else { nil }
    if file != nil {
      builder.assumptions.append(SavedPlans.assumption)
    }
    return try builder.calls(of: form, words, changes: file, adding: ["plan": path])
  }
}
