//! Names of parameters and calls, and the rule that keeps them injective.
//!
//! A parameter is named after the path of the value it carries. Names are compared without case and
//! separators, because ARM ignores case and neither language allows all characters of a key.

use std::borrow::Cow;

use super::call::{CallKey, Placement};
use super::words::push_upper_camel;
use crate::path::{ModelPath, Segment};

/// Words in camelCase.
fn camel<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let mut joined = String::new();
    words.into_iter().for_each(|word| push_upper_camel(&ascii(word), &mut joined));
    if let Some(first) = joined.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    joined
}

/// A key in ASCII: any other character becomes its code, because identifiers of Bicep have none.
fn ascii(key: &str) -> Cow<'_, str> {
    if key.is_ascii() {
        return key.into();
    }
    key.chars().map(|c| if c.is_ascii() { c.to_string() } else { format!(" u{:x} ", u32::from(c)) }).collect()
}

fn words(path: &ModelPath) -> impl Iterator<Item = &str> {
    let keys = path.segments().iter().filter_map(|segment| match segment {
        Segment::Key(key) => Some(&**key),
        Segment::Index(_) => None,
    });
    keys.enumerate().filter(|(at, key)| *at > 0 || *key != "components").map(|(_, key)| key)
}

/// The parameter that carries the value at `path`: `components.bus.sku` is `busSku`.
#[must_use]
pub fn parameter(path: &ModelPath) -> String {
    camel(words(path))
}

/// The parameter that says whether what stands at `path` exists: `components.bus` is `deployBus`.
#[must_use]
pub fn flag(path: &ModelPath) -> String {
    camel(std::iter::once("deploy").chain(words(path)))
}

/// The parameter that carries the secret `secret` of the vault `component`.
#[must_use]
pub fn secret(component: &str, secret: &str) -> String {
    camel([component, "secret", secret])
}

/// The symbol of a call: `func.identity` is `funcIdentity`.
#[must_use]
pub fn call(key: &CallKey) -> String {
    let placement = match key.placement {
        Placement::Primary => None,
        Placement::Secondary => Some("secondary"),
        Placement::Global => Some("global"),
    };
    let part = key.part.iter().map(String::as_str);
    camel(std::iter::once(key.component.as_str()).chain(part).chain(placement))
}

/// The variable that says whether a call is needed, where that takes more than a word.
#[must_use]
pub fn needed(key: &CallKey) -> String {
    camel(["needs", call(key).as_str()])
}

/// The output of the tree that hands on `output` of a call.
#[must_use]
pub fn tree_output(key: &CallKey, output: &str) -> String {
    camel([call(key).as_str(), output])
}

/// One of what a plural names: `queues` is `queue`, `accessPolicies` is `accessPolicy`, `access` is `access`.
#[must_use]
pub fn singular(plural: &str) -> String {
    if let Some(stem) = plural.strip_suffix("ies") {
        return format!("{stem}y");
    }
    if let Some(stem) = plural.strip_suffix("sses") {
        return format!("{stem}ss");
    }
    let single = plural.strip_suffix('s').filter(|single| !single.ends_with('s'));
    single.unwrap_or(plural).to_owned()
}

/// A name as it is compared: lower case, ASCII letters and digits only.
#[must_use]
pub fn normal(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    push_normal(name, &mut out);
    out
}

/// [`normal`] of the [`parameter`] that carries the value at `path`.
#[must_use]
pub fn normal_parameter(path: &ModelPath) -> String {
    let mut out = String::new();
    words(path).for_each(|word| push_normal(word, &mut out));
    out
}

fn push_normal(name: &str, out: &mut String) {
    let letters = ascii(name);
    let letters = letters.bytes().filter(u8::is_ascii_alphanumeric);
    out.extend(letters.map(|byte| char::from(byte.to_ascii_lowercase())));
}

/// Whether parameters below two sibling keys could ever have the same name, given the fields that can stand
/// below such a key (empty: the keys hold plain values).
///
/// Two keys clash when they are the same without case and separators, or when one continues the other with
/// what a field of it could be called: `bus` (which has a field `queues`) and `busQueues`.
#[must_use]
pub fn could_clash<'f>(one: &str, other: &str, fields: impl IntoIterator<Item = &'f str>) -> bool {
    let (one, other) = (normal(one), normal(other));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let Some(rest) = long.strip_prefix(&short) else { return false };
    rest.is_empty()
        || fields.into_iter().map(normal).any(|field| field.starts_with(rest) || rest.starts_with(&field))
}
