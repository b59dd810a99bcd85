//! BF1007 and BF1008: names of what stands inside components.

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::names;
use crate::path::ModelPath;

pub(super) const NAME: Rule = Rule {
    code: "BF1007",
    name: "entity-name",
    title: "Azure does not accept the name of something inside a component",
    severity: Severity::Error,
    explanation: NAME_PAGE,
    check: Check::Model(check_names),
};

const NAME_PAGE: &str = "\
## What it checks
Names that the model gives itself: containers, queues, tables, file shares, topics, subscriptions and their rules, \
subnets, secrets. Each against Azure's rule for its type.

## Why it is wrong
Azure refuses it when the tree is deployed, after others may have been created.

## How to mend
Change the name to what the message asks for.

## Example
```yaml
data: { kind: storageAccount, containers: [AOS_Data] }
```
```yaml
data: { kind: storageAccount, containers: [aos-data] }
```
";

pub(super) const TWICE: Rule = Rule {
    code: "BF1008",
    name: "entity-twice",
    title: "A name stands twice in a list",
    severity: Severity::Error,
    explanation: TWICE_PAGE,
    check: Check::Model(check_twice),
};

const TWICE_PAGE: &str = "\
## What it checks
That the names in `containers`, `queues` and `tables` of a storage account differ, and the queues and topics of a Service \
Bus namespace. Azure compares tables, queues and topics of namespaces without regard to case.

## Why it is wrong
There can be only one of a name. The two languages would not even fail alike.

## How to mend
Remove or rename one.

## Example
```yaml
data: { kind: storageAccount, containers: [aos-data, aos-logs, aos-data] }
```
```yaml
data: { kind: storageAccount, containers: [aos-data, aos-logs] }
```
";

/// Collections of a kind: field, key of the naming rule, what an entry is called.
const COLLECTIONS: &[(&str, &str, &str, &str)] = &[
    ("storageAccount", "containers", "storageContainer", "container"),
    ("storageAccount", "queues", "storageQueue", "queue"),
    ("storageAccount", "tables", "storageTable", "table"),
    ("storageAccount", "shares", "storageShare", "file share"),
    ("serviceBus", "queues", "serviceBusQueue", "queue"),
    ("serviceBus", "topics", "serviceBusTopic", "topic"),
    ("virtualNetwork", "subnets", "subnet", "subnet"),
    ("keyVault", "secrets", "keyVaultSecret", "secret"),
    ("functionApp", "slots", "functionAppSlot", "slot"),
];

fn check_names(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.components() {
        for (_, field, rule, what) in of_kind(&part) {
            for (name, path) in part.entries(field) {
                check_name(&part, rule, what, name, &path, findings);
                if *rule == "serviceBusTopic" {
                    check_subscriptions(&part, &path, findings);
                }
            }
        }
    }
}

fn check_subscriptions(part: &Part<'_>, topic: &ModelPath, findings: &mut Findings) {
    for (name, path) in part.entries_at(&topic.key("subscriptions")) {
        check_name(part, "serviceBusSubscription", "subscription", name, &path, findings);
        for (rule, rule_path) in part.entries_at(&path.key("rules")) {
            check_name(part, "serviceBusRule", "rule", rule, &rule_path, findings);
            if rule.eq_ignore_ascii_case("$Default") {
                let finding =
                    part.finding_at_key(&rule_path, "`$Default` is the rule that Azure makes by itself");
                findings.add(finding.help("choose another name; `$Default` goes when the first rule comes"));
            }
        }
    }
}

fn of_kind<'p>(
    part: &Part<'p>,
) -> impl Iterator<Item = &'static (&'static str, &'static str, &'static str, &'static str)> + use<'p> {
    let kind = part.kind().key();
    COLLECTIONS.iter().filter(move |(owner, ..)| *owner == kind)
}

fn check_name(
    part: &Part<'_>,
    rule: &str,
    what: &str,
    name: &str,
    path: &ModelPath,
    findings: &mut Findings,
) {
    if let Err(problem) = names::check(rule, name) {
        let message = format!("the name of {what} `{name}` {problem}");
        findings.add(part.finding_at_key(path, message).help(format!("rename the {what}")));
    }
}

fn check_twice(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.components() {
        let mut entries = Vec::new();
        for (kind, field, _, what) in of_kind(&part) {
            // Queues and topics of a namespace share one set of names.
            let set = if *kind == "serviceBus" { "entity" } else { field };
            entries.extend(part.entries(field).into_iter().map(|(name, path)| (set, *what, name, path)));
        }
        for (at, (set, what, name, path)) in entries.iter().enumerate() {
            let earlier = entries[..at]
                .iter()
                .find(|(other_set, _, other, _)| set == other_set && other.eq_ignore_ascii_case(name));
            if let Some((_, other_what, _, other_path)) = earlier {
                let message = format!("there is a {other_what} `{name}` in `{}` already", part.name);
                let finding = part.finding_at_key(path, message);
                let finding = finding.also(part.place(other_path), format!("the {other_what}"));
                findings.add(finding.help(format!("remove or rename the {what}")));
            }
        }
    }
}
