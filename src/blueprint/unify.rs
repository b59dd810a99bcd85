//! Unification: the plans of all environments become one, and what differs becomes parameters.
//!
//! Differences are explained by ORIGIN. A value written in the model that differs is one parameter named after
//! its path; what is worked out from it is a choice on that parameter, never a second one. The law: putting an
//! environment's parameters back ([`Unified::plan_for`]) gives that environment's own plan.

mod sequence;

use indexmap::{IndexMap, IndexSet};
use serde_json::Value as Json;

use super::call::{Call, CallKey, Parameter, Placement, Plan, TreeOutput};
use super::names;
use super::second_region;
use super::types::{Field, Type};
use super::value::{Entry, Match, Node, Origin, Part, Value};
use crate::path::ModelPath;

/// One environment as unification sees it.
#[derive(Debug)]
pub struct Source<'e> {
    /// The environment's name.
    pub name: &'e str,
    /// The resolved model with all defaults, addressed by origins.
    pub resolved: &'e Json,
    /// The environment's own plan.
    pub plan: &'e Plan,
}

/// Types of values in the model and of module inputs.
pub trait Types {
    /// The field at a path of the resolved model, if the schema knows it.
    fn at(&self, path: &ModelPath) -> Option<Field>;
    /// An input of a module.
    fn input(&self, module: &str, input: &str) -> Option<Field>;
}

/// A difference between environments that no parameter can carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Where the differing values come from, or the input that takes them.
    pub path: ModelPath,
}

/// What unification makes of several plans.
#[derive(Debug, Default)]
pub struct Unified {
    /// Parameters by name, in the order of their first use.
    pub parameters: IndexMap<String, Parameter>,
    /// The calls of all environments.
    pub calls: IndexMap<CallKey, Call>,
    /// The outputs of all environments.
    pub outputs: IndexMap<String, TreeOutput>,
}

/// Makes one plan of the plans of all environments.
pub fn unify(sources: &[Source<'_>], types: &dyn Types) -> Result<Unified, Vec<Conflict>> {
    let mut unifier = Unifier { sources, types, parameters: IndexMap::new(), conflicts: Vec::new() };
    let mut calls = unifier.calls();
    let mut outputs = unifier.outputs();
    calls = second_region::in_common(calls, sources, &unifier.parameters);
    let inputs = calls.values_mut().flat_map(|call| call.inputs.values_mut());
    let values = inputs.chain(outputs.values_mut().map(|output| &mut output.value));
    for value in values {
        sequence::carry(value, &unifier.parameters, sources.len());
        // What became no parameter is text like any other.
        *value = value.clone().flat();
    }
    if unifier.conflicts.is_empty() {
        Ok(Unified { parameters: unifier.parameters, calls, outputs })
    } else {
        Err(unifier.conflicts)
    }
}

/// A value in one environment, by the environment's position.
type Alternative<'v> = (usize, &'v Value);

/// What a parent knows of the values it asks to merge.
#[derive(Clone)]
struct Place {
    /// Names a parameter when nothing in the model explains a difference.
    path: ModelPath,
    field: Option<Field>,
    /// The question is whether what stands there exists.
    is_presence: bool,
}

impl Place {
    fn below(&self, key: &str) -> Self {
        let field = self.field.as_ref().and_then(|field| field.ty.field(key)).cloned();
        Self { path: self.path.key(key), field, is_presence: false }
    }

    fn element(&self, key: &str) -> Self {
        let field = self.field.as_ref().and_then(|field| match &field.ty {
            Type::Map(inner) => Some(Field { ty: (**inner).clone(), ..field.clone() }),
            _ => None,
        });
        Self { path: self.path.key(key), field, is_presence: false }
    }
}

struct Unifier<'e> {
    sources: &'e [Source<'e>],
    types: &'e dyn Types,
    parameters: IndexMap<String, Parameter>,
    conflicts: Vec<Conflict>,
}

impl Unifier<'_> {
    fn calls(&mut self) -> IndexMap<CallKey, Call> {
        let sources = self.sources;
        let keys: IndexSet<&CallKey> = sources.iter().flat_map(|source| source.plan.calls.keys()).collect();
        keys.into_iter()
            .map(|key| {
                let found: Vec<(usize, &Call)> = sources
                    .iter()
                    .enumerate()
                    .filter_map(|(at, source)| Some((at, source.plan.calls.get(key)?)))
                    .collect();
                (key.clone(), self.call(key, &found))
            })
            .collect()
    }

    fn call(&mut self, key: &CallKey, found: &[(usize, &Call)]) -> Call {
        let origins = found.iter().map(|(_, call)| &call.origin);
        let path = key
            .part
            .iter()
            .fold(ModelPath::keys(["components", &key.component]), |path, word| path.key(word));
        let path = match key.placement {
            Placement::Primary => path,
            Placement::Secondary => path.key("secondary"),
            Placement::Global => path.key("global"),
        };
        let when = self.presence(&found.iter().map(|(at, _)| *at).collect::<Vec<_>>(), origins, None, &path);
        let Some((_, first)) = found.first() else { unreachable!("a key comes from at least one plan") };
        let mut call = Call::new(first.module, first.origin.clone());
        call.when = when;
        call.group = first.group;
        let inputs: IndexSet<&String> = found.iter().flat_map(|(_, call)| call.inputs.keys()).collect();
        for input in inputs {
            let field = self.types.input(first.module, input);
            let place = Place { path: path.key(input), field, is_presence: false };
            let absent = Value::fixed(Node::Null);
            let alternatives: Vec<Alternative<'_>> =
                found.iter().map(|(at, call)| (*at, call.inputs.get(input).unwrap_or(&absent))).collect();
            let value = self.merge(&alternatives, &place);
            call.inputs.insert(input.clone(), value);
        }
        for (_, alternative) in found {
            call.after.extend(alternative.after.iter().map(|(key, reason)| (key.clone(), *reason)));
        }
        call
    }

    fn outputs(&mut self) -> IndexMap<String, TreeOutput> {
        let sources = self.sources;
        let names: IndexSet<&String> = sources.iter().flat_map(|source| source.plan.outputs.keys()).collect();
        let absent = Value::fixed(Node::Null);
        names
            .into_iter()
            .map(|name| {
                let alternatives: Vec<Alternative<'_>> = sources
                    .iter()
                    .enumerate()
                    .map(|(at, source)| {
                        (at, source.plan.outputs.get(name).map_or(&absent, |output| &output.value))
                    })
                    .collect();
                let Some(first) = sources.iter().find_map(|source| source.plan.outputs.get(name)) else {
                    unreachable!("a name comes from at least one plan")
                };
                let field = Field::required(first.ty.clone(), first.description.as_str());
                let path = ModelPath::keys(["outputs", name]);
                let place = Place { path, field: Some(field), is_presence: false };
                let value = self.merge(&alternatives, &place);
                (name.clone(), TreeOutput { value, ..first.clone() })
            })
            .collect()
    }

    /// When something exists that is there in the environments `present`; `None` is always.
    /// `among` limits the question to some environments; `place` is where it stands in the plan.
    fn presence<'o>(
        &mut self,
        present: &[usize],
        origins: impl Iterator<Item = &'o Origin>,
        among: Option<&[usize]>,
        place: &ModelPath,
    ) -> Option<Value> {
        let all: Vec<usize> = among.map_or_else(|| (0..self.sources.len()).collect(), <[usize]>::to_vec);
        if present.len() == all.len() {
            return None;
        }
        let paths: IndexSet<ModelPath> = origins.flat_map(|origin| origin.paths().iter().cloned()).collect();
        let decided_by = |is: bool| Value::fixed(Node::Bool(is)).derived_from(paths.iter().cloned());
        let (yes, no) = (decided_by(true), decided_by(false));
        let alternatives: Vec<Alternative<'_>> =
            all.iter().map(|at| (*at, if present.contains(at) { &yes } else { &no })).collect();
        let paths: Vec<ModelPath> = paths.into_iter().collect();
        let place = Place { path: place.clone(), field: None, is_presence: true };
        // What is there exactly where the model writes it has a flag of its own: its value says nothing of it.
        let written = self
            .decisive(&alternatives, &paths)
            .map(|(path, _)| path)
            .or(paths.first())
            .filter(|path| all.iter().all(|at| self.raw(*at, path).is_some() == present.contains(at)));
        if written.is_none()
            && let Some(decided) = self.decide(&alternatives, &paths, &place)
        {
            return Some(decided);
        }
        // Without a path that explains it, the flag has the name of what it is for: that of a path would say more.
        Some(self.flag(&alternatives, written.unwrap_or(&place.path)))
    }

    fn flag(&mut self, alternatives: &[Alternative<'_>], path: &ModelPath) -> Value {
        let name = names::flag(path);
        for (at, value) in alternatives {
            self.set(&name, *at, value.literal().unwrap_or_default(), &flag_field(path), path);
        }
        Value::fixed(Node::Parameter(name))
    }

    fn merge(&mut self, alternatives: &[Alternative<'_>], place: &Place) -> Value {
        let Some(((_, first), rest)) = alternatives.split_first() else { return Value::fixed(Node::Null) };
        if rest.iter().all(|(_, value)| value == first) {
            return sequence::common(alternatives, first);
        }
        if let Some(merged) = self.merge_fields(alternatives, place) {
            return merged;
        }
        if let Some(merged) = self.merge_text(alternatives, place) {
            return merged;
        }
        if let Some(path) = model_path(alternatives)
            && alternatives.iter().all(|(at, value)| self.is_verbatim(*at, value, &path))
        {
            let field = self.field_at(&path, place);
            return self.parameter(alternatives, &path, &field);
        }
        if let Some(merged) = self.merge_list(alternatives, place) {
            return merged;
        }
        let paths: IndexSet<ModelPath> =
            alternatives.iter().flat_map(|(_, value)| value.origin.paths().iter().cloned()).collect();
        let paths: Vec<ModelPath> = paths.into_iter().collect();
        if let Some(decided) = self.decide(alternatives, &paths, place) {
            return decided;
        }
        if alternatives.iter().all(|(_, value)| value.literal().is_some()) {
            // A flag has one name, however many of the environments ask for it.
            if place.is_presence {
                return self.flag(alternatives, &place.path);
            }
            // Nothing in the model explains it: it is an input of its module, and described as such.
            let field = place.field.clone().unwrap_or_else(|| self.field_at(&place.path, place));
            return self.parameter(alternatives, &place.path, &field);
        }
        self.conflicts.push(Conflict { path: paths.first().unwrap_or(&place.path).clone() });
        (*first).clone()
    }

    /// Merges objects field by field and maps entry by entry; `None` when the values are neither.
    fn merge_fields(&mut self, alternatives: &[Alternative<'_>], place: &Place) -> Option<Value> {
        let origin = alternatives.first()?.1.origin.clone();
        if let Some(objects) = all(alternatives, |node| match node {
            Node::Object(fields) => Some(fields),
            _ => None,
        }) {
            return Some(Value::new(Node::Object(self.merge_object(&objects, place)), origin));
        }
        let maps = all(alternatives, |node| match node {
            Node::Map { base, entries } => Some((base, entries)),
            _ => None,
        })?;
        let base = *maps.first()?.1.0;
        if maps.iter().any(|(_, (other, _))| **other != base) {
            return None;
        }
        let maps: Vec<_> = maps.into_iter().map(|(at, (_, entries))| (at, entries)).collect();
        Some(Value::new(Node::Map { base, entries: self.merge_map(&maps, place) }, origin))
    }

    fn merge_object(
        &mut self,
        objects: &[(usize, &IndexMap<String, Entry>)],
        place: &Place,
    ) -> IndexMap<String, Entry> {
        let keys: IndexSet<&String> = objects.iter().flat_map(|(_, fields)| fields.keys()).collect();
        let absent = Value::fixed(Node::Null);
        keys.into_iter()
            .map(|key| {
                let values: Vec<Alternative<'_>> = objects
                    .iter()
                    .map(|(at, fields)| (*at, fields.get(key).map_or(&absent, |entry| &entry.value)))
                    .collect();
                (key.clone(), Entry { value: self.merge(&values, &place.below(key)), when: None })
            })
            .collect()
    }

    fn merge_map(
        &mut self,
        maps: &[(usize, &IndexMap<String, Entry>)],
        place: &Place,
    ) -> IndexMap<String, Entry> {
        let keys: IndexSet<&String> = maps.iter().flat_map(|(_, entries)| entries.keys()).collect();
        let among: Vec<usize> = maps.iter().map(|(at, _)| *at).collect();
        keys.into_iter()
            .map(|key| {
                let values: Vec<Alternative<'_>> =
                    maps.iter().filter_map(|(at, entries)| Some((*at, &entries.get(key)?.value))).collect();
                let present: Vec<usize> = values.iter().map(|(at, _)| *at).collect();
                let origins = values.iter().map(|(_, value)| &value.origin);
                let when = self.presence(&present, origins, Some(&among), &place.path.key(key));
                (key.clone(), Entry { value: self.merge(&values, &place.element(key)), when })
            })
            .collect()
    }

    /// The first of the paths whose values alone explain a difference.
    fn decisive<'p, 'v>(
        &self,
        alternatives: &[Alternative<'v>],
        paths: &'p [ModelPath],
    ) -> Option<(&'p ModelPath, Groups<'v>)> {
        paths
            .iter()
            .map(|path| (path, self.group(alternatives, path)))
            .find(|(_, groups)| groups.len() > 1 && groups.values().all(same))
    }

    /// Explains a difference by the model values at `paths`: a choice on one parameter, or on several.
    fn decide(
        &mut self,
        alternatives: &[Alternative<'_>],
        paths: &[ModelPath],
        place: &Place,
    ) -> Option<Value> {
        let telling = || {
            let mut found = paths.iter().map(|path| (path, self.group(alternatives, path)));
            found.find(|(_, groups)| groups.len() > 1)
        };
        let (path, groups) = self.decisive(alternatives, paths).or_else(telling)?;
        let is_flag = alternatives.iter().any(|(at, _)| self.raw(*at, path).is_some_and(is_collection));
        let field = if is_flag { flag_field(path) } else { self.field_at(path, place) };
        let name = if is_flag { names::flag(path) } else { names::parameter(path) };
        for (at, _) in alternatives {
            let value = self.selector(*at, path);
            self.set(&name, *at, value, &field, path);
        }
        let cases: Vec<(Json, Value)> = groups
            .values()
            .map(|(key, group)| (key.clone(), written_as(self.merge(group, place), path, key, &name)))
            .collect();
        let same_type = place.field.as_ref().is_none_or(|input| input.ty == field.ty);
        if same_type && cases.iter().all(|(key, value)| value.literal().as_ref() == Some(key)) {
            return Some(Value::fixed(Node::Parameter(name)));
        }
        Some(Value::fixed(Node::Match(Box::new(Match { parameter: name, cases }))))
    }

    fn group<'v>(&self, alternatives: &[Alternative<'v>], path: &ModelPath) -> Groups<'v> {
        let mut groups = Groups::new();
        for (at, value) in alternatives {
            let key = self.selector(*at, path);
            groups.entry(key.to_string()).or_insert_with(|| (key, Vec::new())).1.push((*at, *value));
        }
        groups
    }

    fn raw(&self, at: usize, path: &ModelPath) -> Option<&Json> {
        path.get(self.sources[at].resolved).filter(|value| !value.is_null())
    }

    /// The value that tells environments apart: a plain value, or whether a collection is there.
    fn selector(&self, at: usize, path: &ModelPath) -> Json {
        let collection =
            (0..self.sources.len()).any(|other| self.raw(other, path).is_some_and(is_collection));
        match self.raw(at, path) {
            present if collection => Json::from(present.is_some()),
            Some(value) => value.clone(),
            None => Json::Null,
        }
    }

    fn is_verbatim(&self, at: usize, value: &Value, path: &ModelPath) -> bool {
        let raw = self.raw(at, path).cloned().unwrap_or_default();
        value.literal().is_some_and(|literal| !literal.is_object() && literal == raw)
    }

    fn parameter(&mut self, alternatives: &[Alternative<'_>], path: &ModelPath, field: &Field) -> Value {
        let name = names::parameter(path);
        for (at, value) in alternatives {
            self.set(&name, *at, value.literal().unwrap_or_default(), field, path);
        }
        Value::new(Node::Parameter(name), Origin::Model(path.clone()))
    }

    fn field_at(&self, path: &ModelPath, place: &Place) -> Field {
        self.types
            .at(path)
            .or_else(|| place.field.clone())
            .unwrap_or_else(|| Field::required(Type::String, format!("Value of {path}.")))
    }

    /// Sets a parameter's value in one environment. It has one value there, whoever asks for it.
    fn set(&mut self, name: &str, at: usize, value: Json, field: &Field, path: &ModelPath) {
        let parameter = self.parameters.entry(name.to_owned()).or_insert_with(|| Parameter {
            ty: field.ty.clone(),
            description: field.description.clone(),
            nullable: false,
            values: IndexMap::new(),
        });
        parameter.nullable |= value.is_null();
        let environment = self.sources[at].name;
        match parameter.values.get(environment) {
            Some(before) if *before != value => self.conflicts.push(Conflict { path: path.clone() }),
            Some(_) => {}
            None => drop(parameter.values.insert(environment.to_owned(), value)),
        }
    }
}

/// Alternatives by the (printed) value that tells them apart.
type Groups<'v> = IndexMap<String, (Json, Vec<Alternative<'v>>)>;

fn same((_, group): &(Json, Vec<Alternative<'_>>)) -> bool {
    group.windows(2).all(|pair| pair[0].1 == pair[1].1)
}

fn is_collection(value: &Json) -> bool {
    value.is_object() || value.is_array()
}

fn flag_field(path: &ModelPath) -> Field {
    Field::required(Type::Bool, format!("Whether to deploy {}.", crate::blueprint::describe(path)))
}

/// The one path at which all values were written; values that are absent may be anywhere.
fn model_path(alternatives: &[Alternative<'_>]) -> Option<ModelPath> {
    let mut found: Option<&ModelPath> = None;
    for (_, value) in alternatives {
        match (&value.origin, found) {
            (Origin::Model(path), Some(other)) if path != other => return None,
            (Origin::Model(path), _) => found = Some(path),
            _ if value.node == Node::Null => {}
            _ => return None,
        }
    }
    found.cloned()
}

/// A case of a choice on the value at `path`, with the parameter wherever text of the case holds that value.
fn written_as(mut case: Value, path: &ModelPath, key: &Json, parameter: &str) -> Value {
    case.visit_mut(&mut |value| {
        let Node::Interpolation(parts) = &mut value.node else { return };
        for part in parts {
            if let Part::Value(value) = part
                && matches!(&value.origin, Origin::Model(written) if written == path)
                && value.literal().as_ref() == Some(key)
            {
                value.node = Node::Parameter(parameter.to_owned());
            }
        }
    });
    case
}

fn all<'v, T>(
    alternatives: &[Alternative<'v>],
    pick: impl Fn(&'v Node) -> Option<T>,
) -> Option<Vec<(usize, T)>> {
    alternatives.iter().map(|(at, value)| Some((*at, pick(&value.node)?))).collect()
}
