//! The stages of a conversion, for tools that run them one by one. **Unstable**: this module follows the implementation
//! and may change in any release.
//!
//! ```text
//! bytes ─ input ─▶ text ─ dom ─▶ tree ─ extract ─▶ article
//!                                                    │ lower (clean classifies each element)
//!                                                    ▼
//! Markdown ◀─ front_matter + render ◀─ Document ◀─ normalize
//! ```
//!
//! The tree is [`dom`](crate::dom), the document [`model`](crate::model). The example `stages` runs them all.

/// Bytes to text.
pub mod input {
    pub use crate::input::*;
}
/// Undoes what saving a page in a browser changed in its tree.
pub mod saved {
    pub use crate::saved::*;
}
/// Finds the article in a page, and its metadata.
pub mod extract {
    pub use crate::extract::*;
}
/// Classifies elements.
pub mod clean {
    pub use crate::clean::*;
}
/// Article to document.
pub mod lower {
    pub use crate::lower::*;
}
/// Reshapes a document until Markdown can express it.
pub mod normalize {
    pub use crate::normalize::*;
}
/// Document to Markdown.
pub mod render {
    pub use crate::render::*;
}
/// Metadata to front matter.
pub mod front_matter {
    pub use crate::front_matter::*;
}
/// Character classes.
pub mod chars {
    pub use crate::chars::*;
}
/// Metadata to file names.
pub mod file_name {
    pub use crate::file_name::*;
}
