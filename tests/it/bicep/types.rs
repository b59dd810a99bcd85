//! Type expressions.

use super::lexer::Word;
use super::parser::Parser;
use crate::expression::Expr;

/// A type expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Type {
    Named(String),
    Literal(Expr),
    Union(Vec<Type>),
    Array(Box<Type>),
    Nullable(Box<Type>),
    Object(Vec<Field>),
}

/// A field of an object type; without a name it stands for all others.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    pub(crate) name: Option<String>,
    pub(crate) decorators: Vec<Expr>,
    pub(crate) ty: Type,
}

impl Parser<'_> {
    pub(super) fn ty(&mut self) -> Result<Type, String> {
        let mut members = vec![self.union_member()?];
        while self.skip("|") {
            members.push(self.union_member()?);
        }
        Ok(if members.len() == 1 { members.remove(0) } else { Type::Union(members) })
    }

    fn union_member(&mut self) -> Result<Type, String> {
        let mut ty = match self.peek() {
            Some(Word::Symbol("(")) => {
                self.expect("(")?;
                let inner = self.ty()?;
                self.expect(")")?;
                inner
            }
            Some(Word::Symbol("{")) => self.object_type()?,
            Some(Word::Text(_) | Word::Int(_)) => Type::Literal(self.primary()?),
            Some(Word::Symbol("-")) => Type::Literal(self.unary()?),
            _ => Type::Named(self.identifier()?),
        };
        loop {
            if self.skip("?") {
                ty = Type::Nullable(Box::new(ty));
            } else if self.skip("[") {
                self.expect("]")?;
                ty = Type::Array(Box::new(ty));
            } else {
                return Ok(ty);
            }
        }
    }

    fn object_type(&mut self) -> Result<Type, String> {
        self.expect("{")?;
        self.new_lines();
        let mut fields = Vec::new();
        while !self.skip("}") {
            let decorators = self.decorators()?;
            let name = match self.peek() {
                Some(Word::Symbol("*")) => {
                    self.expect("*")?;
                    None
                }
                Some(Word::Text(_)) => {
                    let key = self.primary()?;
                    let literal = key.literal().ok_or("the name of a field is no plain string")?;
                    Some(literal.to_owned())
                }
                _ => Some(self.identifier()?),
            };
            self.expect(":")?;
            fields.push(Field { name, decorators, ty: self.ty()? });
            self.separator("}")?;
        }
        Ok(Type::Object(fields))
    }
}
