//! The module templates: one per module.

use super::view::ModuleView;
use crate::targets::module_view::module_templates;

module_templates! {
    "terraform";
    "app_configuration" => AppConfiguration("terraform/app_configuration.tf.j2"),
    "app_configuration_values" => AppConfigurationValues("terraform/app_configuration_values.tf.j2"),
    "app_service_plan" => AppServicePlan("terraform/app_service_plan.tf.j2"),
    "application_insights" => ApplicationInsights("terraform/application_insights.tf.j2"),
    "front_door" => FrontDoor("terraform/front_door.tf.j2"),
    "front_door_endpoint" => FrontDoorEndpoint("terraform/front_door_endpoint.tf.j2"),
    "front_door_firewall" => FrontDoorFirewall("terraform/front_door_firewall.tf.j2"),
    "function_app" => FunctionApp("terraform/function_app.tf.j2"),
    "function_app_backup" => FunctionAppBackup("terraform/function_app_backup.tf.j2"),
    "function_app_flex" => FunctionAppFlex("terraform/function_app_flex.tf.j2"),
    "key_vault" => KeyVault("terraform/key_vault.tf.j2"),
    "key_vault_secret" => KeyVaultSecret("terraform/key_vault_secret.tf.j2"),
    "log_analytics" => LogAnalytics("terraform/log_analytics.tf.j2"),
    "managed_identity" => ManagedIdentity("terraform/managed_identity.tf.j2"),
    "private_dns_zone_link" => PrivateDnsZoneLink("terraform/private_dns_zone_link.tf.j2"),
    "private_dns_zones" => PrivateDnsZones("terraform/private_dns_zones.tf.j2"),
    "private_endpoints" => PrivateEndpoints("terraform/private_endpoints.tf.j2"),
    "remote_virtual_network_peering" => RemoteVirtualNetworkPeering("terraform/remote_virtual_network_peering.tf.j2"),
    "resource_group_lock" => ResourceGroupLock("terraform/resource_group_lock.tf.j2"),
    "role_assignments" => RoleAssignments("terraform/role_assignments.tf.j2"),
    "service_bus" => ServiceBus("terraform/service_bus.tf.j2"),
    "service_bus_secret" => ServiceBusSecret("terraform/service_bus_secret.tf.j2"),
    "storage_account" => StorageAccount("terraform/storage_account.tf.j2"),
    "storage_account_secret" => StorageAccountSecret("terraform/storage_account_secret.tf.j2"),
    "traffic_manager" => TrafficManager("terraform/traffic_manager.tf.j2"),
    "virtual_network" => VirtualNetwork("terraform/virtual_network.tf.j2"),
    "virtual_network_peering" => VirtualNetworkPeering("terraform/virtual_network_peering.tf.j2"),
}
