//! The peers, each with its default options.

use crate::Post;

pub(crate) fn mdream(post: &Post) -> Option<String> {
    Some(mdream::html_to_markdown(post.html(), mdream::types::HtmlToMarkdownOptions::default()))
}

pub(crate) fn fast_html2md(post: &Post) -> Option<String> {
    Some(fast_html2md_library::rewrite_html(post.html(), false))
}

pub(crate) fn fast_h2m(post: &Post) -> Option<String> {
    fast_h2m::convert(post.html(), None).ok()?.content
}

pub(crate) fn htmd(post: &Post) -> Option<String> {
    htmd::convert(post.html()).ok()
}

pub(crate) fn mdka(post: &Post) -> Option<String> {
    Some(mdka::html_to_markdown(post.html()))
}

pub(crate) fn html2md(post: &Post) -> Option<String> {
    Some(html2md::parse_html(post.html()))
}

pub(crate) fn html_to_markdown(post: &Post) -> Option<String> {
    html_to_markdown_rs::convert(post.html(), None).ok()?.content
}

/// Only parses. Returns the number of nodes.
pub(crate) fn scraper(post: &Post) -> usize {
    scraper::Html::parse_document(post.html()).tree.nodes().len()
}
