//! BF1201: regions that do not exist.

use super::{Check, Finding, Findings, Rule, Subject};
use crate::diagnostic::{Severity, one_of};
use crate::facts::regions;
use crate::path::ModelPath;
use crate::resolve::{self, Resolved};

pub(super) const RULE: Rule = Rule {
    code: "BF1201",
    name: "unknown-region",
    title: "There is no such Azure region",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That each region a model names is one of the public Azure cloud, written as Azure Resource Manager does: `eastus`, not \
`East US`.

## Why it is wrong
Deployments to it fail, and biform cannot know what the region offers.

## How to mend
Write the region's short name.

## Example
```yaml
regions: { primary: East US }
```
```yaml
regions: { primary: eastus }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for lowered in subject.lowered {
        let resolved = &lowered.resolved;
        let environment = &resolved.environment;
        let written = [
            (["addresses", "regions"], environment.addresses.regions.keys().collect::<Vec<_>>()),
            (["regions", "capabilities"], environment.regions.capabilities.keys().collect()),
        ];
        let written = written.into_iter().flat_map(|(at, names)| {
            names.into_iter().map(move |name| (name.as_str(), ModelPath::keys(at).key(name)))
        });
        for (region, path) in resolve::regions::of(environment).into_iter().chain(written) {
            check_region(region, &path, resolved, findings);
        }
    }
}

fn check_region(region: &str, path: &ModelPath, resolved: &Resolved, findings: &mut Findings) {
    if regions::find(region).is_none() {
        let help = match regions::meant_by(region) {
            Some(meant) => format!("write `{}`", meant.name),
            None => one_of("recommended regions", recommended(region), region),
        };
        findings.add(
            Finding::new(format!("there is no Azure region `{region}`"))
                .at(resolved.place(path))
                .in_environment(&resolved.name)
                .help(help),
        );
    }
}

/// The widely equipped regions, and whichever other is spelt most like what was written.
fn recommended(written: &str) -> Vec<&'static str> {
    let likeness = |name: &str| strsim::jaro_winkler(name, &written.to_lowercase());
    let nearest =
        regions::all().iter().max_by(|one, other| likeness(one.name).total_cmp(&likeness(other.name)));
    regions::all()
        .iter()
        .filter(|region| region.tier1 || nearest.is_some_and(|nearest| nearest.name == region.name))
        .map(|region| region.name)
        .collect()
}
