//! BF1101 to BF1105 and BF1107: what components say of one another.

use std::collections::BTreeSet;

use super::{Check, Finding, Findings, Part, Rule, Subject, words};
use crate::diagnostic::{Severity, one_of};
use crate::facts::roles;
use crate::kinds::{Component, Expectation, Reference};
use crate::path::ModelPath;

pub(super) const UNKNOWN_COMPONENT: Rule = Rule {
    code: "BF1101",
    name: "unknown-component",
    title: "A component that does not exist is named",
    severity: Severity::Error,
    explanation: UNKNOWN_COMPONENT_PAGE,
    check: Check::Model(unknown_component),
};

const UNKNOWN_COMPONENT_PAGE: &str = "\
## What it checks
Every place that names another component: `plan`, `storage`, `access`, placeholders such as `{bus.endpoint}`. The \
component must exist in each environment in which the place does.

## Why it is wrong
There is nothing to refer to.

## How to mend
Correct the name; or, where an environment removes the component with `null`, remove what names it there too.

## Example
```yaml
components:
  store: { kind: storageAccount }
  func: { kind: functionApp, plan: plan, storage: stroe }
```
```yaml
components:
  store: { kind: storageAccount }
  func: { kind: functionApp, plan: plan, storage: store }
```
";

pub(super) const WRONG_KIND: Rule = Rule {
    code: "BF1102",
    name: "wrong-kind",
    title: "The component named is of the wrong kind",
    severity: Severity::Error,
    explanation: WRONG_KIND_PAGE,
    check: Check::Model(wrong_kind),
};

const WRONG_KIND_PAGE: &str = "\
## What it checks
That the component named where a certain kind is needed is of that kind: a function app's `plan` is an App Service \
plan, its `storage` a storage account.

## Why it is wrong
A component of another kind does not have what is needed.

## How to mend
Name a component of the right kind.

## Example
```yaml
components:
  func: { kind: functionApp, plan: data, storage: data }
```
```yaml
components:
  func: { kind: functionApp, plan: plan, storage: data }
```
";

pub(super) const UNKNOWN_OUTPUT: Rule = Rule {
    code: "BF1103",
    name: "unknown-output",
    title: "The component named has no such output",
    severity: Severity::Error,
    explanation: UNKNOWN_OUTPUT_PAGE,
    check: Check::Model(unknown_output),
};

const UNKNOWN_OUTPUT_PAGE: &str = "\
## What it checks
That what a placeholder asks of a component is an output of its kind.

## Why it is wrong
Modules give a fixed set of outputs; there is no value for another one.

## How to mend
Choose one of the outputs that the message lists.

## Example
```yaml
settings: { BUS: \"{bus.hostname}\" }
```
```yaml
settings: { BUS: \"{bus.fullyQualifiedNamespace}\" }
```
";

pub(super) const UNKNOWN_SECRET: Rule = Rule {
    code: "BF1104",
    name: "unknown-secret",
    title: "The key vault named does not declare the secret",
    severity: Severity::Error,
    explanation: UNKNOWN_SECRET_PAGE,
    check: Check::Model(unknown_secret),
};

const UNKNOWN_SECRET_PAGE: &str = "\
## What it checks
That a secret that is asked for stands in `secrets` of the vault named.

## Why it is wrong
An app whose setting refers to a secret that does not exist starts with the text of the reference as its value.

## How to mend
Declare the secret in the vault, or correct its name. The model says that the secret exists, never its value.

## Example
```yaml
components:
  vault: { kind: keyVault }
  func: { kind: functionApp, settings: { TOKEN: \"{vault.secrets.token}\" } }
```
```yaml
components:
  vault: { kind: keyVault, secrets: { token: {} } }
  func: { kind: functionApp, settings: { TOKEN: \"{vault.secrets.token}\" } }
```
";

pub(super) const UNKNOWN_ROLE: Rule = Rule {
    code: "BF1105",
    name: "unknown-role",
    title: "There is no such role for the component named",
    severity: Severity::Error,
    explanation: UNKNOWN_ROLE_PAGE,
    check: Check::Model(unknown_role),
};

const UNKNOWN_ROLE_PAGE: &str = "\
## What it checks
That roles can be given on the component that `access` names, and are known for its kind. Roles are written by alias.

## Why it is wrong
Each service has roles of its own; one of another service gives nothing here.

## How to mend
Choose one of the aliases that the message lists, the least that is enough.

## Example
```yaml
access: { bus: secretsUser }
```
```yaml
access: { bus: dataReceiver }
```
";

pub(super) const SECRET_SHOWN: Rule = Rule {
    code: "BF1107",
    name: "secret-shown",
    title: "A secret output would be shown",
    severity: Severity::Error,
    explanation: SECRET_SHOWN_PAGE,
    check: Check::Model(secret_shown),
};

const SECRET_SHOWN_PAGE: &str = "\
## What it checks
That keys and connection strings of a component are asked for by a key vault only.

## Why it is wrong
In an app's settings they would be readable for everyone who may read the app, and stand in the history of deployments.

## How to mend
Let the app use its identity: give it a role with `access` and hand it the endpoint. Where a connection string cannot be \
avoided, let a key vault hold it and refer to the vault's secret.

## Example
```yaml
settings: { BUS: \"{bus.connectionString}\" }
```
```yaml
access: { bus: dataSender }
settings: { BUS__fullyQualifiedNamespace: \"{bus.fullyQualifiedNamespace}\" }
```
";

/// Calls `report` for every reference, with its path and its target.
fn each(
    subject: &Subject<'_>,
    mut report: impl FnMut(&Part<'_>, &Reference, &ModelPath, Option<&Component>),
) {
    for part in subject.components() {
        for reference in part.kind().references() {
            let target = part.lowered.resolved.environment.components.get(&reference.target);
            report(&part, &reference, &part.path().join(&reference.path), target);
        }
    }
}

fn unknown_component(subject: &Subject<'_>, findings: &mut Findings) {
    each(subject, |part, reference, path, target| {
        if target.is_some() {
            return;
        }
        let name = &reference.target;
        let elsewhere: Vec<&str> = subject
            .components()
            .filter(|other| other.name == name)
            .map(|other| other.environment())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let finding = part.finding(path, format!("there is no component `{name}`"));
        findings.add(if elsewhere.is_empty() {
            let kinds = match reference.expects {
                Expectation::Kind(kinds) => kinds,
                _ => &[],
            };
            finding.help(one_of("components", candidates(part, kinds), name))
        } else {
            let there = words::joined(&elsewhere, "and");
            finding
                .help(format!("it exists in {there} only: remove what names it where it does not, or add it"))
        });
    });
}

/// The components of a part's environment that are of one of these kinds, or all of them.
fn candidates<'m>(part: &Part<'m>, kinds: &[&str]) -> Vec<&'m str> {
    let components = part.lowered.resolved.environment.components.iter();
    let of_kind = |component: &Component| kinds.is_empty() || kinds.contains(&component.kind().key());
    components
        .filter(|(name, component)| *name != part.name && of_kind(component))
        .map(|(name, _)| name.as_str())
        .collect()
}

fn wrong_kind(subject: &Subject<'_>, findings: &mut Findings) {
    each(subject, |part, reference, path, target| {
        let Some(target) = target else { return };
        let kind = target.kind().key();
        let wanted: &[&str] = match &reference.expects {
            Expectation::Kind(kinds) => kinds,
            Expectation::Secret(_) => &["keyVault"],
            _ => return,
        };
        if !wanted.contains(&kind) {
            let wanted_words = words::joined(wanted, "or");
            let finding = part
                .finding(path, format!("`{}` is of kind {kind}; {wanted_words} is wanted", reference.target));
            let list = candidates(part, wanted);
            findings.add(match list.as_slice() {
                [] => finding.help(format!("add a component of kind {wanted_words}")),
                list => finding.help(format!("components of that kind: {}", list.join(", "))),
            });
        }
    });
}

fn unknown_output(subject: &Subject<'_>, findings: &mut Findings) {
    each(subject, |part, reference, path, target| {
        let (Some(target), Expectation::Output(output)) = (target, &reference.expects) else { return };
        let kind = target.kind();
        let mut outputs = subject.catalogue.outputs(kind.key());
        if outputs.any(|known| known == output) || kind.secret_outputs().contains(&output.as_str()) {
            return;
        }
        let message = format!("`{}` ({}) has no output `{output}`", reference.target, kind.key());
        let known = subject.catalogue.outputs(kind.key());
        findings.add(part.finding(path, message).help(one_of("outputs", known, output)));
    });
}

fn unknown_secret(subject: &Subject<'_>, findings: &mut Findings) {
    each(subject, |part, reference, path, target| {
        let (Some(target), Expectation::Secret(secret)) = (target, &reference.expects) else { return };
        if target.kind().key() != "keyVault" {
            return;
        }
        let vault = Part { name: &reference.target, component: target, ..*part };
        let known: Vec<&str> = vault.entries("secrets").into_iter().map(|(name, _)| name).collect();
        if !known.contains(&secret.as_str()) {
            let message = format!("the key vault `{}` declares no secret `{secret}`", reference.target);
            let help =
                format!("{}; declare it in `{}.secrets`", one_of("secrets", known, secret), reference.target);
            findings.add(part.finding(path, message).help(help));
        }
    });
}

fn unknown_role(subject: &Subject<'_>, findings: &mut Findings) {
    each(subject, |part, reference, path, target| {
        let (Some(target), Expectation::Roles(wanted)) = (target, &reference.expects) else { return };
        let kind = target.kind().key();
        let module = format!("{kind}RoleAssignments");
        if !subject.catalogue.modules().any(|known| known == module) {
            let message = format!("no roles can be given on `{}` ({kind})", reference.target);
            findings.add(
                part.finding(path, message).help("give the role on the resource group instead, by hand"),
            );
            return;
        }
        for alias in wanted.iter().filter(|alias| roles::role(kind, alias).is_none()) {
            let message = format!("there is no role `{alias}` for `{}` ({kind})", reference.target);
            findings.add(part.finding(path, message).help(one_of("roles", roles::aliases(kind), alias)));
        }
    });
    for lowered in subject.lowered {
        for (name, access) in &lowered.resolved.environment.resource_group.access {
            let kind = "resourceGroup";
            let path = ModelPath::keys(["resourceGroup", "access", name, "roles"]);
            for alias in access.roles.0.iter().filter(|alias| roles::role(kind, alias).is_none()) {
                let message = format!("there is no role `{alias}` for a resource group");
                findings.add(
                    Finding::new(message)
                        .at(lowered.resolved.place(&path))
                        .in_environment(&lowered.resolved.name)
                        .help(one_of("roles", roles::aliases(kind), alias)),
                );
            }
        }
    }
}

fn secret_shown(subject: &Subject<'_>, findings: &mut Findings) {
    each(subject, |part, reference, path, target| {
        let (Some(target), Expectation::Output(output)) = (target, &reference.expects) else { return };
        let secret = target.kind().secret_outputs().contains(&output.as_str());
        if secret && part.kind().key() != "keyVault" {
            let message = format!("`{}.{output}` is a secret and would be readable here", reference.target);
            findings.add(part.finding(path, message).help(
                "use an identity and a role (`access`), or let a key vault hold it and name the vault's secret",
            ));
        }
    });
}
