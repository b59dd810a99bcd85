//! BF1514: lifecycle rules that Azure refuses or that do nothing.

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::storage;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1514",
    name: "lifecycle-rule",
    title: "A lifecycle rule cannot do what it says",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That a lifecycle rule does something; that blobs move to cooler tiers in order (cool, cold, archive) before they are \
deleted; that append blobs are only deleted, for they have no tiers; that old versions are kept where a rule deletes them; \
and that an account has no more than 100 rules.

## Why it is wrong
Azure refuses such a rule, or it has no effect.

## How to mend
Give the rule days in the order of the tiers, and at least one of them.

## Example
```yaml
lifecycleRules:
  old: { prefixes: [logs/], tierToCoolAfterDays: 90, deleteAfterDays: 30 }
```
```yaml
lifecycleRules:
  old: { prefixes: [logs/], tierToCoolAfterDays: 30, deleteAfterDays: 90 }
```
";

const IN_ORDER: &[&str] =
    &["tierToCoolAfterDays", "tierToColdAfterDays", "tierToArchiveAfterDays", "deleteAfterDays"];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("storageAccount") {
        let rules = part.entries("lifecycleRules");
        let limit = storage::limits().lifecycle_rules.value as usize;
        if rules.len() > limit {
            let message =
                format!("`{}` has {} lifecycle rules; Azure accepts {limit}", part.name, rules.len());
            findings.add(part.finding_at_key(&part.field(["lifecycleRules"]), message).help("join rules"));
        }
        for (name, rule) in rules {
            check_rule(&part, name, &rule, findings);
        }
    }
}

fn check_rule(part: &Part<'_>, name: &str, rule: &ModelPath, findings: &mut Findings) {
    let days = |field: &str| part.value(&rule.key(field)).and_then(serde_json::Value::as_i64);
    let given: Vec<(&str, i64)> = IN_ORDER.iter().filter_map(|field| Some((*field, days(field)?))).collect();
    let versions = rule.key("deleteVersionsAfterDays");
    if given.is_empty() && part.value(&versions).is_none() {
        let finding = part.finding_at_key(rule, format!("the lifecycle rule `{name}` does nothing"));
        findings
            .add(finding.help(format!("give it one of {}, deleteVersionsAfterDays", IN_ORDER.join(", "))));
    }
    for pair in given.windows(2) {
        let [(earlier, sooner), (later, after)] = pair else { continue };
        if sooner >= after {
            let message = format!("`{later}` ({after}) must be greater than `{earlier}` ({sooner})");
            let place = part.place(&rule.key(*earlier));
            let finding = part.finding(&rule.key(*later), message).also(place, "this comes first");
            findings.add(finding.help("blobs move from tier to tier before they are deleted"));
        }
    }
    let append = part.entries_at(&rule.key("blobTypes")).into_iter().find(|(kind, _)| *kind == "appendBlob");
    let tiering = given.iter().find(|(field, _)| field.starts_with("tierTo"));
    if let (Some((_, path)), Some((field, _))) = (append, tiering) {
        let finding = part.finding(&path, "append blobs have no tiers: they can only be deleted");
        let finding = finding.also(part.place(&rule.key(*field)), "moves them");
        findings.add(finding.help("make a rule of its own for append blobs, with `deleteAfterDays`"));
    }
    if part.value(&versions).is_some() && !part.flag("versioning") {
        let finding = part.finding_at_key(&versions, format!("`{}` keeps no versions to delete", part.name));
        findings.add(finding.help("set `versioning: true`, or leave this out"));
    }
}
