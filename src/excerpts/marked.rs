//! Marks the differing words of page and Markdown.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Segment;
use crate::verify::Category;

/// The maximum length of the texts of a difference, in characters.
const MAX_CHARACTERS: usize = 60;

/// Splits the two sides of a difference and marks what only one of them has. Equal sides are marked whole, since then
/// the markup differs; equal texts and lines are not, as they differ beyond the reported part.
pub(super) fn marked(
    category: Category,
    expected: Option<&str>,
    found: Option<&str>,
) -> (Vec<Segment>, Vec<Segment>) {
    let (a, b) = (tokens(expected.unwrap_or_default()), tokens(found.unwrap_or_default()));
    let is_all = a == b && !matches!(category, Category::Text | Category::Lines);
    let mut ops = capture_diff_slices(Algorithm::Myers, &a, &b);
    // If both were cut to the same length, the end of the shorter one is not a difference.
    let is_cut = [expected, found]
        .iter()
        .flatten()
        .filter(|shown_sides| shown_sides.chars().count() >= MAX_CHARACTERS)
        .count()
        == 2;
    let differ = ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })).count();
    let tail = ops.pop_if(|op| is_cut && differ > 1 && !matches!(op, DiffOp::Equal { .. }));
    let (mut missing, mut added) = (Vec::new(), Vec::new());
    for (op, is_tail) in ops.into_iter().map(|op| (op, false)).chain(tail.map(|op| (op, true))) {
        let is_marked = is_all || !(is_tail || matches!(op, DiffOp::Equal { .. }));
        let words = |tokens: &[&str], range: Range<usize>| tokens.get(range).unwrap_or_default().concat();
        push(&mut missing, words(&a, op.old_range()), is_marked);
        push(&mut added, words(&b, op.new_range()), is_marked);
    }
    (missing, added)
}

fn push(segments: &mut Vec<Segment>, text: String, is_marked: bool) {
    if !text.is_empty() {
        segments.push(Segment { text, is_marked });
    }
}

/// Splits `text` into ASCII words and single characters.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (token, after) = rest.split_at(word.max(first.len_utf8()));
        tokens.push(token);
        rest = after;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(segments: &[Segment]) -> String {
        let segment = |segment: &Segment| {
            if segment.is_marked { format!("<{}>", segment.text) } else { segment.text.clone() }
        };
        segments.iter().map(segment).collect()
    }

    #[test]
    fn content_of_one_side_only_is_marked() {
        let shown_sides = |a, b| {
            let (a, b) = marked(Category::Strong, a, b);
            (shown(&a), shown(&b))
        };
        assert_eq!(
            shown_sides(Some("每天一升。"), Some("每天升！")),
            ("每天<一>升<。>".into(), "每天升<！>".into())
        );
        assert_eq!(
            shown_sides(Some("let value"), Some("let values")),
            ("let <value>".into(), "let <values>".into())
        );
        let long: String = ('一'..).take(70).collect();
        let cut = |text: &str, length| text.chars().take(length).collect::<String>();
        let (page, markdown) =
            (cut(&format!("乙{long}"), MAX_CHARACTERS), cut(&format!("乙丙{long}"), MAX_CHARACTERS));
        let expected = (page.clone(), format!("乙<丙>{}", cut(&long, MAX_CHARACTERS - 2)));
        assert_eq!(shown_sides(Some(&page), Some(&markdown)), expected, "the last character is only cut off");
        assert_eq!(shown_sides(Some("花"), None), ("<花>".into(), String::new()));
        assert_eq!(shown_sides(Some("同"), Some("同")), ("<同>".into(), "<同>".into()));
        assert_eq!(shown(&marked(Category::Lines, Some("同"), Some("同")).0), "同");
    }
}
