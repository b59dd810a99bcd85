//! Sessions: a model file taken through all stages up to the blueprint.

use std::thread::{self, ScopedJoinHandle};

use camino::Utf8Path;

use super::lockfile::{Addresses, LockFile};
use super::terminal::Failure;
use crate::addresses;
use crate::blueprint::Blueprint;
use crate::diagnostic::{Diagnostic, Severity};
use crate::kinds::Catalogue;
use crate::lowering::{self, Lowered};
use crate::path::ModelPath;
use crate::resolve::{self, Environments};
use crate::source::{self, Document, Source};
use crate::{model, rules, schema};

/// A model that could be read, valid or not.
pub(super) enum Loaded {
    Valid(Box<Session>),
    Invalid(Invalid),
}

/// A model with errors.
pub(super) struct Invalid {
    pub(super) source: Source,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A valid model and everything worked out from it.
pub(super) struct Session {
    pub(super) source: Source,
    /// Warnings and notes.
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) environments: Environments,
    pub(super) lowered: Vec<Lowered>,
    pub(super) blueprint: Blueprint,
    pub(super) addresses: Addresses,
}

/// A model of which no more is known than its addresses.
pub(super) struct PlannedModel {
    pub(super) source: Source,
    /// What could not be allocated, and what no longer fits.
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) addresses: Addresses,
}

/// A model taken as far as lowering.
pub(super) struct LoweredModel {
    pub(super) source: Source,
    /// What the rules find in the environments, errors too.
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) environments: Environments,
    pub(super) lowered: Vec<Lowered>,
    pub(super) catalogue: Catalogue,
}

impl Session {
    /// How many components the model names in any environment.
    pub(super) fn components(&self) -> usize {
        let names = self.environments.environments.iter().flat_map(|one| one.environment.components.keys());
        names.collect::<std::collections::BTreeSet<_>>().len()
    }

    /// The addresses. The rest is not taken apart: the process is about to end, and that would only take time.
    pub(super) fn forget(self) -> Addresses {
        let Self { source, diagnostics, environments, lowered, blueprint, addresses } = self;
        std::mem::forget((source, diagnostics, environments, lowered, blueprint));
        addresses
    }
}

/// Reads a model file and takes it through all stages.
pub(super) fn load(path: &Utf8Path) -> Result<Loaded, Failure> {
    let (Document { source, value }, lock) = match read(path)? {
        Ok(read) => read,
        Err(invalid) => return Ok(Loaded::Invalid(invalid)),
    };
    let stages = stages(path, &value, lock);
    // As in `Session::forget`.
    std::mem::forget(value);
    Ok(match stages {
        Ok(stages) => Loaded::Valid(Box::new(stages.with(source))),
        Err(diagnostics) => Loaded::Invalid(Invalid { source, diagnostics }),
    })
}

/// Reads a model file and plans its addresses, whatever else is wrong with it.
pub(super) fn addresses(path: &Utf8Path) -> Result<Result<PlannedModel, Invalid>, Failure> {
    Ok(planned(path)?.map(|Resolution { source, planned, lock, .. }| {
        let addresses = Addresses::new(lock, &planned);
        PlannedModel { source, diagnostics: planned.diagnostics, addresses }
    }))
}

/// Reads a model file and lowers its environments, whatever the rules find in them.
pub(super) fn lower(path: &Utf8Path) -> Result<Result<LoweredModel, Invalid>, Failure> {
    Ok(planned(path)?.map(|Resolution { source, document_rules, planned, .. }| {
        let environments = planned.environments;
        let catalogue = Catalogue::new();
        let lowered = lowering::plans(&environments, &catalogue);
        let subject =
            rules::Subject { environments: &environments, lowered: &lowered, catalogue: &catalogue };
        let diagnostics = [document_rules, planned.diagnostics, rules::check(&subject)].concat();
        LoweredModel { source, diagnostics, environments, lowered, catalogue }
    }))
}

/// A model taken as far as its addresses.
struct Resolution {
    source: Source,
    document_rules: Vec<Diagnostic>,
    planned: addresses::Planned,
    lock: LockFile,
}

fn planned(path: &Utf8Path) -> Result<Result<Resolution, Invalid>, Failure> {
    let (Document { source, value }, lock) = match read(path)? {
        Ok(read) => read,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let document_rules = rules::document(&value);
    Ok(match resolve::resolve(&value) {
        Ok(environments) => {
            let planned = addresses::plan(environments, &lock.lock);
            Ok(Resolution { source, document_rules, planned, lock })
        }
        Err(decoding) => {
            let diagnostics = with_schema_errors(&value, decoding, document_rules);
            Err(Invalid { source, diagnostics })
        }
    })
}

/// Reads a model and the lock beside it.
fn read(path: &Utf8Path) -> Result<Result<(Document, LockFile), Invalid>, Failure> {
    let bytes = std::fs::read(path).map_err(|error| {
        let hint = match error.kind() {
            std::io::ErrorKind::NotFound => {
                "; name the model with --model, or write a new one with `biform init`"
            }
            _ => "",
        };
        Failure::Input(format!("cannot read `{path}`: {error}{hint}"))
    })?;
    Ok(match source::parse(path.as_str(), bytes) {
        Err(rejected) => Err(Invalid { source: rejected.source, diagnostics: rejected.diagnostics }),
        Ok(document) => LockFile::read(path)?.map(|lock| (document, lock)),
    })
}

struct Stages {
    diagnostics: Vec<Diagnostic>,
    environments: Environments,
    lowered: Vec<Lowered>,
    blueprint: Blueprint,
    addresses: Addresses,
}

impl Stages {
    fn with(self, source: Source) -> Session {
        let Self { diagnostics, environments, lowered, blueprint, addresses } = self;
        Session { source, diagnostics, environments, lowered, blueprint, addresses }
    }
}

fn stages(path: &Utf8Path, document: &serde_json::Value, lock: LockFile) -> Result<Stages, Vec<Diagnostic>> {
    let (document_rules, environments, catalogue) = thread::scope(|scope| {
        let catalogue = scope.spawn(Catalogue::new);
        (rules::document(document), resolve::resolve(document), joined(catalogue))
    });
    let environments = match environments {
        Ok(environments) => environments,
        Err(decoding) => return Err(with_schema_errors(document, decoding, document_rules)),
    };
    let planned = addresses::plan(environments, &lock.lock);
    let addresses = Addresses::new(lock, &planned);
    let environments = planned.environments;
    let lowered = lowering::plans(&environments, &catalogue);
    let model = path.file_name().unwrap_or(path.as_str());
    let mut diagnostics = document_rules;
    diagnostics.extend(planned.diagnostics);
    // The blueprint is wanted only if the rules find no error, which is nearly always.
    let blueprint = thread::scope(|scope| {
        let blueprint = scope.spawn(|| lowering::blueprint(model, &environments, &lowered, &catalogue));
        let subject =
            rules::Subject { environments: &environments, lowered: &lowered, catalogue: &catalogue };
        diagnostics.extend(rules::check(&subject));
        diagnostics.extend(lowering::cycles(&lowered));
        joined(blueprint)
    });
    // As in `Session::forget`.
    std::mem::forget(catalogue);
    if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Err(diagnostics);
    }
    let blueprint = match blueprint {
        Ok(blueprint) => blueprint,
        Err(errors) => {
            diagnostics.extend(errors);
            return Err(diagnostics);
        }
    };
    diagnostics.extend(rules::check_blueprint(&blueprint));
    if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Err(diagnostics);
    }
    Ok(Stages { diagnostics, environments, lowered, blueprint, addresses })
}

/// What a thread gives; its panic is ours.
pub(super) fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Decoding stops at the first mistake; the schema finds all of them. Its compilation takes longer than everything
/// else, so it is asked only when something is wrong.
fn with_schema_errors(
    document: &serde_json::Value,
    decoding: Vec<Diagnostic>,
    document_rules: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let mut found = schema::validate(document, &model::document_schema());
    let whole = model::environment_schema();
    for (name, base) in resolve::bases(document) {
        let at = ModelPath::keys(["environments", &name]);
        let patch = at.get(document).cloned().unwrap_or_default();
        found.extend(schema::validate_patch(&patch, &base, &whole, &at));
    }
    // What only resolution knows (circles, missing environments) comes on top; what decoding says twice does not.
    let decoded = |diagnostic: &Diagnostic| diagnostic.code == "BF0200";
    let keep_decoding = found.is_empty();
    found.extend(decoding.into_iter().filter(|diagnostic| keep_decoding || !decoded(diagnostic)));
    // A rule on the document may say again what the schema says of the same place.
    let said: Vec<_> = found.iter().filter_map(|diagnostic| diagnostic.labels.first().cloned()).collect();
    found.extend(
        document_rules
            .into_iter()
            .filter(|diagnostic| !diagnostic.labels.iter().any(|label| said.contains(label))),
    );
    found
}
