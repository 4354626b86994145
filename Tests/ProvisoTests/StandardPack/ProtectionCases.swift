extension PackCase {
  static let protection = [
    PackCase(
      "deletion_protection_stays_on", "aws_db_instance.orders",
      breaks: PlanText(
        .changed(
          "aws_db_instance.orders", #"{"id":"db-1","deletion_protection":true}"#,
          to: #"{"id":"db-1","deletion_protection":false}"#)),
      holds: PlanText(
        .changed(
          "aws_db_instance.orders", #"{"id":"db-1","deletion_protection":true,"port":1}"#,
          to: #"{"id":"db-1","deletion_protection":true,"port":2}"#))),
    PackCase(
      "deletion_protection_stays_on", "aws_cognito_user_pool.users",
      breaks: PlanText(
        .changed(
          "aws_cognito_user_pool.users", #"{"id":"p-1","deletion_protection":"ACTIVE"}"#,
          to: #"{"id":"p-1","deletion_protection":"INACTIVE"}"#)),
      holds: PlanText(
        .changed(
          "azurerm_key_vault.main", #"{"id":"/kv","purge_protection_enabled":false}"#,
          to: #"{"id":"/kv","purge_protection_enabled":true}"#))),
    PackCase(
      "no_lock_is_removed", "azurerm_management_lock.data",
      breaks: PlanText(
        .kept("azurerm_resource_group.data", #"{"id":"/groups/data","name":"data"}"#),
        .destroyed("azurerm_management_lock.data", #"{"id":"/l","scope":"/groups/data"}"#)),
      holds: PlanText(
        .kept("azurerm_resource_group.data", #"{"id":"/groups/data","name":"data"}"#),
        .changed(
          "azurerm_management_lock.data", #"{"id":"/l","scope":"/groups/data","notes":"a"}"#,
          to: #"{"id":"/l","scope":"/groups/data","notes":"b"}"#))),
    PackCase(
      "backups_stay_on", "aws_s3_bucket_versioning.logs",
      breaks: PlanText(
        .changed(
          "aws_s3_bucket_versioning.logs",
          #"{"id":"logs","versioning_configuration":[{"status":"Enabled"}]}"#,
          to: #"{"id":"logs","versioning_configuration":[{"status":"Suspended"}]}"#)),
      holds: PlanText(
        .changed(
          "aws_db_instance.orders", #"{"id":"db-1","backup_retention_period":14}"#,
          to: #"{"id":"db-1","backup_retention_period":7}"#))),
    PackCase(
      "backups_stay_on", "google_sql_database_instance.orders",
      breaks: PlanText(
        .changed(
          "google_sql_database_instance.orders",
          #"{"id":"o","settings":[{"backup_configuration":[{"enabled":true}]}]}"#,
          to: #"{"id":"o","settings":[{"backup_configuration":[{"enabled":false}]}]}"#)),
      holds: PlanText(
        .changed(
          "azurerm_storage_account.data",
          #"{"id":"/s","blob_properties":[{"versioning_enabled":true}],"tags":{}}"#,
          to: #"{"id":"/s","blob_properties":[{"versioning_enabled":true}],"tags":{"a":"b"}}"#))),
    PackCase(
      "final_snapshot_stays_on", "aws_rds_cluster.orders",
      breaks: PlanText(
        .changed(
          "aws_rds_cluster.orders", #"{"id":"c-1","skip_final_snapshot":false}"#,
          to: #"{"id":"c-1","skip_final_snapshot":true}"#)),
      holds: PlanText(
        .changed(
          "aws_rds_cluster.orders", #"{"id":"c-1","skip_final_snapshot":false,"port":1}"#,
          to: #"{"id":"c-1","skip_final_snapshot":false,"port":2}"#))),
    PackCase(
      "production_database_is_protected", "aws_db_instance.orders",
      breaks: PlanText(
        .made(
          "aws_db_instance.orders", #"{"deletion_protection":false,"tags":{"env":"production"}}"#)),
      holds: PlanText(
        .made(
          "aws_db_instance.orders", #"{"deletion_protection":true,"tags":{"env":"production"}}"#))),
    PackCase(
      "production_database_is_backed_up", "aws_db_instance.orders",
      breaks: PlanText(
        .made(
          "aws_db_instance.orders", #"{"backup_retention_period":0,"tags":{"env":"production"}}"#)),
      holds: PlanText(
        .made(
          "aws_db_instance.orders", #"{"backup_retention_period":7,"tags":{"env":"production"}}"#))),
    PackCase(
      "no_key_deleted_without_a_waiting_period", "aws_kms_key.data",
      breaks: PlanText(
        .destroyed("aws_kms_key.data", #"{"id":"k-1","deletion_window_in_days":7}"#)),
      holds: PlanText(
        .kept("aws_kms_key.data", #"{"id":"k-1","deletion_window_in_days":7}"#),
        .destroyed("aws_kms_key.old", #"{"id":"k-2","deletion_window_in_days":30}"#))),
    PackCase(
      "no_secret_deleted_immediately", "aws_secretsmanager_secret.token",
      breaks: PlanText(
        .destroyed("aws_secretsmanager_secret.token", #"{"id":"t","recovery_window_in_days":0}"#)),
      holds: PlanText(
        .kept("aws_secretsmanager_secret.token", #"{"id":"t","recovery_window_in_days":0}"#),
        .destroyed("aws_secretsmanager_secret.old", #"{"id":"o","recovery_window_in_days":30}"#))),
  ]
}
