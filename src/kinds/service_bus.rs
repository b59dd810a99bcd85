//! Service Bus namespaces.

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize};

use super::duration::Duration;
use super::fields::{Cidr, Isolation, Tags, Within};
use super::site::{Scene, Site};
use super::standby::{self, Standby};
use super::{COMMON_FIELDS, Kind, connection_string};
use crate::blueprint::call::Plan;
use crate::blueprint::module::Interface;
use crate::blueprint::types::Field;
use crate::blueprint::value::{Node, Value};
use crate::path::ModelPath;

/// The word in a model's `kind:`.
const KEY: &str = "serviceBus";

/// A Service Bus namespace with queues, topics, subscriptions and their rules.
///
/// TLS 1.2 and Entra ID instead of shared access keys are not options but what a namespace is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceBus {
    /// Name pattern of this component; the default is the one of `naming`.
    #[serde(default)]
    pub name: Option<String>,
    /// Tags of this component besides the common ones.
    #[serde(default)]
    pub tags: Tags,
    /// Who reaches the namespace; the default is the environment's `isolation`.
    #[serde(default)]
    pub ingress: Option<Isolation>,
    /// SKU of the namespace.
    #[serde(default)]
    pub sku: Sku,
    /// Messaging units of a Premium namespace.
    #[serde(default)]
    pub messaging_units: MessagingUnits,
    /// Partitions of a Premium namespace. They cannot be changed later.
    #[serde(default)]
    pub partitions: Partitions,
    /// Whether no message has to survive the loss of the region: whoever sent it can send it again. A second region then
    /// gets a namespace of its own instead of a copy.
    #[serde(default)]
    pub disposable: bool,
    /// Whether clients may use shared access keys instead of Entra ID.
    #[serde(default)]
    pub local_auth: bool,
    /// Queues by name.
    #[serde(default)]
    pub queues: IndexMap<String, Queue>,
    /// Topics by name.
    #[serde(default)]
    pub topics: IndexMap<String, Topic>,
    /// Address blocks let in where access is restricted.
    #[serde(default)]
    pub ip_rules: Vec<Cidr>,
}

/// SKU of a namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum Sku {
    /// Queues only.
    Basic,
    /// Queues and topics on shared brokers.
    #[default]
    Standard,
    /// Brokers of its own, with a firewall and private endpoints.
    Premium,
}

/// A queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the service")]
pub struct Queue {
    /// Size of the queue in MB.
    #[serde(default)]
    pub max_size_in_megabytes: Option<EntitySize>,
    /// How long a received message stays locked, five minutes at most.
    #[serde(default = "one_minute")]
    pub lock_duration: Duration,
    /// How long a message lives that names no lifetime itself.
    #[serde(default)]
    pub default_message_time_to_live: Option<Duration>,
    /// Deliveries after which a message is dead-lettered.
    #[serde(default = "ten")]
    pub max_delivery_count: Within<1, 2000>,
    /// Whether the messages of a session are kept together and in order.
    #[serde(default)]
    pub requires_session: bool,
    /// Whether messages whose id was seen before are dropped.
    #[serde(default)]
    pub requires_duplicate_detection: bool,
    /// How long the id of a message is remembered.
    #[serde(default = "ten_minutes")]
    pub duplicate_detection_history_time_window: Duration,
    /// Whether expired messages are dead-lettered instead of dropped.
    #[serde(default)]
    pub dead_lettering_on_message_expiration: bool,
    /// Whether the queue is spread over several brokers; a Premium namespace decides that for all.
    #[serde(default)]
    pub partitioned: bool,
    /// Queue or topic of the namespace that messages are forwarded to.
    #[serde(default)]
    pub forward_to: Option<String>,
    /// Queue or topic of the namespace that dead-lettered messages are forwarded to.
    #[serde(default)]
    pub forward_dead_lettered_messages_to: Option<String>,
    /// Idle time after which the queue is deleted.
    #[serde(default)]
    pub auto_delete_on_idle: Option<Duration>,
}

/// A topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Topic {
    /// Size of the topic in MB.
    #[serde(default)]
    pub max_size_in_megabytes: Option<EntitySize>,
    /// How long a message lives that names no lifetime itself.
    #[serde(default)]
    pub default_message_time_to_live: Option<Duration>,
    /// Whether messages whose id was seen before are dropped.
    #[serde(default)]
    pub requires_duplicate_detection: bool,
    /// How long the id of a message is remembered.
    #[serde(default = "ten_minutes")]
    pub duplicate_detection_history_time_window: Duration,
    /// Whether the topic is spread over several brokers; a Premium namespace decides that for all.
    #[serde(default)]
    pub partitioned: bool,
    /// Whether messages keep their order.
    #[serde(default)]
    pub support_ordering: bool,
    /// Idle time after which the topic is deleted.
    #[serde(default)]
    pub auto_delete_on_idle: Option<Duration>,
    /// Subscriptions by name.
    #[serde(default)]
    pub subscriptions: IndexMap<String, Subscription>,
}

/// A subscription of a topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Subscription {
    /// Whether the messages of a session are kept together and in order.
    #[serde(default)]
    pub requires_session: bool,
    /// Deliveries after which a message is dead-lettered.
    #[serde(default = "ten")]
    pub max_delivery_count: Within<1, 2000>,
    /// How long a received message stays locked, five minutes at most.
    #[serde(default = "one_minute")]
    pub lock_duration: Duration,
    /// How long a message lives that names no lifetime itself.
    #[serde(default)]
    pub default_message_time_to_live: Option<Duration>,
    /// Whether expired messages are dead-lettered instead of dropped.
    #[serde(default)]
    pub dead_lettering_on_message_expiration: bool,
    /// Whether messages that a rule fails on are dead-lettered.
    #[serde(default = "yes")]
    pub dead_lettering_on_filter_evaluation_error: bool,
    /// Queue or topic of the namespace that messages are forwarded to.
    #[serde(default)]
    pub forward_to: Option<String>,
    /// Queue or topic of the namespace that dead-lettered messages are forwarded to.
    #[serde(default)]
    pub forward_dead_lettered_messages_to: Option<String>,
    /// Idle time after which the subscription is deleted.
    #[serde(default)]
    pub auto_delete_on_idle: Option<Duration>,
    /// Rules by name. A message is delivered when it passes one of them; without rules, every message is.
    ///
    /// Azure gives a new subscription the rule `$Default`, which lets every message pass, and removes it when the
    /// first rule of its own is created. It does not come back when that rule is removed.
    #[serde(default)]
    pub rules: IndexMap<String, Rule>,
}

/// A rule of a subscription: a SQL filter or a correlation filter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// Condition on the properties of a message, in the SQL of Service Bus.
    #[serde(default)]
    pub sql_filter: Option<String>,
    /// Changes to the properties of a message that passes, in the SQL of Service Bus.
    #[serde(default)]
    pub sql_action: Option<String>,
    /// Properties that a message must have, all of them, to pass.
    #[serde(default)]
    pub correlation_filter: Option<CorrelationFilter>,
}

/// Properties that a message must have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CorrelationFilter {
    /// Correlation id of the message.
    #[serde(default)]
    pub correlation_id: Option<String>,
    /// Label (subject) of the message.
    #[serde(default)]
    pub label: Option<String>,
    /// Id of the message.
    #[serde(default)]
    pub message_id: Option<String>,
    /// Address to reply to.
    #[serde(default)]
    pub reply_to: Option<String>,
    /// Session of the message.
    #[serde(default)]
    pub session_id: Option<String>,
    /// Address that the message is sent to.
    #[serde(default)]
    pub to: Option<String>,
    /// Content type of the message.
    #[serde(default)]
    pub content_type: Option<String>,
    /// Application properties of the message.
    #[serde(default)]
    pub properties: IndexMap<String, String>,
}

fn one_minute() -> Duration {
    Duration::minutes(1)
}

fn ten_minutes() -> Duration {
    Duration::minutes(10)
}

fn ten() -> Within<1, 2000> {
    const { Within::new(10) }
}

fn yes() -> bool {
    true
}

/// Declares a whole number that is one of a few; the first is the default.
macro_rules! choice {
    ($(#[$docs:meta])* $name:ident: $($value:literal),+) => {
        $(#[$docs])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
        #[serde(transparent)]
        pub struct $name(u32);

        impl $name {
            const ALL: &[u32] = &[$($value),+];

            /// The number.
            #[must_use]
            pub const fn get(self) -> u32 {
                self.0
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self(Self::ALL[0])
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = u32::deserialize(deserializer)?;
                if Self::ALL.contains(&value) {
                    return Ok(Self(value));
                }
                Err(de::Error::custom(format!("{value} is none of {:?}", Self::ALL)))
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "integer", "enum": Self::ALL })
            }
        }
    };
}

choice! {
    /// Messaging units of a Premium namespace.
    MessagingUnits: 1, 2, 4, 8, 16
}

choice! {
    /// Partitions of a Premium namespace.
    Partitions: 1, 2, 4
}

choice! {
    /// Size of a queue or topic in MB.
    EntitySize: 1024, 2048, 3072, 4096, 5120, 10240, 20480, 40960, 81920
}

pub(super) fn interfaces(fields: IndexMap<String, Field>) -> Vec<Interface> {
    vec![
        Interface::resource(KEY, "Service Bus namespace")
            .fields(fields, COMMON_FIELDS)
            .network_access()
            .input("replica", standby::replica("entities and messages"))
            .diagnostics()
            .published(
                "fullyQualifiedNamespace",
                "Host name that clients of the Service Bus namespace connect to.",
            )
            .output("endpoint", "Endpoint of the Service Bus namespace."),
        connection_string::interface(
            "serviceBusSecret",
            "secret with the connection string of a Service Bus namespace",
            "Service Bus namespace",
        ),
    ]
}

impl ServiceBus {
    /// Who reaches the namespace. Only Premium has a firewall. An environment's `restricted` closes vaults and
    /// storage accounts; a namespace only when its own `ingress` or `ipRules` say so.
    fn access(&self, site: &Site<'_>) -> Isolation {
        match (self.sku, site.access()) {
            (Sku::Premium, Isolation::Restricted) if self.ingress.is_none() && self.ip_rules.is_empty() => {
                Isolation::Public
            }
            (Sku::Premium, access) => access,
            (Sku::Basic | Sku::Standard, _) => Isolation::Public,
        }
    }
}

impl Kind for ServiceBus {
    fn key(&self) -> &'static str {
        KEY
    }

    fn lower(&self, site: &Site<'_>, plan: &mut Plan) {
        let paths = || site.access_paths().into_iter().chain([site.field("sku"), site.field("ipRules")]);
        let mut call = site.call(KEY);
        let access = Value::text(self.access(site).word()).derived_from(paths());
        call.inputs.insert("networkAccess".to_owned(), access);
        if let Some(Node::Map { entries, .. }) =
            call.inputs.get_mut("privateEndpoints").map(|endpoints| &mut endpoints.node)
        {
            for entry in entries.values_mut() {
                entry.value = entry.value.clone().derived_from(paths());
            }
        }
        if let Some(replica) = site.scene.replica(site.name) {
            call = call.input("replica", replica.derived_from([standby::strategy_path(), site.field("sku")]));
        }
        plan.calls.insert(site.scene.call(site.name), call);
    }

    fn standby(&self, _scene: &Scene<'_>) -> Standby {
        if self.sku == Sku::Premium && !self.disposable { Standby::Shared } else { Standby::Regional }
    }

    fn standby_paths(&self, site: &Site<'_>) -> Vec<ModelPath> {
        vec![site.field("sku"), site.field("disposable")]
    }

    fn recovery(&self, scene: &Scene<'_>) -> &'static str {
        match (self.disposable, self.sku, scene.second_region) {
            (true, ..) => "disposable",
            (false, Sku::Premium, Some(_)) => "serviceBusGeoReplication",
            _ => "messagesNotCopied",
        }
    }

    fn secret_outputs(&self) -> &'static [&'static str] {
        &[connection_string::OUTPUT]
    }

    fn private_endpoint_groups(&self, site: &Site<'_>) -> Vec<&'static str> {
        match self.access(site) {
            Isolation::Public => Vec::new(),
            Isolation::Restricted | Isolation::Private => vec!["namespace"],
        }
    }
}
