//! What regions lack, as far as the trees show it.

use biform::targets::Target;
use serde_json::{Value as Json, json};

use crate::cli::biform;
use crate::support::{Stages, yaml};

const MODEL: &str = "
biform: 1
project: { name: shop, seed: k3v9x2 }
regions: { primary: australiaeast, onUnsupported: downgrade }
components:
  plan: { kind: appServicePlan, sku: EP1 }
  data: { kind: storageAccount }
environments: { dev: {}, prod: {} }
";

fn model(patch: &Json) -> Stages {
    let mut document = yaml(MODEL);
    biform::resolve::merge(&mut document, patch);
    Stages::of(&document).unwrap()
}

fn at<'s>(stages: &'s Stages, environment: usize, component: &str, field: &str) -> &'s Json {
    &stages.lowered[environment].resolved.value["components"][component][field]
}

#[test]
fn a_downgrade_in_one_environment_is_one_parameter_and_a_warning_in_the_tree() {
    let stages =
        model(&json!({ "environments": { "prod": { "regions": { "primary": "australiacentral2" } } } }));
    assert_eq!((at(&stages, 0, "plan", "sku"), at(&stages, 1, "plan", "sku")), (&json!("EP1"), &json!("Y1")));
    let warning = "deploymentWarningsFunctionSkuDowngradedDueToRegion";
    assert_eq!(stages.parameters(), ["planSku", warning]);
    let tree = stages.render(Target::Bicep);
    let (_, main) = tree.iter().find(|(path, _)| path.as_str() == "main.bicep").unwrap();
    assert!(main.contains("output deploymentWarnings deploymentWarningsType = {"), "{main}");
    assert!(main.contains("azureMLDisabledDueToRegion: false"), "{main}");
}

#[test]
fn without_a_downgrade_no_tree_speaks_of_it() {
    assert!(!model(&json!({})).blueprint.outputs.contains_key("deploymentWarnings"));
}

#[test]
fn what_the_model_says_of_a_region_comes_before_what_is_known() {
    let stages = model(&json!({ "regions": {
        "primary": "australiacentral2",
        "capabilities": { "australiacentral2": { "elasticPremiumLinux": true, "zones": 3 } },
    }, "zones": "auto" }));
    assert_eq!(at(&stages, 0, "plan", "sku"), &json!("EP1"));
    assert_eq!(at(&stages, 0, "plan", "zoneRedundant"), &json!(true));
    assert_eq!(at(&stages, 0, "data", "replication"), &json!("ZRS"));
}

#[test]
fn what_is_unknown_is_not_downgraded() {
    let stages = model(&json!({ "regions": { "primary": "swedencentral" } }));
    assert_eq!(at(&stages, 0, "plan", "sku"), &json!("EP1"));
}

#[test]
fn zones_are_used_where_region_and_sku_can_and_the_component_does_not_say_otherwise() {
    let stages = model(&json!({
        "zones": "auto",
        "components": { "data": { "replication": "GRS" } },
        "environments": {
            "dev": { "components": { "plan": { "sku": "S1" } } },
            "prod": { "regions": { "primary": "westus" } },
        },
    }));
    for environment in [0, 1] {
        assert_eq!(at(&stages, environment, "plan", "zoneRedundant"), &json!(false));
        assert_eq!(at(&stages, environment, "data", "replication"), &json!("GRS"));
    }
    let spread = model(&json!({ "zones": "auto", "environments": { "dev": { "zones": "none" } } }));
    assert_eq!(spread.parameters(), ["planZoneRedundant", "dataReplication"]);
    assert_eq!(spread.blueprint.parameters["dataReplication"].values["prod"], json!("ZRS"));
}

#[test]
fn a_region_is_explained_with_its_sources() {
    let ran = biform(&["explain", "australiacentral2"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let row = "| elasticPremiumLinux | no | Azure Functions Premium plan: region maximum scale-out | 2023 |";
    assert!(ran.out.contains(row) && ran.out.contains("| serviceBusPremium | unknown |"), "{}", ran.out);
}

#[test]
fn a_second_region_is_asked_too() {
    let recovery = json!({ "rto": "1h", "rpo": "1h", "strategy": "warm-standby" });
    let standby = |data: Json| {
        model(&json!({
            "regions": { "secondary": "australiacentral2" },
            "zones": "auto",
            "components": { "data": data },
            "environments": { "prod": { "disasterRecovery": recovery.clone() } },
        }))
    };
    let stages = standby(json!({}));
    assert_eq!((at(&stages, 0, "plan", "sku"), at(&stages, 1, "plan", "sku")), (&json!("EP1"), &json!("Y1")));
    assert_eq!(at(&stages, 1, "data", "replication"), &json!("ZRS"), "it serves both regions from the first");
    let disposable = standby(json!({ "disposable": true }));
    assert_eq!(at(&disposable, 1, "data", "replication"), &json!("LRS"));
}
