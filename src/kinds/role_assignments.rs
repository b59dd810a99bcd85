//! Role assignments on one scope, and the lock of the resource group: modules that no kind has for itself.

use serde_json::json;

use crate::blueprint::module::Interface;
use crate::blueprint::types::{Field, Type};

/// The modules that assign roles on a resource of a kind: module and what the resource is called.
const SCOPES: &[(&str, &str)] = &[
    ("appConfigurationRoleAssignments", "configuration store"),
    ("applicationInsightsRoleAssignments", "Application Insights component"),
    ("keyVaultRoleAssignments", "key vault"),
    ("logAnalyticsRoleAssignments", "Log Analytics workspace"),
    ("serviceBusRoleAssignments", "Service Bus namespace"),
    ("storageAccountRoleAssignments", "storage account"),
];

/// The interfaces of the modules that assign roles and lock the resource group.
pub(super) fn interfaces() -> Vec<Interface> {
    let scopes = SCOPES.iter().map(|&(module, scope)| {
        let name = Field::required(Type::String, format!("Name of the {scope} that the roles are on."));
        assignments(Interface::new(module, "role assignments").input("scopeName", name))
    });
    let group = assignments(Interface::new("resourceGroupRoleAssignments", "role assignments"));
    scopes.chain([group, lock()]).collect()
}

fn assignments(interface: Interface) -> Interface {
    let principal_types = Type::one_of(&["Group", "User", "ServicePrincipal"]);
    let assignment = Type::object([
        ("principalName", Field::required(Type::String, "Name of the principal in this tree.")),
        ("principalId", Field::required(Type::String, "Object id of the principal in Entra ID.")),
        ("principalType", Field::required(principal_types, "What the principal is.")),
        ("roleDefinitionId", Field::required(Type::String, "GUID of the built-in role.")),
    ]);
    interface
        .input("scopeId", Field::required(Type::String, "Resource id that the roles are on."))
        .input("assignments", Field::defaulted(assignment.map(), json!({}), "Role assignments by name."))
}

fn lock() -> Interface {
    Interface::new("resourceGroupLock", "lock of the resource group")
        .input("name", Field::required(Type::String, "Name of the lock."))
        .input(
            "level",
            Field::required(
                Type::one_of(&["CanNotDelete", "ReadOnly"]),
                "What the lock keeps from happening: deletion, or any change.",
            ),
        )
        .input("scopeId", Field::required(Type::String, "Resource id of the resource group."))
}
