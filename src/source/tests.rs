use proptest::prelude::*;
use serde_json::json;

use super::*;

fn value(text: &str) -> Value {
    parse("biform.yaml", text.as_bytes().to_vec()).expect("this text can be read").value
}

/// `CODE line:column marked text` for each diagnostic.
fn problems(bytes: impl Into<Vec<u8>>) -> Vec<String> {
    let rejected = parse("biform.yaml", bytes.into()).expect_err("this text cannot be read");
    let place = |diagnostic: &Diagnostic| {
        diagnostic.labels.first().map_or(String::new(), |label| {
            let span = rejected.source.locate(&label.path, label.part);
            let marked = &rejected.source.text()[span.start..span.end];
            format!(" {}:{} {marked}", span.line, span.column)
        })
    };
    rejected
        .diagnostics
        .iter()
        .map(|diagnostic| format!("{}{}", diagnostic.code, place(diagnostic)))
        .collect()
}

fn place(text: &str, path: &[&str], part: Part) -> String {
    let source = Source::new("biform.yaml", text);
    let path = path.iter().fold(ModelPath::root(), |path, step| match step.parse() {
        Ok(index) => path.index(index),
        Err(_) => path.key(*step),
    });
    let span = source.locate(&path, part);
    format!("{}:{}-{} {}", span.line, span.column, span.end_column, &source.text()[span.start..span.end])
}

#[test]
fn values_keep_order_and_type() {
    let text = "b: 1\na: [x, 2.5, true, ~, '3', 017, no]\nc: {z: |\n  text\n  , y: 1}";
    let plain = "b: 1\na: [x, 2.5, true, ~, '3', 017, no]\nc:\n  z: |\n    text\n  y: -1\n";
    assert!(parse("m", text.into()).is_err());
    let read = value(plain);
    assert_eq!(
        read,
        json!({"b": 1, "a": ["x", 2.5, true, null, "3", "017", "no"], "c": {"z": "text\n", "y": -1}})
    );
    let keys: Vec<_> = read.as_object().expect("a mapping").keys().collect();
    assert_eq!(keys, ["b", "a", "c"]);
}

#[test]
fn byte_order_mark_and_carriage_returns_are_accepted() {
    let document =
        parse("m", b"\xEF\xBB\xBFa: 1\r\nb:\r\n  c: x\r\n".to_vec()).expect("this text can be read");
    assert_eq!(document.value, json!({"a": 1, "b": {"c": "x"}}));
    let span = document.source.locate(&ModelPath::keys(["b", "c"]), Part::Value);
    assert_eq!((span.line, span.column, span.end_column), (3, 6, 7));
    assert_eq!(document.source.line(3), (10, "  c: x"));
}

#[test]
fn each_restriction_is_reported_at_its_place() {
    assert_eq!(problems(b"a: \xFF".to_vec()), ["BF0001 1:4 \u{FFFD}"]);
    assert_eq!(problems(vec![b' '; MAX_BYTES + 1]), ["BF0002"]);
    assert_eq!(problems(""), ["BF0003"]);
    assert_eq!(problems("# only a comment\n"), ["BF0003"]);
    assert_eq!(problems("---\n"), ["BF0003"]);
    assert_eq!(problems("null\n"), ["BF0003"]);
    assert_eq!(problems("a: 1\n---\nb: 2\n"), ["BF0004 3:1 b: 2"]);
    assert_eq!(problems("a:\n\tb: 1\n"), ["BF0006 2:1 \t"]);
    assert_eq!(problems("a:\n  b: 1\n\tc: 1\n"), ["BF0006 3:1 \t"]);
    assert_eq!(problems("a: 1\nb: 2\n'a': 3\n"), ["BF0007 3:1 'a'"]);
    assert_eq!(problems("a: &x {b: 1}\nc:\n  <<: *x\n"), ["BF0008 3:3 <<"]);
    assert_eq!(
        problems("a: 1\n404: x\n1.5: y\ntrue: z\n"),
        ["BF0009 2:1 404", "BF0009 3:1 1.5", "BF0009 4:1 true"]
    );
    assert_eq!(problems("a: {{name}: 1}\n"), ["BF0009 1:5 {name}"]);
    assert_eq!(problems("a: !secret b\n"), ["BF0010 1:4 !secret b"]);
    assert_eq!(problems("a: [.nan, -.inf]\n"), ["BF0011 1:5 .nan", "BF0011 1:11 -.inf"]);
    assert_eq!(problems("a: 9223372036854775808\n"), ["BF0012 1:4 9223372036854775808"]);
    assert_eq!(problems("a: 99999999999999999999999999999999999999999\n").len(), 1);
    assert_eq!(problems("a: *x\n"), ["BF0015 1:4 *x"]);
    assert_eq!(problems("a: \"x\u{2028}y\u{1b}\"\n"), ["BF0016 1:6 \u{2028}", "BF0016 1:8 \u{1b}"]);
    assert_eq!(problems("a: &a [*a]\n"), ["BF0014 1:8 *a"]);
}

#[test]
fn all_restrictions_are_reported_together() {
    assert_eq!(
        problems("a: 1\na: 2\nb: !x 1\n404: .inf\nc: [1\n"),
        ["BF0007 2:1 a", "BF0009 4:1 404", "BF0010 3:4 !x 1", "BF0011 4:6 .inf", "BF0005 5:5 1"]
    );
}

#[test]
fn nesting_and_repetition_are_limited() {
    let nested = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    assert!(parse("m", nested(MAX_DEPTH).into()).is_ok());
    assert_eq!(problems(nested(MAX_DEPTH + 1)).len(), 1);
    let bomb = (0..20).fold("a0: &a0 [x, x]\n".to_owned(), |text, level| {
        format!("{text}a{}: &a{} [{}]\n", level + 1, level + 1, vec![format!("*a{level}"); 9].join(", "))
    });
    assert_eq!(problems(bomb), ["BF0014 2:10 *a0"]);
}

#[test]
fn paths_have_places() {
    let text = "a:\n  b: [x, {c: d}]\n  é: ünï\n  t: |\n    one\n    two\n  'q q': \"v\"\n  n:\nz: &z {k: v}\ny: *z\n";
    assert_eq!(place(text, &["a"], Part::Value), "1:1-2 a");
    assert_eq!(place(text, &["a", "b"], Part::Value), "2:3-4 b");
    assert_eq!(place(text, &["a", "b", "0"], Part::Value), "2:7-8 x");
    assert_eq!(place(text, &["a", "b", "1", "c"], Part::Value), "2:14-15 d");
    assert_eq!(place(text, &["a", "b", "1", "c"], Part::Key), "2:11-12 c");
    assert_eq!(place(text, &["a", "é"], Part::Value), "3:6-9 ünï");
    assert_eq!(place(text, &["a", "é"], Part::Key), "3:3-4 é");
    assert_eq!(place(text, &["a", "t"], Part::Value), "5:5-8 one");
    assert_eq!(place(text, &["a", "q q"], Part::Value), "7:10-13 \"v\"");
    assert_eq!(place(text, &["a", "q q"], Part::Key), "7:3-8 'q q'");
    assert_eq!(place(text, &["a", "n"], Part::Value), "8:3-4 n");
    assert_eq!(place(text, &["a", "é", "x", "y"], Part::Value), "3:3-4 é");
    assert_eq!(place(text, &["a", "missing"], Part::Value), "1:1-2 a");
    assert_eq!(place(text, &["y"], Part::Value), "10:4-6 *z");
    assert_eq!(place(text, &["y", "k"], Part::Value), "9:11-12 v");
    assert_eq!(place(text, &[], Part::Value), "1:1-3 a:");
    assert_eq!(place("", &["a"], Part::Value), "1:1-1 ");
}

/// Every path of a value, scalars and collections.
fn paths(value: &Value, at: &ModelPath, found: &mut Vec<ModelPath>) {
    found.push(at.clone());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                paths(item, &at.index(index), found);
            }
        }
        Value::Object(entries) => {
            for (key, entry) in entries {
                paths(entry, &at.key(key), found);
            }
        }
        _ => {}
    }
}

fn json_tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map("[^<\n\r].{0,8}", inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        survives(bytes);
    }

    #[test]
    fn no_yaml_like_text_panics(text in "([a-c&*!<\\[\\]{}:,?|>'\"#%@~0-9\\-\\. \n\t\u{e9}]|: |\n  |- |---\n|\\.inf|<<){0,60}") {
        survives(text.into_bytes());
    }

    #[test]
    fn what_is_written_is_read(value in json_tree().prop_filter("null is empty", |value| !value.is_null())) {
        let yaml = serde_yaml::to_string(&value).expect("a tree can be written");
        match parse("m", yaml.clone().into_bytes()) {
            Ok(document) => {
                prop_assert_eq!(&document.value, &value);
                let mut all = Vec::new();
                paths(&value, &ModelPath::root(), &mut all);
                for path in all {
                    let span = document.source.locate(&path, Part::Value);
                    prop_assert!(path == ModelPath::root() || span.end > span.start, "{path} has no place in {yaml}");
                }
            }
            Err(rejected) => prop_assert!(
                rejected.diagnostics.iter().all(|diagnostic| diagnostic.code == codes::CONTROL_CHARACTER),
                "{:?} in {yaml}", rejected.diagnostics
            ),
        }
    }
}

fn survives(bytes: Vec<u8>) {
    match parse("m", bytes) {
        Ok(document) => {
            let mut all = Vec::new();
            paths(&document.value, &ModelPath::root(), &mut all);
            for path in all {
                document.source.locate(&path, Part::Key);
            }
        }
        Err(rejected) => {
            assert!(!rejected.diagnostics.is_empty());
            for diagnostic in &rejected.diagnostics {
                assert!(codes::TABLE.iter().any(|entry| entry.code == diagnostic.code));
                for label in &diagnostic.labels {
                    let span = rejected.source.locate(&label.path, label.part);
                    assert!(rejected.source.text().get(span.start..span.end).is_some());
                }
            }
        }
    }
}

/// What makes a reader of YAML slow or deep when it is repeated; larger files than these take linear time.
#[test]
fn hostile_repetition_is_survived() {
    let units = [
        "[",
        "{",
        "- ",
        "? ",
        "a: ",
        "&a ",
        "[a: ",
        "{? ",
        "\"",
        "'",
        "!",
        "*",
        "a\n",
        "a:\n",
        "\t",
        "#",
        "- [",
        "|\n",
        "a: &b *b\n",
        "%a\n",
        "---\n",
        "...\n",
        "[]",
        "{},",
        "- - a\n",
        ": ",
        "\n ",
        "[1,",
        "{a: b, ",
    ];
    for unit in units {
        survives(unit.repeat(8192 / unit.len()).into_bytes());
    }
}
