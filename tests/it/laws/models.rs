//! Random models, put together from `tests/fixtures/laws.yaml`.

use std::sync::LazyLock;

use biform::kinds::KINDS;
use biform::resolve::merge;
use indexmap::IndexMap;
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use crate::support::yaml;

/// A component that a model may have.
#[derive(Debug)]
pub(super) struct Snippet {
    needs: Vec<String>,
    pub(super) base: Json,
    pub(super) edits: Vec<Json>,
}

/// Everything a model may be made of.
#[derive(Debug)]
pub(super) struct Snippets {
    environment: Vec<Json>,
    pub(super) components: IndexMap<String, Snippet>,
}

fn list(value: &Json) -> Vec<Json> {
    value.as_array().cloned().unwrap_or_default()
}

pub(super) static SNIPPETS: LazyLock<Snippets> = LazyLock::new(|| {
    let file = yaml(include_str!("../../fixtures/laws.yaml"));
    let components = file["components"].as_object().unwrap().iter();
    let known = |kind: &Json| KINDS.iter().any(|entry| kind == entry.key);
    let mut found: IndexMap<String, Snippet> = IndexMap::new();
    for (name, snippet) in components.filter(|(_, snippet)| known(&snippet["base"]["kind"])) {
        let needs: Vec<String> =
            list(&snippet["needs"]).iter().map(|need| need.as_str().unwrap().to_owned()).collect();
        if needs.iter().all(|need| found.contains_key(need)) {
            let snippet = Snippet { needs, base: snippet["base"].clone(), edits: list(&snippet["edits"]) };
            found.insert(name.clone(), snippet);
        }
    }
    Snippets { environment: list(&file["environment"]), components: found }
});

/// A model as a set of choices, so that a failing one can be made smaller.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    /// What each environment is, by name.
    pub(super) environments: IndexMap<&'static str, Choices>,
}

/// The choices of one environment, as bits.
#[derive(Debug, Clone, Default)]
pub(super) struct Choices {
    /// The environment whose patch this one's comes after.
    extends: Option<usize>,
    /// Edits of the environment itself.
    environment: u32,
    /// Components left out.
    absent: u32,
    /// Edits of each component.
    edits: Vec<u32>,
}

pub(super) const NAMES: [&str; 3] = ["dev", "staging", "prod"];

/// Any model of one to three environments.
pub(crate) fn models() -> impl Strategy<Value = Model> {
    proptest::collection::vec(choices(), 1..=NAMES.len()).prop_map(|choices| {
        let environments = choices.into_iter().enumerate().map(|(at, mut choices)| {
            choices.extends = choices.extends.map(|other| other % (at + 1)).filter(|other| *other < at);
            (NAMES[at], choices)
        });
        Model { environments: environments.collect() }
    })
}

fn choices() -> impl Strategy<Value = Choices> {
    let some = (any::<u32>(), any::<u32>()).prop_map(|(one, other)| one & other);
    let few = (any::<u32>(), any::<u32>(), any::<u32>()).prop_map(|(one, two, three)| one & two & three);
    let edits = proptest::collection::vec(some, SNIPPETS.components.len());
    let fields = (proptest::option::of(0..3_usize), few.clone(), few, edits);
    fields.prop_map(|(extends, environment, absent, edits)| Choices { extends, environment, absent, edits })
}

impl Model {
    /// A model whose environments are all the same: every component as its snippet has it.
    pub(super) fn plain(names: &[&'static str]) -> Self {
        let choices = || Choices { edits: vec![0; SNIPPETS.components.len()], ..Choices::default() };
        Self { environments: names.iter().map(|name| (*name, choices())).collect() }
    }

    /// The document.
    pub(crate) fn document(&self) -> Json {
        let defaults = json!({
            "tags": { "owner": "platform" },
            "regions": { "primary": "westeurope" },
            "components": components(&Choices { edits: vec![0; SNIPPETS.components.len()], ..Choices::default() }),
        });
        let mut resolved: Vec<Json> = Vec::new();
        let mut patches = Map::new();
        for (name, choices) in &self.environments {
            let mut wanted = json!({
                "tags": { "owner": "platform" },
                "regions": { "primary": "westeurope" },
                "components": components(choices),
            });
            apply(&mut wanted, &SNIPPETS.environment, choices.environment);
            let base = choices.extends.map_or(&defaults, |other| &resolved[other]);
            let mut patch = difference(base, &wanted);
            if let Some(other) = choices.extends {
                patch["extends"] = json!(NAMES[other]);
            }
            patches.insert((*name).to_owned(), patch);
            resolved.push(wanted);
        }
        let mut document = json!({ "biform": 1, "project": { "name": "laws", "seed": "abc" } });
        merge(&mut document, &defaults);
        document["environments"] = Json::Object(patches);
        document
    }
}

fn components(choices: &Choices) -> Json {
    let mut all: IndexMap<&String, Json> = IndexMap::new();
    for (at, (name, snippet)) in SNIPPETS.components.iter().enumerate() {
        if choices.absent & (1 << at) == 0 && snippet.needs.iter().all(|need| all.contains_key(need)) {
            let mut value = snippet.base.clone();
            apply(&mut value, &snippet.edits, choices.edits[at]);
            all.insert(name, value);
        }
    }
    all.into_iter().map(|(name, value)| (name.clone(), value)).collect()
}

fn apply(value: &mut Json, edits: &[Json], chosen: u32) {
    for (_, edit) in edits.iter().enumerate().filter(|(at, _)| chosen & (1 << at) != 0) {
        merge(value, edit);
    }
}

/// The smallest merge patch that makes `to` of `from`, both objects without nulls.
pub(super) fn difference(from: &Json, to: &Json) -> Json {
    let (Some(from), Some(to)) = (from.as_object(), to.as_object()) else { return to.clone() };
    let removed = from.keys().filter(|key| !to.contains_key(*key)).map(|key| (key.clone(), Json::Null));
    let changed = to.iter().filter(|(key, value)| from.get(*key) != Some(value)).map(|(key, value)| {
        (key.clone(), from.get(key).map_or_else(|| value.clone(), |before| difference(before, value)))
    });
    removed.chain(changed).collect()
}
