extension PackCase {
  private typealias Change = PlanText.Change

  private static func policy(_ action: String, _ resource: String) -> PlanText {
    PlanText(
      .made(
        "aws_iam_policy.p",
        #"{"policy":"{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"\#(action)\",\"Resource\":\"\#(resource)\"}}"}"#
      ))
  }

  private static let trail = #"{"id":"t-1","name":"all","enable_logging":true}"#

  static let aws = [
    PackCase(
      "aws_no_policy_allows_everything", "aws_iam_policy.p", breaks: policy("*", "*"),
      holds: policy("s3:GetObject", "*")),
    PackCase(
      "aws_no_permanent_administrator", "aws_iam_user_policy_attachment.a",
      breaks: PlanText(
        .made(
          "aws_iam_user_policy_attachment.a",
          #"{"user":"u","policy_arn":"arn:aws:iam::aws:policy/AdministratorAccess"}"#)),
      holds: PlanText(
        .made(
          "aws_iam_group_policy_attachment.a",
          #"{"group":"g","policy_arn":"arn:aws:iam::aws:policy/ReadOnlyAccess"}"#))),
    PackCase(
      "aws_no_permanent_key_is_made", "create of aws_iam_access_key.k",
      breaks: PlanText(.made("aws_iam_access_key.k", #"{"user":"u"}"#)), holds: .nothing),
    PackCase(
      "aws_new_store_is_encrypted", "create of aws_ebs_volume.v",
      breaks: PlanText(.made("aws_ebs_volume.v", #"{"size":8,"encrypted":false}"#)),
      holds: PlanText(.made("aws_db_instance.d", #"{"storage_encrypted":true}"#))),
    PackCase(
      "aws_database_stays_hidden", "aws_db_instance.d",
      breaks: PlanText(
        .changed(
          "aws_db_instance.d", #"{"id":"d","publicly_accessible":false}"#,
          to: #"{"id":"d","publicly_accessible":true}"#)),
      holds: PlanText(
        .made("aws_db_instance.d", #"{"publicly_accessible":false}"#))),
    PackCase(
      "aws_key_waits_before_it_is_deleted", "aws_kms_key.k",
      breaks: PlanText(.made("aws_kms_key.k", #"{"deletion_window_in_days":7}"#)),
      holds: PlanText(.made("aws_kms_key.k", #"{"deletion_window_in_days":30}"#))),
    // The new trail exists before the old one goes.
    PackCase(
      "aws_trail_never_stops", "aws_cloudtrail.t",
      breaks: PlanText(
        .replaced("aws_cloudtrail.t", trail, by: #"{"name":"all-2","enable_logging":true}"#)),
      holds: PlanText(
        .replaced(
          "aws_cloudtrail.t", trail, by: #"{"name":"all-2","enable_logging":true}"#,
          createsFirst: true))),
    PackCase(
      "aws_metadata_needs_a_token", "aws_instance.m",
      breaks: PlanText(
        .made("aws_instance.m", #"{"metadata_options":[{"http_tokens":"optional"}]}"#)),
      holds: PlanText(
        .made("aws_launch_template.m", #"{"metadata_options":[{"http_tokens":"required"}]}"#))),
    PackCase(
      "aws_listener_is_encrypted", "aws_lb_listener.l",
      breaks: PlanText(
        .made("aws_lb_listener.l", #"{"protocol":"HTTP","default_action":[{"type":"forward"}]}"#)),
      holds: PlanText(
        .made("aws_lb_listener.l", #"{"protocol":"HTTP","default_action":[{"type":"redirect"}]}"#))),
    PackCase(
      "aws_listener_is_encrypted", "aws_lb_listener.l",
      breaks: PlanText(.made("aws_lb_listener.l", #"{"protocol":"HTTP","default_action":[]}"#)),
      holds: PlanText(
        .made(
          "aws_lb_listener.l",
          #"{"protocol":"HTTP","default_action":[{"type":"redirect"}],"arn":null}"#,
          unknown: #"{"arn":true,"default_action":[{"order":true}]}"#))),
  ]
}

extension PlanText {
  /// A plan in which no rule of a provider has anything to look at.
  static let nothing = PlanText(.made("random_pet.p", "{}"))
}
