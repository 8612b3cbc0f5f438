//! An author's own article, from the API of the editor ("console"): the original Markdown if there is any, or else the
//! HTML of the rich-text editor.

use serde_json::Value;

use super::target::ArticleUrl;
use crate::batch::Page;
use crate::extract::Metadata;
use crate::extract::metadata::{ArticleKind, Date, Origin, Sourced};
use crate::front_matter;
use crate::options::Options;
use crate::report::Status;

/// Parses a response of the API into a page to convert.
///
/// The metadata becomes front matter. Markdown is passed through, so its front matter has the form that `options`
/// require. HTML is converted, so its front matter has the form that the converter reads.
///
/// # Errors
///
/// The message of the API if it returns no article.
pub(super) fn read(json: &[u8], article_url: &ArticleUrl, options: &Options) -> Result<Page, String> {
    let response: Value =
        serde_json::from_slice(json).map_err(|_| "the response of the console is not JSON".to_owned())?;
    let article = response.get("data").map(Article).filter(Article::has_body);
    let article = article.ok_or_else(|| {
        let message = ["msg", "message"].iter().find_map(|name| response.get(name)?.as_str());
        let message = message.filter(|message| !message.is_empty());
        message.map_or_else(
            || "the console returned no article".to_owned(),
            |message| format!("message of the console: {message}"),
        )
    })?;
    let (metadata, stem) = (article.metadata(article_url), article_url.file_stem());
    let written_for = |options: &Options| front_matter::write(&metadata, Status::Complete, options);
    let (text, extension) = if article.text("markdowncontent").is_empty() {
        let readable = Options::default();
        let body =
            format!("<div id=\"content_views\" class=\"htmledit_views\">{}</div>", article.text("content"));
        (written_for(&readable) + &body, "html")
    } else {
        (written_for(options) + article.text("markdowncontent") + "\n", "md")
    };
    Ok(Page {
        bytes: text.into_bytes(),
        file_name: Some(format!("{stem}.{extension}")),
        content_type: Some("text/html; charset=utf-8".to_owned()),
        url: Some(article_url.url().to_string()),
        ..Page::default()
    })
}

/// The article data. Fields of an unexpected type are treated as missing.
struct Article<'a>(&'a Value);

impl<'a> Article<'a> {
    fn text(&self, name: &str) -> &'a str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default().trim()
    }

    fn has_body(&self) -> bool {
        !(self.text("markdowncontent").is_empty() && self.text("content").is_empty())
    }

    fn metadata(&self, article_url: &ArticleUrl) -> Metadata {
        let text =
            |text: &str| Some(text).filter(|text| !text.is_empty()).map(|text| sourced(text.to_owned()));
        let list = |name| {
            let texts = self.text(name).split([',', '，']).map(str::trim).filter(|text| !text.is_empty());
            let texts: Vec<String> = texts.map(str::to_owned).collect();
            (!texts.is_empty()).then(|| sourced(texts))
        };
        let kind = match self.text("type") {
            "original" => Some(ArticleKind::Original),
            "repost" => Some(ArticleKind::Repost),
            "translated" => Some(ArticleKind::Translation),
            _ => None,
        };
        Metadata {
            title: text(self.text("title")),
            date: Date::parse(self.text("postTime")).map(sourced),
            source: text(article_url.url().as_str()),
            id: article_url.id().and_then(text),
            tags: list("tags"),
            categories: list("categories"),
            description: text(self.text("Description")).or_else(|| text(self.text("description"))),
            kind: kind.map(sourced),
            original: text(self.text("original_link")),
            ..Metadata::default()
        }
    }
}

const fn sourced<T>(value: T) -> Sourced<T> {
    Sourced::new(value, Origin::FrontMatter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Converter;

    fn url() -> ArticleUrl {
        ArticleUrl::parse("https://blog.csdn.net/u/article/details/12345", None).unwrap()
    }

    fn converted(json: &str) -> String {
        let page = read(json.as_bytes(), &url(), &Options::default()).unwrap();
        Converter::default().convert_bytes(&page.bytes, &page.hints()).unwrap().markdown
    }

    #[test]
    fn keeps_the_original_markdown() {
        let json = r##"{"code":200,"data":{"title":"题: 一","markdowncontent":"# 一\n\n* 甲\n\n\n","content":"<h1>一</h1>","tags":"甲,乙","categories":7,"Description":"摘要","description":null}}"##;
        assert_eq!(
            converted(json),
            "---\ntitle: \"题: 一\"\nsource: https://blog.csdn.net/u/article/details/12345\nid: \"12345\"\n\
             tags:\n- 甲\n- 乙\ndescription: 摘要\n---\n\n# 一\n\n* 甲\n"
        );
    }

    #[test]
    fn converts_rich_text() {
        let json = r#"{"code":200,"data":{"title":"题","markdowncontent":"","content":"<p>一<strong>二</strong></p>","tags":""}}"#;
        let markdown = converted(json);
        assert!(markdown.starts_with("---\ntitle: 题\n") && markdown.ends_with("---\n\n# 题\n\n一**二**\n"));
    }

    #[test]
    fn errors_carry_the_message_of_the_console() {
        let reason = |json: &str| read(json.as_bytes(), &url(), &Options::default()).unwrap_err();
        assert_eq!(reason(r#"{"code":400,"msg":"文章不存在"}"#), "message of the console: 文章不存在");
        assert_eq!(
            reason(r#"{"code":200,"msg":"success","data":{"title":"x"}}"#),
            "message of the console: success"
        );
        assert_eq!(reason("<html>"), "the response of the console is not JSON");
    }
}
