//! Parity: how the resources of the two trees correspond, and where they cannot.
//!
//! Both trees are rendered from one blueprint. A test derives what each of them deploys and compares it by these
//! tables; what differs and is not declared here fails. Sources: the resource types' references of Azure Resource
//! Manager and of the azurerm provider.

/// A resource type of Terraform, and the id that its resources have in Azure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResourceType {
    /// The type in Terraform.
    pub terraform: &'static str,
    /// The id, with attributes in braces; `{group}` is the resource group, `{~key}` an encoded key and `{$label}` a label
    /// behind a dollar sign, if there is one.
    pub id: &'static str,
}

const fn resource(terraform: &'static str, id: &'static str) -> ResourceType {
    ResourceType { terraform, id }
}

/// The resource types of Terraform that the trees use. Those of azapi have ARM's own names.
pub const RESOURCES: &[ResourceType] = &[
    resource("azapi_resource_action", "{resource_id}"),
    resource(
        "azurerm_app_configuration",
        "{group}/providers/Microsoft.AppConfiguration/configurationStores/{name}",
    ),
    resource(
        "azurerm_app_configuration_feature",
        "{configuration_store_id}/keyValues/.appconfig.featureflag~2F{~name}{$label}",
    ),
    resource("azurerm_app_configuration_key", "{configuration_store_id}/keyValues/{~key}{$label}"),
    resource("azurerm_application_insights", "{group}/providers/Microsoft.Insights/components/{name}"),
    resource("azurerm_cdn_frontdoor_endpoint", "{cdn_frontdoor_profile_id}/afdEndpoints/{name}"),
    resource(
        "azurerm_cdn_frontdoor_firewall_policy",
        "{group}/providers/Microsoft.Network/FrontDoorWebApplicationFirewallPolicies/{name}",
    ),
    resource("azurerm_cdn_frontdoor_origin", "{cdn_frontdoor_origin_group_id}/origins/{name}"),
    resource("azurerm_cdn_frontdoor_origin_group", "{cdn_frontdoor_profile_id}/originGroups/{name}"),
    resource("azurerm_cdn_frontdoor_profile", "{group}/providers/Microsoft.Cdn/profiles/{name}"),
    resource("azurerm_cdn_frontdoor_route", "{cdn_frontdoor_endpoint_id}/routes/{name}"),
    resource("azurerm_cdn_frontdoor_security_policy", "{cdn_frontdoor_profile_id}/securityPolicies/{name}"),
    resource("azurerm_key_vault", "{group}/providers/Microsoft.KeyVault/vaults/{name}"),
    resource("azurerm_key_vault_secret", "{key_vault_id}/secrets/{name}"),
    resource("azurerm_linux_function_app", "{group}/providers/Microsoft.Web/sites/{name}"),
    resource("azurerm_linux_function_app_slot", "{function_app_id}/slots/{name}"),
    resource(
        "azurerm_log_analytics_workspace",
        "{group}/providers/Microsoft.OperationalInsights/workspaces/{name}",
    ),
    resource("azurerm_log_analytics_workspace_table", "{workspace_id}/tables/{name}"),
    resource("azurerm_management_lock", "{scope}/providers/Microsoft.Authorization/locks/{name}"),
    resource(
        "azurerm_monitor_autoscale_setting",
        "{group}/providers/Microsoft.Insights/autoscalesettings/{name}",
    ),
    resource(
        "azurerm_monitor_diagnostic_setting",
        "{target_resource_id}/providers/Microsoft.Insights/diagnosticSettings/{name}",
    ),
    resource("azurerm_nat_gateway", "{group}/providers/Microsoft.Network/natGateways/{name}"),
    resource(
        "azurerm_network_security_group",
        "{group}/providers/Microsoft.Network/networkSecurityGroups/{name}",
    ),
    resource(
        "azurerm_network_security_rule",
        "{group}/providers/Microsoft.Network/networkSecurityGroups/{network_security_group_name}/securityRules/{name}",
    ),
    resource("azurerm_private_dns_zone", "{group}/providers/Microsoft.Network/privateDnsZones/{name}"),
    resource(
        "azurerm_private_dns_zone_virtual_network_link",
        "{private_dns_zone_id}/virtualNetworkLinks/{name}",
    ),
    resource("azurerm_private_endpoint", "{group}/providers/Microsoft.Network/privateEndpoints/{name}"),
    resource("azurerm_public_ip", "{group}/providers/Microsoft.Network/publicIPAddresses/{name}"),
    resource("azurerm_resource_group", "{subscription}/resourceGroups/{name}"),
    resource("azurerm_role_assignment", "{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"),
    resource(
        "azurerm_route",
        "{group}/providers/Microsoft.Network/routeTables/{route_table_name}/routes/{name}",
    ),
    resource("azurerm_route_table", "{group}/providers/Microsoft.Network/routeTables/{name}"),
    resource("azurerm_service_plan", "{group}/providers/Microsoft.Web/serverfarms/{name}"),
    resource("azurerm_servicebus_namespace", "{group}/providers/Microsoft.ServiceBus/namespaces/{name}"),
    resource("azurerm_servicebus_queue", "{namespace_id}/queues/{name}"),
    resource("azurerm_servicebus_subscription", "{topic_id}/subscriptions/{name}"),
    resource("azurerm_servicebus_subscription_rule", "{subscription_id}/rules/{name}"),
    resource("azurerm_servicebus_topic", "{namespace_id}/topics/{name}"),
    resource("azurerm_storage_account", "{group}/providers/Microsoft.Storage/storageAccounts/{name}"),
    resource("azurerm_storage_container", "{storage_account_id}/blobServices/default/containers/{name}"),
    resource("azurerm_storage_management_policy", "{storage_account_id}/managementPolicies/default"),
    resource("azurerm_storage_queue", "{storage_account_id}/queueServices/default/queues/{name}"),
    resource("azurerm_storage_share", "{storage_account_id}/fileServices/default/shares/{name}"),
    resource(
        "azurerm_subnet",
        "{group}/providers/Microsoft.Network/virtualNetworks/{virtual_network_name}/subnets/{name}",
    ),
    resource("azurerm_traffic_manager_azure_endpoint", "{profile_id}/AzureEndpoints/{name}"),
    resource(
        "azurerm_traffic_manager_profile",
        "{group}/providers/Microsoft.Network/trafficmanagerprofiles/{name}",
    ),
    resource(
        "azurerm_user_assigned_identity",
        "{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}",
    ),
    resource("azurerm_virtual_network", "{group}/providers/Microsoft.Network/virtualNetworks/{name}"),
    resource(
        "azurerm_virtual_network_peering",
        "{group}/providers/Microsoft.Network/virtualNetworks/{virtual_network_name}/virtualNetworkPeerings/{name}",
    ),
];

/// ARM types that are resources of their own in Bicep and part of another one in Terraform, with the part.
pub const FOLDS: &[(&str, &str)] = &[
    ("Microsoft.AppConfiguration/configurationStores/replicas", "a block of azurerm_app_configuration"),
    ("Microsoft.Insights/components/pricingPlans", "azurerm_application_insights sets the daily cap itself"),
    ("Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "a block of azurerm_private_endpoint"),
    ("Microsoft.ServiceBus/namespaces/networkRuleSets", "a block of azurerm_servicebus_namespace"),
    ("Microsoft.Storage/storageAccounts/blobServices", "a block of azurerm_storage_account"),
    ("Microsoft.Storage/storageAccounts/fileServices", "a block of azurerm_storage_account"),
    ("Microsoft.Web/sites/basicPublishingCredentialsPolicies", "arguments of azurerm_linux_function_app"),
    (
        "Microsoft.Web/sites/slots/basicPublishingCredentialsPolicies",
        "arguments of azurerm_linux_function_app_slot",
    ),
];

/// Resource types of Terraform that are no resources in Azure, with what they are there.
pub const TERRAFORM_ONLY: &[(&str, &str)] = &[
    ("azurerm_nat_gateway_public_ip_association", "a property of the NAT gateway"),
    ("azurerm_subnet_nat_gateway_association", "a property of the subnet"),
    ("azurerm_subnet_network_security_group_association", "a property of the subnet"),
    ("azurerm_subnet_route_table_association", "a property of the subnet"),
    ("time_sleep", "the minutes that a new role takes to work; Bicep has nothing that waits"),
];

/// Children that stand inside their parent in Bicep: the parent's ARM type, the property, and the children's type.
/// Azure removes what such a property does not list, so they cannot be resources of their own there.
pub const INLINE: &[(&str, &str, &str)] = &[
    ("Microsoft.Network/networkSecurityGroups", "properties.securityRules", "securityRules"),
    ("Microsoft.Network/routeTables", "properties.routes", "routes"),
    ("Microsoft.Network/virtualNetworks", "properties.subnets", "subnets"),
];

/// A resource that only one of the trees has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exception {
    /// The ARM type.
    pub arm: &'static str,
    /// How the resource's name ends.
    pub name: &'static str,
    /// Why it cannot be otherwise.
    pub reason: &'static str,
}

/// Resources that only one of the trees has.
pub const EXCEPTIONS: &[Exception] = &[Exception {
    arm: "Microsoft.Web/sites/config",
    name: "/slotConfigNames",
    reason: "azurerm_linux_function_app makes it of its sticky_settings",
}];

/// A property that both trees set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Property {
    /// The ARM type.
    pub arm: &'static str,
    /// The child that holds the property in Bicep, where it is folded into its parent in Terraform.
    pub child: &'static str,
    /// The property in Bicep.
    pub bicep: &'static str,
    /// The argument in Terraform; several are joined by underscores.
    pub terraform: &'static [&'static str],
    /// How values correspond.
    pub values: Values,
}

/// How the values of a property correspond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// They are the same; what is left out is this.
    Same(&'static str),
    /// Pairs of Bicep's and Terraform's word.
    Words(&'static [(&'static str, &'static str)]),
}

const SAME: Values = Values::Same("");
const FLAG: Values = Values::Same("false");
const INVERSE: Values = Values::Words(&[("true", "false"), ("false", "true")]);
const ENABLED: Values = Values::Words(&[("Enabled", "true"), ("Disabled", "false")]);

const fn property(
    arm: &'static str,
    bicep: &'static str,
    terraform: &'static [&'static str],
    values: Values,
) -> Property {
    Property { arm, child: "", bicep, terraform, values }
}

const fn folded(
    arm: &'static str,
    child: &'static str,
    bicep: &'static str,
    terraform: &'static [&'static str],
) -> Property {
    Property { arm, child, bicep, terraform, values: SAME }
}

const STORAGE: &str = "Microsoft.Storage/storageAccounts";
const VAULT: &str = "Microsoft.KeyVault/vaults";
const STORE: &str = "Microsoft.AppConfiguration/configurationStores";
const BUS: &str = "Microsoft.ServiceBus/namespaces";
const QUEUE: &str = "Microsoft.ServiceBus/namespaces/queues";
const SUBSCRIPTION: &str = "Microsoft.ServiceBus/namespaces/topics/subscriptions";
const RULE: &str = "Microsoft.ServiceBus/namespaces/topics/subscriptions/rules";
const SITE: &str = "Microsoft.Web/sites";
const WORKSPACE: &str = "Microsoft.OperationalInsights/workspaces";
const INSIGHTS: &str = "Microsoft.Insights/components";
const SUBNET: &str = "Microsoft.Network/virtualNetworks/subnets";
const SECURITY_RULE: &str = "Microsoft.Network/networkSecurityGroups/securityRules";
const PEERING: &str = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings";
const ENDPOINT: &str = "Microsoft.Network/privateEndpoints";
const PROFILE: &str = "Microsoft.Network/trafficmanagerprofiles";
const ORIGIN_GROUP: &str = "Microsoft.Cdn/profiles/originGroups";
const ORIGIN: &str = "Microsoft.Cdn/profiles/originGroups/origins";
const FRONT_DOOR_ROUTE: &str = "Microsoft.Cdn/profiles/afdEndpoints/routes";
const ROLE: &str = "Microsoft.Authorization/roleAssignments";

/// The properties that make a resource what it is: size, reach, protection, and what it is joined to.
pub const PROPERTIES: &[Property] = &[
    property(STORAGE, "sku.name", &["account_tier", "account_replication_type"], SAME),
    property(STORAGE, "kind", &["account_kind"], SAME),
    property(STORAGE, "properties.accessTier", &["access_tier"], SAME),
    property(STORAGE, "properties.minimumTlsVersion", &["min_tls_version"], SAME),
    property(STORAGE, "properties.supportsHttpsTrafficOnly", &["https_traffic_only_enabled"], SAME),
    property(STORAGE, "properties.allowSharedKeyAccess", &["shared_access_key_enabled"], SAME),
    property(STORAGE, "properties.allowBlobPublicAccess", &["allow_nested_items_to_be_public"], SAME),
    property(STORAGE, "properties.allowCrossTenantReplication", &["cross_tenant_replication_enabled"], SAME),
    property(STORAGE, "properties.isLocalUserEnabled", &["local_user_enabled"], SAME),
    property(STORAGE, "properties.publicNetworkAccess", &["public_network_access_enabled"], ENABLED),
    property(STORAGE, "properties.networkAcls.defaultAction", &["network_rules.default_action"], SAME),
    property(STORAGE, "properties.isHnsEnabled", &["is_hns_enabled"], FLAG),
    folded(
        STORAGE,
        "/blobServices/default",
        "properties.deleteRetentionPolicy.days",
        &["blob_properties.delete_retention_policy.days"],
    ),
    folded(
        STORAGE,
        "/blobServices/default",
        "properties.containerDeleteRetentionPolicy.days",
        &["blob_properties.container_delete_retention_policy.days"],
    ),
    folded(
        STORAGE,
        "/blobServices/default",
        "properties.isVersioningEnabled",
        &["blob_properties.versioning_enabled"],
    ),
    property(
        "Microsoft.Storage/storageAccounts/fileServices/shares",
        "properties.shareQuota",
        &["quota"],
        SAME,
    ),
    property(VAULT, "properties.sku.name", &["sku_name"], SAME),
    property(VAULT, "properties.enableRbacAuthorization", &["rbac_authorization_enabled"], SAME),
    property(VAULT, "properties.softDeleteRetentionInDays", &["soft_delete_retention_days"], SAME),
    property(VAULT, "properties.enablePurgeProtection", &["purge_protection_enabled"], FLAG),
    property(
        VAULT,
        "properties.publicNetworkAccess",
        &["public_network_access_enabled"],
        Values::Words(&[
            ("Enabled", "true"),
            ("Disabled", "false"),
            ("enabled", "true"),
            ("disabled", "false"),
        ]),
    ),
    property(VAULT, "properties.networkAcls.defaultAction", &["network_acls.default_action"], SAME),
    property("Microsoft.KeyVault/vaults/secrets", "properties.contentType", &["content_type"], SAME),
    property(STORE, "sku.name", &["sku"], SAME),
    property(STORE, "properties.disableLocalAuth", &["local_auth_enabled"], INVERSE),
    property(STORE, "properties.publicNetworkAccess", &["public_network_access"], SAME),
    property(STORE, "properties.enablePurgeProtection", &["purge_protection_enabled"], FLAG),
    property(BUS, "sku.name", &["sku"], SAME),
    property(BUS, "sku.capacity", &["capacity"], Values::Same("0")),
    property(BUS, "properties.disableLocalAuth", &["local_auth_enabled"], INVERSE),
    property(BUS, "properties.minimumTlsVersion", &["minimum_tls_version"], SAME),
    property(
        BUS,
        "properties.geoDataReplication.locations",
        &["body.properties.geoDataReplication.locations"],
        SAME,
    ),
    property(QUEUE, "properties.lockDuration", &["lock_duration"], SAME),
    property(QUEUE, "properties.maxDeliveryCount", &["max_delivery_count"], SAME),
    property(QUEUE, "properties.requiresSession", &["requires_session"], SAME),
    property(QUEUE, "properties.requiresDuplicateDetection", &["requires_duplicate_detection"], SAME),
    property(
        QUEUE,
        "properties.deadLetteringOnMessageExpiration",
        &["dead_lettering_on_message_expiration"],
        SAME,
    ),
    property(QUEUE, "properties.enablePartitioning", &["partitioning_enabled"], SAME),
    property(QUEUE, "properties.forwardTo", &["forward_to"], SAME),
    property(SUBSCRIPTION, "properties.maxDeliveryCount", &["max_delivery_count"], SAME),
    property(SUBSCRIPTION, "properties.lockDuration", &["lock_duration"], SAME),
    property(SUBSCRIPTION, "properties.requiresSession", &["requires_session"], SAME),
    property(
        SUBSCRIPTION,
        "properties.deadLetteringOnMessageExpiration",
        &["dead_lettering_on_message_expiration"],
        SAME,
    ),
    property(RULE, "properties.filterType", &["filter_type"], SAME),
    property(RULE, "properties.sqlFilter.sqlExpression", &["sql_filter"], SAME),
    property(RULE, "properties.action.sqlExpression", &["action"], SAME),
    property("Microsoft.Web/serverfarms", "sku.name", &["sku_name"], SAME),
    property(SITE, "properties.httpsOnly", &["https_only"], SAME),
    property(SITE, "properties.publicNetworkAccess", &["public_network_access_enabled"], ENABLED),
    property(SITE, "properties.serverFarmId", &["service_plan_id"], SAME),
    property(SITE, "properties.virtualNetworkSubnetId", &["virtual_network_subnet_id"], SAME),
    property(SITE, "properties.siteConfig.minTlsVersion", &["site_config.minimum_tls_version"], SAME),
    property(
        SITE,
        "properties.siteConfig.ipSecurityRestrictionsDefaultAction",
        &["site_config.ip_restriction_default_action"],
        SAME,
    ),
    property(SITE, "properties.siteConfig.healthCheckPath", &["site_config.health_check_path"], SAME),
    property(SITE, "identity.type", &["identity.type"], SAME),
    property(WORKSPACE, "properties.sku.name", &["sku"], SAME),
    property(WORKSPACE, "properties.retentionInDays", &["retention_in_days"], SAME),
    property(
        "Microsoft.OperationalInsights/workspaces/tables",
        "properties.retentionInDays",
        &["retention_in_days"],
        SAME,
    ),
    property(INSIGHTS, "properties.SamplingPercentage", &["sampling_percentage"], SAME),
    property(INSIGHTS, "properties.WorkspaceResourceId", &["workspace_id"], SAME),
    property(INSIGHTS, "properties.DisableLocalAuth", &["local_authentication_enabled"], INVERSE),
    property(
        "Microsoft.Network/virtualNetworks",
        "properties.addressSpace.addressPrefixes",
        &["address_space"],
        SAME,
    ),
    property(SUBNET, "properties.addressPrefix", &["address_prefixes.0"], SAME),
    property(
        SUBNET,
        "properties.privateEndpointNetworkPolicies",
        &["private_endpoint_network_policies"],
        SAME,
    ),
    property(SUBNET, "properties.defaultOutboundAccess", &["default_outbound_access_enabled"], SAME),
    property(SECURITY_RULE, "properties.priority", &["priority"], SAME),
    property(SECURITY_RULE, "properties.direction", &["direction"], SAME),
    property(SECURITY_RULE, "properties.access", &["access"], SAME),
    property(SECURITY_RULE, "properties.protocol", &["protocol"], SAME),
    property(PEERING, "properties.remoteVirtualNetwork.id", &["remote_virtual_network_id"], SAME),
    property(PEERING, "properties.allowForwardedTraffic", &["allow_forwarded_traffic"], SAME),
    property(PEERING, "properties.allowGatewayTransit", &["allow_gateway_transit"], SAME),
    property(PEERING, "properties.useRemoteGateways", &["use_remote_gateways"], SAME),
    property("Microsoft.Network/routeTables/routes", "properties.nextHopType", &["next_hop_type"], SAME),
    property("Microsoft.Network/publicIPAddresses", "sku.name", &["sku"], SAME),
    property(PROFILE, "properties.trafficRoutingMethod", &["traffic_routing_method"], SAME),
    property(PROFILE, "properties.dnsConfig.relativeName", &["dns_config.relative_name"], SAME),
    property(PROFILE, "properties.monitorConfig.path", &["monitor_config.path"], SAME),
    property(
        "Microsoft.Network/trafficmanagerprofiles/AzureEndpoints",
        "properties.targetResourceId",
        &["target_resource_id"],
        SAME,
    ),
    property(
        "Microsoft.Network/trafficmanagerprofiles/AzureEndpoints",
        "properties.priority",
        &["priority"],
        SAME,
    ),
    property(ENDPOINT, "properties.subnet.id", &["subnet_id"], SAME),
    property(
        ENDPOINT,
        "properties.privateLinkServiceConnections.properties.privateLinkServiceId",
        &["private_service_connection.private_connection_resource_id"],
        SAME,
    ),
    property(
        ENDPOINT,
        "properties.privateLinkServiceConnections.properties.groupIds",
        &["private_service_connection.subresource_names"],
        SAME,
    ),
    property(
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        "properties.virtualNetwork.id",
        &["virtual_network_id"],
        SAME,
    ),
    property(
        "Microsoft.Insights/diagnosticSettings",
        "properties.workspaceId",
        &["log_analytics_workspace_id"],
        SAME,
    ),
    property("Microsoft.Cdn/profiles", "sku.name", &["sku_name"], SAME),
    property(ORIGIN_GROUP, "properties.healthProbeSettings.probePath", &["health_probe.path"], SAME),
    property(
        ORIGIN_GROUP,
        "properties.healthProbeSettings.probeIntervalInSeconds",
        &["health_probe.interval_in_seconds"],
        SAME,
    ),
    property(ORIGIN, "properties.priority", &["priority"], SAME),
    property(
        ORIGIN,
        "properties.sharedPrivateLinkResource.privateLink.id",
        &["private_link.private_link_target_id"],
        SAME,
    ),
    property(
        ORIGIN,
        "properties.sharedPrivateLinkResource.privateLinkLocation",
        &["private_link.location"],
        SAME,
    ),
    property(FRONT_DOOR_ROUTE, "properties.forwardingProtocol", &["forwarding_protocol"], SAME),
    property(
        "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies",
        "properties.policySettings.mode",
        &["mode"],
        SAME,
    ),
    property(ROLE, "properties.principalId", &["principal_id"], SAME),
    property(ROLE, "properties.principalType", &["principal_type"], SAME),
    property(ROLE, "properties.roleDefinitionId", &["role_definition_id"], SAME),
    property("Microsoft.Authorization/locks", "properties.level", &["lock_level"], SAME),
];
