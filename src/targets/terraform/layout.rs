//! Layout: what `terraform fmt` does to alignment and blank lines.
//!
//! Templates write `key = value`; here the equals signs of neighbouring lines are brought into a column. A line
//! takes part if its value is complete on it, as in Terraform's own formatter.

use crate::targets::tidy;

/// The canonical form of a file.
#[must_use]
pub(super) fn canonical(text: &str) -> String {
    let lines = tidy(text);
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    let mut run: Vec<(&str, &str)> = Vec::new();
    for line in &lines {
        let parts = assignment(line);
        let continues = run.first().is_none_or(|(first, _)| indentation(first) == indentation(line));
        if parts.is_none() || !continues {
            flush(&mut run, &mut out);
        }
        match parts {
            Some(parts) => run.push(parts),
            None => out.push((*line).to_owned()),
        }
    }
    flush(&mut run, &mut out);
    out.join("\n")
}

fn flush(run: &mut Vec<(&str, &str)>, out: &mut Vec<String>) {
    let width = run.iter().map(|(key, _)| key.chars().count()).max().unwrap_or_default();
    for (key, value) in run.drain(..) {
        let pad = " ".repeat(width - key.chars().count());
        out.push(format!("{key}{pad} = {value}"));
    }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Splits `key = value` where the value is complete on its line.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let trimmed = line.trim_start();
    if trimmed.starts_with('#') {
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
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '{' | '[' | '(' if !quoted => balance += 1,
            '}' | ']' | ')' if !quoted => balance -= 1,
            _ => {}
        }
    }
    balance
}
