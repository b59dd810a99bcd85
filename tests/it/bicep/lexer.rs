//! The words of Bicep.

/// A word with the line it stands on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) line: usize,
    pub(crate) word: Word,
}

/// A word.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Word {
    Identifier(String),
    Int(i64),
    Text(Vec<Part>),
    Symbol(&'static str),
    NewLine,
}

/// A part of a string.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Part {
    Literal(String),
    /// The words between `${` and `}`.
    Interpolation(Vec<Token>),
}

/// Longer ones first.
const SYMBOLS: [&str; 38] = [
    "...", "=>", "==", "!=", "=~", "!~", "<=", ">=", "&&", "||", "??", ".?", "[?", "::", "{", "}", "[", "]",
    "(", ")", ".", ",", ":", "?", "!", "=", "<", ">", "+", "-", "*", "/", "%", "|", "@", "#", ";", "&",
];

type Result<T> = std::result::Result<T, String>;

/// All words of a text.
pub(crate) fn lex(text: &str) -> Result<Vec<Token>> {
    let mut lexer = Lexer { rest: text, line: 1 };
    let tokens = lexer.tokens(false)?;
    Ok(tokens)
}

struct Lexer<'t> {
    rest: &'t str,
    line: usize,
}

impl Lexer<'_> {
    /// Words up to the end, or up to the brace that ends an interpolation.
    fn tokens(&mut self, interpolation: bool) -> Result<Vec<Token>> {
        let mut tokens = Vec::new();
        let mut depth = 0_usize;
        loop {
            self.skip_blanks()?;
            let line = self.line;
            let Some(c) = self.rest.chars().next() else {
                return if interpolation {
                    self.error("an interpolation without an end")
                } else {
                    Ok(tokens)
                };
            };
            let word = match c {
                '\n' => {
                    self.take(1);
                    Word::NewLine
                }
                '\'' => Word::Text(self.text()?),
                c if c.is_ascii_alphabetic() || c == '_' => {
                    Word::Identifier(self.run(|c| c.is_ascii_alphanumeric() || c == '_'))
                }
                c if c.is_ascii_digit() => {
                    let digits = self.run(|c| c.is_ascii_digit());
                    Word::Int(digits.parse().map_err(|_| format!("line {line}: {digits} is too large"))?)
                }
                _ => {
                    let Some(symbol) = SYMBOLS.iter().find(|symbol| self.rest.starts_with(**symbol)) else {
                        return self.error(&format!("{c:?} is no word of the language"));
                    };
                    match *symbol {
                        "{" => depth += 1,
                        "}" if interpolation && depth == 0 => {
                            self.take(1);
                            return Ok(tokens);
                        }
                        "}" => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    self.take(symbol.len());
                    Word::Symbol(symbol)
                }
            };
            tokens.push(Token { line, word });
        }
    }

    fn error<T>(&self, message: &str) -> Result<T> {
        Err(format!("line {}: {message}", self.line))
    }

    fn take(&mut self, bytes: usize) {
        self.line += self.rest[..bytes].matches('\n').count();
        self.rest = &self.rest[bytes..];
    }

    fn run(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        let run = self.rest[..end].to_owned();
        self.take(end);
        run
    }

    fn skip_blanks(&mut self) -> Result<()> {
        loop {
            let blanks = self.rest.len() - self.rest.trim_start_matches([' ', '\t', '\r']).len();
            self.take(blanks);
            if self.rest.starts_with("//") || self.rest.starts_with("#disable-") {
                self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
            } else if self.rest.starts_with("/*") {
                let Some(end) = self.rest.find("*/") else { return self.error("a comment without an end") };
                self.take(end + 2);
            } else {
                return Ok(());
            }
        }
    }

    fn text(&mut self) -> Result<Vec<Part>> {
        if self.rest.starts_with("'''") {
            return self.error("strings of several lines are not expected");
        }
        self.take(1);
        let mut parts = Vec::new();
        let mut literal = String::new();
        loop {
            let Some(c) = self.rest.chars().next() else { return self.error("a string without an end") };
            if self.rest.starts_with("${") {
                self.take(2);
                if !literal.is_empty() {
                    parts.push(Part::Literal(std::mem::take(&mut literal)));
                }
                parts.push(Part::Interpolation(self.tokens(true)?));
                continue;
            }
            match c {
                '\'' => {
                    self.take(1);
                    if !literal.is_empty() {
                        parts.push(Part::Literal(literal));
                    }
                    return Ok(parts);
                }
                '\n' | '\r' => return self.error("a string that goes on behind the end of its line"),
                '\\' => literal.push(self.escape()?),
                c => {
                    literal.push(c);
                    self.take(c.len_utf8());
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char> {
        if let Some(code) = self.rest.strip_prefix("\\u{") {
            let Some(end) = code.find('}') else { return self.error("an escape without an end") };
            let code = &code[..end];
            let digits = (1..=6).contains(&code.len()) && code.bytes().all(|digit| digit.is_ascii_hexdigit());
            let c = u32::from_str_radix(code, 16).ok().and_then(char::from_u32).filter(|_| digits);
            let Some(c) = c else { return self.error(&format!("{code} is no character")) };
            self.take(end + 4);
            return Ok(c);
        }
        let c = match self.rest.as_bytes().get(1) {
            Some(b'\\') => '\\',
            Some(b'\'') => '\'',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'$') => '$',
            _ => return self.error("an escape that the language does not have"),
        };
        self.take(2);
        Ok(c)
    }
}
