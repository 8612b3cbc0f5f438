//! HTML text to a tree, within limits.

use super::arena::Dom;
use super::tree::Builder;
use crate::chars::with_line_feeds;
use crate::error::{Error, Result};
use crate::options::Limits;

/// Parses a page or a fragment.
///
/// Accepts any HTML, as a browser does. Elements deeper than `limits.depth` are replaced by their content
/// ([`Dom::flattened`] counts them).
///
/// # Errors
///
/// [`Error::LimitExceeded`] when `html` has more than `limits.bytes` bytes, `limits.nodes` nodes, the text that these
/// allow or `limits.attributes` attributes, or when the attributes of unclosed elements are repeated out of proportion to
/// the page.
///
/// ```
/// use csdown::{Limits, dom};
/// let page = dom::parse("<p id=a>一<b>二", &Limits::default())?;
/// assert_eq!(page.by_id("a").map(|p| p.text().into_owned()), Some("一二".to_owned()));
/// # Ok::<(), csdown::Error>(())
/// ```
pub fn parse(html: &str, limits: &Limits) -> Result<Dom> {
    if html.len() > limits.bytes {
        return Err(Error::LimitExceeded { what: "bytes", max: limits.bytes });
    }
    let mut dom = Builder::new(&with_line_feeds(html.into()), limits).build()?;
    dom.flatten_below(limits.depth);
    Ok(dom)
}

#[cfg(test)]
mod tests {
    use super::super::Node;
    use super::super::depth::depth_of;
    use super::*;

    #[test]
    fn closing_tags_of_images_are_ignored() {
        let dom = parse("<p><img src=a>文<b>字</b></img></p>", &Limits::default()).unwrap();
        let image = dom.elements().find(|e| e.tag() == "img").unwrap();
        assert_eq!(image.node().children().count(), 0);
        assert_eq!(image.node().parent_element().unwrap().tag(), "p");
    }

    #[test]
    fn elements_below_the_depth_limit_are_flattened_without_loss_of_text() {
        let html = format!("{}深{}浅", "<div>".repeat(2_000), "</div>".repeat(2_000));
        let limits = Limits { depth: 100, ..Limits::default() };
        let dom = parse(&html, &limits).unwrap();
        assert!(depth_of(dom.root()) <= 100);
        assert!(dom.flattened() > 1_800);
        assert_eq!(dom.root().text(), "深浅");
    }

    #[test]
    fn what_follows_deep_elements_stays_where_it_was() {
        let deep = [
            ("<div>", "<script>x</script>", "</div>"),
            ("<div>", "<textarea>x</textarea>", "</div>"),
            ("<div>", "<table><tr><td>x</td></tr></table>", "</div>"),
            ("<div><table><tr><td>", "x", "</td></tr></table></div>"),
            ("<blockquote><ul><li>", "<b>x</b>", "</li></ul></blockquote>"),
            ("<svg><g>", "<title>x</title>", "</g></svg>"),
            ("<template>", "x", "</template>"),
        ];
        for (open, content, close) in deep {
            let html =
                format!("<main><p>前</p>{}{content}{}<p>后</p></main>", open.repeat(50), close.repeat(50));
            for depth in [5, 9, 20, 40, 300] {
                let dom = parse(&html, &Limits { depth, ..Limits::default() }).unwrap();
                let main = dom.elements().find(|element| element.tag() == "main").unwrap();
                assert_eq!(main.node().text(), "前x后", "{html}");
                let last = main.node().last_child().unwrap().as_element().unwrap();
                assert_eq!(last.tag(), "p", "{html}");
                let raw = dom.elements().find(|element| matches!(element.tag(), "script" | "textarea"));
                assert!(raw.is_none_or(|element| element.node().text() == "x"), "{html}");
            }
        }
    }

    #[test]
    fn nodes_are_counted_while_parsing() {
        let soup: Vec<String> = (0..20_000).map(|i| format!("<p><font a{i}=1>")).collect();
        let limits = Limits { nodes: 50_000, ..Limits::default() };
        assert_eq!(
            parse(&soup.concat(), &limits).unwrap_err(),
            Error::LimitExceeded { what: "nodes", max: 50_000 }
        );
    }

    #[test]
    fn text_is_counted_while_parsing() {
        let limits = Limits { nodes: 1000, ..Limits::default() };
        let most = 8 * 1000 + (1 << 20);
        let parsed = |html: String| parse(&html, &limits).map(|_| ());
        assert_eq!(parsed("a".repeat(most)), Ok(()));
        assert_eq!(parsed(format!("<script>{}</script>", "a".repeat(most + 1))), Ok(()));
        let error = Error::LimitExceeded { what: "bytes of text", max: most };
        assert_eq!(parsed("a<b>".repeat(3) + &"a".repeat(most)), Err(error));
    }

    #[test]
    fn attributes_are_counted_while_parsing() {
        let parsed = |html: &str, attributes| {
            parse(html, &Limits { attributes, ..Limits::default() })
                .map(|_| ())
                .map_err(|error| error.to_string())
        };
        assert_eq!(parsed("<p a b><i c>", 3), Ok(()));
        assert_eq!(
            parsed("<p a b><i c d>", 3),
            Err("attributes limit exceeded: more than 3; raise limits.attributes".to_owned())
        );
        let reopened = format!("<p><a href={}>{}", "a".repeat(10_000), "<p>a".repeat(1_000));
        assert!(parsed(&reopened, 3_000).unwrap_err().starts_with("bytes of attributes limit exceeded: "));
    }

    #[test]
    fn nodes_keep_their_spans() {
        let html = "<ul>\n<li a=1\n>\n 一 &amp; <i>二<p>三</i></p>\n<table>x<tr><td>四";
        let dom = parse(html, &Limits::default()).unwrap();
        let source = |node: Node<'_>| html.get(node.location().unwrap().bytes).unwrap();
        let of = |tag: &str| {
            dom.elements().filter(|e| e.tag() == tag).map(|e| source(e.node())).collect::<Vec<_>>()
        };
        assert_eq!((of("li"), of("td")), (vec!["<li a=1\n>"], vec!["<td>"]));
        assert_eq!((of("i"), of("tbody")), (vec!["<i>", ""], vec![""]), "opened without a tag");
        let texts: Vec<_> =
            dom.root().descendants().filter(|node| node.as_text().is_some()).map(source).collect();
        assert_eq!(texts, ["", "一 &amp;", "二", "三", "x", "四"]);
        let text = dom
            .root()
            .descendants()
            .find(|node| node.as_text().is_some_and(|text| text.contains('一')))
            .unwrap();
        assert_eq!((text.line(), text.location().unwrap().column), (Some(4), 2));
    }

    #[test]
    fn the_end_of_a_section_is_no_part_of_the_next_tag() {
        let html = "<svg><![CDATA[x]]><g></svg>";
        let dom = parse(html, &Limits::default()).unwrap();
        let g = dom.elements().find(|e| e.tag() == "g").unwrap();
        assert_eq!(g.node().span().and_then(|span| html.get(span)), Some("<g>"));
    }

    #[test]
    fn attributes_are_found_by_their_names() {
        let names =
            ["a", "b", "id", "alt", "src", "rel", "href", "lang", "name", "class", "style", "data-src"];
        for known in 0..1 << names.len() {
            let own: Vec<_> = names
                .iter()
                .enumerate()
                .filter(|(at, _)| known >> at & 1 == 1)
                .map(|(_, name)| *name)
                .collect();
            let dom = parse(&format!("<p {}>", own.join(" ")), &Limits::default()).unwrap();
            let p = dom.elements().find(|e| e.tag() == "p").unwrap();
            for name in names {
                assert_eq!(p.attribute(name).is_some(), own.contains(&name), "{name} of {own:?}");
            }
        }
    }

    #[test]
    fn lines_count_from_one() {
        let dom = parse("<p>a</p>\n<p>b</p>", &Limits::default()).unwrap();
        let lines: Vec<_> =
            dom.elements().filter(|e| e.tag() == "p").filter_map(|e| e.node().line()).collect();
        assert_eq!(lines, [1, 2]);
    }

    #[test]
    fn noscript_contains_elements() {
        let dom = parse("<body><noscript><img src=a></noscript>", &Limits::default()).unwrap();
        assert!(dom.elements().any(|e| e.tag() == "img"));
    }
}
