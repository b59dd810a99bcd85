//! The codes of what can be wrong with the values of a model, held against its schema.

use crate::diagnostic::CodeEntry;

/// A key that the schema does not know.
pub const UNKNOWN_KEY: &str = "BF0100";
/// A key that must be there and is not.
pub const MISSING_KEY: &str = "BF0101";
/// A value of another type than the schema's.
pub const WRONG_TYPE: &str = "BF0102";
/// A value that is none of the allowed ones.
pub const UNKNOWN_VALUE: &str = "BF0103";
/// A `kind` that does not exist.
pub const UNKNOWN_KIND: &str = "BF0104";
/// Text that does not have the form it must have.
pub const FORM: &str = "BF0105";
/// Too long, too short, too many, too few.
pub const LENGTH: &str = "BF0106";
/// A number outside its range.
pub const RANGE: &str = "BF0107";
/// A list item that occurs twice.
pub const DOUBLE_ITEM: &str = "BF0108";
/// None, or more than one, of the forms that exclude one another.
pub const ALTERNATIVES: &str = "BF0109";
/// A patch that removes what is not there.
pub const NOTHING_TO_REMOVE: &str = "BF0110";
/// A patch that changes what a component is.
pub const KIND_CHANGED: &str = "BF0111";
/// What the schema forbids in a way that has no words of its own.
pub const OTHER: &str = "BF0199";

/// Every code of this stage, in order.
pub const TABLE: &[CodeEntry] = &[
    entry(
        UNKNOWN_KEY,
        "A key is not known",
        "The key does not exist here; it may be misspelt, or belong one level up or down. The help lists the keys \
         that exist.",
    ),
    entry(
        MISSING_KEY,
        "A key is missing",
        "The mapping needs the key. Environments may leave out what the document says.",
    ),
    entry(
        WRONG_TYPE,
        "A value has the wrong type",
        "YAML reads `3.11` as a number, `true` as a boolean, `~` or nothing as null and all that is quoted as a \
         string. Add or remove quotes, or write the list or mapping that belongs here.",
    ),
    entry(
        UNKNOWN_VALUE,
        "A value is not one of the allowed values",
        "Only some words have a meaning here, and upper and lower case matter.",
    ),
    entry(
        UNKNOWN_KIND,
        "A kind does not exist",
        "The kind decides which keys a component has, so nothing else in it is checked until it is right.",
    ),
    entry(
        FORM,
        "A text does not have the right form",
        "The text has a character that cannot stand there, or lacks one that must.",
    ),
    entry(LENGTH, "A text, list or mapping has the wrong length", "The limits come from Azure."),
    entry(RANGE, "A number is out of range", "The limits come from Azure."),
    entry(DOUBLE_ITEM, "A list has an item twice", "The list is a set: each item stands in it once."),
    entry(
        ALTERNATIVES,
        "Forms that exclude one another are mixed",
        "The value must have exactly one of several forms, for example one runtime.",
    ),
    entry(
        NOTHING_TO_REMOVE,
        "A patch removes what is not there",
        "`null` in an environment removes a value that the environment starts from. There is no such value, so the \
         key may be misspelt.",
    ),
    entry(
        KIND_CHANGED,
        "An environment changes the kind of a component",
        "A component is the same thing in all environments. Name a second component, and remove the first with \
         `null` where it does not belong.",
    ),
    entry(OTHER, "A value is not allowed", "The value breaks the schema of a model."),
];

const fn entry(code: &'static str, title: &'static str, explanation: &'static str) -> CodeEntry {
    CodeEntry { code, title, explanation }
}
