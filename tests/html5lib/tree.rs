//! Tests of tree construction: HTML text and the tree it becomes.
//!
//! Our tree has no doctype, no text of comments and no namespaces of attributes, so these are not compared.

use std::fmt::Write as _;

use csdown::Limits;
use csdown::dom::{self, Namespace};

use super::Outcome;

/// Runs the tests of one file.
pub(crate) fn run(file: &[u8]) -> Vec<Outcome> {
    let file = std::str::from_utf8(file).unwrap();
    let mut tests: Vec<Test<'_>> = Vec::new();
    let mut section = "";
    for line in file.lines() {
        if line == "#data" {
            tests.push(Test::default());
        }
        let Some(test) = tests.last_mut() else { continue };
        match line {
            "#data" | "#errors" | "#new-errors" | "#document" => section = line,
            "#document-fragment" => test.skipped = Some("a fragment in a context element"),
            "#script-on" => test.skipped = Some("scripting enabled"),
            "#script-off" => section = "",
            _ if section == "#data" => test.data.push(line),
            _ if section == "#document" => test.document.push(line),
            _ => {}
        }
    }
    tests.iter().map(Test::run).collect()
}

#[derive(Default)]
struct Test<'t> {
    data: Vec<&'t str>,
    document: Vec<&'t str>,
    skipped: Option<&'static str>,
}

impl Test<'_> {
    fn run(&self) -> Outcome {
        if let Some(reason) = self.skipped {
            return Outcome::Skipped(reason);
        }
        let html = self.data.join("\n");
        let page = dom::parse(&html, &Limits::default()).unwrap();
        let (expected, found) = (expected(&self.document), dump(&page));
        if expected == found {
            return Outcome::Passed;
        }
        Outcome::Failed(format!("{html:?}\n--- expected\n{expected}--- found\n{found}"))
    }
}

/// The expected tree in the form in which [`dump`] writes ours.
fn expected(document: &[&str]) -> String {
    let mut entries: Vec<(usize, String)> = Vec::new();
    for line in document {
        if let Some(entry) = line.strip_prefix("| ") {
            let text = entry.trim_start_matches(' ');
            entries.push((entry.len() - text.len(), text.to_owned()));
        } else if let Some((_, entry)) = entries.last_mut() {
            // A text, a comment or a value may span several lines.
            write!(entry, "\n{line}").unwrap();
        }
    }
    // The last test may be followed by an empty line.
    if let Some((_, last)) = entries.last_mut() {
        last.truncate(last.trim_end_matches('\n').len());
    }
    let (mut out, mut contents) = (String::new(), Vec::new());
    let mut is_foreign = false;
    // Lines of pending attributes, to be sorted by name.
    let mut attributes: Vec<String> = Vec::new();
    for (indent, entry) in entries {
        let is_attribute = !entry.starts_with(['<', '"']) && entry != "content";
        if !is_attribute {
            attributes.sort_unstable();
            out.extend(attributes.drain(..));
        }
        while contents.last().is_some_and(|&content| indent <= content) {
            contents.pop();
        }
        let depth = indent - 2 * contents.len();
        match entry.as_str() {
            // A template contains its contents itself.
            "content" => contents.push(indent),
            entry if entry.starts_with("<!DOCTYPE") => {}
            entry if entry.starts_with("<!-- ") => writeln!(out, "{:depth$}<!-- -->", "").unwrap(),
            entry if entry.starts_with('<') => {
                is_foreign = entry.starts_with("<svg ") || entry.starts_with("<math ");
                writeln!(out, "{:depth$}{entry}", "").unwrap();
            }
            entry if entry.starts_with('"') => writeln!(out, "{:depth$}{entry}", "").unwrap(),
            entry => {
                let (name, value) = entry.split_once("=\"").unwrap();
                let name =
                    if is_foreign { name.replace(' ', ":").to_ascii_lowercase() } else { name.to_owned() };
                attributes.push(format!("{:depth$}{name}=\"{value}\n", ""));
            }
        }
    }
    attributes.sort_unstable();
    out.extend(attributes);
    out
}

/// The tree below the document.
pub(crate) fn dump(page: &dom::Dom) -> String {
    let mut out = String::new();
    write_children(page.root(), 0, &mut out);
    out
}

fn write_children(node: dom::Node<'_>, depth: usize, out: &mut String) {
    for child in node.children() {
        if let Some(text) = child.as_text() {
            writeln!(out, "{:depth$}\"{text}\"", "").unwrap();
        } else if let Some(element) = child.as_element() {
            let namespace = match element.namespace() {
                Namespace::Html => "",
                Namespace::Svg => "svg ",
                Namespace::MathMl => "math ",
            };
            writeln!(out, "{:depth$}<{namespace}{}>", "", element.tag()).unwrap();
            let mut attributes: Vec<(&str, &str)> = Vec::new();
            for (name, value) in element.attributes() {
                if attributes.iter().all(|(known, _)| *known != name) {
                    attributes.push((name, value));
                }
            }
            attributes.sort_unstable();
            let inner = depth + 2;
            for (name, value) in attributes {
                writeln!(out, "{:inner$}{name}=\"{value}\"", "").unwrap();
            }
        } else {
            writeln!(out, "{:depth$}<!-- -->", "").unwrap();
        }
        write_children(child, depth + 2, out);
    }
}
