import ProvisoKernel
import ProvisoPlans

/// The ways in which commands build their calls where a table alone does not determine them, by the names
/// that the built-in tables give.
enum ToolReadings {
  /// Makes the function that builds the calls of a command.
  typealias Making = @Sendable (ToolCommand) -> ToolCommand.Reading

  static let all: [String: Making] = [
    "tar": TextTools.tar, "listing": TextTools.listing, "git_fetch": GitTools.fetch,
    "git_pull": GitTools.pull, "git_remote_add": GitTools.addRemote,
    "transfer": FileTools.transfer, "write": FileTools.writing, "sed": TextTools.sed,
    "awk": TextTools.awk, "git_push": GitTools.push, "git_rm": GitTools.remove,
    "terraform_apply": TerraformTools.apply, "aws": AWSTools.plain, "aws_copy": AWSTools.copy,
    "gcloud": GoogleCloudTools.plain, "gcloud_copy": GoogleCloudTools.copy,
    "psql": DatabaseTools.psql, "pg_dump": DatabaseTools.dumping,
    "database": DatabaseTools.administration, "curl": HTTPTools.curl, "wget": HTTPTools.wget,
  ]

  /// Builds the call of a command that changes nothing if all its options are in its table.
  ///
  /// - Parameters:
  ///   - most: the largest number of operands; more would change something. `nil` for no limit.
  ///   - beginning: the text with which every operand begins; others would change something.
  static func inspection(
    _ form: ToolCommand, most: Int?, beginning: String?
  ) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
      if let most {
        guard words.operands.count <= most, !words.operands.contains(where: \.canBeSeveral) else {
          throw ShellGap.extraOperand
        }
      }
      if let beginning, !words.operands.allSatisfy({ $0.text?.hasPrefix(beginning) == true }) {
        throw ShellGap("no contract describes its operands")
      }
      return [builder.inspection(form, words.operands)]
    }
  }
}

extension CallBuilder {
  /// The call of a command that changes nothing.
  ///
  /// The parameters of its tool can be `command` (the subcommands), `arguments` (the words after them), `input` (the
  /// standard input), and `repository` or `directory` (the working directory).
  func inspection(_ form: ToolCommand, _ words: [ShellArgument]) -> AgentPlanStep {
    var given: [String: AgentPlanValue] = [:]
    for parameter in form.tool.parameters {
      switch parameter.name {
      case "command":
        given["command"] = .constant(
          .string(Text(form.words.map { $0.hasSuffix("*") ? "" : $0 }.joined(separator: " "))))
      case "arguments": given["arguments"] = Self.joined(words)
      case "repository", "directory": given[parameter.name] = workingDirectory
      case "input": given["input"] = inputValue ?? .constant(.string(""))
      default: continue
      }
    }
    return call(form.tool, with: given)
  }
}
