//! The articles that a page of a list leads to: a column, or the older list of all of a user's articles.

use std::collections::HashSet;

use crate::dom::{self, Element};
use crate::error::Result;
use crate::options::Limits;

use super::metadata::article_id_of_path;

/// The boxes of the lists that hold articles, by their class; beside them stand links to other authors' articles.
const LISTS: &[&str] = &["column_article_list", "article-item-box", "article_list"];

/// The addresses of the articles that the page `html` lists, as they stand there, in its order, each article once. None
/// when it lists none.
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
/// [`Error::LimitExceeded`](crate::Error::LimitExceeded) when the page is too large.
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
    Ok(listed.filter_map(|link| link.attribute("href")).filter(is_new).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn only_what_the_list_holds_counts_and_each_once() {
        let page = "<a href=/u/article/details/1>别处</a>\
                    <div class='article-item-box csdn-tracking-statistics'><h4><a href='//blog.csdn.net/u/article/details/2?x'>甲</a></h4>\
                    <p><a href='https://blog.csdn.net/u/article/details/2#y'>摘要</a></div>\
                    <div class=article-item-box><a href=/u/article/details/x>无</a><a href=/u/article/details/3/>乙</a></div>";
        let listed = listed_articles(page, &Limits::default()).unwrap();
        assert_eq!(listed, ["//blog.csdn.net/u/article/details/2?x", "/u/article/details/3/"]);
    }
}
