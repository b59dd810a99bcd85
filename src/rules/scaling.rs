//! BF1511: fields for scaling.

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::plans::{self, Family};
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1511",
    name: "scaling",
    title: "A field for scaling does not fit the plan",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That fields which only some plans have stand on no other: `workers` not on Y1 and FC1; `maximumElasticWorkers`, \
`elasticInstanceMinimum` and `preWarmedInstances` on EP1 to EP3; `scaleLimit` on Y1 and EP1 to EP3; \
`maximumInstanceCount`, `instanceMemoryInMb` and `alwaysReady` on FC1. Where environments have different plans, one \
that has the field is enough.

## Why it is wrong
The field would have no effect, or Azure would refuse the app.

## How to mend
Leave the field out, or choose a plan that has it.

## Example
```yaml
plan: { kind: appServicePlan, sku: EP1 }
func: { kind: functionApp, plan: plan, alwaysReady: { http: 2 } }
```
```yaml
plan: { kind: appServicePlan, sku: EP1 }
func: { kind: functionApp, plan: plan, elasticInstanceMinimum: 2 }
```
";

const ELASTIC: &[Family] = &[Family::ElasticPremium];
const BY_EVENTS: &[Family] = &[Family::Consumption, Family::ElasticPremium];
const FLEX: &[Family] = &[Family::Flex];
const COUNTED: &[Family] = &[Family::Dedicated, Family::ElasticPremium, Family::Shared, Family::Workflow];

/// Fields by kind, with the families of plans that have them and those families in words.
const FIELDS: &[(&str, &str, &[Family], &str)] = &[
    ("appServicePlan", "workers", COUNTED, "Elastic Premium and dedicated plans"),
    ("appServicePlan", "maximumElasticWorkers", ELASTIC, "EP1, EP2 and EP3"),
    ("functionApp", "elasticInstanceMinimum", ELASTIC, "EP1, EP2 and EP3"),
    ("functionApp", "preWarmedInstances", ELASTIC, "EP1, EP2 and EP3"),
    ("functionApp", "scaleLimit", BY_EVENTS, "Y1, EP1, EP2 and EP3"),
    ("functionApp", "maximumInstanceCount", FLEX, "FC1"),
    ("functionApp", "instanceMemoryInMb", FLEX, "FC1"),
    ("functionApp", "alwaysReady", FLEX, "FC1"),
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (kind, field, families, plans_in_words) in FIELDS {
        for part in subject.of_kind(kind) {
            let path = part.field([*field]);
            let given = part.writes(&path)
                && part
                    .value(&path)
                    .is_some_and(|value| value.as_object().is_none_or(|entries| !entries.is_empty()));
            let mut everywhere = subject.of_kind(kind).filter(|other| other.name == part.name);
            let fits = |other: Part<'_>| plan(&other).is_none_or(|plan| families.contains(&plan.family));
            if !given || everywhere.any(fits) {
                continue;
            }
            let sku = plan(&part).map_or("?", |plan| plan.sku);
            let finding = part.finding_at_key(&path, format!("`{field}` has no effect on {sku}"));
            let finding = finding.also(sku_place(&part), "the SKU");
            findings.add(finding.help(format!("leave it out; it is for {plans_in_words}")));
        }
    }
}

/// Where the model says the SKU of the plan, or of the plan that an app runs on.
fn sku_place(part: &Part<'_>) -> ModelPath {
    let plan = if part.text("sku").is_some() { None } else { part.target("plan") };
    part.place(&plan.unwrap_or(*part).field(["sku"]))
}

/// The plan itself, or the one an app runs on.
fn plan(part: &Part<'_>) -> Option<&'static plans::Plan> {
    match part.text("sku") {
        Some(sku) => plans::find(sku),
        None => plans::find(part.target("plan")?.text("sku")?),
    }
}
