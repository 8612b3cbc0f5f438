//! What of the words of page and Markdown differs.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Piece;
use crate::verify::Category;

/// How many characters of a difference are told at most, what is said of them aside.
const CUT: usize = 60;

/// The two sides of a difference, what is on one alone marked. When nothing is, it is all marked: then the words are
/// the same, and what they are is not. Of a text or a line, the words that differ lie beyond what is told.
pub(super) fn marked(
    category: Category,
    expected: Option<&str>,
    found: Option<&str>,
) -> (Vec<Piece>, Vec<Piece>) {
    let (a, b) = (tokens(expected.unwrap_or_default()), tokens(found.unwrap_or_default()));
    let is_all = a == b && !matches!(category, Category::Text | Category::Lines);
    let mut ops = capture_diff_slices(Algorithm::Myers, &a, &b);
    // Where both are cut off, one goes on for what it has less before: no difference.
    let is_cut = [expected, found].iter().flatten().filter(|told| told.chars().count() >= CUT).count() == 2;
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

fn push(pieces: &mut Vec<Piece>, text: String, is_marked: bool) {
    if !text.is_empty() {
        pieces.push(Piece { text, is_marked });
    }
}

/// `text` in words of the Latin alphabet and single characters.
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

    fn shown(pieces: &[Piece]) -> String {
        let piece =
            |piece: &Piece| if piece.is_marked { format!("<{}>", piece.text) } else { piece.text.clone() };
        pieces.iter().map(piece).collect()
    }

    #[test]
    fn what_is_on_one_side_alone_is_marked() {
        let told = |a, b| {
            let (a, b) = marked(Category::Strong, a, b);
            (shown(&a), shown(&b))
        };
        assert_eq!(
            told(Some("每天一升。"), Some("每天升！")),
            ("每天<一>升<。>".into(), "每天升<！>".into())
        );
        assert_eq!(
            told(Some("let value"), Some("let values")),
            ("let <value>".into(), "let <values>".into())
        );
        let long: String = ('一'..).take(70).collect();
        let cut = |text: &str, length| text.chars().take(length).collect::<String>();
        let (page, markdown) = (cut(&format!("乙{long}"), CUT), cut(&format!("乙丙{long}"), CUT));
        let expected = (page.clone(), format!("乙<丙>{}", cut(&long, CUT - 2)));
        assert_eq!(told(Some(&page), Some(&markdown)), expected, "the last letter is only cut off");
        assert_eq!(told(Some("花"), None), ("<花>".into(), String::new()));
        assert_eq!(told(Some("同"), Some("同")), ("<同>".into(), "<同>".into()));
        assert_eq!(shown(&marked(Category::Lines, Some("同"), Some("同")).0), "同");
    }
}
