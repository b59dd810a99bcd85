//! BF1304: sources of vault secrets.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "BF1304",
    name: "secret-source",
    title: "A secret cannot come from where the vault says",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That `from` of a vault's secret is `parameter`, or `component.output` with a secret output such as \
`connectionString`.

## Why it is wrong
The secret would never be written, and whoever refers to it would get nothing.

## How to mend
Write `from: parameter` (or leave it out) for a value that is given when the tree is deployed; take outputs that are \
no secret with a placeholder where they are needed.

## Example
```yaml
vault: { kind: keyVault, secrets: { Blobs: { from: data.blobEndpoint } } }
```
```yaml
vault: { kind: keyVault, secrets: { Storage: { from: data.connectionString } } }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("keyVault") {
        for (_, secret) in part.entries("secrets") {
            let path = secret.key("from");
            let source = part.value(&path).and_then(serde_json::Value::as_str);
            let Some(source) = source.filter(|source| *source != "parameter") else { continue };
            let Some((name, output)) = source.split_once('.') else {
                let finding = part.finding(&path, format!("a secret cannot come from `{source}`"));
                findings.add(finding.help("write `parameter`, or `component.output`"));
                continue;
            };
            let Some(target) = part.component_named(name) else { continue };
            let secrets = target.kind().secret_outputs();
            let known = subject.catalogue.outputs(target.kind().key()).any(|known| known == output);
            if known && !secrets.contains(&output) {
                let help = match secrets {
                    [] => format!("components of kind {} have no secret outputs", target.kind().key()),
                    list => format!("the secret outputs are: {}", list.join(", ")),
                };
                findings.add(part.finding(&path, format!("`{source}` is no secret")).help(help));
            }
        }
    }
}
