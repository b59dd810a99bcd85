//! BF1203: patches of components that exist nowhere.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::{Check, Finding, Findings, Rule};
use crate::diagnostic::{Severity, one_of};
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1203",
    name: "component-without-kind",
    title: "An environment patches a component that does not exist",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Document(check),
};

const PAGE: &str = "\
## What it checks
That a component named in an environment's `components` is one of the model's, or of an environment that this one \
extends, or has a `kind` of its own.

## Why it is wrong
The patch changes nothing: its author expected a component that is not there, most often because of a misspelt name.

## How to mend
Correct the name, or give the component a `kind` if only this environment is to have it.

## Example
```yaml
components:
  data: { kind: storageAccount }
environments:
  prod: { components: { dta: { replication: GRS } } }
```
```yaml
environments:
  prod: { components: { data: { replication: GRS } } }
```
";

fn check(document: &Json, findings: &mut Findings) {
    let none = Map::new();
    let environments = document.get("environments").and_then(Json::as_object).unwrap_or(&none);
    for (name, patch) in environments {
        let known = known(document, environments, name);
        let path = ModelPath::keys(["environments", name, "components"]);
        for (component, fields) in components(patch).into_iter().flatten() {
            let complete = fields.get("kind").is_some();
            if !complete && !known.contains(component.as_str()) {
                let message = if fields.is_null() {
                    format!("`{component}` is removed, but there is no such component")
                } else {
                    format!("there is no component `{component}` to patch, and no `kind` to make it one")
                };
                let help = one_of("components", &known, component);
                findings.add(Finding::new(message).at_key(path.key(component)).help(help));
            }
        }
    }
}

/// The components that an environment starts from.
fn known<'j>(document: &'j Json, environments: &'j Map<String, Json>, name: &str) -> BTreeSet<&'j str> {
    let mut known: BTreeSet<&str> =
        components(document).into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let mut seen = BTreeSet::new();
    let mut next = extended(environments, name);
    while let Some(base) = next.filter(|base| seen.insert(*base)) {
        let patch = environments.get(base);
        let added = patch.and_then(components).into_iter().flatten();
        known.extend(added.filter(|(_, fields)| fields.get("kind").is_some()).map(|(name, _)| name.as_str()));
        next = extended(environments, base);
    }
    known
}

fn extended<'j>(environments: &'j Map<String, Json>, name: &str) -> Option<&'j str> {
    environments.get(name)?.get("extends")?.as_str()
}

fn components(layer: &Json) -> Option<&Map<String, Json>> {
    layer.get("components")?.as_object()
}
