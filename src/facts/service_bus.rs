//! Service Bus: what each SKU offers, and limits of queues and topics.

use super::{DurationLimit, Limit};

include!(concat!(env!("OUT_DIR"), "/service_bus.rs"));

/// A SKU of a namespace.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is one column of Azure's table of tiers")]
pub struct ServiceBusSku {
    /// The name (`Premium`).
    pub name: &'static str,
    /// Whether it has topics and subscriptions.
    pub topics: bool,
    /// Whether it has sessions.
    pub sessions: bool,
    /// Whether a source confirms `sessions` and `duplicate_detection`.
    pub sessions_confirmed: bool,
    /// Whether it finds duplicates.
    pub duplicate_detection: bool,
    /// Whether it has IP rules, virtual network rules and private endpoints.
    pub firewall: bool,
    /// Whether two namespaces can be paired under an alias (metadata only).
    pub geo_disaster_recovery: bool,
    /// Whether messages can be replicated to another region.
    pub geo_replication: bool,
    /// Whether a queue or topic chooses partitioning for itself.
    pub partitioned_entities: bool,
    /// The numbers of messaging units accepted; empty: none may be given.
    pub messaging_units: &'static [u32],
    /// The numbers of partitions of the namespace accepted; empty: none may be given.
    pub partitions: &'static [u32],
    /// The greatest size of a message, in KB.
    pub max_message_size_in_kilobytes: u32,
    /// The accepted sizes of a queue or topic, in MB.
    pub max_sizes_in_megabytes: &'static [u32],
    /// The longest time a message may live (ISO 8601); `None`: no limit.
    pub max_time_to_live: Option<&'static str>,
    /// Queues and topics in a namespace; in Premium, per messaging unit.
    pub entities: u32,
}

/// Limits that hold for every SKU.
#[derive(Debug)]
pub struct ServiceBusLimits {
    /// How long a message stays locked for one receiver.
    pub lock_duration: DurationLimit,
    /// How far back duplicates are found.
    pub duplicate_detection_window: DurationLimit,
    /// Deliveries before a message is dead-lettered, if nothing is said.
    pub max_delivery_count_default: Limit,
    /// Subscriptions of one topic.
    pub subscriptions_per_topic: Limit,
}

/// Every SKU, the smallest first.
#[must_use]
pub fn skus() -> &'static [ServiceBusSku] {
    SKUS
}

/// The SKU of this name.
#[must_use]
pub fn sku(name: &str) -> Option<&'static ServiceBusSku> {
    SKUS.iter().find(|sku| sku.name == name)
}

/// The limits that hold for every SKU.
#[must_use]
pub fn limits() -> &'static ServiceBusLimits {
    &LIMITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_need_standard_and_firewalls_premium() {
        let offers = |choose: fn(&ServiceBusSku) -> bool| {
            skus().iter().filter(|sku| choose(sku)).map(|sku| sku.name).collect::<Vec<_>>()
        };
        assert_eq!(offers(|sku| sku.topics), ["Standard", "Premium"]);
        assert_eq!(offers(|sku| sku.firewall), ["Premium"]);
        assert_eq!(offers(|sku| sku.partitioned_entities), ["Basic", "Standard"]);
        assert!(skus().iter().all(|sku| sku.firewall != sku.messaging_units.is_empty()));
    }

    #[test]
    fn limits_have_words_for_time() {
        assert_eq!(limits().lock_duration.max, "PT5M");
        assert_eq!(sku("Basic").unwrap().max_time_to_live, Some("P14D"));
        assert!(sku("Basic").unwrap().max_sizes_in_megabytes.contains(&5120));
        assert!(sku("basic").is_none());
    }
}
