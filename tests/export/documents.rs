//! The articles of an archive, read without the code that exports them.

use std::path::Path;

use csdown::articles::{Article, Articles, Selection};
use csdown::catalogue::{Catalogue, Order};

/// Returns the articles by their path.
pub(crate) fn articles(archive: &Path) -> Vec<Article> {
    let articles = Articles::new(Catalogue::read(archive).unwrap().unwrap());
    let selection = Selection { order: Order::Path, ..Selection::default() };
    let numbers = articles.select(&selection).unwrap();
    numbers.into_iter().map(|number| articles.read(number).unwrap()).collect()
}
