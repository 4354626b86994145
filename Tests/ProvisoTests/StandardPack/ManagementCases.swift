extension PackCase {
  private static func group(_ blocks: String) -> String {
    #"{"id":"sg-1","name":"g","desired_count":1,"ingress":[{"cidr_blocks":[\#(blocks)]}]}"#
  }
  private static let byHand = PlanText.Change.changed(
    "aws_security_group.web", group(#""10.0.0.0/8""#), to: group(""))

  static let management = [
    PackCase(
      "no_production_resource_forgotten",
      breaks: PlanText(
        .forgotten("aws_db_instance.orders", #"{"id":"db-1","tags":{"env":"prod"}}"#)),
      holds: PlanText(
        .forgotten("aws_db_instance.orders", #"{"id":"db-1","tags":{"env":"dev"}}"#))),
    PackCase(
      "no_manual_change_is_undone", "aws_security_group.web",
      breaks: PlanText(
        .changed("aws_security_group.web", group(""), to: group(#""10.0.0.0/8""#)),
        drift: [byHand]),
      holds: PlanText(
        .changed(
          "aws_security_group.web", group(""),
          to: #"{"id":"sg-1","name":"g","desired_count":2,"ingress":[{"cidr_blocks":[]}]}"#),
        drift: [byHand])),
  ]

  static let blast = [
    PackCase(
      "blast_radius",
      breaks: PlanText((1...11).map { .destroyed("null_resource.r\($0)", #"{"id":"r-\#($0)"}"#) }),
      holds: PlanText((1...10).map { .destroyed("null_resource.r\($0)", #"{"id":"r-\#($0)"}"#) })),
    PackCase(
      "no_container_deleted_with_its_contents", "azurerm_resource_group.shop",
      breaks: PlanText(.destroyed("azurerm_resource_group.shop", #"{"id":"/g","name":"shop"}"#)),
      holds: PlanText(
        .kept("azurerm_resource_group.shop", #"{"id":"/g","name":"shop"}"#),
        .destroyed(
          "kubernetes_namespace.preview",
          #"{"id":"preview","metadata":[{"name":"p","labels":{"env":"preview"}}]}"#))),
  ]
}
