//! Live articles.
mod address;
mod comments;
mod console;
mod journal;
pub use address::{Address, AddressError, List};
pub use comments::Comment;
pub use journal::JOURNAL;
