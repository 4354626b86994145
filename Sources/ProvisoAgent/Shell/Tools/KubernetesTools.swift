/// The command line of Kubernetes (`kubectl`).
enum KubernetesTools {
  static let inspection = ShellTool("kubectl_read", [("command", .text), ("arguments", .text)])

  private static let globals: [ToolOption] = [
    .value("namespace", as: .entity("Namespace"), spelled: "-n", "--namespace"),
    .value("context", as: .entity("Context"), spelled: "--context"),
    .skipValue("--request-timeout"),
  ]

  private static func form(
    _ tool: String, words: [String], operands: [ToolOperand] = [],
    options: [ToolOption] = []
  ) -> ToolCommand {
    ToolCommand(
      tool, words: words, operands: operands, options: options + globals, style: .pflag,
      preset: ["context", "namespace"])
  }

  private static func reading(_ words: String...) -> ToolCommand {
    ToolCommand(
      reading: inspection, words: words,
      refusing: [
        "--profile", "--kubeconfig", "--cache-dir", "--server", "-s", "--token", "--as",
        "--output-directory", "--enable-exec", "--enable-helm", "--helm-command", "--plugins",
      ])
  }

  /// `--dry-run` takes no word after it.
  private static let dry = ToolOption.optionalValue("dry_run", "--dry-run")

  private static let objects: [ToolOperand] = [.optional("kind", .text), .rest("names")]
  private static let waiting: [ToolOption] = [
    .skip("--wait", "--now"), .skipValue("--timeout", "--grace-period"), dry,
  ]

  static let programs: [String: ToolProgram] = [
    "kubectl": ToolProgram(
      globals: globals,
      [
        reading("get"), reading("describe"), reading("logs"), reading("top"), reading("version"),
        reading("explain"), reading("api-resources"), reading("cluster-info"), reading("diff"),
        reading("events"), reading("auth", "can-i"), reading("rollout", "status"),
        reading("rollout", "history"), reading("config", "current-context"),
        reading("config", "get-contexts"), reading("wait"),
        reading("config", "view"), reading("api-versions"), reading("config", "get-clusters"),
        ToolCommand(
          reading: inspection, words: ["kustomize"],
          refusing: ["-o", "--output", "--enable", "--helm", "--network", "--mount"]),
        form(
          "kubectl_apply", words: ["apply"], operands: [],
          options: [
            .list("files", "-f", "--filename"), .list("kustomize", "-k", "--kustomize"),
            .flag("prune", "--prune"), .value("selector", as: .text, spelled: "-l", "--selector"),
            .skip("--server-side", "-R", "--recursive", "--validate"),
            .skipValue("-o", "--output"), dry,
          ]),
        form(
          "kubectl_create", words: ["create"],
          operands: [.optional("kind", .text), .optional("name", .text)],
          options: [
            .list("files", "-f", "--filename"), .skipValue("-o", "--output", "--from-literal"),
            .skipValue("--image", "--replicas", "--schedule"), dry,
          ]),
        form(
          "kubectl_delete", words: ["delete"], operands: objects,
          options: waiting + [
            .list("files", "-f", "--filename"),
            .value("selector", as: .text, spelled: "-l", "--selector"),
            .flag("all", "--all"), .flag("all_namespaces", "-A", "--all-namespaces"),
            .flag("force", "--force"), .skip("--ignore-not-found"),
          ]),
        form(
          "kubectl_scale", words: ["scale"], operands: objects,
          options: [.value("replicas", as: .int, spelled: "--replicas")] + waiting),
        form(
          "kubectl_patch", words: ["patch"], operands: objects,
          options: [
            .value("patch", as: .text, spelled: "-p", "--patch"),
            .skipValue("--type", "-o", "--output"),
            dry,
          ]),
        form("kubectl_label", words: ["label"], operands: objects, options: [.skip("--overwrite")]),
        form(
          "kubectl_annotate", words: ["annotate"], operands: objects,
          options: [.skip("--overwrite")]),
        form("kubectl_set_image", words: ["set", "image"], operands: objects),
        form("kubectl_rollout_restart", words: ["rollout", "restart"], operands: objects),
        form(
          "kubectl_rollout_undo", words: ["rollout", "undo"], operands: objects,
          options: [.skipValue("--to-revision")]),
        form(
          "kubectl_drain", words: ["drain"], operands: [.one("node", .text)],
          options: [
            .skip("--ignore-daemonsets"), .flag("delete_data", "--delete-emptydir-data"),
            .flag("force", "--force"), .skipValue("--timeout", "--grace-period"),
          ]),
        form("kubectl_cordon", words: ["cordon"], operands: [.one("node", .text)]),
        form("kubectl_uncordon", words: ["uncordon"], operands: [.one("node", .text)]),
        form(
          "kubectl_use_context", words: ["config", "use-context"],
          operands: [.one("context", .entity("Context"))]),
      ])
  ]
}
