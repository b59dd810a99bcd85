//! Expressions of either language, as the parsers give them and the evaluator takes them.

/// One expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    Null,
    Bool(bool),
    Int(i64),
    /// A string: its pieces in order.
    Text(Vec<Piece>),
    List(Vec<Expr>),
    Object(Vec<Property>),
    Name(String),
    /// `object.name`; with `safe`, null where there is none.
    Member {
        object: Box<Expr>,
        name: String,
        safe: bool,
    },
    /// `object[index]`; with `safe`, null where there is none.
    Index {
        object: Box<Expr>,
        index: Box<Expr>,
        safe: bool,
    },
    /// The last argument of a call, each item of which is an argument.
    Expand(Box<Expr>),
    /// `list[*].name`, as the item's name and what is made of it.
    Splat {
        list: Box<Expr>,
        item: Box<Expr>,
    },
    /// A call of a function, or of a method of an object.
    Call {
        function: String,
        of: Option<Box<Expr>>,
        arguments: Vec<Expr>,
    },
    Unary {
        operator: &'static str,
        operand: Box<Expr>,
    },
    Binary {
        operator: &'static str,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Conditional {
        condition: Box<Expr>,
        yes: Box<Expr>,
        no: Box<Expr>,
    },
    Lambda {
        parameters: Vec<String>,
        body: Box<Expr>,
    },
    For(Box<For>),
    /// The body of a resource or module that exists under a condition.
    If {
        condition: Box<Expr>,
        body: Box<Expr>,
    },
}

/// A piece of a string.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    Literal(String),
    Value(Expr),
}

/// A property of an object.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Property {
    Field {
        key: Expr,
        value: Expr,
    },
    /// All properties of another object.
    Spread(Expr),
}

/// A loop over a list or map.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct For {
    /// The names a body has for what comes: the item, or the item and its index, or its key and the item.
    pub(crate) names: Vec<String>,
    /// The key comes first.
    pub(crate) key_first: bool,
    pub(crate) over: Expr,
    /// For a loop that gives an object: the key of each property.
    pub(crate) key: Option<Expr>,
    pub(crate) value: Expr,
    pub(crate) condition: Option<Expr>,
}

impl Expr {
    pub(crate) fn text(text: &str) -> Self {
        if text.is_empty() {
            Self::Text(Vec::new())
        } else {
            Self::Text(vec![Piece::Literal(text.to_owned())])
        }
    }

    /// The text of a string without interpolation.
    pub(crate) fn literal(&self) -> Option<&str> {
        match self {
            Self::Text(pieces) => match pieces.as_slice() {
                [] => Some(""),
                [Piece::Literal(text)] => Some(text),
                _ => None,
            },
            _ => None,
        }
    }
}
