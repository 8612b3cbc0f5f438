//! The hidden carrier of the source address in scraped posts (dialects `artid-A`, `artid-B`).
//!
//! Form A is `<p alt="HEX" class_="artid">`, inside the box; form B is `<p class="artid">HEX` after the box,
//! closed, unclosed or closed by a stray `/>`. HEX is the address in hexadecimal with colons strewn in.

use std::iter;

use super::clean::web_url;
use super::values::{Origin, Sourced};
use crate::dom::{Dom, Element, Node};
use crate::extract::article_url::without_query;

/// Longer texts are no address.
const LONGEST: usize = 4096;

/// The address a page carries. The last carrier that decodes wins: an article can quote one, and the page's own
/// stands after it.
pub(super) fn read(dom: &Dom) -> Option<Sourced<String>> {
    let mut carriers =
        backwards(dom.root()).filter_map(Node::as_element).filter(|element| is_carrier(*element));
    let address = carriers.find_map(address_of)?;
    Some(Sourced::new(without_query(&address).to_owned(), Origin::Artid))
}

/// `root` and the nodes below it, from the last to the first.
fn backwards(root: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    iter::successors(Some(last_below(root)), |node| node.previous().map(last_below).or_else(|| node.parent()))
}

/// The last node below `node`, else itself.
fn last_below(node: Node<'_>) -> Node<'_> {
    iter::successors(Some(node), |node| node.children().last()).last().unwrap_or(node)
}

fn is_carrier(element: Element<'_>) -> bool {
    element.tag() == "p" && (element.attribute("class_") == Some("artid") || element.has_class("artid"))
}

fn address_of(carrier: Element<'_>) -> Option<String> {
    let in_text = || carrier.node().children().find_map(|child| decode_artid(child.as_text()?));
    carrier.attribute("alt").and_then(decode_artid).or_else(in_text)
}

/// The web address written in hexadecimal: digits up to the first character that is neither a digit nor `:`.
/// `None` when they are no `http` or `https` address.
///
/// ```
/// use csdown::stages::extract::metadata::decode_artid;
/// assert_eq!(decode_artid("68747470:3a2f2f612e62"), Some("http://a.b".to_owned()));
/// ```
pub fn decode_artid(text: &str) -> Option<String> {
    let digits = text.trim_start().chars().take_while(|c| c.is_ascii_hexdigit() || *c == ':').take(LONGEST);
    let values: Vec<u8> =
        digits.filter_map(|c| c.to_digit(16)).filter_map(|digit| u8::try_from(digit).ok()).collect();
    let (pairs, odd) = values.as_chunks::<2>();
    if !odd.is_empty() {
        return None;
    }
    let bytes = pairs.iter().map(|[high, low]| high << 4 | low).collect();
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
    const ADDRESS: &str = "https://blog.csdn.net/u/article/details/12345";

    fn address(html: &str) -> Option<String> {
        read(&dom::parse(html, &Limits::default()).unwrap()).map(|found| found.value)
    }

    #[test]
    fn all_forms_are_read() {
        for html in [
            format!("<div><p alt=\"{HEX}\" class_=\"artid\" style=\"display:none\">\n</p></div>"),
            format!("<div></div>\n<p class=\"artid\" style=\"display:none\">{HEX}</p>"),
            format!("<div></div>\n<p class=\"artid\" style=\"display:none\">{HEX}\n"),
            format!("<div></div>\n<p class=\"artid\" style=\"display:none\">{HEX}/>\n"),
        ] {
            assert_eq!(address(&html).as_deref(), Some(ADDRESS), "{html}");
        }
    }

    #[test]
    fn a_page_reads_backwards() {
        let page = dom::parse("<p>a<b>b</b></p><i></i>c<p><u>", &Limits::default()).unwrap();
        let mut nodes: Vec<_> = backwards(page.root()).collect();
        assert_eq!(nodes.pop(), Some(page.root()));
        nodes.reverse();
        assert_eq!(nodes, page.root().descendants().collect::<Vec<_>>());
    }

    #[test]
    fn what_is_no_address_is_not_taken() {
        for html in [
            "<p class=artid>68747</p>",
            "<p class=artid>6a6176617363726970743a31</p>",
            "<p class=artid>正文</p>",
            "<p alt=ff class_=artid>",
        ] {
            assert_eq!(address(html), None, "{html}");
        }
    }

    #[test]
    fn the_pages_own_carrier_stands_last() {
        let quoted = "<p class=artid>68747470:3a2f2f612e62</p>";
        assert_eq!(address(&format!("{quoted}<p class=artid>{HEX}")).as_deref(), Some(ADDRESS));
    }
}
