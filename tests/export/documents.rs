//! The articles of an archive, read without the code that exports them.

use std::path::Path;

use csdown::articles::{Article, Articles, Selection};
use csdown::catalogue::{Catalogue, Order};
use csdown::model::visit::{Visit, walk_block, walk_inline};
use csdown::model::{Block, Inline};

/// Returns the articles by their path.
pub(crate) fn articles(archive: &Path) -> Vec<Article> {
    let articles = Articles::new(Catalogue::read(archive).unwrap().unwrap());
    let selection = Selection { order: Order::Path, ..Selection::default() };
    let numbers = articles.select(&selection).unwrap();
    numbers.into_iter().map(|number| articles.read(number).unwrap()).collect()
}

/// The text of an article without formulas.
struct Text<'a> {
    article: &'a Article,
    text: String,
}

impl Visit for Text<'_> {
    fn visit_block(&mut self, block: &Block) {
        if let Block::Code(code) = block {
            self.text += &code.text;
        }
        walk_block(self, block);
    }

    fn visit_inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) | Inline::Code(text) => self.text += text,
            Inline::Image(image) => {
                let is_shown = self.article.images.contains_key(&image.url) || image.url.starts_with("data:");
                let is_named = is_shown || !image.alt.is_empty();
                self.text += if is_named { &image.alt } else { "image" };
            }
            _ => walk_inline(self, inline),
        }
    }
}

/// Returns what a book says of all articles: title, author, URL and text.
pub(crate) fn text_of_articles(archive: &Path) -> String {
    let text = |article: &Article| {
        let summary = &article.summary;
        let author = summary.author.as_deref().or(summary.user.as_deref()).unwrap_or_default();
        let text = format!("{}{author}{}", summary.title, summary.url.as_deref().unwrap_or_default());
        let mut text = Text { article, text };
        article.document.visit(&mut text);
        text.text
    };
    articles(archive).iter().map(text).collect()
}
