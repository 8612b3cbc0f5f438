//! What the catalogue knows about the content of an article.

use std::collections::BTreeMap;

use url::Url;

use crate::catalogue::LinkRow;
use crate::extract::linked_article;
use crate::model::visit::{Visit, walk_block, walk_inline};
use crate::model::{Block, CodeBlock, Document, Inline};

/// The links that lead out of an article, and the languages of its code blocks.
#[derive(Debug, Default)]
pub(super) struct ArticleContents {
    pub(super) links: Vec<LinkRow>,
    pub(super) languages: Vec<(String, usize)>,
}

impl ArticleContents {
    /// Reads the contents of a document.
    pub(super) fn of(document: &Document) -> Self {
        let mut found = Found::default();
        document.visit(&mut found);
        let links = found.links.into_iter().map(|(url, uses)| link(url, uses)).collect();
        Self { links, languages: found.languages.into_iter().collect() }
    }
}

/// Each value with the number of its uses.
#[derive(Default)]
struct Found {
    links: BTreeMap<String, usize>,
    languages: BTreeMap<String, usize>,
}

impl Visit for Found {
    fn visit_block(&mut self, block: &Block) {
        if let Block::Code(CodeBlock { language: Some(language), .. }) = block {
            *self.languages.entry(language.as_str().to_owned()).or_default() += 1;
        }
        walk_block(self, block);
    }

    fn visit_inline(&mut self, inline: &Inline) {
        if let Inline::Link(link) = inline
            && !link.url.starts_with('#')
        {
            *self.links.entry(link.url.clone()).or_default() += 1;
        }
        walk_inline(self, inline);
    }
}

fn link(url: String, uses: usize) -> LinkRow {
    let host = Url::parse(&url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let target = linked_article(&url).map(|article| article.id.to_owned());
    LinkRow { url, host, target, uses }
}
