//! The built-in roles a model can grant, by the word the model uses for them.

include!(concat!(env!("OUT_DIR"), "/roles.rs"));

/// A built-in role definition.
#[derive(Debug)]
pub struct Role {
    /// The word in a model (`secretsUser`).
    pub alias: &'static str,
    /// The role's name in Azure (`Key Vault Secrets User`).
    pub name: &'static str,
    /// The GUID of the role definition, in lower case; the same in every tenant of the public cloud.
    pub id: &'static str,
    /// What kind of actions the role allows.
    pub plane: Plane,
    /// What it is for, where the name does not say it.
    pub note: Option<&'static str>,
}

/// The kind of actions a role allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plane {
    /// Managing the resource.
    Control,
    /// Using the data in it.
    Data,
}

#[derive(Debug)]
struct KindRoles {
    kind: &'static str,
    roles: &'static [Role],
}

/// The role that `alias` means on a component of `kind` (or on `resourceGroup`).
///
/// `contributor` and `reader` mean the service's own role where it has one.
#[must_use]
pub fn role(kind: &str, alias: &str) -> Option<&'static Role> {
    roles(kind).find(|role| role.alias == alias)
}

/// The roles that can be granted on a component of `kind`, the service's own first.
pub fn roles(kind: &str) -> impl Iterator<Item = &'static Role> {
    let own = own(kind);
    own.iter().chain(COMMON.iter().filter(|common| own.iter().all(|role| role.alias != common.alias)))
}

/// The aliases that [`role`] knows for `kind`, in the order of [`roles`].
#[must_use]
pub fn aliases(kind: &str) -> Vec<&'static str> {
    roles(kind).map(|role| role.alias).collect()
}

fn own(kind: &str) -> &'static [Role] {
    KINDS.iter().find(|entry| entry.kind == kind).map_or(&[], |entry| entry.roles)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(kind: &str, alias: &str) -> Option<&'static str> {
        role(kind, alias).map(|role| role.name)
    }

    #[test]
    fn an_alias_means_the_role_of_the_service() {
        let secrets_user = role("keyVault", "secretsUser").unwrap();
        assert_eq!(secrets_user.name, "Key Vault Secrets User");
        assert_eq!(secrets_user.id, "4633458b-17de-408a-b874-0445c86b69e6");
        assert_eq!(secrets_user.plane, Plane::Data);
        assert_eq!(name("storageAccount", "blobDataContributor"), Some("Storage Blob Data Contributor"));
        assert_eq!(name("serviceBus", "dataOwner"), Some("Azure Service Bus Data Owner"));
        assert_eq!(name("appConfiguration", "dataOwner"), Some("App Configuration Data Owner"));
        assert_eq!(name("applicationInsights", "metricsPublisher"), Some("Monitoring Metrics Publisher"));
        assert_eq!(name("serviceBus", "secretsUser"), None);
    }

    #[test]
    fn the_services_own_role_goes_before_the_general_one() {
        assert_eq!(name("keyVault", "reader"), Some("Key Vault Reader"));
        assert_eq!(name("serviceBus", "reader"), Some("Reader"));
        assert_eq!(name("resourceGroup", "owner"), Some("Owner"));
    }

    #[test]
    fn aliases_are_all_known_and_unique() {
        for kind in ["keyVault", "storageAccount", "resourceGroup", "anythingElse"] {
            let mut aliases = aliases(kind);
            assert!(aliases.iter().all(|alias| role(kind, alias).is_some()));
            let count = aliases.len();
            aliases.sort_unstable();
            aliases.dedup();
            assert_eq!(aliases.len(), count, "{kind}");
        }
    }

    #[test]
    fn a_role_has_one_id_under_every_kind() {
        let roles: Vec<&Role> = KINDS.iter().flat_map(|kind| kind.roles).chain(COMMON).collect();
        for role in &roles {
            assert!(
                roles.iter().all(|other| (other.name == role.name) == (other.id == role.id)),
                "{}",
                role.name
            );
        }
    }
}
