//! The view of a module: what its Terraform template prints.

use std::cell::RefCell;
use std::ops::Deref;

use askama::Template;

use super::declarations::{Secrecy, output, variable};
use super::expression::{data, plain};
use super::literal::{self, snake};
use super::{AZAPI, AZURERM, Provider, TIME};
use crate::blueprint::types::{Field, Type};
use crate::blueprint::usage::ModuleUse;
use crate::targets::module_view::{Input, Questions, is_word};

#[derive(Template)]
#[template(path = "terraform/shared/private_endpoints.tf.j2")]
struct PrivateEndpoints<'v> {
    id: &'v str,
}

#[derive(Template)]
#[template(path = "terraform/shared/diagnostics.tf.j2")]
struct Diagnostics<'v> {
    name: &'v str,
    target: &'v str,
    condition: Option<String>,
    logs: Vec<(&'static str, &'static str)>,
    metrics: bool,
}

/// What a module's template asks.
#[derive(Debug)]
pub(super) struct ModuleView<'b> {
    questions: Questions<'b>,
    folded: &'static [&'static str],
    outputs: RefCell<Vec<String>>,
    providers: RefCell<Vec<Provider>>,
}

/// Questions whose answers do not depend on the language are the template's too.
impl<'b> Deref for ModuleView<'b> {
    type Target = Questions<'b>;

    fn deref(&self) -> &Questions<'b> {
        &self.questions
    }
}

impl<'b> ModuleView<'b> {
    pub(super) fn new(module: &'b ModuleUse, folded: &'static [&'static str]) -> Self {
        let questions = Questions::new(module);
        Self { questions, folded, outputs: RefCell::default(), providers: RefCell::new(vec![AZURERM]) }
    }

    /// `variables.tf`.
    pub(super) fn variables(&self) -> String {
        let interface = &self.questions.module.interface;
        let mut variables: Vec<String> = interface
            .inputs
            .iter()
            .filter(|(name, _)| !self.folded.contains(&name.as_str()))
            .map(|(name, field)| {
                let secret = interface.secrets.contains(&name.as_str());
                variable(name, field, if secret { Secrecy::Ephemeral } else { Secrecy::Plain })
            })
            .collect();
        let standard = |name: &str, ty: Type, description: &str| {
            variable(name, &Field::required(ty, description), Secrecy::Plain)
        };
        if interface.inputs.contains_key("location") {
            variables.insert(1, standard("resourceGroupName", Type::String, "Name of the resource group."));
        }
        if !interface.secrets.is_empty() {
            let whole = Type::Int { min: None, max: None };
            variables.push(standard(
                "valueVersion",
                whole,
                "Version of the secret value; raise it to write a new value.",
            ));
        }
        variables.join("\n")
    }

    /// `outputs.tf`: what the template said with [`Self::output`].
    pub(super) fn outputs(&self) -> String {
        self.outputs.borrow().join("\n")
    }

    /// The providers the module needs.
    pub(super) fn providers(&self) -> Vec<Provider> {
        let mut providers = self.providers.borrow().clone();
        providers.sort();
        providers
    }

    /// Says that the module needs the azapi provider; prints nothing.
    pub(super) fn needs_azapi(&self) -> &'static str {
        self.providers.borrow_mut().push(AZAPI);
        ""
    }

    /// Says that the azapi provider is all that the module needs; prints nothing.
    pub(super) fn needs_only_azapi(&self) -> &'static str {
        *self.providers.borrow_mut() = vec![AZAPI];
        ""
    }

    /// Says that the module needs the time provider; prints nothing.
    pub(super) fn needs_time(&self) -> &'static str {
        self.providers.borrow_mut().push(TIME);
        ""
    }

    /// The input: the variable, or the literal that stands in its place.
    pub(super) fn input(&self, name: &str) -> String {
        match self.questions.input(name) {
            Some(Input::Declared(_)) => format!("var.{}", snake(name)),
            Some(Input::Constant(constant)) => plain(constant),
            None => String::new(),
        }
    }

    /// `var.name == "value" ? yes : no`, or the branch that is always taken. A flag is compared with `true` or `false`.
    pub(super) fn choose(&self, name: &str, value: &str, yes: &str, no: &str) -> String {
        match self.test(name, value).as_str() {
            "true" => yes.to_owned(),
            "false" => no.to_owned(),
            condition => format!("{condition} ? {yes} : {no}"),
        }
    }

    /// `var.name == "value"`, or `true` or `false` where that is already known.
    pub(super) fn test(&self, name: &str, value: &str) -> String {
        let variable = format!("var.{}", snake(name));
        match self.questions.input(name) {
            Some(Input::Constant(constant)) => is_word(constant, value).to_string(),
            Some(Input::Declared(Field { ty: Type::Bool, .. })) => match value {
                "false" => format!("!{variable}"),
                _ => variable,
            },
            Some(Input::Declared(_)) if !self.questions.may_be(name, value) => "false".to_owned(),
            Some(Input::Declared(_)) => format!("{variable} == {}", literal::string(value)),
            None => String::new(),
        }
    }

    /// `var.name != "value"`, or `true` or `false` where that is already known.
    pub(super) fn differs(&self, name: &str, value: &str) -> String {
        match self.test(name, value).as_str() {
            "true" => "false".to_owned(),
            "false" => "true".to_owned(),
            equal => equal.replacen(" == ", " != ", 1),
        }
    }

    /// A field of an object: `each.value.lock_duration`; its default alone where no call gives it; nothing where there is
    /// no default either.
    pub(super) fn field(&self, object: &str, path: &str) -> String {
        let name = path.rsplit('.').next().unwrap_or(path);
        match self.questions.field(path) {
            Some(Ok(_)) => format!("{object}.{}", snake(name)),
            Some(Err(field)) => {
                field.default.as_ref().map(|default| data(default, &field.ty, 0)).unwrap_or_default()
            }
            None => String::new(),
        }
    }

    /// The module's private endpoints to the resource at this address; nothing where no call asks for any.
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
        name: &str,
        target: &str,
        service: &str,
        when: &str,
    ) -> askama::Result<String> {
        if !self.uses("diagnostics") {
            return Ok(String::new());
        }
        let given = self.nullable("diagnostics").then_some("var.diagnostics != null");
        let conditions: Vec<&str> = given.into_iter().chain((!when.is_empty()).then_some(when)).collect();
        let (logs, metrics) = self.questions.diagnostics(service);
        Diagnostics {
            name,
            target,
            condition: (!conditions.is_empty()).then(|| conditions.join(" && ")),
            logs: logs
                .into_iter()
                .map(|(group, name)| (if group { "category_group" } else { "category" }, name))
                .collect(),
            metrics,
        }
        .render()
    }

    /// Declares an output of the module; prints nothing.
    pub(super) fn output(&self, name: &str, expression: &str) -> &'static str {
        self.add_output(name, expression, &[])
    }

    /// Declares an output whose value must not be shown; prints nothing.
    pub(super) fn sensitive_output(&self, name: &str, expression: &str) -> &'static str {
        self.add_output(name, expression, &["sensitive = true".to_owned()])
    }

    /// Declares an output that is complete only when these resources are; prints nothing.
    pub(super) fn output_after(&self, name: &str, expression: &str, resources: &str) -> &'static str {
        self.add_output(name, expression, &[format!("\n  depends_on = [{resources}]")])
    }

    fn add_output(&self, name: &str, expression: &str, extra: &[String]) -> &'static str {
        let outputs = &self.questions.module.interface.outputs;
        match outputs.iter().find(|output| output.name == name) {
            Some(found) => {
                self.outputs.borrow_mut().push(output(name, &found.description, expression, extra));
            }
            None => self.questions.record_unknown(name),
        }
        ""
    }
}
