//! Pages that list articles: a column, or the older list of all articles of a user.

use std::collections::HashSet;

use crate::dom::{self, Element};
use crate::error::{Error, Result};
use crate::options::Limits;

use super::article_url::article_id_of_path;
use super::block_page::block_page;

/// The classes of the lists of articles. Links outside them lead to other authors' articles.
const LIST_CLASSES: &[&str] = &["column_article_list", "article-item-box", "article_list"];

/// Whether `element` contains articles of a list.
pub(super) fn is_list(element: Element<'_>) -> bool {
    element.classes().any(|class| LIST_CLASSES.contains(&class))
}

/// Returns the URLs of the articles that the page `html` lists, as written and in order, each article once.
///
/// The result is empty when the page lists no articles.
///
/// ```
/// use csdown::{Limits, stages::extract};
/// let page = "<ul class=column_article_list><li><a href='https://blog.csdn.net/u/article/details/12345'>题</a></ul>";
/// let listed = extract::listed_articles(page, &Limits::default())?;
/// assert_eq!(listed, ["https://blog.csdn.net/u/article/details/12345"]);
/// # Ok::<(), csdown::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::LimitExceeded`] when the page is too large, [`Error::Blocked`] when it is a captcha or a login form.
pub fn listed_articles(html: &str, limits: &Limits) -> Result<Vec<String>> {
    let page = dom::parse(html, limits)?;
    let links = page.elements().filter(|element| element.tag() == "a");
    let listed = links.filter(|link| link.node().ancestors().any(is_list));
    let mut seen = HashSet::new();
    let is_new = |href: &&str| {
        let path = href.split(['?', '#']).next().unwrap_or_default();
        article_id_of_path(path).is_some_and(|id| seen.insert(id.to_owned()))
    };
    let listed: Vec<_> =
        listed.filter_map(|link| link.attribute("href")).filter(is_new).map(str::to_owned).collect();
    // A page after the end of the list also has no articles, but is not a block page.
    match block_page(&page).filter(|page| listed.is_empty() && page.denies_access()) {
        Some(page) => Err(Error::Blocked { page }),
        None => Ok(listed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::BlockPage;

    #[test]
    fn links_inside_the_list_are_returned_once() {
        let page = "<a href=/u/article/details/1>别处</a>\
                    <div class='article-item-box csdn-tracking-statistics'><h4><a href='//blog.csdn.net/u/article/details/2?x'>甲</a></h4>\
                    <p><a href='https://blog.csdn.net/u/article/details/2#y'>摘要</a></div>\
                    <div class=article-item-box><a href=/u/article/details/x>无</a><a href=/u/article/details/3/>乙</a></div>";
        let listed = listed_articles(page, &Limits::default()).unwrap();
        assert_eq!(listed, ["//blog.csdn.net/u/article/details/2?x", "/u/article/details/3/"]);
    }

    #[test]
    fn a_captcha_is_not_an_empty_list() {
        let listed = |page: &str| listed_articles(page, &Limits::default());
        let captcha = "<title>安全验证</title><div class=text-wrap>安全验证</div>";
        assert_eq!(listed(captcha), Err(Error::Blocked { page: BlockPage::Captcha }));
        for empty in ["<ul class=column_article_list></ul><p>空空如也", "<title>404</title>", ""] {
            assert_eq!(listed(empty), Ok(Vec::new()), "{empty}");
        }
    }
}
