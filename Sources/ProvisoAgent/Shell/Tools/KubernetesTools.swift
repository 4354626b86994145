/// The command line of Kubernetes (`kubectl`).
enum KubernetesTools {
  static let inspection = ShellTool("kubectl_read", [("command", .text), ("arguments", .text)])

  private static let globals: [ToolOption] = [
    .value("namespace", .entity("Namespace"), "-n", "--namespace"),
    .value("context", .entity("Context"), "--context"),
    .skipValue("--request-timeout"),
  ]

  private static func form(
    _ tool: String, _ words: [String], _ operands: [ToolOperand] = [],
    _ options: [ToolOption] = []
  ) -> ToolCommand {
    ToolCommand(
      tool, words: words, operands, options + globals, preset: ["context", "namespace"])
  }

  private static func reading(_ words: String...) -> ToolCommand {
    ToolCommand(
      reading: inspection, words: words,
      refusing: ["--profile", "--kubeconfig", "--cache-dir", "--server", "-s", "--token", "--as"])
  }

  private static let objects: [ToolOperand] = [.optional("kind", .text), .rest("names")]
  private static let waiting: [ToolOption] = [
    .skip("--wait", "--now"), .skipValue("--timeout", "--grace-period"),
    .value("dry_run", .text, "--dry-run"),
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
        form(
          "kubectl_apply", ["apply"], [],
          [
            .list("files", "-f", "--filename"), .list("kustomize", "-k", "--kustomize"),
            .flag("prune", "--prune"), .value("selector", .text, "-l", "--selector"),
            .skip("--server-side", "-R", "--recursive"),
          ]),
        form(
          "kubectl_create", ["create"], [.optional("kind", .text), .optional("name", .text)],
          [.list("files", "-f", "--filename")]),
        form(
          "kubectl_delete", ["delete"], objects,
          waiting + [
            .list("files", "-f", "--filename"), .value("selector", .text, "-l", "--selector"),
            .flag("all", "--all"), .flag("all_namespaces", "-A", "--all-namespaces"),
            .flag("force", "--force"), .skip("--ignore-not-found"),
          ]),
        form(
          "kubectl_scale", ["scale"], objects, [.value("replicas", .int, "--replicas")] + waiting),
        form(
          "kubectl_patch", ["patch"], objects,
          [.value("patch", .text, "-p", "--patch"), .skipValue("--type")]),
        form("kubectl_label", ["label"], objects, [.skip("--overwrite")]),
        form("kubectl_annotate", ["annotate"], objects, [.skip("--overwrite")]),
        form("kubectl_set_image", ["set", "image"], objects),
        form("kubectl_rollout_restart", ["rollout", "restart"], objects),
        form("kubectl_rollout_undo", ["rollout", "undo"], objects, [.skipValue("--to-revision")]),
        form(
          "kubectl_drain", ["drain"], [.one("node", .text)],
          [
            .skip("--ignore-daemonsets"), .flag("delete_data", "--delete-emptydir-data"),
            .flag("force", "--force"), .skipValue("--timeout", "--grace-period"),
          ]),
        form("kubectl_cordon", ["cordon"], [.one("node", .text)]),
        form("kubectl_uncordon", ["uncordon"], [.one("node", .text)]),
        form(
          "kubectl_use_context", ["config", "use-context"], [.one("context", .entity("Context"))]),
      ])
  ]
}
