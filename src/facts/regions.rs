//! Azure regions of the public cloud and what is known of them.

include!(concat!(env!("OUT_DIR"), "/regions.rs"));

/// A region.
#[derive(Debug)]
pub struct Region {
    /// The name in Azure Resource Manager (`eastus`).
    pub name: &'static str,
    /// The name people see (`East US`).
    pub display_name: &'static str,
    /// The geography, which data residency is promised for.
    pub geography: &'static str,
    /// A short code (`eus`).
    pub geo_code: &'static str,
    /// Whether Azure recommends it; others are for special uses or closed to new customers.
    pub recommended: bool,
    /// The region that geo-redundant services copy to; `None`: there is none. Pairs need not be mutual.
    pub pair: Option<&'static str>,
    /// Whether the pair is open to an ordinary subscription.
    pub pair_listed: bool,
    /// The number of availability zones, 0 or 3.
    pub zones: u32,
    /// Whether it is on biform's list of widely equipped regions.
    pub tier1: bool,
    /// Which services it has.
    pub capabilities: Capabilities,
}

/// Which services a region has. `None`: no evidence either way.
#[derive(Debug)]
pub struct Capabilities {
    /// Elastic Premium plans on Linux.
    pub elastic_premium_linux: Option<bool>,
    /// The greatest number of instances of such a plan.
    pub elastic_premium_linux_max_instances: Option<u32>,
    /// Elastic Premium plans on Windows.
    pub elastic_premium_windows: Option<bool>,
    /// Flex Consumption plans.
    pub flex_consumption: Option<bool>,
    /// Service Bus namespaces of the Premium tier.
    pub service_bus_premium: Option<bool>,
    /// Container Apps.
    pub container_apps: Option<bool>,
    /// Azure Machine Learning.
    pub machine_learning: Option<bool>,
}

/// Where one column of the table comes from.
#[derive(Debug)]
pub struct Evidence {
    /// The column (`zones`, `elasticPremiumLinux`).
    pub fact: &'static str,
    /// The document.
    pub source: &'static str,
    /// The day, or the year, of that document.
    pub date: &'static str,
    /// Whether there is a source at all; if not, the column says nothing of any region.
    pub confirmed: bool,
}

impl Region {
    /// What is known of the region, column by column: `None` is unknown.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static Evidence, Option<String>)> {
        let has = |known: Option<bool>| known.map(|known| if known { "yes" } else { "no" }.to_owned());
        let value = |fact: &str| match fact {
            "pair" => Some(self.pair.unwrap_or("none").to_owned()),
            "zones" => Some(self.zones.to_string()),
            "elasticPremiumLinux" => has(self.capabilities.elastic_premium_linux),
            "elasticPremiumLinuxMaxInstances" => {
                self.capabilities.elastic_premium_linux_max_instances.map(|most| most.to_string())
            }
            "elasticPremiumWindows" => has(self.capabilities.elastic_premium_windows),
            "flexConsumption" => has(self.capabilities.flex_consumption),
            "serviceBusPremium" => has(self.capabilities.service_bus_premium),
            "containerApps" => has(self.capabilities.container_apps),
            "machineLearning" => has(self.capabilities.machine_learning),
            _ => None,
        };
        EVIDENCE.iter().map(|evidence| (evidence, value(evidence.fact))).collect()
    }
}

/// Where a column of the table comes from.
#[must_use]
pub fn evidence(fact: &str) -> Option<&'static Evidence> {
    EVIDENCE.iter().find(|evidence| evidence.fact == fact)
}

/// Every region, by name.
#[must_use]
pub fn all() -> &'static [Region] {
    REGIONS
}

/// The region of exactly this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Region> {
    REGIONS.iter().find(|region| region.name == name)
}

/// The region someone means who writes `East US`, `east-us` or `EastUS`: for a hint, not for accepting it.
#[must_use]
pub fn meant_by(text: &str) -> Option<&'static Region> {
    let name: String =
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    find(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_found_by_its_exact_name() {
        let region = find("eastus").unwrap();
        assert_eq!((region.display_name, region.geo_code, region.pair), ("East US", "eus", Some("westus")));
        assert_eq!((region.zones, region.tier1), (3, true));
        assert!(find("East US").is_none());
    }

    #[test]
    fn a_display_name_gives_a_hint() {
        assert_eq!(meant_by("East US 2").unwrap().name, "eastus2");
        assert_eq!(meant_by("north-europe").unwrap().name, "northeurope");
        assert!(meant_by("Atlantis").is_none());
        assert!(all().iter().all(|region| meant_by(region.display_name).unwrap().name == region.name));
    }

    #[test]
    fn every_fact_of_a_region_has_its_source() {
        let facts = find("westeurope").unwrap().facts();
        let unknown: Vec<&str> =
            facts.iter().filter(|(_, value)| value.is_none()).map(|(evidence, _)| evidence.fact).collect();
        assert_eq!((facts.len(), unknown), (9, vec!["serviceBusPremium"]));
        assert!(!evidence("serviceBusPremium").unwrap().confirmed);
        assert_eq!(evidence("elasticPremiumLinux").unwrap().date, "2023");
    }

    #[test]
    fn what_is_unknown_is_not_no() {
        assert_eq!(find("australiaeast").unwrap().capabilities.service_bus_premium, None);
        assert_eq!(find("australiacentral2").unwrap().capabilities.elastic_premium_linux, Some(false));
        assert_eq!(all().iter().filter(|region| region.tier1).count(), 8);
        assert!(all().iter().all(|region| matches!(region.zones, 0 | 3)));
    }
}
