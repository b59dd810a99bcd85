//! The module templates: one per module.

use super::view::ModuleView;
use crate::targets::module_view::module_templates;

module_templates! {
    "bicep";
    "appConfiguration" => AppConfiguration("bicep/app_configuration.bicep.j2"),
    "appConfigurationRoleAssignments" => AppConfigurationRoleAssignments("bicep/app_configuration_role_assignments.bicep.j2"),
    "appConfigurationValues" => AppConfigurationValues("bicep/app_configuration_values.bicep.j2"),
    "appServicePlan" => AppServicePlan("bicep/app_service_plan.bicep.j2"),
    "applicationInsights" => ApplicationInsights("bicep/application_insights.bicep.j2"),
    "applicationInsightsRoleAssignments" => ApplicationInsightsRoleAssignments("bicep/application_insights_role_assignments.bicep.j2"),
    "frontDoor" => FrontDoor("bicep/front_door.bicep.j2"),
    "frontDoorEndpoint" => FrontDoorEndpoint("bicep/front_door_endpoint.bicep.j2"),
    "frontDoorFirewall" => FrontDoorFirewall("bicep/front_door_firewall.bicep.j2"),
    "functionApp" => FunctionApp("bicep/function_app.bicep.j2"),
    "functionAppBackup" => FunctionAppBackup("bicep/function_app_backup.bicep.j2"),
    "functionAppFlex" => FunctionAppFlex("bicep/function_app_flex.bicep.j2"),
    "keyVault" => KeyVault("bicep/key_vault.bicep.j2"),
    "keyVaultRoleAssignments" => KeyVaultRoleAssignments("bicep/key_vault_role_assignments.bicep.j2"),
    "keyVaultSecret" => KeyVaultSecret("bicep/key_vault_secret.bicep.j2"),
    "logAnalytics" => LogAnalytics("bicep/log_analytics.bicep.j2"),
    "logAnalyticsRoleAssignments" => LogAnalyticsRoleAssignments("bicep/log_analytics_role_assignments.bicep.j2"),
    "managedIdentity" => ManagedIdentity("bicep/managed_identity.bicep.j2"),
    "privateDnsZoneLink" => PrivateDnsZoneLink("bicep/private_dns_zone_link.bicep.j2"),
    "privateDnsZones" => PrivateDnsZones("bicep/private_dns_zones.bicep.j2"),
    "privateEndpoints" => PrivateEndpoints("bicep/private_endpoints.bicep.j2"),
    "remoteVirtualNetworkPeering" => RemoteVirtualNetworkPeering("bicep/remote_virtual_network_peering.bicep.j2"),
    "resourceGroupLock" => ResourceGroupLock("bicep/resource_group_lock.bicep.j2"),
    "resourceGroupRoleAssignments" => ResourceGroupRoleAssignments("bicep/resource_group_role_assignments.bicep.j2"),
    "serviceBus" => ServiceBus("bicep/service_bus.bicep.j2"),
    "serviceBusRoleAssignments" => ServiceBusRoleAssignments("bicep/service_bus_role_assignments.bicep.j2"),
    "serviceBusSecret" => ServiceBusSecret("bicep/service_bus_secret.bicep.j2"),
    "storageAccount" => StorageAccount("bicep/storage_account.bicep.j2"),
    "storageAccountRoleAssignments" => StorageAccountRoleAssignments("bicep/storage_account_role_assignments.bicep.j2"),
    "storageAccountSecret" => StorageAccountSecret("bicep/storage_account_secret.bicep.j2"),
    "trafficManager" => TrafficManager("bicep/traffic_manager.bicep.j2"),
    "virtualNetwork" => VirtualNetwork("bicep/virtual_network.bicep.j2"),
    "virtualNetworkPeering" => VirtualNetworkPeering("bicep/virtual_network_peering.bicep.j2"),
}
