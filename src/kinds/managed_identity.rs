//! User-assigned managed identities.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fields::{Roles, Tags};
use super::site::Site;
use super::{COMMON_FIELDS, Expectation, Grant, Kind, Principal, Reference};
use crate::blueprint::call::Plan;
use crate::blueprint::module::Interface;
use crate::blueprint::types::Field;
use crate::blueprint::value::Value;
use crate::path::ModelPath;

/// The word in a model's `kind:`.
const KEY: &str = "managedIdentity";

/// A user-assigned managed identity that several components can share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ManagedIdentity {
    /// Name pattern of this component; the default is the one of `naming`.
    #[serde(default)]
    pub name: Option<String>,
    /// Tags of this component besides the common ones.
    #[serde(default)]
    pub tags: Tags,
    /// Roles of the identity on other components, by the component's name.
    #[serde(default)]
    pub access: IndexMap<String, Roles>,
}

pub(super) fn interfaces(fields: IndexMap<String, Field>) -> Vec<Interface> {
    vec![
        Interface::resource(KEY, "managed identity")
            .fields(fields, COMMON_FIELDS)
            .output("principalId", "Object id of the managed identity in Entra ID.")
            .published("clientId", "Client id of the managed identity, which applications sign in with.")
            .output("tenantId", "Entra tenant of the managed identity."),
    ]
}

impl Kind for ManagedIdentity {
    fn key(&self) -> &'static str {
        KEY
    }

    fn lower(&self, site: &Site<'_>, plan: &mut Plan) {
        plan.calls.insert(site.scene.call(site.name), site.call(KEY));
    }

    fn references(&self) -> Vec<Reference> {
        let access = ModelPath::keys(["access"]);
        self.access
            .iter()
            .map(|(target, roles)| Reference {
                path: access.key(target),
                target: target.clone(),
                expects: Expectation::Roles(roles.0.clone()),
            })
            .collect()
    }

    fn grants(&self, site: &Site<'_>) -> Vec<Grant> {
        let grants = self.access.iter().flat_map(|(target, roles)| {
            let path = site.field("access").key(target);
            roles.0.iter().map(move |role| Grant {
                regional: false,
                target: target.clone(),
                role: role.clone(),
                path: path.clone(),
            })
        });
        grants.collect()
    }

    fn principal(&self, site: &Site<'_>) -> Option<Principal> {
        let id = Value::output(site.scene.call(site.name), "principalId");
        Some(Principal { id, system_assigned: false })
    }
}
