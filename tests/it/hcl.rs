//! A reader of Terraform files: what a real HCL parser finds, in the shape the evaluator takes.

use hcl_edit::expr::{self, Expression, ObjectKey, TraversalOperator};
use hcl_edit::structure::{Body, Structure};
use hcl_edit::template::{Element, StringTemplate};
use hcl_edit::{Decorated, Ident};

use crate::expression::{Expr, For, Piece, Property};

/// A block, or a whole file as a block without a name.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Block {
    pub(crate) name: String,
    pub(crate) labels: Vec<String>,
    pub(crate) attributes: Vec<(String, Expr)>,
    pub(crate) blocks: Vec<Block>,
}

impl Block {
    pub(crate) fn attribute(&self, name: &str) -> Option<&Expr> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    pub(crate) fn label(&self, at: usize) -> &str {
        self.labels.get(at).map_or("", String::as_str)
    }
}

type Result<T> = std::result::Result<T, String>;

/// Reads a file.
pub(crate) fn parse(text: &str) -> Result<Block> {
    block(String::new(), Vec::new(), &text.parse::<Body>().map_err(|error| error.to_string())?)
}

fn block(name: String, labels: Vec<String>, body: &Body) -> Result<Block> {
    let mut found = Block { name, labels, ..Block::default() };
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => {
                found.attributes.push((attribute.key.to_string(), convert(&attribute.value)?));
            }
            Structure::Block(inner) => {
                let labels = inner.labels.iter().map(|label| label.as_str().to_owned()).collect();
                found.blocks.push(block(inner.ident.to_string(), labels, &inner.body)?);
            }
        }
    }
    Ok(found)
}

fn boxed(expression: &Expression) -> Result<Box<Expr>> {
    convert(expression).map(Box::new)
}

fn convert(expression: &Expression) -> Result<Expr> {
    Ok(match expression {
        Expression::Null(_) => Expr::Null,
        Expression::Bool(value) => Expr::Bool(*value.value()),
        Expression::Number(number) => {
            Expr::Int(number.value().as_i64().ok_or_else(|| format!("{number:?} is no whole number"))?)
        }
        Expression::String(text) => Expr::text(text.value()),
        Expression::StringTemplate(template) => string(template)?,
        Expression::Array(items) => Expr::List(items.iter().map(convert).collect::<Result<_>>()?),
        Expression::Object(fields) => {
            let properties = fields.iter().map(|(key, value)| {
                let key = match key {
                    ObjectKey::Ident(name) => Expr::text(name.as_str()),
                    ObjectKey::Expression(key) => convert(key)?,
                };
                Ok(Property::Field { key, value: convert(value.expr())? })
            });
            Expr::Object(properties.collect::<Result<_>>()?)
        }
        Expression::Parenthesis(inner) => convert(inner.inner())?,
        Expression::Variable(name) => Expr::Name(name.to_string()),
        Expression::Conditional(choice) => Expr::Conditional {
            condition: boxed(&choice.cond_expr)?,
            yes: boxed(&choice.true_expr)?,
            no: boxed(&choice.false_expr)?,
        },
        Expression::FuncCall(call) => {
            let namespace: String =
                call.name.namespace.iter().map(|part| format!("{}::", name(part))).collect();
            let mut arguments: Vec<Expr> = call.args.iter().map(convert).collect::<Result<_>>()?;
            if call.args.expand_final()
                && let Some(last) = arguments.pop()
            {
                arguments.push(Expr::Expand(Box::new(last)));
            }
            Expr::Call { function: namespace + name(&call.name.name), of: None, arguments }
        }
        Expression::Traversal(traversal) => {
            let operators: Vec<&TraversalOperator> =
                traversal.operators.iter().map(Decorated::value).collect();
            walk(convert(&traversal.expr)?, &operators)?
        }
        Expression::UnaryOp(operation) => {
            Expr::Unary { operator: operation.operator.value().as_str(), operand: boxed(&operation.expr)? }
        }
        Expression::BinaryOp(operation) => Expr::Binary {
            operator: operation.operator.value().as_str(),
            left: boxed(&operation.lhs_expr)?,
            right: boxed(&operation.rhs_expr)?,
        },
        Expression::ForExpr(found) => loop_of(found)?,
        Expression::HeredocTemplate(_) => return Err("heredocs are not expected".to_owned()),
    })
}

fn name(ident: &Ident) -> &str {
    ident.as_str()
}

fn loop_of(found: &expr::ForExpr) -> Result<Expr> {
    if found.grouping {
        return Err("grouping is not expected".to_owned());
    }
    let names = found.intro.key_var.iter().chain([&found.intro.value_var]).map(ToString::to_string);
    Ok(Expr::For(Box::new(For {
        key_first: found.intro.key_var.is_some(),
        names: names.collect(),
        over: convert(&found.intro.collection_expr)?,
        key: found.key_expr.as_ref().map(convert).transpose()?,
        value: convert(&found.value_expr)?,
        condition: found.cond.as_ref().map(|condition| convert(&condition.expr)).transpose()?,
    })))
}

/// Follows `.name`, `[index]` and `[*]`; what stands behind a splat is done to each item.
fn walk(mut value: Expr, operators: &[&TraversalOperator]) -> Result<Expr> {
    for (at, operator) in operators.iter().enumerate() {
        let object = Box::new(value);
        value = match operator {
            TraversalOperator::GetAttr(name) => Expr::Member { object, name: name.to_string(), safe: false },
            TraversalOperator::Index(index) => Expr::Index { object, index: boxed(index)?, safe: false },
            TraversalOperator::FullSplat(_) => {
                let item = walk(Expr::Name("*".to_owned()), &operators[at + 1..])?;
                return Ok(Expr::Splat { list: object, item: Box::new(item) });
            }
            other => return Err(format!("{other:?} is not expected")),
        };
    }
    Ok(value)
}

fn string(template: &StringTemplate) -> Result<Expr> {
    let mut pieces: Vec<Piece> = Vec::new();
    for element in template {
        match element {
            Element::Literal(text) => match pieces.last_mut() {
                Some(Piece::Literal(before)) => before.push_str(text.value()),
                _ => pieces.push(Piece::Literal(text.value().clone())),
            },
            // A literal dollar sign in front of an interpolation cannot be written in another way.
            Element::Interpolation(inner) => match (convert(&inner.expr)?, pieces.last_mut()) {
                (Expr::Text(inner), Some(Piece::Literal(before))) if is_dollars(&inner) => {
                    before.push_str(&literal(&inner));
                }
                (Expr::Text(inner), _) if is_dollars(&inner) => pieces.push(Piece::Literal(literal(&inner))),
                (value, _) => pieces.push(Piece::Value(value)),
            },
            Element::Directive(_) => return Err("template directives are not expected".to_owned()),
        }
    }
    Ok(Expr::Text(pieces))
}

fn literal(pieces: &[Piece]) -> String {
    match pieces {
        [Piece::Literal(text)] => text.clone(),
        _ => String::new(),
    }
}

fn is_dollars(pieces: &[Piece]) -> bool {
    let text = literal(pieces);
    !text.is_empty() && text.chars().all(|c| c == '$')
}
