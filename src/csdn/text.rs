//! Conventions of authors in plain text.

/// Bullets that authors type at the start of a list item, which already has one (dialect `li-manual`). Circles and boxes
/// that are not filled may be answers or tasks.
pub(crate) const TYPED_BULLETS: [char; 10] = ['•', '●', '■', '◆', '·', '▪', '◦', '‣', '►', '▶'];

/// What follows the number that authors type at the start of a numbered item (dialect `li-manual`).
pub(crate) const TYPED_NUMBER_ENDS: [char; 5] = ['.', '、', ')', '）', '．'];

/// What opens a number in brackets: `（1）`.
pub(crate) const TYPED_NUMBER_STARTS: [char; 2] = ['(', '（'];

/// What closes it.
pub(crate) const TYPED_NUMBER_CLOSERS: [char; 2] = [')', '）'];
