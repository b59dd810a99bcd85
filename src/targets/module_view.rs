//! What a module's template can ask of its interface, in either language.
//!
//! A template asks by name; what it asks for and the interface does not have is recorded, and rendering fails.

use std::cell::RefCell;

use serde_json::Value as Json;

use crate::blueprint::types::{Field, Type};
use crate::blueprint::usage::ModuleUse;
use crate::facts::diagnostics;

/// An input as a template sees it.
#[derive(Debug, Clone)]
pub(super) enum Input<'b> {
    /// Declared: the field is its type.
    Declared(&'b Field),
    /// Not declared: this stands in its place.
    Constant(&'b Json),
}

/// The answers that do not depend on the language.
#[derive(Debug)]
pub(super) struct Questions<'b> {
    pub(super) module: &'b ModuleUse,
    full: &'b crate::blueprint::module::Interface,
    unknown: RefCell<Vec<String>>,
}

impl<'b> Questions<'b> {
    /// Questions about a module as used, against its whole interface.
    pub(super) fn new(module: &'b ModuleUse) -> Self {
        Self { module, full: &module.full, unknown: RefCell::default() }
    }

    /// What was asked for and is not there.
    pub(super) fn unknown(&self) -> Option<String> {
        let unknown = self.unknown.borrow();
        (!unknown.is_empty()).then(|| unknown.join(", "))
    }

    pub(super) fn record_unknown(&self, asked: &str) {
        self.unknown.borrow_mut().push(asked.to_owned());
    }

    pub(super) fn input(&self, name: &str) -> Option<Input<'b>> {
        let declared = self.module.interface.inputs.get(name).map(Input::Declared);
        let found = declared.or_else(|| self.module.constants.get(name).map(Input::Constant));
        if found.is_none() {
            self.record_unknown(name);
        }
        found
    }

    /// The field at a path such as `queues.lockDuration`, in the interface as declared; `Err` with the field in the
    /// whole interface when no call uses it.
    pub(super) fn field(&self, path: &str) -> Option<Result<&'b Field, &'b Field>> {
        let find = |interface: &'b crate::blueprint::module::Interface| {
            let mut steps = path.split('.');
            let first = interface.inputs.get(steps.next()?)?;
            steps.try_fold(first, |field, step| field.ty.field(step))
        };
        if let Some(declared) = find(&self.module.interface) {
            return Some(Ok(declared));
        }
        let unused = find(self.full).map(Err);
        if unused.is_none() {
            self.record_unknown(path);
        }
        unused
    }

    /// Whether some call uses what stands at a path.
    pub(super) fn uses(&self, path: &str) -> bool {
        matches!(self.field(path), Some(Ok(_)))
    }

    /// Whether some call uses an input that is not one of these words (or true, for a flag).
    pub(super) fn may_be(&self, name: &str, value: &str) -> bool {
        match self.input(name) {
            Some(Input::Declared(field)) => match &field.ty {
                Type::Enum(values) => values.iter().any(|other| other == value),
                _ => true,
            },
            Some(Input::Constant(constant)) => is_word(constant, value),
            None => false,
        }
    }

    /// Whether the input is this word in every call.
    pub(super) fn always(&self, name: &str, value: &str) -> bool {
        matches!(self.input(name), Some(Input::Constant(constant)) if is_word(constant, value))
    }

    /// What is sent to the workspace for the kind, or for a service of it: log groups (`true`) or categories, and
    /// whether there are metrics.
    pub(super) fn diagnostics(&self, service: &str) -> (Vec<(bool, &'static str)>, bool) {
        let kind = self.full.module.trim_end_matches("Flex");
        let wanted = (!service.is_empty()).then_some(service);
        let Some(found) = diagnostics::services(kind).iter().find(|found| found.scope == wanted) else {
            self.record_unknown(&format!("diagnostics of {kind} {service}"));
            return (Vec::new(), false);
        };
        let groups = found.logs.groups.iter().map(|&name| (true, name));
        let categories = found.logs.categories.iter().map(|&name| (false, name));
        (groups.chain(categories).collect(), found.metrics)
    }

    /// Whether the input can be null inside the module.
    pub(super) fn nullable(&self, path: &str) -> bool {
        matches!(self.field(path), Some(Ok(field)) if field.nullable())
    }
}

/// Whether plain data is this word.
pub(super) fn is_word(json: &Json, word: &str) -> bool {
    match json {
        Json::String(text) => text == word,
        Json::Bool(flag) => word == if *flag { "true" } else { "false" },
        Json::Number(number) => number.to_string().as_str() == word,
        _ => false,
    }
}

/// Declares one template struct per module of a target and the function that picks it by name.
macro_rules! module_templates {
    ($target:literal; $($name:literal => $view:ident($path:tt),)*) => {
        $(
            #[derive(askama::Template)]
            #[template(path = $path)]
            struct $view<'v> {
                m: &'v ModuleView<'v>,
            }
        )*

        pub(super) fn render(name: &str, m: &ModuleView<'_>) -> Result<String, crate::targets::RenderError> {
            use askama::Template;

            match name {
                $($name => Ok($view { m }.render()?),)*
                _ => Err(crate::targets::RenderError::UnknownModule { target: $target, module: name.to_owned() }),
            }
        }
    };
}
pub(super) use module_templates;
