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
        "BF0401",
        "The lock of addresses is not what biform wrote",
        "`biform.lock` beside the model keeps the address blocks that were allocated, so that none ever moves. It was edited, \
         or two branches were merged: then two networks may have been given the same block. Restore one side from version \
         control and run `biform generate`, which allocates what is then missing.",
    ),
    entry(
        "BF0402",
        "There is no room for an address block",
        "A network is allocated from the pool of its region (`addresses`), a subnet from the blocks of its network. What is \
         left there has no gap of the size that is asked for. Blocks in the lock that the model no longer has count as \
         used, until `biform addresses prune` frees them; so does what is used on premises, and what other networks write.\n\n\
         A network that is too small can have a further block: write the one it has and another one as `addressSpaces`.",
    ),
    entry(
        "BF0403",
        "A network with a size has no pool",
        "Blocks for networks with a `size` come from `addresses.pool`, or from the pool of their region:\n\n```yaml\n\
         addresses:\n  pool: 10.40.0.0/14\n  regions: { westus2: 10.44.0.0/14 }\n```",
    ),
    entry(
        "BF0404",
        "A locked address block is not what the model asks for",
        "What was allocated never moves by itself: deployed networks and subnets cannot change their addresses while they are \
         in use. The model now asks for another size, or its pool or network has moved away from the block. Go back to what \
         it was; or, where nothing is deployed yet or it may be made anew, run `biform addresses prune` and then `biform \
         generate`.",
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
