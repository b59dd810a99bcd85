//! biform turns one YAML model of a cloud workload and its environments into a Bicep or Terraform tree.

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
pub mod schema;
pub mod source;
pub mod targets;
pub mod tree;
