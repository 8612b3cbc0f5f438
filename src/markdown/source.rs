//! Markdown in a dialect, as events of a parser of CommonMark and GFM.
//!
//! What a dialect writes in its own way is first translated to what the parser reads; most escapes are the same in all
//! dialects.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser};

use super::edits::Positions;
use super::syntax::EXTENSIONS;
use super::target::{Extra, Grammar, Syntax, Templates, math_of};
use super::{formulas, shortcodes, substitutes};
use crate::options::Dialect;

/// Markdown in a dialect.
#[derive(Debug)]
pub(crate) struct Source<'t> {
    /// The text as the parser reads it.
    text: Cow<'t, str>,
    /// The positions before each translation, the last one first.
    positions: Vec<Positions>,
    extensions: Options,
}

impl<'t> Source<'t> {
    pub(crate) fn new(markdown: &'t str, dialect: Dialect) -> Self {
        let syntax = Syntax::of_target(dialect.target);
        let mut source =
            Self { text: Cow::Borrowed(markdown), positions: Vec::new(), extensions: EXTENSIONS };
        source
            .extensions
            .set(Options::ENABLE_HEADING_ATTRIBUTES, syntax.extras.contains(&Extra::HeadingAttributes));
        if syntax.templates == Some(Templates::Shortcodes) {
            source.translate(shortcodes::expanded);
        }
        source.translate(|text| substitutes::replaced(text, syntax));
        let is_kramdown = syntax.grammar == Grammar::Kramdown;
        source.translate(|text| formulas::in_dollars(text, math_of(dialect), is_kramdown));
        source
    }

    fn translate(&mut self, translation: impl Fn(&str) -> Option<(String, Positions)>) {
        if let Some((text, positions)) = translation(&self.text) {
            self.text = Cow::Owned(text);
            self.positions.insert(0, positions);
        }
    }

    /// Returns the events, each with its bytes in the original text.
    pub(crate) fn events(&self) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
        let events = Parser::new_ext(&self.text, self.extensions).into_offset_iter();
        events.map(|(event, Range { start, end })| (event, self.original(start)..self.original(end)))
    }

    /// Returns the URL of each link reference, `[label]: url`, with the bytes of the definition in the original text.
    #[cfg(feature = "batch")]
    pub(crate) fn references(&self) -> Vec<(String, Range<usize>)> {
        if !self.text.contains("]:") {
            return Vec::new();
        }
        let parser = Parser::new_ext(&self.text, self.extensions);
        let definitions = parser.reference_definitions().iter().map(|(_, definition)| {
            let Range { start, end } = definition.span;
            (definition.dest.to_string(), self.original(start)..self.original(end))
        });
        definitions.collect()
    }

    fn original(&self, position: usize) -> usize {
        self.positions.iter().fold(position, |position, positions| positions.original(position))
    }
}
