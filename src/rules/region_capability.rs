//! BF1701 to BF1703: what components ask of their regions.

use super::{Check, Finding, Findings, Part, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::regions as facts;
use crate::path::ModelPath;
use crate::resolve::regions::{self, Capability, Cause, Need, Settled};

pub(super) const LACKING: Rule = Rule {
    code: "BF1701",
    name: "region-capability",
    title: "A region does not have what a component asks for",
    severity: Severity::Error,
    explanation: LACKING_PAGE,
    check: Check::Model(lacking),
};

const LACKING_PAGE: &str = "\
## What it checks
That each region of an environment has what its components ask for: Elastic Premium plans on Linux (EP1, EP2 and EP3), \
Flex Consumption plans (FC1), Service Bus Premium. `biform explain REGION` prints what biform knows of a region, each \
fact with its source and date; what `regions.capabilities` says comes first.

## Why it is wrong
The deployment fails.

## How to mend
Choose another region or SKU. If Azure has moved on, say so in `regions.capabilities`. With `regions.onUnsupported: \
downgrade`, EP1 to EP3 become Y1 and Service Bus Premium becomes Standard. There is no such step for FC1: its apps are \
resources of another shape.

## Example
```yaml
regions: { primary: australiacentral2 }
components: { plan: { kind: appServicePlan, sku: EP1 } }
```
```yaml
regions: { primary: australiacentral2, onUnsupported: downgrade }
components: { plan: { kind: appServicePlan, sku: EP1 } }
```
";

pub(super) const DOWNGRADED: Rule = Rule {
    code: "BF1702",
    name: "region-downgrade",
    title: "A component is lesser than the model asks for",
    severity: Severity::Warning,
    explanation: DOWNGRADED_PAGE,
    check: Check::Model(downgraded),
};

const DOWNGRADED_PAGE: &str = "\
## What it checks
What `regions.onUnsupported: downgrade` has changed: EP1, EP2 and EP3 to Y1, Service Bus Premium to Standard, and in \
regions without availability zones `zoneRedundant` to false and the replications ZRS, GZRS and RAGZRS to LRS, GRS and \
RAGRS. `zones: required` keeps what is about zones.

## Why it is wrong
It need not be wrong, but what is deployed is not what the model says. Everything that depends on the component is \
checked with the lesser value: Y1 has no virtual network integration, Standard has no private endpoint. The tree's \
output `deploymentWarnings` says it again after each deployment.

## How to mend
Accept it, write the lesser value in that environment, or deploy to a region that has it. If Azure has moved on, say so \
in `regions.capabilities`.

## Example
```yaml
regions: { primary: australiacentral2, onUnsupported: downgrade }
components: { plan: { kind: appServicePlan, sku: EP1 } }
```
```yaml
regions: { primary: australiaeast }
components: { plan: { kind: appServicePlan, sku: EP1 } }
```
";

pub(super) const UNKNOWN: Rule = Rule {
    code: "BF1703",
    name: "region-unknown-capability",
    title: "It is not known whether a region has what a component asks for",
    severity: Severity::Note,
    explanation: UNKNOWN_PAGE,
    check: Check::Model(unknown),
};

const UNKNOWN_PAGE: &str = "\
## What it checks
Whether biform knows, one way or the other, that a region has what a component asks for. What is unknown is not \
guessed, and nothing is downgraded for it. `biform explain REGION` prints what is known of a region.

## Why it is wrong
It is not, but the deployment may fail.

## How to mend
Look it up in Azure's list of products by region, and say what you found in `regions.capabilities`.

## Example
```yaml
regions: { primary: westeurope }
components: { bus: { kind: serviceBus, sku: Premium } }
```
```yaml
regions: { primary: westeurope, capabilities: { westeurope: { serviceBusPremium: true } } }
components: { bus: { kind: serviceBus, sku: Premium } }
```
";

/// Calls `report` with everything a component asks of a region for which `wanted` is the answer. Zones are left to the
/// rules of what is spread over them.
fn each(
    subject: &Subject<'_>,
    wanted: Option<bool>,
    mut report: impl FnMut(&Part<'_>, &Need, &str, &ModelPath),
) {
    for lowered in subject.lowered {
        let environment = &lowered.resolved.environment;
        for need in regions::needs(environment).iter().filter(|need| need.capability != Capability::Zones) {
            let Some((name, component)) = environment.components.get_key_value(&need.component) else {
                continue;
            };
            let part = Part { subject: *subject, lowered, name, component };
            for (region, named) in regions::of_component(environment, &need.component) {
                let known = facts::find(region).is_some();
                if known && regions::offers(&environment.regions, region, need.capability) == wanted {
                    report(&part, need, region, &named);
                }
            }
        }
    }
}

fn lacking(subject: &Subject<'_>, findings: &mut Findings) {
    each(subject, Some(false), |part, need, region, named| {
        let message = format!("{region} has no {}, which `{}` asks for", need.capability.words(), part.name);
        let finding = part.finding(&need.path(), message).also(part.place(named), "the region");
        findings.add(finding.help(match need.capability {
            Capability::FlexConsumption => "choose another plan than FC1, or another region",
            _ => "choose another SKU or region, or let biform choose: `regions.onUnsupported: downgrade`",
        }));
    });
}

fn unknown(subject: &Subject<'_>, findings: &mut Findings) {
    each(subject, None, |part, need, region, _| {
        let message = format!("it is not known whether {region} has {}", need.capability.words());
        let fact = need.capability.fact();
        findings.add(part.finding(&need.path(), message).help(format!(
            "look it up, and say it: `regions: {{ capabilities: {{ {region}: {{ {fact}: true }} }} }}`"
        )));
    });
}

fn downgraded(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.components() {
        let own = part.lowered.resolved.settled.iter().filter(|settled| settled.component == part.name);
        for settled in own {
            if let Cause::Downgrade { .. } = &settled.cause {
                findings.add(downgrade(&part, settled));
            }
        }
    }
}

fn downgrade(part: &Part<'_>, settled: &Settled) -> Finding {
    let (from, to) = (regions::plain(&settled.from), regions::plain(&settled.to));
    let what = settled.path.last_key().unwrap_or_default();
    let reason = settled.reason();
    let message = format!("`{}` of `{}` is {to} instead of {from}, because {reason}", what, part.name);
    let mut finding = part.finding(&settled.path, message).also(region_place(part, settled), "the region");
    for path in idle(part, settled) {
        finding = finding.also(part.place(&path), format!("has no effect with {to}"));
    }
    finding.help("review and accept it, or deploy to a region that has what the model asks for")
}

/// Fields that only the better SKU has, as far as the model writes them.
fn idle(part: &Part<'_>, settled: &Settled) -> Vec<ModelPath> {
    let own = |fields: &[&str]| fields.iter().map(|field| part.field([*field])).collect::<Vec<_>>();
    let mut paths = match &settled.cause {
        Cause::Downgrade { capability: Capability::ElasticPremiumLinux, .. } => {
            let apps = part
                .subject
                .of_kind("functionApp")
                .filter(|app| app.environment() == part.environment() && app.text("plan") == Some(part.name));
            let apps = apps
                .flat_map(|app| [app.field(["elasticInstanceMinimum"]), app.field(["preWarmedInstances"])]);
            own(&["workers", "maximumElasticWorkers"]).into_iter().chain(apps).collect()
        }
        Cause::Downgrade { capability: Capability::ServiceBusPremium, .. } => {
            own(&["messagingUnits", "partitions"])
        }
        _ => Vec::new(),
    };
    paths.retain(|path| part.writes(path) && part.value(path).is_some());
    paths
}

fn region_place(part: &Part<'_>, settled: &Settled) -> ModelPath {
    let named = regions::of_component(&part.lowered.resolved.environment, part.name);
    let lacking = |(region, _): &(&str, ModelPath)| matches!(&settled.cause, Cause::Downgrade { region: own, .. } if own == region);
    let path = named.into_iter().find(lacking).map_or_else(|| ModelPath::keys(["regions"]), |(_, path)| path);
    part.place(&path)
}
