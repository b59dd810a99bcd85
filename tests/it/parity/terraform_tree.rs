//! What a Terraform tree deploys.

use std::cell::RefCell;

use biform::targets::parity;
use indexmap::IndexMap;

use super::evaluate::{Evaluator, Locals, Names, with};
use super::functions::{SUBSCRIPTION, encoded};
use super::resource::{Deployed, Resource};
use super::value::{Result, Value};
use super::{Files, has_ending};
use crate::expression::{Expr, Property};
use crate::hcl::{Block, parse};

/// What the root module of an environment deploys, with all its secrets filled.
pub(crate) fn deploy(files: &Files, environment: &str) -> Result<Deployed> {
    let resources = RefCell::default();
    let folder = format!("environments/{environment}");
    let blocks = read(files, &folder)?;
    let secrets = blocks.iter().filter(|block| block.attribute("ephemeral") == Some(&Expr::Bool(true)));
    let secrets = secrets.map(|block| (block.label(0).to_owned(), Value::Int(1))).collect::<Vec<_>>();
    let mut given = IndexMap::new();
    if !secrets.is_empty() {
        given.insert("secret_versions".to_owned(), Value::map(secrets));
    }
    let module = Module { files, folder, blocks, given, resources: &resources, done: RefCell::default() };
    let outputs = module.deploy()?;
    Ok(Deployed { resources: resources.into_inner(), outputs })
}

/// The blocks of all files of a module.
fn read(files: &Files, folder: &str) -> Result<Vec<Block>> {
    let mut blocks = Vec::new();
    let start = format!("{folder}/");
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with(&start) && has_ending(path, "tf")) {
        blocks.extend(parse(text).map_err(|error| format!("{path}: {error}"))?.blocks);
    }
    if blocks.is_empty() { Err(format!("there is no module {folder}")) } else { Ok(blocks) }
}

/// A module with its variables.
struct Module<'t> {
    files: &'t Files,
    folder: String,
    blocks: Vec<Block>,
    given: IndexMap<String, Value>,
    resources: &'t RefCell<Vec<Resource>>,
    done: RefCell<IndexMap<String, Value>>,
}

/// What says how often a block exists, and what it waits for.
const META: [&str; 6] = ["count", "for_each", "depends_on", "source", "provider", "lifecycle"];

impl Module<'_> {
    fn value(&self, expression: &Expr, locals: &Locals) -> Result<Value> {
        Evaluator { names: self }.value(expression, locals)
    }

    fn of<'m>(&'m self, kind: &'m str) -> impl Iterator<Item = &'m Block> {
        self.blocks.iter().filter(move |block| block.name == kind)
    }

    fn deploy(&self) -> Result<IndexMap<String, Value>> {
        for name in self.given.keys() {
            if !self.of("variable").any(|block| block.label(0) == name) {
                return Err(format!("there is no variable {name}"));
            }
        }
        for block in self.of("resource") {
            self.member(block.label(0), block.label(1)).transpose()?;
        }
        for block in self.of("module") {
            self.member("module", block.label(0)).transpose()?;
        }
        let mut outputs = IndexMap::new();
        for block in self.of("output") {
            let value = block.attribute("value").ok_or("an output without a value")?;
            outputs.insert(block.label(0).to_owned(), self.value(value, &Vec::new())?);
        }
        Ok(outputs)
    }

    fn variable(&self, name: &str) -> Option<Result<Value>> {
        let block = self.of("variable").find(|block| block.label(0) == name)?;
        let value = match (self.given.get(name), block.attribute("default")) {
            (Some(Value::Null), Some(default)) if block.attribute("nullable") == Some(&Expr::Bool(false)) => {
                self.value(default, &Vec::new())
            }
            (Some(given), _) => Ok(given.clone()),
            (None, Some(default)) => self.value(default, &Vec::new()),
            (None, None) => Ok(Value::Unknown(format!("var.{name}"))),
        };
        Some(value.and_then(|value| match block.attribute("type") {
            Some(ty) => self.typed(value, ty),
            None => Ok(value),
        }))
    }

    /// A value with the defaults that its type has for what is left out.
    fn typed(&self, value: Value, ty: &Expr) -> Result<Value> {
        let Expr::Call { function, arguments, .. } = ty else { return Ok(value) };
        match (function.as_str(), value, arguments.as_slice()) {
            ("optional", Value::Null, [_, default]) => self.value(default, &Vec::new()),
            ("optional", value, [inner, ..]) => self.typed(value, inner),
            ("list" | "set", Value::List(items), [inner]) => {
                Ok(Value::List(items.into_iter().map(|item| self.typed(item, inner)).collect::<Result<_>>()?))
            }
            ("map", Value::Map(fields), [inner]) => {
                let fields = fields.into_iter().map(|(key, value)| Ok((key, self.typed(value, inner)?)));
                Ok(Value::Map(fields.collect::<Result<_>>()?))
            }
            ("object", Value::Map(fields), [Expr::Object(types)]) => {
                let mut completed = IndexMap::new();
                for property in types {
                    let Property::Field { key, value: ty } = property else { continue };
                    let name = key.literal().unwrap_or_default();
                    let optional = matches!(ty, Expr::Call { function, .. } if function == "optional");
                    let value = fields.get(name).cloned();
                    if value.is_none() && !optional {
                        return Err(format!("{} lacks {name}", Value::Map(fields)));
                    }
                    completed.insert(name.to_owned(), self.typed(value.unwrap_or(Value::Null), ty)?);
                }
                Ok(Value::Map(completed))
            }
            (_, value, _) => Ok(value),
        }
    }

    fn module(&self, block: &Block, locals: &Locals) -> Result<Value> {
        let source = block.attribute("source").and_then(Expr::literal).ok_or("a module without a source")?;
        let folder = resolve(&self.folder, source);
        let mut given = IndexMap::new();
        for (name, value) in block.attributes.iter().filter(|(name, _)| !META.contains(&name.as_str())) {
            given.insert(name.clone(), self.value(value, locals)?);
        }
        let (files, resources) = (self.files, self.resources);
        let blocks = read(files, &folder)?;
        let module =
            Module { files, folder: folder.clone(), blocks, given, resources, done: RefCell::default() };
        let outputs = module.deploy().map_err(|error| format!("{folder}: {error}"))?;
        Ok(Value::Map(outputs))
    }

    fn body(&self, block: &Block, locals: &Locals) -> Result<IndexMap<String, Value>> {
        let mut body = IndexMap::new();
        for (name, value) in block.attributes.iter().filter(|(name, _)| !META.contains(&name.as_str())) {
            body.insert(name.clone(), self.value(value, locals)?);
        }
        let mut blocks: IndexMap<String, Vec<Value>> = IndexMap::new();
        for inner in block.blocks.iter().filter(|inner| !META.contains(&inner.name.as_str())) {
            if inner.name == "dynamic" {
                let name = inner.label(0);
                let found = blocks.entry(name.to_owned()).or_default();
                let over = inner.attribute("for_each").ok_or("a dynamic block without for_each")?;
                let content =
                    inner.blocks.iter().find(|block| block.name == "content").ok_or("no content")?;
                for (key, value) in self.value(over, locals)?.items()? {
                    let item = Value::map([("key", key), ("value", value)]);
                    found.push(Value::Map(self.body(content, &with(locals, &[(name, item)]))?));
                }
            } else {
                let value = Value::Map(self.body(inner, locals)?);
                blocks.entry(inner.name.clone()).or_default().push(value);
            }
        }
        body.extend(blocks.into_iter().map(|(name, found)| (name, Value::List(found))));
        Ok(body)
    }

    fn resource(&self, block: &Block, locals: &Locals) -> Result<Value> {
        let ty = block.label(0);
        let mut known = self.body(block, locals)?;
        if block.name == "data" {
            let of = if ty == "azurerm_client_config" { "tenant".to_owned() } else { format!("data.{ty}") };
            return Ok(Value::Part { of, known });
        }
        if let ("azapi_update_resource", Some(amended)) = (ty, known.get("resource_id")) {
            return self.amend(&amended.to_string(), &known);
        }
        let Some(id) = id(ty, &known)? else {
            return Ok(Value::Part { of: format!("{ty}.{}", block.label(1)), known });
        };
        let body = Value::Map(known.clone());
        self.resources.borrow_mut().push(Resource { id: id.clone(), declared: ty.to_owned(), body });
        known.insert("id".to_owned(), Value::text(&id));
        Ok(Value::Part { of: id, known })
    }

    /// Adds to a resource that another block declares what only azapi can say of it.
    fn amend(&self, id: &str, known: &IndexMap<String, Value>) -> Result<Value> {
        let mut resources = self.resources.borrow_mut();
        let amended = resources.iter_mut().find(|resource| resource.id == id);
        let amended = amended.ok_or_else(|| format!("{id} is amended, but not declared"))?;
        if let (Value::Map(fields), Some(body)) = (&mut amended.body, known.get("body")) {
            fields.insert("body".to_owned(), body.clone());
        }
        Ok(Value::Part { of: id.to_owned(), known: known.clone() })
    }

    /// One, or as many as `count` or `for_each` say.
    fn each(&self, block: &Block, make: &dyn Fn(&Block, &Locals) -> Result<Value>) -> Result<Value> {
        if let Some(count) = block.attribute("count") {
            let Value::Int(count) = self.value(count, &Vec::new())? else {
                return Err("count is no number".to_owned());
            };
            return Ok(Value::List((0..count).map(|_| make(block, &Vec::new())).collect::<Result<_>>()?));
        }
        let Some(over) = block.attribute("for_each") else { return make(block, &Vec::new()) };
        let over = self.value(over, &Vec::new())?;
        let mut instances = IndexMap::new();
        for (key, value) in over.items()? {
            let key = if matches!(over, Value::List(_)) { value.clone() } else { key };
            let each = Value::map([("key", key.clone()), ("value", value)]);
            let instance = make(block, &with(&Vec::new(), &[("each", each)]))?;
            instances.insert(key.to_string(), instance);
        }
        Ok(Value::Map(instances))
    }

    fn declared(&self, object: &str, name: &str) -> Option<Result<Value>> {
        match object {
            "var" => self.variable(name),
            "local" => self
                .of("locals")
                .find_map(|block| block.attribute(name))
                .map(|value| self.value(value, &Vec::new())),
            "module" => {
                let block = self.of("module").find(|block| block.label(0) == name)?;
                Some(self.each(block, &|block, locals| self.module(block, locals)))
            }
            "data" => {
                let found = self.of("data").filter(|block| block.label(0) == name);
                let values = found.map(|block| {
                    let value = self.each(block, &|block, locals| self.resource(block, locals))?;
                    Ok((block.label(1).to_owned(), value))
                });
                Some(values.collect::<Result<IndexMap<_, _>>>().map(Value::Map))
            }
            ty => {
                let mut found =
                    self.of("resource").filter(|block| block.label(0) == ty && block.label(1) == name);
                Some(self.each(found.next()?, &|block, locals| self.resource(block, locals)))
            }
        }
    }
}

impl Names for Module<'_> {
    fn name(&self, name: &str) -> Option<Result<Value>> {
        // A whole resource type is asked for only by names of one resource.
        Some(Err(format!("{name} by itself")))
    }

    fn member(&self, object: &str, name: &str) -> Option<Result<Value>> {
        let key = format!("{object}.{name}");
        if let Some(done) = self.done.borrow().get(&key) {
            return Some(Ok(done.clone()));
        }
        let found = self.declared(object, name)?.map_err(|error| format!("{key}: {error}"));
        if let Ok(value) = &found {
            self.done.borrow_mut().insert(key, value.clone());
        }
        Some(found)
    }
}

/// A path relative to a folder.
fn resolve(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in path.split('/') {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

/// The id that a resource has in Azure; `None` for what is none there.
fn id(ty: &str, body: &IndexMap<String, Value>) -> Result<Option<String>> {
    let text = |name: &str| body.get(name).filter(|value| **value != Value::Null).map(ToString::to_string);
    let want = |name: &str| text(name).ok_or_else(|| format!("{ty} has no {name}"));
    if ty == "azapi_resource" || ty == "azapi_update_resource" {
        let declared = want("type")?;
        let arm = declared.split('@').next().unwrap_or_default();
        let (parent, name) = (want("parent_id")?, want("name")?);
        let child = arm.split('/').count() > 2;
        let last = if child { arm.rsplit('/').next().unwrap_or_default() } else { arm };
        let between = if child { "" } else { "/providers" };
        return Ok(Some(format!("{parent}{between}/{last}/{name}")));
    }
    if parity::TERRAFORM_ONLY.iter().any(|(only, _)| *only == ty) {
        return Ok(None);
    }
    let resource = parity::RESOURCES.iter().find(|resource| resource.terraform == ty);
    let pattern = resource.ok_or_else(|| format!("{ty} is not in the table of resources"))?.id;
    let mut id = String::new();
    for (at, piece) in pattern.split(['{', '}']).enumerate() {
        if at % 2 == 0 {
            id.push_str(piece);
            continue;
        }
        match piece {
            "group" => {
                id.push_str(&format!("{SUBSCRIPTION}/resourceGroups/{}", want("resource_group_name")?));
            }
            "subscription" => id.push_str(SUBSCRIPTION),
            "$label" => id.extend(text("label").map(|label| format!("${}", tilde(&label)))),
            _ => match piece.strip_prefix('~') {
                Some(name) => id.push_str(&tilde(&want(name)?)),
                None => id.push_str(&want(piece)?),
            },
        }
    }
    Ok(Some(id))
}

/// A key or label of App Configuration as it stands in an id.
fn tilde(text: &str) -> String {
    encoded(text).replace('~', "~7E").replace('%', "~")
}
