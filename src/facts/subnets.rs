//! Subnets: reserved addresses and names, delegations, service endpoints.

use super::Limit;

include!(concat!(env!("OUT_DIR"), "/subnets.rs"));

/// A service a subnet can be delegated to.
#[derive(Debug)]
pub struct Delegation {
    /// The service's name (`Microsoft.Web/serverFarms`).
    pub name: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// The length of the longest prefix that will do (28 = `/28`).
    pub min_prefix: u32,
    /// The length of the prefix that leaves room to grow.
    pub recommended_prefix: u32,
    /// Whether a source confirms the two prefixes.
    pub size_confirmed: bool,
    /// The actions delegated, below `Microsoft.Network/virtualNetworks/subnets/`; empty: not known.
    pub actions: &'static [&'static str],
}

/// A name that makes a subnet the place of one service.
#[derive(Debug)]
pub struct ReservedName {
    /// The name (`AzureBastionSubnet`).
    pub name: &'static str,
    /// The length of the longest prefix that will do.
    pub min_prefix: u32,
    /// Whether a source confirms the name.
    pub confirmed: bool,
}

/// A security rule that a subnet cannot do without. It allows traffic.
#[derive(Debug)]
pub struct NeededRule {
    /// The reserved name of the subnet, or the service it is delegated to.
    pub subnet: &'static str,
    /// The rule's name.
    pub name: &'static str,
    /// `Inbound` or `Outbound`.
    pub direction: &'static str,
    /// `Tcp` or `*`.
    pub protocol: &'static str,
    /// A service tag or `*`.
    pub source: &'static str,
    /// A service tag or `*`.
    pub destination: &'static str,
    /// Ports, ranges of ports, or one `*`.
    pub ports: &'static [&'static str],
    /// Whether a source confirms the rule.
    pub confirmed: bool,
}

/// The security rules that a subnet needs because of its name or of the service it is delegated to.
pub fn needed_rules(name: &str, delegation: Option<&str>) -> impl Iterator<Item = &'static NeededRule> {
    SECURITY_RULES.iter().filter(move |rule| rule.subnet == name || Some(rule.subnet) == delegation)
}

/// The delegations of which more than the name is known.
#[must_use]
pub fn delegations() -> &'static [Delegation] {
    DELEGATIONS
}

/// What is known of a delegation, by its exact name.
#[must_use]
pub fn delegation(name: &str) -> Option<&'static Delegation> {
    DELEGATIONS.iter().find(|delegation| delegation.name == name)
}

/// The names of all services a subnet can be delegated to.
pub fn delegation_names() -> impl Iterator<Item = &'static str> {
    DELEGATIONS.iter().map(|delegation| delegation.name).chain(OTHER_DELEGATIONS.iter().copied())
}

/// The services a subnet can have an endpoint for.
#[must_use]
pub fn service_endpoints() -> &'static [&'static str] {
    SERVICE_ENDPOINTS
}

/// What a reserved name means, whatever its case; `None` if the name is free.
#[must_use]
pub fn reserved_name(name: &str) -> Option<&'static ReservedName> {
    RESERVED_NAMES.iter().find(|reserved| reserved.name.eq_ignore_ascii_case(name))
}

/// How many addresses of each subnet Azure keeps: the first four and the last.
#[must_use]
pub fn reserved_addresses() -> u32 {
    RESERVED_ADDRESSES.value
}

/// The length of the prefix of the smallest subnet (IPv4).
#[must_use]
pub fn smallest_prefix() -> u32 {
    SMALLEST_PREFIX.value
}

/// The addresses left for resources in an IPv4 subnet of this prefix; 0 if it is too small or no prefix at all.
#[must_use]
pub fn usable_addresses(prefix: u32) -> u32 {
    if prefix > smallest_prefix() {
        return 0;
    }
    u32::MAX.checked_shr(prefix).map_or(0, |last| last.saturating_add(1).saturating_sub(reserved_addresses()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delegations_are_found_by_exact_name() {
        assert_eq!(delegation("Microsoft.Web/serverFarms").unwrap().actions, ["action"]);
        assert_eq!(delegation("Microsoft.App/environments").unwrap().min_prefix, 27);
        assert!(delegation("microsoft.web/serverfarms").is_none());
        assert!(delegation_names().any(|name| name == "Microsoft.Batch/batchAccounts"));
        assert!(
            delegations().iter().all(|delegation| delegation.recommended_prefix <= delegation.min_prefix)
        );
    }

    #[test]
    fn plans_delegate_to_services_of_this_table() {
        let plan = |sku| super::super::plans::find(sku).unwrap().delegation();
        assert_eq!(plan("FC1"), Some("Microsoft.App/environments"));
        assert_eq!(plan("EP1"), Some("Microsoft.Web/serverFarms"));
        assert_eq!(plan("Y1"), None);
        for plan in super::super::plans::all() {
            assert_eq!(plan.delegation().is_some(), plan.virtual_network_integration, "{}", plan.sku);
            assert!(plan.delegation().is_none_or(|name| delegation(name).is_some()), "{}", plan.sku);
        }
    }

    #[test]
    fn sizes_leave_out_what_azure_keeps() {
        assert_eq!(usable_addresses(29), 3);
        assert_eq!(usable_addresses(24), 251);
        assert_eq!(usable_addresses(30), 0);
        assert_eq!(usable_addresses(0), u32::MAX - 5);
        assert_eq!(usable_addresses(200), 0);
    }

    #[test]
    fn rules_are_those_of_the_name_or_the_delegation() {
        assert_eq!(needed_rules("AzureBastionSubnet", None).count(), 8);
        assert_eq!(needed_rules("gateway", Some("Microsoft.Network/applicationGateways")).count(), 2);
        assert_eq!(needed_rules("apps", Some("Microsoft.Web/serverFarms")).count(), 0);
    }

    #[test]
    fn names_and_endpoints() {
        assert_eq!(reserved_name("azurebastionsubnet").unwrap().min_prefix, 26);
        assert!(reserved_name("functions").is_none());
        assert!(service_endpoints().contains(&"Microsoft.Storage"));
    }
}
