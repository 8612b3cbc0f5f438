//! Fetches an article and prints its Markdown.
//!
//! ```console
//! $ cargo run --example fetch -- https://blog.csdn.net/NAME/article/details/NUMBER
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use csdown::fetch::{ArticleUrl, Client, FetchOptions, Fetched, Fetcher, Validators};
use csdown::{Converter, Status};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).ok_or("the address of an article is wanted")?;
    let address = ArticleUrl::parse(&address, None)?;
    let fetcher = Fetcher::new(Client::new(&FetchOptions::default())?);
    let Fetched::Article(article) = fetcher.article(&address, &Validators::default()).await? else {
        return Err("nothing can be unchanged that was never fetched".into());
    };
    // Converting takes a moment of the processor: on a busy server it belongs on a thread that may block.
    let conversion = Converter::default().convert_bytes(&article.page.bytes, &article.page.hints())?;
    println!("{}", conversion.markdown);
    if conversion.report.status == Status::Preview {
        eprintln!("this is only the beginning of the article");
    }
    for asset in &conversion.assets {
        eprintln!("picture: {}", asset.url);
    }
    Ok(())
}
