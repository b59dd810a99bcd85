//! Text with placeholders: naming patterns and settings such as `{project}-{env}` or `{bus.endpoint}`.

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Literal text.
    Literal(String),
    /// What stands between braces.
    Placeholder(String),
}

/// A brace without its partner, or an empty placeholder.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` has a brace without its partner or an empty placeholder; write {{{{ and }}}} for plain braces"
)]
pub struct TextError(String);

/// Splits a text at its placeholders. `{{` and `}}` are plain braces.
pub fn parse(text: &str) -> Result<Vec<Piece>, TextError> {
    let error = || TextError(text.to_owned());
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' if chars.next_if_eq(&'{').is_some() => literal.push('{'),
            '}' if chars.next_if_eq(&'}').is_some() => literal.push('}'),
            '}' => return Err(error()),
            '{' => {
                let mut name = String::new();
                loop {
                    match chars.next() {
                        Some('}') => break,
                        Some('{') | None => return Err(error()),
                        Some(c) => name.push(c),
                    }
                }
                if name.trim().is_empty() {
                    return Err(error());
                }
                if !literal.is_empty() {
                    pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                }
                pieces.push(Piece::Placeholder(name.trim().to_owned()));
            }
            c => literal.push(c),
        }
    }
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal));
    }
    Ok(pieces)
}
