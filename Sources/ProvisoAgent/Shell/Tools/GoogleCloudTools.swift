import ProvisoPlans

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
    let plain = ToolCommand(tool, words: words, operands: operands, options: options + globals)
    return ToolCommand(
      plain,
      reading: { words, builder throws(ShellGap) in
        for word in words.operands {
          guard let text = word.text else { continue }
          // `gs://b/**` names many objects, and the number of a project does not show its name.
          guard !text.contains(where: { "*?[]".contains($0) }), Int(text) == nil else {
            throw ShellGap("a pattern or a number as a name is not supported")
          }
        }
        return try builder.calls(of: plain, words)
      })
  }

  private static func reading(_ words: String...) -> ToolCommand {
    ToolCommand(
      reading: inspection, words: words,
      refusing: ["--flags-file", "--impersonate", "--access-token-file", "--log-http"])
  }

  /// `gcloud storage cp`, which copies between local files and objects.
  private static let copying: ToolCommand = {
    let plain = form(
      "gcloud_storage_cp", words: ["storage", "cp"],
      operands: [.one("from", .entity("Location")), .one("to", .entity("Location"))],
      options: [.flag("recursive", "-r", "-R", "--recursive")])
    return ToolCommand(
      plain,
      reading: { words, builder throws(ShellGap) in
        guard let check = plain.reading else { return [] }
        var calls = try check(words, &builder)
        guard words.operands.count == 2 else { return calls }
        calls += try LocalCopy.calls(
          from: words.operands[0], to: words.operands[1], moves: false,
          isRecursive: words.flags["recursive"] ?? false, scheme: "gs://", builder: builder)
        return calls
      })
  }()

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
        copying,
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
