//! Service tags: names for the addresses of Azure services in rules of network security groups.

use super::regions;

include!(concat!(env!("OUT_DIR"), "/service_tags.rs"));

/// A service tag.
#[derive(Debug)]
pub struct ServiceTag {
    /// The name (`Storage`).
    pub name: &'static str,
    /// What rules it is meant for.
    pub direction: Direction,
    /// Whether it can be narrowed to one region (`Storage.WestUS`).
    pub regional: bool,
}

/// What rules a tag is meant for. Azure does not enforce it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// As the source of inbound rules.
    Inbound,
    /// As the destination of outbound rules.
    Outbound,
    /// As either.
    Both,
}

#[derive(Debug)]
struct OddRegion {
    tag: &'static str,
    region: &'static str,
}

/// Every tag.
#[must_use]
pub fn all() -> &'static [ServiceTag] {
    TAGS
}

/// The tag that `text` names, alone or with a region (`Storage`, `Storage.WestUS`).
#[must_use]
pub fn find(text: &str) -> Option<&'static ServiceTag> {
    let exact = |name: &str| TAGS.iter().find(|tag| tag.name == name);
    exact(text).or_else(|| {
        let (name, region) = text.rsplit_once('.')?;
        exact(name).filter(|tag| tag.regional && is_region(region))
    })
}

/// The tag someone means who writes it in another case: for a hint.
#[must_use]
pub fn meant_by(text: &str) -> Option<&'static ServiceTag> {
    TAGS.iter().find(|tag| tag.name.eq_ignore_ascii_case(text))
}

fn is_region(text: &str) -> bool {
    let odd = ODD_REGIONS.iter().find(|odd| odd.tag.eq_ignore_ascii_case(text));
    let name = odd.map_or_else(|| text.to_ascii_lowercase(), |odd| odd.region.to_owned());
    regions::find(&name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_alone_and_with_a_region() {
        assert_eq!(find("Storage").unwrap().direction, Direction::Outbound);
        assert_eq!(find("Storage.WestUS").unwrap().name, "Storage");
        assert_eq!(find("AzureFrontDoor.Backend").unwrap().direction, Direction::Both);
        assert_eq!(find("AzureCloud.germanywc").unwrap().name, "AzureCloud");
        assert!(find("VirtualNetwork").is_some() && find("Internet").is_some());
    }

    #[test]
    fn other_words_are_no_tags() {
        for text in ["storage", "Storage.Atlantis", "Internet.WestUS", "Storage.", "10.0.0.0/8", "*", ""] {
            assert!(find(text).is_none(), "{text}");
        }
        assert_eq!(meant_by("azureloadbalancer").unwrap().name, "AzureLoadBalancer");
        assert!(meant_by("nothing").is_none());
    }

    #[test]
    fn odd_regions_are_regions() {
        assert!(ODD_REGIONS.iter().all(|odd| regions::find(odd.region).is_some()));
    }
}
