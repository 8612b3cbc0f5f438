//! Markdown files.

use std::collections::BTreeSet;

use csdown::articles::Summary;
use csdown::model::visit::{VisitMut, walk_block_mut, walk_inline_mut};
use csdown::model::{Block, Document, HeadingLevel, Inline, plain_text};
use scraper::{Html, Selector};

use crate::archive::{archive, archives, export};
use crate::documents::articles;
use crate::workplace::Workplace;

/// Exports a Markdown file, and returns it.
fn markdown(dir: &Workplace, args: &[&str]) -> String {
    let done = export(dir, &[&["-o", "book.md", "--force"], args].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    dir.read("book.md")
}

/// Renders Markdown as GitHub does, by another parser.
fn comrak(markdown: &str) -> Html {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.footnotes = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.header_id_prefix = Some(String::new());
    Html::parse_document(&comrak::markdown_to_html(markdown, &options))
}

fn attributes(page: &Html, selector: &str, name: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).filter_map(|element| element.attr(name)).map(str::to_owned).collect()
}

pub(crate) fn links_between_articles_lead_to_their_headings() {
    let page = comrak(&markdown(&archive(), &[]));
    let ids: BTreeSet<String> = attributes(&page, "[id]", "id").into_iter().collect();
    let links = attributes(&page, "a[href^='#']", "href");
    let links: Vec<String> = links
        .iter()
        .map(|link| {
            percent_encoding::percent_decode_str(link.trim_start_matches('#'))
                .decode_utf8()
                .unwrap()
                .into_owned()
        })
        .collect();
    for link in &links {
        assert!(ids.contains(link), "{link}: {ids:?}");
    }
    for expected in ["线程池", "锁", "锁-1", "小结", "小结-1"] {
        assert!(links.iter().any(|link| link == expected), "{expected}: {links:?}");
    }
}

pub(crate) fn images_are_found_from_the_file() {
    let dir = archive();
    let done = export(&dir, &["-o", "深/book.md"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let sources = attributes(&comrak(&dir.read("深/book.md")), "img", "src");
    let local: Vec<&String> =
        sources.iter().filter(|source| source.starts_with("../archive/images/")).collect();
    assert_eq!(local.len(), 6, "{sources:?}");
    assert!(local.iter().all(|source| dir.path("深").join(source).is_file()), "{local:?}");
    assert!(
        sources.iter().any(|source| source == "https://i-blog.csdnimg.cn/direct/gone.png"),
        "{sources:?}"
    );
}

/// Removes what may differ: where links and images lead, the labels of footnotes, and the levels and anchors of headings.
struct Alike;

impl VisitMut for Alike {
    fn visit_block_mut(&mut self, block: &mut Block) {
        match block {
            Block::Footnote(note) => note.label = String::new(),
            Block::Heading(heading) => (heading.level, heading.anchors) = (HeadingLevel::ONE, Vec::new()),
            _ => {}
        }
        walk_block_mut(self, block);
    }

    fn visit_inline_mut(&mut self, inline: &mut Inline) {
        match inline {
            Inline::Link(link) => link.url = String::new(),
            Inline::Image(image) => image.url = String::new(),
            Inline::FootnoteReference(label) => *label = String::new(),
            _ => {}
        }
        walk_inline_mut(self, inline);
    }
}

fn alike(blocks: &[Block]) -> Vec<Block> {
    let mut document = Document { blocks: blocks.to_vec() };
    document.visit_mut(&mut Alike);
    document.blocks
}

pub(crate) fn the_file_reads_back_as_the_same_articles() {
    archives().iter().for_each(check_reading_back);
}

fn check_reading_back(dir: &Workplace) {
    let book = csdown::parse_markdown(&markdown(dir, &["--sort", "path"]));
    let is_title = |block: &Block| matches!(block, Block::Heading(heading) if heading.level.get() == 2);
    let mut parts: Vec<&[Block]> = Vec::new();
    let starts: Vec<usize> = (0..book.blocks.len()).filter(|index| is_title(&book.blocks[*index])).collect();
    for (index, start) in starts.iter().enumerate() {
        parts.push(&book.blocks[*start..starts.get(index + 1).copied().unwrap_or(book.blocks.len())]);
    }
    let articles = articles(&dir.path("archive"));
    assert_eq!(parts.len(), articles.len() + 1, "the contents and the articles");
    for (part, article) in parts[1..].iter().zip(&articles) {
        let Block::Heading(title) = &part[0] else { panic!("{part:?}") };
        assert_eq!(plain_text(&title.content), article.summary.title.trim());
        let Summary { author, user, published, url, .. } = &article.summary;
        let has_byline = usize::from([author, user, published, url].iter().any(|part| part.is_some()));
        assert_eq!(
            alike(&part[1 + has_byline..]),
            alike(&article.document.blocks),
            "{}",
            article.summary.output
        );
    }
}

pub(crate) fn headings_are_below_the_title_of_their_article() {
    let book = markdown(&archive(), &["--column", "并发"]);
    let headings: Vec<&str> = book.lines().filter(|line| line.starts_with('#')).collect();
    let expected = [
        "# 并发",
        "## Contents",
        "## 线程池",
        "### 安装",
        "### 小结",
        "## 锁",
        "### 安装",
        "### 小结",
        "##### 四级",
    ];
    assert_eq!(headings, expected);
    assert!(
        book.contains("\n林默 · 2019-11-26 · <https://blog.csdn.net/lin_mo/article/details/101>\n"),
        "{book}"
    );
    assert!(book.contains("正文[^1-1]") && book.contains("正文[^2-1]"), "{book}");
}
