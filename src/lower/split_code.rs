//! Joins code blocks that were split into one block for each line.

use std::mem;

use crate::model::{Block, CodeBlock};

/// The minimum number of consecutive one-line blocks that are joined (dialect `code-adjacent`).
const MIN_SPLIT_BLOCKS: usize = 4;

/// Joins sequences of one-line code blocks without a language, and removes whitespace-only ones outside of them.
pub(super) fn join_single_lines(blocks: &mut Vec<Block>) {
    let has_code = blocks.iter().any(|block| matches!(block, Block::Code(_)));
    if !has_code {
        return;
    }
    let mut joined: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut lines: Vec<String> = Vec::new();
    for block in mem::take(blocks) {
        match block {
            Block::Code(CodeBlock { language: None, text }) if !text.contains('\n') => lines.push(text),
            other => {
                add_lines(&mut lines, &mut joined);
                joined.push(other);
            }
        }
    }
    add_lines(&mut lines, &mut joined);
    *blocks = joined;
}

/// Adds `lines` to `blocks`, joined if there are enough of them.
fn add_lines(lines: &mut Vec<String>, blocks: &mut Vec<Block>) {
    let texts =
        if lines.len() < MIN_SPLIT_BLOCKS { mem::take(lines) } else { vec![mem::take(lines).join("\n")] };
    let shown = texts.iter().map(|text| text.trim_end_matches('\n')).filter(|text| !text.is_empty());
    blocks.extend(shown.map(|text| Block::Code(CodeBlock { language: None, text: text.to_owned() })));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_four_or_more_single_lines() {
        let line = |text: &str| Block::Code(CodeBlock { language: None, text: text.into() });
        let mut three = vec![line("a"), line("b"), line("c")];
        join_single_lines(&mut three);
        assert_eq!(three.len(), 3);
        let mut four = vec![line("a"), line("b"), line("c"), line("d"), Block::Rule];
        join_single_lines(&mut four);
        assert_eq!(four, [line("a\nb\nc\nd"), Block::Rule]);
    }
}
