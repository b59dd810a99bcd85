//! What regions have, and what becomes of components where one lacks what they ask for.
//!
//! This is the last step of resolution: what follows sees ordinary SKUs at their ordinary paths. [`Settled`] remembers
//! what stood there before.

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::Resolved;
use crate::facts::plans::{self, Family};
use crate::facts::{regions, storage};
use crate::kinds::Component;
use crate::model::{Environment, OnUnsupported, RegionCapabilities, Regions, Strategy, Zones};
use crate::path::{ModelPath, PathSet};

/// Something that a component may ask of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Capability {
    /// Elastic Premium plans on Linux.
    ElasticPremiumLinux,
    /// Flex Consumption plans.
    FlexConsumption,
    /// Service Bus namespaces of SKU Premium.
    ServiceBusPremium,
    /// Availability zones.
    Zones,
}

impl Capability {
    /// The name of the field in a model, and of the column in biform's table.
    #[must_use]
    pub fn fact(self) -> &'static str {
        match self {
            Self::ElasticPremiumLinux => "elasticPremiumLinux",
            Self::FlexConsumption => "flexConsumption",
            Self::ServiceBusPremium => "serviceBusPremium",
            Self::Zones => "zones",
        }
    }

    /// What it is, in the words of a sentence.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::ElasticPremiumLinux => "Elastic Premium plans on Linux",
            Self::FlexConsumption => "Flex Consumption plans",
            Self::ServiceBusPremium => "Service Bus Premium",
            Self::Zones => "availability zones",
        }
    }

    fn written(self, given: &RegionCapabilities) -> Option<bool> {
        match self {
            Self::ElasticPremiumLinux => given.elastic_premium_linux,
            Self::FlexConsumption => given.flex_consumption,
            Self::ServiceBusPremium => given.service_bus_premium,
            Self::Zones => given.zones.map(|zones| zones.get() > 0),
        }
    }

    fn known(self, region: &regions::Region) -> Option<bool> {
        match self {
            Self::ElasticPremiumLinux => region.capabilities.elastic_premium_linux,
            Self::FlexConsumption => region.capabilities.flex_consumption,
            Self::ServiceBusPremium => region.capabilities.service_bus_premium,
            Self::Zones => Some(region.zones > 0),
        }
    }
}

/// Whether a region has something: what the model says of it, else what biform knows; `None` is unknown.
#[must_use]
pub fn offers(model: &Regions, region: &str, capability: Capability) -> Option<bool> {
    let written = model.capabilities.get(region).and_then(|given| capability.written(given));
    written.or_else(|| capability.known(regions::find(region)?))
}

/// The regions that an environment runs in, each with the path that names it.
///
/// Where a strategy is still to be chosen, a region that could take over counts: what it lacks would be missed there.
#[must_use]
pub fn of(environment: &Environment) -> Vec<(&str, ModelPath)> {
    let primary = (environment.regions.primary.as_str(), ModelPath::keys(["regions", "primary"]));
    let strategy = environment.disaster_recovery.as_ref().and_then(|recovery| recovery.strategy);
    let second = environment.named_second_region();
    let second = second.filter(|_| strategy.is_none_or(Strategy::has_second_region));
    [primary].into_iter().chain(second).collect()
}

/// The regions that a component needs, each with the path that names it. Storage accounts that are not disposable serve
/// the second region from the first.
#[must_use]
pub fn of_component<'e>(environment: &'e Environment, component: &str) -> Vec<(&'e str, ModelPath)> {
    let mut regions = of(environment);
    let component = environment.components.get(component);
    if matches!(component, Some(Component::StorageAccount(account)) if !account.disposable) {
        regions.truncate(1);
    }
    regions
}

/// Something that a component asks of every region it runs in.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// The component's name.
    pub component: String,
    /// The field of the component that asks for it.
    pub field: &'static str,
    /// What it asks for.
    pub capability: Capability,
    /// What stands in the field.
    pub value: Json,
    /// What does without it; `None`: nothing that would be the same resource.
    pub lesser: Option<Json>,
}

impl Need {
    /// The resolved path of the field.
    #[must_use]
    pub fn path(&self) -> ModelPath {
        ModelPath::keys(["components", &self.component, self.field])
    }
}

/// What the components of an environment ask of its regions.
#[must_use]
pub fn needs(environment: &Environment) -> Vec<Need> {
    environment.components.iter().flat_map(|(name, component)| needs_of(name, component)).collect()
}

fn needs_of(name: &str, component: &Component) -> Vec<Need> {
    let need = |field, capability, value: &str, lesser: Option<&str>| Need {
        component: name.to_owned(),
        field,
        capability,
        value: value.into(),
        lesser: lesser.map(Json::from),
    };
    match component {
        Component::AppServicePlan(plan) => {
            let sku = plan.sku.word();
            let premium = match plans::find(sku).map(|plan| plan.family) {
                Some(Family::ElasticPremium) => {
                    Some(need("sku", Capability::ElasticPremiumLinux, sku, Some("Y1")))
                }
                // Its apps are resources of another shape: no other plan takes them as they are.
                Some(Family::Flex) => Some(need("sku", Capability::FlexConsumption, sku, None)),
                _ => None,
            };
            let zones = plan.zone_redundant.then(|| Need {
                component: name.to_owned(),
                field: "zoneRedundant",
                capability: Capability::Zones,
                value: json!(true),
                lesser: Some(json!(false)),
            });
            premium.into_iter().chain(zones).collect()
        }
        Component::ServiceBus(bus) => match json!(bus.sku).as_str() {
            Some(sku @ "Premium") => {
                vec![need("sku", Capability::ServiceBusPremium, sku, Some("Standard"))]
            }
            _ => Vec::new(),
        },
        Component::StorageAccount(account) => {
            let replication = json!(account.replication);
            let replication = replication.as_str().unwrap_or_default();
            without_zones(replication)
                .map(|lesser| need("replication", Capability::Zones, replication, Some(lesser)))
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The replication that keeps as many regions and needs no zones; `None`: this one needs none.
fn without_zones(replication: &str) -> Option<&'static str> {
    match replication {
        "ZRS" => Some("LRS"),
        "GZRS" => Some("GRS"),
        "RAGZRS" => Some("RAGRS"),
        _ => None,
    }
}

/// A value that resolution has put in the place of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// The component's name.
    pub component: String,
    /// The resolved path.
    pub path: ModelPath,
    /// What stood there.
    pub from: Json,
    /// What stands there now.
    pub to: Json,
    /// Why.
    pub cause: Cause,
}

/// Why resolution has put a value in the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// A region does not have what the value asks for, and the model lets biform choose a lesser one.
    Downgrade {
        /// What it asks for.
        capability: Capability,
        /// The region.
        region: String,
    },
    /// The model asks for availability zones wherever they can be had.
    Zones,
}

impl Settled {
    /// Why, in the words of a sentence.
    #[must_use]
    pub fn reason(&self) -> String {
        match &self.cause {
            Cause::Downgrade { capability, region } => format!("{region} has no {}", capability.words()),
            Cause::Zones => "`zones` asks for it".to_owned(),
        }
    }
}

/// A value of a setting as a person writes it.
#[must_use]
pub fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Puts lesser values in the place of what a region does not have, then spreads components over zones.
///
/// `written` gets the paths that no model writes but that have a value of their own now.
pub(super) fn settle(resolved: &mut Resolved, written: &mut PathSet) {
    if resolved.environment.regions.on_unsupported == OnUnsupported::Downgrade {
        downgrade(resolved);
    }
    if matches!(resolved.environment.zones, Some(Zones::Auto | Zones::Required)) {
        spread(resolved, written);
    }
}

fn downgrade(resolved: &mut Resolved) {
    let environment = &resolved.environment;
    let kept =
        |need: &Need| need.capability == Capability::Zones && environment.zones == Some(Zones::Required);
    let mut lacking: Vec<(Need, String)> = Vec::new();
    for need in needs(environment).into_iter().filter(|need| !kept(need)) {
        let lacks = |(region, _): &(&str, ModelPath)| {
            offers(&environment.regions, region, need.capability) == Some(false)
        };
        if let Some((region, _)) = of_component(environment, &need.component).into_iter().find(lacks) {
            lacking.push((need, region.to_owned()));
        }
    }
    for (need, region) in lacking {
        let cause = Cause::Downgrade { capability: need.capability, region };
        if let Some(lesser) = need.lesser.clone() {
            set(resolved, &need.component, need.field, lesser, cause);
        }
    }
}

fn spread(resolved: &mut Resolved, written: &mut PathSet) {
    let environment = &resolved.environment;
    let able: Vec<(String, &'static str, Json)> = environment
        .components
        .iter()
        .filter(|(name, _)| obstacle(environment, name).is_none())
        .filter_map(|(name, component)| {
            let (field, value) = match component {
                Component::AppServicePlan(_) => ("zoneRedundant", json!(true)),
                Component::StorageAccount(_) => ("replication", json!("ZRS")),
                _ => return None,
            };
            Some((name.clone(), field, value))
        })
        .filter(|(name, field, _)| !resolved.writes(&ModelPath::keys(["components", name, field])))
        .collect();
    for (name, field, value) in able {
        written.insert(&ModelPath::keys(["components", &name, field]));
        set(resolved, &name, field, value, Cause::Zones);
    }
}

/// Why a component cannot be spread over the zones of its regions; `None`: it can, or zones mean nothing to it.
#[must_use]
pub fn obstacle(environment: &Environment, name: &str) -> Option<String> {
    let own = match environment.components.get(name)? {
        Component::AppServicePlan(plan) => {
            let sku = plan.sku.word();
            if plans::find(sku).is_some_and(|plan| !plan.zone_redundancy) {
                Some(format!("plans of SKU {sku} stay in one zone"))
            } else if plan.workers.is_some_and(|workers| workers.get() < 2) {
                Some("it has one worker".to_owned())
            } else {
                None
            }
        }
        Component::StorageAccount(account) => {
            let archives =
                account.lifecycle_rules.values().any(|rule| rule.tier_to_archive_after_days.is_some());
            let has_archive = storage::sku("Standard", "ZRS").is_some_and(|sku| sku.archive);
            (archives && !has_archive).then(|| {
                "it moves blobs to the archive tier, which accounts in several zones have not".to_owned()
            })
        }
        // Azure spreads namespaces itself, in every region that has zones.
        Component::ServiceBus(_) => None,
        _ => return None,
    };
    let without = |region: &str| offers(&environment.regions, region, Capability::Zones) == Some(false);
    let region = of_component(environment, name).into_iter().find(|(region, _)| without(region));
    region.map(|(region, _)| format!("{region} has no availability zones")).or(own)
}

/// Whether a component says that it is spread over zones, and the field that says so; `None`: it cannot say.
#[must_use]
pub fn says_zones(component: &Component) -> Option<(&'static str, bool)> {
    match component {
        Component::AppServicePlan(plan) => Some(("zoneRedundant", plan.zone_redundant)),
        Component::StorageAccount(account) => {
            let replication = json!(account.replication);
            Some(("replication", replication.as_str().and_then(without_zones).is_some()))
        }
        _ => None,
    }
}

/// Replaces a field of a component, in both forms that a resolved environment has.
fn set(resolved: &mut Resolved, component: &str, field: &'static str, to: Json, cause: Cause) {
    let path = ModelPath::keys(["components", component, field]);
    let Some(value) = resolved.value.get_mut("components").and_then(|all| all.get_mut(component)) else {
        return;
    };
    let mut changed = value.clone();
    changed[field] = to.clone();
    // A value from biform's own tables fits the kind; if it ever did not, what the model says stays.
    let Ok(typed) = Component::deserialize(&changed) else { return };
    let from = std::mem::replace(value, changed).get(field).cloned().unwrap_or_default();
    if from == to {
        return;
    }
    resolved.environment.components.insert(component.to_owned(), typed);
    resolved.settled.push(Settled { component: component.to_owned(), path, from, to, cause });
}
