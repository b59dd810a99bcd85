//! Disaster recovery: which strategy an environment has, and what it gives.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::Lowered;
use crate::blueprint::call::CallKey;
use crate::blueprint::recovery::{Choice, Objective, Recovery};
use crate::facts::recovery::{self, Mechanism};
use crate::kinds::Catalogue;
use crate::kinds::site::Scene;
use crate::kinds::standby::{SecondRegion, Strategy};
use crate::model::{Environment, Routing, Span};
use crate::resolve::{Environments, Resolved};

/// The inputs of modules that decide what has to be done after the loss of a region.
const DECIDING: [&str; 3] = ["replication", "sku", "workers"];

/// What one component gives after the loss of its region.
#[derive(Debug, Clone, Copy)]
pub struct Figure<'m> {
    /// The component.
    pub component: &'m str,
    /// How it survives.
    pub mechanism: &'static Mechanism,
    /// Minutes until it is back.
    pub rto: u32,
    /// Minutes of data that can be lost; `None`: everything.
    pub rpo: Option<u32>,
}

impl Figure<'_> {
    /// Whether the component meets objectives in minutes.
    #[must_use]
    pub fn meets(&self, rto: u32, rpo: u32) -> bool {
        self.rto <= rto && self.rpo.is_some_and(|own| own <= rpo)
    }
}

/// The second region of an environment, if its strategy has one. [`choose_strategy`] comes first.
#[must_use]
pub fn second_region(environment: &Environment) -> Option<SecondRegion<'_>> {
    let recovery = environment.disaster_recovery.as_ref()?;
    let strategy = recovery.strategy.filter(|strategy| strategy.has_second_region())?;
    let (location, _) = environment.named_second_region()?;
    Some(SecondRegion { strategy, location, code: super::geo_code(location) })
}

/// What sends users of an environment to the region that is up.
#[must_use]
pub fn routing(environment: &Environment) -> Option<Routing> {
    second_region(environment)?;
    environment.disaster_recovery.as_ref().map(|recovery| recovery.routing)
}

/// What every component of an environment gives, in the order of the model.
#[must_use]
pub fn figures<'m>(scene: &Scene<'m>) -> Vec<Figure<'m>> {
    let strategy = scene.second_region.map_or(Strategy::BackupRestore, |second| second.strategy);
    let least = recovery::strategy(strategy.word()).map_or(0, |known| known.rto_minutes);
    let figures = scene.components.iter().filter_map(|(name, component)| {
        let mechanism = recovery::mechanism(component.kind().recovery(scene))?;
        let rto = mechanism.rto_minutes.map_or(least, |own| own.max(least));
        Some(Figure { component: name, mechanism, rto, rpo: mechanism.rpo_minutes })
    });
    figures.collect()
}

/// What an environment has to keep and what it does for that; `None` where it has no objectives.
#[must_use]
pub fn recovery(environments: &Environments, lowered: &Lowered, catalogue: &Catalogue) -> Option<Recovery> {
    let environment = &lowered.resolved.environment;
    let promised = environment.disaster_recovery.as_ref()?;
    let scene = lowered.scene(environments, catalogue);
    let strategy = second_region(environment).map_or(Strategy::BackupRestore, |second| second.strategy);
    let figures = figures(&scene).into_iter().map(|figure| crate::blueprint::recovery::Figure {
        module: lowered.plan.calls.get(&scene.call(figure.component)).map_or("", |call| call.module),
        inputs: inputs(lowered, &scene.call(figure.component)),
        component: figure.component.to_owned(),
        mechanism: figure.mechanism.key,
        rto_minutes: figure.rto,
        rpo_minutes: figure.rpo,
    });
    let objective = |span: &Span| Objective { text: span.text().to_owned(), minutes: span.minutes() };
    Some(Recovery {
        rto: objective(&promised.rto),
        rpo: objective(&promised.rpo),
        strategy: strategy.word(),
        choice: choice(environments, lowered, failing(&scene, environment)),
        figures: figures.collect(),
    })
}

/// What is known of a component that its recovery depends on.
fn inputs(lowered: &Lowered, call: &CallKey) -> BTreeMap<&'static str, Json> {
    let call = lowered.plan.calls.get(call);
    let known = DECIDING.iter().filter_map(|&name| Some((name, call?.inputs.get(name)?.literal()?)));
    known.collect()
}

/// Who decided on an environment's strategy, given how many components miss its objectives.
fn choice(environments: &Environments, lowered: &Lowered, failing: usize) -> Choice {
    let as_written = |resolved: &&Resolved| resolved.name == lowered.resolved.name;
    let written = environments.environments.iter().find(as_written).and_then(|resolved| {
        resolved.environment.disaster_recovery.as_ref().and_then(|recovery| recovery.strategy)
    });
    let has_region = lowered.resolved.environment.named_second_region().is_some();
    match written {
        Some(strategy) if strategy.has_second_region() && !has_region => Choice::WrittenWithoutRegion,
        Some(_) => Choice::Written,
        None if failing == 0 => Choice::LeastThatMeets,
        None if !has_region => Choice::NoSecondRegion,
        None => Choice::NoneMeets,
    }
}

/// What stands for the strategy of an environment without objectives.
pub(super) const NO_STRATEGY: &str = "none";

/// Writes the strategy of an environment that has objectives and names none: the least that meets them.
///
/// Where none meets them for every component, it is the least that no stronger one improves upon; the rules then name the
/// components. `failing` counts the components that miss the objectives under the strategy written in the environment.
pub(super) fn choose_strategy(resolved: &mut Resolved, failing: impl Fn(&Resolved) -> usize) {
    match resolved.environment.disaster_recovery.as_ref().map(|recovery| recovery.strategy) {
        Some(None) => {}
        Some(Some(_)) => return,
        // Environments differ in what they have for their strategy, not in whether they have one.
        None => {
            if let Some(fields) = resolved.value.as_object_mut() {
                fields.insert("disasterRecovery".to_owned(), json!({ "strategy": NO_STRATEGY }));
            }
            return;
        }
    }
    let mut best: Option<(usize, Strategy)> = None;
    for strategy in Strategy::ALL {
        set_strategy(resolved, strategy);
        let count = failing(resolved);
        if best.is_none_or(|(least, _)| count < least) {
            best = Some((count, strategy));
        }
    }
    if let Some((_, strategy)) = best {
        set_strategy(resolved, strategy);
    }
}

fn set_strategy(resolved: &mut Resolved, strategy: Strategy) {
    if let Some(recovery) = &mut resolved.environment.disaster_recovery {
        recovery.strategy = Some(strategy);
    }
    if let Some(Json::Object(recovery)) = resolved.value.get_mut("disasterRecovery") {
        recovery.insert("strategy".to_owned(), Json::from(strategy.word()));
    }
}

/// How many components of an environment miss its objectives.
pub(super) fn failing(scene: &Scene<'_>, environment: &Environment) -> usize {
    let Some(recovery) = &environment.disaster_recovery else { return 0 };
    let (rto, rpo) = (recovery.rto.minutes(), recovery.rpo.minutes());
    figures(scene).iter().filter(|figure| !figure.meets(rto, rpo)).count()
}
