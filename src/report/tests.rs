use insta::assert_snapshot;
use proptest::prelude::*;

use super::text::Options;
use super::{github, json, sarif, text};
use crate::diagnostic::{CodeEntry, Diagnostic, Part, Severity};
use crate::path::ModelPath;
use crate::source::{self, Source};

const PLAIN: Options = Options { colour: false, unicode: true, width: 80 };

const MODEL: &str = "\
biform: 1
project: { name: aos }
components:
  bus:
    kind: serviceBus
    sku: Premum
    queues:
      requests: { maxDeliveryCount: many }
environments:
  prod:
    components:
      bus: { sku: Basic }
";

fn model() -> Source {
    Source::new("infra/biform.yaml", MODEL)
}

fn path(text: &str) -> ModelPath {
    text.parse().expect("a path")
}

fn diagnostics() -> Vec<Diagnostic> {
    vec![
        Diagnostic::new(
            "BF1203",
            Severity::Warning,
            "prod has a weaker Service Bus than the other environments",
        )
        .label(
            path("environments.prod.components.bus.sku"),
            Part::Value,
            Some("Basic has no topics".to_owned()),
        )
        .label(path("components.bus.sku"), Part::Value, Some("Premum elsewhere".to_owned()))
        .help("choose Standard or Premium for prod, or write down why not: biform knows no reason to go on"),
        Diagnostic::error("BF0101", "unknown value `Premum`")
            .at(path("components.bus.sku"))
            .help("did you mean `Premium`?"),
        Diagnostic::error("BF0101", "unknown value `Premum`").at(path("components.bus.sku")),
        Diagnostic::error("BF0103", "an integer is wanted, this is a string")
            .at(path("components.bus.queues.requests.maxDeliveryCount")),
        Diagnostic::error("BF0102", "`components.bus.queues` lacks the key `x`")
            .at(path("components.bus.queues")),
        Diagnostic::new("BF0901", Severity::Note, "the model has no description").help("add one"),
    ]
}

/// All that `source` has to say about a text.
fn rejected(bytes: impl Into<Vec<u8>>) -> String {
    let rejected = source::parse("m.yaml", bytes.into()).expect_err("this text cannot be read");
    text::render(&rejected.diagnostics, &rejected.source, PLAIN)
}

#[test]
fn text_with_unicode() {
    assert_snapshot!(text::render(&diagnostics(), &model(), PLAIN));
}

#[test]
fn text_with_ascii() {
    let options = Options { unicode: false, width: 60, ..PLAIN };
    assert_snapshot!(text::render(&diagnostics(), &model(), options));
}

#[test]
fn text_with_colour() {
    let options = Options { colour: true, ..PLAIN };
    let shown = text::render(&diagnostics()[..2], &model(), options);
    assert_snapshot!(shown.replace('\u{1b}', "ESC"));
}

#[test]
fn text_of_nothing_is_empty() {
    assert_eq!(text::render(&[], &model(), PLAIN), "");
}

#[test]
fn hostile_text_is_shown_escaped() {
    let source = Source::new("a\u{1b}b.yaml", "\u{1b}[31mred: \u{202e}x\t\u{e9}\n");
    let start = source.text().find('\u{202e}').expect("is there");
    let diagnostic = Diagnostic::error("BF9999", "bad \u{1b}[2J name\nerror[BF0000]: forged \u{202e}")
        .label(ModelPath::root(), Part::Text { start, end: start + 4 }, Some("here\u{9b}".to_owned()))
        .help("do \u{1b}]0;this\u{7}");
    let diagnostics = [diagnostic];
    assert_snapshot!(
        [
            text::render(&diagnostics, &source, PLAIN),
            github::render(&diagnostics, &source),
            json::render(&diagnostics, &source),
        ]
        .join("\n")
    );
}

#[test]
fn long_lines_are_cut_around_the_place() {
    let words: Vec<String> = (0..60).map(|number| format!("key{number}: word")).collect();
    let source = Source::new("m.yaml", format!("{{ {} }}", words.join(", ")));
    let diagnostics =
        ["key0", "key30", "key59"].map(|key| Diagnostic::error("BF9999", "this one").at(path(key)));
    assert_snapshot!(text::render(&diagnostics, &source, PLAIN));
}

#[test]
fn json_for_programs() {
    assert_snapshot!(json::render(&diagnostics(), &model()));
}

#[test]
fn github_annotations() {
    assert_snapshot!(github::render(&diagnostics(), &model()));
}

#[test]
fn sarif_log() {
    let rules =
        [CodeEntry { code: "BF0101", title: "Unknown value", explanation: "Write one of the values." }];
    let log = sarif::render(&diagnostics(), &Source::new("in fra\\m%.yaml", MODEL), &rules);
    assert_snapshot!(log.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
}

#[test]
fn texts_that_cannot_be_read() {
    let texts: &[&[u8]] = &[
        b"a: \xC3\x28",
        b"\xFF\xFEa\0",
        b"# nothing\n",
        b"a: 1\n---\nb: 2\n",
        b"a:\n\tb: 1\n",
        b"name: x\nname: y\n\"name\": z\n",
        b"defaults: &d {a: 1}\nprod:\n  <<: *d\n",
        b"on: 1\n404: x\nnull: y\n? [a]\n: z\n{{ name }}: w\n",
        b"a: !GetAtt b.c\n",
        b"a: [.nan, 1e400, 18446744073709551616]\n",
        b"a: *missing\nb: 1\n",
        "a: \"x\u{2028}y\"\n".as_bytes(),
        b"a: &a [*a]\n",
        b"a: b: c\n",
        b"a: 1\n b: 2\n",
        b"a:\n  b: 1\n c: 2\n",
        b"a: [1, 2\nb: 3\n",
        b"a: {b: 1\n",
        b"a: {b\n",
        b"a: \"open\nb: 1\n",
        b"a: 'it's'\n",
        b"a: \"\\d\"\n",
        b"a: @x\n",
        b"a: %x\n",
        b"a: `x`\n",
        b"a: - b\n",
        b"a\nb: 1\n",
        b"- a\nb: 1\n",
        b"a: 1\n- b\n",
        b"a: | text\n",
        b"a: *\n",
        b"a: }\n",
        b"a: 1\n}\n",
        b"a: [1,, 2]\n",
        b"%YAML 9\n---\na: 1\n",
        b"a: \"x\"y\n",
        b"  a: 1\nb: 2\n",
    ];
    let shown: Vec<String> = texts
        .iter()
        .map(|bytes| {
            format!("{}\n=====\n{}", String::from_utf8_lossy(bytes).replace('\0', "NUL"), rejected(*bytes))
        })
        .collect();
    assert_snapshot!(shown.join("\n#####\n"));
}

proptest! {
    #[test]
    fn any_text_with_any_places_is_drawn(
        text in "([ -~]|\n|\r|\t|\u{e9}|\u{4e16}|\u{1f600}|\u{202e}|\u{0}){0,200}",
        places in prop::collection::vec((0_usize..220, 0_usize..40, any::<bool>()), 0..5),
        unicode in any::<bool>(),
        width in 0_usize..200,
    ) {
        let source = Source::new("m.yaml", text);
        let diagnostics = [places.iter().fold(Diagnostic::error("BF9999", "bad"), |diagnostic, place| {
            let (start, length, text) = place;
            let part = Part::Text { start: *start, end: start + length };
            diagnostic.label(ModelPath::root(), part, text.then(|| "here".to_owned()))
        })];
        let options = Options { colour: false, unicode, width };
        let shown = text::render(&diagnostics, &source, options);
        prop_assert!(!shown.contains(['\u{202e}', '\u{0}', '\r']), "harmful text is shown");
        prop_assert!(shown.ends_with("\n1 error\n"));
        prop_assert!(json::render(&diagnostics, &source).contains("BF9999"));
        prop_assert!(github::render(&diagnostics, &source).contains("BF9999"));
        prop_assert!(sarif::render(&diagnostics, &source, &[]).contains("BF9999"));
    }
}
