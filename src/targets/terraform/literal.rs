//! The literal writer: the only way text from a model gets into a Terraform file.

use std::fmt::Write;

use crate::blueprint::words;

/// Text as a Terraform string literal. Parsing it again gives back exactly `text`.
#[must_use]
pub fn string(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// Text as it stands inside a Terraform string literal.
#[must_use]
pub fn escaped(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'\\' | b'"' | b'$' | b'%')) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if chars.peek() == Some(&'{') => {
                out.push(c);
                out.push(c);
            }
            c if crate::targets::must_not_show(c) => {
                // Writing to a string cannot fail. Such characters of other planes do not exist.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Text as it stands in front of an interpolation, where dollar signs at its end would make an escape of it.
#[must_use]
pub fn escaped_before_interpolation(text: &str) -> String {
    let body = text.trim_end_matches('$');
    let dollars = &text[body.len()..];
    if dollars.is_empty() { escaped(text) } else { format!("{}${{{}}}", escaped(body), string(dollars)) }
}

/// Words that mean something else than a key at the start of an object.
const RESERVED_KEYS: &[&str] = &["for", "if", "in", "null", "true", "false"];

/// Whether a key needs no quotes.
#[must_use]
pub fn is_identifier(key: &str) -> bool {
    let mut chars = key.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        && !RESERVED_KEYS.contains(&key)
}

/// A key of an object.
#[must_use]
pub fn key(key: &str) -> String {
    if is_identifier(key) { key.to_owned() } else { string(key) }
}

/// A camelCase name as Terraform writes names.
#[must_use]
pub fn snake(name: &str) -> String {
    words::snake(name)
}
