//! BF1220: second regions that cannot take over.

use super::{Check, Finding, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::regions;
use crate::kinds::standby::strategy_path;
use crate::lowering::recovery::second_region;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1220",
    name: "second-region",
    title: "There is no second region that could take over",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
Where `disasterRecovery.strategy` is `pilot-light`, `warm-standby` or `active-active`: that a second region is named, that \
it is not the first one, and that components which keep a replica there can: App Configuration stores in the tiers \
`standard` and `premium`, Service Bus namespaces with one partition.

## Why it is wrong
The strategy is what stands in the second region.

## How to mend
Name the region as `regions.secondary` (or `disasterRecovery.secondary`), or leave the strategy out: biform picks the least \
that meets the objectives.

## Example
```yaml
regions: { primary: eastus2 }
disasterRecovery: { rto: 1h, rpo: 15m, strategy: warm-standby }
```
```yaml
regions: { primary: eastus2, secondary: westus2 }
disasterRecovery: { rto: 1h, rpo: 15m, strategy: warm-standby }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    check_region(subject, findings);
    check_replicas(subject, findings);
}

fn check_region(subject: &Subject<'_>, findings: &mut Findings) {
    for lowered in subject.lowered {
        let resolved = &lowered.resolved;
        let environment = &resolved.environment;
        let Some(recovery) = &environment.disaster_recovery else { continue };
        let Some(strategy) = recovery.strategy.filter(|strategy| strategy.has_second_region()) else {
            continue;
        };
        let primary = environment.regions.primary.as_str();
        let at = |path: ModelPath, message: String| {
            Finding::new(message).at(resolved.place(&path)).in_environment(&resolved.name)
        };
        match environment.named_second_region() {
            None => {
                let pair = regions::find(primary).and_then(|region| region.pair);
                let message = format!("`{}` needs a second region", strategy.word());
                let help = match pair {
                    Some(pair) => format!("add one to `regions`, such as its pair: `secondary: {pair}`"),
                    None => "name one as `regions.secondary`".to_owned(),
                };
                findings.add(at(strategy_path(), message).help(help));
            }
            Some((second, path)) if second == primary => {
                let message = format!("`{primary}` cannot take over from itself");
                findings.add(at(path, message).help("name another region"));
            }
            Some(_) => {}
        }
    }
}

/// What keeps a replica in the second region has to be able to.
fn check_replicas(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.components() {
        let Some(second) = second_region(&part.lowered.resolved.environment) else { continue };
        let sku = part.text("sku").unwrap_or_default();
        let (field, message, help) = match part.kind().key() {
            "appConfiguration" if ["free", "developer"].contains(&sku) => (
                "sku",
                format!("`{}` ({sku}) can have no replica in {}", part.name, second.location),
                "choose `standard` or `premium`",
            ),
            "serviceBus"
                if sku == "Premium"
                    && part.number("partitions").unwrap_or(1) > 1
                    && !part.flag("disposable") =>
            {
                (
                    "partitions",
                    format!(
                        "`{}` is partitioned, so that its messages cannot be copied to {}",
                        part.name, second.location
                    ),
                    "leave `partitions` out, or say `disposable: true` if messages can be sent again",
                )
            }
            _ => continue,
        };
        findings.add(part.finding(&part.field([field]), message).help(help));
    }
}
