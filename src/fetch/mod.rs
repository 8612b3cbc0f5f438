//! Live articles.
mod address;
mod journal;
pub use address::{Address, AddressError, List};
pub use journal::JOURNAL;
