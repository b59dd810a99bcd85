//! Resolution: from the document to typed environments, each value with its origin.
//!
//! One generic merge of untyped values makes each environment (JSON merge patch: `null` removes); typed decoding
//! adds built-in defaults last. A new field needs no code here. Where a value comes from is looked up in the
//! layers, so the merge records nothing.

pub mod regions;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use crate::diagnostic::{Diagnostic, Part};
use crate::kinds::Component;
use crate::model::{Environment, Head, Project};
use crate::path::{ModelPath, PathSet, Segment};

/// Keys of a document that are not defaults of its environments.
const DOCUMENT_KEYS: &[&str] = &["biform", "project", "environments"];

/// One layer of an environment: a part of the document.
#[derive(Debug, Clone)]
struct Layer {
    /// Where the layer stands in the document; the root for the defaults.
    at: ModelPath,
    value: Arc<Json>,
}

/// Where a resolved value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Written in the document at this path.
    Document(ModelPath),
    /// An address block that was allocated.
    Allocated,
    /// Not written anywhere: a built-in default.
    BuiltIn,
}

/// An environment with everything that is known of it.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// The environment's name.
    pub name: String,
    /// The environment, typed.
    pub environment: Environment,
    /// The same with all defaults, untyped, addressed by paths such as `components.bus.sku`.
    pub value: Json,
    /// Values that resolution has put in the place of others.
    pub settled: Vec<regions::Settled>,
    layers: Vec<Layer>,
    /// Address blocks that were allocated, by resolved path.
    allocated: BTreeMap<ModelPath, Json>,
}

impl Resolved {
    /// Where the value at a resolved path comes from.
    #[must_use]
    pub fn source(&self, path: &ModelPath) -> Source {
        let layer = self.layers.iter().rev().find(|layer| path.get(&layer.value).is_some());
        match layer {
            _ if self.allocated.contains_key(path) => Source::Allocated,
            Some(layer) => Source::Document(layer.at.join(path)),
            None => Source::BuiltIn,
        }
    }

    /// Writes address blocks to the paths of components for which they were allocated.
    pub fn allocate(&mut self, blocks: impl IntoIterator<Item = (ModelPath, Json)>) {
        self.allocated.extend(blocks);
        self.fill_allocated();
    }

    /// Writes the allocated blocks again, for a component that has come since. What has none of their fields stays as
    /// it is.
    pub fn fill_allocated(&mut self) {
        let mut touched: BTreeSet<&str> = BTreeSet::new();
        for (path, block) in &self.allocated {
            if let Some(place) = get_mut(&mut self.value, path) {
                place.clone_from(block);
                touched.extend(path.key_at(1));
            }
        }
        for name in touched {
            let value = ModelPath::keys(["components", name]);
            let component = value.get(&self.value).and_then(|value| Component::deserialize(value).ok());
            if let (Some(place), Some(component)) = (self.environment.components.get_mut(name), component) {
                *place = component;
            }
        }
    }

    /// Whether the document writes what stands at a resolved path.
    #[must_use]
    pub fn writes(&self, path: &ModelPath) -> bool {
        matches!(self.source(path), Source::Document(_))
    }

    /// The place in the document to show for a resolved path: where it is written, or the nearest parent that is.
    #[must_use]
    pub fn place(&self, path: &ModelPath) -> ModelPath {
        let mut path = path.clone();
        loop {
            if let Source::Document(place) = self.source(&path) {
                return place;
            }
            match path.parent() {
                Some(parent) => path = parent,
                None => return ModelPath::keys(["environments", &self.name]),
            }
        }
    }
}

/// All environments of a model.
#[derive(Debug, Clone)]
pub struct Environments {
    /// The workload.
    pub project: Project,
    /// The environments, in the order of the model.
    pub environments: Vec<Resolved>,
    /// Every resolved path that is written in the document, in whichever environment.
    pub written: PathSet,
}

/// Resolves all environments of a document.
///
/// The errors name what typed decoding saw first; [`crate::schema`] finds everything that is wrong with a document.
pub fn resolve(document: &Json) -> Result<Environments, Vec<Diagnostic>> {
    let head = Head::deserialize(document)
        .map_err(|error| vec![Diagnostic::error("BF0200", error.to_string()).at(ModelPath::root())])?;
    let none = Map::new();
    let patches = document.get("environments").and_then(Json::as_object).unwrap_or(&none);
    let defaults = defaults(document);
    let mut errors = Vec::new();
    let mut environments = Vec::new();
    for name in patches.keys() {
        match layers(name, patches, &defaults) {
            Ok(layers) => match decode(name, layers) {
                Ok(resolved) => environments.push(resolved),
                Err(found) => errors.extend(found),
            },
            Err(error) => errors.push(error),
        }
    }
    if patches.is_empty() {
        let error = Diagnostic::error("BF0201", "the model has no environment")
            .at_key(ModelPath::keys(["environments"]));
        errors.push(error.help("name at least one: `environments: { dev: {} }`"));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    // Environments share layers: each is looked at once.
    let layers = environments.iter().flat_map(|resolved| &resolved.layers);
    let layers: BTreeMap<&ModelPath, &Json> = layers.map(|layer| (&layer.at, &*layer.value)).collect();
    let mut written = PathSet::default();
    for value in layers.values() {
        written.add(value);
    }
    for resolved in &mut environments {
        regions::settle(resolved, &mut written);
    }
    Ok(Environments { project: head.project, environments, written })
}

/// What each environment's own patch is laid over: the document's defaults and the environments it extends.
/// Environments whose chain is broken are left out.
#[must_use]
pub fn bases(document: &Json) -> IndexMap<String, Json> {
    let none = Map::new();
    let patches = document.get("environments").and_then(Json::as_object).unwrap_or(&none);
    let defaults = defaults(document);
    let base = |name: &String| {
        let layers = layers(name, patches, &defaults).ok()?;
        let mut base = Json::Object(Map::new());
        layers.iter().take(layers.len().saturating_sub(1)).for_each(|layer| merge(&mut base, &layer.value));
        Some((name.clone(), base))
    };
    patches.keys().filter_map(base).collect()
}

/// The part of the document that every environment starts from.
fn defaults(document: &Json) -> Layer {
    let fields = document.as_object().into_iter().flatten();
    let value = fields
        .filter(|(key, _)| !DOCUMENT_KEYS.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    Layer { at: ModelPath::root(), value: Arc::new(Json::Object(value)) }
}

/// The layers of an environment, weakest first.
fn layers(name: &str, patches: &Map<String, Json>, defaults: &Layer) -> Result<Vec<Layer>, Diagnostic> {
    let mut chain: IndexMap<&str, Layer> = IndexMap::new();
    let mut next = Some(name);
    let mut from = ModelPath::keys(["environments", name]);
    while let Some(name) = next {
        let at = ModelPath::keys(["environments", name]);
        let Some(patch) = patches.get(name) else {
            let error =
                Diagnostic::error("BF0202", format!("there is no environment `{name}` to extend")).at(from);
            return Err(error.help(crate::diagnostic::one_of("environments", patches.keys(), name)));
        };
        let mut value = if patch.is_null() { Json::Object(Map::new()) } else { patch.clone() };
        let extends = value.as_object_mut().and_then(|fields| fields.shift_remove("extends"));
        if chain.insert(name, Layer { at: at.clone(), value: Arc::new(value) }).is_some() {
            let circle: Vec<&str> = chain.keys().copied().collect();
            let message = format!("environments extend each other in a circle: {}", circle.join(" -> "));
            return Err(Diagnostic::error("BF0203", message).label(at.key("extends"), Part::Value, None));
        }
        from = at.key("extends");
        next = match &extends {
            Some(Json::String(other)) => patches.get_key_value(other.as_str()).map_or_else(
                || {
                    let message = format!("there is no environment `{other}` to extend");
                    let error = Diagnostic::error("BF0202", message).at(from.clone());
                    Err(error.help(crate::diagnostic::one_of("environments", patches.keys(), other)))
                },
                |(name, _)| Ok(Some(name.as_str())),
            )?,
            _ => None,
        };
    }
    let mut layers: Vec<Layer> = chain.into_values().rev().collect();
    layers.insert(0, defaults.clone());
    Ok(layers)
}

/// Merges the layers of an environment and decodes the result, component by component so that an error has a place.
fn decode(name: &str, layers: Vec<Layer>) -> Result<Resolved, Vec<Diagnostic>> {
    let mut merged = Json::Object(Map::new());
    for layer in &layers {
        merge(&mut merged, &layer.value);
    }
    // The components are decoded one by one; an environment without any is left as it is, which is an error.
    let components = merged.get_mut("components").map(|all| std::mem::replace(all, Json::Object(Map::new())));
    let mut errors = Vec::new();
    let at = |path: ModelPath| {
        let layer = layers.iter().rev().find(|layer| path.get(&layer.value).is_some());
        layer.map_or_else(|| ModelPath::keys(["environments", name]), |layer| layer.at.join(&path))
    };
    let mut decoded = IndexMap::new();
    for (component, value) in components.as_ref().and_then(Json::as_object).into_iter().flatten() {
        match Component::deserialize(value) {
            Ok(value) => drop(decoded.insert(component.clone(), value)),
            Err(error) => {
                let message = format!("component `{component}` in environment `{name}`: {error}");
                errors.push(
                    Diagnostic::error("BF0200", message)
                        .at_key(at(ModelPath::keys(["components", component]))),
                );
            }
        }
    }
    match Environment::deserialize(&merged) {
        Ok(mut environment) if errors.is_empty() => {
            environment.components = decoded;
            let value = serde_json::to_value(&environment)
                .map_err(|error| vec![Diagnostic::error("BF0200", error.to_string())])?;
            let (settled, allocated) = (Vec::new(), BTreeMap::new());
            Ok(Resolved { name: name.to_owned(), environment, value, settled, layers, allocated })
        }
        Ok(_) => Err(errors),
        Err(error) => {
            let message = format!("environment `{name}`: {error}");
            errors.push(Diagnostic::error("BF0200", message).at_key(ModelPath::keys(["environments", name])));
            Err(errors)
        }
    }
}

/// JSON merge patch (RFC 7396): objects are merged key by key, `null` removes, anything else replaces.
pub fn merge(target: &mut Json, patch: &Json) {
    let Json::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Json::Object(Map::new());
    }
    let Json::Object(target) = target else { return };
    for (key, value) in patch {
        if value.is_null() {
            target.shift_remove(key);
        } else {
            merge(target.entry(key.clone()).or_insert(Json::Null), value);
        }
    }
}

/// The value at a path of mapping keys.
fn get_mut<'v>(value: &'v mut Json, path: &ModelPath) -> Option<&'v mut Json> {
    path.segments().iter().try_fold(value, |value, segment| match segment {
        Segment::Key(key) => value.get_mut(&**key),
        Segment::Index(index) => value.get_mut(index),
    })
}
