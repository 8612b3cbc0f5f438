//! A response of the editor's API as a browser shows it, saved as a page: `<body><pre>{"code":200,…}</pre></body>`.

use std::sync::LazyLock;

use memchr::memmem;
use regex::Regex;

use super::editor_article::MARKDOWN;
use super::form::pattern;
use super::json::{self, Json};
use super::truncation::ends_page;

/// Reads the response that is all of a page. `None` if the page has anything else.
pub(super) fn read(page: &str) -> Option<Json> {
    if !ends_page(page) || memmem::find(page.as_bytes(), MARKDOWN.as_bytes()).is_none() {
        return None;
    }
    let shown = SHOWN.captures(page)?.get(1)?.as_str();
    match json::read(&unescape(shown)) {
        Some(article @ Json::Article(_)) => Some(article),
        _ => None,
    }
}

/// The content of the only element of a body. A browser may add an empty box to format JSON in.
static SHOWN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?is)<body[^<>]*>\s*<pre[^<>]*>([^<>]*)</pre>\s*(?:<div[^<>]*></div>\s*)?</body>\s*</html>\s*$")
});

/// Decodes what a browser escapes in text. `&` comes last, because what it stands for is not decoded again.
fn unescape(text: &str) -> String {
    let escapes = [("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\u{a0}"), ("&amp;", "&")];
    escapes.iter().fold(text.to_owned(), |text, (escape, character)| text.replace(escape, character))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESPONSE: &str = r#"{"data":{"markdowncontent":"a &amp;lt; <b>&amp;</b>\u00a0"}}"#;

    fn shown(response: &str) -> String {
        let escaped = response.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        format!(
            "<html><head><meta name=\"color-scheme\" content=\"light dark\"></head><body>\
             <pre style=\"white-space: pre-wrap;\">{escaped}</pre>\
             <div class=\"json-formatter-container\"></div></body></html>\n"
        )
    }

    #[test]
    fn a_response_is_read_as_it_was_sent() {
        let Some(Json::Article(article)) = read(&shown(RESPONSE)) else { panic!("an article") };
        assert_eq!(article.text, "a &amp;lt; <b>&amp;</b>\u{a0}");
    }

    #[test]
    fn a_page_that_quotes_a_response_is_not_one() {
        let page = shown(RESPONSE);
        for other in [
            page.replace("<pre", "<p>引</p><pre"),
            page.replace("</pre>", "</pre><p>后</p>"),
            page.replace("<pre style=\"white-space: pre-wrap;\">", "<pre><code>"),
            shown("{\"markdowncontent\":\"\"}"),
            shown("markdowncontent"),
        ] {
            assert_eq!(read(&other), None, "{other}");
        }
    }
}
