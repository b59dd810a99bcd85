//! BF1508: tiers, replications and access tiers of storage accounts that do not go together.

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::{regions, storage};
use crate::resolve::{self, regions::Capability};

pub(super) const RULE: Rule = Rule {
    code: "BF1508",
    name: "storage-sku",
    title: "A storage account asks for what its tier or replication does not have",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That tier and replication go together (Premium: LRS and ZRS only), that a Premium account has no access tier, queues, \
tables or file shares, that blobs are moved to the archive tier only where it exists (LRS, GRS, RAGRS), and that the \
region has the availability zones or the pair that a replication needs.

## Why it is wrong
Azure refuses the account or the rule.

## How to mend
Choose a replication that the help names, or leave out what the tier does not have.

## Example
```yaml
data: { kind: storageAccount, tier: Premium, replication: GRS }
```
```yaml
data: { kind: storageAccount, tier: Premium, replication: ZRS }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("storageAccount") {
        let (Some(tier), Some(replication)) = (part.text("tier"), part.text("replication")) else { continue };
        let path = part.field(["replication"]);
        let Some(sku) = storage::sku(tier, replication) else {
            let message = format!("a {tier} storage account cannot have the replication {replication}");
            let accepted: Vec<&str> =
                storage::skus().iter().filter(|sku| sku.tier == tier).map(|sku| sku.replication).collect();
            let help = format!("{tier} accounts have {}", accepted.join(", "));
            findings.add(
                part.finding(&path, message).also(part.place(&part.field(["tier"])), "the tier").help(help),
            );
            continue;
        };
        if tier == "Premium" {
            premium(&part, findings);
        }
        if !sku.archive {
            archive(&part, replication, findings);
        }
        region(&part, sku, findings);
    }
}

fn premium(part: &Part<'_>, findings: &mut Findings) {
    for field in ["accessTier", "queues", "tables", "shares"] {
        let path = part.field([field]);
        let given =
            part.writes(&path) && part.value(&path).is_some() && (field == "accessTier" || part.has(field));
        if given {
            let message = format!("a Premium storage account has no `{field}`");
            let finding = part.finding_at_key(&path, message);
            findings.add(finding.help("leave it out, or choose `tier: Standard`"));
        }
    }
}

fn archive(part: &Part<'_>, replication: &str, findings: &mut Findings) {
    for (_, rule) in part.entries("lifecycleRules") {
        let path = rule.key("tierToArchiveAfterDays");
        if part.value(&path).is_some() {
            let message = format!("there is no archive tier with the replication {replication}");
            let place = part.place(&part.field(["replication"]));
            let finding = part.finding_at_key(&path, message).also(place, "the replication");
            findings.add(finding.help("the archive tier needs a Standard account with LRS, GRS or RAGRS"));
        }
    }
}

fn region(part: &Part<'_>, sku: &storage::StorageSku, findings: &mut Findings) {
    let environment = &part.lowered.resolved.environment;
    let path = part.field(["replication"]);
    for (region, _) in resolve::regions::of_component(environment, part.name) {
        let zones = resolve::regions::offers(&environment.regions, region, Capability::Zones);
        if sku.zones && zones == Some(false) {
            let message = format!("{} needs availability zones, and {region} has none", sku.replication);
            findings.add(part.finding(&path, message).help("choose LRS, GRS or RAGRS, or another region"));
        }
        if sku.geo && regions::find(region).is_some_and(|region| region.pair.is_none()) {
            let message = format!("{} needs a paired region, and {region} has none", sku.replication);
            findings.add(part.finding(&path, message).help("choose LRS or ZRS, or another region"));
        }
    }
}
