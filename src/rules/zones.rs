//! BF1704: environments that ask for availability zones everywhere, or nowhere.

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::Severity;
use crate::model::Zones;
use crate::path::ModelPath;
use crate::resolve::regions;

pub(super) const RULE: Rule = Rule {
    code: "BF1704",
    name: "zones",
    title: "A component does not keep to what the environment says of availability zones",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
With `zones: required`, that every plan and storage account is spread over availability zones, and that the region of \
every Service Bus namespace has them, where Azure spreads namespaces by itself. With `zones: none`, that no component \
says it is spread. `zones: auto` is never an error: what can be spread is, unless the component says otherwise.

## Why it is wrong
The environment would not be what it promises.

## How to mend
Choose a SKU and a region that can (`biform explain REGION` prints what is known of one), remove what the component says \
otherwise, or choose `zones: auto`.

## Example
```yaml
zones: required
components: { plan: { kind: appServicePlan, sku: S1 } }
```
```yaml
zones: required
components: { plan: { kind: appServicePlan, sku: P1v3 } }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.components() {
        match part.lowered.resolved.environment.zones {
            Some(Zones::Required) => required(&part, findings),
            Some(Zones::None) => none(&part, findings),
            Some(Zones::Auto) | None => {}
        }
    }
}

fn required(part: &Part<'_>, findings: &mut Findings) {
    let says = regions::says_zones(part.component);
    let obstacle = regions::obstacle(&part.lowered.resolved.environment, part.name);
    let path = says.map_or_else(|| part.path(), |(field, _)| part.field([field]));
    let reason = match (obstacle, says) {
        (Some(obstacle), _) => obstacle,
        (None, Some((field, false))) => {
            let value = part.value(&path).map(regions::plain).unwrap_or_default();
            format!("its `{field}` is {value}")
        }
        (None, _) => return,
    };
    let message = format!("`{}` is not spread over availability zones: {reason}", part.name);
    let finding = if part.writes(&path) && says.is_some() {
        part.finding(&path, message)
    } else {
        part.finding_at_key(&part.path(), message)
    };
    let sku = part.field(["sku"]);
    let finding = if part.writes(&sku) { finding.also(part.place(&sku), "the SKU") } else { finding };
    let finding = finding.also(zones(part), "required here");
    findings.add(finding.help("choose a SKU and a region that can, or `zones: auto`"));
}

fn none(part: &Part<'_>, findings: &mut Findings) {
    let Some((field, true)) = regions::says_zones(part.component) else { return };
    let message = format!("`{}` is spread over availability zones", part.name);
    let finding = part.finding(&part.field([field]), message).also(zones(part), "none here");
    findings.add(finding.help("change it in this environment, or choose `zones: auto`"));
}

fn zones(part: &Part<'_>) -> ModelPath {
    part.place(&ModelPath::keys(["zones"]))
}
