//! "Did you mean": the name nearest to a misspelt one.

use super::words;

/// How alike two names are at least before one is offered for the other: 0 is nothing in common, 1 is equal.
const LIKENESS: f64 = 0.55;

/// The candidate that `word` most likely stands for.
pub(super) fn nearest<'c>(word: &str, candidates: &[&'c str]) -> Option<&'c str> {
    let plain = |name: &str| -> String {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let wanted = plain(word);
    candidates
        .iter()
        .map(|candidate| {
            let candidate_plain = plain(candidate);
            let likeness = strsim::normalized_damerau_levenshtein(&wanted, &candidate_plain);
            // A name written out, or cut short, is near however long the rest is.
            let contained = wanted.len() > 2
                && (candidate_plain.starts_with(&wanted) || wanted.starts_with(&candidate_plain));
            (if contained { likeness.max(LIKENESS) } else { likeness }, *candidate)
        })
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, candidate)| candidate)
}

/// ``did you mean `sku`?`` or, when nothing is near, ``the keys are: `kind`, `sku` ``.
pub(super) fn help(word: &str, what: &str, candidates: &[&str]) -> Option<String> {
    if candidates.is_empty() {
        return None;
    }
    Some(match nearest(word, candidates) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => format!("{what}: {}", words::list(candidates)),
    })
}
