//! Functions of both languages, as far as the trees use them. What cannot be known is said to be unknown.

use indexmap::IndexMap;

use super::value::{Result, Value};
use crate::expression::Expr;

/// How ids of resources begin.
pub(crate) const SUBSCRIPTION: &str = "/subscriptions/subscription";

/// A call without lambdas; `of` is the object of a method.
pub(crate) fn plain(function: &str, of: Option<Value>, arguments: &[Value]) -> Result<Value> {
    use Value::{Bool, Int, List, Map, Null, Text};
    Ok(match (function, arguments) {
        ("empty", [value]) => Bool(value.is_empty()),
        ("items", [Map(fields)]) => {
            let mut sorted: Vec<(&String, &Value)> = fields.iter().collect();
            sorted.sort_by_key(|(key, _)| *key);
            let items = sorted
                .into_iter()
                .map(|(key, value)| Value::map([("key", Value::text(key)), ("value", value.clone())]));
            List(items.collect())
        }
        ("objectKeys" | "keys", [Map(fields)]) => {
            let mut keys: Vec<&String> = fields.keys().collect();
            keys.sort();
            List(keys.into_iter().map(Value::text).collect())
        }
        ("values", [Map(fields)]) => List(fields.values().cloned().collect()),
        ("length", [List(items)]) => number(items.len()),
        ("length", [Map(fields)]) => number(fields.len()),
        ("length", [Text(text)]) => number(text.chars().count()),
        ("contains", [List(items), item]) => Bool(items.contains(item)),
        ("contains", [Map(fields), Text(key)]) => Bool(fields.contains_key(key)),
        ("contains", [Text(text), Text(part)]) => Bool(text.contains(part.as_str())),
        ("union" | "merge" | "shallowMerge", maps) => merge(maps)?,
        ("concat", lists) => List(lists.iter().map(items).collect::<Result<Vec<_>>>()?.concat()),
        ("flatten", [List(lists)]) => List(lists.iter().map(items).collect::<Result<Vec<_>>>()?.concat()),
        ("distinct" | "toset" | "tolist", [List(found)]) => {
            let mut distinct: Vec<Value> = Vec::new();
            found
                .iter()
                .filter(|item| function == "tolist" || !distinct_has(&mut distinct, item))
                .for_each(drop);
            if function == "tolist" { List(found.clone()) } else { List(distinct) }
        }
        ("one", [List(found)]) => match found.as_slice() {
            [] => Null,
            [only] => only.clone(),
            _ => return Err("more than one".to_owned()),
        },
        ("one", [other]) => other.clone(),
        ("first", [List(found)]) => found.first().cloned().unwrap_or(Null),
        ("last", [List(found)]) => found.last().cloned().unwrap_or(Null),
        ("take", [List(found), Int(count)]) => List(found.iter().take(size(*count)).cloned().collect()),
        ("take", [Text(text), Int(count)]) => Text(text.chars().take(size(*count)).collect()),
        ("skip", [List(found), Int(count)]) => List(found.iter().skip(size(*count)).cloned().collect()),
        ("slice", [List(found), Int(from), Int(to)]) => List(found[size(*from)..size(*to)].to_vec()),
        ("element", [list, index]) => list.index(index).unwrap_or(Null),
        ("coalesce", values) => values.iter().find(|value| **value != Null).cloned().unwrap_or(Null),
        ("anytrue" | "any", [List(found)]) => Bool(found.contains(&Bool(true))),
        ("lookup", [Map(fields), Text(key), default]) => fields.get(key).unwrap_or(default).clone(),
        ("compact", [List(found)]) => List(found.iter().filter(|item| !item.is_empty()).cloned().collect()),
        ("string" | "tostring" | "nonsensitive" | "sensitive" | "tomap" | "tonumber" | "int", [value]) => {
            convert(function, value)
        }
        ("startsWith" | "startswith", [Text(text), Text(start)]) => Bool(text.starts_with(start.as_str())),
        ("endsWith" | "endswith", [Text(text), Text(end)]) => Bool(text.ends_with(end.as_str())),
        ("toUpper" | "upper", [Text(text)]) => Text(text.to_uppercase()),
        ("toLower" | "lower", [Text(text)]) => Text(text.to_lowercase()),
        ("title", [Text(text)]) => {
            let mut chars = text.chars();
            Text(
                chars.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default()
                    + chars.as_str(),
            )
        }
        ("replace", [Text(text), Text(from), Text(to)]) => Text(text.replace(from.as_str(), to)),
        // Bicep says text and separator, Terraform separator and text.
        ("split", [Text(one), Text(other)]) => {
            let (text, separator) = if one.chars().count() == 1 { (other, one) } else { (one, other) };
            List(text.split(separator.as_str()).map(Value::text).collect())
        }
        ("join", [Text(separator), List(found)] | [List(found), Text(separator)]) => {
            Text(found.iter().map(ToString::to_string).collect::<Vec<_>>().join(separator))
        }
        ("guid", parts) => uuid(&parts.iter().map(ToString::to_string).collect::<Vec<_>>().join("-")),
        ("uuidv5", [_, name]) => uuid(&name.to_string()),
        ("environment", []) => Value::map([(
            "suffixes",
            Value::map([
                ("storage", Value::text("core.windows.net")),
                ("keyvaultDns", Value::text(".vault.azure.net")),
            ]),
        )]),
        ("tenant" | "subscription", []) => Value::Part { of: function.to_owned(), known: IndexMap::new() },
        ("subscriptionResourceId", [Text(ty), Text(name)]) => {
            Text(format!("{SUBSCRIPTION}/providers/{ty}/{name}"))
        }
        ("readEnvironmentVariable", [Text(name), _]) => Text(format!("value of {name}")),
        ("uriComponent" | "urlencode", [Text(text)]) => Text(encoded(text)),
        ("provider::azurerm::parse_resource_id", [Text(id)]) => parts_of_id(id),
        ("jsonencode", [value]) => Text(value.to_string()),
        _ => {
            let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
            let of = of.map(|of| format!("{of}.")).unwrap_or_default();
            Value::Unknown(format!("{of}{function}({})", arguments.join(", ")))
        }
    })
}

/// A call with lambdas behind its other arguments.
pub(crate) fn with_lambdas(
    function: &str,
    arguments: &[Value],
    lambdas: &[&Expr],
    apply: &dyn Fn(&Expr, &[Value]) -> Result<Value>,
) -> Result<Value> {
    let (Some(collection), [first, rest @ ..]) = (arguments.first(), lambdas) else {
        return Err(format!("{function} without a collection"));
    };
    match (function, collection) {
        ("map", Value::List(found)) => {
            let items = (0..).map(Value::Int).zip(found).map(|(at, item)| apply(first, &[item.clone(), at]));
            Ok(Value::List(items.collect::<Result<_>>()?))
        }
        ("filter", Value::List(found)) => {
            let mut kept = Vec::new();
            for item in found {
                if apply(first, std::slice::from_ref(item))?.truth()? {
                    kept.push(item.clone());
                }
            }
            Ok(Value::List(kept))
        }
        ("toObject", Value::List(found)) => {
            let mut fields = IndexMap::new();
            for item in found {
                let key = apply(first, std::slice::from_ref(item))?.to_string();
                let value = rest
                    .first()
                    .map_or_else(|| Ok(item.clone()), |value| apply(value, std::slice::from_ref(item)))?;
                fields.insert(key, value);
            }
            Ok(Value::Map(fields))
        }
        ("mapValues", Value::Map(fields)) => {
            let fields = fields
                .iter()
                .map(|(key, value)| Ok((key.clone(), apply(first, std::slice::from_ref(value))?)));
            Ok(Value::Map(fields.collect::<Result<_>>()?))
        }
        (_, collection) => Err(format!("{function}({collection}, ..)")),
    }
}

/// Percent-encoded, as JavaScript's `encodeURIComponent` does it.
pub(crate) fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn parts_of_id(id: &str) -> Value {
    let parts: Vec<&str> = id.split('/').collect();
    let name = |at: usize| Value::text(parts.get(at).copied().unwrap_or_default());
    Value::map([("resource_name", name(parts.len() - 1)), ("resource_group_name", name(4))])
}

/// A UUID that is made of a text, readable and without what means something in an id.
fn uuid(name: &str) -> Value {
    Value::text(format!("uuid({})", name.replace('/', "|")))
}

fn number(size: usize) -> Value {
    Value::Int(i64::try_from(size).unwrap())
}

fn size(number: i64) -> usize {
    usize::try_from(number).unwrap()
}

fn items(value: &Value) -> Result<Vec<Value>> {
    match value {
        Value::List(items) => Ok(items.clone()),
        other => Err(format!("{other} is no list")),
    }
}

fn distinct_has(distinct: &mut Vec<Value>, item: &Value) -> bool {
    let has = distinct.contains(item);
    if !has {
        distinct.push(item.clone());
    }
    has
}

fn convert(function: &str, value: &Value) -> Value {
    match (function, value) {
        ("string" | "tostring", Value::Bool(_) | Value::Int(_)) => Value::Text(value.to_string()),
        ("int" | "tonumber", Value::Text(text)) => text.parse().map_or_else(|_| value.clone(), Value::Int),
        _ => value.clone(),
    }
}

/// Maps one after the other; in Bicep's `union` also what is nested, which the trees do not rely on.
fn merge(values: &[Value]) -> Result<Value> {
    if values.iter().all(|value| matches!(value, Value::List(_))) {
        return Ok(Value::List(values.iter().map(items).collect::<Result<Vec<_>>>()?.concat()));
    }
    let mut merged = IndexMap::new();
    for value in values {
        match value {
            Value::Map(fields) => merged.extend(fields.clone()),
            Value::Null => {}
            other => return Err(format!("{other} is no map")),
        }
    }
    Ok(Value::Map(merged))
}
