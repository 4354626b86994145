/// The command line of Amazon Web Services (`aws`).
enum AWSTools {
  static let inspection = ShellTool("aws_read", [("command", .text), ("arguments", .text)])

  private static let globals: [ToolOption] = [
    .value("profile", .text, "--profile"), .value("region", .text, "--region"),
    .skipValue("--output", "--query", "--color"), .skip("--no-cli-pager"),
  ]
  private static let environment = [
    "AWS_PROFILE": "profile", "AWS_REGION": "region", "AWS_DEFAULT_REGION": "region",
  ]

  private static func form(
    _ tool: String, _ words: [String], _ operands: [ToolOperand] = [],
    _ options: [ToolOption] = []
  ) -> ToolCommand {
    ToolCommand(
      tool, words: words, operands, options + globals,
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
          "aws_s3_cp", ["s3", "cp"],
          [.one("from", .entity("Location")), .one("to", .entity("Location"))], objects),
        form(
          "aws_s3_mv", ["s3", "mv"],
          [.one("from", .entity("Location")), .one("to", .entity("Location"))], objects),
        form(
          "aws_s3_sync", ["s3", "sync"],
          [.one("from", .entity("Location")), .one("to", .entity("Location"))],
          objects.filter { $0.parameter?.name != "recursive" } + [.flag("delete", "--delete")]),
        form("aws_s3_rm", ["s3", "rm"], [.one("uri", .entity("Location"))], objects),
        form("aws_s3_mb", ["s3", "mb"], [.one("uri", .entity("Location"))]),
        form(
          "aws_s3_rb", ["s3", "rb"], [.one("uri", .entity("Location"))], [.flag("force", "--force")]
        ),
        form(
          "aws_s3api_delete_bucket", ["s3api", "delete-bucket"], [],
          [.value("bucket", .entity("Bucket"), "--bucket")]),
        form(
          "aws_s3api_delete_object", ["s3api", "delete-object"], [],
          [
            .value("bucket", .entity("Bucket"), "--bucket"), .value("key", .text, "--key"),
            .value("version", .text, "--version-id"),
          ]),
        form(
          "aws_ec2_terminate_instances", ["ec2", "terminate-instances"], [],
          [.value("instance", .entity("Machine"), "--instance-ids")]),
        form(
          "aws_ec2_stop_instances", ["ec2", "stop-instances"], [],
          [.value("instance", .entity("Machine"), "--instance-ids")]),
        form(
          "aws_ec2_delete_volume", ["ec2", "delete-volume"], [],
          [.value("volume", .entity("Volume"), "--volume-id")]),
        form(
          "aws_ec2_create_snapshot", ["ec2", "create-snapshot"], [],
          [.value("volume", .entity("Volume"), "--volume-id"), .skipValue("--description")]),
        form(
          "aws_ec2_delete_snapshot", ["ec2", "delete-snapshot"], [],
          [.value("snapshot", .entity("VolumeSnapshot"), "--snapshot-id")]),
        form(
          "aws_rds_create_db_snapshot", ["rds", "create-db-snapshot"], [],
          [
            .value("database", .entity("DatabaseInstance"), "--db-instance-identifier"),
            .value("snapshot", .entity("Snapshot"), "--db-snapshot-identifier"),
          ]),
        form(
          "aws_rds_delete_db_snapshot", ["rds", "delete-db-snapshot"], [],
          [.value("snapshot", .entity("Snapshot"), "--db-snapshot-identifier")]),
        form(
          "aws_rds_wait_snapshot", ["rds", "wait", "db-snapshot-available"], [],
          [
            .value("database", .entity("DatabaseInstance"), "--db-instance-identifier"),
            .value("snapshot", .entity("Snapshot"), "--db-snapshot-identifier"),
          ]),
        form(
          "aws_rds_delete_db_instance", ["rds", "delete-db-instance"], [],
          [
            .value("database", .entity("DatabaseInstance"), "--db-instance-identifier"),
            .flag("skip_final_snapshot", "--skip-final-snapshot"),
            .value("final_snapshot", .entity("Snapshot"), "--final-db-snapshot-identifier"),
            .flag("delete_automated_backups", "--delete-automated-backups"),
            .skip("--no-delete-automated-backups"),
          ]),
        form(
          "aws_dynamodb_delete_table", ["dynamodb", "delete-table"], [],
          [.value("table", .entity("DynamoTable"), "--table-name")]),
        form(
          "aws_dynamodb_create_backup", ["dynamodb", "create-backup"], [],
          [
            .value("table", .entity("DynamoTable"), "--table-name"),
            .value("backup", .text, "--backup-name"),
          ]),
        form(
          "aws_iam_delete_user", ["iam", "delete-user"], [],
          [.value("user", .text, "--user-name")]),
        form(
          "aws_cloudformation_delete_stack", ["cloudformation", "delete-stack"], [],
          [.value("stack", .entity("Stack"), "--stack-name")]),
      ])
  ]
}

/// The command line of Google Cloud (`gcloud`).
enum GoogleCloudTools {
  static let inspection = ShellTool("gcloud_read", [("command", .text), ("arguments", .text)])

  private static let globals: [ToolOption] = [
    .value("project", .text, "--project"), .skipValue("--format", "--verbosity", "--filter"),
    .flag("quiet", "-q", "--quiet"),
  ]
  private static let place: [ToolOption] = [
    .value("place", .text, "--zone", "--region", "--location"), .skip("--async"),
  ]

  private static func form(
    _ tool: String, _ words: [String], _ operands: [ToolOperand] = [],
    _ options: [ToolOption] = []
  ) -> ToolCommand {
    ToolCommand(tool, words: words, operands, options + globals)
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
        form("gcloud_set_project", ["config", "set", "project"], [.one("project", .text)]),
        form(
          "gcloud_sql_instances_delete", ["sql", "instances", "delete"],
          [.one("instance", .entity("SQLInstance"))], [.skip("--async")]),
        form(
          "gcloud_sql_backups_create", ["sql", "backups", "create"], [],
          [
            .value("instance", .entity("SQLInstance"), "-i", "--instance"),
            .skipValue("--description"), .skip("--async"),
          ]),
        form(
          "gcloud_sql_export", ["sql", "export", "sql"],
          [.one("instance", .entity("SQLInstance")), .one("uri", .entity("Location"))],
          [.skipValue("--database"), .skip("--async", "--offload")]),
        form(
          "gcloud_compute_instances_delete", ["compute", "instances", "delete"],
          [.each("instance", .entity("Machine"))], place + [.skipValue("--keep-disks")]),
        form(
          "gcloud_compute_disks_delete", ["compute", "disks", "delete"],
          [.each("disk", .entity("Volume"))],
          place),
        form(
          "gcloud_container_clusters_delete", ["container", "clusters", "delete"],
          [.each("cluster", .entity("Cluster"))], place),
        form(
          "gcloud_projects_delete", ["projects", "delete"], [.one("target", .entity("Project"))]),
        form(
          "gcloud_storage_cp", ["storage", "cp"],
          [.one("from", .entity("Location")), .one("to", .entity("Location"))],
          [.flag("recursive", "-r", "-R", "--recursive")]),
        form(
          "gcloud_storage_rm", ["storage", "rm"], [.each("uri", .entity("Location"))],
          [
            .flag("recursive", "-r", "-R", "--recursive"),
            .flag("all_versions", "-a", "--all-versions"),
          ]),
      ])
  ]
}
