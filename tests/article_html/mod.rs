//! What holds for the HTML of every document.

#![allow(dead_code, reason = "each test uses its own")]
#![allow(unreachable_pub, reason = "shared between tests")]
#![allow(clippy::unwrap_used, reason = "a test")]

pub mod checks;
pub mod comrak;
pub mod tree;
