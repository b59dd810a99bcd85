//! Laws of the choice of a strategy: it meets the objectives or the run fails, and asking for more never gives less.

use biform::kinds::standby::Strategy;
use biform::lowering::{plans, recovery};
use biform::resolve::resolve;
use biform::rules::{self, Subject};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::support::catalogue;

/// A workload whose parts survive in different ways, with objectives in minutes.
fn model(rto: u32, rpo: u32, replication: &str, sku: &str, secondary: Option<&str>) -> Json {
    json!({
        "biform": 1,
        "project": { "name": "aos", "seed": "k3v9x2" },
        "regions": { "primary": "eastus2", "secondary": secondary },
        "disasterRecovery": { "rto": format!("{rto}m"), "rpo": format!("{rpo}m") },
        "components": {
            "logs": { "kind": "logAnalytics" },
            "vault": { "kind": "keyVault" },
            "config": { "kind": "appConfiguration" },
            "data": { "kind": "storageAccount", "replication": replication },
            "bus": { "kind": "serviceBus", "sku": sku },
            "main": { "kind": "appServicePlan", "sku": "EP1" },
            "func": { "kind": "functionApp", "plan": "main", "storage": "data", "runtime": { "python": "3.11" } },
        },
        "environments": { "prod": {} },
    })
}

/// The strategy, and whether the run fails for an objective.
fn chosen(model: &Json, rto: u32, rpo: u32) -> (Strategy, bool) {
    let environments = resolve(model).unwrap();
    let lowered = plans(&environments, catalogue());
    let subject = Subject { environments: &environments, lowered: &lowered, catalogue: catalogue() };
    let fails = rules::check(&subject).iter().any(|found| found.code == "BF1206");
    let figures = recovery::figures(&lowered[0].scene(&environments, catalogue()));
    let met = figures.iter().all(|figure| figure.meets(rto, rpo));
    assert_eq!(met, !fails, "the rule and the figures of {model}");
    let strategy = lowered[0].resolved.environment.disaster_recovery.as_ref().unwrap().strategy;
    (strategy.unwrap(), fails)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_stronger_objective_never_gets_a_weaker_strategy(
        (rto, rpo) in (1..3000_u32, 1..3000_u32),
        (less_rto, less_rpo) in (0..3000_u32, 0..3000_u32),
        replication in prop_oneof![Just("LRS"), Just("GRS"), Just("GZRS")],
        sku in prop_oneof![Just("Standard"), Just("Premium")],
        secondary in prop_oneof![Just(None), Just(Some("westus2"))],
    ) {
        let (stronger_rto, stronger_rpo) = (rto.saturating_sub(less_rto).max(1), rpo.saturating_sub(less_rpo).max(1));
        let (weak, weak_fails) = chosen(&model(rto, rpo, replication, sku, secondary), rto, rpo);
        let stronger = model(stronger_rto, stronger_rpo, replication, sku, secondary);
        let (strong, strong_fails) = chosen(&stronger, stronger_rto, stronger_rpo);
        prop_assert!(strong_fails || !weak_fails, "what is met at {stronger_rto}/{stronger_rpo} is met at {rto}/{rpo}");
        prop_assert!(strong_fails || strong >= weak, "{strong:?} for {stronger_rto}/{stronger_rpo}, {weak:?} for {rto}/{rpo}");
    }

    #[test]
    fn a_written_strategy_stays(strategy in prop::sample::select(Strategy::ALL.to_vec()), rto in 1..3000_u32) {
        let mut model = model(rto, 60, "GRS", "Premium", Some("westus2"));
        model["disasterRecovery"]["strategy"] = json!(strategy.word());
        prop_assert_eq!(chosen(&model, rto, 60).0, strategy);
    }
}
