//! What a tree deploys.

use indexmap::IndexMap;

use super::value::Value;

/// A resource that a tree deploys.
#[derive(Debug, Clone)]
pub(crate) struct Resource {
    /// Its id in Azure.
    pub(crate) id: String,
    /// Its type in the tree's language.
    pub(crate) declared: String,
    /// What the tree says of it.
    pub(crate) body: Value,
}

impl Resource {
    /// The ARM type of an id: `Microsoft.Storage/storageAccounts/blobServices`.
    pub(crate) fn arm_type(&self) -> String {
        let Some((_, after)) = self.id.rsplit_once("/providers/") else {
            return "Microsoft.Resources/resourceGroups".to_owned();
        };
        let parts: Vec<&str> = after.split('/').collect();
        let types = parts.iter().skip(1).step_by(2);
        parts.iter().take(1).chain(types).copied().collect::<Vec<_>>().join("/")
    }
}

/// Everything that a tree deploys to one environment, and what it hands on.
#[derive(Debug, Default)]
pub(crate) struct Deployed {
    pub(crate) resources: Vec<Resource>,
    pub(crate) outputs: IndexMap<String, Value>,
}
