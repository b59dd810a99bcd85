//! biform turns one YAML model of an Azure workload and its environments into a Bicep tree and a Terraform tree.
//!
//! This page is the architecture. What a user sees is described in the README.
//!
//! # The pipeline
//! Data flows one way; each arrow is one public function, and each stage has its own type.
//!
//! ```text
//! bytes --source::parse--> Document --resolve::resolve--> Environments --addresses::plan--> Environments
//!       --lowering::plans--> [Lowered]
//!       --rules::check--> diagnostics --lowering::blueprint--> Blueprint --Target::render--> Tree
//!       --output::plan | output::write--> findings | files
//! ```
//!
//! - [`source`] reads YAML into values and finds the place of a path in the text, lazily.
//! - [`resolve`] merges the document's defaults, the environments an environment extends and its own patch, and decodes the
//!   result into the types of [`model`] and [`kinds`], which add built-in defaults. Where a value comes from is looked up in the layers.
//!   Last, what a region does not have is settled ([`resolve::regions`]): what follows sees ordinary SKUs at ordinary paths.
//! - [`addresses`] allocates blocks to networks and subnets that have a size, and keeps what the committed lock has. Behind it, every
//!   network has its blocks where the model would have written them.
//! - [`schema`] is asked only when decoding fails (`docs/adr/0003`): it finds everything that is wrong, with places.
//! - [`kinds`] are the building blocks: one file per kind holds its YAML struct, its module interfaces and its lowering to module
//!   calls. The struct is the single source: its doc comments and types become the JSON schema, the module's inputs and the
//!   descriptions of generated parameters.
//! - [`lowering`] lets every component of an environment add its calls and joins components with edges (grants, private DNS zones,
//!   locks), then unifies the environments. An environment with a second region is lowered once per region; what kinds make of the
//!   second one is placed there ([`kinds::standby`] says how a component serves it, `docs/adr/0012` why).
//! - [`rules`] are semantic checks, one file each, on the lowered environments and on the blueprint.
//! - [`blueprint`] is the target-neutral result: an expression language, module interfaces, calls, and unification by origin.
//! - [`targets`] render a blueprint: a literal writer, an expression printer, views and templates per language.
//! - [`output`] compares a [`tree`] with a folder and writes it, and is the only room that writes files.
//! - [`report`] prints [`diagnostic`]s, which address the model by [`path`]. [`facts`] holds what is known of Azure, as data.
//! - [`cli`] turns arguments into text and an exit code; only `main` prints and exits.
//!
//! Which room may import which is a table in `tests/it/architecture.rs`.
//!
//! # Unification
//! Every value carries its origin: fixed, written at a path of the model, or derived from such paths. Where environments
//! disagree, [`blueprint::unify`] explains the difference by origin: a value written in the model becomes one parameter named after
//! its path; what is derived from it becomes a choice on that parameter, never a second one; an element that is missing somewhere
//! gets a flag. The law, held by a property test: an environment's parameters put back give that environment's own plan.

pub mod addresses;
pub mod blueprint;
pub mod cli;
pub mod diagnostic;
pub mod facts;
pub mod kinds;
pub mod lowering;
pub mod model;
pub mod output;
pub mod path;
pub mod report;
pub mod resolve;
pub mod rules;
pub mod schema;
pub mod source;
pub mod targets;
pub mod tree;
