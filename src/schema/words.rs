//! Words for the types, forms and values that messages speak of.

use serde_json::Value;

/// How many names a list in a message shows.
const SHOWN: usize = 16;

/// `` `a`, `b`, `c` and 3 more``.
pub(super) fn list(names: &[&str]) -> String {
    let shown = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// `a, b or c`.
pub(super) fn either(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [start @ .., last] => format!("{} or {last}", start.join(", ")),
    }
}

/// A JSON Schema type with its article.
pub(super) fn type_name(name: &str) -> &'static str {
    match name {
        "null" => "null",
        "boolean" => "`true` or `false`",
        "integer" => "an integer",
        "number" => "a number",
        "string" => "a string",
        "array" => "a list",
        _ => "a mapping",
    }
}

/// What a value is: `the string "x"`, `the number 3.1`, `a list`.
pub(super) fn found(value: &Value) -> String {
    match value {
        Value::Null => "nothing (null)".to_owned(),
        Value::Bool(value) => format!("the boolean {value}"),
        Value::Number(number) if number.is_f64() => format!("the number {number}"),
        Value::Number(number) => format!("the integer {number}"),
        Value::String(text) => format!("the string {}", quoted(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
    }
}

/// A text in double quotes, cut when it is long.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("\"{}...\"", &text[..end]),
        None => format!("\"{text}\""),
    }
}

/// A value as it would be written in a list of allowed ones.
pub(super) fn literal(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// `1 item`, `3 items`.
pub(super) fn count(number: u64, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// What a regular expression asks for, when it is a plain sequence of character classes: `lower-case letters,
/// digits or hyphens`.
pub(super) fn pattern(pattern: &str) -> Option<String> {
    let mut rest = pattern.strip_prefix('^')?.strip_suffix('$')?;
    let mut parts: Vec<String> = Vec::new();
    while !rest.is_empty() {
        let (characters, after_class) = class(rest)?;
        let (times, after) = quantity(after_class)?;
        parts.push(match times {
            Times::Once => format!("one of {characters}"),
            Times::Exactly(times) => format!("{times} of {characters}"),
            Times::Between(least, most) => format!("{least} to {most} of {characters}"),
            Times::AtLeast(0) => format!("any number of {characters}"),
            Times::AtLeast(least) => format!("{least} or more of {characters}"),
        });
        rest = after;
    }
    match parts.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        parts => Some(parts.join(", then ")),
    }
}

enum Times {
    Once,
    Exactly(u32),
    Between(u32, u32),
    AtLeast(u32),
}

fn quantity(text: &str) -> Option<(Times, &str)> {
    let simple = [('+', Times::AtLeast(1)), ('*', Times::AtLeast(0)), ('?', Times::Between(0, 1))];
    for (sign, times) in simple {
        if let Some(rest) = text.strip_prefix(sign) {
            return Some((times, rest));
        }
    }
    let Some(braces) = text.strip_prefix('{') else { return Some((Times::Once, text)) };
    let (inside, rest) = braces.split_once('}')?;
    let times = match inside.split_once(',') {
        None => Times::Exactly(inside.parse().ok()?),
        Some((least, "")) => Times::AtLeast(least.parse().ok()?),
        Some((least, most)) => Times::Between(least.parse().ok()?, most.parse().ok()?),
    };
    Some((times, rest))
}

/// The words for the character class that `text` starts with.
fn class(text: &str) -> Option<(String, &str)> {
    if let Some(rest) = text.strip_prefix("\\d") {
        return Some(("the digits".to_owned(), rest));
    }
    let (inside, rest) = text.strip_prefix('[')?.split_once(']')?;
    if inside.starts_with('^') || inside.contains('[') {
        return None;
    }
    let mut names = Vec::new();
    let mut left = inside;
    while let Some(first) = left.chars().next() {
        let ranges = [
            ("a-z", "the letters a-z"),
            ("A-Z", "the letters A-Z"),
            ("0-9", "the digits"),
            ("\\d", "the digits"),
        ];
        if let Some((range, name)) = ranges.iter().find(|(range, _)| left.starts_with(range)) {
            names.push((*name).to_owned());
            left = &left[range.len()..];
        } else if first == '\\' {
            let escaped = left.chars().nth(1).filter(|c| !c.is_alphanumeric())?;
            names.push(format!("`{escaped}`"));
            left = &left[1 + escaped.len_utf8()..];
        } else {
            let after = &left[first.len_utf8()..];
            // A range of other characters has no short name.
            if after.starts_with('-') && after.len() > 1 {
                return None;
            }
            names.push(format!("`{first}`"));
            left = after;
        }
    }
    (!names.is_empty()).then(|| (either_and(&names), rest))
}

fn either_and(names: &[String]) -> String {
    match names {
        [start @ .., last] if !start.is_empty() => format!("{} and {last}", start.join(", ")),
        names => names.concat(),
    }
}
