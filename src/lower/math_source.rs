//! Formulas whose TeX is in an attribute or a URL: images, and elements of sites that render formulas in the browser.

use crate::chars::is_space;
use crate::clean::tex_renderer;
use crate::csdn::images::{GENERIC_ALTS, LAZY_SOURCES};
use crate::csdn::math::{
    FORMULA_ALTS, LAYOUT_COMMANDS, MATHTYPE_ALT, QUERY_ESCAPES, TEX_ATTRIBUTES, TEX_DELIMITERS, TexSource,
};
use crate::dom::{Element, Node};

use super::math::{is_displayed, one_line, unwrapped};
use super::{Lowerer, text};

impl Lowerer<'_> {
    /// Lowers an image of a formula (dialect `mathcode`).
    pub(super) fn math_image(&mut self, image: Element<'_>) {
        match image_tex(image) {
            Some(Source { tex, is_inline }) => {
                let display =
                    is_displayed(image) || is_display_of_zhihu(image) || (is_alone(image) && !is_inline);
                self.formula(tex, display);
            }
            None => self.image(image),
        }
    }

    /// Lowers an element with TeX in an attribute or in delimiters (dialect `math-element`).
    pub(super) fn math_element(&mut self, element: Element<'_>) {
        let is_display_class = element.classes().any(|class| class == "display");
        let display = is_display_class || is_displayed(element) || is_display_of_zhihu(element);
        if let Some(tex) = named_tex(element) {
            return self.formula_or_text(unwrapped(tex), display);
        }
        let (tex, is_display) = undelimited(&element.text());
        self.formula_or_text(&tex, display || is_display);
    }
}

/// Returns the TeX in an attribute.
fn named_tex(element: Element<'_>) -> Option<&str> {
    TEX_ATTRIBUTES.iter().filter_map(|name| element.attribute(name)).find(|tex| shows_something(tex))
}

/// `data-eeimg="2"`: Zhihu's mark of a displayed formula.
fn is_display_of_zhihu(element: Element<'_>) -> bool {
    ["eeimg", "data-eeimg"].iter().any(|name| element.attribute(name) == Some("2"))
}

/// The TeX of an image.
struct Source {
    tex: String,
    /// Whether it asks to be set in a line.
    is_inline: bool,
}

/// Returns the TeX of an image: of an attribute, else of a renderer's URL, else of the `alt`. Where the `alt` differs
/// from the URL only in spaces and plus signs, which URLs confuse, it counts.
fn image_tex(image: Element<'_>) -> Option<Source> {
    let alt = image.attribute("alt").map(|alt| undelimited(alt).0).filter(|alt| !is_placeholder(alt));
    let sources = LAZY_SOURCES.iter().chain(&["src"]).filter_map(|name| image.attribute(name));
    let of_url = || sources.filter_map(url_tex).find(|tex| shows_something(tex));
    let tex = match named_tex(image) {
        Some(tex) => tex.to_owned(),
        None if image.has_class("mathcode") => alt.or_else(of_url)?,
        None => match (of_url(), alt) {
            (Some(url), Some(alt)) if squeezed(&url) != squeezed(&alt) => url,
            (url, alt) => alt.or(url)?,
        },
    };
    let (tex, is_inline) = without_layout(&tex);
    let tex = one_line(unwrapped(tex));
    shows_something(&tex).then_some(Source { tex, is_inline })
}

/// Whether an `alt` is not the formula: empty, the same for all formulas, or an address.
fn is_placeholder(alt: &str) -> bool {
    let lower = alt.to_lowercase();
    !shows_something(alt)
        || FORMULA_ALTS.contains(&lower.as_str())
        || GENERIC_ALTS.contains(&lower.as_str())
        || lower.starts_with("http")
        || alt.starts_with(MATHTYPE_ALT)
}

/// Whether TeX holds anything but braces, `^`, `_` and spaces.
fn shows_something(tex: &str) -> bool {
    tex.contains(|c: char| !(is_space(c) || matches!(c, '{' | '}' | '^' | '_' | '\\' | '~')))
}

fn squeezed(tex: &str) -> String {
    tex.chars().filter(|c| !is_space(*c) && *c != '+').collect()
}

/// Returns the TeX in the URL of a renderer.
fn url_tex(url: &str) -> Option<String> {
    let renderer = tex_renderer(url)?;
    let (address, fragment) = url.split_once('#').unwrap_or((url, ""));
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let encoded = match renderer.source {
        TexSource::Parameter(name) => parameter(query, name)?.replace('+', " "),
        TexSource::Query => QUERY_ESCAPES
            .iter()
            .fold(query.strip_prefix("latex=").unwrap_or(query).to_owned(), |tex, (escape, c)| {
                tex.replace(escape, c)
            }),
        TexSource::Path => address.split_once(renderer.path)?.1.to_owned(),
        TexSource::Fragment(name) => parameter(fragment, name)?.to_owned(),
        TexSource::Alt => return None,
    };
    Some(text::percent_decode(&encoded))
}

fn parameter<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query
        .split('&')
        .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name))
        .map(|(_, value)| value)
}

/// Removes the commands at the start that lay out the image: `\inline \dpi{150} \bg_white`. Also returns whether one asks
/// for a formula in a line.
fn without_layout(tex: &str) -> (&str, bool) {
    let (mut rest, mut is_inline) = (tex.trim_start(), false);
    while let Some((command, after)) =
        LAYOUT_COMMANDS.iter().find_map(|command| Some((command, rest.strip_prefix(command)?)))
    {
        let argument = match after.chars().next() {
            Some('{') => after.find('}').map_or(after.len(), |end| end + 1),
            Some('_') => {
                after.find(|c: char| !(c == '_' || c.is_ascii_alphanumeric())).unwrap_or(after.len())
            }
            Some(c) if c.is_ascii_alphabetic() => break,
            _ => 0,
        };
        is_inline |= *command == "\\inline";
        rest = after.get(argument..).unwrap_or_default().trim_start();
    }
    (rest, is_inline)
}

/// Removes the delimiters around TeX. Also returns whether they display it.
fn undelimited(text: &str) -> (String, bool) {
    let text = text.trim_matches(is_space);
    let inner = |&(open, close, display): &(&str, &str, bool)| {
        let inner = text.strip_prefix(open)?.strip_suffix(close)?;
        Some((inner.trim().to_owned(), display))
    };
    TEX_DELIMITERS.iter().find_map(inner).unwrap_or_else(|| (text.to_owned(), false))
}

/// Whether the image is alone in its block, line breaks and wrappers aside.
fn is_alone(image: Element<'_>) -> bool {
    let is_skippable = |node: Node<'_>| {
        node.as_element().map_or_else(|| node.is_comment() || node.is_whitespace_only(), |e| e.tag() == "br")
    };
    let mut element = image;
    while let Some(parent) = element.node().parent_element() {
        let before = std::iter::successors(element.node().previous(), |node| node.previous());
        let after = std::iter::successors(element.node().next(), |node| node.next());
        if !before.chain(after).all(is_skippable) {
            return false;
        }
        match parent.tag() {
            "p" | "div" | "center" | "dd" | "figure" => return true,
            "span" | "font" => element = parent,
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_tex_from_urls() {
        for (url, tex) in [
            ("https://www.zhihu.com/equation?tex=a%2Bb+c", "a+b c"),
            ("//latex.codecogs.com/gif.latex?%5Cinline&space;x&plus;1", "\\inline x+1"),
            ("https://www.codecogs.com/eqnedit.php?latex=x_1", "x_1"),
            ("http://math.now.sh?from=x", "x"),
            ("https://i.upmath.me/svg/x%5E2", "x^2"),
            ("https://cdn.nlark.com/yuque/__latex/0.svg#card=math&code=y%20z&id=1", "y z"),
            ("https://chart.googleapis.com/chart?cht=tx&chl=%5Cpi", "\\pi"),
        ] {
            assert_eq!(url_tex(url).as_deref(), Some(tex), "{url}");
        }
        for url in
            ["https://chart.googleapis.com/chart?cht=qr&chl=a", "https://a.b/c?tex=x", "equation?tex=x"]
        {
            assert_eq!(url_tex(url), None, "{url}");
        }
    }

    #[test]
    fn removes_layout_commands() {
        assert_eq!(without_layout("\\dpi{150} \\bg_white \\frac 1 2"), ("\\frac 1 2", false));
        assert_eq!(without_layout("\\inline x"), ("x", true));
        assert_eq!(without_layout("\\bgroup x"), ("\\bgroup x", false));
    }
}
