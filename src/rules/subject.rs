//! What rules look at: all environments, resolved and lowered.
//!
//! Fields of a kind are read by path from the resolved values, because a finding needs the path anyway.

use serde_json::Value as Json;

use crate::kinds::fields::Isolation;
use crate::kinds::site::{self, Scene};
use crate::kinds::{Catalogue, Component, Kind};
use crate::lowering::{Lowered, recovery};
use crate::model::Routing;
use crate::path::ModelPath;
use crate::resolve::Environments;

use super::Finding;

/// A model with everything that is known of it before its environments become one blueprint.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'m> {
    /// The resolved environments.
    pub environments: &'m Environments,
    /// The same, lowered, in the same order.
    pub lowered: &'m [Lowered],
    /// Fields and interfaces of all kinds.
    pub catalogue: &'m Catalogue,
}

impl<'m> Subject<'m> {
    /// Every component of one kind, in every environment.
    pub fn of_kind(&self, kind: &'static str) -> impl Iterator<Item = Part<'m>> {
        self.components().filter(move |part| part.kind().key() == kind)
    }

    /// Every component of every environment, implied ones included.
    pub fn components(&self) -> impl Iterator<Item = Part<'m>> {
        let subject = *self;
        subject.lowered.iter().flat_map(move |lowered| subject.components_in(lowered))
    }

    /// Every component of one environment, implied ones included.
    pub fn components_in(&self, lowered: &'m Lowered) -> impl Iterator<Item = Part<'m>> + use<'m> {
        let subject = *self;
        let components = &lowered.resolved.environment.components;
        components.iter().map(move |(name, component)| Part { subject, lowered, name, component })
    }

    /// Every app that users of an environment reach through this kind of global routing.
    pub fn routed(&self, routing: Routing) -> impl Iterator<Item = Part<'m>> {
        self.components().filter(move |part| {
            let environment = &part.lowered.resolved.environment;
            recovery::second_region(environment).is_some_and(|second| second.strategy.runs_compute())
                && recovery::routing(environment) == Some(routing)
                && part.kind().probe(&part.subject.scene(part.lowered).site(part.name)).is_some()
        })
    }

    /// One environment as lowering sees it.
    #[must_use]
    pub fn scene(&self, lowered: &'m Lowered) -> Scene<'m> {
        lowered.scene(self.environments, self.catalogue)
    }
}

/// A component in one environment.
#[derive(Debug, Clone, Copy)]
pub struct Part<'m> {
    /// The model.
    pub subject: Subject<'m>,
    /// The environment.
    pub lowered: &'m Lowered,
    /// The component's name.
    pub name: &'m str,
    /// The component.
    pub component: &'m Component,
}

impl<'m> Part<'m> {
    /// The kind behind the component.
    #[must_use]
    pub fn kind(&self) -> &'m dyn Kind {
        self.component.kind()
    }

    /// The environment's name.
    #[must_use]
    pub fn environment(&self) -> &'m str {
        &self.lowered.resolved.name
    }

    /// The resolved path of the component.
    #[must_use]
    pub fn path(&self) -> ModelPath {
        Scene::path(self.name)
    }

    /// The resolved path of a field, or of something inside it.
    #[must_use]
    pub fn field<'k>(&self, keys: impl IntoIterator<Item = &'k str>) -> ModelPath {
        keys.into_iter().fold(self.path(), |path, key| path.key(key))
    }

    /// The value at a resolved path, defaults included; `None` also for null.
    #[must_use]
    pub fn value(&self, path: &ModelPath) -> Option<&'m Json> {
        path.get(&self.lowered.resolved.value).filter(|value| !value.is_null())
    }

    /// The text of a field.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<&'m str> {
        self.value(&self.field([field]))?.as_str()
    }

    /// The number in a field.
    #[must_use]
    pub fn number(&self, field: &str) -> Option<i64> {
        self.value(&self.field([field]))?.as_i64()
    }

    /// Whether a field is true.
    #[must_use]
    pub fn flag(&self, field: &str) -> bool {
        self.value(&self.field([field])).and_then(Json::as_bool).unwrap_or(false)
    }

    /// What a collection holds: the name and path of each entry of a mapping, or text of a list.
    #[must_use]
    pub fn entries(&self, field: &str) -> Vec<(&'m str, ModelPath)> {
        self.entries_at(&self.field([field]))
    }

    /// The same for a collection anywhere in the component.
    #[must_use]
    pub fn entries_at(&self, path: &ModelPath) -> Vec<(&'m str, ModelPath)> {
        match self.value(path) {
            Some(Json::Object(fields)) => fields.keys().map(|key| (key.as_str(), path.key(key))).collect(),
            Some(Json::Array(items)) => {
                let texts = items.iter().enumerate();
                texts.filter_map(|(index, item)| Some((item.as_str()?, path.index(index)))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether a collection holds anything.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        !self.entries(field).is_empty()
    }

    /// Whether the network in fact has the blocks of this field: those of a second region only where there is one, or
    /// the model writes them.
    #[must_use]
    pub fn has_addresses_of(&self, field: &str) -> bool {
        let second = recovery::second_region(&self.lowered.resolved.environment).is_some();
        field == "addressSpaces" || second || self.writes(&self.field([field]))
    }

    /// Another component of the same environment.
    #[must_use]
    pub fn component_named(&self, name: &str) -> Option<Part<'m>> {
        let (name, component) = self.lowered.resolved.environment.components.get_key_value(name)?;
        Some(Part { name, component, ..*self })
    }

    /// The component that a field names.
    #[must_use]
    pub fn target(&self, field: &str) -> Option<Part<'m>> {
        self.component_named(self.text(field)?)
    }

    /// Whether the model writes what stands at a resolved path of this environment.
    #[must_use]
    pub fn writes(&self, path: &ModelPath) -> bool {
        matches!(self.lowered.resolved.source(path), crate::resolve::Source::Document(_))
    }

    /// Where in the document to point for a resolved path.
    #[must_use]
    pub fn place(&self, path: &ModelPath) -> ModelPath {
        self.lowered.resolved.place(path)
    }

    /// Who reaches the component.
    #[must_use]
    pub fn access(&self) -> Isolation {
        let resolved = &self.lowered.resolved;
        site::access(self.name, &resolved.value, resolved.environment.isolation)
    }

    /// The place that says who reaches the component: its own `ingress` or the environment's `isolation`.
    #[must_use]
    pub fn access_place(&self) -> ModelPath {
        let ingress = self.field(["ingress"]);
        let path = if self.writes(&ingress) { ingress } else { ModelPath::keys(["isolation"]) };
        self.place(&path)
    }

    /// A problem of this environment, marked at a resolved path.
    #[must_use]
    pub fn finding(&self, path: &ModelPath, message: impl Into<String>) -> Finding {
        Finding::new(message).at(self.place(path)).in_environment(self.environment())
    }

    /// A problem of this environment, marked at the key of a resolved path.
    #[must_use]
    pub fn finding_at_key(&self, path: &ModelPath, message: impl Into<String>) -> Finding {
        Finding::new(message).at_key(self.place(path)).in_environment(self.environment())
    }
}
