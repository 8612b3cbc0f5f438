//! The article that a link leads to, whatever the form of its URL.

use super::article_url::is_id;

/// An article of the site in a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkedArticle<'u> {
    /// The id of the article.
    pub id: &'u str,
    /// What follows `#`, or an empty string.
    pub fragment: &'u str,
}

/// Returns the article that a URL leads to. The URL may have any form that the site has had since 2004, a subdomain, and
/// parameters.
///
/// ```
/// use csdown::stages::extract::linked_article;
/// let article = linked_article("//m.blog.csdn.net/article/details?id=12345&spm=1#t2").unwrap();
/// assert_eq!((article.id, article.fragment), ("12345", "t2"));
/// assert_eq!(linked_article("https://blog.csdn.net/user/category_1.html"), None);
/// ```
pub fn linked_article(url: &str) -> Option<LinkedArticle<'_>> {
    let (address, fragment) = url.trim().split_once('#').unwrap_or((url.trim(), ""));
    let (host, rest) = after_scheme(address)?.split_once('/')?;
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let id = is_blog(host).then(|| id_of_path(path).or_else(|| id_of_query(path, query)))??;
    Some(LinkedArticle { id, fragment })
}

fn after_scheme(address: &str) -> Option<&str> {
    let schemes = ["https://", "http://", "//"];
    schemes.iter().find_map(|scheme| {
        let start = address.get(..scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then(|| address.get(scheme.len()..))?
    })
}

/// Whether the host has articles: `blog.csdn.net`, and that of an alias or of a mobile site, such as
/// `alias.blog.csdn.net`, `m.blog.csdn.net` or `blog.m.csdn.net`.
fn is_blog(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host.strip_suffix(".csdn.net").is_some_and(|name| name.split('.').any(|label| label == "blog"))
}

/// Returns the id in a path: `user/article/details/1`, `article/details/1`, `user/archive/2008/07/09/1.aspx`.
fn id_of_path(path: &str) -> Option<&str> {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty()).peekable();
    if !matches!(segments.peek(), Some(&"article" | &"archive")) {
        segments.next();
    }
    match segments.next()? {
        "article" if segments.next() == Some("details") => leading_id(segments.next()?),
        "archive" => {
            let mut date =
                segments.by_ref().take(3).map(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
            let has_date = [date.next(), date.next(), date.next()] == [Some(true); 3];
            let name = segments.next()?;
            let (id, extension) = name.split_once('.')?;
            let is_page = extension.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aspx"));
            (has_date && is_page && is_id(id)).then_some(id)
        }
        _ => None,
    }
}

/// Returns the id at the start of a segment. Some pages add where a reader came from: `1,searchFromBaidu_2`.
fn leading_id(segment: &str) -> Option<&str> {
    let id = segment.split([',', '&']).next()?;
    is_id(id).then_some(id)
}

/// Returns the id in the query of the mobile site: `article/details?id=1`.
fn id_of_query<'u>(path: &str, query: &'u str) -> Option<&'u str> {
    path.trim_matches('/').ends_with("article/details").then(|| parameter(query, "id"))?
}

fn parameter<'u>(query: &'u str, name: &str) -> Option<&'u str> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(key, _)| *key == name)?;
    is_id(value).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(url: &str) -> Option<(&str, &str)> {
        linked_article(url).map(|LinkedArticle { id, fragment }| (id, fragment))
    }

    #[test]
    fn all_forms_of_a_url_name_the_article() {
        for url in [
            "https://blog.csdn.net/u/article/details/12345",
            "http://blog.csdn.net/u/article/details/12345/",
            "//blog.csdn.net/u/article/details/12345?spm=1001.2014&utm_source=a",
            "HTTPS://Blog.CSDN.net/u/article/details/12345?locationNum=1&fps=1",
            "https://blog.csdn.net:443/article/details/12345",
            "https://alias.blog.csdn.net/article/details/12345",
            "https://m.blog.csdn.net/u/article/details/12345",
            "http://m.blog.csdn.net/article/details?id=12345",
            "http://m.blog.csdn.net/article/details?spm=1&id=12345&x=2",
            "http://blog.csdn.net/u/archive/2008/07/09/12345.aspx",
            "http://blog.csdn.net/u/archive/2008/07/09/12345.aspx&ch=613",
            "https://blog.csdn.net/u/article/details/12345,searchFromBaidu_9",
            " https://blog.csdn.net//u//article/details/12345 ",
        ] {
            assert_eq!(found(url), Some(("12345", "")), "{url}");
        }
    }

    #[test]
    fn a_fragment_is_separate() {
        let id = "https://blog.csdn.net/u/article/details/12345";
        for fragment in ["t3", "_12", "1_%E5%AE%89%E8%A3%85", "a?b=c/d#e", ""] {
            assert_eq!(found(&format!("{id}#{fragment}")), Some(("12345", fragment)));
            assert_eq!(found(&format!("{id}?spm=1#{fragment}")), Some(("12345", fragment)));
        }
    }

    #[test]
    fn other_pages_name_no_article() {
        for url in [
            "",
            "#t3",
            "a/article/details/12345",
            "https://blog.csdn.net/u",
            "https://blog.csdn.net/u/article/details/x1",
            "https://blog.csdn.net/u/article/list/1",
            "https://blog.csdn.net/u/article/category/12345",
            "https://blog.csdn.net/u/category_12345.html",
            "https://blog.csdn.net/u/archive/2010/09.aspx",
            "https://blog.csdn.net/u/archive/2010/09/a/12345.aspx",
            "https://download.csdn.net/u/article/details/12345",
            "https://www.csdn.net/article/details/12345",
            "https://blogcsdn.net/u/article/details/12345",
            "https://blog.csdn.net.example.org/u/article/details/12345",
            "https://example.org/blog.csdn.net/u/article/details/12345",
            "ftp://blog.csdn.net/u/article/details/12345",
            "https://blog.csdn.net/u/a?articleId=12345",
            "https://kunyu.csdn.net/1.png?articleId=12345",
            "https://editor.csdn.net/md?articleId=12345",
            "https://mp.csdn.net/mp_blog/creation/editor/12345",
            "https://blog.csdn.net/u/article/month/2019/03",
            "https://link.csdn.net/?target=https://blog.csdn.net/u/article/details/12345",
        ] {
            assert_eq!(found(url), None, "{url}");
        }
    }
}
