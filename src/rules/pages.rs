//! Pages of the codes that resolution and the blueprint report.

use crate::diagnostic::CodeEntry;

/// Every such code, in order.
pub(super) const TABLE: &[CodeEntry] = &[
    entry(
        "BF0200",
        "The model cannot be read as what it should be",
        "A value does not have the form that its place asks for. The message says which; the schema, which editors use \
         too, says what is allowed (`biform schema`).",
    ),
    entry(
        "BF0201",
        "The model has no environment",
        "biform writes one parameter file, or one root, per environment. Name at least one under `environments`; it may \
         be empty:\n\n```yaml\nenvironments:\n  dev: {}\n```",
    ),
    entry(
        "BF0202",
        "An environment extends one that does not exist",
        "`extends` names another environment of the model, whose patch comes before this one's. Correct the name; the \
         help lists the environments.",
    ),
    entry(
        "BF0203",
        "Environments extend each other in a circle",
        "The patch of an extended environment comes first, so a circle has no beginning. Remove one `extends`, or put \
         what the environments share beside the components.",
    ),
    entry(
        "BF0301",
        "Environments differ in a way that no parameter can carry",
        "All environments share one composition, and what differs becomes a parameter. Here a difference has no value \
         that could be one. Make the environments alike in the marked place. This should have been reported in other \
         words: please report it together with the model.",
    ),
    entry(
        "BF0302",
        "Components need each other in a circle",
        "Each of them needs an output of the next, so none can be deployed first. One has to do without: let an app read \
         the value when it runs, for instance from a configuration store, or give it a name that you choose yourself \
         instead of an output.",
    ),
];

const fn entry(code: &'static str, title: &'static str, explanation: &'static str) -> CodeEntry {
    CodeEntry { code, title, explanation }
}
