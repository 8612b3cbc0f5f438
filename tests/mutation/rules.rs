//! Faults in the rule table, which the converter and `verify` share: an element that is no boilerplate is dropped as such.

use std::collections::BTreeMap;

use csdown::dom::{self, Element, Node, NodeId};
use csdown::rules::Disposition;
use csdown::stages::{clean, extract, input};
use csdown::verify::Verdict;
use csdown::{Converter, Options};

use super::case::Case;
use super::{PER_FIXTURE, fixtures};

/// The rules that drop elements with an exception of their own, besides one of boilerplate.
const RULES: [&str; 3] = ["pasted-page", "code-chrome", "footnote-boilerplate"];

/// A kind of element, with its name.
type Kind = (&'static str, fn(Element<'_>) -> bool);

/// Elements that no rule of boilerplate may drop.
const KINDS: [Kind; 5] = [
    ("paragraph", |e| e.tag() == "p" && e.classes().next().is_none() && letters_outside_links(e) > 20),
    ("long text", |e| !e.has_class("toolbox-list") && letters_outside_links(e) > 100),
    ("code block", |e| e.tag() == "pre" && has_letters(e)),
    ("table", |e| e.tag() == "table" && letters_outside_links(e) > 0),
    ("image", |e| {
        let is_icon =
            |source: &str| ["csdnimg.cn/", "avatar.csdn.net/"].iter().any(|host| source.contains(host));
        e.tag() == "img"
            && e.attribute("src").is_some_and(|source| source.starts_with("http") && !is_icon(source))
    }),
];

/// Counts the letters of a text for readers: not those of links, values of fields and scripts, which may be formulas.
fn letters_outside_links(element: Element<'_>) -> usize {
    let hides = |e: Element<'_>| matches!(e.tag(), "a" | "select" | "script");
    let is_inside = |node: &Node<'_>| node.ancestors().take_while(|e| e.node() != element.node()).any(hides);
    let texts = element.node().descendants().filter(|node| !is_inside(node)).filter_map(Node::as_text);
    texts.flat_map(str::chars).filter(|c| c.is_alphabetic()).count()
}

fn has_letters(element: Element<'_>) -> bool {
    element.text().contains(char::is_alphabetic)
}

/// The elements of each kind in the article, in document order.
fn candidates(case: &Case, options: &Options) -> Vec<(&'static str, NodeId)> {
    let source = input::read(&case.input, &case.hints());
    let Ok(page) = dom::parse(source.body(), &options.limits) else { return Vec::new() };
    let Ok(article) = extract::article(&page, &source, &case.hints()) else { return Vec::new() };
    let is_code = |e: Element<'_>| matches!(e.tag(), "pre" | "code" | "svg" | "math");
    let mut found = Vec::new();
    for element in article.root.elements().filter(|e| !e.node().ancestors().any(is_code)) {
        let kinds = KINDS.iter().filter(|(_, test)| test(element));
        found.extend(kinds.map(|(kind, _)| (*kind, element.node().id())));
    }
    found
}

/// A converter that drops the element `dropped` as if the built-in rule `rule` had matched it.
fn altered(options: Options, dropped: NodeId, rule: &'static str) -> Converter {
    let converter = Converter::new(options).unwrap();
    converter.with_classifier(move |e| (e.node().id() == dropped).then_some(Disposition::Drop(rule)))
}

#[test]
fn every_element_dropped_as_boilerplate_is_found() {
    assert!(RULES.iter().all(|name| clean::rules::RULES.iter().any(|rule| rule.name == *name)));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut missed = Vec::new();
    for fixture in fixtures() {
        let mut left: BTreeMap<&str, usize> = BTreeMap::new();
        let options = fixture.converter.options();
        for (index, (kind, dropped)) in candidates(&fixture.case, options).into_iter().enumerate() {
            let seeded = left.entry(kind).or_default();
            if *seeded == PER_FIXTURE {
                continue;
            }
            let rule = RULES[index % RULES.len()];
            let converter = altered(options.clone(), dropped, rule);
            let (conversion, verification) =
                converter.convert_verified(&fixture.case.input, &fixture.case.hints()).unwrap();
            // Elements that the page does not show are dropped in any case.
            if conversion.markdown == fixture.markdown {
                continue;
            }
            *seeded += 1;
            *counts.entry(kind).or_default() += 1;
            let names_rule =
                || verification.differences.iter().any(|found| found.rule.as_deref() == Some(rule));
            if verification.verdict != Verdict::Lossy || !names_rule() {
                missed
                    .push(format!("{kind} dropped by {rule} in {}:\n{}", fixture.name, conversion.markdown));
            }
        }
    }
    println!("{counts:?}");
    assert_eq!(counts.len(), KINDS.len(), "nothing to seed: {counts:?}");
    assert!(missed.is_empty(), "{} were not found:\n{}", missed.len(), missed.join("\n----\n"));
}

/// What the user's own rules drop is no loss.
#[test]
fn elements_dropped_by_user_rules_are_no_loss() {
    let page = "<div id=content_views><p>留下</p><pre>let code = 1;</pre></div>".as_bytes();
    let converter =
        Converter::default().with_classifier(|e| (e.tag() == "pre").then_some(Disposition::Drop("my-rule")));
    let (_, verification) = converter.convert_verified(page, &csdown::Hints::default()).unwrap();
    assert_eq!(verification.verdict, Verdict::Equivalent);
}
