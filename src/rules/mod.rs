//! Rules: what a model must keep to so that what is generated from it deploys and is what was meant.
//!
//! One file per rule holds its page, its code and its check. A rule looks at the document as written
//! ([`Check::Document`]: also when it cannot be resolved), at the resolved environments ([`Check::Model`]), or at
//! the blueprint ([`Check::Blueprint`]). Rules never see a target. Codes, once released, never change their
//! meaning; their third and fourth characters say what they are about: 10 names, 11 references, 12 environments,
//! 13 secrets, 14 networks, 15 services, 16 limits of Azure Resource Manager.

mod access_policy;
mod access_rule;
mod address_space;
mod ambiguous_name;
mod autoscale;
mod backup;
mod basic_namespace;
mod central_zone;
mod component_without_kind;
mod configuration_store;
mod consumption_network;
mod dead_connection_string;
mod duplicate_name;
mod endpoint_subnet;
mod entity_duration;
mod entity_name;
mod existing_group;
mod existing_network;
mod finding;
mod flex_plan;
mod front_door_region;
mod hierarchical_namespace;
mod host_storage;
mod idle_ip_rules;
mod lifecycle_prefix;
mod lifecycle_rule;
mod linux_consumption;
mod log_table;
mod message_forwarding;
mod messaging_units;
mod model_name;
mod naming_pattern;
mod no_logs;
mod on_premises;
mod overlapping_networks;
mod pages;
mod partitioned_entity;
mod peering;
mod plain_secret;
mod private_ip_rule;
mod private_namespace;
mod private_routing;
mod project;
mod recovery_objectives;
mod reference;
mod refused_probe;
mod region;
mod region_capability;
mod registry;
mod reserved_setting;
mod resource_manager_limits;
mod resource_name;
mod route;
mod runtime;
mod scaling;
mod second_region;
mod second_region_addresses;
mod secret_source;
mod security_rule;
mod setting_text;
mod several_networks;
mod shared_subnet;
mod slots;
mod storage_sku;
mod subject;
mod subnet_options;
mod subscription_rule;
mod tag_name;
mod telemetry_workspace;
mod traffic_manager_plan;
mod unreachable_app;
mod unwritable_secret;
mod weaker_production;
mod words;
mod zone_redundancy;
mod zones;

use serde_json::Value as Json;

use crate::blueprint::Blueprint;
use crate::diagnostic::{CodeEntry, Diagnostic, Severity};
use crate::{schema, source};

pub use finding::{Finding, Findings};
pub use registry::RULES;
pub use subject::{Part, Subject};

/// A check of a model.
#[derive(Debug)]
pub struct Rule {
    /// The code, such as `BF1001`.
    pub code: &'static str,
    /// The name in kebab-case.
    pub name: &'static str,
    /// What is wrong where the rule reports something, in one line without a full stop.
    pub title: &'static str,
    /// How much that matters.
    pub severity: Severity,
    /// The page `biform explain` prints below the title: Markdown with the sections What it checks, Why it is wrong,
    /// How to mend it and Example.
    pub explanation: &'static str,
    /// The check.
    pub check: Check,
}

/// What a rule looks at, and how.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// The document as written.
    Document(fn(&Json, &mut Findings)),
    /// The resolved environments.
    Model(fn(&Subject<'_>, &mut Findings)),
    /// What all environments have in common.
    Blueprint(fn(&Blueprint, &mut Findings)),
}

impl Rule {
    /// The rule's row of the table of codes.
    #[must_use]
    pub fn entry(&self) -> CodeEntry {
        CodeEntry { code: self.code, title: self.title, explanation: self.explanation }
    }
}

/// What the rules for documents have to say; they need no more than values, so that a document that does not fit
/// the schema can be asked too.
#[must_use]
pub fn document(document: &Json) -> Vec<Diagnostic> {
    run(&[], |rule, findings| {
        if let Check::Document(check) = rule.check {
            check(document, findings);
        }
    })
}

/// What the rules for resolved environments have to say.
///
/// A problem that several environments have from one place of the document is reported once and names them.
#[must_use]
pub fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let names: Vec<&str> = subject.lowered.iter().map(|lowered| lowered.resolved.name.as_str()).collect();
    let remarks = finding::Remark::all(subject);
    run(&names, |rule, findings| {
        if let Check::Model(check) = rule.check {
            check(subject, findings);
            if rule.code != region_capability::DOWNGRADED.code {
                findings.remark(&remarks);
            }
        }
    })
}

/// What the rules for blueprints have to say.
#[must_use]
pub fn check_blueprint(blueprint: &Blueprint) -> Vec<Diagnostic> {
    run(&[], |rule, findings| {
        if let Check::Blueprint(check) = rule.check {
            check(blueprint, findings);
        }
    })
}

fn run(environments: &[&str], mut ask: impl FnMut(&Rule, &mut Findings)) -> Vec<Diagnostic> {
    RULES
        .iter()
        .flat_map(|rule| {
            let mut findings = Findings::default();
            ask(rule, &mut findings);
            findings.into_diagnostics(rule, environments)
        })
        .collect()
}

/// The rule with this code or name, whatever its case.
#[must_use]
pub fn find(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code.eq_ignore_ascii_case(code) || rule.name.eq_ignore_ascii_case(code))
}

/// The page of a code, as Markdown; rules are found by name too.
#[must_use]
pub fn page(code: &str) -> Option<String> {
    let code = find(code).map_or(code, |rule| rule.code);
    let entries = source::codes::TABLE.iter().chain(schema::codes::TABLE).copied().chain(pages());
    let entry = entries.into_iter().find(|entry| entry.code.eq_ignore_ascii_case(code))?;
    let name =
        find(code).map_or(String::new(), |rule| format!(" ({}, {})", rule.name, severity(rule.severity)));
    Some(format!("# {}: {}{name}\n\n{}\n", entry.code, entry.title, entry.explanation.trim_end()))
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The pages of all codes from resolution on, in order: rules, and what earlier and later stages report. The codes
/// of the text and of the schema stand in tables of their own.
#[must_use]
pub fn pages() -> Vec<CodeEntry> {
    let mut entries: Vec<CodeEntry> =
        pages::TABLE.iter().copied().chain(RULES.iter().map(Rule::entry)).collect();
    entries.sort_by_key(|entry| entry.code);
    entries
}
