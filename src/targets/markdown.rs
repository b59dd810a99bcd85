//! The literal writers of the READMEs: the only way text from a model gets into Markdown or into a command.

use super::must_not_show;

/// Text as Markdown shows it: nothing in it is markup.
#[must_use]
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// Text as a code span in a cell of a table.
#[must_use]
pub(super) fn code(text: &str) -> String {
    let text = one_line(text).replace('|', "\\|");
    if text.contains('`') { format!("``` {text} ```") } else { format!("`{text}`") }
}

/// Text as one word of a POSIX shell.
#[must_use]
pub(super) fn word(text: &str) -> String {
    let text = one_line(text);
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:@%+=,-".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// Text as a key of a YAML mapping.
#[must_use]
pub(super) fn key(text: &str) -> String {
    let text = one_line(text);
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(plain) {
        text
    } else {
        serde_json::Value::from(text).to_string()
    }
}

/// Text as it stands in a comment of HTML.
#[must_use]
pub(super) fn comment(text: &str) -> String {
    one_line(text).replace("--", "- -")
}

fn one_line(text: &str) -> String {
    text.trim().chars().map(|c| if must_not_show(c) { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(text("a *b* <script> | `c`\n# d"), r"a \*b\* &lt;script&gt; \| \`c\` \# d");
    }

    #[test]
    fn code_ends_where_it_should() {
        assert_eq!(code("rg-a"), "`rg-a`");
        assert_eq!(code("a`b|c"), r"``` a`b\|c ```");
    }

    #[test]
    fn a_word_is_one_word() {
        assert_eq!(word("rg-a/b.c"), "rg-a/b.c");
        assert_eq!(word("a b"), "'a b'");
        assert_eq!(word("$(x)'; y"), r"'$(x)'\''; y'");
        assert_eq!(word(""), "''");
    }

    #[test]
    fn a_key_is_one_key() {
        assert_eq!(key("prod-eu"), "prod-eu");
        assert_eq!(key("a: b"), "\"a: b\"");
        assert_eq!(key("1"), "\"1\"");
    }

    #[test]
    fn a_comment_does_not_end_early() {
        assert!(!comment("a --> b").contains("-->"));
    }
}
