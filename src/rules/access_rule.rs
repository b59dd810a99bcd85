//! BF1523: address rules of apps.

use std::collections::BTreeMap;

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1523",
    name: "access-rule",
    title: "A rule for the addresses that reach an app is not complete",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That each of an app's `ipRules` has exactly one of `cidr` and `serviceTag`, and that no two rules have the same \
priority.

## Why it is wrong
Azure cannot apply a rule without a source, and the order of two rules of one priority is undefined.

## How to mend
Give each rule one source and a priority of its own.

## Example
```yaml
ipRules: { office: { priority: 100 } }
```
```yaml
ipRules: { office: { cidr: 203.0.113.0/24, priority: 100 } }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("functionApp") {
        let mut priorities: BTreeMap<i64, ModelPath> = BTreeMap::new();
        for (name, rule) in part.entries("ipRules") {
            let has = |field: &str| part.value(&rule.key(field)).is_some();
            if has("cidr") == has("serviceTag") {
                let problem = if has("cidr") { "two sources" } else { "no source" };
                let finding = part.finding_at_key(&rule, format!("the rule `{name}` has {problem}"));
                findings.add(finding.help("give it exactly one of `cidr` and `serviceTag`"));
            }
            let path = rule.key("priority");
            let Some(priority) = part.value(&path).and_then(serde_json::Value::as_i64) else { continue };
            if let Some(other) = priorities.insert(priority, path.clone()) {
                let finding = part.finding(&path, format!("two rules have the priority {priority}"));
                findings.add(finding.also(part.place(&other), "the other one").help("choose another number"));
            }
        }
    }
}
