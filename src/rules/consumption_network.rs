//! BF1503: apps on the Consumption plan in closed environments.

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::plans;
use crate::kinds::fields::Isolation;

pub(super) const RULE: Rule = Rule {
    code: "BF1503",
    name: "consumption-network",
    title: "An app on the Consumption plan cannot join a network",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That a function app runs on a plan whose apps can join a virtual network wherever its environment, the app itself or \
its storage account is not public.

## Why it is wrong
Apps on Y1 have no virtual network integration and no private endpoints: the app could not reach the vaults and \
storage accounts that are closed, and its host would not start.

## How to mend
Choose FC1 (Flex Consumption), EP1 or a dedicated plan in that environment.

## Example
```yaml
isolation: private
components:
  plan: { kind: appServicePlan, sku: Y1 }
```
```yaml
isolation: private
components:
  plan: { kind: appServicePlan, sku: FC1 }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("functionApp") {
        let Some(plan) = part.target("plan") else { continue };
        let Some(sku) = plan
            .text("sku")
            .filter(|sku| plans::find(sku).is_some_and(|found| !found.virtual_network_integration))
        else {
            continue;
        };
        let closed = closed(&part);
        if let Some((reason, place)) = closed {
            let message =
                format!("`{}` runs on {sku}, whose apps cannot join a network, but {reason}", part.name);
            let finding = part.finding(&part.field(["plan"]), message).also(place, "closed here");
            let finding = finding.also(part.place(&plan.field(["sku"])), "the plan's SKU");
            findings.add(finding.help("choose FC1, EP1 or a dedicated plan in this environment"));
        }
    }
}

/// Why an app must be in the network, and where the model says so.
fn closed(part: &Part<'_>) -> Option<(String, crate::path::ModelPath)> {
    let environment = &part.lowered.resolved.environment;
    if environment.isolation != Isolation::Public {
        let place = part.place(&crate::path::ModelPath::keys(["isolation"]));
        return Some((format!("{} is {}", part.environment(), environment.isolation.word()), place));
    }
    if part.access() == Isolation::Private {
        return Some(("the app is private".to_owned(), part.access_place()));
    }
    let storage = part.target("storage")?;
    let reason = || format!("its storage `{}` is {}", storage.name, storage.access().word());
    (storage.access() != Isolation::Public).then(|| (reason(), storage.access_place()))
}
