//! BF1502: private namespaces below Premium.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::kinds::fields::Isolation;

pub(super) const RULE: Rule = Rule {
    code: "BF1502",
    name: "private-namespace",
    title: "A namespace below Premium cannot be reached privately",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That a Service Bus namespace is of SKU Premium where it is `private`, or has `ingress` or `ipRules` of its own that \
restrict it. In an environment that is `restricted` a Standard namespace stays public: identities and roles protect \
it.

## Why it is wrong
Private endpoints and the firewall of Service Bus exist in Premium only. The namespace would stay open to everyone.

## How to mend
Choose `sku: Premium` in that environment, or say `ingress: public` on the namespace so that the exception can be \
seen.

## Example
```yaml
components: { bus: { kind: serviceBus, sku: Standard } }
environments: { prod: { isolation: private } }
```
```yaml
components: { bus: { kind: serviceBus, sku: Standard } }
environments: { prod: { isolation: private, components: { bus: { sku: Premium } } } }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("serviceBus") {
        let Some(sku) = part.text("sku").filter(|sku| *sku != "Premium") else { continue };
        let own = part.text("ingress").is_some() || part.has("ipRules");
        let closed = match part.access() {
            Isolation::Private => true,
            Isolation::Restricted => own,
            Isolation::Public => false,
        };
        if closed {
            let word = part.access().word();
            let message =
                format!("`{}` is {word}, but a namespace of SKU {sku} is reached publicly only", part.name);
            let finding =
                part.finding(&part.field(["sku"]), message).also(part.access_place(), format!("{word} here"));
            findings
                .add(finding.help(
                    "choose `sku: Premium` in this environment, or `ingress: public` on the component",
                ));
        }
    }
}
