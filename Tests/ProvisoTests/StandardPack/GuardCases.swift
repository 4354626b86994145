extension PackCase {
  private static let bucket = Change.kept(
    "aws_s3_bucket.data", #"{"id":"data-1","bucket":"data-1"}"#)
  private static let openGroup = #"""
    {"id":"sg-1","ingress":[{"protocol":"tcp","from_port":5432,"to_port":5432,
    "cidr_blocks":["0.0.0.0/0"]}]}
    """#
  private static let closedGroup = #"{"id":"sg-1","ingress":[]}"#
  private static let hiddenDatabase = #"""
    {"id":"db-1","publicly_accessible":false,"vpc_security_group_ids":["sg-1"]}
    """#
  private static let publicDatabase = #"""
    {"id":"db-1","publicly_accessible":true,"vpc_security_group_ids":["sg-1"]}
    """#

  private typealias Change = PlanText.Change

  private static func azure(waits: [String]) -> PlanText {
    PlanText(
      .made("azurerm_public_ip.vm", #"{"sku":"Basic"}"#),
      .made(
        "azurerm_network_interface.vm", #"{"ip_configuration":[{"name":"a"}]}"#,
        unknown: #"{"id":true,"ip_configuration":[{"public_ip_address_id":true}]}"#,
        refers: ["ip_configuration": "azurerm_public_ip.vm.id"]),
      .made("azurerm_network_security_group.vm", "{}"),
      .made(
        "azurerm_network_interface_security_group_association.vm", "{}",
        unknown: #"{"id":true,"network_interface_id":true,"network_security_group_id":true}"#,
        refers: [
          "network_interface_id": "azurerm_network_interface.vm.id",
          "network_security_group_id": "azurerm_network_security_group.vm.id",
        ]),
      .made(
        "azurerm_linux_virtual_machine.vm", "{}",
        unknown: #"{"id":true,"network_interface_ids":true}"#,
        refers: ["network_interface_ids": "azurerm_network_interface.vm.id"], waits: waits))
  }

  private static func loadBalancer(waits: [String]) -> PlanText {
    PlanText(
      .made("aws_lb.shop", #"{"internal":false}"#, unknown: #"{"id":true,"arn":true}"#),
      .made(
        "aws_wafv2_web_acl_association.shop", "{}", unknown: #"{"id":true,"resource_arn":true}"#,
        refers: ["resource_arn": "aws_lb.shop.arn"]),
      .made(
        "aws_lb_listener.https", #"{"port":443}"#,
        unknown: #"{"id":true,"load_balancer_arn":true}"#,
        refers: ["load_balancer_arn": "aws_lb.shop.arn"], waits: waits))
  }

  private static func cluster(waits: [String]) -> PlanText {
    PlanText(
      .made(
        "kubernetes_network_policy.shop", #"{"metadata":[{"name":"p","namespace":"shop"}]}"#),
      .made(
        "kubernetes_service.shop",
        #"{"metadata":[{"name":"s","namespace":"shop"}],"spec":[{"type":"LoadBalancer"}]}"#,
        waits: waits))
  }

  static let guards = [
    PackCase(
      "no_guard_is_removed", "aws_s3_bucket_public_access_block.data", "aws_s3_bucket.data",
      breaks: PlanText(
        bucket,
        .replaced(
          "aws_s3_bucket_public_access_block.data", #"{"id":"data-1","bucket":"data-1"}"#,
          by: #"{"bucket":"data-1"}"#)),
      holds: PlanText(
        bucket,
        .kept("aws_s3_bucket_public_access_block.data", #"{"id":"data-1","bucket":"data-1"}"#))),
    // A rename: another block of the same bucket already exists.
    PackCase(
      "no_guard_is_removed", "aws_s3_bucket_public_access_block.old", "aws_s3_bucket.data",
      breaks: PlanText(
        bucket,
        .destroyed(
          "aws_s3_bucket_public_access_block.old", #"{"id":"data-1","bucket":"data-1"}"#)),
      holds: PlanText(
        bucket,
        .destroyed("aws_s3_bucket_public_access_block.old", #"{"id":"data-1","bucket":"data-1"}"#),
        .kept("aws_s3_bucket_public_access_block.new", #"{"id":"data-1","bucket":"data-1"}"#))),
    PackCase(
      "no_guard_is_weakened", "aws_s3_bucket_public_access_block.data",
      breaks: PlanText(
        .changed(
          "aws_s3_bucket_public_access_block.data", #"{"id":"data-1","block_public_acls":true}"#,
          to: #"{"id":"data-1","block_public_acls":false}"#)),
      holds: PlanText(
        .changed(
          "aws_s3_bucket_public_access_block.data",
          #"{"id":"data-1","block_public_acls":true,"block_public_policy":false}"#,
          to: #"{"id":"data-1","block_public_acls":true,"block_public_policy":true}"#))),
    PackCase(
      "no_guard_is_weakened", "google_storage_bucket.data",
      breaks: PlanText(
        .changed(
          "google_storage_bucket.data", #"{"id":"d","public_access_prevention":"enforced"}"#,
          to: #"{"id":"d","public_access_prevention":"inherited"}"#)),
      holds: PlanText(
        .changed(
          "azurerm_storage_account.data", #"{"id":"/d","allow_nested_items_to_be_public":true}"#,
          to: #"{"id":"/d","allow_nested_items_to_be_public":false}"#))),
    // The same plan closes the group. The database waits for that only if it refers to the group.
    PackCase(
      "no_public_database_behind_an_open_group", "aws_db_instance.orders", "aws_security_group.db",
      breaks: PlanText(
        .changed("aws_security_group.db", openGroup, to: closedGroup),
        .changed("aws_db_instance.orders", hiddenDatabase, to: publicDatabase)),
      holds: PlanText(
        .changed("aws_security_group.db", openGroup, to: closedGroup),
        .changed(
          "aws_db_instance.orders", hiddenDatabase, to: publicDatabase,
          refers: ["vpc_security_group_ids": "aws_security_group.db.id"]))),
    PackCase(
      "machine_starts_after_its_security_group", "azurerm_linux_virtual_machine.vm",
      breaks: azure(waits: []),
      holds: azure(waits: ["azurerm_network_interface_security_group_association.vm"])),
    PackCase(
      "no_listener_is_left_without_its_web_firewall", "aws_lb_listener.https",
      breaks: loadBalancer(waits: []),
      holds: loadBalancer(waits: ["aws_wafv2_web_acl_association.shop"])),
    PackCase(
      "no_service_is_left_without_its_network_policy", "kubernetes_service.shop",
      breaks: cluster(waits: []), holds: cluster(waits: ["kubernetes_network_policy.shop"])),
  ]
}
