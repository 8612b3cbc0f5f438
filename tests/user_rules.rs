//! Custom rules, from the configuration file to the Markdown and the report.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::fs;
use std::process::{Command, Output};

use csdown::rules::{Disposition, Kind};
use csdown::{Converter, Options};

/// Runs the command on a page with a paragraph and a box, in a folder with this `csdown.toml`.
fn convert(config: &str) -> (Output, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("csdown.toml"), config).unwrap();
    let page = "<div id=content_views><p>文</p><div class=new><p>赞</p></div></div>";
    fs::write(folder.path().join("page.html"), page).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_csdown"));
    command.args(["convert", "page.html", "--report", "report.json"]).current_dir(folder.path());
    let output = command.output().unwrap();
    let report = fs::read_to_string(folder.path().join("report.json")).unwrap_or_default();
    (output, report)
}

fn rule(selector: &str, action: &str) -> String {
    format!(
        "front-matter = \"none\"\n\n[[rule]]\nname = \"box\"\nselector = \"{selector}\"\naction = {action}\n"
    )
}

#[test]
fn the_configuration_file_adds_rules() {
    for (action, markdown, is_counted) in [
        ("\"drop\"", "文\n", true),
        ("\"unwrap\"", "文\n\n赞\n", false),
        ("\"quote\"", "文\n\n> 赞\n", false),
        ("\"code\"", "文\n\n```\n赞\n```\n", false),
        ("{ heading = 3 }", "文\n\n### 赞\n", false),
    ] {
        let (output, report) = convert(&rule("div.new", action));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8_lossy(&output.stdout), markdown);
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        assert_eq!(
            report.to_string().contains("\"removed\":{\"box\":{\"elements\":1"),
            is_counted,
            "{report}"
        );
    }
}

#[test]
fn an_invalid_rule_stops_the_command_and_names_its_line() {
    for (selector, action, parts) in [
        ("div >", "\"drop\"", ["csdown.toml:3: rule `box`: `div >` is not a valid CSS selector", ""]),
        ("div", "\"dropp\"", ["csdown.toml:6: ", "rule `box`: "]),
    ] {
        let (output, _) = convert(&rule(selector, action));
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(parts.iter().all(|part| message.contains(part)), "{message}");
    }
}

#[test]
fn classifiers_take_precedence_over_the_rules_of_the_options() {
    let options = Options::default().with_rule("box", "div, p", csdown::options::Action::Drop);
    let converter = Converter::new(options).unwrap().with_classifier(|element| {
        let is_box = element.has_class("new");
        is_box.then_some(Disposition::Lower(Kind::Quote)).or_else(|| match element.attribute("id") {
            Some("gone") => Some(Disposition::Drop("gone")),
            _ => (element.tag() == "b").then_some(Disposition::Unwrap),
        })
    });
    let page = "<div id=content_views>一<b>二</b><div class=new>三</div><i id=gone>四</i><p>五</p></div>";
    let conversion = converter.clone().convert(page).unwrap();
    assert_eq!(conversion.markdown, "一二\n\n> 三\n");
    let removed: Vec<_> = conversion.report.removed.keys().map(String::as_str).collect();
    assert_eq!(removed, ["box", "gone"]);
    assert!(format!("{converter:?}").contains("UserRules"));
}
