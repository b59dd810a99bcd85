//! BF1521: settings that are not the model's to set.

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::functions;
use crate::facts::plans::{self, Family};
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1521",
    name: "reserved-setting",
    title: "A setting belongs to the platform",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That `settings` of an app and of its slots have no name that the generated module sets itself or that Flex \
Consumption refuses, and no two names that differ in case only.

## Why it is wrong
Two values would compete; Terraform would find a difference on every run. Azure ignores the case of names.

## How to mend
Leave the setting out; what it says follows from `runtime`, `storage`, `insights` and `healthCheckPath`.

## Example
```yaml
settings: { FUNCTIONS_WORKER_RUNTIME: python }
```
```yaml
runtime: { python: \"3.12\" }
```
";

/// Settings that the modules of function apps set, in lower case.
const OWN: &[&str] = &[
    "functions_extension_version",
    "functions_worker_runtime",
    "azurewebjobsstorage",
    "applicationinsights_connection_string",
    "applicationinsights_authentication_string",
    "website_healthcheck_maxpingfailures",
    "website_node_default_version",
    "website_vnet_route_all",
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("functionApp") {
        check_settings(&part, &part.field(["settings"]), findings);
        for (_, slot) in part.entries("slots") {
            check_settings(&part, &slot.key("settings"), findings);
        }
    }
}

fn check_settings(part: &Part<'_>, settings: &ModelPath, findings: &mut Findings) {
    let plan = part.target("plan").and_then(|plan| plan.text("sku")).and_then(plans::find);
    let flex = plan.is_some_and(|plan| plan.family == Family::Flex);
    let entries = part.entries_at(settings);
    for (at, (name, path)) in entries.iter().enumerate() {
        let lower = name.to_ascii_lowercase();
        let own = OWN.contains(&lower.as_str()) || lower.starts_with("azurewebjobsstorage__");
        if own || (flex && functions::flex_forbids(name)) {
            let message = if own {
                format!("biform sets `{name}`")
            } else {
                format!("apps on FC1 cannot have `{name}`")
            };
            findings.add(part.finding_at_key(path, message).help("leave it out"));
        }
        if let Some((other, other_path)) =
            entries[..at].iter().find(|(other, _)| other.eq_ignore_ascii_case(name))
        {
            let message = format!("`{other}` and `{name}` are one setting to Azure, which ignores case");
            let finding = part.finding_at_key(path, message).also(part.place(other_path), "the other one");
            findings.add(finding.help("remove one"));
        }
    }
}
