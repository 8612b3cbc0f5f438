//! Redundant bold: headings and header cells are bold already.

use super::emphasis::Delimiter;
use super::leaf::{Leaf, Style};
use crate::chars::is_punctuation;
use crate::model::Inline;

/// Numerals besides those that Unicode classifies as numeric, such as `①`.
const NUMERALS: &str = "一二三四五六七八九十百两零";

/// Characters around the number of a heading: `第1章`.
const NUMBER_WORDS: &str = "第章节步骤部分篇回讲课条";

/// Words before the number of a heading: `Step 1`.
const NUMBER_NAMES: [&str; 5] = ["step", "part", "chapter", "section", "lesson"];

/// Removes bold from `leaves` if it covers all of them but numbering and punctuation: `2. **准备**`, `**重点**：`.
pub(super) fn drop(leaves: &mut [Leaf]) {
    let bold = Style::Emphasis(Delimiter::Strong);
    let is_bold = |leaf: &Leaf| leaf.styles.contains(&bold) && leaf.holds_word();
    let Some(start) = leaves.iter().position(is_bold) else { return };
    let (before, after) = leaves.split_at(start);
    let number: Option<String> = before.iter().map(text).collect();
    let is_covered = |leaf: &Leaf| leaf.styles.contains(&bold) || !leaf.holds_word();
    if number.is_some_and(|number| is_numbering(&number)) && after.iter().all(is_covered) {
        leaves.iter_mut().for_each(|leaf| leaf.styles.retain(|style| *style != bold));
    }
}

fn text(leaf: &Leaf) -> Option<&str> {
    match &leaf.inline {
        Inline::Text(text) => Some(text),
        _ => None,
    }
}

/// Whether `text` numbers a heading, or holds only punctuation: `2.1`, `（一）`, `第1章`, `Step 1:`, `A.`, `IV.`.
fn is_numbering(text: &str) -> bool {
    let is_numeral = |c: char| c.is_numeric() || NUMERALS.contains(c);
    let is_number = |word: &str| word.chars().all(|c| is_numeral(c) || NUMBER_WORDS.contains(c));
    let is_name = |word: &str| NUMBER_NAMES.iter().any(|name| word.eq_ignore_ascii_case(name));
    let is_letter = |word: &str| {
        let is_roman = word.chars().all(|c| "IVX".contains(c));
        is_roman || (word.len() == 1 && word.chars().all(|c| c.is_ascii_alphabetic()))
    };
    let mut words =
        text.split(|c: char| c.is_whitespace() || is_punctuation(c)).filter(|word| !word.is_empty());
    if text.contains(is_numeral) {
        let mut others = words.filter(|word| !is_number(word) && !is_name(word));
        others.next().is_none_or(is_letter) && others.next().is_none()
    } else {
        words.next().is_none_or(is_letter)
            && words.next().is_none()
            && (text.contains(is_punctuation) || !text.contains(char::is_alphanumeric))
    }
}

#[cfg(test)]
mod tests {
    use super::is_numbering;

    #[test]
    fn numbering_is_not_a_word() {
        for text in
            ["", "1. ", "2.1", "（一）", "第1章 ", "第十二步：", "①", "A. ", "IV、", "1-2 ", "- ", "Step 1: "]
        {
            assert!(is_numbering(text), "{text}");
        }
        for text in ["步", "第章", "准备", "Go ", "C ", "Step: ", "1 个"] {
            assert!(!is_numbering(text), "{text}");
        }
    }
}
