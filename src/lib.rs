//! biform turns one YAML model of a cloud workload and its environments into a Bicep or Terraform tree.

pub mod diagnostic;
pub mod facts;
pub mod output;
pub mod path;
pub mod report;
pub mod source;
pub mod tree;
