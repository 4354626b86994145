import ProvisoKernel
import ProvisoPlans

/// The command lines of Terraform and OpenTofu.
enum TerraformTools {
  /// `apply`. With a saved plan, the file contains all changes.
  static func apply(_ form: ToolCommand) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
      guard let plan = words.operands.first else { return try builder.calls(of: form, words) }
      let path = try builder.value(of: plan, as: .path)
      let file: String? = if case .string(let text)? = path.constant { text.string } else { nil }
      if file != nil {
        builder.assumptions.append(SavedPlans.assumption)
      }
      return try builder.calls(of: form, words, changes: file, adding: ["plan": path])
    }
  }
}
