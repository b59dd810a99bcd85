//! BF1402: IP rules that nothing asks.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::kinds::fields::Isolation;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1402",
    name: "idle-ip-rules",
    title: "IP rules have no effect in any environment",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That a component with `ipRules` is `restricted` in at least one environment, by its own `ingress` or by `isolation`.

## Why it is wrong
A public component lets in everyone, a private one nobody from outside: the rules would only look as if they protected \
something.

## How to mend
Set `ingress: restricted` on the component, or remove the rules.

## Example
```yaml
components:
  data: { kind: storageAccount, ipRules: [203.0.113.0/24] }
```
```yaml
components:
  data: { kind: storageAccount, ingress: restricted, ipRules: [203.0.113.0/24] }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.components().filter(|part| part.has("ipRules")) {
        let mut everywhere = subject.components().filter(|other| other.name == part.name);
        if everywhere.any(|other| other.access() == Isolation::Restricted) {
            continue;
        }
        let denies = |(_, rule): &(&str, ModelPath)| {
            part.value(&rule.key("action")).and_then(serde_json::Value::as_str) == Some("Deny")
        };
        // Apps have rules that keep somebody out of what is open to the others.
        if part.access() == Isolation::Public && part.entries("ipRules").iter().any(denies) {
            continue;
        }
        let who = match part.access() {
            Isolation::Private => "access from outside is off",
            _ => "everyone gets in",
        };
        let message = format!("the IP rules of `{}` have no effect: {who}", part.name);
        let finding = part.finding_at_key(&part.field(["ipRules"]), message);
        findings.add(finding.help("set `ingress: restricted` on the component, or remove the rules"));
    }
}
