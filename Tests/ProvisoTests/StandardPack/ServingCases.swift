extension PackCase {
  private static func server(_ number: Int) -> String {
    #"{"id":"i-000000000\#(number)","ami":"a","tags":{"role":"web"}}"#
  }
  private static let newServer = #"{"ami":"b","tags":{"role":"web"}}"#

  static let serving = [
    PackCase(
      "no_service_down_during_replacement", "aws_instance.web_1",
      breaks: PlanText(
        .replaced("aws_instance.web_1", server(1), by: newServer),
        .replaced("aws_instance.web_2", server(2), by: newServer)),
      holds: PlanText(
        .replaced("aws_instance.web_1", server(1), by: newServer, createsFirst: true),
        .replaced("aws_instance.web_2", server(2), by: newServer))),
    PackCase(
      "no_service_down_during_replacement", "google_cloud_run_v2_service.shop",
      breaks: PlanText(
        .replaced(
          "google_cloud_run_v2_service.shop", #"{"id":"shop","location":"a"}"#,
          by: #"{"location":"b"}"#)),
      holds: PlanText(
        .replaced(
          "google_cloud_run_v2_service.shop", #"{"id":"shop","location":"a"}"#,
          by: #"{"location":"b"}"#, createsFirst: true))),
    PackCase(
      "no_service_down_during_replacement", "aws_lb_target_group_attachment.one",
      breaks: PlanText(
        .replaced(
          "aws_lb_target_group_attachment.one", #"{"id":"a","target_group_arn":"arn:aws:tg/1"}"#,
          by: #"{"target_group_arn":"arn:aws:tg/1"}"#),
        .kept(
          "aws_lb_target_group_attachment.two", #"{"id":"b","target_group_arn":"arn:aws:tg/2"}"#)
      ),
      holds: PlanText(
        .replaced(
          "aws_lb_target_group_attachment.one", #"{"id":"a","target_group_arn":"arn:aws:tg/1"}"#,
          by: #"{"target_group_arn":"arn:aws:tg/1"}"#),
        .kept(
          "aws_lb_target_group_attachment.two", #"{"id":"b","target_group_arn":"arn:aws:tg/1"}"#)
      )),
    PackCase(
      "no_production_service_scaled_to_zero", "kubernetes_deployment.shop",
      breaks: PlanText(
        .changed(
          "kubernetes_deployment.shop",
          #"{"id":"s","metadata":[{"namespace":"prod"}],"spec":[{"replicas":"3"}]}"#,
          to: #"{"id":"s","metadata":[{"namespace":"prod"}],"spec":[{"replicas":"0"}]}"#)),
      holds: PlanText(
        .changed(
          "aws_ecs_service.shop", #"{"id":"s","desired_count":3,"tags":{"env":"prod"}}"#,
          to: #"{"id":"s","desired_count":1,"tags":{"env":"prod"}}"#))),
  ]
}
