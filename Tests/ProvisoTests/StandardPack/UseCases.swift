extension PackCase {
  private static let key = "arn:aws:kms:eu-central-1:1:key/abcdef01"
  private static let role = "arn:aws:iam::1:role/shop"
  private static let zoneRecord = #"{"id":"r","type":"CNAME","records":["lb-1.elb.example"]}"#

  static let use = [
    // A key.
    PackCase(
      "nothing_in_use_is_destroyed", "aws_ebs_volume.data", "aws_kms_key.data",
      breaks: PlanText(
        .kept("aws_ebs_volume.data", #"{"id":"vol-1","kms_key_id":"\#(key)"}"#),
        .destroyed("aws_kms_key.data", #"{"id":"abcdef01","arn":"\#(key)"}"#)),
      holds: PlanText(
        .kept("aws_ebs_volume.data", #"{"id":"vol-1","kms_key_id":"\#(key)"}"#),
        .kept("aws_kms_key.data", #"{"id":"abcdef01","arn":"\#(key)"}"#))),
    // A role. A snapshot stays when its database is destroyed.
    PackCase(
      "nothing_in_use_is_destroyed", "aws_lambda_function.shop", "aws_iam_role.shop",
      breaks: PlanText(
        .kept("aws_lambda_function.shop", #"{"id":"shop-function","role":"\#(role)"}"#),
        .destroyed("aws_iam_role.shop", #"{"id":"shop","name":"shop","arn":"\#(role)"}"#)),
      holds: PlanText(
        .kept("aws_lambda_function.shop", #"{"id":"shop-function","role":"\#(role)"}"#),
        .kept("aws_iam_role.shop", #"{"id":"shop","name":"shop","arn":"\#(role)"}"#),
        .kept("aws_db_snapshot.last", #"{"id":"s-1","db_instance_identifier":"orders-1"}"#),
        .destroyed("aws_db_instance.orders", #"{"id":"db-1","identifier":"orders-1"}"#))),
    // A subnet. A network interface names the machine that uses it.
    PackCase(
      "nothing_in_use_is_destroyed", "aws_instance.web", "aws_subnet.a",
      breaks: PlanText(
        .kept("aws_instance.web", #"{"id":"i-1","subnet_id":"subnet-0123456789"}"#),
        .destroyed("aws_subnet.a", #"{"id":"subnet-0123456789"}"#)),
      holds: PlanText(
        .kept(
          "azurerm_network_interface.vm", #"{"id":"/nic/1","virtual_machine_id":"/machines/vm-1"}"#),
        .replaced(
          "azurerm_linux_virtual_machine.vm",
          #"{"id":"/machines/vm-1","network_interface_ids":["/nic/1"]}"#,
          by: #"{"network_interface_ids":["/nic/1"]}"#,
          refers: ["network_interface_ids": "azurerm_network_interface.vm.id"]))),
    PackCase(
      "no_dns_record_points_to_a_destroyed_object", "aws_route53_record.www", "aws_lb.shop",
      breaks: PlanText(
        .kept("aws_route53_record.www", zoneRecord),
        .destroyed("aws_lb.shop", #"{"id":"lb-1","dns_name":"lb-1.elb.example"}"#)),
      holds: PlanText(
        .destroyed("aws_route53_record.www", zoneRecord, waits: ["aws_lb.shop"]),
        .destroyed("aws_lb.shop", #"{"id":"lb-1","dns_name":"lb-1.elb.example"}"#))),
    PackCase(
      "no_dns_record_points_to_a_destroyed_object", "google_dns_record_set.www",
      breaks: PlanText(
        .kept("google_dns_record_set.www", #"{"id":"r","rrdatas":["203.0.113.7"]}"#),
        .destroyed("google_compute_address.www", #"{"id":"a","address":"203.0.113.7"}"#)),
      holds: PlanText(
        .kept("google_dns_record_set.www", #"{"id":"r","rrdatas":["203.0.113.9"]}"#),
        .destroyed("google_compute_address.www", #"{"id":"a","address":"203.0.113.7"}"#))),
    PackCase(
      "no_key_in_use_is_disabled", "aws_ebs_volume.data", "aws_kms_key.data",
      breaks: PlanText(
        .kept("aws_ebs_volume.data", #"{"id":"vol-1","kms_key_id":"\#(key)"}"#),
        .changed(
          "aws_kms_key.data", #"{"id":"abcdef01","arn":"\#(key)","is_enabled":true}"#,
          to: #"{"id":"abcdef01","arn":"\#(key)","is_enabled":false}"#)),
      holds: PlanText(
        .kept("aws_ebs_volume.data", #"{"id":"vol-1","kms_key_id":"\#(key)"}"#),
        .changed(
          "aws_kms_key.data", #"{"id":"abcdef01","arn":"\#(key)","is_enabled":true}"#,
          to: #"{"id":"abcdef01","arn":"\#(key)","is_enabled":true,"description":"x"}"#))),
  ]
}
