//! Downloads an article and prints its Markdown.
//!
//! ```console
//! $ cargo run --example fetch -- https://blog.csdn.net/NAME/article/details/NUMBER
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use csdown::fetch::{ArticleUrl, Client, FetchOptions, Fetched, Fetcher, Validators};
use csdown::{Converter, Status};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("usage: fetch URL")?;
    let url = ArticleUrl::parse(&url, None)?;
    let fetcher = Fetcher::new(Client::new(&FetchOptions::default())?);
    let Fetched::Article(article) = fetcher.article(&url, &Validators::default()).await? else {
        return Err("unexpected 304 response".into());
    };
    // Conversion is CPU-bound. In a server, run it on a thread that may block.
    let conversion = Converter::default().convert_bytes(&article.page.bytes, &article.page.hints())?;
    println!("{}", conversion.markdown);
    if conversion.report.status == Status::Preview {
        eprintln!("warning: this is only a preview of the article");
    }
    for asset in &conversion.assets {
        eprintln!("image: {}", asset.url);
    }
    Ok(())
}
