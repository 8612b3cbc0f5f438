//! Entities that the page shows as text, as in `周一&amp;nbsp;周二` (dialect `ch-entity`): an editor escaped them twice.
//!
//! They are read once more outside of code, unless the author meant them: in an article about entities or markup, in a
//! line that speaks of them, or directly after a quotation mark or bracket.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::{memchr, memchr_iter};
use regex::Regex;

use crate::csdn::entities;
use crate::dom::{self, Element, Node, NodeId};

/// The texts of an article whose entities are read once more.
#[derive(Debug, Default)]
pub(super) struct DoubleEscapes {
    texts: HashSet<NodeId>,
}

impl DoubleEscapes {
    /// Finds the texts below `root`. `with_ampersand` are those that have `&`.
    pub(super) fn of(root: Element<'_>, with_ampersand: &[&str]) -> Self {
        let mut texts = root.node().descendants().filter_map(Node::as_text);
        if !with_ampersand.iter().any(|text| entities(text).next().is_some()) || texts.any(speaks_of_entities)
        {
            return Self::default();
        }
        let mut lines = vec![Vec::new()];
        collect_lines(root, &mut lines);
        if lines.iter().flatten().any(|(_, text)| shows_tag(text)) {
            return Self::default();
        }
        let has_entity = |(_, text): &(NodeId, &str)| entities(text).next().is_some();
        let is_meant = |line: &[(NodeId, &str)]| line.iter().any(|(_, text)| speaks_of_markup(text));
        let read = lines.iter().filter(|line| line.iter().any(has_entity) && !is_meant(line));
        Self { texts: read.flatten().filter(|text| has_entity(text)).map(|(node, _)| *node).collect() }
    }

    /// Returns the text of `node`, with its entities read once more.
    pub(super) fn read<'t>(&self, node: Node<'_>, text: &'t str) -> Cow<'t, str> {
        if !self.texts.contains(&node.id()) {
            return Cow::Borrowed(text);
        }
        let mut read = String::with_capacity(text.len());
        let mut rest = 0;
        for entity in entities(text) {
            read.push_str(text.get(rest..entity.start).unwrap_or_default());
            read.push_str(&dom::decode_entities(text.get(entity.clone()).unwrap_or_default()));
            rest = entity.end;
        }
        read.push_str(text.get(rest..).unwrap_or_default());
        Cow::Owned(read)
    }
}

/// Collects the texts of each line, outside of code.
fn collect_lines<'a>(element: Element<'a>, lines: &mut Vec<Vec<(NodeId, &'a str)>>) {
    for child in element.node().children() {
        if let (Some(text), Some(line)) = (child.as_text(), lines.last_mut()) {
            line.push((child.id(), text));
        }
        let inner = child.as_element().filter(|inner| !entities::CODE_ELEMENTS.contains(&inner.tag()));
        if let Some(inner) = inner {
            let is_block = inner.name().has_own_lines() || inner.tag() == "br";
            lines.extend(is_block.then(Vec::new));
            collect_lines(inner, lines);
            lines.extend(is_block.then(Vec::new));
        }
    }
}

/// Returns the entities in `text` that may have been escaped twice.
fn entities(text: &str) -> impl Iterator<Item = Range<usize>> {
    memchr_iter(b'&', text.as_bytes()).filter_map(move |start| {
        let rest = text.as_bytes().get(start..)?;
        let end = start + memchr(b';', rest.get(..entities::MAX_LENGTH).unwrap_or(rest))? + 1;
        let entity = text.get(start..end)?;
        let name = entity.strip_prefix('&')?.strip_suffix(';')?;
        let before = text.get(..start)?;
        let is_named = before.ends_with(|c| entities::OPENERS.contains(c));
        let is_variable = !name.starts_with('#')
            && !entities::NAMES.contains(&name)
            && before.trim_end_matches(' ').ends_with(|c| entities::OPERATORS.contains(c));
        let is_name = name.strip_prefix('#').unwrap_or(name).bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_entity = is_name && !dom::decode_entities(entity).ends_with(';');
        (is_entity && !is_named && !is_variable).then_some(start..end)
    })
}

/// A part of each phrase and word that speaks of entities. Nearly all texts have none.
#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is a literal that the test below compiles")]
static PARTS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("(?i)转义|实体|escap|entit").expect("pattern is valid"));

fn speaks_of_entities(text: &str) -> bool {
    if !PARTS.is_match(text) {
        return false;
    }
    let text = text.to_lowercase();
    let is_word = |word: &str| entities::ARTICLE_WORDS.contains(&word);
    entities::ARTICLE_PHRASES.iter().any(|phrase| text.contains(phrase))
        || text.split(|c: char| !c.is_alphanumeric() && c != '_').any(is_word)
}

fn speaks_of_markup(text: &str) -> bool {
    let text = text.to_lowercase();
    entities::LINE_PHRASES.iter().any(|phrase| text.contains(phrase))
}

/// Whether `text` shows a tag: `<div>`, `</p>`, `<img src=…`.
fn shows_tag(text: &str) -> bool {
    memchr_iter(b'<', text.as_bytes()).any(|start| {
        let rest = text.get(start + 1..).unwrap_or_default();
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        rest.get(name.len()..).is_some_and(|after| after.starts_with(['>', ' ', '/']))
            && entities::TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_about_entities_are_recognized() {
        for phrase in entities::ARTICLE_PHRASES.iter().chain(&entities::ARTICLE_WORDS) {
            for text in [format!("说 {phrase} 的"), phrase.to_uppercase()] {
                assert!(speaks_of_entities(&text), "{text}");
            }
        }
        assert!(!speaks_of_entities("实体店") && !speaks_of_entities("identity"));
    }

    #[test]
    fn variables_of_c_are_not_entities() {
        let found = |text| entities(text).filter_map(|range| text.get(range)).collect::<Vec<&str>>();
        assert_eq!(found("a&nbsp;b &#65; C&num; A&B &reg;"), ["&nbsp;", "&#65;", "&num;", "&reg;"]);
        for text in
            ["int *p = &num;", "f(&copy;", "AT&T、", "“&nbsp;”", "AT&T;", "a&b", "&amp", "&unknown;", "&;"]
        {
            assert!(found(text).is_empty(), "{text}");
        }
    }
}
