//! `blog-console-api.csdn.net`: an author's own articles, which require the cookie `UserToken`.

use serde_json::{Value, json};

use crate::cases::{Behavior, Kind, case_of, id_of};
use crate::request::SiteRequest;
use crate::response::SiteResponse;
use crate::writers::{Article, LIN_MO, article};

/// The `UserToken` of [`LIN_MO`]. Any other value has expired.
pub const TOKEN: &str = "9f86d081884c7d65";

pub fn respond(request: &SiteRequest) -> SiteResponse {
    if request.path != "/v1/editor/getArticle" {
        return refusal(404, "Not Found");
    }
    if request.cookie("UserToken").is_none_or(|token| token != TOKEN) {
        return refusal(401, "用户未登录");
    }
    let id = request.number("id").unwrap_or_default();
    let own = article(id, 0).filter(|article| article.writer.user == LIN_MO.user);
    match own {
        // It was deleted, or belongs to someone else.
        _ if id == id_of("deleted") || id == id_of("missing") => refusal(400, "文章不存在"),
        None => refusal(400, "文章不存在"),
        Some(article) => {
            SiteResponse::json(200, &json!({"code": 200, "msg": "success", "data": entry(&article)}))
        }
    }
}

fn refusal(code: u16, message: &str) -> SiteResponse {
    SiteResponse::json(code, &json!({"code": code, "msg": message, "data": null}))
}

fn entry(article: &Article) -> Value {
    let kind = match article.kind {
        Kind::Original => "original",
        Kind::Repost => "repost",
        Kind::Translation => "translated",
    };
    let is_draft = case_of(article.id).is_some_and(|case| case.behavior == Behavior::Draft);
    let columns: Vec<&str> = article.columns.iter().map(|column| column.title).collect();
    json!({
        "article_id": article.id.to_string(), "title": article.title, "Description": article.summary, "content": article.html,
        "markdowncontent": article.markdown.as_deref().unwrap_or_default(),
        "tags": article.tags.join(","), "categories": columns.join(","), "type": kind,
        "status": if is_draft { 2 } else { 1 }, "read_type": "public", "reason": "",
        "original_link": article.original().unwrap_or_default(), "authorized_status": false,
        "check_original": false, "editor_type": u8::from(article.markdown.is_none()), "cover_images": [],
        "cover_type": 0, "postTime": article.post_time(),
    })
}
