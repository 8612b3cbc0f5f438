//! What a reader of a page sees, block by block, in a form in which two pages can be compared.
//!
//! A line of an outline is a block: its quotes and items, then its text with links, images, code and formulas. What a
//! tool may choose freely is the same in all outlines: the whitespace between Chinese characters, curly quotes, whether a
//! list is loose, how code is coloured and how notes are numbered.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use url::Url;

use super::text::{Piece, Style, can_be_raised, spell};

/// What a tool's pages look like.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    /// What MathJax or KaTeX finds formulas by.
    pub(crate) inline: [&'static str; 2],
    pub(crate) display: [&'static str; 2],
    /// Whether the tool reads no Markdown in formulas. Otherwise, articles with formulas are not compared.
    pub(crate) keeps_formulas: bool,
    /// Whether the tool shows raw HTML. Without it, what Unicode cannot raise or lower is written `^(…)` and `_(…)`.
    pub(crate) has_html: bool,
    /// Whether code keeps the indentation that all its lines have, and a language that no highlighter knows.
    pub(crate) has_exact_code: bool,
    /// Whether there are notes. Otherwise, a reference is a link to a block that begins with the label.
    pub(crate) has_notes: bool,
    /// Whether there are checkboxes. Otherwise, they are text.
    pub(crate) has_tasks: bool,
}

impl Form {
    /// `$` and `$$`, which stay in the text.
    pub(crate) const DOLLARS: Self = Self {
        inline: ["$", "$"],
        display: ["$$", "$$"],
        keeps_formulas: true,
        has_html: true,
        has_exact_code: true,
        has_notes: true,
        has_tasks: true,
    };
    /// The same without a plugin for formulas.
    pub(crate) const GITHUB: Self = Self { keeps_formulas: false, ..Self::DOLLARS };
    /// `\(…\)` and `\[…\]`.
    pub(crate) const BRACKETS: Self =
        Self { inline: ["\\(", "\\)"], display: ["\\[", "\\]"], ..Self::DOLLARS };
    /// What Hugo passes through.
    pub(crate) const HUGO: Self = Self { display: ["$$", "$$"], has_html: false, ..Self::BRACKETS };
    pub(crate) const COMMONMARK: Self = Self { has_notes: false, has_tasks: false, ..Self::GITHUB };
    pub(crate) const MARKED: Self = Self { has_notes: false, ..Self::DOLLARS };
    pub(crate) const HEXO: Self = Self { has_exact_code: false, ..Self::MARKED };
}

/// A page as a reader sees it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Outline {
    pub(crate) lines: Vec<String>,
    /// The URLs that are shown as themselves. They are not marked in the lines, since some tools find more of them in
    /// text than others.
    pub(crate) urls: BTreeSet<String>,
    pub(crate) has_formulas: bool,
}

/// A quote or an item around a block.
#[derive(Debug)]
struct Container {
    /// What its first line starts with.
    first: String,
    /// What its other lines start with.
    rest: &'static str,
    is_begun: bool,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Paragraph,
    Heading(u8),
    /// The line of a section that is always shown. Tools without such sections show it in bold.
    Summary,
    Cell,
    /// A cell of a header, which tools show in bold.
    Header,
}

/// Writes an outline.
#[derive(Debug)]
pub(crate) struct Writer {
    form: Form,
    lines: Vec<String>,
    urls: BTreeSet<String>,
    has_formulas: bool,
    containers: Vec<Container>,
    pieces: Vec<Piece>,
    style: Style,
    /// What the text of a cell is.
    cell: Option<Kind>,
    /// The labels of notes in the order of their first references.
    labels: Vec<String>,
    notes: BTreeMap<String, Vec<String>>,
}

impl Writer {
    pub(crate) fn new(form: Form) -> Self {
        Self {
            form,
            lines: Vec::new(),
            urls: BTreeSet::new(),
            has_formulas: false,
            containers: Vec::new(),
            pieces: Vec::new(),
            style: Style::default(),
            cell: None,
            labels: Vec::new(),
            notes: BTreeMap::new(),
        }
    }

    /// Returns the outline, notes last, in the order in which the text refers to them.
    pub(crate) fn finish(mut self) -> Outline {
        self.end(Kind::Paragraph);
        for (number, label) in (1..).zip(&self.labels) {
            let note = self.notes.remove(label).unwrap_or_default();
            self.lines.extend(note.into_iter().map(|line| format!("[^{number}] {line}")));
        }
        self.lines.extend(self.notes.into_values().flatten().map(|line| format!("[^?] {line}")));
        Outline { lines: self.lines, urls: self.urls, has_formulas: self.has_formulas }
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.pieces.extend(text.chars().map(|c| Piece::Char(c, self.style)));
    }

    pub(crate) fn line_break(&mut self) {
        self.pieces.push(Piece::Break);
    }

    /// Writes what is no text.
    fn token(&mut self, token: String) {
        self.pieces.push(Piece::Token(token));
    }

    pub(crate) fn code(&mut self, code: &str) {
        // A code span has no line breaks, and blanks at its edges come and go.
        self.token(format!("⟪code {}⟫", code.split_whitespace().collect::<Vec<_>>().join(" ")));
    }

    pub(crate) fn image(&mut self, url: &str, alt: &str) {
        let alt = spell(&alt.chars().map(|c| Piece::Char(c, Style::default())).collect::<Vec<_>>());
        self.token(format!("⟪image {} {alt}⟫", readable(url)));
    }

    pub(crate) fn task(&mut self, is_done: bool) {
        let task = if is_done { "[x] " } else { "[ ] " };
        if self.form.has_tasks { self.token(task.to_owned()) } else { self.text(task) }
    }

    pub(crate) fn math(&mut self, tex: &str, is_display: bool) {
        self.has_formulas = true;
        let [open, close] = if is_display { self.form.display } else { self.form.inline };
        [open, tex, close].into_iter().for_each(|text| self.text(text));
    }

    pub(crate) fn reference(&mut self, label: &str) {
        if !self.form.has_notes {
            return self.link("#", |writer| writer.text(label));
        }
        let known = self.labels.iter().position(|known| known == label);
        let number = known.unwrap_or(self.labels.len()) + 1;
        if known.is_none() {
            self.labels.push(label.to_owned());
        }
        self.token(format!("⟪note {number}⟫"));
    }

    pub(crate) fn link(&mut self, url: &str, content: impl FnOnce(&mut Self)) {
        let (url, start) = (readable(url), self.pieces.len());
        self.token(format!("⟪a {url}⟫"));
        content(self);
        let shown: String = self.pieces[start + 1..].iter().map(Piece::to_string).collect();
        if is_shown_as(&url, &readable(&shown)) {
            self.pieces.remove(start);
            self.urls.insert(Url::parse(&url).map_or(url, String::from));
        } else {
            self.token("⟪/a⟫".to_owned());
        }
    }

    /// Writes a superscript or subscript.
    pub(crate) fn raised(&mut self, is_lowered: bool, content: impl FnOnce(&mut Self)) {
        let start = self.pieces.len();
        content(self);
        if self.form.has_html {
            return;
        }
        let text: String = self.pieces[start..].iter().map(Piece::to_string).collect();
        let text = text.trim().to_owned();
        let is_char = |piece: &Piece| matches!(piece, Piece::Char(..));
        if self.pieces[start..].iter().all(is_char) && text.chars().all(|c| can_be_raised(c, is_lowered)) {
            self.pieces.truncate(start);
            return self.text(&text);
        }
        let is_readable = text.starts_with("⟪note")
            || text.starts_with(['[', '(', '（', '［', '【', '〔'])
            || !text.contains(char::is_alphanumeric);
        if !is_readable {
            let open = if is_lowered { "_(" } else { "^(" };
            self.pieces.splice(start..start, open.chars().map(|c| Piece::Char(c, self.style)));
            self.text(")");
        }
    }

    /// Writes text of a style.
    pub(crate) fn styled(&mut self, style: Style, content: impl FnOnce(&mut Self)) {
        let before = self.style;
        self.style = before | style;
        content(self);
        self.style = before;
    }

    /// Ends the block of text, if there is one. The blocks of a cell are lines of it.
    pub(crate) fn end(&mut self, kind: Kind) {
        if self.cell.is_none() {
            return self.write(kind);
        }
        if kind == Kind::Summary {
            let line = self.pieces.iter_mut().rev().take_while(|piece| **piece != Piece::Break);
            line.for_each(Piece::make_bold);
        }
        self.line_break();
    }

    /// Ends the text of a cell or block before what is no text.
    fn interrupt(&mut self) {
        self.write(self.cell.unwrap_or(Kind::Paragraph));
    }

    fn write(&mut self, kind: Kind) {
        let pieces = mem::take(&mut self.pieces);
        // Two breaks make two paragraphs.
        let mut paragraphs = vec![Vec::new()];
        for piece in pieces {
            let last: &mut Vec<Piece> = paragraphs.last_mut().unwrap();
            let is_second = piece == Piece::Break
                && last.iter().rev().find(|piece| !piece.is_space()) == Some(&Piece::Break);
            if is_second && kind == Kind::Paragraph { paragraphs.push(Vec::new()) } else { last.push(piece) }
        }
        for mut pieces in paragraphs {
            match kind {
                Kind::Paragraph => {}
                Kind::Cell => pieces.iter_mut().for_each(Piece::join),
                Kind::Heading(_) | Kind::Header => pieces.iter_mut().for_each(Piece::make_plain),
                Kind::Summary => pieces.iter_mut().for_each(Piece::make_bold),
            }
            let text = spell(&pieces);
            match kind {
                Kind::Heading(level) if !text.is_empty() => self.line(&format!("h{level} {text}")),
                Kind::Paragraph | Kind::Summary => self.paragraph(&text),
                _ if text.is_empty() => {}
                _ => self.line(&text),
            }
        }
    }

    /// Writes a paragraph. A displayed formula stands alone, in whatever element a tool puts it.
    fn paragraph(&mut self, mut text: &str) {
        let [open, close] = self.form.display;
        while let Some((before, after)) = text.split_once(open) {
            let Some((tex, rest)) = after.split_once(close) else { break };
            self.part(before);
            self.line(&format!("{open}{}{close}", tex.replace('⏎', "")));
            text = rest;
        }
        self.part(text);
    }

    fn part(&mut self, text: &str) {
        let text = text.trim_matches(['⏎', ' ']);
        if !text.is_empty() {
            self.line(text);
        }
    }

    pub(crate) fn rule(&mut self) {
        self.interrupt();
        self.line("---");
    }

    /// Writes a block of code. Blank lines around it and blanks at the ends of lines are not compared.
    pub(crate) fn listing(&mut self, language: &str, text: &str) {
        self.interrupt();
        let language = match language {
            _ if !self.form.has_exact_code => "",
            "plaintext" | "text" | "plain" | "txt" => "",
            // Pandoc's name for it.
            "cpp" => "c++",
            other => other,
        };
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        let indents =
            lines.iter().filter(|line| !line.is_empty()).map(|line| line.len() - line.trim_start().len());
        let indent = if self.form.has_exact_code { 0 } else { indents.min().unwrap_or(0) };
        let lines: Vec<&str> = lines.iter().map(|line| line.get(indent..).unwrap_or_default()).collect();
        self.line(&format!("code {language}\n{}", lines.join("\n").trim_matches('\n')));
    }

    /// Writes a row of a table.
    pub(crate) fn row(&mut self, is_header: bool, cells: &[String]) {
        self.interrupt();
        self.line(&format!("{} {}", if is_header { "header" } else { "row" }, cells.join(" | ")));
    }

    /// Returns the outline of a cell as one line.
    pub(crate) fn cell(&mut self, is_header: bool, content: impl FnOnce(&mut Self)) -> String {
        let kind = if is_header { Kind::Header } else { Kind::Cell };
        self.apart(Some(kind), content).join(" ")
    }

    pub(crate) fn note(&mut self, label: &str, content: impl FnOnce(&mut Self)) {
        if !self.form.has_notes {
            self.end(Kind::Paragraph);
            self.text(label);
            self.end(Kind::Paragraph);
            content(self);
            return self.end(Kind::Paragraph);
        }
        let lines = self.apart(None, content);
        self.notes.insert(label.to_owned(), lines);
    }

    /// Returns the outline of a cell, or of a note, which does not stand where it is written.
    fn apart(&mut self, cell: Option<Kind>, content: impl FnOnce(&mut Self)) -> Vec<String> {
        self.interrupt();
        let cell = mem::replace(&mut self.cell, cell);
        let (lines, containers) = (mem::take(&mut self.lines), mem::take(&mut self.containers));
        content(self);
        self.interrupt();
        (self.cell, self.containers) = (cell, containers);
        mem::replace(&mut self.lines, lines)
    }

    pub(crate) fn quote(&mut self, content: impl FnOnce(&mut Self)) {
        self.within("> ".to_owned(), "> ", content);
    }

    /// Writes an item. Lists in cells are lines with bullets.
    pub(crate) fn item(&mut self, number: Option<i64>, content: impl FnOnce(&mut Self)) {
        let number = number.map(|number| format!("{number}. "));
        if self.cell.is_some() {
            self.end(Kind::Paragraph);
            self.text(number.as_deref().unwrap_or("•"));
            content(self);
            self.end(Kind::Paragraph);
        } else {
            self.within(number.unwrap_or_else(|| "- ".to_owned()), "  ", content);
        }
    }

    fn within(&mut self, first: String, rest: &'static str, content: impl FnOnce(&mut Self)) {
        self.end(Kind::Paragraph);
        self.containers.push(Container { first, rest, is_begun: false });
        content(self);
        self.end(Kind::Paragraph);
        self.containers.pop();
    }

    fn line(&mut self, text: &str) {
        let mut line = String::new();
        for container in &mut self.containers {
            line.push_str(if mem::replace(&mut container.is_begun, true) {
                container.rest
            } else {
                &container.first
            });
        }
        // In a table, TeX has another name for the character that parts cells.
        line.push_str(&text.replace("\\Vert", "\\|").replace("\\vert ", "|").replace("\\vert", "|"));
        self.lines.push(line);
    }
}

/// Returns a URL as a browser resolves it, without percent-encoding and an empty query, in which tools differ.
fn readable(url: &str) -> String {
    let is_web = |url: &Url| matches!(url.scheme(), "http" | "https");
    let resolved = Url::parse(url.trim()).ok().filter(is_web).map(|mut url| {
        if url.query() == Some("") {
            url.set_query(None);
        }
        String::from(url)
    });
    let url = resolved.as_deref().unwrap_or(url.trim());
    percent_encoding::percent_decode_str(url).decode_utf8_lossy().into_owned()
}

/// Whether the text of a link is its URL, as far as one may leave out of it.
fn is_shown_as(url: &str, text: &str) -> bool {
    let full = |scheme: &str| Url::parse(&format!("{scheme}{text}")).ok();
    let parsed = Url::parse(url).ok();
    text == url
        || parsed.is_some()
            && ["", "http://", "https://", "mailto:"].into_iter().any(|scheme| full(scheme) == parsed)
}
