//! The evaluator of both languages' expressions.

use indexmap::IndexMap;

use super::functions;
use super::value::{Result, Value};
use crate::expression::{Expr, For, Piece, Property};

/// What the names of a file stand for.
pub(crate) trait Names {
    /// A name, or `None` where there is no such thing.
    fn name(&self, name: &str) -> Option<Result<Value>>;

    /// `object.name`, for objects that are too large to be made whole.
    fn member(&self, _object: &str, _name: &str) -> Option<Result<Value>> {
        None
    }

    /// What a function gives that depends on where the file is deployed.
    fn builtin(&self, _function: &str, _arguments: &[Value]) -> Option<Value> {
        None
    }

    /// A function that the file declares.
    fn function(&self, _name: &str) -> Option<(&[String], &Expr)> {
        None
    }
}

/// Names of loops and lambdas, innermost last.
pub(crate) type Locals = Vec<(String, Value)>;

/// Evaluates expressions of a file.
#[derive(Clone, Copy)]
pub(crate) struct Evaluator<'n> {
    pub(crate) names: &'n dyn Names,
}

impl Evaluator<'_> {
    pub(crate) fn value(self, expression: &Expr, locals: &Locals) -> Result<Value> {
        Ok(match expression {
            Expr::Null => Value::Null,
            Expr::Bool(value) => Value::Bool(*value),
            Expr::Int(value) => Value::Int(*value),
            Expr::Text(pieces) => self.text(pieces, locals)?,
            Expr::List(items) => {
                Value::List(items.iter().map(|item| self.value(item, locals)).collect::<Result<_>>()?)
            }
            Expr::Object(properties) => self.object(properties, locals)?,
            Expr::Name(name) => self.name(name, locals)?,
            Expr::Member { object, name, safe } => self.member(object, name, *safe, locals)?,
            Expr::Index { object, index, safe } => {
                let (object, index) = (self.value(object, locals)?, self.value(index, locals)?);
                match object.index(&index) {
                    Some(value) => value,
                    None if *safe => Value::Null,
                    None => return Err(format!("{object} has no {index}")),
                }
            }
            Expr::Splat { list, item } => {
                let items = match self.value(list, locals)? {
                    Value::Null => Vec::new(),
                    Value::List(items) => items,
                    other => vec![other],
                };
                let items = items.into_iter().map(|value| self.value(item, &with(locals, &[("*", value)])));
                Value::List(items.collect::<Result<_>>()?)
            }
            Expr::Call { function, of, arguments } => {
                self.call(function, of.as_deref(), arguments, locals)?
            }
            Expr::Unary { operator, operand } => match (*operator, self.value(operand, locals)?) {
                ("!", value) => Value::Bool(!value.truth()?),
                ("-", Value::Int(number)) => Value::Int(-number),
                (operator, value) => return Err(format!("{operator}{value}")),
            },
            Expr::Binary { operator, left, right } => self.binary(operator, left, right, locals)?,
            Expr::Conditional { condition, yes, no } => {
                self.value(if self.value(condition, locals)?.truth()? { yes } else { no }, locals)?
            }
            Expr::Lambda { .. } | Expr::Expand(_) => return Err("an argument outside a call".to_owned()),
            Expr::For(found) => self.for_loop(found, locals)?,
            Expr::If { condition, body } => {
                if self.value(condition, locals)?.truth()? {
                    self.value(body, locals)?
                } else {
                    Value::Null
                }
            }
        })
    }

    fn text(self, pieces: &[Piece], locals: &Locals) -> Result<Value> {
        if let [Piece::Value(only)] = pieces {
            return self.value(only, locals);
        }
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Value(value) => match self.value(value, locals)? {
                    Value::Null => return Err(format!("null in a string: {value:?}")),
                    value => text.push_str(&value.to_string()),
                },
            }
        }
        Ok(Value::Text(text))
    }

    fn object(self, properties: &[Property], locals: &Locals) -> Result<Value> {
        let mut fields = IndexMap::new();
        for property in properties {
            match property {
                Property::Field { key, value } => {
                    fields.insert(self.value(key, locals)?.to_string(), self.value(value, locals)?);
                }
                Property::Spread(value) => match self.value(value, locals)? {
                    Value::Map(more) => fields.extend(more),
                    Value::Null => {}
                    other => return Err(format!("...{other}")),
                },
            }
        }
        Ok(Value::Map(fields))
    }

    fn name(self, name: &str, locals: &Locals) -> Result<Value> {
        if let Some((_, value)) = locals.iter().rev().find(|(local, _)| local == name) {
            return Ok(value.clone());
        }
        self.names.name(name).unwrap_or_else(|| Err(format!("there is no {name}")))
    }

    fn member(self, object: &Expr, name: &str, safe: bool, locals: &Locals) -> Result<Value> {
        if let Expr::Name(whole) = object
            && !locals.iter().any(|(local, _)| local == whole)
            && let Some(found) = self.names.member(whole, name)
        {
            return found;
        }
        let object = self.value(object, locals)?;
        match object.member(name) {
            Some(value) => Ok(value),
            None if safe => Ok(Value::Null),
            None => Err(format!("{object} has no {name}")),
        }
    }

    fn binary(self, operator: &str, left: &Expr, right: &Expr, locals: &Locals) -> Result<Value> {
        let left = self.value(left, locals)?;
        match (operator, &left) {
            ("??", Value::Null) => return self.value(right, locals),
            ("??", _) => return Ok(left),
            ("||", left) if left.truth()? => return Ok(Value::Bool(true)),
            ("&&", left) if !left.truth()? => return Ok(Value::Bool(false)),
            ("||" | "&&", _) => return Ok(Value::Bool(self.value(right, locals)?.truth()?)),
            _ => {}
        }
        let right = self.value(right, locals)?;
        Ok(match (operator, &left, &right) {
            ("==", left, right) => Value::Bool(left == right),
            ("!=", left, right) => Value::Bool(left != right),
            ("<", Value::Int(one), Value::Int(other)) => Value::Bool(one < other),
            (">", Value::Int(one), Value::Int(other)) => Value::Bool(one > other),
            ("<=", Value::Int(one), Value::Int(other)) => Value::Bool(one <= other),
            (">=", Value::Int(one), Value::Int(other)) => Value::Bool(one >= other),
            ("+", Value::Int(one), Value::Int(other)) => Value::Int(one + other),
            ("-", Value::Int(one), Value::Int(other)) => Value::Int(one - other),
            ("*", Value::Int(one), Value::Int(other)) => Value::Int(one * other),
            _ => return Err(format!("{left} {operator} {right}")),
        })
    }

    fn for_loop(self, found: &For, locals: &Locals) -> Result<Value> {
        let (mut list, mut map) = (Vec::new(), IndexMap::new());
        for locals in self.rounds(found, locals)? {
            let value = self.value(&found.value, &locals)?;
            match &found.key {
                Some(key) => drop(map.insert(self.value(key, &locals)?.to_string(), value)),
                None => list.push(value),
            }
        }
        Ok(if found.key.is_some() { Value::Map(map) } else { Value::List(list) })
    }

    /// The names of each round of a loop.
    pub(crate) fn rounds(self, found: &For, locals: &Locals) -> Result<Vec<Locals>> {
        let items = self.value(&found.over, locals)?.items()?;
        let mut rounds = Vec::new();
        for (key, value) in items {
            let named: Vec<(&str, Value)> = match found.names.as_slice() {
                [item] => vec![(item, value)],
                [one, other] if found.key_first => vec![(one, key), (other, value)],
                [one, other] => vec![(one, value), (other, key)],
                names => return Err(format!("a loop with the names {names:?}")),
            };
            let locals = with(locals, &named);
            let wanted = found.condition.as_ref().map(|condition| self.value(condition, &locals)?.truth());
            if wanted.unwrap_or(Ok(true))? {
                rounds.push(locals);
            }
        }
        Ok(rounds)
    }

    fn call(self, function: &str, of: Option<&Expr>, arguments: &[Expr], locals: &Locals) -> Result<Value> {
        if let Some((parameters, body)) = self.names.function(function) {
            let values: Vec<Value> =
                arguments.iter().map(|argument| self.value(argument, locals)).collect::<Result<_>>()?;
            let own: Locals = parameters.iter().cloned().zip(values).collect();
            return self.value(body, &own);
        }
        if function == "try" || function == "can" {
            let found = arguments.iter().map(|argument| self.value(argument, locals)).find(Result::is_ok);
            return match function {
                "can" => Ok(Value::Bool(found.is_some())),
                _ => found.unwrap_or_else(|| Err("nothing to try is left".to_owned())),
            };
        }
        let of = of.map(|of| self.value(of, locals)).transpose()?;
        let apply = |lambda: &Expr, values: &[Value]| match lambda {
            Expr::Lambda { parameters, body } => {
                let named: Vec<(&str, Value)> =
                    parameters.iter().map(String::as_str).zip(values.iter().cloned()).collect();
                self.value(body, &with(locals, &named))
            }
            _ => Err("a lambda is wanted".to_owned()),
        };
        let mut values = Vec::new();
        for argument in arguments {
            match argument {
                Expr::Lambda { .. } => {}
                Expr::Expand(list) => {
                    values.extend(self.value(list, locals)?.items()?.into_iter().map(|(_, item)| item));
                }
                argument => values.push(self.value(argument, locals)?),
            }
        }
        let lambdas: Vec<&Expr> =
            arguments.iter().filter(|argument| matches!(argument, Expr::Lambda { .. })).collect();
        if let Some(value) = self.names.builtin(function, &values) {
            Ok(value)
        } else if lambdas.is_empty() {
            functions::plain(function, of, &values)
        } else {
            functions::with_lambdas(function, &values, &lambdas, &apply)
        }
    }
}

/// Names with more names inside.
pub(crate) fn with(locals: &Locals, more: &[(&str, Value)]) -> Locals {
    let more = more.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    locals.iter().cloned().chain(more).collect()
}
