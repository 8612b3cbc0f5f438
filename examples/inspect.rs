//! Lists the headings, links and dialects of a page without converting it.
//!
//! ```console
//! $ cargo run --example inspect -- fixtures/articles/scraped_markdown_post/input.html
//! ```

#![allow(clippy::print_stdout, reason = "a program")]

use csdown::{Converter, Hints};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("which file?")?;
    let inspection = Converter::default().inspect(&std::fs::read(path)?, &Hints::default())?;
    for heading in &inspection.contents.outline {
        println!(
            "{:indent$}{} #{}",
            "",
            heading.text,
            heading.anchor,
            indent = usize::from(heading.level) * 2
        );
    }
    for link in &inspection.contents.links {
        println!("{}: {}", link.kind.as_str(), link.url);
    }
    let dialects: Vec<&str> = inspection.dialects.keys().copied().collect();
    println!("dialects: {}", dialects.join(", "));
    Ok(())
}
