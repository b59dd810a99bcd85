//! The security rules of a network's subnets: those of the model, those that a service cannot do without, and in a private
//! environment those that close the subnet.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::{Direction, NetworkPolicies, SecurityRule, Subnet, VirtualNetwork, Within, field_mut};
use crate::blueprint::call::Placement;
use crate::blueprint::substitute::from_json;
use crate::blueprint::value::{Entry, Node, Origin, Value};
use crate::facts;
use crate::kinds::Kind;
use crate::kinds::fields::Isolation;
use crate::kinds::site::Site;
use crate::path::ModelPath;

/// Where the numbers of rules that services need begin.
const NEEDED: i64 = 3000;

/// Where the numbers of rules that let in the network's own traffic begin.
const OWN_TRAFFIC: i64 = 4000;

/// The number of the rule that closes a subnet, unless the model has given it away: the last one that there is.
const LAST: i64 = 4096;

/// What apps use of the services behind private endpoints: HTTPS, and AMQP for messages.
const SERVICE_PORTS: [&str; 3] = ["443", "5671", "5672"];

/// A rule that the model does not write.
struct Automatic {
    name: &'static str,
    direction: Direction,
    access: &'static str,
    protocol: &'static str,
    sources: Vec<Value>,
    destinations: Vec<Value>,
    ports: Vec<&'static str>,
    numbers: Box<dyn Iterator<Item = i64>>,
    origin: Vec<ModelPath>,
}

impl VirtualNetwork {
    /// Completes the rules of all subnets with a security group.
    pub(super) fn complete_rules(&self, site: &Site<'_>, subnets: &mut Value) {
        for (name, subnet) in self.subnets.iter().filter(|(_, subnet)| subnet.security_group) {
            let Some(Value { node: Node::Object(fields), .. }) = field_mut(subnets, name) else { continue };
            let none = || Entry { value: Value::map::<String>([]).derived_from([isolation()]), when: None };
            let rules = fields.entry("securityRules".to_owned()).or_insert_with(none);
            if !matches!(rules.value.node, Node::Map { .. }) {
                *rules = none();
            }
            let Node::Map { entries, .. } = &mut rules.value.node else { continue };
            let mut taken = BTreeSet::new();
            for (rule, (direction, priority)) in subnet.priorities() {
                taken.insert((direction, priority));
                if let Some(Value { node: Node::Object(fields), .. }) =
                    entries.get_mut(rule).map(|entry| &mut entry.value)
                {
                    self.complete_rule(site, &subnet.security_rules[rule], priority, fields);
                }
            }
            for rule in self.automatic(site, name, subnet) {
                add(entries, &mut taken, rule);
            }
        }
    }

    /// Gives a rule its number, and the blocks of the subnets it names.
    fn complete_rule(
        &self,
        site: &Site<'_>,
        rule: &SecurityRule,
        priority: i64,
        fields: &mut IndexMap<String, Entry>,
    ) {
        if fields.get("priority").is_none_or(|entry| entry.value.node == Node::Null) {
            let value = Value::fixed(Node::Int(priority));
            fields.insert("priority".to_owned(), Entry { value, when: None });
        }
        for (field, named) in [("sources", &rule.sources), ("destinations", &rule.destinations)] {
            let blocks: Vec<Option<Value>> = named.iter().map(|text| self.named_block(site, text)).collect();
            if let Some(entry) = fields.get_mut(field).filter(|_| blocks.iter().any(Option::is_some)) {
                let items = blocks.into_iter().zip(named);
                let items =
                    items.map(|(block, text)| block.unwrap_or_else(|| from_json(&text.as_str().into())));
                entry.value.node = Node::List(items.collect());
            }
        }
    }

    /// The block of the subnet that has this name. A service tag is not the name of a subnet.
    fn named_block(&self, site: &Site<'_>, text: &str) -> Option<Value> {
        let name = self.subnets.get_key_value(text)?.0;
        facts::service_tags::find(text).is_none().then(|| self.block(site, name))?
    }

    /// The block of a subnet in the region that is lowered.
    fn block(&self, site: &Site<'_>, name: &str) -> Option<Value> {
        let subnet = self.subnets.get(name)?;
        let (block, field) = match site.scene.placement {
            Placement::Secondary => (subnet.secondary_prefix?, "secondaryPrefix"),
            _ => (subnet.prefix?, "prefix"),
        };
        Some(Value::text(block.to_string()).written_at(site.field("subnets").key(name).key(field)))
    }

    fn automatic(&self, site: &Site<'_>, name: &str, subnet: &Subnet) -> Vec<Automatic> {
        let delegation = site.field("subnets").key(name).key("delegation");
        let needed = facts::subnets::needed_rules(name, subnet.delegation.as_deref()).map(|rule| Automatic {
            name: rule.name,
            direction: if rule.direction == "Inbound" { Direction::Inbound } else { Direction::Outbound },
            access: "Allow",
            protocol: rule.protocol,
            sources: vec![Value::text(rule.source)],
            destinations: vec![Value::text(rule.destination)],
            ports: rule.ports.to_vec(),
            numbers: Box::new((NEEDED..).step_by(10)),
            origin: vec![delegation.clone()],
        });
        let mut rules: Vec<Automatic> = needed.collect();
        if site.scene.isolation == Isolation::Private {
            rules.extend(self.closing(site, name, subnet));
        }
        rules
    }

    /// What closes a subnet to everything but its own traffic: other subnets and connected networks, which Azure lets in
    /// by itself, come in only where a rule allows it.
    fn closing(&self, site: &Site<'_>, name: &str, subnet: &Subnet) -> Vec<Automatic> {
        let any = || vec![Value::text("*")];
        let inbound = |name, sources, destinations, ports: &[&'static str]| Automatic {
            name,
            direction: Direction::Inbound,
            access: "Allow",
            protocol: "*",
            sources,
            destinations,
            ports: ports.to_vec(),
            numbers: Box::new((OWN_TRAFFIC..).step_by(10)),
            origin: vec![isolation()],
        };
        let mut rules = vec![inbound(
            "AllowAzureLoadBalancerInbound",
            vec![Value::text("AzureLoadBalancer")],
            any(),
            &["*"],
        )];
        let own: Vec<Value> = self.block(site, name).into_iter().collect();
        // Machines of a service that has the subnet to itself talk to each other.
        if subnet.delegation.is_some() && !own.is_empty() {
            rules.push(inbound("AllowSubnetInbound", own.clone(), own.clone(), &["*"]));
        }
        let applies = matches!(
            subnet.private_endpoint_network_policies,
            NetworkPolicies::Enabled | NetworkPolicies::NetworkSecurityGroupEnabled
        );
        let apps: Vec<Value> = self
            .subnets
            .iter()
            .filter(|(other, found)| *other != name && found.delegation.is_some())
            .filter_map(|(other, _)| self.block(site, other))
            .collect();
        if applies && self.endpoint_subnet() == Some(name) && !apps.is_empty() {
            rules.push(Automatic {
                protocol: "Tcp",
                ..inbound("AllowAppsInbound", apps, own, &SERVICE_PORTS)
            });
        }
        let last = inbound("DenyAllInbound", any(), any(), &["*"]);
        rules.push(Automatic { access: "Deny", numbers: Box::new((OWN_TRAFFIC..=LAST).rev()), ..last });
        rules
    }
}

fn isolation() -> ModelPath {
    ModelPath::keys(["isolation"])
}

/// Adds a rule under the first of its numbers that is free, unless the model has one of this name.
fn add(rules: &mut IndexMap<String, Entry>, taken: &mut BTreeSet<(Direction, i64)>, mut rule: Automatic) {
    if rules.contains_key(rule.name) {
        return;
    }
    let Some(priority) = rule.numbers.find(|number| taken.insert((rule.direction, *number))) else { return };
    let direction = if rule.direction == Direction::Inbound { "Inbound" } else { "Outbound" };
    let list = |items: Vec<Value>| Value::fixed(Node::List(items));
    let ports = rule.ports.into_iter().map(Value::text).collect();
    let value = Value::object([
        ("priority", Value::fixed(Node::Int(priority))),
        ("direction", Value::text(direction)),
        ("access", Value::text(rule.access)),
        ("protocol", Value::text(rule.protocol)),
        ("sources", list(rule.sources)),
        ("destinations", list(rule.destinations)),
        ("destinationPorts", list(ports)),
    ]);
    let value = Value::new(value.node, Origin::Derived(rule.origin));
    rules.insert(rule.name.to_owned(), Entry { value, when: None });
}

impl Subnet {
    /// The direction and priority of each security rule by name: its own priority, or the next one of its direction from
    /// 100 in steps of 10.
    #[must_use]
    pub fn priorities(&self) -> Vec<(&str, (Direction, i64))> {
        let own = |rule: &SecurityRule| Some((rule.direction, rule.priority?.get()));
        let mut taken: BTreeSet<(Direction, i64)> = self.security_rules.values().filter_map(own).collect();
        let mut next = |direction| (100..).step_by(10).find(|number| taken.insert((direction, *number)));
        self.security_rules
            .iter()
            .filter_map(|(name, rule)| {
                let priority = rule.priority.map(Within::get).or_else(|| next(rule.direction))?;
                Some((name.as_str(), (rule.direction, priority)))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_without_a_priority_are_numbered_in_their_order() {
        let rule = |direction: &str, priority: Option<i64>| {
            serde_json::json!({ "direction": direction, "access": "Allow", "protocol": "Tcp", "sources": ["*"],
                "destinations": ["*"], "destinationPorts": ["443"], "priority": priority })
        };
        let rules = serde_json::json!({ "a": rule("Inbound", None), "b": rule("Outbound", None),
            "c": rule("Inbound", Some(110)), "d": rule("Inbound", None) });
        let subnet = serde_json::json!({ "prefix": "10.0.0.0/24", "securityRules": rules });
        let subnet: Subnet = serde_json::from_value(subnet).unwrap();
        let numbers: Vec<(&str, i64)> =
            subnet.priorities().into_iter().map(|(name, (_, number))| (name, number)).collect();
        assert_eq!(numbers, [("a", 100), ("b", 100), ("c", 110), ("d", 120)]);
    }
}
