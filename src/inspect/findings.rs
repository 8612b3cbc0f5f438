//! Which dialects are in a page, and what rules drop of it.
//!
//! The page is walked as lowering walks it: what is dropped, or read as one thing, is not looked into. A dialect is found
//! where a row of the table of rules holds that is named after it, or one of [`MARKS`](super::marks).

use std::collections::BTreeMap;

use serde::Serialize;

use super::marks::{self, Around};
use crate::chars::{is_blank, is_invisible};
use crate::clean::rules::{Rule, Then};
use crate::clean::{Classifier, Disposition, Kind, UserRules, by_name, rule_for};
use crate::dom::{Dom, Element, Node};
use crate::options::{Options, Toc};

/// What a walk through a page finds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Findings {
    /// The dialects, by the names of `docs/dialects.md`.
    pub dialects: BTreeMap<&'static str, Occurrences>,
    /// The elements that rules drop, whether they hold something or not.
    pub dropped: Vec<Dropped>,
}

/// How often a dialect was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Occurrences {
    /// How many elements or texts have it.
    pub count: usize,
    /// The line of the first; `None` when it is about the whole input.
    pub line: Option<u32>,
}

/// An element that a rule drops.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dropped {
    /// The rule.
    pub rule: String,
    /// The line where the element begins.
    pub line: u32,
    /// How its text begins.
    pub text: String,
}

impl Dropped {
    /// The number of characters kept of a text.
    pub const TEXT: usize = 80;
}

impl Findings {
    /// Counts one more element or text in `dialect`.
    pub(super) fn add(&mut self, dialect: &'static str, line: Option<u32>) {
        self.dialects.entry(dialect).or_insert(Occurrences { count: 0, line }).count += 1;
    }

    /// Counts a place in `dialect`, unless that was found already.
    pub(super) fn add_if_new(&mut self, dialect: &'static str, line: Option<u32>) {
        self.dialects.entry(dialect).or_insert(Occurrences { count: 1, line });
    }

    /// Makes the lines, which count from the first line of the body, count from the first line of the input.
    pub(crate) fn offset_lines(&mut self, first_line: u32) {
        let found = self.dialects.values_mut().filter_map(|found| found.line.as_mut());
        let lines = found.chain(self.dropped.iter_mut().map(|dropped| &mut dropped.line));
        lines.for_each(|line| *line = line.saturating_add(first_line.saturating_sub(1)));
    }
}

/// Finds the dialects of the article that `root` holds, and what `rules` and ours drop of it. `page` is asked for what the
/// site and its scrapers put beside the article.
///
/// ```
/// use csdown::{Options, inspect, dom, stages::clean::UserRules};
/// let html = "<div id=content_views><pre><code class='prism language-c'>x</code></pre></div>";
/// let options = Options::default();
/// let page = dom::parse(html, &options.limits)?;
/// let article = page.by_id("content_views").expect("the page has an article");
/// let found = inspect::findings(&page, article, &UserRules::default(), &options);
/// assert_eq!(found.dialects["code-prism"].count, 1);
/// # Ok::<(), csdown::Error>(())
/// ```
pub fn findings(page: &Dom, root: Element<'_>, rules: &UserRules, options: &Options) -> Findings {
    let mut walk =
        Walk { classifier: Classifier::new(rules, root), toc: options.toc, found: Findings::default() };
    walk.around(page, root);
    walk.marks(root, Around { root: true, ..Around::default() });
    walk.children(root, Around::default());
    walk.found
}

struct Walk<'a> {
    classifier: Classifier<'a>,
    toc: Toc,
    found: Findings,
}

impl Walk<'_> {
    /// Looks beside the article for the address that scrapers hide there.
    fn around(&mut self, page: &Dom, root: Element<'_>) {
        let mut nodes = page.root().descendants();
        while let Some(node) = nodes.next() {
            if node.id() == root.node().id() {
                nodes.skip_below(node);
            } else if let Some(element) = node.as_element()
                && element.tag() == "p"
                && let Some(rule) = rule_for(element).filter(|rule| rule.name.starts_with("artid"))
            {
                self.found.add(dialect_of(rule, element), node.line());
            }
        }
    }

    fn children(&mut self, element: Element<'_>, around: Around) {
        for child in element.node().children() {
            if let Some(text) = child.as_text() {
                marks::of_text(text, around, |dialect| self.found.add(dialect, child.line()));
            } else if let Some(element) = child.as_element() {
                self.element(element, around);
            } else if marks::is_guard(child) {
                self.found.add("comment-brace", child.line());
            }
        }
    }

    fn element(&mut self, element: Element<'_>, around: Around) {
        let by_user = self.classifier.by_user(element);
        let rule = if by_user.is_none() { rule_for(element) } else { None };
        let what = by_user.unwrap_or_else(|| rule.map_or_else(|| by_name(element.tag()), told));
        if let Some(rule) = rule.filter(|_| counts(what, around)) {
            self.found.add(dialect_of(rule, element), element.node().line());
        }
        match what {
            Disposition::Drop(name) => return self.dropped(element, name),
            Disposition::Lower(Kind::Toc) if self.toc != Toc::Keep => return self.dropped(element, "toc"),
            _ => {}
        }
        self.marks(element, around);
        if !is_one_thing(what) {
            self.children(element, around.within(element));
        }
    }

    fn marks(&mut self, element: Element<'_>, around: Around) {
        marks::of_element(element, around, |dialect| self.found.add(dialect, element.node().line()));
    }

    fn dropped(&mut self, element: Element<'_>, rule: &str) {
        let Some(line) = element.node().line() else { return };
        self.found.dropped.push(Dropped { rule: rule.to_owned(), line, text: beginning(element) });
    }
}

fn told(rule: &'static Rule) -> Disposition<'static> {
    match rule.then {
        Then::Drop => Disposition::Drop(rule.name),
        Then::Unwrap => Disposition::Unwrap,
        Then::Lower(kind) => Disposition::Lower(kind),
    }
}

/// Whether a row says anything here: of what stands in code, only that it goes.
const fn counts(what: Disposition<'_>, around: Around) -> bool {
    matches!(what, Disposition::Drop(_)) || !around.pre
}

/// Whether an element is read as a whole, so that what it is made of means nothing by itself.
const fn is_one_thing(what: Disposition<'_>) -> bool {
    matches!(
        what,
        Disposition::Lower(
            Kind::Katex
                | Kind::MathScript
                | Kind::MathText
                | Kind::MathImage
                | Kind::Diagram
                | Kind::Symbol
                | Kind::Frame
                | Kind::FootnoteReference
        )
    )
}

/// The name of the dialect that a row is about. Nearly all rows have it for their own; of some dialects there are
/// several rows, and reports tell them apart.
fn dialect_of(rule: &'static Rule, element: Element<'_>) -> &'static str {
    match rule.name {
        "artid-a" => "artid-A",
        "artid-b" => "artid-B",
        "footnote-boilerplate" => "footnote",
        "hidden" if element.tag() == "svg" => "raphael-svg",
        "kdocs-bold" | "kdocs-italic" => "css-em",
        "link-card-icon" => "link-card",
        "mathjax-output" | "mathjax-text" => "mathjax",
        "quote-indent" => "quote-adj",
        "toc" if matches!(element.tag(), "p" | "hr") => "toc-ck",
        "toc" => "toc-div",
        name => name,
    }
}

/// How the text of `element` begins, white space collapsed; the address of its picture when it has none.
fn beginning(element: Element<'_>) -> String {
    let text = first_words(element);
    if !text.is_empty() {
        return text;
    }
    let image = if element.tag() == "img" { Some(element) } else { element.find_tag("img") };
    let address = image.and_then(|image| image.attribute("src")).unwrap_or_default();
    address.chars().take(Dropped::TEXT).collect()
}

fn first_words(element: Element<'_>) -> String {
    let is_shown = |node: &Node<'_>| {
        node.parent_element().is_none_or(|parent| !matches!(parent.tag(), "style" | "script"))
    };
    let texts = element.node().descendants().filter(is_shown).filter_map(Node::as_text);
    let characters =
        texts.flat_map(|text| text.chars().chain([' '])).filter(|c| !is_invisible(*c) || *c == '\n');
    let mut text = String::new();
    let mut length = 0;
    for c in characters.map(|c| if is_blank(c) { ' ' } else { c }) {
        if c == ' ' && (text.is_empty() || text.ends_with(' ')) {
            continue;
        }
        text.push(c);
        length += 1;
        if length == Dropped::TEXT {
            break;
        }
    }
    text.truncate(text.trim_end().len());
    text
}
