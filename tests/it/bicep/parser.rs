//! Declarations and expressions.

use super::lexer::{Part, Token, Word};
use super::{Declaration, File, What};
use crate::expression::{Expr, For, Piece, Property};

pub(super) struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
}

type Result<T> = std::result::Result<T, String>;

/// Binary operators from the weakest to the strongest.
const OPERATORS: [&[&str]; 7] = [
    &["??"],
    &["||"],
    &["&&"],
    &["==", "!=", "=~", "!~"],
    &["<=", ">=", "<", ">"],
    &["+", "-"],
    &["*", "/", "%"],
];

impl<'t> Parser<'t> {
    pub(super) fn new(tokens: &'t [Token]) -> Self {
        Self { tokens, at: 0 }
    }

    pub(super) fn peek(&self) -> Option<&'t Word> {
        self.tokens.get(self.at).map(|token| &token.word)
    }

    fn peek_at(&self, ahead: usize) -> Option<&'t Word> {
        self.tokens.get(self.at + ahead).map(|token| &token.word)
    }

    fn error<T>(&self, wanted: &str) -> Result<T> {
        let line =
            self.tokens.get(self.at.min(self.tokens.len().saturating_sub(1))).map_or(0, |token| token.line);
        Err(format!("line {line}: {wanted} instead of {:?}", self.peek()))
    }

    fn is(&self, symbol: &str) -> bool {
        matches!(self.peek(), Some(Word::Symbol(found)) if *found == symbol)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Word::Identifier(found)) if found == word)
    }

    pub(super) fn skip(&mut self, symbol: &str) -> bool {
        let found = self.is(symbol);
        self.at += usize::from(found);
        found
    }

    fn skip_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, symbol: &str) -> Result<()> {
        if self.skip(symbol) { Ok(()) } else { self.error(&format!("`{symbol}` is wanted")) }
    }

    pub(super) fn identifier(&mut self) -> Result<String> {
        match self.peek() {
            Some(Word::Identifier(name)) => {
                self.at += 1;
                Ok(name.clone())
            }
            _ => self.error("a name is wanted"),
        }
    }

    pub(super) fn new_lines(&mut self) {
        while self.peek() == Some(&Word::NewLine) {
            self.at += 1;
        }
    }

    /// What stands between items: a comma, new lines, or the closing bracket.
    pub(super) fn separator(&mut self, close: &str) -> Result<()> {
        let comma = self.skip(",");
        let lines = self.peek() == Some(&Word::NewLine);
        self.new_lines();
        if comma || lines || self.is(close) {
            Ok(())
        } else {
            self.error(&format!("a separator or `{close}` is wanted"))
        }
    }

    pub(super) fn file(&mut self) -> Result<File> {
        let mut file = File::default();
        self.new_lines();
        while self.peek().is_some() {
            if self.skip_word("targetScope") {
                self.expect("=")?;
                file.target_scope = Some(self.expression()?);
            } else if self.skip_word("using") {
                let path = self.primary()?;
                file.using = Some(path.literal().ok_or("`using` wants a plain string")?.to_owned());
            } else {
                let declaration = self.declaration(file.using.is_some())?;
                file.declarations.push(declaration);
            }
            if self.peek().is_some_and(|word| *word != Word::NewLine) {
                return self.error("the end of the line is wanted");
            }
            self.new_lines();
        }
        Ok(file)
    }

    pub(super) fn decorators(&mut self) -> Result<Vec<Expr>> {
        let mut decorators = Vec::new();
        while self.skip("@") {
            let decorator = self.postfix()?;
            if !matches!(decorator, Expr::Call { .. }) {
                return self.error("a decorator is wanted");
            }
            decorators.push(decorator);
            self.new_lines();
        }
        Ok(decorators)
    }

    fn declaration(&mut self, parameter_file: bool) -> Result<Declaration> {
        let decorators = self.decorators()?;
        let keyword = self.identifier()?;
        let name = self.identifier()?;
        let what = match keyword.as_str() {
            "param" if parameter_file => {
                self.expect("=")?;
                What::Assignment(self.expression()?)
            }
            "param" => {
                let ty = self.ty()?;
                let default = if self.skip("=") { Some(self.expression()?) } else { None };
                What::Parameter { ty, default }
            }
            "var" => {
                self.expect("=")?;
                What::Variable(self.expression()?)
            }
            "type" => {
                self.expect("=")?;
                What::Type(self.ty()?)
            }
            "func" => self.function()?,
            "resource" => {
                let ty = self.plain_text()?;
                let existing = self.skip_word("existing");
                self.expect("=")?;
                What::Resource { ty, existing, body: self.body()? }
            }
            "module" => {
                let path = self.plain_text()?;
                self.expect("=")?;
                What::Module { path, body: self.body()? }
            }
            "output" => {
                let ty = self.ty()?;
                self.expect("=")?;
                What::Output { ty, value: self.expression()? }
            }
            other => {
                return self.error(&format!("`{other}` declares nothing known; a declaration is wanted"));
            }
        };
        Ok(Declaration { decorators, name, what })
    }

    fn plain_text(&mut self) -> Result<String> {
        let text = self.primary()?;
        text.literal().map(str::to_owned).ok_or_else(|| "a plain string is wanted".to_owned())
    }

    fn function(&mut self) -> Result<What> {
        self.expect("(")?;
        let mut parameters = Vec::new();
        while !self.skip(")") {
            parameters.push(self.identifier()?);
            self.ty()?;
            self.separator(")")?;
        }
        self.ty()?;
        self.expect("=>")?;
        self.new_lines();
        Ok(What::Function { parameters, body: self.expression()? })
    }

    /// The body of a resource or module: an object, under a condition, or one for each item of a list.
    fn body(&mut self) -> Result<Expr> {
        if self.skip_word("if") {
            self.expect("(")?;
            self.new_lines();
            let condition = self.expression()?;
            self.new_lines();
            self.expect(")")?;
            return Ok(Expr::If { condition: Box::new(condition), body: Box::new(self.object()?) });
        }
        if self.is("[") { self.list() } else { self.object() }
    }

    pub(super) fn expression(&mut self) -> Result<Expr> {
        let condition = self.binary(0)?;
        if !self.skip_over_lines("?") {
            return Ok(condition);
        }
        self.new_lines();
        let yes = self.expression()?;
        if !self.skip_over_lines(":") {
            return self.error("`:` is wanted");
        }
        self.new_lines();
        let no = self.expression()?;
        Ok(Expr::Conditional { condition: Box::new(condition), yes: Box::new(yes), no: Box::new(no) })
    }

    /// Skips a symbol that may stand on a later line.
    fn skip_over_lines(&mut self, symbol: &str) -> bool {
        let start = self.at;
        self.new_lines();
        if self.skip(symbol) {
            return true;
        }
        self.at = start;
        false
    }

    fn binary(&mut self, level: usize) -> Result<Expr> {
        let Some(operators) = OPERATORS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        loop {
            let Some(operator) = operators.iter().find(|operator| self.is(operator)) else { return Ok(left) };
            self.at += 1;
            self.new_lines();
            let right = self.binary(level + 1)?;
            left = Expr::Binary { operator, left: Box::new(left), right: Box::new(right) };
        }
    }

    pub(super) fn unary(&mut self) -> Result<Expr> {
        for operator in ["!", "-"] {
            if self.skip(operator) {
                return Ok(Expr::Unary { operator, operand: Box::new(self.unary()?) });
            }
        }
        self.postfix()
    }

    fn postfix(&mut self) -> Result<Expr> {
        let mut value = self.primary()?;
        loop {
            if self.skip(".") {
                value = self.member(value, false)?;
            } else if self.skip(".?") {
                value = self.member(value, true)?;
            } else if self.skip("::") {
                let name = format!("::{}", self.identifier()?);
                value = Expr::Member { object: Box::new(value), name, safe: false };
            } else if self.is("[") || self.is("[?") {
                let safe = self.skip("[?");
                if !safe {
                    self.expect("[")?;
                }
                let index = Box::new(self.expression()?);
                self.expect("]")?;
                value = Expr::Index { object: Box::new(value), index, safe };
            } else if self.is("(")
                && let Expr::Name(function) = value
            {
                value = Expr::Call { function, of: None, arguments: self.arguments()? };
            } else if !self.skip("!") {
                return Ok(value);
            }
        }
    }

    fn member(&mut self, object: Expr, safe: bool) -> Result<Expr> {
        let name = self.identifier()?;
        let object = Box::new(object);
        if self.is("(") {
            return Ok(Expr::Call { function: name, of: Some(object), arguments: self.arguments()? });
        }
        Ok(Expr::Member { object, name, safe })
    }

    fn arguments(&mut self) -> Result<Vec<Expr>> {
        self.expect("(")?;
        self.new_lines();
        let mut arguments = Vec::new();
        while !self.skip(")") {
            arguments.push(self.expression()?);
            self.new_lines();
            if !self.skip(",") && !self.is(")") {
                return self.error("`,` or `)` is wanted");
            }
            self.new_lines();
        }
        Ok(arguments)
    }

    pub(super) fn primary(&mut self) -> Result<Expr> {
        match self.peek() {
            Some(Word::Int(number)) => {
                self.at += 1;
                Ok(Expr::Int(*number))
            }
            Some(Word::Text(parts)) => {
                self.at += 1;
                text(parts)
            }
            Some(Word::Identifier(name)) => {
                if self.peek_at(1) == Some(&Word::Symbol("=>")) {
                    self.at += 2;
                    return self.lambda(vec![name.clone()]);
                }
                self.at += 1;
                Ok(match name.as_str() {
                    "true" => Expr::Bool(true),
                    "false" => Expr::Bool(false),
                    "null" => Expr::Null,
                    _ => Expr::Name(name.clone()),
                })
            }
            Some(Word::Symbol("(")) => self.parenthesised(),
            Some(Word::Symbol("[")) => self.list(),
            Some(Word::Symbol("{")) => self.object(),
            _ => self.error("an expression is wanted"),
        }
    }

    fn parenthesised(&mut self) -> Result<Expr> {
        let start = self.at;
        if let Some(parameters) = self.lambda_parameters() {
            return self.lambda(parameters);
        }
        self.at = start;
        self.expect("(")?;
        self.new_lines();
        let inner = self.expression()?;
        self.new_lines();
        self.expect(")")?;
        Ok(inner)
    }

    /// `(a, b) =>`
    fn lambda_parameters(&mut self) -> Option<Vec<String>> {
        self.expect("(").ok()?;
        let mut parameters = Vec::new();
        while !self.skip(")") {
            parameters.push(self.identifier().ok()?);
            if !self.skip(",") && !self.is(")") {
                return None;
            }
        }
        self.skip("=>").then_some(parameters)
    }

    fn lambda(&mut self, parameters: Vec<String>) -> Result<Expr> {
        self.new_lines();
        Ok(Expr::Lambda { parameters, body: Box::new(self.expression()?) })
    }

    fn list(&mut self) -> Result<Expr> {
        self.expect("[")?;
        self.new_lines();
        if self.skip_word("for") {
            return self.loop_of();
        }
        let mut items = Vec::new();
        while !self.skip("]") {
            items.push(self.expression()?);
            self.separator("]")?;
        }
        Ok(Expr::List(items))
    }

    fn loop_of(&mut self) -> Result<Expr> {
        let mut names = Vec::new();
        if self.skip("(") {
            names.push(self.identifier()?);
            self.expect(",")?;
            names.push(self.identifier()?);
            self.expect(")")?;
        } else {
            names.push(self.identifier()?);
        }
        if !self.skip_word("in") {
            return self.error("`in` is wanted");
        }
        let over = self.expression()?;
        self.expect(":")?;
        let value = if self.is_word("if") { self.body()? } else { self.expression()? };
        self.new_lines();
        self.expect("]")?;
        Ok(Expr::For(Box::new(For { names, key_first: false, over, key: None, value, condition: None })))
    }

    /// A resource inside another one, which is read as `outer::inner`. It is one that exists already.
    fn nested(&mut self) -> Result<Property> {
        let Declaration { name, what, .. } = self.declaration(false)?;
        match what {
            What::Resource { existing: true, body, .. } => {
                Ok(Property::Field { key: Expr::text(&format!("::{name}")), value: body })
            }
            _ => self.error("an existing resource is wanted"),
        }
    }

    fn object(&mut self) -> Result<Expr> {
        self.expect("{")?;
        self.new_lines();
        let mut properties = Vec::new();
        while !self.skip("}") {
            if self.skip("...") {
                properties.push(Property::Spread(self.expression()?));
            } else if self.is_word("resource") && matches!(self.peek_at(1), Some(Word::Identifier(_))) {
                properties.push(self.nested()?);
            } else {
                let key = match self.peek() {
                    Some(Word::Text(_)) => self.primary()?,
                    _ => Expr::text(&self.identifier()?),
                };
                self.expect(":")?;
                properties.push(Property::Field { key, value: self.expression()? });
            }
            self.separator("}")?;
        }
        Ok(Expr::Object(properties))
    }
}

fn text(parts: &[Part]) -> Result<Expr> {
    let pieces = parts.iter().map(|part| match part {
        Part::Literal(text) => Ok(Piece::Literal(text.clone())),
        Part::Interpolation(tokens) => {
            let mut parser = Parser::new(tokens);
            let value = parser.expression()?;
            if parser.peek().is_some() {
                parser.error("the end of an interpolation is wanted")
            } else {
                Ok(Piece::Value(value))
            }
        }
    });
    Ok(Expr::Text(pieces.collect::<Result<_>>()?))
}
