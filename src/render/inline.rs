//! Converts inlines to characters, escapes them and returns the resulting line or lines.

use std::borrow::Cow;
use std::collections::HashSet;

use super::context::{Container, Context, ParagraphStart};
use super::extra::marked;
use super::unit::{Role, Units};
use super::writer::Writer;
use super::{escape, formula, html, kramdown, plain, tex};
use crate::markdown::delimiter::takes_underscores;
use crate::markdown::destination::{self, autolink, destination};
use crate::markdown::target::Grammar;
use crate::model::{Image, Inline, Link, Math, Tag};
use crate::options::{HardBreak, MathSyntax};

/// Renders `inlines` as Markdown. Only a paragraph can have more than one line.
pub(super) fn write<'a>(inlines: &'a [Inline], container: Container, context: &Context<'_>) -> Cow<'a, str> {
    if let Some(line) = escaped(inlines, container, context) {
        return line.into();
    }
    match inlines {
        [Inline::Text(text)] if container != Container::Cell || !text.contains('|') => text.into(),
        _ => unescaped(inlines, container, context).into(),
    }
}

/// Writes `inlines` as the lines of a paragraph.
pub(super) fn write_paragraph(
    writer: &mut Writer,
    inlines: &[Inline],
    start: ParagraphStart,
    context: &Context<'_>,
) {
    let container = Container::Paragraph { start };
    match escaped(inlines, container, context) {
        Some(line) => writer.lines(&line),
        None => Flow::new(writer, container, context).list(inlines),
    }
}

/// Renders inlines with escapes. `None` if none is needed but that of pipes in a cell.
fn escaped(inlines: &[Inline], container: Container, context: &Context<'_>) -> Option<String> {
    let is_gfm = !context.syntax.reads_more_than_gfm();
    if is_gfm && plain::is_plain(inlines, container) {
        return None;
    }
    let units = marked(inlines, container, context);
    if is_gfm && !units.has_escapes() {
        return None;
    }
    let line = escape::write(&units, container, context);
    // kramdown displays a formula that is a paragraph of its own, unless a backslash is before it.
    let is_formula = matches!(inlines, [Inline::Math(math)] if !math.display) && !kramdown::is_table(inlines);
    let is_displayed = is_formula
        && context.syntax.grammar == Grammar::Kramdown
        && context.math == MathSyntax::Kramdown
        && matches!(container, Container::Paragraph { start: ParagraphStart::Block | ParagraphStart::Item });
    Some(if is_displayed { format!("\\{line}") } else { line })
}

/// Returns the characters of `inlines`, with those marked that need an escape.
fn marked(inlines: &[Inline], container: Container, context: &Context<'_>) -> Units {
    let mut flow = Flow::new(Units::with_capacity(LINE), container, context);
    flow.list(inlines);
    escape::mark(&mut flow.out, container, context);
    flow.out
}

/// The length in bytes that most lines do not exceed.
const LINE: usize = 128;

/// Renders inlines in which nothing needs an escape except pipes in a cell.
fn unescaped(inlines: &[Inline], container: Container, context: &Context<'_>) -> String {
    let mut flow = Flow::new(String::with_capacity(LINE), container, context);
    flow.list(inlines);
    if flow.in_cell && flow.out.contains('|') { flow.out.replace('|', "\\|") } else { flow.out }
}

/// A sink for rendered characters.
trait Out {
    /// Appends `text`, whose characters all have the given `role`.
    fn push(&mut self, text: &str, role: Role);

    /// Ends the line with `text`.
    fn break_line(&mut self, text: &str) {
        self.push(text, Role::Markup);
    }

    /// Enters the content of a link or image. Returns the outer scope, to be restored with [`Self::leave_for`].
    fn enter(&mut self) -> usize;

    /// Restores `scope`.
    fn leave_for(&mut self, scope: usize);
}

impl Out for String {
    fn push(&mut self, text: &str, _role: Role) {
        self.push_str(text);
    }

    fn enter(&mut self) -> usize {
        0
    }

    fn leave_for(&mut self, _scope: usize) {}
}

impl Out for &mut Writer {
    fn push(&mut self, text: &str, _role: Role) {
        self.text(text);
    }

    fn break_line(&mut self, text: &str) {
        self.lines(text);
    }

    fn enter(&mut self) -> usize {
        0
    }

    fn leave_for(&mut self, _scope: usize) {}
}

impl Out for Units {
    fn push(&mut self, text: &str, role: Role) {
        self.push(text, role);
    }

    fn enter(&mut self) -> usize {
        self.enter()
    }

    fn leave_for(&mut self, scope: usize) {
        self.leave_for(scope);
    }
}

struct Flow<'a, O> {
    out: O,
    in_cell: bool,
    line_break: &'static str,
    context: &'a Context<'a>,
}

impl<'a, O: Out> Flow<'a, O> {
    fn new(out: O, container: Container, context: &'a Context<'a>) -> Self {
        let in_cell = container == Container::Cell;
        let line_break = match context.hard_break {
            _ if in_cell && !context.allows_html => " ",
            _ if in_cell => "<br>",
            HardBreak::Backslash => "\\\n",
            HardBreak::Spaces => "  \n",
        };
        Self { out, in_cell, line_break, context }
    }

    fn list(&mut self, inlines: &[Inline]) {
        for (index, inline) in inlines.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|before| inlines.get(before));
            match inline {
                Inline::Emphasis(content)
                    if !self.context.is_pandoc
                        && takes_underscores(before, inline, inlines.get(index + 1)) =>
                {
                    self.emphasis("_", content);
                }
                Inline::Emphasis(content) if self.needs_tag(inline) => self.element(Tag::Em, content),
                Inline::Strong(content) if self.needs_tag(inline) => self.element(Tag::Strong, content),
                Inline::Strike(content) if self.needs_tag(inline) => self.element(Tag::Del, content),
                _ => self.inline(inline),
            }
        }
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => self.out.push(text, Role::Text),
            Inline::Strong(content) => self.emphasis("**", content),
            Inline::Emphasis(content) => self.emphasis("*", content),
            Inline::Strike(content) if self.context.syntax.strikethrough => self.emphasis("~~", content),
            Inline::Strike(content) => self.element(Tag::Del, content),
            Inline::Code(code) => self.code(code),
            Inline::Link(link) => self.link(link),
            Inline::Image(image) => self.image(image),
            Inline::Math(math) => self.math(math),
            Inline::Break => self.out.break_line(self.line_break),
            Inline::Element(tag, content) => self.element(*tag, content),
            Inline::FootnoteReference(label) if self.is_kramdown() => {
                self.markups(&["[^", &kramdown::footnote_label(label), "]"]);
            }
            Inline::FootnoteReference(label) if self.context.syntax.footnotes => {
                self.markups(&["[^", label, "]"]);
            }
            Inline::FootnoteReference(label) => {
                self.markups(&["<sup>[", label, "](", &destination(&format!("#fn-{label}")), ")</sup>"]);
            }
        }
    }

    fn is_kramdown(&self) -> bool {
        self.context.syntax.grammar == Grammar::Kramdown
    }

    fn needs_tag(&self, inline: &Inline) -> bool {
        match self.context.syntax.grammar {
            Grammar::Kramdown => kramdown::needs_tag(inline),
            Grammar::CommonMark => self.context.is_hexo && marked::needs_tag(inline),
        }
    }

    fn element(&mut self, tag: Tag, content: &[Inline]) {
        if self.is_kramdown() {
            self.markup(&kramdown::start_tag(tag, content));
        } else {
            self.markups(&["<", tag.name(), ">"]);
        }
        self.list(content);
        self.markups(&["</", tag.name(), ">"]);
    }

    fn math(&mut self, math: &Math) {
        let [opens, closes] = match self.context.math {
            _ if math.display => ["$$", "$$"],
            MathSyntax::Backtick if !math.tex.contains('`') => ["$`", "`$"],
            MathSyntax::Auto | MathSyntax::Dollar | MathSyntax::Backtick => ["$", "$"],
            MathSyntax::Kramdown => ["$$", "$$"],
            MathSyntax::Brackets => ["\\(", "\\)"],
        };
        if !self.context.formulas_are_text {
            let tex = match self.context.math {
                MathSyntax::Brackets if math.display => tex::in_html(&math.tex),
                MathSyntax::Brackets => tex::in_brackets(&tex::in_html(&math.tex), self.in_cell).into(),
                // kramdown splits a row into cells before it looks for formulas.
                _ if self.in_cell && self.is_kramdown() => math.tex.replace('|', "\\|").into(),
                _ => Cow::from(&math.tex),
            };
            return self.markups(&[opens, &tex, closes]);
        }
        let role = if opens.starts_with('\\') { Role::Text } else { Role::Markup };
        self.out.push(opens, role);
        formula::push(&math.tex, self.context, |text, role| self.out.push(text, role));
        self.out.push(closes, role);
    }

    fn markup(&mut self, text: &str) {
        self.out.push(text, Role::Markup);
    }

    fn markups(&mut self, texts: &[&str]) {
        texts.iter().for_each(|text| self.markup(text));
    }

    fn emphasis(&mut self, delimiter: &str, content: &[Inline]) {
        self.out.push(delimiter, Role::Opens);
        self.list(content);
        self.out.push(delimiter, Role::Closes);
    }

    fn code(&mut self, code: &str) {
        if self.is_kramdown() {
            return self.markup(&kramdown::code(code));
        }
        let is_misread = self.context.is_hexo && marked::misreads_code(code);
        let splits =
            self.in_cell && self.context.allows_html && !self.context.is_pandoc && code.contains("\\|");
        if is_misread || splits {
            // Table rows are split at pipes before code spans are parsed, so no code span can contain this. In the targets
            // that omit HTML, it can.
            return self.markups(&["<code>", &html::text_in_cell(code), "</code>"]);
        }
        if !code.contains('`') && !code.starts_with(' ') {
            return self.markups(&["`", code, "`"]);
        }
        let runs: HashSet<usize> = code.split(|c| c != '`').map(str::len).collect();
        let length = (1..=runs.len() + 1).find(|length| !runs.contains(length)).unwrap_or(1);
        let fence = "`".repeat(length);
        let is_padded = code.starts_with(' ') && code.ends_with(' ') && !code.trim_matches(' ').is_empty();
        let padding = if is_padded || code.starts_with('`') || code.ends_with('`') { " " } else { "" };
        self.markups(&[&fence, padding, code, padding, &fence]);
    }

    fn link(&mut self, link: &Link) {
        if self.context.is_hexo && marked::rewrites(&link.url) {
            self.markup(&html::link_tag(&link.url, link.title.as_deref()));
            let outer = self.out.enter();
            self.list(&link.content);
            self.out.leave_for(outer);
            return self.markup("</a>");
        }
        let url = match self.context.syntax.grammar {
            Grammar::CommonMark => autolink(link),
            Grammar::Kramdown => kramdown::autolink(link),
        };
        if let Some(url) = url {
            return self.markups(&["<", url, ">"]);
        }
        self.bracketed("", &link.url, link.title.as_deref(), |flow| flow.list(&link.content));
    }

    fn image(&mut self, image: &Image) {
        if self.context.is_hexo {
            if marked::rewrites(&image.url) {
                return self.markup(&html::image_tag(image));
            }
            return self.bracketed("!", &image.url, image.title.as_deref(), |flow| {
                flow.markup(&marked::alt(&image.alt));
            });
        }
        let alt = |flow: &mut Self| flow.out.push(&image.alt, Role::Text);
        self.bracketed("!", &image.url, image.title.as_deref(), alt);
    }

    fn bracketed(&mut self, before: &str, url: &str, title: Option<&str>, text: impl FnOnce(&mut Self)) {
        self.markup(before);
        self.out.push("[", Role::Opens);
        let outer = self.out.enter();
        text(self);
        self.out.leave_for(outer);
        self.out.push("]", Role::Closes);
        let (destination, title) = match self.context.syntax.grammar {
            Grammar::CommonMark => (destination(url), destination::title(title)),
            Grammar::Kramdown => (kramdown::destination(url), kramdown::title(title)),
        };
        if self.in_cell && self.context.is_pandoc {
            let pipes = |part: &str| part.replace('|', "\\|");
            return self.markups(&["(", &pipes(&destination), &pipes(&title), ")"]);
        }
        self.markups(&["(", &destination, &title, ")"]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Document;
    use crate::options::Options;
    use crate::render::context::ParagraphStart;

    /// Builds runs that contain `text` in positions where it could be misread.
    fn runs_with(text: &str) -> [Vec<Inline>; 4] {
        let text = || Inline::Text(text.to_owned());
        let link = || Inline::Link(Link { url: "u".into(), title: None, content: vec![text()] });
        [
            vec![text()],
            vec![Inline::Code("|*".into()), Inline::Break, text(), Inline::Strong(vec![text()])],
            vec![text(), link(), text()],
            vec![
                Inline::FootnoteReference("1".into()),
                text(),
                Inline::Break,
                Inline::FootnoteReference("1".into()),
                text(),
            ],
        ]
    }

    #[test]
    fn fast_path_matches_full_check() {
        const ALPHABET: [&str; 33] = [
            "\\", "*", "_", "~", "`", "$", "<", "&", "[", "]", "!", "(", ")", ":", "^", ">", "#", "-", "+",
            "=", "|", "1", ".", " ", "a", "字", "{", "/", "@", "\"", "www.", "x;", "0)",
        ];
        let note = vec![Inline::FootnoteReference("1".into())];
        let document = Document { blocks: vec![crate::model::Block::Paragraph(note)] };
        let context = Context::of(&document, &Options::default());
        let starts = [ParagraphStart::Block, ParagraphStart::Item, ParagraphStart::Task]
            .map(|start| Container::Paragraph { start });
        let mut plain = 0;
        for text in ALPHABET
            .iter()
            .flat_map(|a| ALPHABET.iter().flat_map(move |b| ALPHABET.map(|c| format!("{a}{b}{c}"))))
        {
            for inlines in runs_with(&text) {
                for container in starts.into_iter().chain([Container::Heading, Container::Cell]) {
                    if plain::is_plain(&inlines, container) {
                        plain += 1;
                        let expected =
                            escape::write(&marked(&inlines, container, &context), container, &context);
                        assert_eq!(
                            unescaped(&inlines, container, &context),
                            expected,
                            "{inlines:?} {container:?}"
                        );
                    }
                }
            }
        }
        assert!(plain > 10_000);
    }
}
