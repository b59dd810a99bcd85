//! Laws that hold for every model: what is common is code, what differs is a parameter, and nothing else moves.

pub(crate) mod models;

use std::collections::BTreeSet;

use biform::blueprint::call::{Call, CallKey, Placement};
use biform::blueprint::types::Type;
use biform::blueprint::value::{Node, Origin, Value};
use biform::blueprint::{names, order};
use biform::lowering::Lowered;
use biform::path::ModelPath;
use biform::resolve::merge;
use biform::targets::TARGETS;
use indexmap::IndexMap;
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use serde_json::{Map, Value as Json, json};

use crate::support::{Stages, catalogue, printed};
use models::{Model, NAMES, SNIPPETS, difference, models};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        // The seed of a failure is in its message; files beside the sources would be in the way.
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        max_shrink_iters: 2000,
        ..ProptestConfig::default()
    }
}

fn stages(document: &Json) -> Stages {
    Stages::of(document).unwrap_or_else(|errors| {
        let messages: Vec<String> = errors.iter().map(|error| format!("{error:?}")).collect();
        panic!("{}\n{}", messages.join("\n"), printed(document))
    })
}

fn parameters(document: &Json) -> BTreeSet<String> {
    stages(document).parameters().into_iter().map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn putting_the_parameters_back_gives_each_environments_own_plan(model in models()) {
        let document = model.document();
        let stages = stages(&document);
        for own in &stages.lowered {
            let name = &own.resolved.name;
            let (expected, found) = (own.plan.clone().normalised(), stages.unified.plan_for(name));
            for (key, call) in &expected.calls {
                prop_assert_eq!(Some(call), found.calls.get(key), "{} of {} in\n{}", key, name, printed(&document));
            }
            prop_assert_eq!(expected, found, "{} of\n{}", name, printed(&document));
        }
    }

    #[test]
    fn parameters_have_a_value_in_some_environment_and_more_than_one_value(model in models()) {
        let document = model.document();
        for (name, parameter) in &stages(&document).blueprint.parameters {
            let values: Vec<&Json> = parameter.values.values().collect();
            let differ = values.windows(2).any(|pair| pair[0] != pair[1]);
            let partial = values.len() < document["environments"].as_object().unwrap().len();
            prop_assert!(differ || partial, "{} is the same everywhere in\n{}", name, printed(&document));
        }
    }

    #[test]
    fn calls_give_what_their_modules_take(model in models()) {
        let document = model.document();
        let blueprint = stages(&document).blueprint;
        for (key, call) in &blueprint.calls {
            let declared = &blueprint.modules[call.module].interface.inputs;
            for (input, value) in &call.inputs {
                let fits = declared.get(input).is_some_and(|field| fits(value, &field.ty));
                prop_assert!(fits, "{} of {} in\n{}", input, key, printed(&document));
            }
        }
    }

    #[test]
    fn names_in_the_tree_are_never_alike(model in models()) {
        let stages = stages(&model.document());
        let calls: Vec<String> = stages.blueprint.calls.keys().map(names::call).collect();
        for names in [stages.parameters(), calls.iter().map(String::as_str).collect()] {
            let distinct: BTreeSet<String> = names.iter().map(|name| names::normal(name)).collect();
            prop_assert_eq!(distinct.len(), names.len(), "{:?}", names);
        }
    }
}

proptest! {
    #![proptest_config(config(16))]

    #[test]
    fn rendering_twice_gives_the_same_bytes(model in models()) {
        let document = model.document();
        let (one, other) = (stages(&document), stages(&document));
        for target in TARGETS {
            prop_assert_eq!(one.render(*target), other.render(*target));
        }
    }

    #[test]
    fn the_order_of_keys_in_an_environment_does_not_matter(model in models()) {
        let document = model.document();
        let mut reversed = document.clone();
        for patch in reversed["environments"].as_object_mut().unwrap().values_mut() {
            if let Some(fields) = patch.as_object_mut() {
                *fields = std::mem::take(fields).into_iter().rev().collect();
            }
        }
        for target in TARGETS {
            prop_assert_eq!(stages(&document).render(*target), stages(&reversed).render(*target));
        }
    }

    /// An environment more that is like another changes no code: only its own files come.
    #[test]
    fn an_environment_like_another_is_only_its_own_values(model in models(), like in 0..3_usize) {
        let mut document = model.document();
        let before = stages(&document);
        let like = NAMES[like % model.environments.len()];
        document["environments"]["copy"] = json!({ "extends": like });
        let after = stages(&document);
        prop_assert_eq!(before.parameters(), after.parameters());
        for target in TARGETS {
            let (before, after) = (before.render(*target), after.render(*target));
            for (path, text) in before.iter().filter(|(path, _)| path.extension() != Some("md")) {
                prop_assert_eq!(Some(text), after.get(path.as_str()), "{} of\n{}", path, printed(&document));
            }
        }
    }

    /// A difference more adds parameters and calls; those that were there keep their names.
    #[test]
    fn a_difference_more_renames_nothing(model in models(), component in any::<usize>(), edit in any::<usize>()) {
        let document = model.document();
        let (name, snippet) = SNIPPETS.components.get_index(component % SNIPPETS.components.len()).unwrap();
        let edit = &snippet.edits[edit % snippet.edits.len()];
        let (environment, _) = model.environments.last().unwrap();
        let path = ModelPath::keys(["environments", environment]);
        let before = stages(&document);
        let mut changed = document.clone();
        let Some(own) = before.lowered.last().map(|own| &own.resolved.environment) else { unreachable!() };
        prop_assume!(own.components.contains_key(name));
        prop_assume!(!mentions(&document, name, edit));
        prop_assume!(!settles(&before.lowered, name));
        let mut patch = path.get(&document).cloned().unwrap_or_default();
        overlay(&mut patch, &json!({ "components": { name.as_str(): edit } }));
        changed["environments"][*environment] = patch;
        let after = stages(&changed);
        // What a tree says of downgrades is found in the model, not written in it: environments can come to be alike.
        let written = |parameter: &&str| !parameter.starts_with("deploymentWarnings");
        for parameter in before.parameters().into_iter().filter(written) {
            prop_assert!(after.parameters().contains(&parameter), "{} is gone from\n{}", parameter, printed(&changed));
        }
        // Whether a component has an instance in a second region follows from what it is there.
        let stays = |call: &&CallKey| call.placement == Placement::Primary || call.component != *name;
        for call in before.blueprint.calls.keys().filter(stays) {
            prop_assert!(after.blueprint.calls.contains_key(call), "{} is gone from\n{}", call, printed(&changed));
        }
    }
}

/// Whether a value says nothing of fields that its type does not have.
fn fits(value: &Value, ty: &Type) -> bool {
    match (&value.node, ty) {
        (Node::Object(entries), Type::Object(fields)) => entries
            .iter()
            .all(|(name, entry)| fields.get(name).is_some_and(|field| fits(&entry.value, &field.ty))),
        (Node::Map { entries, .. }, Type::Map(inner)) => {
            entries.values().all(|entry| fits(&entry.value, inner))
        }
        (Node::Match(choice), ty) => choice.cases.iter().all(|(_, value)| fits(value, ty)),
        _ => true,
    }
}

/// Whether resolution has chosen a value of the component, as for `zones` or in a region that lacks what the model says:
/// an edit may make the environments alike there.
fn settles(lowered: &[Lowered], name: &str) -> bool {
    lowered.iter().flat_map(|own| &own.resolved.settled).any(|settled| settled.component == name)
}

/// Whether any environment has the first field of an edit differently from the defaults.
fn mentions(document: &Json, component: &str, edit: &Json) -> bool {
    let patches = document["environments"].as_object().unwrap().values();
    let fields: Vec<&String> = edit.as_object().unwrap().keys().collect();
    patches
        .map(|patch| &patch["components"][component])
        .any(|patch| patch.as_object().is_some_and(|patch| patch.keys().any(|key| fields.contains(&key))))
}

/// Merges patches: like [`merge`], but nulls stay, because they mean something to whoever applies the result.
fn overlay(target: &mut Json, patch: &Json) {
    match (target, patch) {
        (Json::Object(target), Json::Object(patch)) => {
            for (key, value) in patch {
                overlay(target.entry(key.clone()).or_insert_with(|| json!({})), value);
            }
        }
        (target, patch) => target.clone_from(patch),
    }
}

/// The parameter that an edit of one value is: the value's own, or the flag of an element it adds or removes. `None` where
/// it has a name of another kind.
fn expected(component: &str, base: &Json, edit: &Json) -> Option<String> {
    let kind = base["kind"].as_str().unwrap();
    let is_map = |path: &ModelPath| {
        catalogue().field_at(kind, path).is_some_and(|field| matches!(field.ty, Type::Map(_)))
    };
    let (mut below, mut base, mut edit) = (ModelPath::root(), Some(base), edit);
    loop {
        let path = ModelPath::keys(["components", component]).join(&below);
        if below.parent().is_some_and(|parent| is_map(&parent)) && (base.is_none() || edit.is_null()) {
            return Some(names::flag(&path));
        }
        match edit {
            Json::Object(fields) => {
                let [(key, inner)] = fields.iter().collect::<Vec<_>>()[..] else { return None };
                below = below.key(key);
                base = base.and_then(|base| base.get(key));
                edit = inner;
            }
            Json::Null if is_map(&below) => return None,
            Json::Array(_) if base.is_some_and(Json::is_string) => return None,
            _ => return Some(names::parameter(&path)),
        }
    }
}

#[test]
fn one_value_that_differs_is_one_parameter() {
    let plain = Model::plain(&["dev", "prod"]).document();
    assert_eq!(parameters(&plain), BTreeSet::new());
    let mut faults = Vec::new();
    for (component, snippet) in &SNIPPETS.components {
        for edit in &snippet.edits {
            let mut document = plain.clone();
            document["environments"]["prod"] = json!({ "components": { component.as_str(): edit } });
            let found = parameters(&document);
            let expected = expected(component, &snippet.base, edit);
            if found.len() != 1 || expected.as_ref().is_some_and(|name| !found.contains(name)) {
                faults.push(format!("{component}: {edit} is {found:?} instead of {expected:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn how_closed_environments_are_is_one_parameter() {
    let patches = [json!({}), json!({ "isolation": "restricted" }), json!({ "isolation": "private" })];
    for chosen in [[0, 1, 1], [0, 2, 2], [1, 2, 1], [0, 1, 2]] {
        let mut document = Model::plain(&NAMES).document();
        for (name, at) in NAMES.iter().zip(chosen) {
            document["environments"][*name] = patches[at].clone();
        }
        assert_eq!(parameters(&document), BTreeSet::from(["isolation".to_owned()]), "{chosen:?}");
    }
}

/// Keys as they may stand in a model.
fn keys() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,6}",
        "[a-zA-Z][a-zA-Z0-9]{0,5}([-_.:/ ][a-zA-Z0-9]{1,4}){0,2}",
        Just("bus".to_owned()),
        Just("busQueues".to_owned()),
        Just("bus-queues".to_owned()),
        Just("data".to_owned()),
        Just("data1".to_owned()),
    ]
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn keys_that_cannot_clash_have_different_parameters(
        one in keys(),
        other in keys(),
        fields in proptest::collection::vec(keys(), 1..4),
        picked in any::<(usize, usize)>(),
        tails in (proptest::collection::vec(keys(), 0..3), proptest::collection::vec(keys(), 0..3)),
    ) {
        prop_assume!(!names::could_clash(&one, &other, fields.iter().map(String::as_str)));
        let path = |key: &str, field: usize, tail: &[String]| {
            let start = ModelPath::keys(["components", key, &fields[field % fields.len()]]);
            tail.iter().fold(start, |path, word| path.key(word))
        };
        let (one, other) = (path(&one, picked.0, &tails.0), path(&other, picked.1, &tails.1));
        let name = |path: &ModelPath| names::normal(&names::parameter(path));
        prop_assert_ne!(name(&one), name(&other), "{} and {}", one, other);
        let name = |path: &ModelPath| names::normal(&names::flag(path));
        prop_assert_ne!(name(&one), name(&other), "{} and {}", one, other);
    }

    #[test]
    fn both_languages_compare_names_alike(words in proptest::collection::vec(keys(), 1..4)) {
        use biform::targets::terraform::literal::snake;
        let name = names::parameter(&ModelPath::keys(words));
        prop_assert_eq!(names::normal(&snake(&name)), names::normal(&name));
    }

    #[test]
    fn names_are_identifiers(words in proptest::collection::vec("\\PC{1,8}", 1..3)) {
        let path = ModelPath::keys(["components", "bus", "queues"]);
        let path = words.iter().fold(path, |path, word| path.key(word));
        let name = names::parameter(&path);
        prop_assert!(name.chars().all(|c| c.is_ascii_alphanumeric()), "{}", name);
    }

    #[test]
    fn merging_a_difference_gives_the_other(from in objects(), to in objects()) {
        let mut merged = from.clone();
        merge(&mut merged, &difference(&from, &to));
        prop_assert_eq!(merged, to);
    }

    #[test]
    fn merging_nothing_changes_nothing_and_merging_twice_is_merging_once(value in objects(), patch in patches()) {
        let mut same = value.clone();
        merge(&mut same, &json!({}));
        prop_assert_eq!(&same, &value);
        merge(&mut same, &patch);
        let once = same.clone();
        merge(&mut same, &patch);
        prop_assert_eq!(same, once);
    }

    #[test]
    fn null_removes_and_leaves_no_null(value in objects(), patch in patches()) {
        let mut merged = value;
        merge(&mut merged, &patch);
        prop_assert!(!has_null(&merged));
        for (key, value) in patch.as_object().unwrap() {
            prop_assert_eq!(merged.get(key).is_none(), value.is_null());
        }
    }

    /// Patches can be joined before they are applied as long as the first one removes nothing: what is removed and then
    /// added again is new, which no single patch can say.
    #[test]
    fn patches_can_be_joined_first(value in objects(), one in objects(), other in patches()) {
        let mut in_turn = value.clone();
        merge(&mut in_turn, &one);
        merge(&mut in_turn, &other);
        let mut joined = one;
        overlay(&mut joined, &other);
        let mut at_once = value;
        merge(&mut at_once, &joined);
        prop_assert_eq!(in_turn, at_once);
    }

    #[test]
    fn calls_come_after_what_they_need(edges in proptest::collection::vec((0..12_usize, 0..12_usize), 0..40)) {
        let calls = graph(&edges);
        match order::sort(calls.clone()) {
            Ok(sorted) => {
                prop_assert_eq!(sorted.len(), calls.len());
                for (at, (_, call)) in sorted.iter().enumerate() {
                    for need in call.needs() {
                        prop_assert!(sorted.get_index_of(need).unwrap() < at);
                    }
                }
            }
            Err(order::Cycle(circle)) => {
                prop_assert!(!circle.is_empty());
                for (at, key) in circle.iter().enumerate() {
                    prop_assert!(calls[key].needs().contains(&&circle[(at + 1) % circle.len()]), "{:?}", circle);
                }
            }
        }
    }

    #[test]
    fn calls_that_need_nothing_behind_them_stay_where_they_are(
        edges in proptest::collection::vec((0..12_usize, 0..12_usize), 0..40),
    ) {
        let backwards: Vec<(usize, usize)> = edges.into_iter().filter(|(from, to)| to < from).collect();
        let calls = graph(&backwards);
        let sorted = order::sort(calls.clone()).unwrap();
        prop_assert!(sorted.keys().eq(calls.keys()));
    }
}

fn graph(edges: &[(usize, usize)]) -> IndexMap<CallKey, Call> {
    let key = |at: usize| CallKey::component(format!("c{at}"));
    let mut calls: IndexMap<CallKey, Call> =
        (0..12).map(|at| (key(at), Call::new("storageAccount", Origin::Fixed))).collect();
    for (from, to) in edges {
        let call = calls.get_mut(&key(*from)).unwrap();
        if from % 2 == 0 {
            call.inputs.insert(format!("input{to}"), Value::output(key(*to), "id"));
        } else {
            call.after.insert(key(*to), "the test says so");
        }
    }
    calls
}

fn has_null(value: &Json) -> bool {
    value.is_null() || value.as_object().is_some_and(|fields| fields.values().any(has_null))
}

/// Objects without nulls. What a key holds, an object or a plain value, depends on the key alone.
fn objects() -> impl Strategy<Value = Json> {
    documents(false)
}

/// The same, with nulls.
fn patches() -> impl Strategy<Value = Json> {
    documents(true)
}

fn documents(nulls: bool) -> impl Strategy<Value = Json> {
    let plain = move || {
        let value = prop_oneof![
            any::<bool>().prop_map(Json::from),
            (0..9).prop_map(Json::from),
            Just(json!([1, { "a": 1 }])),
        ];
        with_null(nulls, value)
    };
    let object = |inner: BoxedStrategy<Json>| {
        let fields = proptest::collection::btree_map("[abc]", plain(), 0..3);
        let objects = proptest::collection::btree_map("[xyz]", inner, 0..3);
        (fields, objects).prop_map(|(fields, objects)| {
            Json::Object(fields.into_iter().chain(objects).collect::<Map<_, _>>())
        })
    };
    let innermost = object(with_null(nulls, Just(json!({}))).boxed());
    let middle = object(with_null(nulls, innermost).boxed());
    object(with_null(nulls, middle).boxed())
}

fn with_null(nulls: bool, value: impl Strategy<Value = Json> + 'static) -> BoxedStrategy<Json> {
    if nulls { prop_oneof![4 => value, 1 => Just(Json::Null)].boxed() } else { value.boxed() }
}
