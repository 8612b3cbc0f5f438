//! Running text: turns inlines into characters, has them escaped, and gives the line or lines.

use super::destination::{autolink, destination, title};
use super::escape;
use super::flanking::{Around, End, Side, edge, is_starred, works};
use super::unit::Units;
use super::{block::longest_run, html};
use crate::model::{Image, Inline, Link};
use crate::options::HardBreak;

/// Where a run of inlines stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// On lines of its own.
    Paragraph {
        /// Whether it opens a list item, where `[x]` would be a task box.
        item_start: bool,
    },
    /// After `#`.
    Heading,
    /// In a cell of a GFM table.
    Cell,
}

/// The Markdown of `inlines`. Only a paragraph has more than one line.
pub(super) fn write(inlines: &[Inline], place: Place, hard_break: HardBreak) -> String {
    let mut flow = Flow { units: Units::default(), in_cell: place == Place::Cell };
    flow.list(inlines, Side::Blank, false);
    escape::mark(&mut flow.units, place);
    escape::write(&flow.units, place, hard_break)
}

struct Flow {
    units: Units,
    in_cell: bool,
}

impl Flow {
    /// Appends `inlines`, with `after` behind them; `tags` when emphasis around them is written as HTML.
    fn list(&mut self, inlines: &[Inline], after: Side, tags: bool) {
        for (index, inline) in inlines.iter().enumerate() {
            let after = inlines.get(index + 1).map_or(after, |next| edge(next, End::First, self.in_cell));
            self.inline(inline, after, tags);
        }
    }

    fn inline(&mut self, inline: &Inline, after: Side, tags: bool) {
        match inline {
            Inline::Text(text) => self.units.literal(text),
            Inline::Strong(content) => self.emphasis(inline, content, "**", "strong", after, tags),
            Inline::Emphasis(content) => self.emphasis(inline, content, "*", "em", after, tags),
            Inline::Strike(content) => self.emphasis(inline, content, "~~", "del", after, tags),
            Inline::Code(code) => self.code(code),
            Inline::Link(link) => self.link(link),
            Inline::Image(image) => self.image(image),
            Inline::Math(math) => {
                let delimiter = if math.display { "$$" } else { "$" };
                self.units.raw(&format!("{delimiter}{}{delimiter}", math.tex));
            }
            Inline::Break => self.units.raw(if self.in_cell { "<br>" } else { "\n" }),
            Inline::Element(tag, content) => {
                self.units.raw(&format!("<{}>", tag.name()));
                self.list(content, Side::Punctuation, tags);
                self.units.raw(&format!("</{}>", tag.name()));
            }
            Inline::FootnoteReference(label) => self.units.raw(&format!("[^{label}]")),
        }
    }

    fn emphasis(
        &mut self,
        inline: &Inline,
        content: &[Inline],
        delimiter: &str,
        tag: &str,
        after: Side,
        tags: bool,
    ) {
        // The text before a run of stars may end in one of ours, with which it would fuse.
        let follows = self.units.list.last().is_some_and(|unit| !unit.literal && unit.c == '*');
        let before = Side::of(self.units.list.last().map(|unit| unit.c));
        let around = Around { before, after, ..Around::line(self.in_cell) };
        let follows = follows && is_starred(inline);
        let tags = tags || (!self.units.judged && !works(inline, around, follows));
        let judged = std::mem::replace(&mut self.units.judged, true);
        let (open, close) = if tags {
            (format!("<{tag}>"), format!("</{tag}>"))
        } else {
            self.units.stars |= is_starred(inline);
            self.units.tildes |= !is_starred(inline);
            (delimiter.to_owned(), delimiter.to_owned())
        };
        self.units.raw(&open);
        self.list(content, Side::Punctuation, tags);
        self.units.raw(&close);
        self.units.judged = judged;
    }

    fn code(&mut self, code: &str) {
        if self.in_cell && code.contains("\\|") {
            // A row is cut at its pipes before code is read, so that no code span can hold this.
            self.units.raw(&format!("<code>{}</code>", html::text_in_cell(code)));
            return;
        }
        let mut length = 1;
        while longest_run(code, '`') >= length && code.split(|c| c != '`').any(|run| run.len() == length) {
            length += 1;
        }
        let fence = "`".repeat(length);
        let blanks = code.starts_with(' ') && code.ends_with(' ') && !code.trim_matches(' ').is_empty();
        let pad = if blanks || code.starts_with('`') || code.ends_with('`') { " " } else { "" };
        self.units.raw(&format!("{fence}{pad}{code}{pad}{fence}"));
    }

    fn link(&mut self, link: &Link) {
        if let Some(url) = autolink(link) {
            self.units.raw(&format!("<{url}>"));
            return;
        }
        self.units.raw("[");
        let start = self.units.list.len();
        let judged = std::mem::replace(&mut self.units.judged, false);
        self.list(&link.content, Side::Punctuation, false);
        self.units.judged = judged;
        self.units.bracketed.push((start, self.units.list.len()));
        self.units.raw(&format!("]({}{})", destination(&link.url), title(link.title.as_deref())));
    }

    fn image(&mut self, image: &Image) {
        self.units.raw("![");
        let start = self.units.list.len();
        self.units.literal(&image.alt);
        self.units.bracketed.push((start, self.units.list.len()));
        self.units.raw(&format!("]({}{})", destination(&image.url), title(image.title.as_deref())));
    }
}
