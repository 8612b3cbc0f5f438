//! Lists of articles: the JSON API, columns, the HTML list, the feed.

use serde_json::{Value, json};

use crate::blog::current;
use crate::page::escape;
use crate::request::SiteRequest;
use crate::response::{MODIFIED, SiteResponse};
use crate::server::State;
use crate::writers::{Article, Column, Writer, column_articles, listed, writer_of};

/// The page size of columns and of the HTML list.
const PER_PAGE: usize = 40;

/// The maximum page size of the JSON API.
const MOST: u64 = 100;

/// The number of articles in the feed.
const FED: usize = 20;

/// Responds to a request; `None` if it is not for a list.
pub fn respond(state: &State, request: &SiteRequest, path: &[&str]) -> Option<SiteResponse> {
    if path == ["community", "home-api", "v1", "get-business-list"] {
        return Some(business(state, request));
    }
    let (user, rest) = path.split_first()?;
    let writer = writer_of(user)?;
    match rest {
        [] => Some(home(writer)),
        ["article", "list", page] => Some(older(state, writer, page.parse().ok()?)),
        ["rss", "map" | "list"] => Some(feed(state, writer)),
        [name] => {
            let name = name.strip_prefix("category_")?.strip_suffix(".html")?;
            let (id, page) = name.split_once('_').unwrap_or((name, "1"));
            let column = writer.columns.iter().find(|column| column.id.to_string() == id)?;
            Some(column_page(state, writer, column, page.parse().ok()?))
        }
        _ => None,
    }
}

/// `get-business-list`. Rejects requests with cookies or signatures.
fn business(state: &State, request: &SiteRequest) -> SiteResponse {
    let is_signed = request.headers.keys().any(|name| name.as_str().starts_with("x-ca-"));
    if request.header("cookie").is_some() || is_signed {
        return SiteResponse::json(403, &json!({"code": 403, "message": "Forbidden"}));
    }
    let is_blog = request.parameter("businessType").is_some_and(|kind| kind == "blog");
    let writer = request.parameter("username").and_then(|user| writer_of(&user)).filter(|_| is_blog);
    let ids = writer.map(listed).unwrap_or_default();
    let size = request.number("size").unwrap_or(20).clamp(1, MOST);
    let page = slice(&ids, request.number("page").unwrap_or(1), usize::try_from(size).unwrap());
    let list: Vec<Value> = articles(state, page).map(|article| entry(&article)).collect();
    SiteResponse::json(
        200,
        &json!({
            "code": 200, "message": "success", "traceId": "5f0c1c6e-0000-4000-8000-000000000000",
            "data": {"list": list, "total": ids.len()},
        }),
    )
}

fn entry(article: &Article) -> Value {
    json!({
        "articleId": article.id, "title": article.title, "description": article.summary, "url": article.url(),
        "type": 1, "top": false, "forcePlan": false, "viewCount": article.id % 9000, "commentCount": 0,
        "editUrl": format!("https://editor.csdn.net/md?articleId={}", article.id), "postTime": article.post_time(),
        "diggCount": article.id % 97, "formatTime": article.published.date().to_string(), "picList": [],
        "collectCount": article.id % 53,
    })
}

fn home(writer: &Writer) -> SiteResponse {
    let item = |column: &Column| {
        format!(
            "<li><a class=\"special-column-name\" href=\"https://blog.csdn.net/{}/category_{}.html\" title=\"{title}\">{title}</a>\
             <span class=\"special-column-num\">{}篇</span></li>\n",
            writer.user,
            column.id,
            column.size,
            title = column.title
        )
    };
    let columns: String = writer.columns.iter().map(item).collect();
    listing(&format!("{}的博客", writer.nick), &format!("<ul>\n{columns}</ul>"))
}

fn column_page(state: &State, writer: &Writer, column: &Column, page: u64) -> SiteResponse {
    let ids = column_articles(writer, column);
    let item = |article: Article| {
        format!(
            "<li><a href=\"{}\" target=\"_blank\"><div class=\"column_article_title\"><h2 class=\"title\">{}</h2></div>\
             <div class=\"column_article_desc\">{}</div><div class=\"column_article_data\"><span class=\"status\">{}</span>\
             <span>阅读 {}</span></div></a></li>\n",
            article.url(),
            escape(&article.title),
            escape(&article.summary),
            article.post_time(),
            article.id % 9000,
        )
    };
    let items: String = articles(state, slice(&ids, page, PER_PAGE)).map(item).collect();
    let list = if items.is_empty() {
        EMPTY.to_owned()
    } else {
        format!("<ul class=\"column_article_list\">\n{items}</ul>")
    };
    let head = format!(
        "<div class=\"column_info_box\"><h3 class=\"column_title oneline\">{}</h3><span class=\"column_text_desc\">{}</span>\
         <span class=\"column_data\">关注数：0 文章数：{} 作者：{}</span></div>\n",
        column.title,
        column.about,
        ids.len(),
        writer.nick
    );
    listing(column.title, &(head + &list))
}

fn older(state: &State, writer: &Writer, page: u64) -> SiteResponse {
    let ids = listed(writer);
    let item = |article: Article| {
        format!(
            "<div class=\"article-item-box csdn-tracking-statistics\" data-articleid=\"{}\"><h4><a href=\"{url}\" target=\"_blank\">\
             <span class=\"article-type type-1 float-none\">原创</span>{}</a></h4>\
             <p class=\"content\"><a href=\"{url}\">{}</a></p><div class=\"info-box d-flex\"><p><span class=\"date\">{}</span></p></div></div>\n",
            article.id,
            escape(&article.title),
            escape(&article.summary),
            article.post_time(),
            url = article.url(),
        )
    };
    let items: String = articles(state, slice(&ids, page, PER_PAGE)).map(item).collect();
    let list = if items.is_empty() {
        EMPTY.to_owned()
    } else {
        format!("<div class=\"article-list\">\n{items}</div>")
    };
    listing(&format!("{}的博客", writer.nick), &list)
}

fn feed(state: &State, writer: &Writer) -> SiteResponse {
    let ids = listed(writer);
    let item = |article: Article| {
        format!(
            "<item><title>{}</title><link>{url}</link><guid>{url}</guid><author>{}</author><pubDate>{}</pubDate></item>\n",
            escape(&article.title),
            writer.user,
            article.post_time(),
            url = article.url(),
        )
    };
    let items: String = articles(state, slice(&ids, 1, FED)).map(item).collect();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel><title>{}的博客</title>\
         <link>https://blog.csdn.net/{}</link>\n{items}</channel></rss>\n",
        writer.nick, writer.user
    );
    SiteResponse::text(200, "application/xml; charset=utf-8", text).modified(MODIFIED)
}

/// The content of an empty list.
const EMPTY: &str = "<div class=\"empty-box\"><p>空空如也</p></div>";

fn listing(title: &str, body: &str) -> SiteResponse {
    let text = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{title}-CSDN博客</title></head>\n\
         <body><div class=\"main_father\"><main>\n{body}\n</main></div></body></html>\n"
    );
    SiteResponse::html(200, text).modified(MODIFIED)
}

fn articles<'a>(state: &'a State, ids: &'a [u64]) -> impl Iterator<Item = Article> + 'a {
    ids.iter().filter_map(|id| current(state, *id))
}

/// Returns a page, numbered from 1.
fn slice(ids: &[u64], page: u64, size: usize) -> &[u64] {
    let page = usize::try_from(page).unwrap_or(usize::MAX).max(1) - 1;
    ids.chunks(size).nth(page).unwrap_or_default()
}
