//! Module interfaces: what a reusable unit takes and gives, declared once and printed by every target.

use indexmap::IndexMap;
use serde::Serialize;

use super::types::{Field, Type};

/// An output of a module.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Output {
    /// camelCase name.
    pub name: String,
    /// Text, or a map of texts.
    #[serde(rename = "type")]
    pub ty: Type,
    /// What it is.
    pub description: String,
    /// Whether the composition hands it to whoever deploys the tree.
    pub published: bool,
}

/// The interface of a module.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Interface {
    /// The module's name: a kind (`storageAccount`) or an edge (`keyVaultSecret`).
    pub module: &'static str,
    /// What the module deploys, as a noun phrase.
    pub description: &'static str,
    /// Inputs by camelCase name.
    pub inputs: IndexMap<String, Field>,
    /// Inputs whose value must not be shown.
    pub secrets: Vec<&'static str>,
    /// Outputs.
    pub outputs: Vec<Output>,
    /// The input with the id of a resource beside which the module is deployed: into its resource group, not the
    /// workload's.
    pub beside: Option<&'static str>,
}

impl Interface {
    /// An interface without inputs or outputs.
    #[must_use]
    pub fn new(module: &'static str, description: &'static str) -> Self {
        Self {
            module,
            description,
            inputs: IndexMap::new(),
            secrets: Vec::new(),
            outputs: Vec::new(),
            beside: None,
        }
    }

    /// An interface of a regional resource: takes `name`, `location` and `tags`, gives `id` and `name`.
    #[must_use]
    pub fn resource(module: &'static str, description: &'static str) -> Self {
        Self::new(module, description)
            .input("name", Field::required(Type::String, format!("Name of the {description}.")))
            .input("location", Field::required(Type::String, "Region to deploy to."))
            .input("tags", Field::required(Type::String.map(), "Tags of every resource."))
            .output("id", format!("Resource id of the {description}."))
            .published("name", format!("Name of the {description}."))
    }

    /// Adds an input.
    #[must_use]
    pub fn input(mut self, name: &str, field: Field) -> Self {
        self.inputs.insert(name.to_owned(), field);
        self
    }

    /// Adds the fields of a kind's struct, except those that are not inputs of its module.
    #[must_use]
    pub fn fields(mut self, fields: IndexMap<String, Field>, except: &[&str]) -> Self {
        self.inputs.extend(fields.into_iter().filter(|(name, _)| !except.contains(&name.as_str())));
        self
    }

    /// Adds a text input whose value must not be shown.
    #[must_use]
    pub fn secret(mut self, name: &'static str, description: &str) -> Self {
        self.secrets.push(name);
        self.input(name, Field::required(Type::String, description))
    }

    /// Says that the module is deployed into the resource group of the resource whose id this input is.
    #[must_use]
    pub fn deployed_beside(mut self, input: &'static str) -> Self {
        self.beside = Some(input);
        self
    }

    fn add_output(mut self, name: &str, ty: Type, description: String, published: bool) -> Self {
        self.outputs.push(Output { name: name.to_owned(), ty, description, published });
        self
    }

    /// Adds a text output.
    #[must_use]
    pub fn output(self, name: &str, description: impl Into<String>) -> Self {
        self.add_output(name, Type::String, description.into(), false)
    }

    /// Adds an output that is a map of texts.
    #[must_use]
    pub fn output_map(self, name: &str, description: impl Into<String>) -> Self {
        self.add_output(name, Type::String.map(), description.into(), false)
    }

    /// Adds a text output that the composition hands on.
    #[must_use]
    pub fn published(self, name: &str, description: impl Into<String>) -> Self {
        self.add_output(name, Type::String, description.into(), true)
    }

    /// Adds the inputs `networkAccess` and `privateEndpoints` of a service with a firewall.
    #[must_use]
    pub fn network_access(self) -> Self {
        let access = Type::one_of(&["public", "restricted", "private"]);
        self.input(
            "networkAccess",
            Field::required(
                access,
                "Who reaches the public endpoint: everyone, only allowed addresses and trusted services, or no one.",
            ),
        )
        .private_endpoints()
    }

    /// Adds the input `privateEndpoints`.
    #[must_use]
    pub fn private_endpoints(self) -> Self {
        let endpoint = Type::object([
            ("subnetId", Field::required(Type::String, "Subnet of the private endpoint.")),
            (
                "privateDnsZoneId",
                Field::required(Type::String, "Private DNS zone that resolves the service."),
            ),
        ]);
        self.input(
            "privateEndpoints",
            Field::defaulted(endpoint.map(), serde_json::json!({}), "Private endpoints by sub-resource."),
        )
    }

    /// Adds the input `diagnostics`.
    #[must_use]
    pub fn diagnostics(self) -> Self {
        let target = Type::object([(
            "workspaceId",
            Field::required(Type::String, "Resource id of the Log Analytics workspace."),
        )]);
        self.input("diagnostics", Field::optional(target, "Where logs and metrics are sent."))
    }
}
