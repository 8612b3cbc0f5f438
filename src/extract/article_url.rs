//! Article ids and users in URLs and file names.

use memchr::memchr2;

/// The path before the id in every article URL.
const DETAILS_PATH: &str = "/article/details/";

/// Returns the article id in a URL of the site: `102596791` in
/// `https://blog.csdn.net/user/article/details/102596791?spm=1`.
///
/// ```
/// use csdown::stages::extract::article_id_of_url;
/// assert_eq!(article_id_of_url("https://blog.csdn.net/u/article/details/12345#a"), Some("12345"));
/// assert_eq!(article_id_of_url("https://example.com/u/article/details/12345"), None);
/// ```
pub fn article_id_of_url(url: &str) -> Option<&str> {
    article_id_of_path(path(url)?)
}

/// Returns the article id in a URL path.
pub fn article_id_of_path(path: &str) -> Option<&str> {
    let (_, rest) = path.split_once(DETAILS_PATH)?;
    Some(rest.trim_end_matches('/')).filter(|id| is_id(id))
}

/// Returns the login name in an article URL: `user` in `https://blog.csdn.net/user/article/details/1`. `None` for
/// subdomains, which are named by an alias.
pub fn user_of_url(url: &str) -> Option<&str> {
    let path = path(url)?;
    article_id_of_path(path)?;
    let (user, _) = path.strip_prefix('/')?.split_once('/')?;
    (user != "article" && !user.is_empty()).then_some(user)
}

/// Returns `url` without query and fragment.
pub fn without_query(url: &str) -> &str {
    let end = memchr2(b'?', b'#', url.as_bytes()).unwrap_or(url.len());
    url.get(..end).unwrap_or_default()
}

/// Returns the article id in a file name: at least five digits before the extension, alone or after a date, as in
/// `2024-02-13-136000001.md`.
pub fn article_id_of_file_name(name: &str) -> Option<&str> {
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let id = match stem.get(..11) {
        Some(date) if is_date_prefix(date) => stem.get(11..)?,
        Some(_) | None => stem,
    };
    (is_id(id) && id.len() >= 5).then_some(id)
}

/// Whether `text` is `YYYY-MM-DD-`.
pub(super) fn is_date_prefix(text: &str) -> bool {
    text.len() == 11
        && text.bytes().enumerate().all(|(i, byte)| match i {
            4 | 7 | 10 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// Whether `text` is a valid article id.
pub(crate) fn is_id(text: &str) -> bool {
    (1..=18).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns the path of a URL on the site, without query and fragment.
fn path(url: &str) -> Option<&str> {
    let url = without_query(url);
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let slash = rest.find('/')?;
    let (host, path) = rest.split_at_checked(slash)?;
    let is_site = host == "csdn.net" || host.ends_with(".csdn.net");
    is_site.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_and_user_are_in_the_path() {
        let url = "https://blog.csdn.net/some_user/article/details/102596791?spm=1001#x";
        assert_eq!((article_id_of_url(url), user_of_url(url)), (Some("102596791"), Some("some_user")));
    }

    #[test]
    fn a_subdomain_names_no_user() {
        let url = "https://alias.blog.csdn.net/article/details/102596791";
        assert_eq!((article_id_of_url(url), user_of_url(url)), (Some("102596791"), None));
    }

    #[test]
    fn other_urls_have_neither() {
        for url in [
            "",
            "https://blog.csdn.net/u",
            "https://blog.csdn.net/u/article/details/x1",
            "ftp://blog.csdn.net/u/article/details/1",
            "https://evilcsdn.net/u/article/details/1",
        ] {
            assert_eq!((article_id_of_url(url), user_of_url(url)), (None, None), "{url}");
        }
    }

    #[test]
    fn file_names_contain_the_id() {
        assert_eq!(article_id_of_file_name("2024-02-13-136000001.md"), Some("136000001"));
        assert_eq!(article_id_of_file_name("136000001.tar.html"), Some("136000001"));
        for name in ["2024.html", "2019-08-11-Customize.md", "题目.md", "题目题目.md", ""] {
            assert_eq!(article_id_of_file_name(name), None, "{name}");
        }
    }
}
