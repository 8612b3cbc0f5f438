//! Comments on an article, from the site's `phoenix` API.
//!
//! A comment is text, with or without HTML entities, and contains markup of the site's own:
//! `[face]emoji:061.png[/face]`, `[code=java]…[/code]`, `[reply]name[/reply]`. Comments are assembled into an HTML
//! page, which is converted like an article.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde::Deserialize;

use super::endpoints::or_default;

/// A comment and its replies.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comment {
    /// The display name of its author, or else the login name.
    pub author: String,
    /// The date, as the site writes it.
    pub posted: String,
    /// The number of likes.
    pub likes: u64,
    /// The text, with the site's markup.
    pub content: String,
    /// The replies, in the site's order.
    pub replies: Vec<Comment>,
}

/// A page of comments.
#[derive(Debug, Default)]
pub(super) struct CommentPage {
    pub(super) comments: Vec<Comment>,
    /// The number of pages.
    pub(super) pages: u64,
}

/// Parses a response of the API; `None` if it is invalid.
pub(super) fn read(json: &[u8]) -> Option<CommentPage> {
    let CommentsResponse { data } = serde_json::from_slice(json).ok()?;
    let Data { list, page_count } = data?;
    Some(CommentPage { comments: list.into_iter().map(Thread::comment).collect(), pages: page_count })
}

#[derive(Deserialize)]
struct CommentsResponse {
    data: Option<Data>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Data {
    #[serde(deserialize_with = "or_default")]
    list: Vec<Thread>,
    #[serde(deserialize_with = "or_default")]
    page_count: u64,
}

#[derive(Deserialize)]
struct Thread {
    info: Info,
    #[serde(default, deserialize_with = "or_default")]
    sub: Vec<Reply>,
}

/// Replies may or may not be wrapped like comments.
#[derive(Deserialize)]
#[serde(untagged)]
enum Reply {
    Wrapped { info: Info },
    Bare(Info),
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Info {
    #[serde(deserialize_with = "or_default")]
    content: String,
    #[serde(deserialize_with = "or_default")]
    nick_name: String,
    #[serde(deserialize_with = "or_default")]
    user_name: String,
    #[serde(deserialize_with = "or_default")]
    post_time: String,
    #[serde(deserialize_with = "or_default")]
    digg: u64,
    #[serde(deserialize_with = "or_default")]
    parent_nick_name: String,
}

impl Thread {
    fn comment(self) -> Comment {
        let replies = self.sub.into_iter().map(|reply| match reply {
            Reply::Wrapped { info } | Reply::Bare(info) => info.comment(Vec::new()),
        });
        let replies = replies.collect();
        self.info.comment(replies)
    }
}

impl Info {
    fn comment(self, replies: Vec<Comment>) -> Comment {
        let author = if self.nick_name.is_empty() { self.user_name } else { self.nick_name };
        // The content may already name the author of the comment it replies to.
        let content = if self.parent_nick_name.is_empty() || self.content.contains("[reply]") {
            self.content
        } else {
            format!("[reply]{}[/reply]{}", self.parent_nick_name, self.content)
        };
        Comment { author, posted: self.post_time, likes: self.digg, content, replies }
    }
}

/// Returns the comments as an HTML page: a list of threads with nested lists of replies.
pub(super) fn page(comments: &[Comment]) -> String {
    let mut html = "<div id=\"content_views\"><h1>评论</h1>".to_owned();
    if comments.is_empty() {
        html.push_str("<p>没有评论。</p>");
    }
    threads(&mut html, comments);
    html.push_str("</div>");
    html
}

fn threads(html: &mut String, comments: &[Comment]) {
    if comments.is_empty() {
        return;
    }
    html.push_str("<ul>");
    for comment in comments {
        let Comment { author, posted, likes, content, replies } = comment;
        // Writing to a string cannot fail.
        let _ = write!(html, "<li><p><strong>{}</strong>", without_tags(author));
        if !posted.is_empty() {
            let _ = write!(html, " · {}", without_tags(posted));
        }
        if *likes > 0 {
            let _ = write!(html, " · {likes} 赞");
        }
        let _ = write!(html, "</p><div>{}</div>", content_as_html(content));
        threads(html, replies);
        html.push_str("</li>");
    }
    html.push_str("</ul>");
}

/// Converts the text of a comment to HTML.
fn content_as_html(content: &str) -> String {
    let content = without_tags(content.trim());
    let mut html = String::with_capacity(content.len());
    let mut rest = 0;
    for found in MARKUP.captures_iter(&content) {
        let Some(whole) = found.get(0) else { continue };
        html.push_str(&with_line_breaks(content.get(rest..whole.start()).unwrap_or_default()));
        rest = whole.end();
        html.push_str(&markup_as_html(&found));
    }
    html.push_str(&with_line_breaks(content.get(rest..).unwrap_or_default()));
    html
}

fn markup_as_html(found: &Captures<'_>) -> String {
    let group = |name| found.name(name).map_or("", |part| part.as_str());
    if let Some(face) = found.name("face") {
        let path = face.as_str().replace(':', "/");
        return format!("<img src=\"https://g.csdnimg.cn/static/face/{path}\">");
    }
    if let Some(name) = found.name("reply") {
        return format!("回复 @{}：", name.as_str());
    }
    format!("<pre><code class=\"language-{}\">{}</code></pre>", group("language"), group("code"))
}

/// Turns newlines outside markup into line breaks.
fn with_line_breaks(text: &str) -> Cow<'_, str> {
    if text.contains('\n') { text.replace("\r\n", "\n").replace('\n', "<br>").into() } else { text.into() }
}

/// Escapes tags. Entities are kept, because the site's text is already escaped where it contains them.
fn without_tags(text: &str) -> String {
    text.replace('<', "&lt;").replace('>', "&gt;")
}

/// Matches the site's markup.
#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "a constant pattern, tested below")]
static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?s)\[face\](?<face>[a-z0-9]+:[A-Za-z0-9_-]+\.(?:png|gif))\[/face\]",
        r"|\[code(?:=(?<language>[A-Za-z0-9+#_-]*))?\](?<code>.*?)\[/code\]",
        r"|\[reply\](?<reply>[^\[\]]*)\[/reply\]",
    ))
    .expect("pattern is valid")
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Converter;

    fn markdown(comments: &[Comment]) -> String {
        Converter::default().without_front_matter().convert(&page(comments)).unwrap().markdown
    }

    #[test]
    fn threads_become_lists() {
        let json = r#"{"code":200,"data":{"pageCount":3,"list":[
            {"info":{"commentId":1,"content":"谢谢&lt;T&gt;<b>[face]emoji:061.png[/face]\n第二行","nickName":"读者*甲*","userName":"a","postTime":"2024-01-02 03:04:05","digg":2,"parentId":0},
             "sub":[{"commentId":2,"content":"[code=java]int a;\nint b;[/code]","nickName":"","userName":"writer","postTime":"","parentNickName":"读者甲"},
                    {"info":{"content":"好","nickName":"乙","postTime":null,"digg":null}}]},
            {"info":{"content":"沙发","nickName":"丙","parentNickName":null,"unknown":[1]},"sub":null}]}}"#;
        let CommentPage { comments, pages } = read(json.as_bytes()).unwrap();
        assert_eq!((comments.len(), pages), (2, 3));
        assert_eq!(
            markdown(&comments),
            "# 评论\n\n\
             - **读者*甲\\*** · 2024-01-02 03:04:05 · 2 赞\n\n  \
             谢谢\\<T>\\<b>![](https://g.csdnimg.cn/static/face/emoji/061.png)  \n  第二行\n\n  \
             - **writer**\n\n    回复 @读者甲：\n\n    ```java\n    int a;\n    int b;\n    ```\n\n  \
             - **乙**\n\n    好\n\n\
             - **丙**\n\n  沙发\n"
        );
    }

    #[test]
    fn no_comments_become_a_note() {
        assert_eq!(markdown(&[]), "# 评论\n\n没有评论。\n");
    }

    #[test]
    fn rejects_invalid_responses() {
        for json in ["", "[]", "{}", "{\"data\":null}", "<html>"] {
            assert!(read(json.as_bytes()).is_none(), "{json}");
        }
        assert_eq!(read(b"{\"data\":{}}").unwrap().comments, []);
    }
}
