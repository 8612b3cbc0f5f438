//! Whether a page holds the whole article, and which page stands in for one.
//!
//! Only marks outside the article count, and only those that show.

use std::borrow::Cow;

use super::metadata::page_script;
use crate::dom::{Dom, Element, Node};
use crate::error::BlockPage;
use crate::report::Status;

/// Marks of an article cut short by the site: classes of the masks over VIP and paid-column articles.
const CUT_MARKS: &[&str] = &["vip-mask", "column-mask"];

/// Marks of a fold that only hides: the text is all there. The login box `.passport-login-container` is not among
/// them: it pops up over whole articles as well.
const FOLD_MARKS: &[&str] = &["hide-article-box", "read-all-content-btn"];

/// Words in a fold that ask for money: what is behind it is not there. Others ask to follow the author or to log in.
const CUT_WORDS: &[&str] = &["会员", "VIP", "订阅", "付费", "购买", "解锁"];

/// How much of the article the page holds.
///
/// The scripts are believed first: what they call a VIP article or one of a paid column is a preview, and so is one that
/// cannot be read. Masks, and the words of folds, say the same where the scripts are gone or silent. What `canRead = true`
/// says can be read is no preview.
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
    let says = |name: &str, values: &[&str]| {
        variables.get(name).is_some_and(|value| values.contains(&value.as_str()))
    };
    let shown = |marks: &'static [&'static str]| {
        around.iter().filter(|e| e.classes().any(|class| marks.contains(&class)) && is_shown(**e))
    };
    let asks_for_money = |fold: &Element<'_>| {
        let text = fold.text();
        CUT_WORDS.iter().any(|word| text.contains(word))
    };
    let is_cut = || {
        says("canRead", &["false"])
            || ["isVipArticle", "payColumn"].iter().any(|name| says(name, &["true", "1"]))
            || shown(CUT_MARKS).next().is_some()
            || shown(FOLD_MARKS).any(asks_for_money)
    };
    match () {
        () if !says("canRead", &["true"]) && is_cut() => Status::Preview,
        () if shown(FOLD_MARKS).next().is_some() => Status::Folded,
        () => Status::Complete,
    }
}

fn is_shown(element: Element<'_>) -> bool {
    let is_hidden = |element: Element<'_>| {
        element.has_class("sf-hidden")
            || element.style_property("display").is_some_and(|value| value == "none")
    };
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
    /// The text or the address of a script, when the page shows next to nothing.
    Script,
}

/// What tells the pages that stand in for articles: the first row that holds decides. Ordinary pages have scripts of
/// firewalls, too, so these prove nothing unless there is nothing else; a challenge sets a cookie and loads the page again.
const BLOCK_PAGES: &[(BlockPage, Place, &str)] = &[
    (BlockPage::Captcha, Place::Title, "安全验证"),
    (BlockPage::Captcha, Place::Title, "人机验证"),
    (BlockPage::Captcha, Place::Class("text-wrap"), "安全验证"),
    (BlockPage::Captcha, Place::Body, "完成安全验证"),
    (BlockPage::Captcha, Place::Body, "请完成验证"),
    (BlockPage::Captcha, Place::Script, "cdn_cgi_bs_"),
    (BlockPage::Captcha, Place::Script, "waf_captcha"),
    (BlockPage::Captcha, Place::Script, "yd_captcha"),
    (BlockPage::Captcha, Place::Script, "__jsl_clearance"),
    (BlockPage::Captcha, Place::Script, "document.cookie"),
    (BlockPage::Missing, Place::Title, "404"),
    (BlockPage::Missing, Place::Title, "页面不存在"),
    (BlockPage::Missing, Place::Body, "页面找不到了"),
    (BlockPage::Missing, Place::Body, "页面不存在"),
    (BlockPage::Missing, Place::Body, "文章不存在"),
    (BlockPage::Missing, Place::Body, "文章已被删除"),
    (BlockPage::Missing, Place::Body, "文章已被作者删除"),
    (BlockPage::Missing, Place::Body, "内容已被删除"),
    (BlockPage::Missing, Place::Body, "文章已被锁定"),
    (BlockPage::Missing, Place::Body, "你来晚了"),
    (BlockPage::Missing, Place::Body, "文章正在审核"),
    (BlockPage::Missing, Place::Body, "文章审核中"),
    (BlockPage::Missing, Place::Body, "文章未通过审核"),
    (BlockPage::Missing, Place::Body, "文章为私密"),
    (BlockPage::Missing, Place::Body, "文章已被设为私密"),
    (BlockPage::Missing, Place::Body, "文章仅作者可见"),
    (BlockPage::Login, Place::Title, "登录"),
    (BlockPage::Login, Place::Title, "登陆"),
    (BlockPage::Login, Place::Input, "password"),
];

/// The longest body, in characters, that can be a block page.
const BLOCK_PAGE_TEXT: usize = 3000;

/// The longest body of a page that is nothing but its scripts: it may ask for patience, or for a browser with scripts.
const SCRIPTED_TEXT: usize = 200;

/// Which page stands in for an article. To be asked only when the page has no article, or an empty one. `None`
/// when it looks like none of them.
pub fn block_page(dom: &Dom) -> Option<BlockPage> {
    let body = short_text(dom);
    let is_bare = || body.as_deref().is_some_and(|text| text.chars().count() <= SCRIPTED_TEXT);
    let holds = |place: Place, mark: &str| match place {
        Place::Title => has(dom, |e| e.tag() == "title", mark),
        Place::Class(class) => has(dom, |e| e.has_class(class), mark),
        Place::Body => body.as_deref().is_some_and(|text| text.contains(mark)),
        Place::Script => is_bare() && has_script(dom, mark),
        Place::Input => dom.elements().any(|e| e.tag() == "input" && e.attribute("type") == Some(mark)),
    };
    BLOCK_PAGES.iter().find(|(_, place, mark)| holds(*place, mark)).map(|(page, _, _)| *page)
}

/// The page that stands in for what was taken for an article: `root`, which shows nothing, or the little of a piece of a
/// page that is a challenge.
pub fn stands_in(dom: &Dom, root: Element<'_>) -> Option<BlockPage> {
    let is_body = root.tag() == "body";
    let shows = || root.find(|e| matches!(e.tag(), "img" | "iframe" | "svg" | "video")).is_some();
    let is_bare = || shown_text(root.node(), if is_body { SCRIPTED_TEXT } else { 0 }).is_some();
    let page = if is_bare() && !shows() { block_page(dom) } else { None };
    page.filter(|page| !is_body || *page == BlockPage::Captcha)
}

fn has_script(dom: &Dom, mark: &str) -> bool {
    let scripts = dom.elements().filter(|element| element.tag() == "script");
    let mut texts = scripts
        .flat_map(|script| [Cow::Borrowed(script.attribute("src").unwrap_or_default()), script.text()]);
    texts.any(|text| text.contains(mark))
}

fn has(dom: &Dom, test: impl Fn(Element<'_>) -> bool, mark: &str) -> bool {
    dom.elements().filter(|element| test(*element)).any(|element| element.text().contains(mark))
}

/// The text that a page shows, when it is short enough for a block page.
fn short_text(dom: &Dom) -> Option<String> {
    shown_text(dom.root(), BLOCK_PAGE_TEXT)
}

/// The text that shows in `node`, without blanks, when it has at most `max` characters.
fn shown_text(node: Node<'_>, max: usize) -> Option<String> {
    let is_code = |element: Element<'_>| matches!(element.tag(), "script" | "style" | "head" | "title");
    let (mut text, mut count) = (String::new(), 0);
    let mut nodes = node.descendants();
    while let Some(node) = nodes.next() {
        if node.as_element().is_some_and(is_code) {
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
        assert_eq!(status(&parse("<script>var payColumn = true;</script>")), Status::Preview);
        assert_eq!(status(&parse("<script>var canRead = false;</script>")), Status::Preview);
        assert_eq!(
            status(&parse("<script>var payColumn = true; var canRead = true;</script>")),
            Status::Complete
        );
    }

    #[test]
    fn a_fold_is_not_a_cut() {
        assert_eq!(status(&parse("<div class='hide-article-box hide-article-pos'></div>")), Status::Folded);
        let fold = |words: &str| status(&parse(&format!("<div class=hide-article-box><a>{words}</a></div>")));
        assert_eq!(fold("关注博主即可阅读全文"), Status::Folded);
        assert_eq!(fold("登录后阅读全文"), Status::Folded);
        assert_eq!(fold("订阅专栏 解锁全文"), Status::Preview);
        assert_eq!(status(&parse("<div class=passport-login-container>登录</div>")), Status::Complete);
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
    fn scripts_prove_a_challenge_where_there_is_nothing_else() {
        for script in [
            "<script src=/cdn_cgi_bs_captcha/x.js></script>",
            "<script>document.cookie='a=1';location.reload()</script>",
        ] {
            assert_eq!(
                block_page(&parse(&format!("{script}<p>请稍候"))),
                Some(BlockPage::Captcha),
                "{script}"
            );
            let page = format!("{script}<p>{}", "字".repeat(SCRIPTED_TEXT + 1));
            assert_eq!(block_page(&parse(&page)), None, "{script}");
        }
        assert_eq!(block_page(&parse("<script>var a = 1</script>")), None);
    }

    #[test]
    fn a_long_text_about_captchas_is_no_captcha() {
        let text = "字".repeat(BLOCK_PAGE_TEXT);
        assert_eq!(block_page(&parse(&format!("<p>请完成安全验证{text}</p>"))), None);
    }
}
