//! App Service plan SKUs and what each can do.

include!(concat!(env!("OUT_DIR"), "/plans.rs"));

/// One SKU of an App Service plan.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is one column of Azure's table of plans")]
pub struct Plan {
    /// The name in Azure Resource Manager and in models (`EP1`).
    pub sku: &'static str,
    /// The name in the Terraform provider.
    pub azurerm: &'static str,
    /// The tier in Azure Resource Manager (`ElasticPremium`).
    pub tier: &'static str,
    /// How the plan runs and scales.
    pub family: Family,
    /// Deployment slots besides production; `None`: not published.
    pub slots: Option<u32>,
    /// Whether a source confirms `slots`.
    pub slots_confirmed: bool,
    /// Whether autoscale settings (rules on metrics) apply.
    pub metric_autoscale: bool,
    /// Whether apps can reach into a virtual network.
    pub virtual_network_integration: bool,
    /// Whether apps can have private endpoints.
    pub private_endpoint: bool,
    /// Whether Always On can be set.
    pub always_on: bool,
    /// The greatest number of instances; `None`: not published. Elastic Premium also depends on the region.
    pub max_instances: Option<u32>,
    /// Whether instances can be spread over availability zones.
    pub zone_redundancy: bool,
    /// Whether an app can have a custom backup.
    pub custom_backup: bool,
    /// Whether the plan stands in an App Service Environment.
    pub isolated: bool,
}

/// How a plan runs and scales.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Consumption (Y1): scales by events, no virtual network.
    Consumption,
    /// Flex Consumption (FC1): scales by events, one function app per plan.
    Flex,
    /// Elastic Premium (EP1 to EP3): scales by events, warm instances.
    ElasticPremium,
    /// Basic and above: own machines, scales by metrics from Standard on.
    Dedicated,
    /// Free and Shared: does not scale.
    Shared,
    /// Workflow Standard: for logic apps.
    Workflow,
}

#[derive(Debug)]
struct FamilyDelegation {
    family: Family,
    name: &'static str,
}

/// Every SKU.
#[must_use]
pub fn all() -> &'static [Plan] {
    PLANS
}

/// The SKU of this name, whatever its case.
#[must_use]
pub fn find(sku: &str) -> Option<&'static Plan> {
    PLANS.iter().find(|plan| plan.sku.eq_ignore_ascii_case(sku))
}

impl Plan {
    /// What the subnet must be delegated to through which apps reach into a virtual network;
    /// `None` if they cannot.
    #[must_use]
    pub fn delegation(&self) -> Option<&'static str> {
        DELEGATIONS.iter().find(|entry| entry.family == self.family).map(|entry| entry.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sku_is_found_whatever_its_case() {
        assert_eq!(find("ep1").unwrap().sku, "EP1");
        assert!(find("EP9").is_none());
        assert_eq!(find("D1").unwrap().azurerm, "SHARED");
        assert_eq!(all().iter().filter(|plan| plan.family == Family::ElasticPremium).count(), 3);
    }

    #[test]
    fn flags_follow_the_family() {
        let consumption = find("Y1").unwrap();
        assert_eq!(consumption.family, Family::Consumption);
        assert!(
            !consumption.virtual_network_integration
                && !consumption.private_endpoint
                && !consumption.always_on
        );
        let flex = find("FC1").unwrap();
        assert_eq!((flex.family, flex.slots, flex.slots_confirmed), (Family::Flex, Some(0), false));
        assert!(flex.virtual_network_integration && flex.zone_redundancy);
        for plan in all() {
            assert!(!plan.metric_autoscale || plan.family == Family::Dedicated, "{}", plan.sku);
            assert!(!plan.always_on || plan.family == Family::Dedicated, "{}", plan.sku);
            assert!(!plan.isolated || plan.tier.starts_with("Isolated"), "{}", plan.sku);
        }
    }
}
