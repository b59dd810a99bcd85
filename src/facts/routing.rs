//! Global routing: what Traffic Manager and Front Door can reach.

include!(concat!(env!("OUT_DIR"), "/routing.rs"));

/// Whether a source says that Traffic Manager takes apps on a plan of this SKU as endpoints.
#[must_use]
pub fn is_confirmed_plan(sku: &str) -> bool {
    !UNCONFIRMED_PLANS.contains(&sku)
}

/// The regions in which Front Door has private endpoints of its own.
#[must_use]
pub fn private_link_regions() -> &'static [&'static str] {
    PRIVATE_LINK_REGIONS
}

#[cfg(test)]
mod tests {
    use super::super::{plans, regions};
    use super::*;

    #[test]
    fn what_is_named_exists() {
        assert!(PRIVATE_LINK_REGIONS.iter().all(|name| regions::find(name).is_some()));
        assert!(UNCONFIRMED_PLANS.iter().all(|sku| plans::find(sku).is_some()));
        assert!(is_confirmed_plan("EP1") && !is_confirmed_plan("Y1"));
    }
}
