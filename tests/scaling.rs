//! Reading text, normalising, rendering and verifying take linear time: four times the input takes about four times as long, far from
//! the sixteen times of a quadratic pass.

mod measure;

use std::time::Duration;

use csdown::model::{Block, Document, Heading, HeadingLevel, Inline, Link, List, ListItem, ListKind};
use csdown::stages::normalize::normalize;
use csdown::stages::render::render;
use csdown::{Converter, Hints, Options, Report};

/// The size of the smaller input: large enough to measure above noise.
const SIZE: usize = 2000;

#[test]
fn text_of_any_characters_is_rendered_in_linear_time() {
    #[rustfmt::skip]
    let pieces = [
        "*", "*a", "a*", "_", "~", "~~a", "`", "``a", "$", "[", "]", "](", "[](", "[](a ", "[^", "![", "<", "<a ", "<a b=\"", "<!--", "<?",
        "<![CDATA[", "<a@", "<a:", "&", "&a", "&#", "\\", "#", "|", "(", "http://a", "www.", "http://a*", "- ", "1. ", "=", "***a", "{", "a@",
    ];
    for piece in pieces {
        is_linear(piece, |count| vec![Block::Paragraph(vec![Inline::Text(piece.repeat(count))])]);
    }
}

#[test]
fn many_inlines_are_rendered_in_linear_time() {
    let text = |text: &str| Inline::Text(text.to_owned());
    let kinds: [(&str, Kind); 4] = [
        ("bold", Inline::Strong),
        ("struck out", Inline::Strike),
        ("a link", |content| Inline::Link(Link { url: "u".into(), title: None, content })),
        ("an element", |content| Inline::Element(csdown::model::Tag::U, content)),
    ];
    for (name, kind) in kinds {
        let piece = |_| [kind(vec![text("a："), Inline::Emphasis(vec![text("b")])]), text("*c")];
        is_linear(name, |count| vec![Block::Paragraph((0..count / 4).flat_map(piece).collect())]);
    }
    is_linear("code", |count| {
        let code = (1..count / 100).map(|length| "`".repeat(length % 50)).collect::<Vec<_>>().join(" ");
        vec![Block::Paragraph(vec![Inline::Code(code)])]
    });
    is_linear("links to themselves", |count| {
        let url = "&a;".repeat(count);
        vec![Block::Paragraph(vec![Inline::Link(Link { content: vec![text(&url)], url, title: None })])]
    });
}

#[test]
fn many_blocks_are_rendered_in_linear_time() {
    let line = |text: &str| vec![Inline::Text(text.to_owned())];
    is_linear("headings of one name", |count| {
        let level = HeadingLevel::ONE;
        let heading = |_| Block::Heading(Heading { level, content: line("a"), anchors: vec!["b".into()] });
        (0..count).map(heading).collect()
    });
    is_linear("items", |count| {
        let item = |_| ListItem { task: None, blocks: vec![Block::Paragraph(line("a"))] };
        vec![Block::List(List { kind: ListKind::Bullet, items: (0..count).map(item).collect() })]
    });
    is_linear("quotes", |count| {
        (0..count).map(|_| Block::Quote(vec![Block::Paragraph(line("a"))])).collect()
    });
    is_linear("TeX", |count| vec![Block::Math("a $b$\n- c % d\n".repeat(count))]);
}

#[test]
fn articles_are_verified_in_linear_time() {
    let pieces = [
        ("paragraphs", "<p>一<b>二</b></p>"),
        ("links to fragments", "<h2>一</h2><a href='#x'>二</a>"),
        ("links with their URL as text", "<p><u>a</u><a href='http://a.b/c'><u>http://a.b/c</u></a></p>"),
        ("items", "<ul><li>1. 一</li></ul>"),
        ("code", "<pre>a</pre>"),
        ("tables", "<table><tr><th>一</th><td>二</td></tr><tr><td>三</td><td>四</td></tr></table>"),
        ("images", "<a href='http://a.b/c.png'><img src='http://a.b/c.png'></a>"),
    ];
    for (name, piece) in pieces {
        let converter = Converter::default();
        let made = |count: usize| {
            let html = format!("<div id=content_views>{}</div>", piece.repeat(count));
            // First all of it matches, then nothing.
            let markdown = converter.convert(&html).unwrap().markdown;
            (html, [markdown, "甲\n\n".repeat(count)])
        };
        let time = |(html, markdowns): &(String, [String; 2])| {
            measure::taken(|| {
                for markdown in markdowns {
                    converter.verify(html.as_bytes(), &Hints::default(), markdown).unwrap();
                }
            })
        };
        let (few, many) = (made(SIZE / 2), made(2 * SIZE));
        measure::is_linear(name, || time(&few), || time(&many));
    }
}

#[test]
fn character_references_are_decoded_in_linear_time() {
    let converter = Converter::default();
    for piece in ["&#97;", "&#x61", "&amp;", "&#"] {
        let page = |count: usize| format!("<div id=content_views><p>{}</p></div>", piece.repeat(count));
        let (few, many) = (page(20 * SIZE), page(80 * SIZE));
        let time = |page: &str| measure::taken(|| drop(converter.convert(page).unwrap()));
        measure::is_linear(piece, || time(&few), || time(&many));
    }
}

type Kind = fn(Vec<Inline>) -> Inline;

fn is_linear(name: &str, blocks: impl Fn(usize) -> Vec<Block>) {
    let (few, many) = (blocks(SIZE), blocks(4 * SIZE));
    measure::is_linear(name, || time(&few), || time(&many));
}

fn time(blocks: &[Block]) -> Duration {
    let mut document = Document { blocks: blocks.to_vec() };
    measure::taken(|| {
        normalize(&mut document, &Options::default(), &mut Report::default());
        let markdown = render(&document, &Options::default());
        assert!(!markdown.is_empty());
    })
}
