//! What readers wrote under an article, as the site's `phoenix` endpoint lists it.
//!
//! A comment is text, with entities of HTML or without, in which the site's own marks stand:
//! `[face]emoji:061.png[/face]`, `[code=java]…[/code]`, `[reply]name[/reply]`. Comments are put together as a page, so
//! that they become Markdown by the rules that articles do.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde::Deserialize;

use super::endpoints::or_default;

/// A comment and what was replied to it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comment {
    /// The name its author goes by, else the login name.
    pub author: String,
    /// When it was written, as the site says it.
    pub posted: String,
    /// How many liked it.
    pub likes: u64,
    /// What it says, with the site's marks.
    pub content: String,
    /// The replies, in the site's order.
    pub replies: Vec<Comment>,
}

/// One page of the list.
#[derive(Debug, Default)]
pub(super) struct CommentPage {
    pub(super) comments: Vec<Comment>,
    /// How many pages there are.
    pub(super) pages: u64,
}

/// Reads one answer of the endpoint; `None` when it is none.
pub(super) fn read(json: &[u8]) -> Option<CommentPage> {
    let Answer { data } = serde_json::from_slice(json).ok()?;
    let Data { list, page_count } = data?;
    Some(CommentPage { comments: list.into_iter().map(Thread::comment).collect(), pages: page_count })
}

#[derive(Deserialize)]
struct Answer {
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

/// Replies stand there bare or with the same wrapping as comments.
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
        // The reply itself may say whom it answers.
        let content = if self.parent_nick_name.is_empty() || self.content.contains("[reply]") {
            self.content
        } else {
            format!("[reply]{}[/reply]{}", self.parent_nick_name, self.content)
        };
        Comment { author, posted: self.post_time, likes: self.digg, content, replies }
    }
}

/// The comments as a page: a list of threads, in each the replies as a list of their own.
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
        let _ = write!(html, "<li><p><strong>{}</strong>", untagged(author));
        if !posted.is_empty() {
            let _ = write!(html, " · {}", untagged(posted));
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

/// What a comment says, its marks as HTML.
fn content_as_html(content: &str) -> String {
    let content = untagged(content.trim());
    let mut html = String::with_capacity(content.len());
    let mut rest = 0;
    for found in MARKS.captures_iter(&content) {
        let Some(whole) = found.get(0) else { continue };
        html.push_str(&broken(content.get(rest..whole.start()).unwrap_or_default()));
        rest = whole.end();
        html.push_str(&mark(&found));
    }
    html.push_str(&broken(content.get(rest..).unwrap_or_default()));
    html
}

fn mark(found: &Captures<'_>) -> String {
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

/// A line break is one where it is not markup.
fn broken(text: &str) -> Cow<'_, str> {
    if text.contains('\n') { text.replace("\r\n", "\n").replace('\n', "<br>").into() } else { text.into() }
}

/// Text without tags. Entities stay what they are: where the site writes them, they are meant.
fn untagged(text: &str) -> String {
    text.replace('<', "&lt;").replace('>', "&gt;")
}

/// The site's own marks.
#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "a constant pattern, tested below")]
static MARKS: LazyLock<Regex> = LazyLock::new(|| {
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
    fn an_article_without_comments_is_said_to_have_none() {
        assert_eq!(markdown(&[]), "# 评论\n\n没有评论。\n");
    }

    #[test]
    fn what_is_no_answer_is_none() {
        for json in ["", "[]", "{}", "{\"data\":null}", "<html>"] {
            assert!(read(json.as_bytes()).is_none(), "{json}");
        }
        assert_eq!(read(b"{\"data\":{}}").unwrap().comments, []);
    }
}
