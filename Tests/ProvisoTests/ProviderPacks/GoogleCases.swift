extension PackCase {
  private static func database(_ enabled: String) -> String {
    #"{"id":"d","settings":[{"ip_configuration":[{"ipv4_enabled":\#(enabled)}]}]}"#
  }

  private static func machine(_ email: String) -> PlanText {
    PlanText(
      .made(
        "google_compute_instance.m",
        #"{"service_account":[{"email":\#(email),"scopes":["https://www.googleapis.com/auth/cloud-platform"]}]}"#
      ))
  }

  static let gcp = [
    PackCase(
      "gcp_no_basic_role", "google_project_iam_member.m",
      breaks: PlanText(
        .made(
          "google_project_iam_member.m", #"{"role":"roles/editor","member":"user:a@b.example"}"#)),
      holds: PlanText(
        .made(
          "google_project_iam_member.m", #"{"role":"roles/viewer","member":"user:a@b.example"}"#))),
    PackCase(
      "gcp_no_service_account_key_is_made", "create of google_service_account_key.k",
      breaks: PlanText(.made("google_service_account_key.k", #"{"service_account_id":"a"}"#)),
      holds: .nothing),
    PackCase(
      "gcp_machine_has_its_own_account", "google_compute_instance.m",
      breaks: machine("null"), holds: machine(#""web@p.iam.gserviceaccount.com""#)),
    PackCase(
      "gcp_bucket_access_is_uniform", "google_storage_bucket.b",
      breaks: PlanText(
        .made("google_storage_bucket.b", #"{"name":"b","uniform_bucket_level_access":false}"#)),
      holds: PlanText(
        .made("google_storage_bucket.b", #"{"name":"b","uniform_bucket_level_access":true}"#))),
    PackCase(
      "gcp_database_has_no_public_address", "google_sql_database_instance.d",
      breaks: PlanText(
        .changed("google_sql_database_instance.d", database("false"), to: database("true"))),
      holds: PlanText(.kept("google_sql_database_instance.d", database("false")))),
    PackCase(
      "gcp_database_has_no_public_address", "google_sql_database_instance.d",
      breaks: PlanText(
        .changed(
          "google_sql_database_instance.d", database("false"), to: #"{"id":"d","settings":[]}"#)),
      holds: PlanText(.kept("google_sql_database_instance.d", database("false")))),
    PackCase(
      "gcp_log_sink_never_stops", "google_logging_project_sink.s",
      breaks: PlanText(
        .replaced("google_logging_project_sink.s", #"{"id":"s","name":"a"}"#, by: #"{"name":"b"}"#)),
      holds: PlanText(
        .replaced(
          "google_logging_project_sink.s", #"{"id":"s","name":"a"}"#, by: #"{"name":"b"}"#,
          createsFirst: true))),
    PackCase(
      "gcp_nodes_are_private", "google_container_cluster.c",
      breaks: PlanText(.made("google_container_cluster.c", #"{"name":"c"}"#)),
      holds: PlanText(
        .made(
          "google_container_cluster.c",
          #"{"name":"c","private_cluster_config":[{"enable_private_nodes":true}]}"#))),
    PackCase(
      "gcp_serial_port_is_closed", "google_compute_instance.m",
      breaks: PlanText(
        .made("google_compute_instance.m", #"{"metadata":{"serial-port-enable":"TRUE"}}"#)),
      holds: PlanText(.made("google_compute_instance.m", #"{"metadata":{"ssh-keys":"k"}}"#))),
  ]
}
