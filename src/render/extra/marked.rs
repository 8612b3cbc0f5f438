//! marked as Hexo uses it: <https://github.com/hexojs/hexo-renderer-marked>. Its delimiters are regular expressions, which
//! find more than CommonMark allows: they look past other markup, and into what is between `<` and `>`.

use crate::model::Inline;
use crate::render::context::Container;
use crate::render::kramdown::holds_tildes;
use crate::render::unit::{Role, Unit, Units};

/// Escapes text that marked reads as an inline, although CommonMark does not.
pub(super) fn inlines(units: &mut Units, container: Container) {
    let last_angle = units.list.iter().rposition(|unit| unit.c == '>').unwrap_or_default();
    for index in 0..units.list.len() {
        let Some(unit) = units.list.get(index).filter(|unit| unit.is_bare()) else { continue };
        let is_read = match unit.c {
            '`' => true,
            // Labels of links hold one level of brackets.
            '[' | ']' => unit.scope > 0,
            // Delimiters before a `>` are ignored, whatever escapes are in between.
            '<' => index < last_angle,
            '.' => ends_www(units, index),
            _ => false,
        };
        if is_read {
            units.escape(index, index + 1);
        }
    }
    stars(units);
    tildes(units);
    if matches!(container, Container::Paragraph { .. }) {
        items(units);
        definitions(units);
    }
    labels(units);
    placeholders(units);
}

/// Escapes what begins an item after a line break: any number, and a marker without text. In an item, marked reads each
/// line of a paragraph as a block.
fn items(units: &mut Units) {
    let starts = (1..units.list.len()).filter(|index| units.before(*index) == Some('\n'));
    let markers: Vec<usize> = starts.filter_map(|start| item_marker(units, start)).collect();
    markers.into_iter().for_each(|index| units.escape(index, index + 1));
}

/// Returns the character that ends the marker of an item at `start`.
fn item_marker(units: &Units, start: usize) -> Option<usize> {
    let digits = units.list.iter().skip(start).take_while(|unit| unit.is_bare() && unit.c.is_ascii_digit());
    let end = start + digits.take(10).count();
    let delimiters = if end == start { ['*', '+'] } else { ['.', ')'] };
    let is_marker = end - start < 10 && delimiters.into_iter().any(|c| units.is_bare(end, c));
    (is_marker && units.char(end + 1).is_none_or(char::is_whitespace)).then_some(end)
}

/// Writes the `]` of `](` in the text of a link as an entity: marked removes its backslash before it looks for links there.
fn labels(units: &mut Units) {
    let is_label = |units: &Units, index: usize| {
        let unit = units.list.get(index).filter(|unit| unit.role == Role::Text && unit.c == ']');
        unit.is_some_and(|unit| unit.scope > 0) && units.char(index + 1) == Some('(')
    };
    replace(units, is_label, "&#93;");
}

/// Whether the `.` at `index` follows `www` in a word, where marked begins a link that extends to the next space.
fn ends_www(units: &Units, index: usize) -> bool {
    let Some(start) = index.checked_sub(3) else { return false };
    let is_www = (start..index).all(|at| units.is_bare(at, 'w'));
    // After these, GitHub finds a link as well, and so does whoever wrote the URL with a scheme.
    let begins_link = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '~' | '(' | '/');
    is_www && !units.before(start).is_none_or(begins_link)
}

/// Escapes `*` if there are others, unless whitespace is on both sides.
fn stars(units: &mut Units) {
    if units.list.iter().filter(|unit| unit.c == '*').count() < 2 {
        return;
    }
    let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    for index in 0..units.list.len() {
        if units.is_bare(index, '*') && !(is_space(units.before(index)) && is_space(units.char(index + 1))) {
            units.escape(index, index + 1);
        }
    }
}

/// Escapes tildes before a code span, which hide its first backtick, and one or two that others of the same number close or
/// open, wherever these are.
fn tildes(units: &mut Units) {
    let runs = units.runs('~', |unit| unit.c == '~');
    for run in runs.iter().filter(|run| run.role == Role::Text) {
        if units.char(run.end) == Some('`') {
            units.escape(run.start, run.end);
        }
    }
    let is_text = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && c != '~');
    for length in [1, 2] {
        let runs = || runs.iter().filter(|run| run.end - run.start == length);
        let last = runs().rev().find(|run| is_text(units.before(run.start))).map(|run| run.start);
        let first = runs().find(|run| is_text(units.char(run.end))).map(|run| run.start);
        let paired: Vec<_> = runs()
            .filter(|run| {
                let opens = is_text(units.char(run.end)) && last.is_some_and(|last| last > run.start);
                let closes = is_text(units.before(run.start)) && first.is_some_and(|first| first < run.start);
                run.role == Role::Text && (opens || closes)
            })
            .copied()
            .collect();
        paired.into_iter().for_each(|run| units.escape(run.start, run.end));
    }
}

/// Writes the colon at the start of a line as an entity: the renderer makes a definition list of `<br>: ` in its HTML.
fn definitions(units: &mut Units) {
    let is_definition = |units: &Units, index: usize| {
        units.before(index) == Some('\n') && units.char(index + 1).is_some_and(char::is_whitespace)
    };
    replace(units, |units, index| units.is_bare(index, ':') && is_definition(units, index), "&#58;");
}

/// Writes the character that is in Hexo's placeholders of code blocks as an entity: text that looks like one would stop
/// the build.
fn placeholders(units: &mut Units) {
    replace(units, |units, index| units.is_bare(index, PLACEHOLDER), "&#xFFFC;");
}

/// The character in Hexo's placeholders.
pub(in crate::render) const PLACEHOLDER: char = '\u{FFFC}';

/// Replaces the characters that pass `test` with an entity.
fn replace(units: &mut Units, test: impl Fn(&Units, usize) -> bool, entity: &str) {
    let found: Vec<usize> = (0..units.list.len()).filter(|index| test(units, *index)).collect();
    for index in found.into_iter().rev() {
        let scope = units.list.get(index).map_or(0, |unit| unit.scope);
        let unit = |c: char| Unit { c, role: Role::Markup, escape: false, scope };
        drop(units.list.splice(index..=index, entity.chars().map(unit)));
    }
}

/// Returns an alternative text as marked shows it: only its brackets can be escaped. Newer versions read markup in it.
pub(in crate::render) fn alt(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            ']' if characters.peek() == Some(&'(') => out.push_str("&#93;"),
            '[' | ']' => out.extend(['\\', c]),
            '\\' | '`' | '&' | '<' | '*' | '~' | PLACEHOLDER => {
                out.extend(["&#", &u32::from(c).to_string(), ";"]);
            }
            _ => out.push(c),
        }
    }
    out
}

/// Whether marked, which looks for code spans where a backslash escapes a backtick, misreads one of this code.
pub(in crate::render) fn misreads_code(code: &str) -> bool {
    code.contains(['`', PLACEHOLDER]) || code.ends_with('\\')
}

/// Whether marked misreads the delimiters of an inline: it ends struck-out text at any `~~`, and emphasis at a wrong
/// delimiter if some of it has more emphasis.
pub(in crate::render) fn needs_tag(inline: &Inline) -> bool {
    match inline {
        Inline::Emphasis(content) | Inline::Strong(content) => {
            content.len() > 1 && content.iter().any(holds_emphasis)
        }
        Inline::Strike(content) => content.iter().any(holds_tildes),
        _ => false,
    }
}

fn holds_emphasis(inline: &Inline) -> bool {
    match inline {
        Inline::Strong(_) | Inline::Emphasis(_) => true,
        Inline::Strike(content) | Inline::Element(_, content) => content.iter().any(holds_emphasis),
        _ => false,
    }
}

/// Whether Hexo writes another URL than `url` for a link or image: it decodes what is percent-encoded, and encodes no
/// characters that separate the parts of a URL.
pub(in crate::render) fn rewrites(url: &str) -> bool {
    let encoded = url.split('%').skip(1).filter_map(|rest| u8::from_str_radix(rest.get(..2)?, 16).ok());
    let is_separator = |byte: u8| b";/?:@&=+$,".contains(&byte);
    encoded.into_iter().any(is_separator) || percent_encoding::percent_decode_str(url).decode_utf8().is_err()
}

/// Whether Hexo, which replaces fences before Markdown is parsed, finds one that follows `before` on its line: the markers of
/// up to three quotes, or that of one item.
pub(in crate::render) fn finds_fence(before: &str) -> bool {
    let quotes = before.matches('>').count();
    let is_quote = quotes <= 3 && before.chars().all(|c| matches!(c, ' ' | '>'));
    let number = before.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_item = if number.len() < before.len() { number == ". " } else { before == "- " };
    is_quote || is_item
}

#[cfg(test)]
mod tests {
    use super::{alt, finds_fence, rewrites};
    use crate::model::{Block, Document, Inline, Link, List, ListItem, ListKind};
    use crate::options::{Options, Target};
    use crate::render::render;

    fn write(block: Block) -> String {
        let options = Options { target: Target::Marked, ..Options::default() };
        render(&Document { blocks: vec![block] }, &options).trim_end().to_owned()
    }

    fn line(content: Vec<Inline>) -> String {
        write(Block::Paragraph(content))
    }

    fn text(text: &str) -> Inline {
        Inline::Text(text.to_owned())
    }

    #[test]
    fn escapes_what_marked_reads() {
        for (page, markdown) in [
            ("a* 与 *b", "a\\* 与 \\*b"),
            ("2 * 3 * 4", "2 * 3 * 4"),
            ("一个 `", "一个 \\`"),
            ("a<b, c>d", "a\\<b, c>d"),
            ("a<b, <c, d>e", "a\\<b, \\<c, d>e"),
            ("a<b", "a<b"),
            ("1~2 与 3~4", "1\\~2 与 3\\~4"),
            ("1~2", "1~2"),
            ("见www.a.cn", "见www\\.a.cn"),
            ("\u{FFFC}", "&#xFFFC;"),
        ] {
            assert_eq!(line(vec![text(page)]), markdown);
        }
    }

    #[test]
    fn escapes_items_and_definitions_at_line_starts() {
        for (page, markdown) in [
            ("2. 乙", "2\\. 乙"),
            ("12) 乙", "12\\) 乙"),
            ("2.乙", "2.乙"),
            ("2024年", "2024年"),
            (": 释义", "&#58; 释义"),
        ] {
            assert_eq!(line(vec![text("甲"), Inline::Break, text(page)]), format!("甲  \n{markdown}"));
        }
        let blocks = vec![Block::Paragraph(vec![text("- 甲")])];
        let items = vec![ListItem { task: Some(false), blocks }];
        assert_eq!(write(Block::List(List { kind: ListKind::Bullet, items })), "- [ ] \\- 甲");
    }

    #[test]
    fn keeps_links_out_of_labels() {
        let link = Link { url: "u".into(), title: None, content: vec![text("甲[x](y)")] };
        assert_eq!(line(vec![Inline::Link(link)]), "[甲\\[x&#93;(y)](u)");
        assert_eq!(alt("a[0](b)[c] *d* ~e~ f_g"), "a\\[0&#93;(b)\\[c\\] &#42;d&#42; &#126;e&#126; f_g");
    }

    #[test]
    fn writes_tags_where_delimiters_are_misread() {
        let strong = || Inline::Strong(vec![text("粗")]);
        let code = |code: &str| Inline::Code(code.into());
        for (inline, markdown) in [
            (Inline::Emphasis(vec![strong()]), "***粗***"),
            (Inline::Emphasis(vec![text("斜"), strong(), text("，后")]), "<em>斜**粗**，后</em>"),
            (
                Inline::Strong(vec![text("前，"), Inline::Emphasis(vec![text("斜")]), text("后")]),
                "<strong>前，*斜*后</strong>",
            ),
            (Inline::Strike(vec![text("删"), code("~")]), "~~删`~`~~"),
            (Inline::Strike(vec![text("删"), code("~~")]), "<del>删`~~`</del>"),
            (code("a\\b"), "`a\\b`"),
            (code("a\\"), "<code>a&#92;</code>"),
            (code("`"), "<code>&#96;</code>"),
        ] {
            assert_eq!(line(vec![inline]), markdown);
        }
        assert_eq!(line(vec![text("~"), code("a")]), "\\~`a`");
    }

    #[test]
    fn finds_what_hexo_changes() {
        assert!(["https://a.cn/?q=a%2Bb", "https://a.cn/%C4%E3"].into_iter().all(rewrites));
        assert!(!["https://a.cn/?q=a+b", "https://a.cn/%E4%BD%A0", "100%"].into_iter().any(rewrites));
        assert!(["", "> ", "> > > ", "- ", "12. "].into_iter().all(finds_fence));
        assert!(!["- - ", "> - ", "- [ ] ", "> > > > "].into_iter().any(finds_fence));
    }
}
