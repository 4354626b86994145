extension PackCase {
  /// A deployment whose pods have this description.
  private static func deployment(_ pod: String) -> PlanText {
    PlanText(
      .made("kubernetes_deployment.w", #"{"spec":[{"template":[{"spec":[\#(pod)]}]}]}"#))
  }

  private static func container(_ attributes: String) -> PlanText {
    deployment(#"{"container":[{\#(attributes)}]}"#)
  }

  private static func binding(_ name: String) -> PlanText {
    PlanText(
      .made(
        "kubernetes_cluster_role_binding.b",
        #"{"role_ref":[{"name":"cluster-admin"}],"subject":[{"kind":"Group","name":"\#(name)"}]}"#))
  }

  private static func role(_ verb: String) -> PlanText {
    PlanText(
      .made("kubernetes_cluster_role.r", #"{"rule":[{"verbs":["\#(verb)"],"resources":["*"]}]}"#))
  }

  private static func quota(createsFirst: Bool) -> PlanText {
    PlanText(
      .kept("kubernetes_namespace.n", #"{"id":"shop","metadata":[{"name":"shop"}]}"#),
      .replaced(
        "kubernetes_resource_quota.q",
        #"{"id":"shop/a","metadata":[{"name":"a","namespace":"shop"}]}"#,
        by: #"{"metadata":[{"name":"b","namespace":"shop"}]}"#, createsFirst: createsFirst))
  }

  static let kubernetes = [
    PackCase(
      "kubernetes_no_privileged_container", "kubernetes_deployment.w",
      breaks: container(#""security_context":[{"privileged":true}]"#),
      holds: container(#""security_context":[{"privileged":false}]"#)),
    // The pods of a job that runs at fixed times lie two levels deeper.
    PackCase(
      "kubernetes_no_privileged_container", "kubernetes_cron_job_v1.w",
      breaks: PlanText(
        .made(
          "kubernetes_cron_job_v1.w",
          #"{"spec":[{"job_template":[{"spec":[{"template":[{"spec":[{"init_container":[{"security_context":[{"privileged":true}]}]}]}]}]}]}]}"#
        )),
      holds: PlanText(
        .made("kubernetes_pod.w", #"{"spec":[{"container":[{"image":"a:1"}]}]}"#))),
    PackCase(
      "kubernetes_pods_stay_in_their_pod", "kubernetes_deployment.w",
      breaks: deployment(#"{"volume":[{"host_path":[{"path":"/"}]}]}"#),
      holds: deployment(#"{"volume":[{"config_map":[{"name":"c"}]}]}"#)),
    PackCase(
      "kubernetes_image_is_fixed", "kubernetes_deployment.w",
      breaks: container(#""image":"registry.example:5000/shop""#),
      holds: container(#""image":"registry.example:5000/shop:1.4""#)),
    PackCase(
      "kubernetes_memory_is_limited", "kubernetes_deployment.w",
      breaks: container(#""image":"a:1""#),
      holds: container(#""resources":[{"limits":{"memory":"64Mi"}}]"#)),
    PackCase(
      "kubernetes_no_role_for_everybody", "kubernetes_cluster_role_binding.b",
      breaks: binding("system:unauthenticated"), holds: binding("admins")),
    PackCase(
      "kubernetes_no_role_for_everything", "kubernetes_cluster_role.r", breaks: role("*"),
      holds: role("get")),
    PackCase(
      "kubernetes_limits_never_stop", "kubernetes_resource_quota.q",
      breaks: quota(createsFirst: false), holds: quota(createsFirst: true)),
  ]
}
