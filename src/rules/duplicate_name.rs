//! BF1002: two resources that would have the same name.

use indexmap::IndexMap;

use super::resource_name::{naming_kind, place};
use super::{Check, Finding, Findings, Rule, Subject, words};
use crate::diagnostic::Severity;
use crate::facts::names::{self, Scope};
use crate::lowering::{Lowered, NamedResource};
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1002",
    name: "duplicate-name",
    title: "Two resources would have the same name",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That resources of one type have different names where Azure asks for it: in their resource group, in the subscription, \
or, for names that are part of a public address (storage accounts, vaults, namespaces, apps), in all environments. \
Letters are compared without regard to case.

## Why it is wrong
The second deployment fails, or changes what the first has created.

## How to mend
Let the pattern hold what tells the resources apart: `{name}` for components, `{env}` or `{suffix}` for environments.

## Example
```yaml
naming: { storageAccount: \"st{project}{env}\" }
components:
  data: { kind: storageAccount }
  logs: { kind: storageAccount }
```
```yaml
naming: { storageAccount: \"st{project}{name}{env}\" }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let all: Vec<Named<'_>> = subject
        .lowered
        .iter()
        .flat_map(|lowered| lowered.names.iter().map(move |named| (lowered, named)))
        .collect();
    let mut pairs: IndexMap<Pair, Vec<String>> = IndexMap::new();
    for (at, one) in all.iter().enumerate() {
        if let Some(other) = all[..at].iter().find(|other| collide(one, other)) {
            let (pair, name) = pair(subject, one, other);
            pairs.entry(pair).or_default().push(name);
        }
    }
    for (pair, names) in pairs {
        let message = format!("{} would have the same name: {}", pair.who, words::joined(&names, "and"));
        let help = format!("put {} into the pattern", pair.missing);
        findings.add(Finding::new(message).at(pair.place).also(pair.other_place, "the other one").help(help));
    }
}

/// A resource of an environment.
type Named<'m> = (&'m Lowered, &'m NamedResource);

/// Two resources that share names, maybe in several environments.
#[derive(PartialEq, Eq, Hash)]
struct Pair {
    who: String,
    missing: &'static str,
    place: ModelPath,
    other_place: ModelPath,
}

fn collide((here, one): &Named<'_>, (there, other): &Named<'_>) -> bool {
    let kind = naming_kind(one.kind);
    let Some(rule) = names::find(kind).filter(|_| kind == naming_kind(other.kind)) else { return false };
    if !one.name.eq_ignore_ascii_case(&other.name) {
        return false;
    }
    let same_environment = here.resolved.name == there.resolved.name;
    let (here, there) = (&here.resolved.environment, &there.resolved.environment);
    let same_subscription = here.subscription.is_some() && here.subscription == there.subscription;
    match rule.scope {
        Scope::Global => true,
        // Environments may share a group that is there already.
        Scope::Subscription => same_environment || (same_subscription && !here.resource_group.existing),
        Scope::ResourceGroup => same_environment,
        Scope::Parent => false,
    }
}

fn pair(
    subject: &Subject<'_>,
    (lowered, one): &Named<'_>,
    (other_lowered, other): &Named<'_>,
) -> (Pair, String) {
    let (here, there) = (&lowered.resolved.name, &other_lowered.resolved.name);
    let (place, other_place) = (place(lowered, one), place(other_lowered, other));
    let what = words::of_call(subject, one);
    if here == there {
        let who = format!("{} and {what}", words::of_call(subject, other));
        (Pair { who, missing: "`{name}`", place, other_place }, format!("`{}` in {here}", one.name))
    } else {
        let missing = "`{env}` or `{suffix}`";
        (Pair { who: what, missing, place, other_place }, format!("`{}` in {there} and {here}", one.name))
    }
}
