extension PackCase {
  private static func owner(of scope: String) -> PlanText {
    PlanText(
      .made(
        "azurerm_role_assignment.a", #"{"role_definition_name":"Owner","scope":"\#(scope)"}"#))
  }

  private static func diagnostics(createsFirst: Bool) -> PlanText {
    PlanText(
      .kept("azurerm_key_vault.v", #"{"id":"/v","purge_protection_enabled":true}"#),
      .replaced(
        "azurerm_monitor_diagnostic_setting.s", #"{"id":"/s","target_resource_id":"/v"}"#,
        by: #"{"target_resource_id":"/v"}"#, createsFirst: createsFirst))
  }

  static let azure = [
    PackCase(
      "azure_no_owner_of_a_subscription", "azurerm_role_assignment.a",
      breaks: owner(of: "/subscriptions/1"), holds: owner(of: "/subscriptions/1/resourceGroups/g")),
    PackCase(
      "azure_machine_wants_a_key", "azurerm_linux_virtual_machine.m",
      breaks: PlanText(
        .made("azurerm_linux_virtual_machine.m", #"{"disable_password_authentication":false}"#)),
      holds: PlanText(
        .made("azurerm_linux_virtual_machine.m", #"{"disable_password_authentication":true}"#))),
    PackCase(
      "azure_storage_is_encrypted_on_its_way", "azurerm_storage_account.s",
      breaks: PlanText(
        .made("azurerm_storage_account.s", #"{"https_traffic_only_enabled":false}"#)),
      holds: PlanText(.made("azurerm_storage_account.s", #"{"min_tls_version":"TLS1_2"}"#))),
    PackCase(
      "azure_database_stays_hidden", "azurerm_mssql_server.d",
      breaks: PlanText(
        .changed(
          "azurerm_mssql_server.d", #"{"id":"d","public_network_access_enabled":false}"#,
          to: #"{"id":"d","public_network_access_enabled":true}"#)),
      holds: PlanText(
        .made("azurerm_mssql_server.d", #"{"public_network_access_enabled":false}"#))),
    PackCase(
      "azure_vault_keeps_what_is_deleted", "azurerm_key_vault.v",
      breaks: PlanText(.made("azurerm_key_vault.v", #"{"purge_protection_enabled":false}"#)),
      holds: PlanText(.made("azurerm_key_vault.v", #"{"purge_protection_enabled":true}"#))),
    PackCase(
      "azure_diagnostics_never_stop", "azurerm_monitor_diagnostic_setting.s",
      breaks: diagnostics(createsFirst: false), holds: diagnostics(createsFirst: true)),
  ]
}
