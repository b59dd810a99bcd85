//! Types of values in the model, for the parameters that carry them.

use std::collections::BTreeMap;

use super::recovery::NO_STRATEGY;
use super::{Lowered, RESOURCE_GROUP};
use crate::blueprint::types::{Field, Type};
use crate::blueprint::unify::Types;
use crate::kinds::Catalogue;
use crate::kinds::standby::Strategy;
use crate::path::ModelPath;

pub(super) struct ModelTypes<'c> {
    catalogue: &'c Catalogue,
    kinds: BTreeMap<String, &'static str>,
}

impl<'c> ModelTypes<'c> {
    pub(super) fn new(lowered: &[Lowered], catalogue: &'c Catalogue) -> Self {
        let components = lowered.iter().flat_map(|lowered| &lowered.resolved.environment.components);
        let kinds = components.map(|(name, component)| (name.clone(), component.kind().key())).collect();
        Self { catalogue, kinds }
    }
}

impl Types for ModelTypes<'_> {
    fn at(&self, path: &ModelPath) -> Option<Field> {
        match (path.key_at(0)?, path.key_at(1)) {
            ("components", Some(RESOURCE_GROUP)) => {
                Some(Field::required(Type::String, "Name of the resource group."))
            }
            ("components", Some(component)) => {
                let below = path.strip_prefix(&ModelPath::keys(["components", component]))?;
                let field = self.catalogue.field_at(self.kinds.get(component)?, &below)?;
                let description = format!("{} ({component})", field.description.trim_end_matches('.'));
                Some(Field { description: description + ".", ..field })
            }
            ("isolation", None) => Some(Field::required(
                Type::one_of(&["public", "restricted", "private"]),
                "Network isolation of the environment, which decides on public access and private endpoints.",
            )),
            ("privateDns", Some("resourceGroupId")) => Some(Field::required(
                Type::String,
                "Resource id of the resource group with the central private DNS zones.",
            )),
            ("privateDns", Some("zones")) => {
                let group = path.key_at(2)?;
                Some(Field::required(
                    Type::String,
                    format!("Resource id of the central private DNS zone for `{group}`."),
                ))
            }
            ("privateDns", Some("link")) => Some(Field::required(
                Type::Bool,
                "Whether to link the central private DNS zones to the virtual network.",
            )),
            ("tags", Some(tag)) => {
                Some(Field::required(Type::String, format!("Tag `{tag}` of every resource.")))
            }
            ("deployer", Some("objectId")) => {
                Some(Field::required(Type::String, "Object id of the identity that runs the deployment."))
            }
            ("deployer", Some("type")) => Some(Field::required(
                Type::one_of(&["Group", "ServicePrincipal", "User"]),
                "What the identity that runs the deployment is.",
            )),
            ("disasterRecovery", Some("strategy")) => {
                let known = Strategy::ALL.iter().map(|strategy| strategy.word());
                let words: Vec<&str> = [NO_STRATEGY].into_iter().chain(known).collect();
                Some(Field::required(Type::one_of(&words), "What stands ready in a second region."))
            }
            ("disasterRecovery", Some("routing")) => Some(Field::required(
                Type::one_of(&["trafficManager", "frontDoor", "none"]),
                "What sends users to the region that is up.",
            )),
            ("resourceGroup", Some("lock")) => Some(Field::required(
                Type::one_of(&["CanNotDelete", "ReadOnly"]),
                "Lock on the resource group.",
            )),
            _ => None,
        }
    }

    fn input(&self, module: &str, input: &str) -> Option<Field> {
        self.catalogue.interface(module).inputs.get(input).cloned()
    }
}
