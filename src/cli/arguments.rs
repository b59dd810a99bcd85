//! What the command line takes.

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::targets::{TARGETS, Target};

/// One YAML model of an Azure workload and its environments, as a Bicep tree and a Terraform tree.
#[derive(Debug, Parser)]
#[command(name = "biform", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The model that is read when none is named.
pub(super) const DEFAULT_MODEL: &str = "biform.yaml";

/// The folder that holds the trees when none is named.
pub(super) const DEFAULT_OUT: &str = ".";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write a commented starter model; never over an existing file
    Init {
        /// Where to write it
        #[arg(default_value = DEFAULT_MODEL)]
        path: Utf8PathBuf,
    },
    /// Check a model and report everything that is wrong with it
    Validate {
        #[command(flatten)]
        model: ModelArgument,
        /// How to report
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Write the trees that a model describes
    Generate(GenerateOptions),
    /// Say whether the written trees are what the model says; writes nothing
    Check(CheckOptions),
    /// List the address blocks of all networks and subnets
    Addresses(AddressesOptions),
    /// Print the JSON schema of models, for editors
    Schema,
    /// Print the page of a rule (BF1203), where a value comes from (components.bus.sku), what is known of a region
    /// (westeurope), or what disaster recovery gives (dr)
    Explain {
        /// A code, a path into the model, an Azure region, or `dr`
        subject: String,
        #[command(flatten)]
        model: ModelArgument,
        /// Only this environment
        #[arg(long = "env", value_name = "NAME")]
        environment: Option<String>,
        /// How to print the answer to `dr`
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Print a stage between model and trees
    Show {
        /// The stage
        stage: Stage,
        #[command(flatten)]
        model: ModelArgument,
        /// How to print it
        #[arg(long, value_enum, default_value_t)]
        format: DataFormat,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Args)]
pub(super) struct ModelArgument {
    /// The model
    #[arg(short, long, value_name = "FILE", default_value = DEFAULT_MODEL, env = "BIFORM_MODEL", global = true)]
    pub(super) model: Utf8PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct TreeArguments {
    #[command(flatten)]
    pub(super) model: ModelArgument,
    /// The language to write
    #[arg(short, long, value_enum, default_value_t)]
    pub(super) target: TargetChoice,
    /// The folder that holds the trees: `bicep` and `terraform` in it
    #[arg(short, long, value_name = "DIR", default_value = DEFAULT_OUT)]
    pub(super) out: Utf8PathBuf,
    /// How to report
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(super) struct GenerateOptions {
    #[command(flatten)]
    pub(super) trees: TreeArguments,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Replace files that were edited or that biform did not write
    #[arg(long)]
    pub(super) force: bool,
    /// Remove files that biform wrote and the model no longer asks for
    #[arg(long, value_enum, default_value_t)]
    pub(super) prune: YesNo,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = false)]
pub(super) struct AddressesOptions {
    #[command(subcommand)]
    pub(super) task: Option<AddressesTask>,
    #[command(flatten)]
    pub(super) model: ModelArgument,
    /// How to report
    #[arg(long, value_enum, default_value_t, global = true)]
    pub(super) format: Format,
}

#[derive(Debug, Subcommand)]
pub(super) enum AddressesTask {
    /// Free the blocks that the lock has and the model no longer asks for
    Prune {
        /// Say what would be freed, and do nothing
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Debug, Args)]
pub(super) struct CheckOptions {
    #[command(flatten)]
    pub(super) trees: TreeArguments,
    /// Print what differs as a patch
    #[arg(long)]
    pub(super) diff: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum YesNo {
    #[default]
    Yes,
    No,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum TargetChoice {
    Bicep,
    Terraform,
    #[default]
    All,
}

impl TargetChoice {
    pub(super) fn targets(self) -> &'static [Target] {
        match self {
            Self::Bicep => &[Target::Bicep],
            Self::Terraform => &[Target::Terraform],
            Self::All => TARGETS,
        }
    }
}

/// How diagnostics and results are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Text,
    /// For machines.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum DataFormat {
    #[default]
    Yaml,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Stage {
    /// Each environment with its defaults and everything it inherits
    Resolved,
    /// The calls, parameters and modules that both languages are printed from
    Blueprint,
}
