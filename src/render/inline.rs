//! Running text: turns inlines into characters, has them escaped, and gives the line or lines.

use std::collections::HashSet;

use super::Context;
use super::destination::{autolink, destination, title};
use super::unit::{Role, Units};
use super::{escape, html};
use crate::model::{Image, Inline, Link};
use crate::options::HardBreak;

/// Where a run of inlines stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// On lines of its own.
    Paragraph {
        /// What stands before it.
        start: Start,
    },
    /// After `#`.
    Heading,
    /// In a cell of a GFM table.
    Cell,
}

/// What stands on the line on which a paragraph begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// At most the marks of what it is in.
    Block,
    /// The mark of a list item, behind which `[x]` would be a task box.
    Item,
    /// The box of a task, behind which nothing opens a block.
    Task,
}

/// The Markdown of `inlines`. Only a paragraph has more than one line.
pub(super) fn write(inlines: &[Inline], place: Place, context: &Context) -> String {
    let line_break = match context.hard_break {
        _ if place == Place::Cell => "<br>",
        HardBreak::Backslash => "\\\n",
        HardBreak::Spaces => "  \n",
    };
    let mut flow = Flow { units: Units::default(), in_cell: place == Place::Cell, line_break };
    flow.list(inlines);
    escape::mark(&mut flow.units, place, context);
    escape::write(&flow.units, place)
}

struct Flow {
    units: Units,
    in_cell: bool,
    line_break: &'static str,
}

impl Flow {
    fn list(&mut self, inlines: &[Inline]) {
        inlines.iter().for_each(|inline| self.inline(inline));
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => self.units.push(text, Role::Text),
            Inline::Strong(content) => self.emphasis("**", content),
            Inline::Emphasis(content) => self.emphasis("*", content),
            Inline::Strike(content) => self.emphasis("~~", content),
            Inline::Code(code) => self.code(code),
            Inline::Link(link) => self.link(link),
            Inline::Image(image) => self.image(image),
            Inline::Math(math) => {
                let delimiter = if math.display { "$$" } else { "$" };
                self.markup(&format!("{delimiter}{}{delimiter}", math.tex));
            }
            Inline::Break => self.markup(self.line_break),
            Inline::Element(tag, content) => {
                self.markup(&format!("<{}>", tag.name()));
                self.list(content);
                self.markup(&format!("</{}>", tag.name()));
            }
            Inline::FootnoteReference(label) => self.markup(&format!("[^{label}]")),
        }
    }

    fn markup(&mut self, text: &str) {
        self.units.push(text, Role::Markup);
    }

    fn emphasis(&mut self, delimiter: &str, content: &[Inline]) {
        self.units.push(delimiter, Role::Opens);
        self.list(content);
        self.units.push(delimiter, Role::Closes);
    }

    fn code(&mut self, code: &str) {
        if self.in_cell && code.contains("\\|") {
            // A row is cut at its pipes before code is read, so that no code span can hold this.
            return self.markup(&format!("<code>{}</code>", html::text_in_cell(code)));
        }
        let runs: HashSet<usize> = code.split(|c| c != '`').map(str::len).collect();
        let length = (1..=runs.len() + 1).find(|length| !runs.contains(length)).unwrap_or(1);
        let fence = "`".repeat(length);
        let blanks = code.starts_with(' ') && code.ends_with(' ') && !code.trim_matches(' ').is_empty();
        let pad = if blanks || code.starts_with('`') || code.ends_with('`') { " " } else { "" };
        self.markup(&format!("{fence}{pad}{code}{pad}{fence}"));
    }

    fn link(&mut self, link: &Link) {
        if let Some(url) = autolink(link) {
            return self.markup(&format!("<{url}>"));
        }
        self.bracketed("", &link.url, link.title.as_deref(), |flow| flow.list(&link.content));
    }

    fn image(&mut self, image: &Image) {
        let alt = |flow: &mut Self| flow.units.push(&image.alt, Role::Text);
        self.bracketed("!", &image.url, image.title.as_deref(), alt);
    }

    fn bracketed(&mut self, before: &str, url: &str, told: Option<&str>, text: impl FnOnce(&mut Self)) {
        self.markup(before);
        self.units.push("[", Role::Opens);
        let outer = self.units.enter();
        text(self);
        self.units.leave_for(outer);
        self.units.push("]", Role::Closes);
        self.markup(&format!("({}{})", destination(url), title(told)));
    }
}
