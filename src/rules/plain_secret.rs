//! BF1301: secrets in plain text.

use serde_json::Value as Json;

use super::{Check, Finding, Findings, Rule};
use crate::diagnostic::Severity;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1301",
    name: "plain-secret",
    title: "A text looks like a secret",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Document(check),
};

const PAGE: &str = "\
## What it checks
Every text of the model: account keys, connection strings with keys or passwords, shared access signatures, personal \
access tokens, client secrets, signed tokens, private keys, and settings whose name says that they are secret. The \
message never shows the text.

## Why it is wrong
A model is committed, and so is everything generated from it. What was committed once is in the history for good.

## How to mend
Declare the secret in a key vault (`secrets`) and refer to it with `{vault.secrets.name}`; or use an identity and a role, \
so that there is no secret. Then have the secret changed: it has been in a file.

## Example
```yaml
settings: { API_TOKEN: \"<the token itself>\" }
```
```yaml
components:
  vault: { kind: keyVault, secrets: { ApiToken: {} } }
  func: { kind: functionApp, settings: { API_TOKEN: \"{vault.secrets.ApiToken}\" } }
```
";

fn check(document: &Json, findings: &mut Findings) {
    walk(document, None, findings);
}

/// The way to a value, from its end: made to a path only when there is something to report.
#[derive(Clone, Copy)]
struct Step<'d> {
    segment: Segment<'d>,
    before: Option<&'d Step<'d>>,
}

#[derive(Clone, Copy)]
enum Segment<'d> {
    Key(&'d str),
    Index(usize),
}

impl Step<'_> {
    fn path(&self) -> ModelPath {
        let before = self.before.map_or_else(ModelPath::root, Self::path);
        match self.segment {
            Segment::Key(key) => before.key(key),
            Segment::Index(index) => before.index(index),
        }
    }

    fn key(&self) -> Option<&str> {
        match self.segment {
            Segment::Key(key) => Some(key),
            Segment::Index(_) => None,
        }
    }
}

fn walk(value: &Json, at: Option<&Step<'_>>, findings: &mut Findings) {
    match value {
        Json::Object(fields) => fields.iter().for_each(|(key, value)| {
            walk(value, Some(&Step { segment: Segment::Key(key), before: at }), findings);
        }),
        Json::Array(items) => items.iter().enumerate().for_each(|(index, item)| {
            walk(item, Some(&Step { segment: Segment::Index(index), before: at }), findings);
        }),
        Json::String(text) => {
            if let Some(what) = recognise(text).or_else(|| named_like_a_secret(at?, text)) {
                findings.add(
                    Finding::new(format!("this looks like {what}"))
                        .at(at.map_or_else(ModelPath::root, Step::path))
                        .help(
                            "a model holds no secrets: declare it in `secrets` of a key vault and write \
                             `{vault.secrets.name}` here; then have it changed, for it has been in a file",
                        )
                        .redacted(),
                );
            }
        }
        _ => {}
    }
}

/// What a text looks like, if it looks like a secret.
fn recognise(text: &str) -> Option<&'static str> {
    // No form of a secret is as short as most texts of a model.
    if text.len() < "pwd=x".len() {
        return None;
    }
    if text.contains("-----BEGIN") && text.contains("PRIVATE KEY") {
        return Some("a private key");
    }
    connection_string(text).or_else(|| text.split(is_separator).flat_map(with_value).find_map(token))
}

/// A word, and what stands behind its first `=`.
fn with_value(word: &str) -> impl Iterator<Item = &str> {
    std::iter::once(word).chain(word.split_once('=').map(|(_, value)| value))
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';' | '<' | '>' | '(' | ')')
}

/// Parts of connection strings and of addresses.
fn connection_string(text: &str) -> Option<&'static str> {
    if !text.contains('=') && !text.contains("://") {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let has = |name: &str, least: usize| values_of(&lower, name).any(|value| value.len() >= least);
    if has("accountkey=", 8) || has("sharedaccesskey=", 8) || lower.contains("endpoint=sb://") {
        return Some("a connection string with its key");
    }
    if has("sig=", 16) || has("sharedaccesssignature=", 16) {
        return Some("a shared access signature");
    }
    if has("password=", 1) || has("pwd=", 1) {
        return Some("a connection string with its password");
    }
    let user_information = lower.split_once("://").and_then(|(_, rest)| {
        let (user, _) = rest.split(['/', '?', '#']).next()?.rsplit_once('@')?;
        user.split_once(':')
    });
    user_information.filter(|(_, password)| is_plain(password)).map(|_| "an address with its password")
}

/// What follows each `name` in the text, up to the next separator; placeholders aside.
fn values_of<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = &'t str> {
    text.match_indices(name).filter_map(move |(at, _)| {
        let begins = text[..at].chars().next_back().is_none_or(|before| !before.is_ascii_alphanumeric());
        let value = text[at + name.len()..].split([';', '&', ' ', '"', '\'', '\n']).next()?;
        (begins && is_plain(value)).then_some(value)
    })
}

/// Whether a text is a value and not a reference to one.
fn is_plain(value: &str) -> bool {
    !value.is_empty() && !value.starts_with(['{', '<', '$', '%']) && !value.starts_with("@Microsoft.KeyVault")
}

/// Secrets known by their form.
fn token(word: &str) -> Option<&'static str> {
    const PREFIXES: &[(&str, usize, &str)] = &[
        ("ghp_", 36, "a GitHub token"),
        ("gho_", 36, "a GitHub token"),
        ("ghu_", 36, "a GitHub token"),
        ("ghs_", 36, "a GitHub token"),
        ("ghr_", 36, "a GitHub token"),
        ("github_pat_", 22, "a GitHub token"),
        ("glpat-", 20, "a GitLab token"),
        ("sk-", 32, "an API key"),
        ("xoxb-", 20, "a Slack token"),
        ("xoxp-", 20, "a Slack token"),
        ("AKIA", 16, "an access key"),
    ];
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let known = PREFIXES.iter().find(|(prefix, least, _)| {
        word.strip_prefix(prefix).is_some_and(|rest| rest.len() >= *least && rest.chars().all(is_word))
    });
    if let Some((_, _, what)) = known {
        return Some(what);
    }
    if is_account_key(word) {
        Some("an account key")
    } else if is_client_secret(word) {
        Some("a client secret")
    } else if is_signed_token(word) {
        Some("a signed token")
    } else if is_devops_token(word) {
        Some("an Azure DevOps token")
    } else {
        None
    }
}

/// 64 bytes in base64.
fn is_account_key(word: &str) -> bool {
    let base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    word.strip_suffix("==").is_some_and(|rest| rest.len() == 86 && rest.chars().all(base64))
}

/// Three characters, a digit, `Q~` and 31 to 34 more.
fn is_client_secret(word: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '~' | '.' | '_' | '-');
    let bytes = word.as_bytes();
    (37..=40).contains(&bytes.len())
        && word.chars().all(allowed)
        && bytes[3].is_ascii_digit()
        && bytes[4..6] == *b"Q~"
}

/// A JSON web token: two JSON objects and a signature in base64.
fn is_signed_token(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    matches!(parts.as_slice(), [head, body, signature] if head.starts_with("eyJ") && body.starts_with("eyJ") && !signature.is_empty())
}

/// 52 characters of base32, or 84 with a mark near the end.
fn is_devops_token(word: &str) -> bool {
    let old = word.len() == 52 && word.chars().all(|c| matches!(c, 'a'..='z' | '2'..='7'));
    let new = word.len() == 84 && word.is_ascii() && word.get(76..80) == Some("AZDO");
    old || new
}

/// A setting whose name ends like the name of a secret and whose value is no reference.
fn named_like_a_secret(at: &Step<'_>, text: &str) -> Option<&'static str> {
    const ENDINGS: &[&str] = &[
        "password",
        "passwd",
        "pwd",
        "secret",
        "apikey",
        "accesskey",
        "accountkey",
        "privatekey",
        "accesstoken",
        "apitoken",
        "pat",
        "connectionstring",
    ];
    let (name, parent) = (at.key()?, at.before?);
    if !matches!(parent.key(), Some("settings" | "keys"))
        || text.len() < 6
        || text.contains('{')
        || !is_plain(text)
    {
        return None;
    }
    let mut words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let last = words.next_back()?.to_ascii_lowercase();
    let joined = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let secret =
        ENDINGS.iter().any(|ending| last == *ending || (ending.len() > 3 && joined.ends_with(ending)));
    secret.then_some("a secret, to go by the setting's name")
}
