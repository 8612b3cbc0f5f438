//! The hidden source URL of scraped posts (dialects `artid-A`, `artid-B`).
//!
//! Form A is `<p alt="HEX" class_="artid">` inside the article's box. Form B is `<p class="artid">HEX` after the box,
//! closed, unclosed or closed by a stray `/>`. HEX is the URL in hexadecimal with scattered colons.

use std::iter;

use super::clean::web_url;
use super::values::{Origin, Sourced};
use crate::dom::{Dom, Element, Node};
use crate::extract::article_url::without_query;

/// The maximum number of hexadecimal digits and colons.
const MAX_DIGITS: usize = 4096;

/// Returns the hidden URL of a page. The last valid one counts: an article may quote another page's, which comes
/// before.
pub(super) fn read(dom: &Dom) -> Option<Sourced<String>> {
    let mut carriers =
        backwards(dom.root()).filter_map(Node::as_element).filter(|element| is_carrier(*element));
    let url = carriers.find_map(url_of)?;
    Some(Sourced::new(without_query(&url).to_owned(), Origin::Artid))
}

/// Returns `root` and its descendants from last to first.
fn backwards(root: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    iter::successors(Some(last_descendant(root)), |node| {
        node.previous().map(last_descendant).or_else(|| node.parent())
    })
}

/// Returns the last descendant of `node`, or `node` itself.
fn last_descendant(node: Node<'_>) -> Node<'_> {
    iter::successors(Some(node), |node| node.last_child()).last().unwrap_or(node)
}

fn is_carrier(element: Element<'_>) -> bool {
    element.tag() == "p" && (element.attribute("class_") == Some("artid") || element.has_class("artid"))
}

fn url_of(carrier: Element<'_>) -> Option<String> {
    let in_text = || carrier.node().children().find_map(|child| decode_artid(child.as_text()?));
    carrier.attribute("alt").and_then(decode_artid).or_else(in_text)
}

/// Decodes an `http` or `https` URL in hexadecimal, up to the first character that is neither a digit nor `:`.
///
/// ```
/// use csdown::stages::extract::metadata::decode_artid;
/// assert_eq!(decode_artid("68747470:3a2f2f612e62"), Some("http://a.b".to_owned()));
/// ```
pub fn decode_artid(text: &str) -> Option<String> {
    let digit = |byte| if byte == b':' { Some(None) } else { char::from(byte).to_digit(16).map(Some) };
    let mut values = text.trim_start().bytes().take(MAX_DIGITS).map_while(digit).flatten();
    let mut bytes = Vec::with_capacity(text.len().min(MAX_DIGITS) / 2);
    while let Some(high) = values.next() {
        bytes.push(u8::try_from(high << 4 | values.next()?).ok()?);
    }
    web_url(&String::from_utf8(bytes).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::options::Limits;

    /// `https://blog.csdn.net/u/article/details/12345`.
    const HEX: &str =
        "68747470733a2f2f:626c6f672e6373646e2e6e65742f752f61727469636c652f6465:7461696c732f3132333435";
    const URL: &str = "https://blog.csdn.net/u/article/details/12345";

    fn hidden_url(html: &str) -> Option<String> {
        read(&dom::parse(html, &Limits::default()).unwrap()).map(|found| found.value)
    }

    #[test]
    fn all_forms_are_decoded() {
        for html in [
            format!("<div><p alt=\"{HEX}\" class_=\"artid\" style=\"display:none\">\n</p></div>"),
            format!("<div></div>\n<p class=\"artid\" style=\"display:none\">{HEX}</p>"),
            format!("<div></div>\n<p class=\"artid\" style=\"display:none\">{HEX}\n"),
            format!("<div></div>\n<p class=\"artid\" style=\"display:none\">{HEX}/>\n"),
        ] {
            assert_eq!(hidden_url(&html).as_deref(), Some(URL), "{html}");
        }
    }

    #[test]
    fn nodes_are_returned_backwards() {
        let page = dom::parse("<p>a<b>b</b></p><i></i>c<p><u>", &Limits::default()).unwrap();
        let mut nodes: Vec<_> = backwards(page.root()).collect();
        assert_eq!(nodes.pop(), Some(page.root()));
        nodes.reverse();
        assert_eq!(nodes, page.root().descendants().collect::<Vec<_>>());
    }

    #[test]
    fn other_texts_are_ignored() {
        for html in [
            "<p class=artid>68747</p>",
            "<p class=artid>6a6176617363726970743a31</p>",
            "<p class=artid>正文</p>",
            "<p alt=ff class_=artid>",
        ] {
            assert_eq!(hidden_url(html), None, "{html}");
        }
    }

    #[test]
    fn the_last_hidden_url_counts() {
        let quoted = "<p class=artid>68747470:3a2f2f612e62</p>";
        assert_eq!(hidden_url(&format!("{quoted}<p class=artid>{HEX}")).as_deref(), Some(URL));
    }
}
