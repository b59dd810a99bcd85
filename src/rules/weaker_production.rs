//! BF1202: a production environment that is weaker than another one.

use serde_json::Value as Json;

use super::{Check, Finding, Findings, Part, Rule, Subject};
use crate::diagnostic::Severity;
use crate::lowering::Lowered;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1202",
    name: "weaker-production",
    title: "Production is weaker than another environment",
    severity: Severity::Warning,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
Where the model has an environment called `prod`, `production`, `prd` or `live`: that no other environment is more \
closed (`isolation`, `ingress`), keeps more copies (`replication`, `zoneRedundant`) or keeps deleted things longer (soft \
delete, purge protection, versions).

## Why it is wrong
It is allowed, but seldom meant: most often an environment was changed to try something and production was forgotten.

## How to mend
Give production the stronger setting too, or take it from the other environment.

## Example
```yaml
environments:
  staging: { components: { data: { replication: GRS } } }
  prod: {}
```
```yaml
environments:
  staging: { components: { data: { replication: GRS } } }
  prod: { extends: staging }
```
";

const PRODUCTION: &[&str] = &["prod", "production", "prd", "live"];

/// Fields in which more is safer: words from weakest to strongest; no words for numbers and true or false.
const FIELDS: &[(&str, &[&str])] = &[
    ("ingress", &["public", "restricted", "private"]),
    ("replication", &["LRS", "ZRS", "GRS", "RAGRS", "GZRS", "RAGZRS"]),
    ("sku", &["Basic", "Standard", "Premium"]),
    ("zoneRedundant", &[]),
    ("purgeProtection", &[]),
    ("softDeleteRetentionDays", &[]),
    ("blobSoftDeleteDays", &[]),
    ("containerSoftDeleteDays", &[]),
    ("shareSoftDeleteDays", &[]),
    ("versioning", &[]),
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let is_production = |lowered: &&Lowered| PRODUCTION.contains(&lowered.resolved.name.as_str());
    let others: Vec<&Lowered> = subject.lowered.iter().filter(|lowered| !is_production(lowered)).collect();
    for production in subject.lowered.iter().filter(is_production) {
        let words = ["public", "restricted", "private"];
        compare(production, &others, &ModelPath::keys(["isolation"]), "isolation", &words, findings);
        for part in subject.components().filter(|part| part.environment() == production.resolved.name) {
            let same_kind: Vec<&Lowered> = others.iter().copied().filter(|other| has(other, &part)).collect();
            for (field, words) in FIELDS {
                let what = format!("`{field}` of `{}`", part.name);
                compare(production, &same_kind, &part.field([*field]), &what, words, findings);
            }
        }
    }
}

/// Whether an environment has the component, and of the same kind.
fn has(other: &Lowered, part: &Part<'_>) -> bool {
    let found = other.resolved.environment.components.get(part.name);
    found.is_some_and(|found| found.kind().key() == part.kind().key())
}

/// Holds what stands at `path` in production against the strongest of the other environments.
fn compare(
    production: &Lowered,
    others: &[&Lowered],
    path: &ModelPath,
    what: &str,
    words: &[&str],
    findings: &mut Findings,
) {
    let ranked = |lowered: &Lowered| rank(path.get(&lowered.resolved.value)?, words);
    let strongest = others
        .iter()
        .filter_map(|other| Some((ranked(other)?, *other)))
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    let (Some((strong, other)), Some(weak)) = (strongest, ranked(production)) else { return };
    if strong <= weak {
        return;
    }
    let plain = |lowered: &Lowered| {
        path.get(&lowered.resolved.value)
            .map_or_else(String::new, |value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    let (name, other_name) = (&production.resolved.name, &other.resolved.name);
    let message = format!("{what} is {} in {name} and {} in {other_name}", plain(production), plain(other));
    findings.add(
        Finding::new(message)
            .at(production.resolved.place(path))
            .also(other.resolved.place(path), format!("stronger in {other_name}"))
            .help(format!("give {name} the stronger one too, or let {name} extend {other_name}")),
    );
}

fn rank(value: &Json, words: &[&str]) -> Option<i64> {
    match value {
        Json::Bool(on) if words.is_empty() => Some(i64::from(*on)),
        Json::Number(number) if words.is_empty() => number.as_i64(),
        Json::String(word) => {
            words.iter().position(|known| known == word).and_then(|position| i64::try_from(position).ok())
        }
        _ => None,
    }
}
