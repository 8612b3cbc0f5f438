//! Random documents, with every kind of block and inline nested in every other, and text full of Markdown syntax.

use arbitrary::{Result, Unstructured};
use csdown::Options;
use csdown::model::{
    Alignment, Block, Cell, CodeBlock, CodeLanguage, Details, Document, Footnote, Heading, HeadingLevel,
    Image, Inline, Link, List, ListItem, ListKind, Math, Origin, Table, TableForm, Tag,
};
use csdown::options::{self, Emphasis, HardBreak, Tables};

/// The parts of random text.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "a", "b1", "文", "字", "x_y", "é", "😀", "，", "：", "（", "）", "“", "→", " ", " ", "  ", "\t", "\u{a0}", "\u{3000}", "\n",
    "\u{b}", "\0", "\u{200b}", "\u{2028}", "\r\n",
    "!", "\"", "#", "$", "%", "&", "'", "(", ")", "*", "+", ",", "-", ".", "/", ":", ";", "<", "=", ">", "?", "@", "[", "\\",
    "]", "^", "_", "`", "{", "|", "}", "~",
    "**", "***", "__", "``", "~~", "~~~", "```", "$$", "](", "][", "]:", "![", "[^1]", "[^注]", "[ ] ", "[x] ", "[x](y)", "[x]: y",
    "# ", "#", "- ", "+ ", "* ", "1. ", "2) ", "12.", "> ", "---", "===", "***", "___", "|---|", ":-:", "- - -",
    "&lt;", "&amp", "&#35;", "&#x41;", "&copy;", "<b>", "</b>", "<br/>", "<div", "<!--", "-->", "<?a?>", "<a href='b'>", "<pre>",
    "http://a.cn/_b_", "https://a.cn/?__b=1&_c=*d*~e~", "www.a.cn/~b~", "<http://a.cn>", "a@b.cn", "mailto:a@b.cn", "ftp://a.b/c)",
    "a*b*c", "_a_", "**a**", "`a`", "$a$", "~a~", "\\*", "\\\\", "{a}", "{$a}",
];

/// URLs.
const URLS: &[&str] = &[
    "",
    "#",
    "#a",
    "i.png",
    "http://b.cn/x_(y)",
    "p?a=1&b=2&copy;&lt",
    "x(y",
    "a b\tc",
    "<a>",
    "a\\(b",
    "http://a.cn/!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    "https://a.cn/?a=1&b=%20",
    "https://a.cn/文",
    "mailto:a@b.cn",
    "((((((((((((((((((((((((((((((((((()))))))))))))))))))))))))))))))))))",
    "a\nb",
    "|",
    "`",
    "$",
];

/// Inline code.
const CODE: &[&str] = &[
    "a", "`", "``b", "a|b", "a\\|b", "\\", "* x", " a ", " `", "<b>", "$x$", "a\nb", "` `` ```", "", "  ",
    "&lt;",
];

/// Code blocks.
const LISTINGS: &[&str] = &[
    "let x;",
    "a\n\n  b",
    "```\n~~~",
    "\n\tc",
    "````",
    "a  \n \t\nb",
    "a\r\nb",
    "\n",
    "",
    "<b>&amp;",
    "\0",
    "\n\n\n\na\n\n\n",
    "    a",
    "\u{b}",
];

/// TeX.
const TEX: &[&str] = &[
    "x",
    "a_b*c",
    "|y|",
    "\\|y\\|",
    "a<b>c",
    "\\$",
    "a $b$",
    "\\text{$x$}",
    "{",
    "a\\",
    "\\\\",
    "a\n\nb",
    "a\n- b",
    "=\n=",
    "# a",
    "> a",
    "1. a",
    "`a`",
    "",
    " ",
    "a % b\n- c",
    "---",
    "``",
    "*",
    "\\{",
    "x^{2}",
    "$$",
    "<div>",
    "a\n<!-- b",
    "|-|",
    "\\%\n+ a",
];

const LABELS: &[&str] = &["1", "2", "注", "a b", "", "a]b", "x_y_", "A"];

/// Draws a document and the options to render it with.
pub fn document(u: &mut Unstructured<'_>) -> Result<(Document, Options)> {
    let mut options = Options::default();
    options.emphasis = *u.choose(Emphasis::ALL)?;
    options.hard_break = *u.choose(HardBreak::ALL)?;
    options.tables = *u.choose(Tables::ALL)?;
    options.details = *u.choose(options::Details::ALL)?;
    let depth = u.int_in_range(0..=4)?;
    Ok((Document { blocks: blocks(u, depth)? }, options))
}

fn several<T>(
    u: &mut Unstructured<'_>,
    most: usize,
    one: impl Fn(&mut Unstructured<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let least = usize::from(!u.ratio(1, 16)?);
    (0..u.int_in_range(least..=most)?).map(|_| one(u)).collect()
}

fn text(u: &mut Unstructured<'_>) -> Result<String> {
    if u.ratio(1, 128)? {
        return Ok(u.choose(WORDS)?.repeat(1000));
    }
    Ok(several(u, 5, |u| u.choose(WORDS).copied())?.concat())
}

fn title(u: &mut Unstructured<'_>) -> Result<Option<String>> {
    if u.ratio(1, 3)? { text(u).map(Some) } else { Ok(None) }
}

fn choose(u: &mut Unstructured<'_>, list: &[&str]) -> Result<String> {
    u.choose(list).map(|text| (*text).to_owned())
}

fn inlines(u: &mut Unstructured<'_>, depth: u8) -> Result<Vec<Inline>> {
    several(u, 4, |u| inline(u, depth))
}

fn inline(u: &mut Unstructured<'_>, depth: u8) -> Result<Inline> {
    let deeper = depth.saturating_sub(1);
    Ok(match u.int_in_range(0..=if depth == 0 { 9 } else { 19 })? {
        0..=3 => Inline::Text(text(u)?),
        4 => Inline::Code(choose(u, CODE)?),
        5 => Inline::Break,
        6 => Inline::Math(Math { tex: choose(u, TEX)?, display: u.ratio(1, 4)? }),
        7 => Inline::Image(Image { url: choose(u, URLS)?, alt: text(u)?, title: title(u)? }),
        8 => Inline::FootnoteReference(choose(u, LABELS)?),
        9 => {
            let url = choose(u, URLS)?;
            let shown = url.strip_prefix("mailto:").unwrap_or(&url).to_owned();
            Inline::Link(Link { content: vec![Inline::Text(shown)], url, title: title(u)? })
        }
        10..=12 => Inline::Strong(inlines(u, deeper)?),
        13..=15 => Inline::Emphasis(inlines(u, deeper)?),
        16 => Inline::Strike(inlines(u, deeper)?),
        17 => Inline::Link(Link { url: choose(u, URLS)?, title: title(u)?, content: inlines(u, deeper)? }),
        18 => Inline::Element(*u.choose(&Tag::ALL)?, inlines(u, deeper)?),
        _ => deep(u)?,
    })
}

/// Draws nested elements.
fn deep(u: &mut Unstructured<'_>) -> Result<Inline> {
    let mut inline = Inline::Text(text(u)?);
    for _ in 0..u.int_in_range(1..=40)? {
        inline = match u.int_in_range(0..=2)? {
            0 => Inline::Element(*u.choose(&Tag::ALL)?, vec![inline]),
            1 => Inline::Strong(vec![inline, Inline::Text(text(u)?)]),
            _ => Inline::Emphasis(vec![Inline::Text(text(u)?), inline]),
        };
    }
    Ok(inline)
}

fn blocks(u: &mut Unstructured<'_>, depth: u8) -> Result<Vec<Block>> {
    several(u, 4, |u| block(u, depth))
}

fn block(u: &mut Unstructured<'_>, depth: u8) -> Result<Block> {
    let deeper = depth.saturating_sub(1);
    Ok(match u.int_in_range(0..=if depth == 0 { 8 } else { 17 })? {
        0..=3 => Block::Paragraph(inlines(u, 3)?),
        4 => {
            let level = HeadingLevel::new(u.int_in_range(1..=6)?).unwrap_or(HeadingLevel::ONE);
            Block::Heading(Heading {
                level,
                content: inlines(u, 2)?,
                anchors: several(u, 2, |u| choose(u, &["a", "b", ""]))?,
            })
        }
        5 => Block::Code(CodeBlock { language: language(u)?, text: choose(u, LISTINGS)? }),
        6 => Block::Math(choose(u, TEX)?),
        7 => Block::Rule,
        8 => Block::Footnote(Footnote { label: choose(u, LABELS)?, blocks: blocks(u, deeper)? }),
        9..=11 => Block::List(list(u, deeper)?),
        12 | 13 => Block::Quote(blocks(u, deeper)?),
        14 => nested(u)?,
        15 => Block::Details(Details { summary: inlines(u, 2)?, blocks: blocks(u, deeper)? }),
        _ => Block::Table(table(u, deeper)?),
    })
}

fn language(u: &mut Unstructured<'_>) -> Result<Option<CodeLanguage>> {
    Ok(CodeLanguage::new(u.choose(&["", "c++", "c#", "python", "-", "."])?))
}

fn list(u: &mut Unstructured<'_>, depth: u8) -> Result<List> {
    const STARTS: &[u32] = &[0, 1, 1, 2, 9, 10, 999_999_998, 999_999_999, u32::MAX];
    let kind = if u.arbitrary()? { ListKind::Bullet } else { ListKind::Ordered(*u.choose(STARTS)?) };
    let item = |u: &mut Unstructured<'_>| {
        let task = *u.choose(&[None, None, None, Some(true), Some(false)])?;
        Ok(ListItem { task, blocks: blocks(u, depth)? })
    };
    Ok(List { kind, items: several(u, 4, item)? })
}

/// Draws nested quotes and lists.
fn nested(u: &mut Unstructured<'_>) -> Result<Block> {
    let mut block = Block::Paragraph(inlines(u, 1)?);
    for _ in 0..u.int_in_range(1..=30)? {
        block = match u.int_in_range(0..=3)? {
            0 => Block::Quote(vec![block]),
            3 => Block::Details(Details { summary: inlines(u, 1)?, blocks: vec![block] }),
            1 => Block::List(List {
                kind: ListKind::Bullet,
                items: vec![ListItem { task: None, blocks: vec![block] }],
            }),
            _ => {
                let blocks = vec![Block::Paragraph(inlines(u, 1)?), block];
                Block::List(List { kind: ListKind::Ordered(1), items: vec![ListItem { task: None, blocks }] })
            }
        };
    }
    Ok(block)
}

fn table(u: &mut Unstructured<'_>, depth: u8) -> Result<Table> {
    const SIDES: &[Alignment] = &[Alignment::None, Alignment::Left, Alignment::Center, Alignment::Right];
    let cell = |u: &mut Unstructured<'_>| {
        let plain = u.ratio(3, 4)?;
        Ok(Cell {
            blocks: if plain { vec![Block::Paragraph(inlines(u, 2)?)] } else { blocks(u, depth)? },
            colspan: if u.ratio(1, 16)? { u.int_in_range(0..=4)? } else { 1 },
            rowspan: if u.ratio(1, 16)? { u.int_in_range(0..=4)? } else { 1 },
            header: u.ratio(1, 8)?,
            alignment: *u.choose(SIDES)?,
        })
    };
    let form = if u.ratio(1, 8)? { TableForm::Html } else { TableForm::Gfm };
    let caption = if u.ratio(1, 8)? { inlines(u, 1)? } else { Vec::new() };
    let header_rows = u.int_in_range(0..=2)?;
    Ok(Table {
        origin: Origin::default(),
        form,
        caption,
        header_rows,
        columns: Vec::new(),
        rows: several(u, 3, |u| several(u, 3, cell))?,
    })
}
