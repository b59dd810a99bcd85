//! Layout: what `terraform fmt` does to alignment and blank lines.
//!
//! Templates write `key = value`; here the equals signs of neighbouring lines are brought into a column. A line
//! takes part if its value is complete on it, as in Terraform's own formatter.

use crate::targets::tidy_lines;

/// The canonical form of a file.
#[must_use]
pub(super) fn canonical(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut run = Run::default();
    for line in tidy_lines(text) {
        let Some(assignment) = assignment(line) else {
            run.print(&mut out);
            out.push_str(line);
            out.push('\n');
            continue;
        };
        let indentation = indentation(line);
        if run.indentation != indentation {
            run.print(&mut out);
            run.indentation = indentation;
        }
        run.assignments.push(assignment);
    }
    run.print(&mut out);
    out
}

/// Neighbouring assignments of one indentation.
#[derive(Default)]
struct Run<'t> {
    indentation: usize,
    assignments: Vec<(&'t str, &'t str)>,
}

impl Run<'_> {
    /// Prints the assignments with their equals signs in a column, and starts anew.
    fn print(&mut self, out: &mut String) {
        let width = self.assignments.iter().map(|(key, _)| key.chars().count()).max().unwrap_or_default();
        for (key, value) in self.assignments.drain(..) {
            out.push_str(key);
            out.extend(std::iter::repeat_n(' ', width - key.chars().count()));
            out.push_str(" = ");
            out.push_str(value);
            out.push('\n');
        }
    }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Splits `key = value` where the value is complete on its line.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let trimmed = line.trim_start();
    if trimmed.starts_with('#') || !trimmed.contains('=') {
        return None;
    }
    let at = equals_sign(line)?;
    let (key, value) = (line[..at].trim_end(), line[at + 1..].trim_start());
    (!key.trim().is_empty() && bracket_balance(value) == 0).then_some((key, value))
}

/// The first `=` outside quotes that is not part of `==`, `=>`, `!=`, `<=` or `>=`, directly behind a key.
fn equals_sign(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let mut quoted = false;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            b'=' if !quoted => {
                let next = bytes.get(at + 1);
                let key = line[..at].trim();
                let simple = key.starts_with('"')
                    || key.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
                return (!matches!(next, Some(b'=' | b'>')) && simple).then_some(at);
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Opening less closing brackets outside quotes.
fn bracket_balance(text: &str) -> i32 {
    let (mut balance, mut quoted, mut escaped) = (0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' | b'(' if !quoted => balance += 1,
            b'}' | b']' | b')' if !quoted => balance -= 1,
            _ => {}
        }
    }
    balance
}
