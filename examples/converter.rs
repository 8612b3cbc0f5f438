//! Converts bytes in any encoding with options, and prints the images, warnings and removals.
//!
//! ```console
//! $ cargo run --example converter -- fixtures/articles/saved_gbk_page/input.html
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::path::Path;

use csdown::options::{FrontMatter, Profile};
use csdown::{Converter, Error, Hints, Options};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut options = Options::default();
    options.profile = Profile::Hugo;
    options.front_matter.format = FrontMatter::Toml;
    // Options are validated here, once. The converter can be shared between threads.
    let converter = Converter::new(options)?;

    let path = std::env::args().nth(1).ok_or("which file?")?;
    let bytes = std::fs::read(&path)?;
    // The name helps to distinguish Markdown from HTML, and often contains the article id.
    let mut hints = Hints::default();
    hints.file_name = Path::new(&path).file_name().and_then(|name| name.to_str());
    let conversion = match converter.convert_bytes(&bytes, &hints) {
        Ok(conversion) => conversion,
        // A captcha or login form is never converted as an article.
        Err(Error::Blocked { page }) => return Err(format!("try again later: this is a {page}").into()),
        Err(error) => return Err(error.into()),
    };

    print!("{}", conversion.markdown);
    if let Some(source) = &conversion.metadata.source {
        eprintln!("source: {} (from {:?})", source.value, source.from);
    }
    for asset in &conversion.assets {
        eprintln!("image: {}", asset.url);
    }
    for warning in &conversion.report.warnings {
        eprintln!("warning: {} in line {:?}: {}", warning.code.as_str(), warning.line(), warning.detail);
    }
    for (rule, removed) in &conversion.report.removed {
        eprintln!("removed by {rule}: {} elements, {} characters", removed.elements, removed.characters);
    }
    Ok(())
}
