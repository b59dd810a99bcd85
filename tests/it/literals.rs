//! A string is never code: text from a model comes back unchanged when a tree is parsed again, and changes nothing else.

use std::ffi::OsStr;
use std::path::Path;

use biform::kinds::KINDS;
use biform::resolve::resolve;
use biform::targets::{Target, bicep, terraform};
use biform::tree::Tree;
use proptest::prelude::*;
use serde_json::Value as Json;

use crate::bicep::lexer::Part;
use crate::expression::Expr;
use crate::support::{Stages, yaml};
use crate::{bicep as bicep_reader, hcl};

/// What is dangerous in some language, and anything else.
fn texts() -> impl Strategy<Value = String> {
    let dangerous = proptest::sample::select(vec![
        "'${evil}'",
        "${",
        "%{",
        "$${",
        "%%{",
        "$",
        "%",
        "{",
        "}",
        "'",
        "''",
        "'''",
        "\"",
        "\\",
        "\\u{41}",
        "\\n",
        "\n",
        "\r\n",
        "\t",
        "\0",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{2029}",
        "\u{202e}",
        "\u{200f}",
        "\u{feff}",
        "\u{2066}",
        "//",
        "/*",
        "*/",
        "#",
        "<<EOT",
        "EOT",
        "~}",
        "${~",
        "=",
        "é",
        "😀",
        "\u{10ffff}",
        " ",
        "a",
    ]);
    let piece =
        prop_oneof![6 => dangerous.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    proptest::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat())
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// What the one string of a Bicep declaration is.
fn bicep_literal(literal: &str) -> Result<Vec<Vec<Part>>, String> {
    let text = format!("var text = {literal}\n");
    bicep_reader::parse(&text)?;
    bicep_reader::strings(&text)
}

fn hcl_literal(literal: &str) -> Result<Expr, String> {
    let file = hcl::parse(&format!("text = {literal}\n"))?;
    file.attribute("text").cloned().ok_or_else(|| "nothing is declared".to_owned())
}

proptest! {
    #![proptest_config(config(2000))]

    #[test]
    fn a_text_comes_back_from_bicep(text in texts()) {
        let expected = if text.is_empty() { vec![] } else { vec![Part::Literal(text.clone())] };
        let written = bicep::literal::string(&text);
        prop_assert!(!written.contains(hidden), "{}", written);
        prop_assert_eq!(bicep_literal(&written), Ok(vec![expected]));
    }

    #[test]
    fn a_text_comes_back_from_terraform(text in texts()) {
        let written = terraform::literal::string(&text);
        prop_assert!(!written.contains(hidden), "{}", written);
        prop_assert_eq!(hcl_literal(&written), Ok(Expr::text(&text)));
    }

    #[test]
    fn a_text_in_front_of_an_interpolation_stays_a_text(text in texts()) {
        let written = terraform::literal::escaped_before_interpolation(&text);
        let Ok(Expr::Text(mut pieces)) = hcl_literal(&format!("\"{written}${{var.a}}\"")) else {
            return Err(TestCaseError::fail(written));
        };
        prop_assert_eq!(pieces.pop(), hcl_literal("\"${var.a}-\"").ok().and_then(|value| match value {
            Expr::Text(pieces) => pieces.into_iter().next(),
            _ => None,
        }));
        prop_assert_eq!(Expr::Text(pieces), Expr::text(&text));
        let written = bicep::literal::escaped(&text);
        let found = bicep_literal(&format!("'{written}${{a}}'")).unwrap();
        let literal = found[0].iter().filter_map(|part| match part {
            Part::Literal(text) => Some(text.as_str()),
            Part::Interpolation(_) => None,
        });
        prop_assert_eq!(literal.collect::<String>(), text);
        prop_assert!(matches!(found[0].last(), Some(Part::Interpolation(_))));
    }

    #[test]
    fn a_key_comes_back(text in texts()) {
        let file = bicep_reader::parse(&format!("var object = {{\n  {}: 1\n}}\n", bicep::literal::key(&text)));
        prop_assert!(file.is_ok(), "{:?}", file);
        let strings = bicep_reader::strings(&bicep::literal::key(&text)).unwrap();
        let quoted = vec![if text.is_empty() { vec![] } else { vec![Part::Literal(text.clone())] }];
        prop_assert!(bicep::literal::is_identifier(&text) || strings == quoted);
        let object = hcl_literal(&format!("{{\n  {} = 1\n}}", terraform::literal::key(&text)));
        let field = crate::expression::Property::Field { key: Expr::text(&text), value: Expr::Int(1) };
        prop_assert_eq!(object, Ok(Expr::Object(vec![field])));
    }

    #[test]
    fn a_comment_is_one_line(text in texts()) {
        let comment = bicep::literal::comment(&text);
        prop_assert!(!comment.contains(hidden), "{}", comment);
    }
}

/// Characters that no file may show as they are.
fn hidden(c: char) -> bool {
    c.is_control() || "\u{85}\u{2028}\u{2029}\u{202e}\u{200f}\u{2066}\u{feff}".contains(c)
}

/// The model of `tests/fixtures/literals.yaml` with a text in every place that takes any text.
fn model(text: &str) -> Json {
    let mut document = yaml(include_str!("../fixtures/literals.yaml"));
    let known = |kind: &Json| KINDS.iter().any(|entry| kind == entry.key);
    let all = document["components"].as_object().unwrap().clone();
    for (name, _) in all.iter().filter(|(_, component)| !known(&component["kind"])) {
        document["components"].as_object_mut().unwrap().shift_remove(name);
    }
    let braced = text.replace('{', "{{").replace('}', "}}");
    fill(&mut document, &[("TEXT", text), ("BRACED", &braced)]);
    document
}

fn fill(value: &mut Json, replacements: &[(&str, &str)]) {
    match value {
        Json::String(text) => {
            for (placeholder, replacement) in replacements {
                *text = text.replace(placeholder, replacement);
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| fill(item, replacements)),
        Json::Object(fields) => fields.values_mut().for_each(|value| fill(value, replacements)),
        _ => {}
    }
}

/// What a parser makes of a file, with one text in place of another. Line numbers do not belong to it.
fn meaning(path: &str, content: &str) -> Result<String, String> {
    Ok(match Path::new(path).extension().and_then(OsStr::to_str) {
        Some("tf") => format!("{:#?}", hcl::parse(content)?),
        Some("bicep" | "bicepparam") => format!("{:#?}", bicep_reader::parse(content)?),
        _ => String::new(),
    })
}

/// A text as it stands in a printed meaning.
fn shown(text: &str) -> String {
    let quoted = format!("{text:?}");
    quoted[1..quoted.len() - 1].to_owned()
}

const HARMLESS: &str = "(harmless)";

fn check(text: &str) -> Result<(), TestCaseError> {
    // Without ends of its own, a text could not be told from what stands beside it.
    let text = format!("({text})");
    let (stages, harmless) = (Stages::of(&model(&text)).unwrap(), Stages::of(&model(HARMLESS)).unwrap());
    for target in [Target::Bicep, Target::Terraform] {
        let (tree, expected): (Tree, Tree) = (stages.render(target), harmless.render(target));
        let mut found = 0;
        for (path, content) in tree.iter() {
            let path = path.as_str();
            let meaning = meaning(path, content)
                .map_err(|error| TestCaseError::fail(format!("{path}: {error}\n{content}")))?;
            let plain = self::meaning(path, expected.get(path).unwrap()).unwrap();
            found += meaning.matches(&shown(&text)).count();
            prop_assert_eq!(meaning.replace(&shown(&text), HARMLESS), plain, "{}\n{}", path, content);
            prop_assert!(!content.contains(|c: char| c != '\n' && hidden(c)), "{}\n{}", path, content);
        }
        prop_assert!(found >= 6, "{} has the text {} times", target.name(), found);
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn texts_of_a_model_come_back_from_whole_trees(text in texts()) {
        check(&text)?;
    }
}

#[test]
fn well_known_injections_come_back_from_whole_trees() {
    for text in [
        "'${evil}'",
        "\"${evil}\" %{ if true }x%{ endif }",
        "cost $",
        "*/ \n // <<EOT\nEOT",
        "\u{202e}txt\u{2028}\\",
    ] {
        check(text).unwrap();
    }
}

#[test]
fn the_model_of_these_tests_is_read() {
    assert!(resolve(&model(HARMLESS)).is_ok());
}
