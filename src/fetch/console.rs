//! An author's own article, from the API of the editor ("console").

use super::target::ArticleUrl;
use crate::batch::Page;
use crate::input::{self, Hints};

/// Returns a response of the API as a page to convert.
///
/// # Errors
///
/// What the response is if it has no article.
pub(super) fn page(json: Vec<u8>, article_url: &ArticleUrl) -> Result<Page, String> {
    let source = input::read(&json, &Hints::default());
    if let Some(unusable) = source.unusable {
        return Err(unusable.reason().into_owned());
    }
    if source.editor.is_none() {
        return Err("the response is not one of the editor's API".to_owned());
    }
    drop(source);
    Ok(Page {
        bytes: json,
        file_name: Some(format!("{}.json", article_url.file_stem())),
        url: Some(article_url.url().to_string()),
        ..Page::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Converter;

    fn url() -> ArticleUrl {
        ArticleUrl::parse("https://blog.csdn.net/u/article/details/12345", None).unwrap()
    }

    #[test]
    fn a_response_is_converted_with_the_url_of_the_article() {
        let json =
            r##"{"code":200,"data":{"title":"题: 一","markdowncontent":"# 一\n","content":"<h1>一</h1>"}}"##;
        let page = page(json.as_bytes().to_vec(), &url()).unwrap();
        assert_eq!(
            Converter::default().convert_bytes(&page.bytes, &page.hints()).unwrap().markdown,
            "---\ntitle: \"题: 一\"\nsource: https://blog.csdn.net/u/article/details/12345\nid: \"12345\"\n---\n\n# 一\n"
        );
    }

    #[test]
    fn errors_carry_the_message_of_the_console() {
        let reason = |json: &str| page(json.as_bytes().to_vec(), &url()).unwrap_err();
        assert!(reason(r#"{"code":400,"msg":"文章不存在"}"#).ends_with("its message is: 文章不存在"));
        assert!(
            reason(r#"{"code":200,"data":{"markdowncontent":"","content":""}}"#).ends_with("without text")
        );
        assert_eq!(reason("<html>"), "the response is not one of the editor's API");
    }
}
