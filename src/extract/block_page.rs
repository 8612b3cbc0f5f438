//! Pages that the site sends instead of an article: captchas, login forms, "not found" pages.

use std::borrow::Cow;

use crate::dom::{Dom, Element, Node};
use crate::error::BlockPage;

/// Where a row of [`BLOCK_PAGES`] looks.
#[derive(Debug, Clone, Copy)]
enum Location {
    /// The `<title>`.
    Title,
    /// The text of an element of this class.
    Class(&'static str),
    /// The text of the whole page when it is short, so that articles about captchas do not match.
    Body,
    /// The type of an `input`.
    Input,
    /// The text or the URL of a script, on a page with almost no other text.
    Script,
}

/// How to recognize block pages; the first matching row decides. Articles carry firewall scripts too, so a script
/// counts only on a page with almost no text. A challenge sets a cookie and reloads the page.
const BLOCK_PAGES: &[(BlockPage, Location, &str)] = &[
    (BlockPage::Captcha, Location::Title, "安全验证"),
    (BlockPage::Captcha, Location::Title, "人机验证"),
    (BlockPage::Captcha, Location::Class("text-wrap"), "安全验证"),
    (BlockPage::Captcha, Location::Body, "完成安全验证"),
    (BlockPage::Captcha, Location::Body, "请完成验证"),
    (BlockPage::Captcha, Location::Script, "cdn_cgi_bs_"),
    (BlockPage::Captcha, Location::Script, "waf_captcha"),
    (BlockPage::Captcha, Location::Script, "yd_captcha"),
    (BlockPage::Captcha, Location::Script, "__jsl_clearance"),
    (BlockPage::Captcha, Location::Script, "document.cookie"),
    (BlockPage::Missing, Location::Title, "404"),
    (BlockPage::Missing, Location::Title, "页面不存在"),
    (BlockPage::Missing, Location::Body, "页面找不到了"),
    (BlockPage::Missing, Location::Body, "页面不存在"),
    (BlockPage::Missing, Location::Body, "文章不存在"),
    (BlockPage::Missing, Location::Body, "文章已被删除"),
    (BlockPage::Missing, Location::Body, "文章已被作者删除"),
    (BlockPage::Missing, Location::Body, "内容已被删除"),
    (BlockPage::Missing, Location::Body, "文章已被锁定"),
    (BlockPage::Missing, Location::Body, "你来晚了"),
    (BlockPage::Missing, Location::Body, "文章正在审核"),
    (BlockPage::Missing, Location::Body, "文章审核中"),
    (BlockPage::Missing, Location::Body, "文章未通过审核"),
    (BlockPage::Missing, Location::Body, "文章为私密"),
    (BlockPage::Missing, Location::Body, "文章已被设为私密"),
    (BlockPage::Missing, Location::Body, "文章仅作者可见"),
    (BlockPage::Login, Location::Title, "登录"),
    (BlockPage::Login, Location::Title, "登陆"),
    (BlockPage::Login, Location::Input, "password"),
];

/// The maximum length of a block page's text, in characters without whitespace.
const MAX_BLOCK_PAGE_TEXT: usize = 3000;

/// The maximum length of a challenge's text: it may be a request to wait or to enable JavaScript.
const MAX_CHALLENGE_TEXT: usize = 200;

/// Returns the kind of block page that `page` is. Call it only for pages without an article or with an empty one.
pub(super) fn block_page(page: &Dom) -> Option<BlockPage> {
    let body = visible_text(page.root(), MAX_BLOCK_PAGE_TEXT);
    let is_bare = || body.as_deref().is_some_and(|text| text.chars().count() <= MAX_CHALLENGE_TEXT);
    let matches = |location: Location, mark: &str| match location {
        Location::Title => has_text(page, |e| e.tag() == "title", mark),
        Location::Class(class) => has_text(page, |e| e.has_class(class), mark),
        Location::Body => body.as_deref().is_some_and(|text| text.contains(mark)),
        Location::Script => is_bare() && has_script(page, mark),
        Location::Input => page.elements().any(|e| e.tag() == "input" && e.attribute("type") == Some(mark)),
    };
    BLOCK_PAGES.iter().find(|(_, location, mark)| matches(*location, mark)).map(|(kind, _, _)| *kind)
}

/// Returns the kind of block page when `root`, the supposed article, is one: an article element without content, or a
/// fragment that is a challenge.
pub(super) fn block_page_for(page: &Dom, root: Element<'_>) -> Option<BlockPage> {
    let is_body = root.tag() == "body";
    let has_media = || root.find(|e| matches!(e.tag(), "img" | "iframe" | "svg" | "video")).is_some();
    let is_bare = || visible_text(root.node(), if is_body { MAX_CHALLENGE_TEXT } else { 0 }).is_some();
    let kind = if is_bare() && !has_media() { block_page(page) } else { None };
    kind.filter(|kind| !is_body || *kind == BlockPage::Captcha)
}

fn has_script(page: &Dom, mark: &str) -> bool {
    let scripts = page.elements().filter(|element| element.tag() == "script");
    let mut texts = scripts
        .flat_map(|script| [Cow::Borrowed(script.attribute("src").unwrap_or_default()), script.text()]);
    texts.any(|text| text.contains(mark))
}

fn has_text(page: &Dom, test: impl Fn(Element<'_>) -> bool, mark: &str) -> bool {
    page.elements().filter(|element| test(*element)).any(|element| element.text().contains(mark))
}

/// Returns the visible text of `node` without whitespace, unless it is longer than `max` characters.
fn visible_text(node: Node<'_>, max: usize) -> Option<String> {
    let is_invisible = |element: Element<'_>| matches!(element.tag(), "script" | "style" | "head" | "title");
    let (mut text, mut count) = (String::new(), 0);
    let mut nodes = node.descendants();
    while let Some(node) = nodes.next() {
        if node.as_element().is_some_and(is_invisible) {
            nodes.skip_below(node);
        }
        for c in node.as_text().unwrap_or_default().chars().filter(|c| !c.is_whitespace()) {
            text.push(c);
            count += 1;
            if count > max {
                return None;
            }
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::options::Limits;

    fn parse(html: &str) -> Dom {
        dom::parse(html, &Limits::default()).unwrap()
    }

    #[test]
    fn block_pages_are_recognized() {
        for (html, page) in [
            ("<div class=text-wrap>请进行安全验证</div>", Some(BlockPage::Captcha)),
            ("<title>404</title>", Some(BlockPage::Missing)),
            ("<p>抱歉，您访问的页面找不到了</p>", Some(BlockPage::Missing)),
            ("<title>登录</title>", Some(BlockPage::Login)),
            ("<form><input type=password></form>", Some(BlockPage::Login)),
            ("<script>'请完成安全验证'</script><p>别的</p>", None),
        ] {
            assert_eq!(block_page(&parse(html)), page, "{html}");
        }
    }

    #[test]
    fn scripts_identify_a_challenge_only_on_a_bare_page() {
        for script in [
            "<script src=/cdn_cgi_bs_captcha/x.js></script>",
            "<script>document.cookie='a=1';location.reload()</script>",
        ] {
            assert_eq!(
                block_page(&parse(&format!("{script}<p>请稍候"))),
                Some(BlockPage::Captcha),
                "{script}"
            );
            let page = format!("{script}<p>{}", "字".repeat(MAX_CHALLENGE_TEXT + 1));
            assert_eq!(block_page(&parse(&page)), None, "{script}");
        }
        assert_eq!(block_page(&parse("<script>var a = 1</script>")), None);
    }

    #[test]
    fn a_long_text_about_captchas_is_not_a_captcha() {
        let text = "字".repeat(MAX_BLOCK_PAGE_TEXT);
        assert_eq!(block_page(&parse(&format!("<p>请完成安全验证{text}</p>"))), None);
    }
}
