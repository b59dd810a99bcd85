//! Resource provider namespaces that a subscription must have registered.

include!(concat!(env!("OUT_DIR"), "/resource_providers.rs"));

#[derive(Debug)]
struct KindNamespaces {
    kind: &'static str,
    namespaces: &'static [&'static str],
}

#[derive(Debug)]
struct FeatureNamespaces {
    feature: Feature,
    namespaces: &'static [&'static str],
}

/// A part of a workload that needs namespaces beyond those of its kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// Private endpoints and their DNS zones.
    PrivateEndpoints,
    /// Diagnostic settings.
    Diagnostics,
    /// Autoscale settings.
    Autoscale,
    /// A Flex Consumption app in a virtual network.
    FlexConsumptionNetwork,
}

/// The namespaces a component of this kind needs, in the case the Terraform provider wants.
#[must_use]
pub fn for_kind(kind: &str) -> &'static [&'static str] {
    KINDS.iter().find(|entry| entry.kind == kind).map_or(&[], |entry| entry.namespaces)
}

/// The namespaces a feature needs.
#[must_use]
pub fn for_feature(feature: Feature) -> &'static [&'static str] {
    FEATURES.iter().find(|entry| entry.feature == feature).map_or(&[], |entry| entry.namespaces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_needs_the_namespace_of_its_type() {
        for kind in super::super::tests::KINDS {
            let rule = super::super::names::find(kind).unwrap();
            let namespace = rule.arm_type.split('/').next().unwrap();
            assert!(for_kind(kind).iter().any(|name| name.eq_ignore_ascii_case(namespace)), "{kind}");
        }
        assert!(for_kind("unknown").is_empty());
    }

    #[test]
    fn every_feature_is_there() {
        assert_eq!(for_feature(Feature::Diagnostics), ["microsoft.insights"]);
        assert_eq!(for_feature(Feature::Autoscale), ["microsoft.insights"]);
        assert_eq!(for_feature(Feature::PrivateEndpoints), ["Microsoft.Network"]);
        assert!(for_feature(Feature::FlexConsumptionNetwork).contains(&"Microsoft.App"));
    }
}
