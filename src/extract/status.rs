//! Whether a page holds the whole article, and which page stands in for one.
//!
//! Only marks outside the article count, and only those that show.

use super::metadata::page_script;
use crate::dom::{Dom, Element, Node};
use crate::error::BlockPage;
use crate::report::Status;

/// Marks of an article cut short by the site: classes of the masks over VIP and paid-column articles.
const CUT_MARKS: &[&str] = &["vip-mask", "column-mask"];

/// Marks of a fold that only hides: the text is all there. The login box `.passport-login-container` is not among
/// them: it pops up over whole articles as well.
const FOLD_MARKS: &[&str] = &["hide-article-box", "read-all-content-btn"];

/// How much of the article the page holds.
///
/// The script's `isVipArticle` is believed first: `true` without `canRead = true` is a preview. Masks say the same
/// where the scripts are gone or silent, unless `canRead` is `true`.
///
/// ```
/// use csdown::{Limits, Status, dom, extract};
/// let page = dom::parse("<script>var isVipArticle = true;</script>", &Limits::default())?;
/// assert_eq!(extract::status(&page), Status::Preview);
/// # Ok::<(), csdown::Error>(())
/// ```
pub fn status(dom: &Dom) -> Status {
    let around = super::metadata::around_article(dom);
    let variables = page_script::variables(&around);
    let is_true = |name: &str| variables.get(name).is_some_and(|value| value.as_str() == "true");
    let shows = |marks: &[&str]| {
        around.iter().any(|e| e.classes().any(|class| marks.contains(&class)) && is_shown(*e))
    };
    let can_read = is_true("canRead");
    match () {
        () if !can_read && (is_true("isVipArticle") || shows(CUT_MARKS)) => Status::Preview,
        () if shows(FOLD_MARKS) => Status::Folded,
        () => Status::Complete,
    }
}

fn is_shown(element: Element<'_>) -> bool {
    let is_hidden =
        |element: Element<'_>| element.style_property("display").is_some_and(|value| value == "none");
    !is_hidden(element) && !element.node().ancestors().any(is_hidden)
}

/// Where a row of [`BLOCK_PAGES`] looks.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// The `<title>`.
    Title,
    /// The text of an element of this class.
    Class(&'static str),
    /// The text of the whole page, when it is short: an article that speaks of captchas is no captcha.
    Body,
    /// The type of an `input`.
    Input,
}

/// What tells the pages that stand in for articles: the first row that holds decides. Firewall scripts prove
/// nothing, since ordinary pages have them too.
const BLOCK_PAGES: &[(BlockPage, Place, &str)] = &[
    (BlockPage::Captcha, Place::Title, "安全验证"),
    (BlockPage::Captcha, Place::Title, "人机验证"),
    (BlockPage::Captcha, Place::Class("text-wrap"), "安全验证"),
    (BlockPage::Captcha, Place::Body, "完成安全验证"),
    (BlockPage::Captcha, Place::Body, "请完成验证"),
    (BlockPage::Missing, Place::Title, "404"),
    (BlockPage::Missing, Place::Title, "页面不存在"),
    (BlockPage::Missing, Place::Body, "页面找不到了"),
    (BlockPage::Missing, Place::Body, "页面不存在"),
    (BlockPage::Missing, Place::Body, "文章不存在"),
    (BlockPage::Missing, Place::Body, "文章已被删除"),
    (BlockPage::Missing, Place::Body, "文章已被作者删除"),
    (BlockPage::Missing, Place::Body, "文章正在审核"),
    (BlockPage::Login, Place::Title, "登录"),
    (BlockPage::Login, Place::Title, "登陆"),
    (BlockPage::Login, Place::Input, "password"),
];

/// The longest body, in characters, that can be a block page.
const BLOCK_PAGE_TEXT: usize = 3000;

/// Which page stands in for an article. To be asked only when the page has no article, or an empty one. `None`
/// when it looks like none of them.
pub fn block_page(dom: &Dom) -> Option<BlockPage> {
    let body = short_text(dom);
    let holds = |place: Place, mark: &str| match place {
        Place::Title => has(dom, |e| e.tag() == "title", mark),
        Place::Class(class) => has(dom, |e| e.has_class(class), mark),
        Place::Body => body.as_deref().is_some_and(|text| text.contains(mark)),
        Place::Input => dom.elements().any(|e| e.tag() == "input" && e.attribute("type") == Some(mark)),
    };
    BLOCK_PAGES.iter().find(|(_, place, mark)| holds(*place, mark)).map(|(page, _, _)| *page)
}

fn has(dom: &Dom, test: impl Fn(Element<'_>) -> bool, mark: &str) -> bool {
    dom.elements().filter(|element| test(*element)).any(|element| element.text().contains(mark))
}

/// The text that a page shows, when it is short enough for a block page.
fn short_text(dom: &Dom) -> Option<String> {
    let is_code = |element: Element<'_>| matches!(element.tag(), "script" | "style" | "head" | "title");
    let texts =
        dom.root().descendants().filter(|node| !node.ancestors().any(is_code)).filter_map(Node::as_text);
    let text: String =
        texts.flat_map(str::chars).filter(|c| !c.is_whitespace()).take(BLOCK_PAGE_TEXT + 1).collect();
    (text.chars().count() <= BLOCK_PAGE_TEXT).then_some(text)
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
    fn vip_articles_are_previews_unless_they_can_be_read() {
        assert_eq!(
            status(&parse("<script>var isVipArticle = true; var canRead = false;</script>")),
            Status::Preview
        );
        assert_eq!(
            status(&parse("<script>var isVipArticle = true; var canRead = true;</script>")),
            Status::Complete
        );
        assert_eq!(status(&parse("<script>var isVipArticle = false;</script>")), Status::Complete);
        assert_eq!(status(&parse("<div class=vip-mask></div>")), Status::Preview);
    }

    #[test]
    fn a_fold_is_not_a_cut() {
        assert_eq!(status(&parse("<div class='hide-article-box hide-article-pos'></div>")), Status::Folded);
    }

    #[test]
    fn hidden_marks_and_marks_in_the_article_do_not_count() {
        assert_eq!(status(&parse("<div style='display:none'><p class=vip-mask></div>")), Status::Complete);
        assert_eq!(
            status(&parse("<div id=content_views><p class=hide-article-box></div>")),
            Status::Complete
        );
    }

    #[test]
    fn block_pages_are_told_apart() {
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
    fn a_long_text_about_captchas_is_no_captcha() {
        let text = "字".repeat(BLOCK_PAGE_TEXT);
        assert_eq!(block_page(&parse(&format!("<p>请完成安全验证{text}</p>"))), None);
    }
}
