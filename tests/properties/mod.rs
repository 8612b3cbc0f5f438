//! Properties that hold for every input. Each is a function of random bytes, which the tests draw from seeds and the
//! fuzz targets from their corpus.

#![allow(dead_code, reason = "each test and each fuzz target uses its own of the properties")]
#![allow(clippy::panic, clippy::unwrap_used, reason = "a violated property panics")]
#![allow(unreachable_pub, reason = "shared between tests and fuzz targets")]

mod comrak;
pub mod convert;
mod generate;
pub mod html;
pub mod parse;
pub mod render;
mod shrink;
