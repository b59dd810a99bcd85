//! The catalogue: all kinds' fields and module interfaces, read from the structs once per run.

use std::borrow::Cow;
use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Value as Json, json};

use super::{KINDS, front_door, role_assignments, standby};
use crate::blueprint::module::Interface;
use crate::blueprint::names;
use crate::blueprint::types::{Field, SchemaTypes, Type};
use crate::path::{ModelPath, Segment};

/// All kinds' fields and module interfaces.
#[derive(Debug)]
pub struct Catalogue {
    fields: BTreeMap<&'static str, IndexMap<String, Field>>,
    interfaces: BTreeMap<&'static str, Interface>,
    /// What an unknown module has: nothing.
    unknown: Interface,
}

impl Default for Catalogue {
    fn default() -> Self {
        Self::new()
    }
}

impl Catalogue {
    /// Reads the structs of all kinds.
    #[must_use]
    pub fn new() -> Self {
        let mut generator = SchemaGenerator::new(SchemaSettings::draft2020_12());
        let names: Vec<String> = KINDS.iter().map(|entry| (entry.fields)(&mut generator)).collect();
        let root = json!({ "$defs": Json::Object(generator.take_definitions(true)) });
        let types = SchemaTypes::new(&root);
        let mut catalogue =
            Self { fields: BTreeMap::new(), interfaces: BTreeMap::new(), unknown: Interface::new("", "") };
        for (entry, name) in KINDS.iter().zip(&names) {
            let fields = types.fields(&root["$defs"][name.as_str()]);
            let interfaces = (entry.interfaces)(fields.clone());
            catalogue
                .interfaces
                .extend(interfaces.into_iter().map(|interface| (interface.module, interface)));
            catalogue.fields.insert(entry.key, fields);
        }
        let edges = role_assignments::interfaces().into_iter().chain(front_door::interfaces());
        let edges = edges.chain(standby::interfaces());
        catalogue.interfaces.extend(edges.map(|interface| (interface.module, interface)));
        catalogue
    }

    /// A module's interface; an empty one for a name that no kind declares.
    #[must_use]
    pub fn interface(&self, module: &str) -> &Interface {
        self.interfaces.get(module).unwrap_or(&self.unknown)
    }

    /// The names of all modules.
    pub fn modules(&self) -> impl Iterator<Item = &'static str> {
        self.interfaces.keys().copied()
    }

    /// The outputs of a kind by name.
    pub fn outputs(&self, kind: &str) -> impl Iterator<Item = &str> {
        self.interfaces
            .get(kind)
            .into_iter()
            .flat_map(|interface| &interface.outputs)
            .map(|out| out.name.as_str())
    }

    /// The fields of a kind.
    #[must_use]
    pub fn fields(&self, kind: &str) -> Option<&IndexMap<String, Field>> {
        self.fields.get(kind)
    }

    /// The field at a path below a component of a kind; keys of maps are whatever they are.
    #[must_use]
    pub fn field_at(&self, kind: &str, path: &ModelPath) -> Option<Field> {
        let mut segments = path.segments().iter();
        let Segment::Key(first) = segments.next()? else { return None };
        let own = self.fields.get(kind)?.get(&**first)?;
        let (mut ty, mut field, mut description) = (&own.ty, Some(own), Cow::from(&own.description));
        for segment in segments {
            (ty, field) = match (ty, segment) {
                (Type::Object(fields), Segment::Key(key)) => {
                    let found = fields.get(&**key)?;
                    description = Cow::from(&found.description);
                    (&found.ty, Some(found))
                }
                (Type::Map(inner), Segment::Key(key)) => {
                    let one = names::singular(description.trim_end_matches('.'));
                    description = format!("{one} `{key}`.").into();
                    (&**inner, None)
                }
                (Type::List(inner), Segment::Index(_)) => (&**inner, None),
                _ => return None,
            };
        }
        // An element of a collection is there or not: only a field can be optional.
        Some(field.cloned().unwrap_or_else(|| Field::required(ty.clone(), description)))
    }
}
