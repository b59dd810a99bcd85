//! The codes of what can be wrong with a model's text, before anyone asks what it means.

use crate::diagnostic::CodeEntry;

/// The file is not UTF-8.
pub const NOT_UTF8: &str = "BF0001";
/// The file is larger than [`super::MAX_BYTES`].
pub const TOO_LARGE: &str = "BF0002";
/// There is nothing in the file but comments.
pub const EMPTY: &str = "BF0003";
/// More than one `---` document.
pub const SEVERAL_DOCUMENTS: &str = "BF0004";
/// The text is not YAML.
pub const SYNTAX: &str = "BF0005";
/// A tab where YAML wants spaces.
pub const TAB: &str = "BF0006";
/// Two entries of one mapping with the same key.
pub const DUPLICATE_KEY: &str = "BF0007";
/// A `<<` merge key.
pub const MERGE_KEY: &str = "BF0008";
/// A key that YAML does not read as a string.
pub const KEY_NOT_STRING: &str = "BF0009";
/// A `!tag`.
pub const TAG: &str = "BF0010";
/// `.nan` or `.inf`.
pub const NOT_FINITE: &str = "BF0011";
/// A number beyond what 64-bit integers reach.
pub const NUMBER_RANGE: &str = "BF0012";
/// Nested deeper than [`super::MAX_DEPTH`].
pub const TOO_DEEP: &str = "BF0013";
/// More than [`super::MAX_NODES`] values once aliases are written out, or an alias inside itself.
pub const TOO_MANY: &str = "BF0014";
/// An alias without an anchor.
pub const UNKNOWN_ANCHOR: &str = "BF0015";
/// A control character or a line separator that editors do not show.
pub const CONTROL_CHARACTER: &str = "BF0016";

/// Every code of this stage, in order.
pub const TABLE: &[CodeEntry] = &[
    entry(
        NOT_UTF8,
        "The model is not UTF-8 text",
        "A model is UTF-8 text, with or without a byte order mark. Save the file with that encoding; many \
         editors on Windows call the wrong one `UTF-16` or `Unicode`.",
    ),
    entry(
        TOO_LARGE,
        "The model is too large",
        "A model may have up to 1 MiB. Larger files are almost always something else.",
    ),
    entry(EMPTY, "The model is empty", "The file has no content, or only comments."),
    entry(
        SEVERAL_DOCUMENTS,
        "The file has more than one YAML document",
        "A model is one document: environments belong under `environments`, not behind a `---` line.",
    ),
    entry(
        SYNTAX,
        "The model is not well-formed YAML",
        "The text cannot be read as YAML at the marked place. The cause is often a little before it: an \
         indentation that does not match, a missing colon, quote or bracket.",
    ),
    entry(
        TAB,
        "A tab is used for indentation",
        "YAML is indented with spaces only. Let the editor replace the tabs of the file.",
    ),
    entry(
        DUPLICATE_KEY,
        "A key occurs twice in a mapping",
        "Only one of the two could count, and readers would disagree on which. Join or rename the entries.",
    ),
    entry(
        MERGE_KEY,
        "Merge keys are not supported",
        "`<<` is not part of YAML 1.2, and biform could no longer say where a value comes from. Write the \
         entries out, or put what environments share into the components and into `extends`.",
    ),
    entry(
        KEY_NOT_STRING,
        "A key is not a string",
        "YAML reads keys such as `123`, `1.5`, `true` or `null` as something else than text. Quote them.",
    ),
    entry(
        TAG,
        "YAML tags are not supported",
        "Words that start with `!` name a type, or a function of another tool. Quote the value if it is text.",
    ),
    entry(
        NOT_FINITE,
        "A number is not finite",
        "`.nan` and `.inf` are not numbers that Azure knows. Quote the value if it is text.",
    ),
    entry(
        NUMBER_RANGE,
        "A number is too large",
        "Numbers go from -9223372036854775808 to 9223372036854775807. Quote the value if it is an identifier.",
    ),
    entry(TOO_DEEP, "The model is nested too deeply", "Mappings and lists may be nested 64 levels deep."),
    entry(
        TOO_MANY,
        "The model has too many values",
        "A model may have 100,000 values, aliases written out. An alias must not stand inside its own anchor.",
    ),
    entry(
        UNKNOWN_ANCHOR,
        "An alias names no anchor",
        "`*name` repeats the value marked with `&name` further up in the file. Quote the value if it is text.",
    ),
    entry(
        CONTROL_CHARACTER,
        "The text has an invisible character",
        "Control characters cannot stand in YAML, and U+0085, U+2028 and U+2029 end a line for some readers and \
         not for others. Remove the character, or write it as an escape in double quotes, such as `\"\\u2028\"`.",
    ),
];

const fn entry(code: &'static str, title: &'static str, explanation: &'static str) -> CodeEntry {
    CodeEntry { code, title, explanation }
}
