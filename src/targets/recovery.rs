//! What the pages about disaster recovery of both languages tell the people who lose a region.
//!
//! Commands: Azure CLI reference (`az storage account failover`, `az servicebus namespace failover`,
//! `az servicebus namespace replica`, `az network traffic-manager endpoint`, `az afd origin`), 2026.

use super::first_line;
use super::markdown::{code, comment, key, text, word};
use crate::blueprint::call::{CallKey, Placement};
use crate::blueprint::recovery::{Figure, Recovery, span};
use crate::blueprint::{Blueprint, EnvironmentFacts};
use crate::facts;

/// What a language says of its own, given a blueprint and an environment.
pub(super) struct Language {
    /// What a deployment does that a lost region hinders.
    pub(super) reach: &'static str,
    /// What happens to who changes the region of what is there.
    pub(super) exchange: &'static str,
    /// What becomes of compute in the second region that is no longer in the model.
    pub(super) set_back: &'static str,
    /// What a deployment meets while the first region is lost.
    pub(super) limits: fn(&Environment) -> String,
    /// Commands that deploy the environment.
    pub(super) deploy: fn(&Blueprint, &str) -> String,
    /// Commands that deploy it while the first region is lost.
    pub(super) deploy_second: fn(&Blueprint, &str) -> String,
    /// Commands that deploy an environment that is not in the model yet.
    pub(super) deploy_elsewhere: fn(&Blueprint, &str) -> String,
    /// Commands that delete such an environment.
    pub(super) delete_elsewhere: fn(&Blueprint, &str) -> String,
}

/// What both pages say.
pub(super) struct Runbook {
    pub(super) first_line: String,
    pub(super) project: String,
    pub(super) model: String,
    pub(super) environments: Vec<Environment>,
}

/// A region and the resource group in it.
pub(super) struct Region {
    pub(super) location: String,
    pub(super) word: String,
    pub(super) group: String,
    /// The group as a word of a shell.
    pub(super) group_word: String,
}

/// What is to be known of one environment, escaped for the place where it stands.
#[allow(clippy::struct_excessive_bools, reason = "each is a paragraph that is there or not")]
pub(super) struct Environment {
    pub(super) name: String,
    pub(super) key: String,
    pub(super) key_elsewhere: String,
    pub(super) anchor: String,
    pub(super) rto: String,
    pub(super) rpo: String,
    pub(super) strategy: String,
    pub(super) reason: String,
    pub(super) work: &'static str,
    pub(super) time: String,
    pub(super) first: Region,
    pub(super) second: Option<Region>,
    pub(super) rows: Vec<Row>,
    pub(super) lost: String,
    pub(super) deploys_compute: bool,
    pub(super) has_routing: bool,
    pub(super) has_accounts: bool,
    pub(super) has_messages: bool,
    pub(super) accounts: Vec<Account>,
    pub(super) namespaces: Vec<Namespace>,
    pub(super) vaults: Vec<String>,
    pub(super) scaling: Vec<String>,
    pub(super) nothing_to_do: Vec<String>,
    pub(super) profiles: Vec<String>,
    pub(super) front_doors: Vec<String>,
    pub(super) reach: &'static str,
    pub(super) exchange: &'static str,
    pub(super) deploy_limits: String,
    pub(super) set_back: &'static str,
    pub(super) deploy: String,
    pub(super) deploy_second: String,
    pub(super) delete_elsewhere: String,
}

/// Where a component stands, in cells of a table.
pub(super) struct Row {
    pub(super) component: String,
    pub(super) first: String,
    pub(super) second: String,
    pub(super) mechanism: &'static str,
    pub(super) rto: String,
    pub(super) rpo: String,
    pub(super) basis: &'static str,
}

/// A storage account that has a copy in the paired region.
pub(super) struct Account {
    /// The arguments that name it.
    pub(super) at: String,
    /// The SKU that keeps such a copy. One of an account whose copies stand in zones cannot be had at once after a failover.
    pub(super) sku: &'static str,
}

/// A Service Bus namespace that has a copy in the second region.
pub(super) struct Namespace {
    /// The arguments that name it where something is done to it.
    pub(super) at: String,
    /// The arguments that name it where it is shown.
    pub(super) shown: String,
}

impl Environment {
    /// Whether something has a copy that a planned failover waits for.
    pub(super) fn has_copies(&self) -> bool {
        !self.accounts.is_empty() || !self.namespaces.is_empty()
    }
}

impl Runbook {
    /// The page, or `None` where no environment has objectives.
    pub(super) fn new(blueprint: &Blueprint, language: &Language) -> Option<Self> {
        let environments = blueprint.environments.iter().filter_map(|(name, facts)| {
            let promise = Promise { blueprint, name, facts, recovery: facts.recovery.as_ref()? };
            Some(promise.environment(language))
        });
        let environments: Vec<Environment> = environments.collect();
        (!environments.is_empty()).then(|| Self {
            first_line: comment(&first_line(blueprint)),
            project: text(&blueprint.project),
            model: code(&blueprint.model),
            environments,
        })
    }
}

/// The name of an environment that is added when another one has lost its region.
pub(super) fn elsewhere(environment: &str) -> String {
    format!("{environment}-dr")
}

/// An environment with objectives.
struct Promise<'b> {
    blueprint: &'b Blueprint,
    name: &'b str,
    facts: &'b EnvironmentFacts,
    recovery: &'b Recovery,
}

impl Promise<'_> {
    fn environment(&self, language: &Language) -> Environment {
        let strategy = facts::recovery::strategy(self.recovery.strategy);
        let has_second = self.facts.secondary.is_some();
        let deploys_compute = has_second && self.recovery.strategy == "pilot-light";
        let deploy_second = if has_second { language.deploy_second } else { language.deploy_elsewhere };
        let mut environment = Environment {
            name: text(self.name),
            key: key(self.name),
            key_elsewhere: key(&elsewhere(self.name)),
            anchor: anchor(self.name),
            rto: text(&self.recovery.rto.text),
            rpo: text(&self.recovery.rpo.text),
            strategy: code(self.recovery.strategy),
            reason: self.recovery.reason(),
            work: strategy.map_or("", |strategy| strategy.work),
            time: span(strategy.map_or(0, |strategy| strategy.rto_minutes)),
            first: region(&self.facts.location, &self.facts.resource_group),
            second: self.facts.secondary.as_ref().map(|second| {
                region(&second.location, self.named("resourceGroup@secondary").unwrap_or_default())
            }),
            rows: self.rows(),
            lost: self.lost(),
            deploys_compute,
            has_routing: !self.global("trafficManager").is_empty() || !self.global("frontDoor").is_empty(),
            has_accounts: self.has_module("storageAccount"),
            has_messages: self.has_module("serviceBus"),
            accounts: self.accounts(),
            namespaces: self.namespaces(),
            vaults: self.by_mechanism("vaultReplication").map(|(_, name)| word(name)).collect(),
            scaling: self.scaling(),
            nothing_to_do: self.nothing_to_do(),
            profiles: self.global("trafficManager"),
            front_doors: self.global("frontDoor"),
            reach: language.reach,
            exchange: language.exchange,
            deploy_limits: String::new(),
            set_back: language.set_back,
            deploy: (language.deploy)(self.blueprint, self.name),
            deploy_second: deploy_second(self.blueprint, self.name),
            delete_elsewhere: (language.delete_elsewhere)(self.blueprint, self.name),
        };
        environment.deploy_limits = (language.limits)(&environment);
        environment
    }

    fn has_module(&self, module: &str) -> bool {
        self.recovery.figures.iter().any(|figure| figure.module == module)
    }

    /// The name of what stands behind a key, in this environment.
    fn named(&self, key: &str) -> Option<&str> {
        self.facts.names.get(key).map(String::as_str)
    }

    fn second_name(&self, component: &str) -> Option<&str> {
        self.named(&CallKey::component(component).placed(Placement::Secondary).to_string())
    }

    fn by_mechanism(&self, mechanism: &'static str) -> impl Iterator<Item = (&Figure, &str)> {
        let figures = self.recovery.figures.iter().filter(move |figure| figure.mechanism == mechanism);
        figures.filter_map(|figure| Some((figure, self.named(&figure.component)?)))
    }

    fn rows(&self) -> Vec<Row> {
        let components = self.recovery.figures.iter().map(|figure| {
            let mechanism = facts::recovery::mechanism(figure.mechanism);
            Row {
                component: code(&figure.component),
                first: self.named(&figure.component).map_or_else(String::new, code),
                second: self.second_cell(figure),
                mechanism: mechanism.map_or("", |mechanism| mechanism.text),
                rto: figure.rto(),
                rpo: figure.rpo(),
                basis: mechanism.map_or("", |mechanism| mechanism.basis.word()),
            }
        });
        let global = self.facts.names.iter().filter(|(key, _)| key.ends_with("@global"));
        let global = global.map(|(key, name)| Row {
            component: code(key),
            first: String::new(),
            second: code(name),
            mechanism: "serves all regions; its resource group is the second one",
            rto: String::new(),
            rpo: String::new(),
            basis: "",
        });
        components.chain(global).collect()
    }

    fn second_cell(&self, figure: &Figure) -> String {
        match (self.second_name(&figure.component), figure.mechanism) {
            // Apps keep their own state beside them; the data is where the account of the first region is.
            (Some(name), "storageGeoReplication" | "noCopy") => {
                format!("{} for the state of apps", code(name))
            }
            (Some(name), _) => code(name),
            (None, "serviceBusGeoReplication" | "configurationReplica") => "replica".to_owned(),
            (None, _) => String::new(),
        }
    }

    /// The components that nothing is left of.
    fn lost(&self) -> String {
        let lost = self.recovery.figures.iter().filter(|figure| figure.rpo_minutes.is_none());
        lost.map(|figure| code(&figure.component)).collect::<Vec<_>>().join(", ")
    }

    fn accounts(&self) -> Vec<Account> {
        let accounts = self.by_mechanism("storageGeoReplication").map(|(figure, name)| Account {
            at: format!("--name {} --resource-group {}", word(name), word(&self.facts.resource_group)),
            sku: match figure.inputs.get("replication").and_then(|value| value.as_str()) {
                Some("RAGRS" | "RAGZRS") => "Standard_RAGRS",
                _ => "Standard_GRS",
            },
        });
        accounts.collect()
    }

    fn namespaces(&self) -> Vec<Namespace> {
        let group = word(&self.facts.resource_group);
        let namespaces = self.by_mechanism("serviceBusGeoReplication").map(|(_, name)| Namespace {
            at: format!("--namespace-name {} --resource-group {group}", word(name)),
            shown: format!("--name {} --resource-group {group}", word(name)),
        });
        namespaces.collect()
    }

    /// The plans that wait at their least scale, with what they have in the first region.
    fn scaling(&self) -> Vec<String> {
        if self.recovery.strategy != "warm-standby" {
            return Vec::new();
        }
        let group = word(self.named("resourceGroup@secondary").unwrap_or_default());
        let plans = self.recovery.figures.iter().filter(|figure| figure.module == "appServicePlan");
        let commands = plans.filter_map(|figure| {
            let name = word(self.second_name(&figure.component)?);
            let workers = figure.inputs.get("workers")?.as_i64().filter(|workers| *workers > 1)?;
            let elastic = figure.inputs.get("sku")?.as_str()?.starts_with("EP");
            Some(if elastic {
                format!("az functionapp plan update --name {name} --resource-group {group} --min-instances {workers}")
            } else {
                format!("az appservice plan update --name {name} --resource-group {group} --number-of-workers {workers}")
            })
        });
        commands.collect()
    }

    fn nothing_to_do(&self) -> Vec<String> {
        let stores = self
            .by_mechanism("configurationReplica")
            .map(|(_, name)| format!("{}: apps in the second region read its replica.", code(name)));
        let vaults = self.recovery.figures.iter().filter(|figure| figure.module == "keyVault");
        let vaults = vaults.filter_map(|figure| {
            let (first, second) = (self.named(&figure.component)?, self.second_name(&figure.component)?);
            Some(format!(
                "{}: apps in the second region read it. What somebody puts into {} by hand has to be put into both.",
                code(second),
                code(first)
            ))
        });
        stores.chain(vaults).collect()
    }

    /// The arguments that name the profiles of a module that serve this environment.
    fn global(&self, module: &str) -> Vec<String> {
        let group = self.named("resourceGroup@secondary").unwrap_or_default();
        let calls = self.blueprint.calls.iter().filter(|(_, call)| call.module == module);
        let names = calls.filter_map(|(key, _)| self.named(&key.to_string()));
        names.map(|name| format!("--profile-name {} --resource-group {}", word(name), word(group))).collect()
    }
}

fn region(location: &str, group: &str) -> Region {
    Region { location: code(location), word: word(location), group: code(group), group_word: word(group) }
}

/// The last part of the link to a heading that ends with this name.
fn anchor(name: &str) -> String {
    let kept = name.chars().filter(|c| c.is_alphanumeric() || "-_ ".contains(*c));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}
