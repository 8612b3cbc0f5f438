//! CSS selectors over our tree, with Servo's `selectors`.

use std::borrow::Cow;
use std::cell::Cell;

use cssparser::{ParseErrorKind, Parser as CssParser, ToCss};
use precomputed_hash::PrecomputedHash;
use selectors::attr::{AttrSelectorOperation, CaseSensitivity, NamespaceConstraint};
use selectors::bloom::BloomFilter;
use selectors::context::{
    MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags, QuirksMode, SelectorCaches,
};
use selectors::matching::{ElementSelectorFlags, matches_selector_list};
use selectors::parser::{ParseRelative, SelectorParseErrorKind};
use selectors::{OpaqueElement, SelectorImpl, SelectorList};

use super::arena::Namespace;
use super::element::{Element, Node};

/// A list of CSS selectors.
///
/// Supports what can be decided from the page alone: names, classes, attributes, combinators, `:is`, `:not`, `:has`,
/// `:nth-child` and the like. Selectors that depend on a user or a window, such as `:hover`, are errors.
///
/// ```
/// use csdown::{Limits, dom};
/// let page = dom::parse("<p class=a>一<p>二", &Limits::default())?;
/// let selector = dom::Selector::parse("body > p:not(.a)").map_err(|_| "not CSS").unwrap();
/// let found = page.elements().next().and_then(|html| selector.select(html)).unwrap_or_default();
/// assert_eq!(found.first().map(|p| p.text().into_owned()), Some("二".to_owned()));
/// # Ok::<(), csdown::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Selector(SelectorList<Names>);

/// The number of steps from element to element that a selector may take for each element of a page. `a ~ b` takes one
/// for each pair of siblings, and a hostile page may have a million pairs.
const MAX_STEPS: usize = 1_000;

/// The maximum length of a selector in bytes. Matching recurses as deep as the selector is long.
const MAX_BYTES: usize = 1_000;

impl Selector {
    /// Parses a selector.
    ///
    /// # Errors
    ///
    /// A message about what is wrong with `text`.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > MAX_BYTES {
            return Err(format!("the selector has {} bytes, the maximum is {MAX_BYTES}", text.len()));
        }
        let mut input = CssParser::new(text);
        let list = SelectorList::parse_disallow_pseudo(&Grammar, &mut input, ParseRelative::No);
        list.map(Self).map_err(|error| {
            let reason = match error.kind {
                ParseErrorKind::Custom(Reason(kind)) => reason(&kind),
                ParseErrorKind::Basic(basic) => Cow::Owned(basic.to_string()),
            };
            format!("`{text}` is not a valid CSS selector: {reason}")
        })
    }

    /// The descendants of `root` that the selector matches, in document order. The ancestors of `root` count as
    /// ancestors. `None` when the search takes too many steps for the size of the page.
    pub fn select<'a>(&self, root: Element<'a>) -> Option<Vec<Element<'a>>> {
        let mut caches = SelectorCaches::default();
        let steps = Cell::new(0);
        let mut found = Vec::new();
        for (index, element) in root.elements().enumerate() {
            if self.matches(Candidate { element, steps: &steps }, &mut caches) {
                found.push(element);
            }
            if steps.get() > MAX_STEPS.saturating_mul(index + MAX_STEPS) {
                return None;
            }
        }
        Some(found)
    }

    fn matches(&self, element: Candidate<'_>, caches: &mut SelectorCaches) -> bool {
        let mut context = MatchingContext::new(
            MatchingMode::Normal,
            None,
            caches,
            QuirksMode::NoQuirks,
            NeedsSelectorFlags::No,
            MatchingForInvalidation::No,
        );
        matches_selector_list(&self.0, element, &mut context)
    }
}

fn reason(kind: &SelectorParseErrorKind) -> Cow<'static, str> {
    Cow::Borrowed(match kind {
        SelectorParseErrorKind::EmptySelector => "empty selector",
        SelectorParseErrorKind::DanglingCombinator => "no selector follows the last combinator",
        SelectorParseErrorKind::UnsupportedPseudoClassOrElement => {
            "unsupported pseudo-class or pseudo-element"
        }
        SelectorParseErrorKind::ClassNeedsIdent => "no name follows the `.`",
        SelectorParseErrorKind::NoIdentForPseudo | SelectorParseErrorKind::PseudoElementExpectedIdent => {
            "no name follows the `:`"
        }
        SelectorParseErrorKind::ExpectedNamespace => "namespaces are not supported",
        SelectorParseErrorKind::NoQualifiedNameInAttributeSelector
        | SelectorParseErrorKind::UnexpectedTokenInAttributeSelector
        | SelectorParseErrorKind::ExpectedBarInAttr
        | SelectorParseErrorKind::BadValueInAttr
        | SelectorParseErrorKind::InvalidQualNameInAttr => "expected name, operator and value in `[…]`",
        _ => "syntax error",
    })
}

/// The types of our selectors.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Names;

/// The supported part of CSS.
struct Grammar;

/// Why a selector is invalid.
#[derive(Debug)]
struct Reason(SelectorParseErrorKind);

impl From<SelectorParseErrorKind> for Reason {
    fn from(kind: SelectorParseErrorKind) -> Self {
        Self(kind)
    }
}

impl selectors::Parser<'_> for Grammar {
    type Impl = Names;
    type Error = Reason;

    fn parse_is_and_where(&self) -> bool {
        true
    }

    fn parse_has(&self) -> bool {
        true
    }

    fn parse_nth_child_of(&self) -> bool {
        true
    }

    /// An error in one selector of a list makes the list invalid, so that no rule silently does nothing.
    fn allow_forgiving_selectors(&self) -> bool {
        false
    }
}

impl SelectorImpl for Names {
    type ExtraMatchingData<'a> = ();
    type AttrValue = Name;
    type Identifier = Name;
    type LocalName = Name;
    type NamespaceUrl = Name;
    type NamespacePrefix = Name;
    type BorrowedNamespaceUrl = Name;
    type BorrowedLocalName = Name;
    type NonTSPseudoClass = Never;
    type PseudoElement = Never;
}

/// A name or value in a selector.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Name(Box<str>);

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl ToCss for Name {
    fn to_css<W: std::fmt::Write>(&self, out: &mut W) -> std::fmt::Result {
        cssparser::serialize_identifier(&self.0, out)
    }
}

/// Needed for the Bloom filters of `selectors`, which are not used here.
impl PrecomputedHash for Name {
    fn precomputed_hash(&self) -> u32 {
        0
    }
}

/// The type of custom pseudo-classes and pseudo-elements. There are none.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Never {}

impl ToCss for Never {
    fn to_css<W: std::fmt::Write>(&self, _out: &mut W) -> std::fmt::Result {
        match *self {}
    }
}

impl selectors::parser::NonTSPseudoClass for Never {
    fn is_active_or_hover(&self) -> bool {
        match *self {}
    }

    fn is_user_action_state(&self) -> bool {
        match *self {}
    }
}

impl selectors::parser::PseudoElement for Never {}

/// An element in the search for matches.
#[derive(Debug, Clone, Copy)]
struct Candidate<'a> {
    element: Element<'a>,
    /// The steps taken so far.
    steps: &'a Cell<usize>,
}

impl<'a> Candidate<'a> {
    fn step(self, to: Option<Element<'a>>) -> Option<Self> {
        self.steps.set(self.steps.get().saturating_add(1));
        to.map(|element| Self { element, ..self })
    }
}

impl selectors::Element for Candidate<'_> {
    type Impl = Names;

    fn opaque(&self) -> OpaqueElement {
        OpaqueElement::new(self.element.data)
    }

    fn parent_element(&self) -> Option<Self> {
        self.step(self.element.node().parent_element())
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        let mut before = std::iter::successors(self.element.node().previous(), |node| node.previous());
        self.step(before.find_map(Node::as_element))
    }

    fn next_sibling_element(&self) -> Option<Self> {
        let mut after = std::iter::successors(self.element.node().next(), |node| node.next());
        self.step(after.find_map(Node::as_element))
    }

    fn first_element_child(&self) -> Option<Self> {
        self.step(self.element.child_elements().next())
    }

    fn is_html_element_in_html_document(&self) -> bool {
        self.element.namespace() == Namespace::Html
    }

    fn has_local_name(&self, name: &Name) -> bool {
        self.element.tag() == &*name.0
    }

    /// Selectors with namespaces are invalid.
    fn has_namespace(&self, _namespace: &Name) -> bool {
        false
    }

    fn is_same_type(&self, other: &Self) -> bool {
        self.element.tag() == other.element.tag() && self.element.namespace() == other.element.namespace()
    }

    fn attr_matches(
        &self,
        _namespace: &NamespaceConstraint<&Name>,
        name: &Name,
        operation: &AttrSelectorOperation<&Name>,
    ) -> bool {
        self.element.attribute(&name.0).is_some_and(|value| operation.eval_str(value))
    }

    fn has_id(&self, id: &Name, case: CaseSensitivity) -> bool {
        self.element.id().is_some_and(|own| case.eq(own.as_bytes(), id.as_ref().as_bytes()))
    }

    fn has_class(&self, name: &Name, case: CaseSensitivity) -> bool {
        self.element.classes().any(|class| case.eq(class.as_bytes(), name.as_ref().as_bytes()))
    }

    fn is_empty(&self) -> bool {
        let is_something =
            |node: Node<'_>| node.as_text().map_or(!node.is_comment(), |text| !text.is_empty());
        !self.element.node().children().any(is_something)
    }

    fn is_root(&self) -> bool {
        self.element.node().parent_element().is_none()
    }

    fn is_link(&self) -> bool {
        matches!(self.element.tag(), "a" | "area") && self.element.attribute("href").is_some()
    }

    fn match_non_ts_pseudo_class(&self, class: &Never, _context: &mut MatchingContext<'_, Names>) -> bool {
        match *class {}
    }

    fn match_pseudo_element(&self, element: &Never, _context: &mut MatchingContext<'_, Names>) -> bool {
        match *element {}
    }

    fn apply_selector_flags(&self, _flags: ElementSelectorFlags) {}

    fn add_element_unique_hashes(&self, _filter: &mut BloomFilter) -> bool {
        false
    }

    // Parsed pages have no shadow trees, slots, parts or states.

    fn parent_node_is_shadow_root(&self) -> bool {
        false
    }

    fn containing_shadow_host(&self) -> Option<Self> {
        None
    }

    fn is_pseudo_element(&self) -> bool {
        false
    }

    fn is_html_slot_element(&self) -> bool {
        false
    }

    fn has_custom_state(&self, _name: &Name) -> bool {
        false
    }

    fn imported_part(&self, _name: &Name) -> Option<Name> {
        None
    }

    fn is_part(&self, _name: &Name) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::Limits;

    const PAGE: &str = "<div id=a class='x y'><p>一</p><p DATA-k='v1'>二</p><svg><linearGradient/></svg>\
                        <ul><li>1<li>2<li><b>3</b></ul></div><div lang=zh><i></i></div>";

    fn found(selector: &str) -> Vec<String> {
        let page = parse(PAGE, &Limits::default()).unwrap();
        let root = page.elements().next().unwrap();
        let found = Selector::parse(selector).unwrap().select(root).unwrap();
        found.into_iter().map(|e| e.tag().to_owned() + &e.text()).collect()
    }

    #[test]
    fn selectors_match_as_in_a_browser() {
        assert_eq!(found("#a.x > p + P"), ["p二"]);
        assert_eq!(found("[data-k^=v], i:empty"), ["p二", "i"]);
        assert_eq!(found(".y li:nth-child(2)"), ["li2"]);
        assert_eq!(found("li:has(> b)"), ["li3"]);
        assert_eq!(found("p ~ ul li:last-child:not(.x) b"), ["b3"]);
        assert_eq!(found("lineargradient").len() + found("linearGradient").len(), 1);
        assert_eq!(found(".X"), [""; 0]);
    }

    #[test]
    fn an_excessive_search_is_aborted() {
        let page = parse(&"<i></i>".repeat(4_000), &Limits::default()).unwrap();
        let root = page.elements().next().unwrap();
        let count = |selector: &str| Selector::parse(selector).unwrap().select(root).map(|found| found.len());
        assert_eq!(count("b ~ i"), None);
        assert_eq!(count("i + i"), Some(3_999));
        assert!(Selector::parse(&"a ".repeat(501)).is_err());
    }

    #[test]
    fn unsupported_selectors_are_errors() {
        for wrong in ["", "a >", ".1x", "p::before", "a:hover", "[=x]", ":is(p, :hover)", "a,,b", "ns|p"] {
            let error = Selector::parse(wrong).map(|_| wrong).unwrap_err();
            assert!(error.starts_with(&format!("`{wrong}` is not a valid CSS selector: ")), "{error}");
        }
    }
}
