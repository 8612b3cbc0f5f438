//! The style of articles, which all books with HTML have.

/// How the content of an article looks.
pub(super) const ARTICLE_STYLE: &str = include_str!("../../templates/article.css");
