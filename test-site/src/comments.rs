//! `POST /phoenix/web/v1/comment/list/ID`: the comments on an article.

use fastrand::Rng;
use hyper::Method;
use serde_json::{Value, json};

use crate::cases::id_of;
use crate::request::SiteRequest;
use crate::response::SiteResponse;
use crate::text::paragraph;
use crate::writers::article;

/// The number of threads of the article `page-2025`. Others have none.
pub const THREADS: u64 = 25;

/// The maximum page size in threads.
const MOST: u64 = 10;

/// The number of replies to its first comment.
pub const REPLIES: u64 = 3;

/// Responds to a request, which must be a `POST` with the article's URL as `Referer`.
pub fn respond(request: &SiteRequest, id: u64) -> SiteResponse {
    let Some(article) = article(id, 0) else { return refusal(404, "文章不存在") };
    if request.method != Method::POST {
        return refusal(405, "Method Not Allowed");
    }
    let referer = request.referer().unwrap_or_default();
    if referer.split(['?', '#']).next() != Some(&*article.url()) {
        return refusal(403, "Forbidden");
    }
    let total = if id == id_of("page-2025") { THREADS } else { 0 };
    let size = request.number("size").unwrap_or(MOST).clamp(1, MOST);
    let first = request.number("page").unwrap_or(1).saturating_sub(1).saturating_mul(size);
    let shown = (first..total).take(usize::try_from(size).unwrap());
    let list: Vec<Value> = shown.map(|n| thread(id, n)).collect();
    SiteResponse::json(
        200,
        &json!({
            "code": 200, "message": "success",
            "data": {
                "count": if total == 0 { 0 } else { total + REPLIES }, "pageCount": total.div_ceil(size),
                "floorCount": total, "foldCount": 0, "list": list,
            },
        }),
    )
}

fn refusal(status: u16, message: &str) -> SiteResponse {
    SiteResponse::json(status, &json!({"code": status, "message": message, "data": null}))
}

/// Returns comment `n` with its replies.
fn thread(id: u64, n: u64) -> Value {
    let number = 30_000_000 + n * 10;
    let replies = if n == 0 { REPLIES } else { 0 };
    let reply = |reply: u64| {
        let text =
            ["谢谢，已经改了", "[reply]reader_2[/reply]\n第二张图也更新了", "[face]emoji:020.png[/face]"];
        comment(id, number + 1 + reply, number, text[usize::try_from(reply).unwrap()])
    };
    let sub: Vec<Value> = (0..replies).map(reply).collect();
    json!({"info": comment(id, number, 0, &text(n)), "sub": sub, "pointCommentId": null})
}

fn comment(id: u64, number: u64, parent: u64, content: &str) -> Value {
    json!({
        "commentId": number, "articleId": id, "parentId": parent, "content": content,
        "userName": user(number), "nickName": nick(number),
        "postTime": format!("2025-01-{:02} {:02}:30:00", 10 + number / 10 % 20, number % 24),
        "dateFormat": "2025.01.10", "digg": number % 5, "diggArr": [], "loginUserDigg": false,
        "avatar": "https://profile-avatar.csdnimg.cn/default.jpg!3",
        "parentUserName": if parent == 0 { String::new() } else { user(parent) },
        "parentNickName": if parent == 0 { String::new() } else { nick(parent) },
        "vip": false, "years": 6, "region": "未知",
    })
}

/// Returns the login name of the author of a comment.
fn user(number: u64) -> String {
    format!("reader_{}", number % 7)
}

fn nick(number: u64) -> String {
    format!("读者<{}>&", number % 7)
}

/// Returns the text of a comment: emoji, code, markup, lines, or plain words.
fn text(n: u64) -> String {
    match n {
        0 => "写得清楚[face]emoji:061.png[/face]，照着做成了。".to_owned(),
        1 => "第一行\n第二行\n\n# 不是标题\n- 也不是列表".to_owned(),
        2 => "<script>alert(1)</script><img src=x onerror=alert(2)> 这样写会怎样？".to_owned(),
        3 => "[code=cpp]int main() { return 0; }[/code]".to_owned(),
        4 => "参考 https://example.com/a_b_c?x=1&y=*2* 和 [链接](javascript:alert(3))".to_owned(),
        5 => "[face]monkey2:012.gif[/face][face]emoji:000.png[/face]".to_owned(),
        6 => String::new(),
        n => paragraph(&mut Rng::with_seed(n)),
    }
}
