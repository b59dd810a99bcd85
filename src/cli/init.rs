//! `biform init`: a commented starter model.

use std::io::ErrorKind;

use camino::Utf8Path;

use super::terminal::{Failure, Outcome, Terminal};

/// The starter model; `examples/` holds larger ones.
const STARTER: &str = include_str!("starter.yaml");

pub(super) fn run(path: &Utf8Path, terminal: &mut Terminal<'_>) -> Result<Outcome, Failure> {
    crate::output::create_new(path, STARTER).map_err(|error| {
        Failure::Input(match error.kind() {
            ErrorKind::AlreadyExists => {
                format!(
                    "`{path}` is there already and is left as it is; name another file: `biform init FILE`"
                )
            }
            _ => format!("cannot write `{path}`: {error}"),
        })
    })?;
    writeln!(terminal.out, "wrote {path}; next: edit it, then run `biform generate --model {path}`")?;
    Ok(Outcome::Clean)
}
