//! What several tests need: a model taken through all stages.

use std::sync::LazyLock;

use biform::addresses::{self, Lock};
use biform::blueprint::Blueprint;
use biform::blueprint::unify::Unified;
use biform::diagnostic::Diagnostic;
use biform::kinds::Catalogue;
use biform::lowering::{self, Lowered};
use biform::resolve::resolve;
use biform::targets::Target;
use biform::tree::Tree;
use serde_json::Value as Json;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::new);

/// All kinds, read once for all tests.
pub(crate) fn catalogue() -> &'static Catalogue {
    &CATALOGUE
}

/// What every stage makes of a model.
pub(crate) struct Stages {
    pub(crate) lowered: Vec<Lowered>,
    pub(crate) unified: Unified,
    pub(crate) blueprint: Blueprint,
}

impl Stages {
    pub(crate) fn of(document: &Json) -> Result<Self, Vec<Diagnostic>> {
        let planned = addresses::plan(resolve(document)?, &Lock::default());
        let environments = planned.environments;
        if !planned.diagnostics.is_empty() {
            return Err(planned.diagnostics);
        }
        let lowered = lowering::plans(&environments, catalogue());
        let unified = lowering::unified(&lowered, catalogue())?;
        let blueprint = lowering::blueprint("model.yaml", &environments, &lowered, catalogue())?;
        Ok(Self { lowered, unified, blueprint })
    }

    pub(crate) fn render(&self, target: Target) -> Tree {
        target.render(&self.blueprint).unwrap()
    }

    pub(crate) fn parameters(&self) -> Vec<&str> {
        self.blueprint.parameters.keys().map(String::as_str).collect()
    }
}

/// A document from YAML text.
pub(crate) fn yaml(text: &str) -> Json {
    serde_yaml::from_str(text).unwrap()
}

/// A document as a person would look at it, for the message of a failed test.
pub(crate) fn printed(document: &Json) -> String {
    serde_yaml::to_string(document).unwrap()
}
