extension PackCase {
  private static func group(_ port: Int, _ block: String) -> String {
    #"""
    {"name":"g","ingress":[{"protocol":"tcp","from_port":\#(port),"to_port":\#(port),
    "cidr_blocks":["\#(block)"],"ipv6_cidr_blocks":[]}]}
    """#
  }
  private static func bucketPolicy(_ principal: String) -> String {
    #"""
    {"bucket":"b","policy":"{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\#(principal),
    """#.split(separator: "\n").joined()
      + #"\"Action\":\"s3:GetObject\"}]}"}"#
  }
  private static func firewall(_ port: String) -> String {
    #"""
    {"name":"f","direction":"INGRESS","source_ranges":["0.0.0.0/0"],
    "allow":[{"protocol":"tcp","ports":["\#(port)"]},{"protocol":"icmp","ports":[]}]}
    """#
  }

  /// Google firewalls without ports, which open every port, however the provider writes that.
  static let firewalls = [#"[]"#, "null", nil].map { ports in
    let allow = [#""protocol":"all""#, ports.map { #""ports":\#($0)"# }].compactMap { $0 }
    func rule(_ source: String) -> String {
      #"{"direction":"INGRESS","source_ranges":["\#(source)"],"allow":[{\#(allow.joined(separator: ","))}]}"#
    }
    return PackCase(
      "no_firewall_open_to_the_world", "google_compute_firewall.f",
      breaks: PlanText(
        .changed("google_compute_firewall.f", rule("10.0.0.0/8"), to: rule("0.0.0.0/0"))),
      holds: PlanText(.made("google_compute_firewall.f", rule("10.0.0.0/8"))))
  }

  /// Firewalls of Azure databases that let almost every address in.
  static let ranges = [
    ("0.0.0.0", "255.255.255.255"), ("0.0.0.1", "255.255.255.255"), ("1.0.0.0", "223.255.255.255"),
    ("0.0.0.0", "127.255.255.255"),
  ].map { first, last in
    func rule(_ first: String, _ last: String) -> PlanText {
      PlanText(
        .made(
          "azurerm_postgresql_flexible_server_firewall_rule.f",
          #"{"start_ip_address":"\#(first)","end_ip_address":"\#(last)"}"#))
    }
    return PackCase(
      "no_database_open_to_the_world", "azurerm_postgresql_flexible_server_firewall_rule.f",
      breaks: rule(first, last), holds: rule("20.40.0.0", "20.40.0.255"))
  }

  private static func grants(_ group: String) -> String {
    let uri = "http://acs.amazonaws.com/groups/\(group == "LogDelivery" ? "s3" : "global")/\(group)"
    return #"""
      {"bucket":"b","access_control_policy":[{"owner":[{"id":"1"}],
      "grant":[{"permission":"READ","grantee":[{"type":"Group","uri":"\#(uri)"}]}]}]}
      """#
  }

  static let exposure = [
    PackCase(
      "no_bucket_open_to_the_world", "aws_s3_bucket_acl.site",
      breaks: PlanText(.made("aws_s3_bucket_acl.site", #"{"bucket":"b","acl":"public-read"}"#)),
      holds: PlanText(
        .made("aws_s3_bucket_acl.site", #"{"bucket":"b","acl":"private"}"#),
        .made("aws_s3_bucket.site", #"{"bucket":"b"}"#, unknown: #"{"id":true,"acl":true}"#))),
    PackCase(
      "no_bucket_open_to_the_world", "aws_s3_bucket_acl.site",
      breaks: PlanText(.made("aws_s3_bucket_acl.site", grants("AllUsers"))),
      holds: PlanText(
        .made("aws_s3_bucket_acl.site", grants("LogDelivery")),
        .made("aws_s3_bucket.site", #"{"grant":[{"id":"1","permissions":["READ"],"uri":""}]}"#))),
    PackCase(
      "no_bucket_open_to_the_world", "aws_s3_bucket.site",
      breaks: PlanText(
        .made(
          "aws_s3_bucket.site",
          #"{"grant":[{"uri":"http://acs.amazonaws.com/groups/global/AuthenticatedUsers"}]}"#)),
      holds: PlanText(
        .made("aws_s3_bucket.site", "{}", unknown: #"{"id":true,"grant":true}"#))),
    PackCase(
      "no_bucket_open_to_the_world", "google_storage_bucket_iam_member.all",
      breaks: PlanText(.made("google_storage_bucket_iam_member.all", #"{"member":"allUsers"}"#)),
      holds: PlanText(
        .made(
          "google_storage_bucket_iam_member.one", "{}", unknown: #"{"id":true,"member":true}"#))),
    PackCase(
      "no_policy_lets_everyone_in", "aws_s3_bucket_policy.site",
      breaks: PlanText(.made("aws_s3_bucket_policy.site", bucketPolicy(#"\"*\""#))),
      holds: PlanText(
        .made(
          "aws_s3_bucket_policy.site", bucketPolicy(#"{\"AWS\":\"arn:aws:iam::1:role/shop\"}"#)),
        .made(
          "aws_s3_bucket_policy.logs", #"{"bucket":"l"}"#, unknown: #"{"id":true,"policy":true}"#)
      )),
    PackCase(
      "no_role_is_given_to_everyone", "google_project_iam_binding.viewers",
      breaks: PlanText(
        .made("google_project_iam_binding.viewers", #"{"members":["user:a@b.c","allUsers"]}"#)),
      holds: PlanText(
        .made("google_project_iam_binding.viewers", #"{"members":["user:a@b.c"]}"#))),
    PackCase(
      "no_security_group_open_to_the_world", "aws_security_group.web",
      breaks: PlanText(.made("aws_security_group.web", group(22, "0.0.0.0/0"))),
      holds: PlanText(.made("aws_security_group.web", group(443, "0.0.0.0/0")))),
    PackCase(
      "no_security_rule_open_to_the_world", "azurerm_network_security_rule.ssh",
      breaks: PlanText(
        .made(
          "azurerm_network_security_rule.ssh",
          #"""
          {"direction":"Inbound","access":"Allow","protocol":"Tcp","source_address_prefix":"*",
          "destination_port_range":"22"}
          """#)),
      holds: PlanText(
        .made(
          "aws_security_group_rule.https",
          #"""
          {"type":"ingress","protocol":"tcp","cidr_blocks":["0.0.0.0/0"],"from_port":443,
          "to_port":443}
          """#),
        .made(
          "aws_vpc_security_group_ingress_rule.ssh",
          #"{"cidr_ipv4":"10.0.0.0/8","ip_protocol":"tcp","from_port":22,"to_port":22}"#))),
    PackCase(
      "no_security_rule_open_to_the_world", "azurerm_network_security_rule.all",
      breaks: PlanText(
        .made(
          "azurerm_network_security_rule.all",
          #"""
          {"direction":"Inbound","access":"Allow","protocol":"Tcp","source_address_prefix":"*",
          "destination_port_range":"","destination_port_ranges":[]}
          """#)),
      holds: PlanText(
        .made(
          "azurerm_network_security_rule.web",
          #"""
          {"direction":"Inbound","access":"Allow","protocol":"Tcp","source_address_prefix":"*",
          "destination_port_range":"","destination_port_ranges":["80","443"]}
          """#))),
    PackCase(
      "no_firewall_open_to_the_world", "google_compute_firewall.f",
      breaks: PlanText(.made("google_compute_firewall.f", firewall("22"))),
      holds: PlanText(.made("google_compute_firewall.f", firewall("443")))),
    PackCase(
      "no_database_open_to_the_world", "google_sql_database_instance.orders",
      breaks: PlanText(
        .made(
          "google_sql_database_instance.orders",
          #"""
          {"settings":[{"ip_configuration":[{"authorized_networks":[{"value":"0.0.0.0/0"}]}]}]}
          """#)),
      holds: PlanText(
        .made(
          "google_sql_database_instance.orders",
          #"""
          {"settings":[{"ip_configuration":[{"authorized_networks":[{"value":"10.0.0.0/8"}]}]}]}
          """#),
        .made(
          "azurerm_mssql_firewall_rule.services",
          #"{"start_ip_address":"0.0.0.0","end_ip_address":"0.0.0.0"}"#))),
  ]
}
