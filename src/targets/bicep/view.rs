//! The view of a module: what its Bicep template prints.

use std::ops::Deref;

use askama::Template;
use serde_json::Value as Json;

use super::declarations::{Types, parameter};
use super::expression::{WIDTH, plain, ternary};
use super::literal;
use crate::blueprint::types::Field;
use crate::blueprint::usage::ModuleUse;
use crate::targets::module_view::{Input, Questions, is_word};

#[derive(Template)]
#[template(path = "bicep/shared/private_endpoints.bicep.j2")]
struct PrivateEndpoints<'v> {
    id: &'v str,
}

#[derive(Template)]
#[template(path = "bicep/shared/diagnostics.bicep.j2")]
struct Diagnostics<'v> {
    symbol: &'v str,
    target: &'v str,
    condition: Option<String>,
    workspace: &'static str,
    logs: Vec<(&'static str, &'static str)>,
    metrics: bool,
}

/// What a module's template asks.
#[derive(Debug)]
pub(super) struct ModuleView<'b> {
    first_line: &'b str,
    questions: Questions<'b>,
    folded: &'static [&'static str],
}

/// Questions whose answers do not depend on the language are the template's too.
impl<'b> Deref for ModuleView<'b> {
    type Target = Questions<'b>;

    fn deref(&self) -> &Questions<'b> {
        &self.questions
    }
}

impl<'b> ModuleView<'b> {
    pub(super) fn new(first_line: &'b str, module: &'b ModuleUse, folded: &'static [&'static str]) -> Self {
        Self { first_line, questions: Questions::new(module), folded }
    }

    /// The head of the file: first line, types and parameters, ending in a line break.
    pub(super) fn head(&self) -> String {
        let interface = &self.questions.module.interface;
        let mut types = Types::default();
        let parameters: Vec<String> = interface
            .inputs
            .iter()
            .filter(|(name, _)| !self.folded.contains(&name.as_str()))
            .map(|(name, field)| {
                parameter(name, field, interface.secrets.contains(&name.as_str()), &mut types)
            })
            .collect();
        format!("// {}\n\n{}{}", self.first_line, types.print(), parameters.join("\n"))
    }

    /// The input: the parameter, or the literal that stands in its place.
    pub(super) fn input(&self, name: &str) -> String {
        match self.questions.input(name) {
            Some(Input::Declared(_)) => name.to_owned(),
            Some(Input::Constant(constant)) => plain(constant),
            None => String::new(),
        }
    }

    /// Text with inputs in braces: `{tier}_{replication}`.
    pub(super) fn text(&self, pattern: &str) -> String {
        let mut inner = String::new();
        let mut only = None;
        for (position, piece) in pattern.split(['{', '}']).enumerate() {
            if position % 2 == 0 {
                inner.push_str(&literal::escaped(piece));
                continue;
            }
            match self.questions.input(piece) {
                Some(Input::Constant(Json::String(text))) => inner.push_str(&literal::escaped(text)),
                Some(Input::Constant(other)) => inner.push_str(&other.to_string()),
                _ => {
                    inner.push_str(&format!("${{{piece}}}"));
                    only = Some(piece);
                }
            }
        }
        match only {
            Some(piece) if inner == format!("${{{piece}}}") => piece.to_owned(),
            _ => format!("'{inner}'"),
        }
    }

    /// `name == 'value' ? yes : no`, or the branch that is always taken. A flag is compared with `true` or `false`.
    pub(super) fn choose(&self, name: &str, value: &str, yes: &str, no: &str) -> String {
        match self.test(name, value).as_str() {
            "true" => yes.to_owned(),
            "false" => no.to_owned(),
            condition => ternary(condition, yes, no, 0, WIDTH.saturating_sub(90)),
        }
    }

    /// `name == 'value'`, or `true` or `false` where that is already known.
    pub(super) fn test(&self, name: &str, value: &str) -> String {
        match self.questions.input(name) {
            Some(Input::Constant(constant)) => is_word(constant, value).to_string(),
            Some(Input::Declared(Field { ty: crate::blueprint::types::Type::Bool, .. })) => match value {
                "false" => format!("!{name}"),
                _ => name.to_owned(),
            },
            Some(Input::Declared(_)) if !self.questions.may_be(name, value) => "false".to_owned(),
            Some(Input::Declared(_)) => format!("{name} == {}", literal::string(value)),
            None => String::new(),
        }
    }

    /// A field of an object: `queue.value.lockDuration`, with its default where it has one; the default alone where no
    /// call gives the field; nothing where there is no default either.
    pub(super) fn field(&self, object: &str, path: &str) -> String {
        let name = path.rsplit('.').next().unwrap_or(path);
        match self.questions.field(path) {
            Some(Ok(field)) if !field.optional => format!("{object}.{name}"),
            Some(Ok(field)) => match &field.default {
                Some(default) => format!("{object}.?{name} ?? {}", plain(default)),
                None => format!("{object}.?{name}"),
            },
            Some(Err(field)) => field.default.as_ref().map(plain).unwrap_or_default(),
            None => String::new(),
        }
    }

    /// The module's private endpoints to the resource with this symbol; nothing where no call asks for any.
    pub(super) fn private_endpoints(&self, target: &str) -> askama::Result<String> {
        self.private_endpoints_to(&format!("{target}.id"))
    }

    /// The module's private endpoints to the resource with this id; nothing where no call asks for any.
    pub(super) fn private_endpoints_to(&self, id: &str) -> askama::Result<String> {
        if self.uses("privateEndpoints") { PrivateEndpoints { id }.render() } else { Ok(String::new()) }
    }

    /// The diagnostic setting of a resource: what [`crate::facts::diagnostics`] says of the kind (or of a service of it,
    /// such as `blob`). `when` is a further condition, or nothing.
    pub(super) fn diagnostics(
        &self,
        symbol: &str,
        target: &str,
        service: &str,
        when: &str,
    ) -> askama::Result<String> {
        if !self.uses("diagnostics") {
            return Ok(String::new());
        }
        let nullable = self.nullable("diagnostics");
        let given = nullable.then_some("diagnostics != null");
        let conditions: Vec<&str> = given.into_iter().chain((!when.is_empty()).then_some(when)).collect();
        let (logs, metrics) = self.questions.diagnostics(service);
        Diagnostics {
            symbol,
            target,
            condition: (!conditions.is_empty()).then(|| conditions.join(" && ")),
            workspace: if nullable { "diagnostics.?workspaceId" } else { "diagnostics.workspaceId" },
            logs: logs
                .into_iter()
                .map(|(group, name)| (if group { "categoryGroup" } else { "category" }, name))
                .collect(),
            metrics,
        }
        .render()
    }

    /// An output of the module with its description.
    pub(super) fn output(&self, name: &str, expression: &str) -> String {
        let outputs = &self.questions.module.interface.outputs;
        let Some(output) = outputs.iter().find(|output| output.name == name) else {
            self.questions.record_unknown(name);
            return String::new();
        };
        let ty = match output.ty {
            crate::blueprint::types::Type::Map(_) => "{ *: string }",
            _ => "string",
        };
        format!("@description({})\noutput {name} {ty} = {expression}", literal::string(&output.description))
    }
}
