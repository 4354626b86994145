import ProvisoKernel
import ProvisoPlans

/// The command line of Amazon Web Services (`aws`).
enum AWSTools {
  static let inspection = ShellTool("aws_read", [("command", .text), ("arguments", .text)])

  private static let globals: [ToolOption] = [
    .value("profile", as: .text, spelled: "--profile"),
    .value("region", as: .text, spelled: "--region"),
    .skipValue("--output", "--query", "--color"), .skip("--no-cli-pager"),
  ]
  private static let environment = [
    "AWS_PROFILE": "profile", "AWS_REGION": "region", "AWS_DEFAULT_REGION": "region",
  ]

  private static func form(
    _ tool: String, words: [String], operands: [ToolOperand] = [],
    options: [ToolOption] = []
  ) -> ToolCommand {
    let plain = ToolCommand(
      tool, words: words, operands: operands, options: options + globals,
      environment: environment)
    return ToolCommand(
      plain,
      reading: { words, builder throws(ShellGap) in
        for value in words.values.values.joined() where !isPlain(value) {
          throw ShellGap("the value of an option is a file, a list or a pattern")
        }
        for word in words.operands
        where word.text.map({ $0.contains("arn:") || $0.contains("*") }) == true {
          throw ShellGap("an access point or a pattern is not supported")
        }
        return try builder.calls(of: plain, words)
      })
  }

  /// Whether a value is no `file://…`, whose content would count, no list and no pattern.
  private static func isPlain(_ value: ShellArgument) -> Bool {
    guard let text = value.text else { return true }
    return !text.contains("://") && !text.contains { "[]{}*?, \"".contains($0) }
  }

  /// A command that copies between local files and objects.
  private static func copy(_ tool: String, word: String, options: [ToolOption]) -> ToolCommand {
    let plain = ToolCommand(
      tool, words: ["s3", word],
      operands: [.one("from", .entity("Location")), .one("to", .entity("Location"))],
      options: options + globals, environment: environment)
    return ToolCommand(
      plain,
      reading: { words, builder throws(ShellGap) in
        var calls = try builder.calls(of: plain, words)
        // An access point stands for a bucket that its name does not show.
        guard !words.operands.contains(where: { $0.text?.contains("arn:") == true }) else {
          throw ShellGap("an access point is not supported")
        }
        guard words.operands.count == 2, words.flags["dry_run"] != true else { return calls }
        calls += try LocalCopy.calls(
          from: words.operands[0], to: words.operands[1], moves: word == "mv",
          isRecursive: words.flags["recursive"] ?? false, scheme: "s3://", builder: builder)
        return calls
      })
  }

  private static func reading(_ words: String...) -> ToolCommand {
    ToolCommand(
      reading: inspection, words: words,
      refusing: ["--endp", "--no-v", "--ca-b", "--debug", "--cli-auto"])
  }

  /// The services whose commands `get-*` are known to change nothing, not even a local file.
  private static let gettingServices = [
    "sts", "iam", "lambda", "ssm", "secretsmanager", "cloudformation", "logs", "cloudwatch",
    "route53", "kms", "ecr", "ce", "dynamodb", "sqs", "sns", "eks", "acm", "organizations", "ec2",
  ]

  /// The services whose commands `describe-*` and `list-*` are known to change nothing.
  private static let services = [
    "ec2", "rds", "dynamodb", "iam", "ecs", "eks", "elbv2", "cloudformation", "lambda", "s3api",
    "sts", "logs", "cloudwatch", "autoscaling", "route53", "kms", "secretsmanager", "sns", "sqs",
    "ecr", "acm", "elasticache", "redshift", "backup", "organizations",
  ]

  private static let objects: [ToolOption] = [
    .flag("recursive", "--recursive"), .flag("dry_run", "--dryrun"),
    .skip("--quiet", "--only-show-errors"),
    .list("exclude", "--exclude"), .list("include", "--include"),
  ]

  static let programs: [String: ToolProgram] = [
    "aws": ToolProgram(
      globals: globals,
      services.flatMap { [reading($0, "describe-*"), reading($0, "list-*")] }
        + gettingServices.map { reading($0, "get-*") } + [
          reading("s3", "ls"), reading("s3", "presign"), reading("configure", "list"),
          reading("--version"), reading("s3api", "get-bucket-*"), reading("s3api", "head-*"),
          reading("ssm", "describe-*"), reading("ssm", "list-*"), reading("cloudfront", "list-*"),
          reading("cloudformation", "validate-template"), reading("dynamodb", "scan"),
          reading("dynamodb", "query"), reading("logs", "tail"),
          reading("logs", "filter-log-events"),
          reading("apigateway", "get-rest-apis"), reading("ecs", "wait", "services-stable"),
          copy("aws_s3_cp", word: "cp", options: objects),
          copy("aws_s3_mv", word: "mv", options: objects),
          copy(
            "aws_s3_sync", word: "sync",
            options: objects.filter { $0.parameter?.name != "recursive" } + [
              .flag("delete", "--delete")
            ]),
          form(
            "aws_s3_rm", words: ["s3", "rm"], operands: [.one("uri", .entity("Location"))],
            options: objects),
          form("aws_s3_mb", words: ["s3", "mb"], operands: [.one("uri", .entity("Location"))]),
          form(
            "aws_s3_rb", words: ["s3", "rb"], operands: [.one("uri", .entity("Location"))],
            options: [.flag("force", "--force")]
          ),
          form(
            "aws_s3api_delete_bucket", words: ["s3api", "delete-bucket"], operands: [],
            options: [.value("bucket", as: .entity("Bucket"), spelled: "--bucket")]),
          form(
            "aws_s3api_delete_object", words: ["s3api", "delete-object"], operands: [],
            options: [
              .value("bucket", as: .entity("Bucket"), spelled: "--bucket"),
              .value("key", as: .text, spelled: "--key"),
              .value("version", as: .text, spelled: "--version-id"),
            ]),
          form(
            "aws_ec2_terminate_instances", words: ["ec2", "terminate-instances"], operands: [],
            options: [.value("instance", as: .entity("Machine"), spelled: "--instance-ids")]),
          form(
            "aws_ec2_stop_instances", words: ["ec2", "stop-instances"], operands: [],
            options: [.value("instance", as: .entity("Machine"), spelled: "--instance-ids")]),
          form(
            "aws_ec2_delete_volume", words: ["ec2", "delete-volume"], operands: [],
            options: [.value("volume", as: .entity("Volume"), spelled: "--volume-id")]),
          form(
            "aws_ec2_create_snapshot", words: ["ec2", "create-snapshot"], operands: [],
            options: [
              .value("volume", as: .entity("Volume"), spelled: "--volume-id"),
              .skipValue("--description"),
            ]),
          form(
            "aws_ec2_delete_snapshot", words: ["ec2", "delete-snapshot"], operands: [],
            options: [.value("snapshot", as: .entity("VolumeSnapshot"), spelled: "--snapshot-id")]),
          form(
            "aws_rds_create_db_snapshot", words: ["rds", "create-db-snapshot"], operands: [],
            options: [
              .value(
                "database", as: .entity("DatabaseInstance"), spelled: "--db-instance-identifier"),
              .value("snapshot", as: .entity("Snapshot"), spelled: "--db-snapshot-identifier"),
            ]),
          form(
            "aws_rds_delete_db_snapshot", words: ["rds", "delete-db-snapshot"], operands: [],
            options: [
              .value("snapshot", as: .entity("Snapshot"), spelled: "--db-snapshot-identifier")
            ]),
          form(
            "aws_rds_wait_snapshot", words: ["rds", "wait", "db-snapshot-available"], operands: [],
            options: [
              .value(
                "database", as: .entity("DatabaseInstance"), spelled: "--db-instance-identifier"),
              .value("snapshot", as: .entity("Snapshot"), spelled: "--db-snapshot-identifier"),
            ]),
          form(
            "aws_rds_delete_db_instance", words: ["rds", "delete-db-instance"], operands: [],
            options: [
              .value(
                "database", as: .entity("DatabaseInstance"), spelled: "--db-instance-identifier"),
              .flag("skip_final_snapshot", "--skip-final-snapshot"),
              .value(
                "final_snapshot", as: .entity("Snapshot"), spelled: "--final-db-snapshot-identifier"
              ),
              .flag("delete_automated_backups", "--delete-automated-backups"),
              .skip("--no-delete-automated-backups"),
            ]),
          form(
            "aws_dynamodb_delete_table", words: ["dynamodb", "delete-table"], operands: [],
            options: [.value("table", as: .entity("DynamoTable"), spelled: "--table-name")]),
          form(
            "aws_dynamodb_create_backup", words: ["dynamodb", "create-backup"], operands: [],
            options: [
              .value("table", as: .entity("DynamoTable"), spelled: "--table-name"),
              .value("backup", as: .text, spelled: "--backup-name"),
            ]),
          form(
            "aws_iam_delete_user", words: ["iam", "delete-user"], operands: [],
            options: [.value("user", as: .text, spelled: "--user-name")]),
          form(
            "aws_cloudformation_delete_stack", words: ["cloudformation", "delete-stack"],
            operands: [],
            options: [.value("stack", as: .entity("Stack"), spelled: "--stack-name")]),
        ])
  ]
}
