//! Words for messages.

use super::Subject;
use crate::lowering::NamedResource;

/// `a`, `a and b`, `a, b and c`.
pub(super) fn joined<W: AsRef<str>>(words: &[W], last: &str) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// A resource in words: "storage account `data`", "the managed identity of `func`", "the resource group".
pub(super) fn of_call(subject: &Subject<'_>, named: &NamedResource) -> String {
    let component = &named.call.component;
    if component == "resourceGroup" {
        return "the resource group".to_owned();
    }
    let what = of_kind(subject, named.kind);
    match named.call.part.as_slice() {
        [] => format!("{what} `{component}`"),
        _ => format!("the {what} of `{component}`"),
    }
}

/// A kind in words.
pub(super) fn of_kind(subject: &Subject<'_>, kind: &'static str) -> String {
    match subject.catalogue.interface(kind).description {
        "" => kind.to_owned(),
        description => description.to_owned(),
    }
}
