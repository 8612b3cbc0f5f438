//! The dialects in a page, and the elements that rules drop.
//!
//! The walk follows lowering: it does not enter elements that are dropped or lowered as a whole. A dialect is found
//! where a rule named after it matches, or one of [`MARKS`](super::marks).

use std::collections::BTreeMap;

use serde::Serialize;

use super::marks::{self, Context};
use crate::chars::{is_invisible, is_space};
use crate::clean::rules::{Rule, Then};
use crate::clean::{Classifier, Disposition, Kind, UserRules, by_name, rule_for};
use crate::dom::{Dom, Element, Node};
use crate::options::{Options, Toc};

/// The dialects and dropped elements of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Findings {
    /// The dialects, by their names in `docs/dialects.md`.
    pub dialects: BTreeMap<&'static str, Occurrences>,
    /// The elements that rules drop, including empty ones.
    pub dropped: Vec<Dropped>,
}

/// How often a dialect occurs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Occurrences {
    /// The number of elements or texts.
    pub count: usize,
    /// The line of the first one; `None` for a dialect of the whole input.
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
    /// The beginning of its text.
    pub text: String,
}

impl Dropped {
    /// The maximum number of characters of `text`.
    pub const TEXT: usize = 80;
}

impl Findings {
    /// Counts an element or text in `dialect`.
    pub(super) fn add(&mut self, dialect: &'static str, line: Option<u32>) {
        self.dialects.entry(dialect).or_insert(Occurrences { count: 0, line }).count += 1;
    }

    /// Counts an occurrence of `dialect`, unless it has been found already.
    pub(super) fn add_if_new(&mut self, dialect: &'static str, line: Option<u32>) {
        self.dialects.entry(dialect).or_insert(Occurrences { count: 1, line });
    }

    /// Adds what was found in another part of the input, which is itself an occurrence of `dialect`.
    pub(crate) fn append(&mut self, other: Self, dialect: &'static str, line: u32) {
        self.add(dialect, Some(line));
        for (dialect, found) in other.dialects {
            let entry = self.dialects.entry(dialect);
            entry.or_insert(Occurrences { count: 0, line: found.line }).count += found.count;
        }
        self.dropped.extend(other.dropped);
    }

    /// Makes the lines, which count from the first line of the body, count from the first line of the input.
    pub(crate) fn offset_lines(&mut self, first_line: u32) {
        let found = self.dialects.values_mut().filter_map(|found| found.line.as_mut());
        let lines = found.chain(self.dropped.iter_mut().map(|dropped| &mut dropped.line));
        lines.for_each(|line| *line = line.saturating_add(first_line.saturating_sub(1)));
    }
}

/// Finds the dialects of the article in `root`, and the elements that `rules` and the built-in rules drop. Context the
/// article, `page` is searched for what scrapers add.
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
    walk.hidden_urls(page, root);
    walk.marks(root, Context { root: true, ..Context::default() });
    walk.children(root, Context::default());
    walk.found
}

struct Walk<'a> {
    classifier: Classifier<'a>,
    toc: Toc,
    found: Findings,
}

impl Walk<'_> {
    /// Searches around the article for the URL that scrapers hide there.
    fn hidden_urls(&mut self, page: &Dom, root: Element<'_>) {
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

    fn children(&mut self, element: Element<'_>, context: Context) {
        for child in element.node().children() {
            if let Some(text) = child.as_text() {
                marks::text_dialects(text, context, |dialect| self.found.add(dialect, child.line()));
            } else if let Some(element) = child.as_element() {
                self.element(element, context);
            } else if marks::is_guard(child) {
                self.found.add("comment-brace", child.line());
            }
        }
    }

    fn element(&mut self, element: Element<'_>, context: Context) {
        let by_user = self.classifier.by_user(element);
        let rule = if by_user.is_none() { rule_for(element) } else { None };
        let what = by_user.unwrap_or_else(|| rule.map_or_else(|| by_name(element.tag()), disposition));
        if let Some(rule) = rule.filter(|_| counts(what, context)) {
            self.found.add(dialect_of(rule, element), element.node().line());
        }
        match what {
            Disposition::Drop(name) => return self.dropped(element, name),
            Disposition::Lower(Kind::Toc) if self.toc != Toc::Keep => return self.dropped(element, "toc"),
            _ => {}
        }
        self.marks(element, context);
        if !is_lowered_whole(what) {
            self.children(element, context.inside(element));
        }
    }

    fn marks(&mut self, element: Element<'_>, context: Context) {
        marks::element_dialects(element, context, |dialect| self.found.add(dialect, element.node().line()));
    }

    fn dropped(&mut self, element: Element<'_>, rule: &str) {
        let Some(line) = element.node().line() else { return };
        self.found.dropped.push(Dropped { rule: rule.to_owned(), line, text: beginning(element) });
    }
}

fn disposition(rule: &'static Rule) -> Disposition<'static> {
    match rule.then {
        Then::Drop => Disposition::Drop(rule.name),
        Then::Unwrap => Disposition::Unwrap,
        Then::Lower(kind) => Disposition::Lower(kind),
    }
}

/// Whether a rule counts here: in code, only rules that drop elements do.
const fn counts(what: Disposition<'_>, context: Context) -> bool {
    matches!(what, Disposition::Drop(_)) || !context.pre
}

/// Whether an element is lowered as a whole, so that its descendants do not count.
const fn is_lowered_whole(what: Disposition<'_>) -> bool {
    matches!(
        what,
        Disposition::Lower(
            Kind::Katex
                | Kind::MathScript
                | Kind::MathElement
                | Kind::MathText
                | Kind::MathImage
                | Kind::Diagram
                | Kind::Symbol
                | Kind::Frame
        )
    )
}

/// Returns the dialect of a rule. Most rules are named after their dialect; some dialects have several rules.
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

/// Returns the beginning of the text of `element` with whitespace collapsed, or the URL of its image when it has no
/// text.
fn beginning(element: Element<'_>) -> String {
    let text = first_words(element);
    if !text.is_empty() {
        return text;
    }
    let image = if element.tag() == "img" { Some(element) } else { element.find_tag("img") };
    let url = image.and_then(|image| image.attribute("src")).unwrap_or_default();
    url.chars().take(Dropped::TEXT).collect()
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
    for c in characters.map(|c| if is_space(c) { ' ' } else { c }) {
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
