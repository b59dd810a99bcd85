//! The literal writer: the only way text from a model gets into a Bicep file.

use std::fmt::Write;

/// Text as a Bicep string literal. Parsing it again gives back exactly `text`.
#[must_use]
pub fn string(text: &str) -> String {
    format!("'{}'", escaped(text))
}

/// Text as it stands inside a Bicep string literal.
#[must_use]
pub fn escaped(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'\\' | b'\'' | b'$')) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' if chars.peek() == Some(&'{') => out.push_str("\\$"),
            c if crate::targets::must_not_show(c) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Text on one line, for a comment.
#[must_use]
pub fn comment(text: &str) -> String {
    text.chars().map(|c| if crate::targets::must_not_show(c) { ' ' } else { c }).collect()
}

/// Whether a key needs no quotes.
#[must_use]
pub fn is_identifier(key: &str) -> bool {
    let mut chars = key.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A key of an object.
#[must_use]
pub fn key(key: &str) -> String {
    if is_identifier(key) { key.to_owned() } else { string(key) }
}
