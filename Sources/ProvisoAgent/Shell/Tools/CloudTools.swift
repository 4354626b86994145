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
    ToolCommand(
      tool, words: words, operands: operands, options: options + globals,
      environment: environment)
  }

  private static func reading(_ words: String...) -> ToolCommand {
    ToolCommand(reading: inspection, words: words, refusing: ["--endpoint-url", "--no-verify-ssl"])
  }

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
      services.flatMap { [reading($0, "describe-*"), reading($0, "list-*")] } + [
        reading("s3", "ls"), reading("sts", "get-caller-identity"),
        form(
          "aws_s3_cp", words: ["s3", "cp"],
          operands: [.one("from", .entity("Location")), .one("to", .entity("Location"))],
          options: objects),
        form(
          "aws_s3_mv", words: ["s3", "mv"],
          operands: [.one("from", .entity("Location")), .one("to", .entity("Location"))],
          options: objects),
        form(
          "aws_s3_sync", words: ["s3", "sync"],
          operands: [.one("from", .entity("Location")), .one("to", .entity("Location"))],
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
              "final_snapshot", as: .entity("Snapshot"), spelled: "--final-db-snapshot-identifier"),
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

/// The command line of Google Cloud (`gcloud`).
enum GoogleCloudTools {
  static let inspection = ShellTool("gcloud_read", [("command", .text), ("arguments", .text)])

  private static let globals: [ToolOption] = [
    .value("project", as: .text, spelled: "--project"),
    .skipValue("--format", "--verbosity", "--filter"),
    .flag("quiet", "-q", "--quiet"),
  ]
  private static let location: [ToolOption] = [
    .value("place", as: .text, spelled: "--zone", "--region", "--location"), .skip("--async"),
  ]

  private static func form(
    _ tool: String, words: [String], operands: [ToolOperand] = [],
    options: [ToolOption] = []
  ) -> ToolCommand {
    ToolCommand(tool, words: words, operands: operands, options: options + globals)
  }

  private static func reading(_ words: String...) -> ToolCommand {
    ToolCommand(
      reading: inspection, words: words,
      refusing: ["--flags-file", "--impersonate", "--access-token-file", "--log-http"])
  }

  private static let groups: [[String]] = [
    ["projects"], ["sql", "instances"], ["sql", "databases"], ["compute", "instances"],
    ["compute", "disks"], ["compute", "snapshots"], ["container", "clusters"], ["run", "services"],
    ["storage", "buckets"], ["storage", "objects"], ["secrets"], ["iam", "service-accounts"],
  ]

  static let programs: [String: ToolProgram] = [
    "gcloud": ToolProgram(
      globals: globals,
      groups.flatMap { group in
        ["list", "describe"].map {
          ToolCommand(
            reading: inspection, words: group + [$0],
            refusing: ["--flags-file", "--impersonate", "--access-token-file", "--log-http"])
        }
      } + [
        reading("info"), reading("version"), reading("config", "list"), reading("auth", "list"),
        reading("config", "get-value"), reading("storage", "ls"),
        form(
          "gcloud_set_project", words: ["config", "set", "project"],
          operands: [.one("project", .text)]),
        form(
          "gcloud_sql_instances_delete", words: ["sql", "instances", "delete"],
          operands: [.one("instance", .entity("SQLInstance"))], options: [.skip("--async")]),
        form(
          "gcloud_sql_backups_create", words: ["sql", "backups", "create"], operands: [],
          options: [
            .value("instance", as: .entity("SQLInstance"), spelled: "-i", "--instance"),
            .skipValue("--description"), .skip("--async"),
          ]),
        form(
          "gcloud_sql_export", words: ["sql", "export", "sql"],
          operands: [.one("instance", .entity("SQLInstance")), .one("uri", .entity("Location"))],
          options: [.skipValue("--database"), .skip("--async", "--offload")]),
        form(
          "gcloud_compute_instances_delete", words: ["compute", "instances", "delete"],
          operands: [.each("instance", .entity("Machine"))],
          options: location + [.skipValue("--keep-disks")]),
        form(
          "gcloud_compute_disks_delete", words: ["compute", "disks", "delete"],
          operands: [.each("disk", .entity("Volume"))],
          options: location),
        form(
          "gcloud_container_clusters_delete", words: ["container", "clusters", "delete"],
          operands: [.each("cluster", .entity("Cluster"))], options: location),
        form(
          "gcloud_projects_delete", words: ["projects", "delete"],
          operands: [.one("target", .entity("Project"))]),
        form(
          "gcloud_storage_cp", words: ["storage", "cp"],
          operands: [.one("from", .entity("Location")), .one("to", .entity("Location"))],
          options: [.flag("recursive", "-r", "-R", "--recursive")]),
        form(
          "gcloud_storage_rm", words: ["storage", "rm"],
          operands: [.each("uri", .entity("Location"))],
          options: [
            .flag("recursive", "-r", "-R", "--recursive"),
            .flag("all_versions", "-a", "--all-versions"),
          ]),
      ])
  ]
}
