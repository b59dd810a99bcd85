//! BF1528: restricted apps without address rules.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::kinds::fields::Isolation;

pub(super) const RULE: Rule = Rule {
    code: "BF1528",
    name: "unreachable-app",
    title: "Nobody reaches an app",
    severity: Severity::Warning,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That a function app that is `restricted`, by its own `ingress` or by `isolation`, lets in some addresses with \
`ipRules`.

## Why it is wrong
A restricted app refuses everyone whom no rule names. Nor can it be deployed to from outside.

## How to mend
Add `ipRules`; or say `ingress: public` or `ingress: private` on the app. An app with no triggers from outside may \
be left as it is.

## Example
```yaml
isolation: restricted
components: { func: { kind: functionApp } }
```
```yaml
isolation: restricted
components:
  func:
    kind: functionApp
    ipRules: { office: { cidr: 203.0.113.0/24, priority: 100 } }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("functionApp") {
        if part.access() == Isolation::Restricted && !part.has("ipRules") {
            let message = format!(
                "`{}` is restricted and has no `ipRules`: nobody reaches it or deploys to it",
                part.name
            );
            let finding =
                part.finding_at_key(&part.path(), message).also(part.access_place(), "restricted here");
            findings.add(finding.help("add `ipRules`, or set `ingress` of the app"));
        }
    }
}
