//! How much of the article a page contains.
//!
//! Only visible marks outside the article count.

use super::class_index::Key::{self, Class};
use super::surroundings::Surroundings;
use crate::dom::Element;
use crate::report::Status;

/// Masks over VIP and paid-column articles. The site sends only the beginning of these.
const PREVIEWS: &[Key<'static>] = &[Class("vip-mask"), Class("column-mask")];

/// Folds: the whole text is in the page unless they ask for payment. The login box `.passport-login-container` is not one
/// of them, because it pops up over complete articles as well.
const FOLDS: &[Key<'static>] = &[Class("hide-article-box"), Class("read-all-content-btn")];

/// Words in a fold that ask for payment: the hidden text is missing.
const PAYMENT_WORDS: &[&str] = &["会员", "VIP", "订阅", "付费", "购买", "解锁"];

/// Words in a fold that ask for something else. From 2018 to 2021 every long article was folded behind a button without
/// conditions, 展开阅读全文 or 阅读更多, which says nothing about the article.
const CONDITION_WORDS: &[&str] = &["登录", "登陆", "注册", "关注", "公众号", "验证码", "扫码"];

/// The class of a fold's button that opens the login form.
const LOGIN_BUTTON: &str = "no-login";

/// Returns how much of the article the page contains.
///
/// Scripts take precedence: `canRead = true` means complete or folded, `canRead = false`, a VIP article or a paid
/// column means a preview. Masks and the words in folds decide when the scripts are missing or silent.
pub(super) fn status(surroundings: &Surroundings<'_>) -> Status {
    let is_set = |name: &str, values: &[&str]| {
        surroundings.variables.get(name).is_some_and(|value| values.contains(&value.as_str()))
    };
    let visible = |keys: &'static [Key<'static>]| {
        surroundings.index.with_any(keys).filter(|element| is_visible(*element))
    };
    let asks_for = |fold: Element<'_>, words: &[&str]| {
        let text = fold.text();
        words.iter().any(|word| text.contains(word))
    };
    let has_condition = |fold: Element<'_>| {
        asks_for(fold, CONDITION_WORDS) || fold.elements().any(|button| button.has_class(LOGIN_BUTTON))
    };
    let is_preview = || {
        is_set("canRead", &["false"])
            || ["isVipArticle", "payColumn"].iter().any(|name| is_set(name, &["true", "1"]))
            || visible(PREVIEWS).next().is_some()
            || visible(FOLDS).any(|fold| asks_for(fold, PAYMENT_WORDS))
    };
    match () {
        () if !is_set("canRead", &["true"]) && is_preview() => Status::Preview,
        () if visible(FOLDS).any(has_condition) => Status::Folded,
        () => Status::Complete,
    }
}

fn is_visible(element: Element<'_>) -> bool {
    let is_hidden = |element: Element<'_>| {
        element.has_class("sf-hidden")
            || element.style_property("display").is_some_and(|value| value == "none")
    };
    !is_hidden(element) && !element.node().ancestors().any(is_hidden)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::options::Limits;

    fn status_of(html: &str) -> Status {
        status(&Surroundings::of(&dom::parse(html, &Limits::default()).unwrap()))
    }

    #[test]
    fn scripts_decide_whether_an_article_is_a_preview() {
        for (script, expected) in [
            ("var isVipArticle = true; var canRead = false;", Status::Preview),
            ("var isVipArticle = true; var canRead = true;", Status::Complete),
            ("var isVipArticle = false;", Status::Complete),
            ("var payColumn = true;", Status::Preview),
            ("var canRead = false;", Status::Preview),
            ("var payColumn = true; var canRead = true;", Status::Complete),
        ] {
            assert_eq!(status_of(&format!("<script>{script}</script>")), expected, "{script}");
        }
        assert_eq!(status_of("<div class=vip-mask></div>"), Status::Preview);
    }

    #[test]
    fn the_words_of_a_fold_decide() {
        let fold = |words: &str| status_of(&format!("<div class=hide-article-box><a>{words}</a></div>"));
        assert_eq!(fold("关注博主即可阅读全文"), Status::Folded);
        assert_eq!(fold("登录后阅读全文"), Status::Folded);
        assert_eq!(fold("订阅专栏 解锁全文"), Status::Preview);
        assert_eq!(fold("<b class=no-login>阅读全文</b>"), Status::Folded);
        for without_condition in ["展开阅读全文", "阅读更多", ""] {
            assert_eq!(fold(without_condition), Status::Complete, "{without_condition}");
        }
        assert_eq!(status_of("<div class=passport-login-container>登录</div>"), Status::Complete);
    }

    #[test]
    fn hidden_marks_and_marks_inside_the_article_are_ignored() {
        assert_eq!(status_of("<div style='display:none'><p class=vip-mask></div>"), Status::Complete);
        assert_eq!(status_of("<div id=content_views><p class=hide-article-box></div>"), Status::Complete);
    }
}
