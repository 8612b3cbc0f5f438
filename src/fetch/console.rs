//! An author's own article, as the site's console gives it to them: as the Markdown they wrote where there is any, else as
//! the HTML of the rich-text editor.

use serde::Deserialize;

use super::address::Address;
use crate::batch::Page;
use crate::emit;
use crate::extract::Metadata;
use crate::extract::metadata::{ArticleKind, Origin, Sourced};
use crate::options::Options;
use crate::report::Status;

/// Reads the answer of the console: a page to convert.
///
/// What the console knows of the article goes before it as front matter: in the form of `options` before Markdown, which
/// is passed through, and in the form that is read again before HTML.
///
/// # Errors
///
/// What the console says when it gives no article.
pub(super) fn read(json: &[u8], address: &Address, options: &Options) -> Result<Page, String> {
    let Answer { code, msg, message, data } =
        serde_json::from_slice(json).map_err(|_| "the console's answer is not understood".to_owned())?;
    let said = [msg, message].into_iter().find(|text| !text.is_empty());
    let refused = || match said {
        Some(said) => format!("the console says: {said}"),
        None => format!("the console gives no article (code {code})"),
    };
    let article = data.filter(Article::has_body).ok_or_else(refused)?;
    let (metadata, stem) = (article.metadata(address), address.stem());
    let written_as = |options: &Options| emit::front_matter(&metadata, Status::Complete, options);
    let (text, extension) = if article.markdowncontent.trim().is_empty() {
        // The defaults: YAML of no profile.
        let readable = Options::default();
        let body = format!("<div id=\"content_views\" class=\"htmledit_views\">{}</div>", article.content);
        (written_as(&readable) + &body, "html")
    } else {
        (written_as(options) + article.markdowncontent.trim_end() + "\n", "md")
    };
    Ok(Page {
        bytes: text.into_bytes(),
        file_name: Some(format!("{stem}.{extension}")),
        content_type: Some("text/html; charset=utf-8".to_owned()),
        url: Some(address.url().to_string()),
        ..Page::default()
    })
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Answer {
    code: i64,
    msg: String,
    message: String,
    data: Option<Article>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Article {
    title: String,
    markdowncontent: String,
    content: String,
    tags: String,
    categories: String,
    #[serde(rename = "Description", alias = "description")]
    description: String,
    #[serde(rename = "type")]
    kind: String,
}

impl Article {
    fn has_body(&self) -> bool {
        !(self.markdowncontent.trim().is_empty() && self.content.trim().is_empty())
    }

    fn metadata(&self, address: &Address) -> Metadata {
        let text = |text: &str| {
            Some(text.trim()).filter(|text| !text.is_empty()).map(|text| sourced(text.to_owned()))
        };
        let list = |texts: &str| {
            let texts = texts.split([',', '，']).map(str::trim).filter(|text| !text.is_empty());
            let texts: Vec<String> = texts.map(str::to_owned).collect();
            (!texts.is_empty()).then(|| sourced(texts))
        };
        let kind = match self.kind.as_str() {
            "original" => Some(ArticleKind::Original),
            "repost" => Some(ArticleKind::Repost),
            "translated" => Some(ArticleKind::Translation),
            _ => None,
        };
        Metadata {
            title: text(&self.title),
            source: text(address.url().as_str()),
            id: address.id().and_then(text),
            tags: list(&self.tags),
            categories: list(&self.categories),
            description: text(&self.description),
            kind: kind.map(sourced),
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
        let json = r##"{"code":200,"data":{"title":"题: 一","markdowncontent":"# 一\n\n* 甲\n\n\n","content":"<h1>一</h1>","tags":"甲,乙","categories":"","Description":"摘要"}}"##;
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
        assert_eq!(reason(r#"{"code":200,"data":{"title":"x"}}"#), "the console gives no article (code 200)");
        assert_eq!(reason("<html>"), "the console's answer is not understood");
    }
}
