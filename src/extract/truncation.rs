//! Whether a page ends within its article.

use crate::dom::{Dom, Element};
use crate::input::InputForm;
use crate::report::{Warning, WarningCode};

/// The element around a scraped article. Scrapers write it whole.
const SCRAPED_BOX: &str = "blog-content-box";

/// Returns warnings about parts of the article that are missing: what an unclosed quote hides, and the end.
pub(super) fn truncations(page: &Dom, article: Element<'_>, form: InputForm) -> Vec<Warning> {
    let quotes = page.unclosed_quotes().filter(|quote| {
        let is_inside = |element: Element<'_>| {
            element.node().span().is_some_and(|span| span.contains(&quote.location.bytes.start))
        };
        article.elements().any(is_inside)
    });
    let quotes = quotes.map(|quote| {
        let detail = format!(
            "an unclosed quote hides the text up to the next quote; characters lost: {}",
            quote.characters
        );
        Warning::new(WarningCode::Truncated, Some(quote.location), &detail)
    });
    quotes.chain(end(page, article, form)).collect()
}

/// Returns a warning if the page ends before its article does.
///
/// The parser drops an unclosed tag, comment or raw text up to the end of the page. Otherwise, only whole pages and
/// scraped boxes are conclusive: the last `div` of a fragment is often left open.
fn end(page: &Dom, article: Element<'_>, form: InputForm) -> Option<Warning> {
    let mut open = page.open_at_end();
    let is_article = |element: &Element<'_>| element.node() == article.node();
    let is_box = |element: &Element<'_>| is_article(element) || element.has_class(SCRAPED_BOX);
    let unclosed = open.find(is_box)?;
    let is_open = is_article(&unclosed) || open.any(|element| is_article(&element));
    if let Some(unfinished) = page.unfinished().filter(|_| is_open) {
        let detail = format!(
            "the input ends inside {}; characters lost: {}",
            unfinished.construct.as_str(),
            unfinished.characters
        );
        return Some(Warning::new(WarningCode::Truncated, Some(unfinished.location), &detail));
    }
    let is_whole_page = form == InputForm::Page && is_open && !page.has_body_end();
    let is_truncated = is_whole_page || unclosed.has_class(SCRAPED_BOX);
    let start_tag = unclosed.node().source().unwrap_or("the article");
    let detail = format!("the input ends before {start_tag} is closed");
    is_truncated.then(|| Warning::new(WarningCode::Truncated, unclosed.node().location(), &detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::Limits;

    /// The line and the detail of the warning about a page.
    fn found(html: &str, form: InputForm) -> Option<(u32, String)> {
        let page = parse(html, &Limits::default()).unwrap();
        let article = page.elements().find(|element| matches!(element.id(), Some("content_views"))).unwrap();
        truncations(&page, article, form)
            .first()
            .map(|warning| (warning.line().unwrap(), warning.detail.clone()))
    }

    const ARTICLE: &str = "<div id=content_views>\n<p>一";

    #[test]
    fn markup_that_swallows_the_rest_of_the_article_is_reported() {
        for (rest, construct, characters) in [
            ("</p", "a tag", 3),
            ("<a href='x>二</a></div></body>", "a quoted attribute value", 21),
            ("<!-- 二</p></div>", "a comment", 16),
            ("<style>二</p></div>", "an element that contains only text", 11),
        ] {
            let expected = format!("the input ends inside {construct}; characters lost: {characters}");
            for form in [InputForm::Page, InputForm::Fragment] {
                assert_eq!(found(&format!("{ARTICLE}{rest}"), form), Some((2, expected.clone())), "{rest}");
            }
            let after = format!("{ARTICLE}</p></div><p>{rest}");
            assert_eq!(found(&after, InputForm::Page), None, "{after}");
        }
    }

    #[test]
    fn unclosed_quotes_within_the_article_are_reported() {
        let broken = "<a title='二><p>三</p><img alt='四'>五";
        let detail = "an unclosed quote hides the text up to the next quote; characters lost: 20";
        let inside = format!("{ARTICLE}{broken}</p></div>");
        assert_eq!(found(&inside, InputForm::Fragment), Some((2, detail.to_owned())));
        let outside = format!("{broken}{ARTICLE}</p></div>");
        assert_eq!(found(&outside, InputForm::Fragment), None);
    }

    #[test]
    fn an_article_that_is_not_closed_is_truncated_in_a_whole_page() {
        let unclosed = Some((1, "the input ends before <div id=content_views> is closed".to_owned()));
        assert_eq!(found(ARTICLE, InputForm::Page), unclosed);
        assert_eq!(found(ARTICLE, InputForm::Fragment), None);
        for end in ["</div>", "</body>", "</html>\n<script></script>", "</div></html><!-- x"] {
            assert_eq!(found(&format!("{ARTICLE}{end}"), InputForm::Page), None, "{end}");
        }
    }

    #[test]
    fn a_scraped_box_that_is_not_closed_is_truncated() {
        let scraped = format!("<div class=blog-content-box>{ARTICLE}</p></div>");
        assert!(found(&scraped, InputForm::Fragment).is_some());
        assert_eq!(found(&format!("{scraped}</div>"), InputForm::Fragment), None);
    }
}
