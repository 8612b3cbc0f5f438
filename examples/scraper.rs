//! Converts the article of a page that the `scraper` crate has parsed, without parsing it again.
//!
//! ```console
//! $ cargo run --features scraper --example scraper -- fixtures/articles/saved_gbk_page/input.html
//! ```

#![allow(clippy::print_stdout, reason = "a program")]

use csdown::dom::Dom;
use csdown::{Converter, Hints, Limits};
use scraper::{Html, Selector};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: scraper FILE")?;
    let page = Html::parse_document(&String::from_utf8_lossy(&std::fs::read(path)?));
    let (converter, limits) = (Converter::default(), Limits::default());

    // The whole page, with the metadata that surrounds the article.
    let dom = Dom::from_scraper(page.root_element(), &limits)?;
    let conversion = converter.convert_dom(&dom, &Hints::default())?;
    if let Some(title) = &conversion.metadata.title {
        println!("title: {}\n", title.value);
    }

    // Only the article: any element can be converted.
    let article = page.select(&Selector::parse("#content_views, article")?).next().ok_or("no article")?;
    let dom = Dom::from_scraper(article, &limits)?;
    print!("{}", converter.convert_dom(&dom, &Hints::default())?.markdown);
    Ok(())
}
