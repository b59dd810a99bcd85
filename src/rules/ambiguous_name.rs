//! BF1005: names that could become one parameter.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::{Check, Finding, Findings, Rule, Subject};
use crate::blueprint::names;
use crate::diagnostic::Severity;
use crate::kinds::COMMON_FIELDS;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1005",
    name: "ambiguous-name",
    title: "Two names could become the same parameter",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
Parameters and symbols of a tree are named after the paths of a model: `bus` and its field `sku` give `busSku`. The rule \
compares names without case, hyphens and underscores, as Azure and the languages do, and reports two components, or two \
entries of a collection, whose names or fields could meet: `bus-one` and `busOne`; `func` (with its field `storage`) and \
`funcStorage`.

## Why it is wrong
Two values would need one parameter. biform could number them, but then a new difference between environments would \
rename what is there already.

## How to mend
Rename one of the two. If it is deployed already, keep its resource's name with `name`.

## Example
```yaml
components:
  func: { kind: functionApp, plan: plan, storage: funcStorage }
  funcStorage: { kind: storageAccount }
```
```yaml
components:
  func: { kind: functionApp, plan: plan, storage: hostStorage }
  hostStorage: { kind: storageAccount }
```
";

/// Parts of a component's calls and parameters that are not fields of its kind.
const PARTS: &[&str] = &[
    "identity",
    "access",
    "systemAccess",
    "secret",
    "secrets",
    "backup",
    "dns",
    "lock",
    "flex",
    "name",
    "id",
    "deploy",
    "secondary",
    "global",
    "endpoints",
    "routing",
    "frontDoor",
];

/// Keys of a model that give parameters of their own.
const TOP_LEVEL: &[&str] = &[
    "isolation",
    "tags",
    "regions",
    "naming",
    "resourceGroup",
    "stateBackend",
    "deployer",
    "disasterRecovery",
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    check_components(subject, findings);
    check_paths(subject, findings);
}

/// A component: its name as it is compared, where it is written first, and the words that can follow its name.
struct Named<'m> {
    normal: String,
    place: ModelPath,
    fields: BTreeSet<&'m str>,
}

fn components<'m>(subject: &Subject<'m>) -> IndexMap<&'m str, Named<'m>> {
    let mut components: IndexMap<&str, Named<'_>> = IndexMap::new();
    for part in subject.components() {
        let fields = subject.catalogue.fields(part.kind().key()).into_iter().flat_map(IndexMap::keys);
        let fixed = PARTS.iter().chain(COMMON_FIELDS).copied();
        let outputs = subject.catalogue.outputs(part.kind().key());
        let entry = components.entry(part.name).or_insert_with(|| Named {
            normal: names::normal(part.name),
            place: part.place(&part.path()),
            fields: BTreeSet::new(),
        });
        entry.fields.extend(fields.map(String::as_str).chain(fixed).chain(outputs));
    }
    components
}

fn check_components(subject: &Subject<'_>, findings: &mut Findings) {
    let components = components(subject);
    let top_level: Vec<(&str, String)> = TOP_LEVEL.iter().map(|word| (*word, names::normal(word))).collect();
    let mut earlier: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (name, named)) in components.iter().enumerate() {
        for (other, before) in
            nested(&earlier, &named.normal).into_iter().filter_map(|at| components.get_index(at))
        {
            let fields = if named.normal.len() < before.normal.len() { named } else { before };
            if names::could_clash(name, other, fields.fields.iter().copied()) {
                findings.add(clash(name, &named.place).also(before.place.clone(), format!("and `{other}`")));
            }
        }
        earlier.entry(&named.normal).or_default().push(at);
        let flagged = named.normal.strip_prefix("deploy").filter(|rest| !rest.is_empty());
        if let Some((other, before)) = flagged.and_then(|rest| {
            components.iter().find(|(other, before)| *other != name && rest.starts_with(&before.normal))
        }) {
            findings.add(
                clash(name, &named.place).also(
                    before.place.clone(),
                    format!("`deploy...` parameters say whether `{other}` exists"),
                ),
            );
        }
        if let Some((word, _)) = top_level.iter().find(|(_, word)| named.normal.starts_with(word)) {
            let message = format!("the component name `{name}` could be mistaken for something of `{word}`");
            findings.add(Finding::new(message).at_key(named.place.clone()).help("rename the component"));
        }
    }
}

/// The positions of the names that begin with `name`, or that `name` begins with: only they can clash.
fn nested(names: &BTreeMap<&str, Vec<usize>>, name: &str) -> Vec<usize> {
    let shorter = (0..name.len()).filter_map(|end| names.get(&name[..end]));
    let longer = names.range(name..).take_while(|(other, _)| other.starts_with(name)).map(|(_, at)| at);
    let mut found: Vec<usize> = shorter.chain(longer).flatten().copied().collect();
    found.sort_unstable();
    found
}

fn clash(name: &str, place: &ModelPath) -> Finding {
    Finding::new(format!("parameters of `{name}` could have the names of another component's"))
        .at_key(place.clone())
        .help(
            "rename one of the two; names are compared without case and hyphens, and fields count as parts of names",
        )
}

/// Everything written below a component must have a parameter name of its own, should environments differ in it.
fn check_paths(subject: &Subject<'_>, findings: &mut Findings) {
    let mut known: BTreeMap<String, &ModelPath> = BTreeMap::new();
    for path in &subject.environments.written.paths() {
        let Some(other) = known.insert(names::normal_parameter(path), path) else { continue };
        // What meets because of the components' names is said of the components.
        let component = |path: &ModelPath| {
            (path.key_at(0) == Some("components")).then(|| path.key_at(1).map(str::to_owned))
        };
        if component(path) != component(other) {
            continue;
        }
        let message = if path.parent() == other.parent() {
            let name = |path: &ModelPath| path.last_key().unwrap_or_default().to_owned();
            format!("`{}` and `{}` differ in case, hyphens and the like only", name(other), name(path))
        } else {
            format!("`{other}` and `{path}` would give the same parameter")
        };
        findings.add(
            Finding::new(message)
                .at_key(place(subject, path))
                .also(place(subject, other), "the other one")
                .help("rename one of the two; parameters of both would have the same name"),
        );
    }
}

fn place(subject: &Subject<'_>, path: &ModelPath) -> ModelPath {
    let resolved = subject.lowered.iter().map(|lowered| &lowered.resolved);
    let mut found = resolved.filter_map(|resolved| match resolved.source(path) {
        crate::resolve::Source::Document(place) => Some(place),
        crate::resolve::Source::Allocated | crate::resolve::Source::BuiltIn => None,
    });
    found.next().unwrap_or_else(ModelPath::root)
}
