//! Entities that the page shows as text, which the rules read once more unless the author meant them.

use std::collections::HashMap;

use crate::csdn::entities;
use crate::dom::{Element, Node, NodeId, decode_entities};

/// The texts in which entities are read once more, with the result.
#[derive(Debug, Default)]
pub(super) struct Reread<'a> {
    texts: HashMap<NodeId, String>,
    line: Vec<(NodeId, &'a str)>,
    shows_tags: bool,
}

impl<'a> Reread<'a> {
    pub(super) fn of(root: Element<'a>) -> Self {
        let mut reread = Self::default();
        let all = root.text();
        if !may_hold_entity(&all) || speaks(&all.to_lowercase()) {
            return reread;
        }
        reread.walk(root);
        reread.end_line();
        if reread.shows_tags { Self::default() } else { reread }
    }

    pub(super) fn get(&self, node: Node<'_>) -> Option<&str> {
        self.texts.get(&node.id()).map(String::as_str)
    }

    fn walk(&mut self, element: Element<'a>) {
        for node in element.node().children() {
            match (node.as_text(), node.as_element()) {
                (Some(text), _) => self.line.push((node.id(), text)),
                (_, Some(inner)) if !entities::CODE_ELEMENTS.contains(&inner.tag()) => {
                    let ends_line = inner.tag() == "br" || inner.name().has_own_lines();
                    if ends_line {
                        self.end_line();
                    }
                    self.walk(inner);
                    if ends_line {
                        self.end_line();
                    }
                }
                _ => {}
            }
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.shows_tags |= line.iter().any(|(_, text)| text.split('<').skip(1).any(is_tag));
        let speaks_of_markup = line.iter().any(|(_, text)| {
            let text = text.to_lowercase();
            entities::LINE_PHRASES.iter().any(|phrase| text.contains(phrase))
        });
        if !speaks_of_markup {
            let read = line.into_iter().filter_map(|(node, text)| Some((node, reread(text)?)));
            self.texts.extend(read);
        }
    }
}

/// Whether text contains `&`, a name and `;`. Code has many `&` alone.
fn may_hold_entity(text: &str) -> bool {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '#';
    text.split('&').skip(1).any(|after| after.trim_start_matches(is_of_name).starts_with(';'))
}

/// Whether an article speaks of entities, by its text in lower case.
fn speaks(text: &str) -> bool {
    let has_word = |word: &&str| {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        text.match_indices(*word).any(|(at, _)| {
            !text.get(..at).unwrap_or_default().ends_with(is_part)
                && !text.get(at + word.len()..).unwrap_or_default().starts_with(is_part)
        })
    };
    entities::ARTICLE_PHRASES.iter().any(|phrase| text.contains(phrase))
        || entities::ARTICLE_WORDS.iter().any(has_word)
}

/// Whether the text after a `<` continues a tag.
fn is_tag(text: &str) -> bool {
    let text = text.strip_prefix('/').unwrap_or(text);
    let end = text.find([' ', '>', '/']).unwrap_or(text.len());
    let (name, after) = text.split_at(end);
    !after.is_empty() && entities::TAGS.iter().any(|tag| name.eq_ignore_ascii_case(tag))
}

/// Returns `text` with its entities read, or `None` if there are none.
fn reread(text: &str) -> Option<String> {
    let mut all = String::new();
    let mut has_entity = false;
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, entity) = rest.split_at(at);
        all.push_str(before);
        let read_so_far = text.get(..text.len() - entity.len()).unwrap_or_default();
        if let Some((shown, length)) = decoded(entity, read_so_far) {
            all.push_str(&shown);
            rest = entity.get(length..).unwrap_or_default();
            has_entity = true;
        } else {
            all.push('&');
            rest = entity.get(1..).unwrap_or_default();
        }
    }
    all.push_str(rest);
    has_entity.then_some(all)
}

/// Decodes the entity at the start of `text`, which follows `before`. Also returns its length.
fn decoded(text: &str, before: &str) -> Option<(String, usize)> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '#';
    let length = 1 + text.get(1..)?.find(|c| !is_of_name(c))?;
    let name = text.get(1..length)?;
    let may_be_variable = !name.starts_with('#') && !entities::NAMES.contains(&name);
    let last = before.chars().next_back();
    let last_visible = before.trim_end_matches(' ').chars().next_back();
    if !text.get(length..)?.starts_with(';')
        || length >= entities::MAX_LENGTH
        || last.is_some_and(|c| entities::OPENERS.contains(c))
        || (may_be_variable && last_visible.is_some_and(|c| entities::OPERATORS.contains(c)))
    {
        return None;
    }
    let shown = decode_entities(text.get(..=length)?).into_owned();
    (!shown.ends_with(';')).then_some((shown, length + 1))
}
