//! An author's own article, as the site's console gives it to them: as the Markdown they wrote where there is any, else
//! as the HTML of the rich-text editor.

use serde_json::Value;

use super::address::Address;
use crate::batch::Page;
use crate::extract::Metadata;
use crate::extract::metadata::{ArticleKind, Date, Origin, Sourced};
use crate::front_matter;
use crate::options::Options;
use crate::report::Status;

/// Reads the answer of the console: a page to convert.
///
/// What the console knows of the article goes before it as front matter: in the form of `options` before Markdown,
/// which is passed through, and in the form that is read again before HTML.
///
/// # Errors
///
/// What the console says when it gives no article.
pub(super) fn read(json: &[u8], address: &Address, options: &Options) -> Result<Page, String> {
    let answer: Value =
        serde_json::from_slice(json).map_err(|_| "the console's answer is not understood".to_owned())?;
    let article = answer.get("data").map(Article).filter(Article::has_body);
    let article = article.ok_or_else(|| {
        let said = ["msg", "message"].iter().find_map(|name| answer.get(name)?.as_str());
        let said = said.filter(|said| !said.is_empty());
        said.map_or_else(
            || "the console gives no article".to_owned(),
            |said| format!("the console says: {said}"),
        )
    })?;
    let (metadata, stem) = (article.metadata(address), address.stem());
    let written_as = |options: &Options| front_matter::write(&metadata, Status::Complete, options);
    let (text, extension) = if article.text("markdowncontent").is_empty() {
        // The defaults: YAML of no profile.
        let readable = Options::default();
        let body =
            format!("<div id=\"content_views\" class=\"htmledit_views\">{}</div>", article.text("content"));
        (written_as(&readable) + &body, "html")
    } else {
        (written_as(options) + article.text("markdowncontent") + "\n", "md")
    };
    Ok(Page {
        bytes: text.into_bytes(),
        file_name: Some(format!("{stem}.{extension}")),
        content_type: Some("text/html; charset=utf-8".to_owned()),
        url: Some(address.url().to_string()),
        ..Page::default()
    })
}

/// What the console gives, of which more is wrong at times than right: a field of another kind is none.
struct Article<'a>(&'a Value);

impl<'a> Article<'a> {
    fn text(&self, name: &str) -> &'a str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default().trim()
    }

    fn has_body(&self) -> bool {
        !(self.text("markdowncontent").is_empty() && self.text("content").is_empty())
    }

    fn metadata(&self, address: &Address) -> Metadata {
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
            source: text(address.url().as_str()),
            id: address.id().and_then(text),
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

    fn address() -> Address {
        Address::parse("https://blog.csdn.net/u/article/details/12345", None).unwrap()
    }

    fn converted(json: &str) -> String {
        let page = read(json.as_bytes(), &address(), &Options::default()).unwrap();
        Converter::default().convert_bytes(&page.bytes, &page.hints()).unwrap().markdown
    }

    #[test]
    fn the_authors_markdown_is_kept_as_it_is() {
        let json = r##"{"code":200,"data":{"title":"题: 一","markdowncontent":"# 一\n\n* 甲\n\n\n","content":"<h1>一</h1>","tags":"甲,乙","categories":7,"Description":"摘要","description":null}}"##;
        assert_eq!(
            converted(json),
            "---\ntitle: \"题: 一\"\nsource: https://blog.csdn.net/u/article/details/12345\nid: \"12345\"\n\
             tags:\n- 甲\n- 乙\ndescription: 摘要\n---\n\n# 一\n\n* 甲\n"
        );
    }

    #[test]
    fn rich_text_is_converted() {
        let json = r#"{"code":200,"data":{"title":"题","markdowncontent":"","content":"<p>一<strong>二</strong></p>","tags":""}}"#;
        let markdown = converted(json);
        assert!(markdown.starts_with("---\ntitle: 题\n") && markdown.ends_with("---\n\n# 题\n\n一**二**\n"));
    }

    #[test]
    fn what_gives_no_article_says_why() {
        let reason = |json: &str| read(json.as_bytes(), &address(), &Options::default()).unwrap_err();
        assert_eq!(reason(r#"{"code":400,"msg":"文章不存在"}"#), "the console says: 文章不存在");
        assert_eq!(
            reason(r#"{"code":200,"msg":"success","data":{"title":"x"}}"#),
            "the console says: success"
        );
        assert_eq!(reason("<html>"), "the console's answer is not understood");
    }
}
