//! Obsidian: <https://help.obsidian.md/obsidian-flavored-markdown>, <https://help.obsidian.md/tags>.
//!
//! Obsidian and its plugins find most of these with patterns that know no escapes, so the second character of a pair is
//! escaped: `=\=` contains no `==`.

use crate::render::context::Container;
use crate::render::unit::{Role, Unit, Units};

/// Characters before a `#` that do not begin a tag: those of URLs.
const NOT_BEFORE_TAG: &str = "#/&=?.-_~%+\\@:$";

/// Escapes `#` before the name of a tag.
pub(super) fn tags(units: &mut Units, _: Container) {
    for index in 0..units.list.len() {
        if units.is_bare(index, '#') && begins_word(units, index) && is_tag(units, index + 1) {
            units.escape(index, index + 1);
        }
    }
}

/// Whether a tag may begin at `index`. Markup before it is a boundary.
fn begins_word(units: &Units, index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|index| units.list.get(index));
    before.is_none_or(|unit| {
        unit.role != Role::Text || !(unit.c.is_alphanumeric() || NOT_BEFORE_TAG.contains(unit.c))
    })
}

/// Whether the name of a tag is at `start`: letters, digits, `_`, `-`, `/` and symbols such as emoji, not only digits.
fn is_tag(units: &Units, start: usize) -> bool {
    let is_name = |c: &char| match c {
        c if c.is_ascii() => c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '/'),
        c => !c.is_whitespace() && !is_cjk_punctuation(*c),
    };
    let rest = units.list.iter().skip(start).map(|unit| unit.c);
    rest.take_while(is_name).any(|c| !c.is_ascii_digit())
}

const fn is_cjk_punctuation(c: char) -> bool {
    matches!(c, '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}')
}

/// Escapes the second bracket of `[[`, also after a rendered bracket, if `]]` follows on the line.
pub(super) fn wikilinks(units: &mut Units, _: Container) {
    let mut closes = false;
    for index in (1..units.list.len()).rev() {
        closes = match units.char(index) {
            Some('\n') => false,
            Some(']') => closes || units.before(index) == Some(']'),
            _ => closes,
        };
        if closes && units.is_bare(index, '[') && units.before(index) == Some('[') {
            units.escape(index, index + 1);
        }
    }
    unpaired(units);
}

/// Escapes brackets of text that have lost their pair and would end the link around them.
fn unpaired(units: &mut Units) {
    let mut open = vec![Vec::new(); units.scopes + 1];
    for index in 0..units.list.len() {
        let Some(unit) = units.list.get(index).copied().filter(|unit| unit.role == Role::Text) else {
            continue;
        };
        let Some(open) = open.get_mut(unit.scope) else { continue };
        match unit.c {
            '[' => open.push(unit.escape),
            ']' if !unit.escape && open.pop() == Some(true) && unit.scope > 0 => {
                units.escape(index, index + 1);
            }
            _ => {}
        }
    }
}

/// Parts the runs of `=` that could enclose a highlight.
pub(super) fn highlights(units: &mut Units, _: Container) {
    let runs: Vec<_> = units.runs('=', |_| false).into_iter().filter(|run| run.end - run.start > 1).collect();
    let has_text = |unit: Option<char>| unit.is_some_and(|c| !c.is_whitespace());
    let first_open = runs.iter().find(|run| has_text(units.char(run.end)));
    let last_close = runs.iter().rfind(|run| has_text(units.before(run.start)));
    let Some((open, close)) = first_open.zip(last_close).filter(|(open, close)| open.start < close.start)
    else {
        return;
    };
    let (open, close) = (open.start, close.start);
    for run in runs.iter().filter(|run| (open..=close).contains(&run.start)) {
        part(units, run.start, run.end);
    }
}

/// Parts `%%`, which hides all text up to the next one, even in a later paragraph.
pub(super) fn comments(units: &mut Units, _: Container) {
    pairs(units, '%');
}

/// Parts `$$`, which opens a formula that may extend to a later paragraph.
pub(super) fn displayed_formulas(units: &mut Units, _: Container) {
    pairs(units, '$');
}

fn pairs(units: &mut Units, c: char) {
    for run in units.runs(c, |_| false) {
        part(units, run.start, run.end);
    }
}

/// Escapes all but the first character of a run, so that no two stand beside each other: `=\=\=`.
fn part(units: &mut Units, start: usize, end: usize) {
    (start + 1..end).for_each(|index| units.escape(index, index + 1));
}

/// Escapes ` ^id` at the end of a block, which is hidden as the block's id.
pub(super) fn block_ids(units: &mut Units, container: Container) {
    let is_id = |unit: &Unit| unit.c.is_ascii_alphanumeric() || unit.c == '-';
    let Some(caret) = units.list.iter().rposition(|unit| !is_id(unit)) else { return };
    let is_apart = units.before(caret).is_none_or(char::is_whitespace);
    if container != Container::Cell && units.is_bare(caret, '^') && is_apart && caret + 1 < units.list.len() {
        units.escape(caret, caret + 1);
    }
}

/// Escapes `^` before a bracket, which begins a footnote in the line.
pub(super) fn inline_footnotes(units: &mut Units, _: Container) {
    for index in 0..units.list.len() {
        if units.is_bare(index, '^') && units.char(index + 1) == Some('[') {
            units.escape(index, index + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Block, Document, Inline, Link};
    use crate::options::{Options, Target};
    use crate::render::render;

    fn line(content: Vec<Inline>) -> String {
        let options = Options { target: Target::Obsidian, ..Options::default() };
        render(&Document { blocks: vec![Block::Paragraph(content)] }, &options).trim_end().to_owned()
    }

    fn text(text: &str) -> String {
        line(vec![Inline::Text(text.to_owned())])
    }

    #[test]
    fn escapes_what_obsidian_reads() {
        for (page, markdown) in [
            ("#include 与 #标签", "\\#include 与 \\#标签"),
            ("（#注）", "（\\#注）"),
            ("#fff #1a", "\\#fff \\#1a"),
            ("[[ -f x ]] ![[a]]", "[\\[ -f x ]] ![\\[a]]"),
            ("[[[a]]]", "[\\[\\[a]]]"),
            ("a==b&&c==d", "a=\\=b&&c=\\=d"),
            ("a===b===c", "a=\\=\\=b=\\=\\=c"),
            ("50%% 到 60%%", "50%\\% 到 60%\\%"),
            ("$$ 与 $$", "\\$\\$ 与 \\$\\$"),
            ("见 ^ab-1", "见 \\^ab-1"),
            ("文^[1]", "文\\^[1]"),
        ] {
            assert_eq!(text(page), markdown);
        }
        assert_eq!(text("只有 $$"), "只有 $\\$");
    }

    #[test]
    fn keeps_what_obsidian_does_not_read() {
        for page in [
            "C#语言",
            "#12 与 # 号",
            "http://a/#b",
            "[[ 与 [a]",
            "a == b == c",
            "a==b",
            "100% %",
            "x^2",
            "2^8 位",
        ] {
            assert_eq!(text(page), page);
        }
    }

    #[test]
    fn rendered_brackets_form_no_wikilink() {
        let link = Link { url: "u".into(), title: None, content: vec![Inline::Text("[1]".into())] };
        assert_eq!(line(vec![Inline::Link(link)]), "[\\[1\\]](u)");
    }

    #[test]
    fn markup_before_a_tag_is_a_boundary() {
        assert_eq!(line(vec![Inline::Strong(vec![Inline::Text("#a".into())])]), "**\\#a**");
        assert_eq!(line(vec![Inline::Code("#a".into()), Inline::Text("#b".into())]), "`#a`\\#b");
    }
}
