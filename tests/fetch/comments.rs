//! Comments from a misbehaving site.

use csdown::fetch::{ArticleUrl, Comment, FetchError, Fetcher};

use crate::client::client;
use crate::server::{Server, reply};

/// Fetches comments whose pages are all `page`. Returns the number of requests, too.
async fn comments(page: &'static str) -> (Result<Vec<Comment>, FetchError>, usize) {
    let server = Server::start(|_| reply(200, &[], page.as_bytes())).await;
    let fetcher = Fetcher::new(client(|options| options.max_page = 1_000));
    let article = ArticleUrl::parse(server.url("/u/article/details/5").as_str(), None).unwrap();
    (fetcher.comments(&article).await, server.count())
}

#[tokio::test]
async fn limits_the_total_size() {
    let page =
        r#"{"data":{"pageCount":18446744073709551615,"list":[{"info":{"content":"again and again"}}]}}"#;
    let (result, count) = comments(page).await;
    assert_eq!(result.unwrap_err().code(), "too-large");
    assert_eq!(count, 1_000 / page.len() + 1);
}

#[tokio::test]
async fn accepts_null_for_every_field() {
    let page = r#"{"data":{"pageCount":1,"list":[{"info":{"content":"好","nickName":null,"digg":null},"sub":null}]}}"#;
    let (result, count) = comments(page).await;
    let all = result.unwrap();
    assert_eq!((all.len(), all[0].content.as_str(), all[0].author.as_str(), count), (1, "好", "", 1));
    assert_eq!(comments(r#"{"data":{"pageCount":null,"list":null}}"#).await.0, Ok(Vec::new()));
}
