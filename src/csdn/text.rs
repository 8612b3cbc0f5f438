//! Conventions of authors in plain text.

/// Bullets that authors type at the start of a list item, which already has one (dialect `li-manual`).
pub(crate) const TYPED_BULLETS: [char; 5] = ['•', '●', '■', '◆', '·'];

/// What follows the number that authors type at the start of a numbered item (dialect `li-manual`).
pub(crate) const TYPED_NUMBER_ENDS: [char; 4] = ['.', '、', ')', '）'];
