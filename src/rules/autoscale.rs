//! BF1505: autoscale of plans.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::plans::{self, Family};

pub(super) const RULE: Rule = Rule {
    code: "BF1505",
    name: "autoscale",
    title: "Rules of autoscale do not fit the plan",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That `autoscale` stands on a plan that scales by metrics (S and P plans), that its numbers are in order (minimum, \
default, maximum) and within what the SKU has, and that there is no fixed number of `workers` beside it.

## Why it is wrong
Y1, FC1 and the Elastic Premium plans scale by events, B plans not at all: autoscale settings are refused or \
ignored. A fixed number of workers would be set again by every deployment.

## How to mend
Leave `autoscale` out; on EP1 to EP3 set `maximumElasticWorkers` instead.

## Example
```yaml
plan: { kind: appServicePlan, sku: EP1, autoscale: { minimum: 1, maximum: 5, default: 1, rules: {} } }
```
```yaml
plan: { kind: appServicePlan, sku: EP1, maximumElasticWorkers: 5 }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("appServicePlan") {
        let path = part.field(["autoscale"]);
        let Some(plan) = part.text("sku").and_then(plans::find).filter(|_| part.value(&path).is_some())
        else {
            continue;
        };
        let sku = part.place(&part.field(["sku"]));
        if !plan.metric_autoscale {
            let how = match plan.family {
                Family::Dedicated | Family::Shared => "do not scale by themselves",
                _ => "scale by events, not by metrics",
            };
            let finding =
                part.finding_at_key(&path, format!("plans of SKU {} {how}", plan.sku)).also(sku, "the SKU");
            findings.add(finding.help(match plan.family {
                Family::ElasticPremium => "set `maximumElasticWorkers` instead",
                _ => "leave `autoscale` out, or choose an S or P plan",
            }));
            continue;
        }
        let number =
            |field: &str| part.value(&path.key(field)).and_then(serde_json::Value::as_i64).unwrap_or(1);
        let (minimum, default, maximum) = (number("minimum"), number("default"), number("maximum"));
        if minimum > default || default > maximum {
            let message = format!("autoscale goes from {minimum} over {default} (default) to {maximum}");
            let finding = part.finding_at_key(&path, message);
            findings.add(finding.help("the default lies between minimum and maximum"));
        }
        if let Some(most) = plan.max_instances.filter(|most| maximum > i64::from(*most)) {
            let message = format!("a plan of SKU {} has {most} instances at most", plan.sku);
            findings.add(
                part.finding(&path.key("maximum"), message).also(sku, "the SKU").help("lower `maximum`"),
            );
        }
        let workers = part.field(["workers"]);
        if part.value(&workers).is_some() {
            let message = "every deployment would set the number of instances back to `workers`";
            let finding = part.finding_at_key(&workers, message).also(part.place(&path), "scales them");
            findings.add(finding.help("leave out `workers`"));
        }
    }
}
