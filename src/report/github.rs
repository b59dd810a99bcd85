//! Diagnostics as workflow commands of GitHub Actions, which shows them in the files of a pull request.
//!
//! Format: <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>.

use super::{Located, escape, in_order, redact};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Source, Span};

/// One `::error ...::message` line per diagnostic.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], source: &Source) -> String {
    let diagnostics = redact::scrub(diagnostics, source);
    let commands: Vec<String> =
        in_order(&diagnostics, source).iter().map(|located| command(located, source.name())).collect();
    commands.concat()
}

fn command(located: &Located<'_>, file: &str) -> String {
    let Diagnostic { code, severity, message, help, .. } = located.diagnostic;
    let command = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let place = located.place.map_or(String::new(), |Span { line, column, end_column, .. }| {
        format!(",line={line},endLine={line},col={column},endColumn={end_column}")
    });
    let help = help.as_ref().map_or(String::new(), |help| format!("\nhelp: {}", escape::lines(help)));
    let text = data(&format!("{}{help}", escape::line(message)));
    format!("::{command} file={}{place},title={code}::{text}\n", property(&escape::line(file)))
}

/// Text behind the `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, where `:` and `,` have a meaning too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
