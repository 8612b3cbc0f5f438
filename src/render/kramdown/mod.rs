//! kramdown with its parser GFM, Jekyll's default: <https://kramdown.gettalong.org/syntax.html>.
//!
//! Its grammar is not CommonMark's. Any list, quote or heading interrupts a paragraph, any paragraph whose lines all
//! have a `|` is a table, emphasis has no flanking rules, and a link's URL may contain spaces. Backslashes escape only
//! [`spans::ESCAPABLE`]. What is said here about its parser was read in the source of kramdown 2.4 and of
//! kramdown-parser-gfm 1.1.

mod blocks;
mod destination;
mod line_start;
mod spans;

pub(super) use blocks::{footnote_label, hides_list, is_table, needs_wide_markers};
pub(super) use destination::{autolink, destination, title};

use super::context::{Container, Context};
use super::unit::{Role, Units};
use crate::model::{Inline, Tag};

/// Marks every character of `units` that needs an escape.
pub(super) fn mark(units: &mut Units, container: Container, context: &Context<'_>) {
    match container {
        Container::Paragraph { start } => line_start::mark(units, start),
        Container::Heading => spans::heading(units),
        Container::Cell => spans::cell(units),
    }
    spans::brackets(units, context);
    for (characters, pass) in PASSES {
        if units.has_text(characters) {
            pass(units);
        }
    }
    if container != Container::Heading && units.has_text("|") {
        spans::pipes(units, container);
    }
    if container == Container::Cell {
        spans::escape_all(units, '`');
    }
    // Must be last: a backslash is special before any character that has one.
    spans::backslashes(units);
}

/// Characters, and the pass to run if text contains one of them.
type Pass = (&'static str, fn(&mut Units));

/// The passes within a line, in order.
const PASSES: [Pass; 8] = [
    ("<", spans::angles),
    ("*", spans::stars),
    ("_", spans::underscores),
    ("~", spans::tildes),
    ("`", spans::backticks),
    ("$", spans::dollars),
    ("&", spans::entities),
    ("{-<>", spans::pairs),
];

/// Writes the marked `units` as Markdown.
pub(super) fn write(units: &Units, container: Container) -> String {
    // Where a line may be a row of a table, code spans are found before escapes are.
    let is_row = container == Container::Cell || units.list.iter().any(|unit| unit.c == '|');
    let mut out = String::with_capacity(units.list.len() + units.list.len() / 8);
    for (index, unit) in units.list.iter().enumerate() {
        let is_before =
            |c: char| units.list.get(index + 1).is_some_and(|next| next.role != Role::Text && next.c == c);
        match unit.c {
            c if !unit.escape => out.push(c),
            '&' => out.push_str("&amp;"),
            // `\<<` is read as two signs, whatever follows.
            '<' if is_before('<') => out.push_str("&lt;"),
            // `\$$x$$` is an inline formula.
            '$' if is_before('$') => out.push_str("&#36;"),
            '~' if unit.scope == 0 && !is_before('~') => out.push_str("\\~"),
            c if spans::ESCAPABLE.contains(c) && !(c == '`' && is_row) => out.extend(['\\', c]),
            c => out.extend(["&#", &u32::from(c).to_string(), ";"]),
        }
    }
    out
}

/// Returns the start tag of an element. Between the tags of some elements, kramdown reads no Markdown unless told to.
pub(super) fn start_tag(tag: Tag, content: &[Inline]) -> String {
    let is_raw = matches!(tag, Tag::Kbd | Tag::Mark | Tag::U);
    let is_simple = |inline: &Inline| matches!(inline, Inline::Text(text) if text.chars().all(is_word));
    let attribute = if is_raw && !content.iter().all(is_simple) { " markdown=\"span\"" } else { "" };
    format!("<{}{attribute}>", tag.name())
}

/// Whether the delimiters of `inline` would be misread: `***` opens bold first, and `~~` is closed by one in code.
pub(super) fn needs_tag(inline: &Inline) -> bool {
    match inline {
        Inline::Emphasis(content) => matches!(content.as_slice(), [Inline::Strong(_), _, ..]),
        Inline::Strike(content) => content.iter().any(holds_tildes),
        _ => false,
    }
}

/// Whether there is `~~` where it cannot be escaped.
pub(super) fn holds_tildes(inline: &Inline) -> bool {
    let has = |text: &str| text.contains("~~");
    let has_title = |title: &Option<String>| title.as_deref().is_some_and(has);
    match inline {
        Inline::Code(code) => has(code),
        Inline::Math(math) => has(&math.tex),
        Inline::Image(image) => has(&image.url) || has_title(&image.title),
        Inline::Link(link) => {
            has(&link.url) || has_title(&link.title) || link.content.iter().any(holds_tildes)
        }
        Inline::Strong(content) | Inline::Emphasis(content) | Inline::Element(_, content) => {
            content.iter().any(holds_tildes)
        }
        _ => false,
    }
}

/// Whether `c` is never markup and never escaped.
fn is_word(c: char) -> bool {
    !c.is_ascii_punctuation() || matches!(c, '+' | '.' | ',' | '/' | '?' | ';' | '%' | '@')
}

/// Writes a code span. Its run of backticks must be longer than any inside, and it may contain bare pipes.
pub(super) fn code(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let padding = if longest == 0 { "" } else { " " };
    format!("{fence}{padding}{code}{padding}{fence}")
}

#[cfg(test)]
mod tests {
    use crate::model::{Block, Document, Image, Inline, Link, List, ListItem, ListKind, Math, Tag};
    use crate::options::{Options, Target};
    use crate::render::render;

    fn block(block: Block) -> String {
        let options = Options { target: Target::Kramdown, ..Options::default() };
        render(&Document { blocks: vec![block] }, &options).trim_end().to_owned()
    }

    fn line(content: Vec<Inline>) -> String {
        block(Block::Paragraph(content))
    }

    fn text(text: &str) -> Inline {
        Inline::Text(text.to_owned())
    }

    fn math(tex: &str) -> Inline {
        Inline::Math(Math { tex: tex.to_owned(), display: false })
    }

    #[test]
    fn leaves_bare_what_is_no_markup() {
        for page in [
            "snake_case a-_b",
            "2 * 3 * 4",
            "a*b",
            "a | b\nc",
            "C# #标签 1) x",
            "a < b > c <= d",
            "&copy &; {a} a:b",
            "1~3年，5~8年",
            "$x$ [x] [^1] ~~ `",
            "C:\\dir",
        ] {
            let lines: Vec<Inline> = page.split('\n').map(text).collect();
            let content = {
                let mut content = Vec::new();
                for line in lines {
                    content.extend((!content.is_empty()).then_some(Inline::Break));
                    content.push(line);
                }
                content
            };
            assert_eq!(line(content), page.replace('\n', "  \n"));
        }
    }

    #[test]
    fn escapes_what_other_markup_would_complete() {
        let link = |url: &str, content: &str| {
            Inline::Link(Link { url: url.into(), title: None, content: vec![text(content)] })
        };
        for (content, expected) in [
            (vec![text("$"), math("x")], "&#36;$$x$$"),
            (vec![text("<"), Inline::Element(Tag::Sub, vec![text("x")])], "&lt;<sub>x</sub>"),
            (vec![link("u_", "）_x")], "[）\\_x](u_)"),
            (vec![text("！!"), link("u", "x")], "！\\![x](u)"),
            (vec![Inline::Code("``".into()), text("`")], "``` `` ```\\`"),
            (vec![Inline::Code("a|b".into()), text("`")], "`a|b`&#96;"),
            (vec![Inline::Emphasis(vec![text("[a] 与 [b]: c")])], "*\\[a] 与 [b]: c*"),
            (vec![math("x"), text("^")], "$$x$$&#94;"),
            (vec![Inline::Emphasis(vec![text("|a")]), Inline::Break, text("b")], "*\\|a*  \nb"),
            (vec![math("|x|"), Inline::Break, text("- a|b")], "$$|x|$$  \n\\- a\\|b"),
        ] {
            assert_eq!(line(content), expected);
        }
    }

    #[test]
    fn image_texts_have_entities_for_what_they_cannot_escape() {
        let image = Image { url: "a|b".into(), alt: "~~a~~ ^".into(), title: Some("\"".into()) };
        let expected = "![&#126;&#126;a&#126;&#126; ^](a&#124;b \"&quot;\")";
        assert_eq!(line(vec![Inline::Image(image)]), expected);
    }

    #[test]
    fn task_with_a_formula_is_no_table() {
        let blocks = vec![Block::Paragraph(vec![text("- "), math("|x|")])];
        let item = ListItem { task: Some(true), blocks };
        let list = List { kind: ListKind::Bullet, items: vec![item] };
        assert_eq!(block(Block::List(list)), "- [x] <!-- -->\n  \\- $$|x|$$");
    }
}
