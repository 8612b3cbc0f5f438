//! The articles that a page of a list leads to: a column, or the older list of all of a user's articles.

use std::collections::HashSet;

use crate::dom::{self, Element};
use crate::error::{Error, Result};
use crate::options::Limits;

use super::metadata::article_id_of_path;
use super::status::block_page;

/// The boxes of the lists that hold articles, by their class; beside them stand links to other authors' articles.
const LISTS: &[&str] = &["column_article_list", "article-item-box", "article_list"];

/// The addresses of the articles that the page `html` lists, as they stand there, in its order, each article once. None
/// when it lists none, unless it is clear why.
///
/// ```
/// use csdown::{Limits, extract};
/// let page = "<ul class=column_article_list><li><a href='https://blog.csdn.net/u/article/details/12345'>题</a></ul>";
/// let listed = extract::listed_articles(page, &Limits::default())?;
/// assert_eq!(listed, ["https://blog.csdn.net/u/article/details/12345"]);
/// # Ok::<(), csdown::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::LimitExceeded`] when the page is too large, [`Error::Blocked`] when a captcha or a login stands in for the
/// list.
pub fn listed_articles(html: &str, limits: &Limits) -> Result<Vec<String>> {
    let page = dom::parse(html, limits)?;
    let is_list = |element: Element<'_>| element.classes().any(|class| LISTS.contains(&class));
    let links = page.elements().filter(|element| element.tag() == "a");
    let listed = links.filter(|link| link.node().ancestors().any(is_list));
    let mut seen = HashSet::new();
    let is_new = |href: &&str| {
        let path = href.split(['?', '#']).next().unwrap_or_default();
        article_id_of_path(path).is_some_and(|id| seen.insert(id.to_owned()))
    };
    let listed: Vec<_> =
        listed.filter_map(|link| link.attribute("href")).filter(is_new).map(str::to_owned).collect();
    // A list that ends looks the same but for this.
    match block_page(&page).filter(|page| listed.is_empty() && page.is_wall()) {
        Some(page) => Err(Error::Blocked { page }),
        None => Ok(listed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::BlockPage;

    #[test]
    fn only_what_the_list_holds_counts_and_each_once() {
        let page = "<a href=/u/article/details/1>别处</a>\
                    <div class='article-item-box csdn-tracking-statistics'><h4><a href='//blog.csdn.net/u/article/details/2?x'>甲</a></h4>\
                    <p><a href='https://blog.csdn.net/u/article/details/2#y'>摘要</a></div>\
                    <div class=article-item-box><a href=/u/article/details/x>无</a><a href=/u/article/details/3/>乙</a></div>";
        let listed = listed_articles(page, &Limits::default()).unwrap();
        assert_eq!(listed, ["//blog.csdn.net/u/article/details/2?x", "/u/article/details/3/"]);
    }

    #[test]
    fn a_wall_is_no_list_without_articles() {
        let listed = |page: &str| listed_articles(page, &Limits::default());
        let captcha = "<title>安全验证</title><div class=text-wrap>安全验证</div>";
        assert_eq!(listed(captcha), Err(Error::Blocked { page: BlockPage::Captcha }));
        for empty in ["<ul class=column_article_list></ul><p>空空如也", "<title>404</title>", ""] {
            assert_eq!(listed(empty), Ok(Vec::new()), "{empty}");
        }
    }
}
