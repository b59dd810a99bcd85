//! A reader of Bicep that knows what biform writes and nothing else: what it does not know is an error.

pub(crate) mod lexer;
mod parser;
mod types;

use crate::expression::Expr;
use types::Type;

/// A Bicep file or parameter file.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct File {
    pub(crate) target_scope: Option<Expr>,
    /// For a parameter file: the file it is for.
    pub(crate) using: Option<String>,
    pub(crate) declarations: Vec<Declaration>,
}

/// A declaration with its decorators.
#[derive(Debug, PartialEq)]
pub(crate) struct Declaration {
    pub(crate) decorators: Vec<Expr>,
    pub(crate) name: String,
    pub(crate) what: What,
}

/// What is declared.
#[derive(Debug, PartialEq)]
pub(crate) enum What {
    Parameter {
        ty: Type,
        default: Option<Expr>,
    },
    /// In a parameter file.
    Assignment(Expr),
    Variable(Expr),
    Type(Type),
    Function {
        parameters: Vec<String>,
        body: Expr,
    },
    Resource {
        ty: String,
        existing: bool,
        body: Expr,
    },
    Module {
        path: String,
        body: Expr,
    },
    Output {
        ty: Type,
        value: Expr,
    },
}

/// Reads a file.
pub(crate) fn parse(text: &str) -> Result<File, String> {
    let tokens = lexer::lex(text)?;
    parser::Parser::new(&tokens).file()
}

/// Every string of a file, as its parts; those inside interpolations too.
pub(crate) fn strings(text: &str) -> Result<Vec<Vec<lexer::Part>>, String> {
    let mut found = Vec::new();
    collect(&lexer::lex(text)?, &mut found);
    Ok(found)
}

fn collect(tokens: &[lexer::Token], found: &mut Vec<Vec<lexer::Part>>) {
    for token in tokens {
        if let lexer::Word::Text(parts) = &token.word {
            found.push(parts.clone());
            for part in parts {
                if let lexer::Part::Interpolation(tokens) = part {
                    collect(tokens, found);
                }
            }
        }
    }
}

#[test]
fn the_reader_refuses_what_is_no_bicep() {
    for text in [
        "param a",
        "param a string =",
        "param a string = 'x",
        "param a string = 'a\nb'",
        "param a string = '\\q'",
        "param a string = '\\u{d800}'",
        "var a = [1 2]",
        "var a = { b: 1 c: 2 }",
        "var a = { b 1 }",
        "resource a 'x' = {",
        "resource a = {}",
        "module a 'b' = if true {}",
        "output a = 1",
        "var a = b ? c",
        "var a = 1 +",
        "var a = b c",
        "import 'x'",
        "var a = \"x\"",
        "@description('x')",
        "var a = '${b'",
        "var a = (b",
        "func f(a string) string = a",
    ] {
        assert!(parse(text).is_err(), "{text:?} was read as {:?}", parse(text));
    }
}

#[test]
fn the_reader_knows_the_shapes_of_the_language() {
    let text = r"// A comment
targetScope = 'subscription' // behind
/* in
between */
@description('It''s')
type aType = {
  @minValue(1)
  name: string?

  kind: ('a' | 'b')?
  *: int
}
";
    // Quotes are not doubled in this language: two strings beside each other are an error.
    assert!(parse(text).is_err());
    let text = r"// A comment
targetScope = 'subscription' // behind
/* in
between */
@description('It\'s ${'a'}')
@secure()
param list ('a' | 'b')[]
param other { *: aType }? = null
type aType = {
  @minValue(1)
  name: string?

  kind: ('a' | 'b')?
  *: int
}
func f(days int?, more string) { a: int }? =>
  days == null ? null : { a: days!, b: -1 }
var rules = [
  for (rule, index) in items(list): {
    'a-${rule.key}': rule.value.?name ?? [] // why
    ...(index > 0 && !(rule.value[?0] == true) ? {} : { x: 1 })
  }
]
#disable-next-line no-hardcoded-location
resource account 'Microsoft.Storage/storageAccounts@2026-04-01' existing = if (!empty(list)) {
  name: toObject(list, (a) => a, a => 'x${a}')['b']
  parent: az.subscription().id
}
module one 'modules/one.bicep' = [
  for a in list: if (a != 'b') {
    scope: group
    params: {
      c: list
        ? 1
        : 2
    }
    dependsOn: [
      account
    ]
  }
]
output id string = one[0]!.outputs.id
";
    let file = parse(text).unwrap();
    let names: Vec<&str> = file.declarations.iter().map(|declaration| declaration.name.as_str()).collect();
    assert_eq!(names, ["list", "other", "aType", "f", "rules", "account", "one", "id"]);
    assert_eq!(file.declarations[0].decorators.len(), 2);
}
