//! `biform show`: a stage between model and trees, as data.

use camino::Utf8Path;
use serde_json::{Map, Value as Json};

use super::arguments::{DataFormat, Format, Stage};
use super::session::{self, Loaded, Session};
use super::terminal::{Failure, Outcome, Terminal};

pub(super) fn run(
    stage: Stage,
    model: &Utf8Path,
    format: DataFormat,
    terminal: &mut Terminal<'_>,
) -> Result<Outcome, Failure> {
    let session = match session::load(model)? {
        Loaded::Valid(session) => session,
        Loaded::Invalid(invalid) => {
            terminal.report(&invalid.diagnostics, &invalid.source, Format::Text)?;
            return Ok(Outcome::NoAnswer);
        }
    };
    let value = match stage {
        Stage::Resolved => resolved(&session),
        Stage::Blueprint => serde_json::to_value(&session.blueprint)?,
    };
    match format {
        DataFormat::Yaml => write!(terminal.out, "{}", serde_yaml::to_string(&value)?)?,
        DataFormat::Json => writeln!(terminal.out, "{}", serde_json::to_string_pretty(&value)?)?,
    }
    Ok(Outcome::Clean)
}

fn resolved(session: &Session) -> Json {
    let environments = session.lowered.iter().map(|lowered| {
        let mut value = lowered.resolved.value.clone();
        drop_nulls(&mut value);
        (lowered.resolved.name.clone(), value)
    });
    Json::Object(environments.collect::<Map<_, _>>())
}

fn drop_nulls(value: &mut Json) {
    if let Json::Object(fields) = value {
        fields.retain(|_, value| !value.is_null());
        fields.values_mut().for_each(drop_nulls);
    }
}
