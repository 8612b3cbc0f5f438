//! The articles of `fixtures/`, each shown by each tool.

use std::path::Path;

use super::case;
use super::compare::{Article, differences};
use super::known;
use super::posts::article;
use super::tool::Tool;

pub(crate) fn run(tool: &Tool) -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut articles: Vec<Article> = Vec::new();
    for (name, case) in case::list(&root) {
        let case = case?;
        articles.extend(article(tool, &case.options, &name, &case.input, &case.hints()));
    }
    let different = differences(tool, &articles)?;
    known::check(tool, different, articles.len())
}
