//! How Azure resources may be named, and how biform names them by default.

use std::fmt;

include!(concat!(env!("OUT_DIR"), "/names.rs"));

/// The placeholders a name pattern may hold.
pub const PLACEHOLDERS: &[&str] = &["project", "env", "name", "suffix", "region"];

/// The rule for the names of one kind of component or one resource inside it.
#[derive(Debug)]
pub struct NameRule {
    /// A kind (`storageAccount`) or a resource inside one (`storageContainer`).
    pub key: &'static str,
    /// The resource type in Azure Resource Manager.
    pub arm_type: &'static str,
    /// The Cloud Adoption Framework's abbreviation.
    pub abbreviation: Option<&'static str>,
    /// biform's default pattern, with [`PLACEHOLDERS`] in braces; only for what a model does not name itself.
    pub pattern: Option<&'static str>,
    /// Where the name must be unique.
    pub scope: Scope,
    /// The least number of characters.
    pub min: u32,
    /// The greatest number of characters.
    pub max: u32,
    /// Whether capitals are accepted. Where they are, Azure compares without regard to case.
    pub case: Case,
    /// The characters accepted anywhere in the name.
    pub characters: Characters,
    /// What the first character must be.
    pub first: Edge,
    /// What the last character must be.
    pub last: Edge,
    /// Whether two hyphens may follow each other.
    pub double_hyphen: bool,
    /// Endings Azure refuses.
    pub endings: &'static [&'static str],
    /// Whole names Azure keeps for itself.
    pub reserved: &'static [&'static str],
    /// The same rule as the sources write it, without endings and reserved words.
    pub regex: &'static str,
    /// Whether a source confirms the rule.
    pub confirmed: bool,
}

/// Where a name must be unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// In all of Azure.
    Global,
    /// In the subscription.
    Subscription,
    /// In the resource group.
    ResourceGroup,
    /// In the resource it belongs to.
    Parent,
}

/// Whether capitals are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// Lower case only.
    Lower,
    /// Any, compared without regard to case.
    Any,
}

/// The characters a name may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Characters {
    /// Letters and digits.
    Alnum,
    /// Lower-case letters and digits.
    LowerAlnum,
    /// Lower-case letters, digits and hyphens.
    LowerAlnumHyphen,
    /// Letters, digits and hyphens.
    AlnumHyphen,
    /// Letters, digits, hyphens and underscores.
    AlnumHyphenUnderscore,
    /// Letters, digits, hyphens, periods and underscores.
    AlnumHyphenDotUnderscore,
    /// Letters, digits, hyphens, periods, underscores and spaces.
    AlnumHyphenDotUnderscoreSpace,
    /// Letters, digits, hyphens, periods, underscores and parentheses.
    AlnumHyphenDotUnderscoreParenthesis,
    /// A path of Service Bus: letters, digits, `.`, `_`, `~`, `/` and `-`.
    EntityPath,
    /// Printable ASCII except `%`, `&`, `\`, `?` and `/`.
    AsciiExceptPercentAmpersandSlashQuestion,
}

/// What the first or last character of a name must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Any of the accepted characters.
    Any,
    /// A letter.
    Letter,
    /// A letter or digit.
    Alnum,
    /// A letter, digit or underscore.
    AlnumUnderscore,
    /// Anything but a period.
    NotDot,
    /// Anything but a period or space.
    NotDotOrSpace,
}

/// Why Azure refuses a name. `Display` says it in words that follow "the name ...".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameProblem {
    /// Too few or too many characters.
    Length {
        /// The least number accepted.
        min: u32,
        /// The greatest number accepted.
        max: u32,
        /// How many there are.
        found: usize,
    },
    /// A character that is not accepted anywhere.
    Character {
        /// The first such character.
        found: char,
        /// What is accepted.
        accepted: Characters,
    },
    /// The first character.
    First(Edge),
    /// The last character.
    Last(Edge),
    /// Two hyphens in a row.
    DoubleHyphen,
    /// An ending Azure refuses.
    Ending(&'static str),
    /// A name Azure keeps for itself.
    Reserved(&'static str),
}

/// Every rule.
#[must_use]
pub fn all() -> &'static [NameRule] {
    NAMES
}

/// The rule for a kind, or for a resource inside one.
#[must_use]
pub fn find(key: &str) -> Option<&'static NameRule> {
    NAMES.iter().find(|rule| rule.key == key)
}

/// The default pattern for the names of a kind.
#[must_use]
pub fn pattern(kind: &str) -> Option<&'static str> {
    find(kind)?.pattern
}

/// A text without the characters that names of `key` cannot have, in lower case where capitals are not accepted.
#[must_use]
pub fn fit(key: &str, text: &str) -> String {
    let Some(rule) = find(key) else { return text.to_owned() };
    let text = match rule.case {
        Case::Lower => text.to_lowercase(),
        Case::Any => text.to_owned(),
    };
    text.chars().filter(|&c| rule.characters.accept(c)).collect()
}

/// Checks a name against the rule for `key`. What has no rule may be named anything.
///
/// Only the first problem is given: length, characters, first, last, hyphens, endings, reserved words.
pub fn check(key: &str, name: &str) -> Result<(), NameProblem> {
    find(key).map_or(Ok(()), |rule| rule.check(name))
}

impl NameRule {
    /// Checks a name against this rule, as [`check`] does.
    pub fn check(&self, name: &str) -> Result<(), NameProblem> {
        let found = name.chars().count();
        if found < self.min as usize || found > self.max as usize {
            return Err(NameProblem::Length { min: self.min, max: self.max, found });
        }
        if let Some(found) = name.chars().find(|&c| !self.characters.accept(c)) {
            return Err(NameProblem::Character { found, accepted: self.characters });
        }
        if !name.chars().next().is_none_or(|c| self.first.accepts(c)) {
            return Err(NameProblem::First(self.first));
        }
        if !name.chars().next_back().is_none_or(|c| self.last.accepts(c)) {
            return Err(NameProblem::Last(self.last));
        }
        if !self.double_hyphen && name.contains("--") {
            return Err(NameProblem::DoubleHyphen);
        }
        let lower = name.to_ascii_lowercase();
        if let Some(ending) = self.endings.iter().find(|ending| lower.ends_with(*ending)) {
            return Err(NameProblem::Ending(ending));
        }
        match self.reserved.iter().find(|reserved| **reserved == lower) {
            Some(reserved) => Err(NameProblem::Reserved(reserved)),
            None => Ok(()),
        }
    }
}

impl Characters {
    /// Whether this character may stand in the name.
    #[must_use]
    pub fn accept(self, c: char) -> bool {
        let lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        let alnum = c.is_ascii_alphanumeric();
        match self {
            Self::Alnum => alnum,
            Self::LowerAlnum => lower,
            Self::LowerAlnumHyphen => lower || c == '-',
            Self::AlnumHyphen => alnum || c == '-',
            Self::AlnumHyphenUnderscore => alnum || matches!(c, '-' | '_'),
            Self::AlnumHyphenDotUnderscore => alnum || matches!(c, '-' | '.' | '_'),
            Self::AlnumHyphenDotUnderscoreSpace => alnum || matches!(c, '-' | '.' | '_' | ' '),
            Self::AlnumHyphenDotUnderscoreParenthesis => alnum || matches!(c, '-' | '.' | '_' | '(' | ')'),
            Self::EntityPath => alnum || matches!(c, '-' | '.' | '_' | '~' | '/'),
            Self::AsciiExceptPercentAmpersandSlashQuestion => {
                matches!(c, ' '..='~') && !matches!(c, '%' | '&' | '\\' | '?' | '/')
            }
        }
    }
}

impl Edge {
    /// Whether this character may stand at that end of the name.
    #[must_use]
    pub fn accepts(self, c: char) -> bool {
        match self {
            Self::Any => true,
            Self::Letter => c.is_ascii_alphabetic(),
            Self::Alnum => c.is_ascii_alphanumeric(),
            Self::AlnumUnderscore => c.is_ascii_alphanumeric() || c == '_',
            Self::NotDot => c != '.',
            Self::NotDotOrSpace => !matches!(c, '.' | ' '),
        }
    }
}

impl fmt::Display for Characters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Alnum => "letters and digits",
            Self::LowerAlnum => "lower-case letters and digits",
            Self::LowerAlnumHyphen => "lower-case letters, digits and hyphens",
            Self::AlnumHyphen => "letters, digits and hyphens",
            Self::AlnumHyphenUnderscore => "letters, digits, hyphens and underscores",
            Self::AlnumHyphenDotUnderscore => "letters, digits, hyphens, periods and underscores",
            Self::AlnumHyphenDotUnderscoreSpace => {
                "letters, digits, hyphens, periods, underscores and spaces"
            }
            Self::AlnumHyphenDotUnderscoreParenthesis => {
                "letters, digits, hyphens, periods, underscores and parentheses"
            }
            Self::EntityPath => "letters, digits, hyphens, periods, underscores, tildes and slashes",
            Self::AsciiExceptPercentAmpersandSlashQuestion => "ASCII characters other than % & \\ ? /",
        })
    }
}

impl fmt::Display for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "with any accepted character",
            Self::Letter => "with a letter",
            Self::Alnum => "with a letter or digit",
            Self::AlnumUnderscore => "with a letter, digit or underscore",
            Self::NotDot => "with something other than a period",
            Self::NotDotOrSpace => "with something other than a period or space",
        })
    }
}

impl fmt::Display for NameProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { min, max, found } if min == max => {
                write!(f, "must be {min} characters; this is {found}")
            }
            Self::Length { min, max, found } => {
                write!(f, "must be {min} to {max} characters; this is {found}")
            }
            Self::Character { found, accepted } => {
                write!(f, "must hold only {accepted}; this has {found:?}")
            }
            Self::First(edge) => write!(f, "must start {edge}"),
            Self::Last(edge) => write!(f, "must end {edge}"),
            Self::DoubleHyphen => f.write_str("must not hold two hyphens in a row"),
            Self::Ending(ending) => write!(f, "must not end with `{ending}`"),
            Self::Reserved(name) => write!(f, "must not be `{name}`, which Azure keeps for itself"),
        }
    }
}

impl std::error::Error for NameProblem {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex::Regex;
    use std::sync::LazyLock;

    static REGEXES: LazyLock<Vec<Regex>> =
        LazyLock::new(|| all().iter().map(|rule| Regex::new(rule.regex).unwrap()).collect());

    fn says(key: &str, name: &str) -> String {
        check(key, name).expect_err(name).to_string()
    }

    #[test]
    fn a_refused_name_is_explained() {
        assert_eq!(
            says("storageAccount", "staosdatastagingk3v9x2long"),
            "must be 3 to 24 characters; this is 26"
        );
        assert_eq!(
            says("storageAccount", "st-aos"),
            "must hold only lower-case letters and digits; this has '-'"
        );
        assert_eq!(says("keyVault", "1vault"), "must start with a letter");
        assert_eq!(says("keyVault", "vault-"), "must end with a letter or digit");
        assert_eq!(says("keyVault", "kv--aos"), "must not hold two hyphens in a row");
        assert_eq!(says("serviceBus", "orders-MGMT"), "must not end with `-mgmt`");
        assert_eq!(says("storageTable", "Tables"), "must not be `tables`, which Azure keeps for itself");
        assert_eq!(says("resourceGroup", "rg-aos."), "must end with something other than a period");
        assert_eq!(
            says("keyVaultSecret", "MY_SETTING"),
            "must hold only letters, digits and hyphens; this has '_'"
        );
        assert_eq!(says("storageContainer", ""), "must be 3 to 63 characters; this is 0");
    }

    #[test]
    fn names_from_real_workloads_are_accepted() {
        for (key, name) in [
            ("storageAccount", "staosdatadev123abc"),
            ("keyVault", "kv-aos-dev-abc123"),
            ("serviceBus", "sb-aos-dev-abc123"),
            ("serviceBusQueue", "businessinfinity-responses"),
            ("serviceBusTopic", "agents/lifecycle.v1"),
            ("functionApp", "aos-dev-mcp-func"),
            ("storageContainer", "aos-data"),
            ("applicationInsights", "appi aos (dev)"),
            ("custom", "anything at all?"),
        ] {
            assert_eq!(check(key, name), Ok(()), "{key} {name}");
        }
    }

    #[test]
    fn default_patterns_give_accepted_names_for_the_longest_usual_parts() {
        for rule in all() {
            let Some(pattern) = rule.pattern else { continue };
            let name = pattern
                .replace("{project}", "aos")
                .replace("{env}", "staging")
                .replace("{name}", "vault")
                .replace("{suffix}", "k3v9x2");
            assert_eq!(rule.check(&name), Ok(()), "{name}");
            let single = ["resourceGroup", "frontDoor", "frontDoorFirewall"].contains(&rule.key);
            assert!(pattern.contains("{name}") || single, "{pattern}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_name_is_accepted_exactly_if_the_regex_of_the_source_accepts_it(
            seed in "[aZ09._~/()% ?é-]{0,12}", long in 0usize..4, edge in "[a0-]?",
        ) {
            for (rule, regex) in all().iter().zip(REGEXES.iter()) {
                let fill = match long {
                    0 => 0,
                    1 => rule.max as usize,
                    2 => rule.max as usize - 1,
                    _ => rule.min as usize,
                };
                let name = format!("{seed}{}{edge}", "b".repeat(fill.saturating_sub(seed.chars().count())));
                let expected = regex.is_match(&name)
                    && (rule.double_hyphen || !name.contains("--"));
                prop_assert_eq!(rule.check(&name).is_ok(), expected, "{} {:?}", rule.key, name);
            }
        }
    }
}
