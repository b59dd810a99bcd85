//! BF1517: rules of subscriptions.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "BF1517",
    name: "subscription-rule",
    title: "A rule of a subscription has no filter, or two",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That each rule of a subscription has either an `sqlFilter` (up to 1024 characters) or a `correlationFilter` that \
names at least one property.

## Why it is wrong
Azure refuses a rule with an empty filter; of two filters only one would count.

## How to mend
Keep one filter. For all messages, leave the rules out.

## Example
```yaml
rules: { urgent: { sqlFilter: \"priority > 3\", correlationFilter: { label: urgent } } }
```
```yaml
rules: { urgent: { correlationFilter: { label: urgent } } }
```
";

/// Characters of an SQL filter that Service Bus accepts.
const LONGEST_FILTER: usize = 1024;

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("serviceBus") {
        for (_, topic) in part.entries("topics") {
            for (_, subscription) in part.entries_at(&topic.key("subscriptions")) {
                for (name, rule) in part.entries_at(&subscription.key("rules")) {
                    let sql = part.value(&rule.key("sqlFilter"));
                    let correlation = part.value(&rule.key("correlationFilter"));
                    let empty = |filter: &serde_json::Value| {
                        filter.as_object().is_none_or(|fields| fields.values().all(is_nothing))
                    };
                    let problem = match (sql, correlation) {
                        (None, None) => "has no filter",
                        (Some(_), Some(_)) => "has two filters",
                        (None, Some(filter)) if empty(filter) => "has a filter that names no property",
                        (Some(filter), None)
                            if filter.as_str().is_some_and(|text| text.chars().count() > LONGEST_FILTER) =>
                        {
                            "has a filter of more than 1024 characters"
                        }
                        _ => continue,
                    };
                    let finding = part.finding_at_key(&rule, format!("the rule `{name}` {problem}"));
                    findings.add(finding.help("give it one of sqlFilter and correlationFilter"));
                }
            }
        }
    }
}

/// Null, or an empty mapping.
fn is_nothing(value: &serde_json::Value) -> bool {
    value.is_null() || value.as_object().is_some_and(serde_json::Map::is_empty)
}
