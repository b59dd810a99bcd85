//! BF1225: regions where Front Door has no private link.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::routing;
use crate::kinds::fields::Isolation;
use crate::model::Routing;
use crate::resolve::regions;

pub(super) const RULE: Rule = Rule {
    code: "BF1225",
    name: "front-door-region",
    title: "Front Door has no private link in a region",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That Front Door has private endpoints in both regions of an environment whose private apps it routes to.

## Why it is wrong
Front Door reaches a private app through a private endpoint of its own in the app's region. It offers them in some regions \
only, and refuses an origin that asks for one elsewhere.

## How to mend
Choose regions that have it, for example eastus and westus2 or westeurope and northeurope; or `ingress: restricted` on the \
apps, so that Front Door reaches them through their public endpoints.

## Example
```yaml
regions: { primary: westus, secondary: eastus }
```
```yaml
regions: { primary: westus2, secondary: eastus }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.routed(Routing::FrontDoor) {
        if part.access() != Isolation::Private {
            continue;
        }
        let environment = &part.lowered.resolved.environment;
        for (region, path) in regions::of(environment) {
            if routing::private_link_regions().contains(&region) {
                continue;
            }
            let message = format!("Front Door has no private link to `{}` in `{region}`", part.name);
            let finding = part.finding(&path, message).also(part.access_place(), "the app is private");
            findings.add(finding.help("choose another region, or say `ingress: restricted` on the app"));
        }
    }
}
