//! The configuration file that `csdown init` writes.

use crate::workplace::{Workplace, page};

/// Returns the key or table that a line comments out.
fn key(line: &str) -> Option<&str> {
    line.strip_prefix('#').filter(|key| !key.is_empty() && !key.starts_with(' '))
}

/// Removes the `#` before each key and table.
fn uncommented(text: &str) -> String {
    text.lines().map(|line| key(line).unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

fn workplace() -> Workplace {
    let dated = format!("<span class=link_postdate>2019-11-26</span>{}", page("题", "正文"));
    Workplace::with(&[("a.html", &dated)])
}

#[test]
fn the_file_changes_nothing_until_a_key_is_set() {
    let dir = workplace();
    let before = dir.run(&["convert", "a.html"]);
    let done = dir.run(&["init"]);
    let message = "csdown: wrote csdown.toml; every key in it is explained and commented out\n";
    assert_eq!((done.code, done.out.as_str(), done.err.as_str()), (0, "", message));
    assert_eq!(dir.run(&["convert", "a.html"]).out, before.out);
    let text = dir.read("csdown.toml");
    for part in ["#toc = \"drop\"\n", "#[limits]\n", "#bytes = 67108864\n", "#[check]\n", "#[[rule]]\n"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.contains("#   backslash"), "the values of a key are described: {text}");
}

#[test]
fn every_key_may_be_set_to_what_the_file_shows() {
    let dir = workplace();
    assert_eq!(dir.run(&["init"]).code, 0);
    let text = dir.read("csdown.toml");
    let all = uncommented(&text);
    assert!(all.matches(" = ").count() > 40, "{all}");
    dir.write("csdown.toml", &all);
    let done = dir.run(&["convert", "a.html", "-o", "out/"]);
    assert_eq!(done.code, 0, "{}\n{all}", done.err);
    assert_eq!(dir.run(&["check", "a.html", "--update"]).code, 3, "it looks for the names in the file");
    // Each by itself, too.
    let mut table = String::new();
    for key in text.lines().filter_map(key) {
        if key.starts_with('[') {
            key.clone_into(&mut table);
        } else if table != "[[rule]]" {
            dir.write("csdown.toml", format!("{table}\n{key}\n"));
            let done = dir.run(&["inspect", "a.html"]);
            assert_eq!(done.code, 0, "{key}: {}", done.err);
        }
    }
}

#[test]
fn a_profile_is_set() {
    let dir = workplace();
    assert_eq!(dir.run(&["init", "--profile", "hugo"]).code, 0);
    assert!(dir.read("csdown.toml").contains("\nprofile = \"hugo\"\n"));
    assert!(dir.run(&["convert", "a.html"]).out.ends_with("---\n\n正文\n"), "Hugo shows the title itself");
}

#[test]
fn a_file_is_not_overwritten_unless_forced() {
    let dir = Workplace::with(&[("csdown.toml", "toc = \"keep\"\n")]);
    let done = dir.run(&["init"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("csdown.toml exists; use --force"), "{}", done.err);
    assert_eq!(dir.read("csdown.toml"), "toc = \"keep\"\n");
    assert_eq!(dir.run(&["init", "--force"]).code, 0);
    assert_eq!(dir.run(&["init", "-o", "-"]).out, dir.read("csdown.toml"));
}
