//! BF1525: configuration stores.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::app_configuration;
use crate::kinds::fields::Isolation;

pub(super) const RULE: Rule = Rule {
    code: "BF1525",
    name: "configuration-store",
    title: "A configuration store asks for what its SKU or its keys do not allow",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That a private store has a SKU with private endpoints; that keys are not empty, `.` or `..`, hold no `%` and do not \
start with the prefix of feature flags; and that no key stands both in `keys` and in `secretReferences`.

## Why it is wrong
Azure refuses the store or the key.

## How to mend
Choose `sku: standard`, or rename the key.

## Example
```yaml
config: { kind: appConfiguration, sku: free, ingress: private }
```
```yaml
config: { kind: appConfiguration, sku: standard, ingress: private }
```
";

/// What the keys of feature flags start with.
const FLAG_PREFIX: &str = ".appconfig.featureflag/";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("appConfiguration") {
        let sku = part.text("sku").and_then(app_configuration::sku);
        if let Some(sku) =
            sku.filter(|sku| part.access() == Isolation::Private && sku.private_endpoint == Some(false))
        {
            let message = format!("a store of SKU {} cannot be private", sku.name);
            let finding =
                part.finding(&part.field(["sku"]), message).also(part.access_place(), "private here");
            findings.add(finding.help("choose `sku: standard`, or `ingress: public` on the component"));
        }
        let keys = part.entries("keys");
        let references = part.entries("secretReferences");
        for (key, path) in keys.iter().chain(&references) {
            if key.is_empty()
                || matches!(*key, "." | "..")
                || key.contains('%')
                || key.starts_with(FLAG_PREFIX)
            {
                let finding =
                    part.finding_at_key(path, format!("`{key}` cannot be a key of a configuration store"));
                findings.add(
                    finding.help("keys are not empty, `.` or `..`, hold no `%` and are no feature flags"),
                );
            }
        }
        for (flag, path) in part.entries("featureFlags") {
            if flag.is_empty() || flag.contains(['%', ':']) {
                let finding =
                    part.finding_at_key(&path, format!("`{flag}` cannot be the name of a feature flag"));
                findings
                    .add(finding.help("names of feature flags are not empty and hold neither `%` nor `:`"));
            }
        }
        for (key, path) in &references {
            let label = |path: &crate::path::ModelPath| part.value(&path.key("label"));
            let same =
                keys.iter().find(|(other, other_path)| other == key && label(other_path) == label(path));
            if let Some((_, other)) = same {
                let finding = part.finding_at_key(path, format!("the key `{key}` is a plain value already"));
                findings
                    .add(finding.also(part.place(other), "the plain value").help("remove one of the two"));
            }
        }
    }
}
