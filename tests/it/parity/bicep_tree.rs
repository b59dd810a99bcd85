//! What a Bicep tree deploys.

use std::cell::RefCell;
use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::evaluate::{Evaluator, Locals, Names};
use super::functions::SUBSCRIPTION;
use super::resource::{Deployed, Resource};
use super::value::{Result, Value};
use super::{Files, has_ending};
use crate::bicep::{File, What, parse};
use crate::expression::Expr;

/// What the tree deploys with one parameter file.
pub(crate) fn deploy(files: &Files, environment: &str, group: &str) -> Result<Deployed> {
    let read = |path: &str| -> Result<File> {
        let text = files.get(path).ok_or_else(|| format!("there is no {path}"))?;
        parse(text).map_err(|error| format!("{path}: {error}"))
    };
    let mut parsed = BTreeMap::new();
    for path in files.keys().filter(|path| has_ending(path, "bicep")) {
        parsed.insert(path.clone(), read(path)?);
    }
    let given = read(&format!("parameters/{environment}.bicepparam"))?;
    let nothing = File::default();
    let resources = RefCell::default();
    let empty = Scope::new(&parsed, &nothing, IndexMap::new(), Value::Null, &resources);
    let mut parameters = IndexMap::new();
    for declaration in &given.declarations {
        if let What::Assignment(value) = &declaration.what {
            parameters.insert(declaration.name.clone(), empty.value(value, &Vec::new())?);
        }
    }
    let group = group_value(group);
    let main = parsed.get("main.bicep").ok_or("there is no main.bicep")?;
    let outputs = Scope::new(&parsed, main, parameters, group, &resources).deploy()?;
    Ok(Deployed { resources: resources.into_inner(), outputs })
}

fn group_value(name: &str) -> Value {
    let id = format!("{SUBSCRIPTION}/resourceGroups/{name}");
    let known = [("id", id.as_str()), ("name", name)];
    let known = known.into_iter().map(|(key, value)| (key.to_owned(), Value::text(value))).collect();
    Value::Part { of: id, known }
}

/// A file with its parameters.
struct Scope<'t> {
    files: &'t BTreeMap<String, File>,
    file: &'t File,
    parameters: IndexMap<String, Value>,
    group: Value,
    resources: &'t RefCell<Vec<Resource>>,
    done: RefCell<IndexMap<String, Value>>,
}

impl<'t> Scope<'t> {
    fn new(
        files: &'t BTreeMap<String, File>,
        file: &'t File,
        parameters: IndexMap<String, Value>,
        group: Value,
        resources: &'t RefCell<Vec<Resource>>,
    ) -> Self {
        Self { files, file, parameters, group, resources, done: RefCell::default() }
    }

    fn value(&self, expression: &Expr, locals: &Locals) -> Result<Value> {
        Evaluator { names: self }.value(expression, locals)
    }

    /// Deploys everything and gives the outputs.
    fn deploy(&self) -> Result<IndexMap<String, Value>> {
        for name in self.parameters.keys() {
            let known = self.file.declarations.iter().any(|declaration| declaration.name == *name);
            if !known {
                return Err(format!("there is no parameter {name}"));
            }
        }
        let mut outputs = IndexMap::new();
        for declaration in &self.file.declarations {
            match &declaration.what {
                What::Resource { .. } | What::Module { .. } => {
                    drop(self.name(&declaration.name).transpose()?);
                }
                What::Output { value, .. } => {
                    drop(outputs.insert(declaration.name.clone(), self.value(value, &Vec::new())?));
                }
                _ => {}
            }
        }
        Ok(outputs)
    }

    /// One for each item of a loop, none where a condition does not hold.
    fn each(&self, body: &Expr, make: &dyn Fn(&Expr, &Locals) -> Result<Value>) -> Result<Value> {
        match body {
            Expr::For(found) => {
                let rounds = Evaluator { names: self }.rounds(found, &Vec::new())?;
                let items = rounds.iter().map(|locals| self.perhaps(&found.value, locals, make));
                Ok(Value::List(items.collect::<Result<_>>()?))
            }
            body => self.perhaps(body, &Vec::new(), make),
        }
    }

    fn perhaps(
        &self,
        body: &Expr,
        locals: &Locals,
        make: &dyn Fn(&Expr, &Locals) -> Result<Value>,
    ) -> Result<Value> {
        match body {
            Expr::If { condition, body } => {
                if self.value(condition, locals)?.truth()? {
                    make(body, locals)
                } else {
                    Ok(Value::Null)
                }
            }
            body => make(body, locals),
        }
    }

    fn resource(&self, ty: &str, existing: bool, body: &Expr, locals: &Locals) -> Result<Value> {
        let Value::Map(mut known) = self.value(body, locals)? else {
            return Err(format!("{ty} has no body"));
        };
        let name = known.get("name").ok_or_else(|| format!("{ty} has no name"))?.to_string();
        let ty = ty.split('@').next().unwrap_or_default();
        let (parent, scope) = (known.shift_remove("parent"), known.shift_remove("scope"));
        let id_of = |value: &Value| {
            let id = value.member("id").ok_or_else(|| format!("{value} has no id"))?;
            Ok::<String, String>(id.to_string())
        };
        let id = match (parent, scope) {
            _ if ty == "Microsoft.Resources/resourceGroups" => {
                format!("{SUBSCRIPTION}/resourceGroups/{name}")
            }
            (Some(parent), _) => {
                format!("{}/{}/{name}", id_of(&parent)?, ty.rsplit('/').next().unwrap_or_default())
            }
            (None, scope) => {
                format!("{}/providers/{ty}/{name}", id_of(scope.as_ref().unwrap_or(&self.group))?)
            }
        };
        known.shift_remove("dependsOn");
        if !existing {
            let body = Value::Map(known.clone());
            self.resources.borrow_mut().push(Resource { id: id.clone(), declared: ty.to_owned(), body });
        }
        known.insert("id".to_owned(), Value::text(&id));
        Ok(Value::Part { of: id, known })
    }

    fn module(&self, path: &str, body: &Expr, locals: &Locals) -> Result<Value> {
        let file = self.files.get(path).ok_or_else(|| format!("there is no {path}"))?;
        let body = self.value(body, locals)?;
        let group = body.member("scope").unwrap_or_else(|| self.group.clone());
        let parameters = match body.member("params") {
            Some(Value::Map(parameters)) => parameters,
            _ => IndexMap::new(),
        };
        let scope = Scope::new(self.files, file, parameters, group, self.resources);
        let outputs = scope.deploy().map_err(|error| format!("{path}: {error}"))?;
        Ok(Value::map([("outputs", Value::Map(outputs))]))
    }

    fn declared(&self, name: &str) -> Option<Result<Value>> {
        let declaration = self.file.declarations.iter().find(|declaration| declaration.name == name)?;
        Some(match &declaration.what {
            What::Parameter { default, .. } => match (self.parameters.get(name), default) {
                (Some(given), _) => Ok(given.clone()),
                (None, Some(default)) => self.value(default, &Vec::new()),
                (None, None) => Ok(Value::Null),
            },
            What::Variable(value) => self.value(value, &Vec::new()),
            What::Resource { ty, existing, body } => {
                self.each(body, &|body, locals| self.resource(ty, *existing, body, locals))
            }
            What::Module { path, body } => self.each(body, &|body, locals| self.module(path, body, locals)),
            _ => return None,
        })
    }
}

impl Names for Scope<'_> {
    fn name(&self, name: &str) -> Option<Result<Value>> {
        if let Some(done) = self.done.borrow().get(name) {
            return Some(Ok(done.clone()));
        }
        let found = self.declared(name)?.map_err(|error| format!("{name}: {error}"));
        if let Ok(value) = &found {
            self.done.borrow_mut().insert(name.to_owned(), value.clone());
        }
        Some(found)
    }

    fn builtin(&self, function: &str, arguments: &[Value]) -> Option<Value> {
        match (function, arguments) {
            ("resourceGroup", []) => Some(self.group.clone()),
            ("resourceGroup", [subscription, name]) => {
                let id = format!("/subscriptions/{subscription}/resourceGroups/{name}");
                let known = [("id".to_owned(), Value::text(&id)), ("name".to_owned(), name.clone())];
                Some(Value::Part { of: id, known: known.into_iter().collect() })
            }
            ("resourceId", [ty, name]) => {
                let group = self.group.member("id")?;
                Some(Value::text(format!("{group}/providers/{ty}/{name}")))
            }
            _ => None,
        }
    }

    fn function(&self, name: &str) -> Option<(&[String], &Expr)> {
        self.file.declarations.iter().find_map(|declaration| match &declaration.what {
            What::Function { parameters, body } if declaration.name == name => {
                Some((parameters.as_slice(), body))
            }
            _ => None,
        })
    }
}
