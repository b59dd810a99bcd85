//! The lock: what was allocated, in a text that is committed beside the model.

use std::collections::BTreeMap;

use ipnet::Ipv4Net;
use serde_json::{Map, Value as Json, json};

use super::Key;
use super::space::first_overlap;
use crate::diagnostic::Diagnostic;
use crate::kinds::fields::Cidr;
use crate::path::ModelPath;

/// The format that this version writes, and the only one it reads.
const FORMAT: u64 = 1;

const HEADING: &str = "\
# Addresses allocated by biform. Commit this file: what stands here stays as it is until `biform addresses prune`.
";

/// Blocks that were allocated before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lock {
    /// The blocks by what they are for.
    pub blocks: BTreeMap<Key, Ipv4Net>,
}

impl Lock {
    /// Reads a lock from the values of its text.
    ///
    /// # Errors
    /// BF0401 for everything that is not as [`Self::text`] writes it, and for blocks that overlap.
    pub fn read(values: &Json) -> Result<Self, Vec<Diagnostic>> {
        let mut reader = Reader::default();
        reader.document(values);
        reader.overlaps();
        if reader.errors.is_empty() {
            Ok(Self { blocks: reader.blocks.into_iter().map(|(key, (block, _))| (key, block)).collect() })
        } else {
            Err(reader.errors)
        }
    }

    /// The lock as YAML: sorted, so that it changes only where allocations do.
    ///
    /// # Errors
    /// Whatever writing YAML fails with.
    pub fn text(&self) -> Result<String, serde_yaml::Error> {
        let mut environments = Map::new();
        for (key, block) in &self.blocks {
            let mut place = &mut environments;
            for name in [&key.environment, &key.component, &key.region] {
                place = object(place, name);
            }
            let (place, name) = match &key.subnet {
                None => (place, "block"),
                Some(subnet) => (object(place, "subnets"), subnet.as_str()),
            };
            place.insert(name.to_owned(), json!(block.to_string()));
        }
        let body = serde_yaml::to_string(&json!({ "format": FORMAT, "environments": environments }))?;
        Ok(format!("{HEADING}{body}"))
    }

    /// The lock without these blocks.
    #[must_use]
    pub fn without<'k>(&self, keys: impl IntoIterator<Item = &'k Key>) -> Self {
        let mut blocks = self.blocks.clone();
        for key in keys {
            blocks.remove(key);
        }
        Self { blocks }
    }
}

/// The object under a name, made if it is not there.
fn object<'m>(fields: &'m mut Map<String, Json>, name: &str) -> &'m mut Map<String, Json> {
    let value = fields.entry(name.to_owned()).or_insert(Json::Null);
    if !value.is_object() {
        *value = Json::Object(Map::new());
    }
    value.as_object_mut().expect("it was made an object above")
}

#[derive(Default)]
struct Reader {
    blocks: BTreeMap<Key, (Ipv4Net, ModelPath)>,
    errors: Vec<Diagnostic>,
}

impl Reader {
    fn error(&mut self, path: &ModelPath, message: impl Into<String>) {
        let error = Diagnostic::error("BF0401", message).at(path.clone());
        self.errors.push(error.help("restore the file from version control"));
    }

    /// The fields of an object; an error and nothing for anything else.
    fn fields<'v>(
        &mut self,
        value: &'v Json,
        path: &ModelPath,
    ) -> impl Iterator<Item = (&'v String, &'v Json)> + use<'v> {
        if !value.is_object() {
            self.error(path, "a mapping must stand here");
        }
        value.as_object().into_iter().flatten()
    }

    fn document(&mut self, values: &Json) {
        let root = ModelPath::root();
        match values.get("format") {
            Some(format) if *format == json!(FORMAT) => {}
            Some(other) => {
                self.error(
                    &root.key("format"),
                    format!("this biform reads locks of format {FORMAT}, not {other}"),
                );
                return;
            }
            None => self.error(&root, format!("`format: {FORMAT}` is missing")),
        }
        for (name, value) in self.fields(values, &root) {
            match name.as_str() {
                "format" => {}
                "environments" => self.environments(value, &root.key(name)),
                _ => self.error(&root.key(name), format!("a lock has no `{name}`")),
            }
        }
    }

    fn environments(&mut self, value: &Json, at: &ModelPath) {
        for (environment, value) in self.fields(value, at) {
            let at = at.key(environment);
            for (component, value) in self.fields(value, &at) {
                let at = at.key(component);
                for (region, value) in self.fields(value, &at) {
                    let (environment, component) = (environment.clone(), component.clone());
                    self.network(
                        value,
                        &at.key(region),
                        &Key { environment, component, region: region.clone(), subnet: None },
                    );
                }
            }
        }
    }

    fn network(&mut self, value: &Json, at: &ModelPath, key: &Key) {
        for (name, value) in self.fields(value, at) {
            let at = at.key(name);
            match name.as_str() {
                "block" => self.block(value, &at, key.clone()),
                "subnets" => {
                    for (subnet, value) in self.fields(value, &at) {
                        self.block(
                            value,
                            &at.key(subnet),
                            Key { subnet: Some(subnet.clone()), ..key.clone() },
                        );
                    }
                }
                _ => self.error(&at, format!("a network has `block` and `subnets`, not `{name}`")),
            }
        }
    }

    fn block(&mut self, value: &Json, at: &ModelPath, key: Key) {
        match serde_json::from_value::<Cidr>(value.clone()) {
            Ok(Cidr(block)) => drop(self.blocks.insert(key, (block, at.clone()))),
            Err(error) => self.error(at, error.to_string()),
        }
    }

    /// Networks share no address with each other, nor subnets with those beside them.
    fn overlaps(&mut self) {
        let mut groups: BTreeMap<Option<Key>, Vec<(ModelPath, Ipv4Net)>> = BTreeMap::new();
        for (key, (block, path)) in &self.blocks {
            let network = key.subnet.is_some().then(|| Key { subnet: None, ..key.clone() });
            groups.entry(network).or_default().push((path.clone(), *block));
        }
        for blocks in groups.values() {
            if let Some((one, other)) = first_overlap(blocks) {
                let error = Diagnostic::error("BF0401", "two locked blocks overlap").at(other).at(one);
                self.errors.push(error.help("restore the file from version control"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(environment: &str, component: &str, subnet: Option<&str>) -> Key {
        let (environment, component) = (environment.to_owned(), component.to_owned());
        Key { environment, component, region: "eastus".to_owned(), subnet: subnet.map(str::to_owned) }
    }

    fn lock() -> Lock {
        let blocks = [
            (key("prod", "network", None), "10.1.0.0/22"),
            (key("dev", "network", None), "10.0.0.0/22"),
            (key("dev", "network", Some("apps")), "10.0.0.0/26"),
            (key("on", "1", Some("~")), "10.0.0.0/26"),
        ];
        Lock { blocks: blocks.into_iter().map(|(key, block)| (key, block.parse().unwrap())).collect() }
    }

    #[test]
    fn what_is_written_is_read() {
        let text = lock().text().unwrap();
        let values: Json = serde_yaml::from_str(&text).unwrap();
        assert_eq!(Lock::read(&values).unwrap(), lock());
        assert_eq!(
            text.lines().skip(1).take(8).collect::<Vec<_>>(),
            [
                "format: 1",
                "environments:",
                "  dev:",
                "    network:",
                "      eastus:",
                "        block: 10.0.0.0/22",
                "        subnets:",
                "          apps: 10.0.0.0/26"
            ]
        );
    }

    #[test]
    fn everything_else_is_an_error_with_a_place() {
        let places = |text: &str| -> Vec<String> {
            let errors = Lock::read(&serde_yaml::from_str(text).unwrap()).unwrap_err();
            errors.iter().map(|error| error.labels[0].path.to_string()).collect()
        };
        assert_eq!(places("format: 2"), ["format"]);
        assert_eq!(places("{}"), [""]);
        assert_eq!(places("{ format: 1, more: {} }"), ["more"]);
        assert_eq!(places("{ format: 1, environments: { dev: 3 } }"), ["environments.dev"]);
        let network =
            |text: &str| format!("{{ format: 1, environments: {{ dev: {{ a: {{ eastus: {text} }} }} }} }}");
        assert_eq!(places(&network("{ block: 10.0.0.1/22 }")), ["environments.dev.a.eastus.block"]);
        assert_eq!(places(&network("{ blocks: 10.0.0.0/22 }")), ["environments.dev.a.eastus.blocks"]);
        let twice = network("{ subnets: { a: 10.0.0.0/26, b: 10.0.0.32/27 } }");
        assert_eq!(places(&twice), ["environments.dev.a.eastus.subnets.b"]);
    }
}
