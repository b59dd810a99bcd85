//! Words of identifiers: `camelCase`, `snake_case` and the like, of names in ASCII.

/// The words of a name: separated by what is neither letter nor digit, before a capital letter behind a small one, and
/// before the last of several capitals that a small letter follows. Digits belong to the letters they follow.
fn words(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        let (word, behind) = rest.split_at(first_word(rest.as_bytes()));
        rest = behind;
        (!word.is_empty()).then_some(word)
    })
}

/// Where the word that `bytes` begin with ends.
fn first_word(bytes: &[u8]) -> usize {
    let (mut small, mut capital) = (false, false);
    for (at, byte) in bytes.iter().enumerate() {
        let next = bytes.get(at + 1);
        if !byte.is_ascii_alphanumeric() {
            return at;
        }
        if capital && byte.is_ascii_uppercase() && next.is_some_and(u8::is_ascii_lowercase) {
            return at;
        }
        if byte.is_ascii_alphabetic() {
            (small, capital) = (byte.is_ascii_lowercase(), byte.is_ascii_uppercase());
        }
        if small && next.is_some_and(u8::is_ascii_uppercase) {
            return at + 1;
        }
    }
    bytes.len()
}

/// The words of a name in small letters, with underscores between them.
#[must_use]
pub fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 8);
    for word in words(name) {
        if !out.is_empty() {
            out.push('_');
        }
        out.extend(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
    }
    out
}

/// The words of a name in capital letters, with underscores between them.
#[must_use]
pub fn shouty_snake(name: &str) -> String {
    snake(name).to_ascii_uppercase()
}

/// Adds the words of a name, each with a capital letter first and small ones behind.
pub fn push_upper_camel(name: &str, out: &mut String) {
    for word in words(name) {
        let mut bytes = word.bytes();
        out.extend(bytes.next().map(|first| char::from(first.to_ascii_uppercase())));
        out.extend(bytes.map(|byte| char::from(byte.to_ascii_lowercase())));
    }
}

#[cfg(test)]
mod tests {
    use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_of_azure() {
        assert_eq!(snake("minTlsVersion"), "min_tls_version");
        assert_eq!(snake("instanceMemoryInMB"), "instance_memory_in_mb");
        assert_eq!(snake("HTTPSOnly"), "https_only");
        assert_eq!(snake("aos-requests.v2"), "aos_requests_v2");
    }

    proptest! {
        #[test]
        fn as_everybody_else(name in "[ -~]{0,12}|[aB0_]{0,10}") {
            prop_assert_eq!(snake(&name), name.to_snake_case());
            prop_assert_eq!(shouty_snake(&name), name.to_shouty_snake_case());
            let mut camel = String::new();
            push_upper_camel(&name, &mut camel);
            prop_assert_eq!(camel, name.to_upper_camel_case());
        }
    }
}
