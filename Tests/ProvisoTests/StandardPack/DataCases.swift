extension PackCase {
  private static let production = #"{"id":"db-1","skip_final_snapshot":true,"tags":{"env":"prod"}}"#
  private static let database = #"{"id":"db-1","identifier":"orders","skip_final_snapshot":true}"#

  static let data = [
    PackCase(
      "no_production_resource_destroyed", "aws_db_instance.orders",
      breaks: PlanText(.destroyed("aws_db_instance.orders", production)),
      holds: PlanText(
        .kept("aws_db_instance.orders", production),
        .destroyed("aws_db_instance.old", #"{"id":"db-2","tags":{"env":"dev"}}"#))),
    PackCase(
      "no_production_resource_destroyed", "kubernetes_deployment.shop",
      breaks: PlanText(
        .destroyed(
          "kubernetes_deployment.shop",
          #"{"id":"production/shop","metadata":[{"name":"shop","namespace":"production"}]}"#)),
      holds: PlanText(
        .replaced(
          "aws_ecs_task_definition.shop", #"{"id":"shop","tags":{"env":"prod"}}"#,
          by: #"{"tags":{"env":"prod"}}"#),
        .kept("google_sql_database_instance.shop", #"{"id":"shop","name":"shop-prod"}"#))),
    PackCase(
      "no_data_store_replaced_by_an_empty_one", "google_sql_database_instance.orders",
      breaks: PlanText(
        .replaced(
          "google_sql_database_instance.orders", #"{"id":"orders","region":"europe-west1"}"#,
          by: #"{"region":"europe-west4"}"#)),
      holds: PlanText(
        .changed(
          "google_sql_database_instance.orders", #"{"id":"orders","tier":"a"}"#,
          to: #"{"id":"orders","tier":"b"}"#),
        .replaced(
          "azurerm_managed_disk.scratch", #"{"id":"disk-1","tags":{"environment":"Sandbox"}}"#,
          by: #"{"tags":{"environment":"Sandbox"}}"#))),
    PackCase(
      "database_deleted_only_after_its_snapshot", "aws_db_instance.orders",
      breaks: PlanText(
        .destroyed("aws_db_instance.orders", database),
        .made("aws_db_snapshot.last", #"{"db_instance_identifier":"orders"}"#)),
      holds: PlanText(
        .destroyed(
          "aws_db_instance.orders",
          #"{"id":"db-1","identifier":"orders","skip_final_snapshot":false}"#),
        .destroyed(
          "aws_db_instance.replica",
          #"{"id":"db-2","skip_final_snapshot":true,"replicate_source_db":"orders"}"#),
        .kept(
          "aws_db_snapshot.users", #"{"id":"s-1","db_instance_identifier":"users"}"#),
        .destroyed("aws_db_instance.users", #"{"id":"db-3","identifier":"users"}"#))),
    PackCase(
      "database_deleted_only_after_its_snapshot", "google_sql_database_instance.orders",
      breaks: PlanText(
        .destroyed(
          "google_sql_database_instance.orders", #"{"id":"orders","settings":[{"tier":"a"}]}"#)),
      holds: PlanText(
        .destroyed(
          "google_sql_database_instance.orders",
          #"{"id":"orders","settings":[{"final_backup_config":[{"enabled":true}]}]}"#))),
    PackCase(
      "volume_deleted_only_after_its_snapshot", "aws_ebs_volume.data",
      breaks: PlanText(.destroyed("aws_ebs_volume.data", #"{"id":"vol-0123456789"}"#)),
      holds: PlanText(
        .destroyed("aws_ebs_volume.data", #"{"id":"vol-0123456789"}"#),
        .kept("aws_ebs_snapshot.data", #"{"id":"snap-1","volume_id":"vol-0123456789"}"#))),
    PackCase(
      "volume_deleted_only_after_its_snapshot", "kubernetes_persistent_volume_claim.data",
      breaks: PlanText(
        .destroyed(
          "kubernetes_persistent_volume_claim.data",
          #"{"id":"shop/data","spec":[{"volume_name":"pv-1"}]}"#)),
      holds: PlanText(
        .destroyed(
          "kubernetes_persistent_volume_claim.data",
          #"{"id":"shop/data","spec":[{"volume_name":"pv-1"}]}"#),
        .kept(
          "kubernetes_persistent_volume.data",
          #"""
          {"id":"pv-1","metadata":[{"name":"pv-1"}],
          "spec":[{"persistent_volume_reclaim_policy":"Retain"}]}
          """#))),
    PackCase(
      "no_bucket_deleted_with_its_contents", "google_storage_bucket.uploads",
      breaks: PlanText(
        .destroyed("google_storage_bucket.uploads", #"{"id":"uploads","force_destroy":true}"#)),
      holds: PlanText(
        .kept("google_storage_bucket.uploads", #"{"id":"uploads","force_destroy":true}"#),
        .destroyed("aws_s3_bucket.empty", #"{"id":"empty","force_destroy":false}"#))),
  ]
}
