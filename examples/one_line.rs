//! Converts HTML from stdin to Markdown with one function.
//!
//! ```console
//! $ cargo run --example one_line < fixtures/articles/scraped_markdown_post/input.html
//! ```

#![allow(clippy::print_stdout, reason = "a program")]

use std::io::{self, Read as _};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut html = String::new();
    io::stdin().read_to_string(&mut html)?;
    print!("{}", csdown::convert(&html)?);
    Ok(())
}
