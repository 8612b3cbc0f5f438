//! The spacing of a heading as its `id` preserves it (dialect `heading-anchor`).
//!
//! The rich-text editor makes the whole text an `id`, spaces included: `id="2. 拉坯"`. The Markdown editor keeps ASCII
//! letters and digits and writes spaces as underscores, with the line at the end: `id="2__31"` for `2 拉坯`, `id="2_31"`
//! for `2拉坯`. A pretty-printer changes neither.

use crate::chars::{is_invisible, is_space};
use crate::model::visit::{Visit, VisitMut, walk_inline, walk_inline_mut};
use crate::model::{Heading, Inline};

use super::line_tail::is_numbering;

/// Restores the spaces of a heading of text from one of its anchors.
pub(super) fn respace(heading: &mut Heading) {
    if heading.anchors.is_empty() {
        return;
    }
    let mut shown = Shown { line: Spaced::default(), is_text: true };
    heading.content.iter().for_each(|inline| shown.visit_inline(inline));
    let Some(original) = heading.anchors.iter().find_map(|id| shown.line.original(id)) else { return };
    if shown.is_text && original.gaps != shown.line.gaps {
        let mut writer = Respacer { gaps: &original.gaps, position: 0 };
        heading.content.iter_mut().for_each(|inline| writer.visit_inline_mut(inline));
    }
}

/// The visible characters of a line, and the positions of those with whitespace before them.
#[derive(Debug, Default, PartialEq, Eq)]
struct Spaced {
    characters: Vec<char>,
    gaps: Vec<usize>,
}

impl Spaced {
    fn read(&mut self, text: &str) {
        self.characters.reserve(text.len());
        for c in text.chars().filter(|&c| !is_invisible(c)) {
            let here = self.characters.len();
            if !is_space(c) {
                self.characters.push(c);
            } else if here > 0 && self.gaps.last() != Some(&here) {
                self.gaps.push(here);
            }
        }
    }

    /// Returns the line with the spaces that `id` shows, if `id` is made from this line.
    fn original(&self, id: &str) -> Option<Self> {
        let shown = id.chars().filter(|&c| !is_invisible(c) && !is_space(c));
        if !shown.eq(self.characters.iter().copied()) {
            return self.numbered_as(id);
        }
        let mut whole = Self::default();
        whole.read(id);
        Some(whole)
    }

    /// Returns the line with the space after its number that an `id` of the Markdown editor shows.
    fn numbered_as(&self, id: &str) -> Option<Self> {
        let length = self.characters.iter().take_while(|&&c| is_numbering(c)).count();
        self.characters.get(length).filter(|c| c.is_alphabetic())?;
        let digits: String = self.characters.iter().take(length).filter(|c| c.is_ascii_digit()).collect();
        let (slug, line_number) = id.rsplit_once('_')?;
        let is_made =
            !digits.is_empty() && !line_number.is_empty() && line_number.bytes().all(|b| b.is_ascii_digit());
        let title = slug.strip_prefix(&digits).filter(|_| is_made)?;
        // Chinese is missing in it, so its underscores are all spaces up to the first ASCII letter or digit.
        let spaces = title.len() - title.trim_start_matches('_').len();
        let next = self.characters.iter().skip(length).position(char::is_ascii_alphanumeric);
        let next = next.map_or(self.characters.len(), |next| length + next);
        let mut gaps = self.gaps.clone();
        let start = gaps.partition_point(|&gap| gap < length);
        let shown = gaps.partition_point(|&gap| gap <= next) - start;
        if spaces <= shown || gaps.get(start) == Some(&length) {
            return None;
        }
        gaps.insert(start, length);
        Some(Self { characters: self.characters.clone(), gaps })
    }
}

/// Reads a line, and whether it consists of text.
struct Shown {
    line: Spaced,
    is_text: bool,
}

impl Visit for Shown {
    fn visit_inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => self.line.read(text),
            Inline::Code(_)
            | Inline::Math(_)
            | Inline::Image(_)
            | Inline::FootnoteReference(_)
            | Inline::Break => {
                self.is_text = false;
            }
            _ => walk_inline(self, inline),
        }
    }
}

/// Writes the spaces of a line.
struct Respacer<'a> {
    gaps: &'a [usize],
    /// The number of visible characters so far.
    position: usize,
}

impl VisitMut for Respacer<'_> {
    fn visit_inline_mut(&mut self, inline: &mut Inline) {
        let Inline::Text(text) = inline else { return walk_inline_mut(self, inline) };
        let mut spaced = String::with_capacity(text.len() + 1);
        for c in text.chars().filter(|&c| !is_space(c)) {
            if self.gaps.binary_search(&self.position).is_ok() {
                spaced.push(' ');
            }
            spaced.push(c);
            self.position += 1;
        }
        *text = spaced;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::HeadingLevel;

    /// Returns the heading with its texts separated by `|`.
    fn respaced(texts: &[&str], id: &str) -> String {
        let content = texts.iter().map(|text| Inline::Text((*text).to_owned())).collect();
        let mut heading = Heading { level: HeadingLevel::ONE, content, anchors: vec![id.to_owned()] };
        respace(&mut heading);
        let text =
            |inline: &Inline| if let Inline::Text(text) = inline { text.clone() } else { String::new() };
        heading.content.iter().map(text).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn an_id_that_is_the_text_shows_all_spaces() {
        assert_eq!(respaced(&["2.", "拉坯", "A"], "2.\u{a0}拉坯 A"), "2.| 拉坯| A");
        assert_eq!(respaced(&["2.", " 拉坯"], "2.拉坯"), "2.|拉坯");
        assert_eq!(respaced(&["2.", "拉坯"], "2. 修坯"), "2.|拉坯");
    }

    #[test]
    fn an_id_of_the_markdown_editor_shows_the_space_after_the_number() {
        assert_eq!(respaced(&["2", "拉坯"], "2__31"), "2| 拉坯");
        assert_eq!(respaced(&["2.1", "拉坯 A"], "21_A_31"), "2.1|拉坯 A");
        assert_eq!(respaced(&["2.1", " 拉坯"], "21_31"), "2.1| 拉坯");
        assert_eq!(respaced(&["2.1", "拉坯 A"], "21__A_31"), "2.1| 拉坯 A");
        assert_eq!(respaced(&["2.1", "拉坯A"], "21_A_31"), "2.1| 拉坯A");
        assert_eq!(respaced(&["2", "拉坯"], "3__31"), "2|拉坯");
        assert_eq!(respaced(&["2", "拉坯"], "_31"), "2|拉坯");
    }
}
