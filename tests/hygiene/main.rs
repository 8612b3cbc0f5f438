//! Checks the layout of `src/`: which module may import which, that no imports form a circle, how long a file may be,
//! and that the documentation covers every module and rule.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot read the source, or whose graph has holes, fails"
)]

mod dependencies;
mod directions;
mod documentation;
mod imports;
mod source;
