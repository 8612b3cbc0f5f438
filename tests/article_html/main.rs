//! The HTML of documents: of random ones, of hostile ones, and of real posts if `CSDOWN_HTML_POSTS` names a folder of them.
//! `tests/fixtures.rs` checks that of the fixtures.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test")]
#![allow(clippy::disallowed_methods, reason = "the environment names the posts")]

#[path = "mod.rs"]
mod article_html;
#[path = "../properties/mod.rs"]
mod properties;
#[path = "../properties/search.rs"]
mod search;

use std::time::{Duration, Instant};

use article_html::{checks, comrak, tree};
use csdown::html::{HtmlOptions, to_html};
use csdown::model::{
    Alignment, Block, Cell, CodeBlock, Footnote, Heading, HeadingLevel, Image, Inline, Link, List, ListItem,
    ListKind, Table,
};
use csdown::{Converter, Document, Hints, Options, to_markdown};
use properties::render::hold;
use search::search;

fn html(document: &Document) -> String {
    checks::check(document).unwrap().html
}

fn paragraph(content: Vec<Inline>) -> Document {
    Document { blocks: vec![Block::Paragraph(content)] }
}

fn text(text: &str) -> Inline {
    Inline::Text(text.to_owned())
}

fn link(url: &str, content: Vec<Inline>) -> Inline {
    Inline::Link(Link { url: url.to_owned(), title: Some("\"><script>".to_owned()), content })
}

#[test]
fn the_html_of_any_document_is_sound() {
    search(|u| hold(|document, _| checks::check(document).map(drop), u));
}

#[test]
fn markup_in_texts_is_text() {
    let hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;]]><!--\"'\0\u{fffe}\u{202e}";
    let title = Some(hostile.to_owned());
    let image = |url: &str| {
        Inline::Image(Image { url: url.to_owned(), alt: hostile.to_owned(), title: title.clone() })
    };
    let document = Document {
        blocks: vec![
            Block::Heading(Heading {
                level: HeadingLevel::ONE,
                content: vec![text(hostile)],
                anchors: vec![hostile.to_owned()],
            }),
            Block::Paragraph(vec![
                text(hostile),
                Inline::Code(hostile.to_owned()),
                image("https://a.cn/\"<>"),
                image("x\" onerror=\"y"),
            ]),
            Block::Code(CodeBlock { language: None, text: hostile.to_owned() }),
            Block::Math(hostile.to_owned()),
            Block::Footnote(Footnote {
                label: hostile.to_owned(),
                blocks: vec![Block::Paragraph(vec![text(hostile)])],
            }),
            Block::Paragraph(vec![
                Inline::FootnoteReference(hostile.to_owned()),
                Inline::FootnoteReference("a \"b".to_owned()),
            ]),
        ],
    };
    let html = html(&document);
    assert!(!html.contains("<script") && !html.contains("onerror=\"") && html.contains('\u{202e}'), "{html}");
}

#[test]
fn links_that_run_code_are_text() {
    for url in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " \t\u{1}javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "java&#10;script:alert(1)",
        "&#106;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:image/svg+xml,<svg onload=alert(1)>",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "\\\\host\\share",
        "view-source:https://a.cn",
        "../../etc/passwd",
    ] {
        let image = Inline::Image(Image { url: url.to_owned(), alt: String::new(), title: None });
        let html = html(&paragraph(vec![link(url, vec![text("文")]), image]));
        assert!(!html.contains("<a ") && !html.contains("<img"), "{html}");
        assert!(html.contains("文") && html.contains("image"), "{html}");
    }
    assert!(html(&paragraph(vec![link("//a.cn/b", vec![text("文")])])).contains("href=\"https://a.cn/b\""));
}

#[test]
fn links_in_links_and_deep_documents_stay_sound() {
    let inner = link(
        "https://b.cn/",
        vec![Inline::Image(Image { url: "https://a.cn/".into(), alt: "图".into(), title: None })],
    );
    let html =
        html(&paragraph(vec![link("https://a.cn/", vec![inner, Inline::FootnoteReference("1".into())])]));
    assert_eq!(html.matches("<a ").count(), 1, "{html}");

    let mut inline = text("深");
    let mut block = Block::Paragraph(vec![text("深")]);
    for depth in 0..3000 {
        inline =
            if depth % 2 == 0 { link("https://a.cn/", vec![inline]) } else { Inline::Strong(vec![inline]) };
        block = match depth % 3 {
            0 => Block::Quote(vec![block]),
            1 => Block::List(List {
                kind: ListKind::Bullet,
                items: vec![ListItem { task: Some(true), blocks: vec![block] }],
            }),
            _ => Block::Table(Table { rows: vec![vec![Cell::new(vec![block])]], ..Table::default() }),
        };
    }
    let document = Document { blocks: vec![Block::Paragraph(vec![inline]), block] };
    let html = to_html(&document, &HtmlOptions::default()).html;
    assert_eq!((html.matches('深').count(), tree::of_xml(&html).is_ok()), (2, true));
    // Dropping it would need a deep stack.
    std::mem::forget(document);
}

#[test]
fn spans_and_starts_are_bounded() {
    let cell = |columns, rows| Cell {
        colspan: columns,
        rowspan: rows,
        ..Cell::new(vec![Block::Paragraph(vec![text("a")])])
    };
    let rows = vec![vec![cell(usize::MAX, usize::MAX), cell(usize::MAX, 0)], vec![cell(0, 3)]];
    let table = Table { header_rows: usize::MAX, columns: vec![Alignment::Right], rows, ..Table::default() };
    let list = List { kind: ListKind::Ordered(u32::MAX), items: vec![ListItem::default()] };
    let html = html(&Document { blocks: vec![Block::Table(table), Block::List(list)] });
    assert!(html.contains("colspan=\"1000\" rowspan=\"2\"") && !html.contains("colspan=\"0"), "{html}");
    assert!(html.contains("start=\"999999999\""), "{html}");
}

#[test]
fn large_documents_take_linear_time() {
    let started = Instant::now();
    let row = || (0..100).map(|_| Cell::new(vec![Block::Paragraph(vec![text("格")])])).collect();
    let table = Table { rows: (0..1000).map(|_| row()).collect(), ..Table::default() };
    let heading = || {
        Block::Heading(Heading { level: HeadingLevel::ONE, content: vec![text("节")], anchors: Vec::new() })
    };
    let note = |label: usize| Block::Footnote(Footnote { label: label.to_string(), blocks: Vec::new() });
    let mut blocks = vec![Block::Table(table)];
    blocks.extend((0..20_000).map(|_| heading()));
    blocks.extend((0..20_000).map(note));
    blocks.push(Block::Paragraph(
        (0..20_000).rev().map(|label| Inline::FootnoteReference(label.to_string())).collect(),
    ));
    let html = to_html(&Document { blocks }, &HtmlOptions::default());
    assert_eq!(html.html.matches("<td>").count(), 100_000);
    assert_eq!(html.outline.last().map(|entry| entry.id.as_str()), Some("节-19999"));
    assert!(html.html.contains("<li id=\"fn.20000\">"));
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn the_html_of_real_posts_is_sound() {
    let Some(folder) = std::env::var_os("CSDOWN_HTML_POSTS") else { return };
    let (mut posts, mut formulas, mut shown, mut wrong) = (0, 0, 0, Vec::new());
    let converter = Converter::default();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Ok(conversion) = converter.convert_bytes(&std::fs::read(&path).unwrap(), &Hints::default())
        else {
            continue;
        };
        posts += 1;
        // Markdown that was passed through may have HTML that the model lacks.
        let Some(document) = conversion.document else { continue };
        let markdown = to_markdown(&document, &Options::default()).unwrap();
        match checks::check(&document).and_then(|html| comrak::agrees(&document, &markdown).map(|()| html)) {
            Ok(html) => {
                shown += html.html.matches("<math").count();
                formulas += html.html.matches("<math").count() + html.html.matches("class=\"tex\"").count();
            }
            Err(error) => wrong.push(format!("{}: {error}", path.display())),
        }
    }
    println!("{posts} posts, {shown} of {formulas} formulas shown");
    assert!(wrong.is_empty(), "{} posts:\n{}", wrong.len(), wrong.join("\n"));
}
