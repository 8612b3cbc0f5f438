//! Bare URLs in text, which GFM turns into links.
//!
//! GFM ends a bare URL only at whitespace or `<`, so the link includes a Chinese sentence that follows without a space:
//! `http://a.cn/x，然后`. [`BareUrl::at`] finds where a reader would end the URL, and [`is_trimmed`] says which
//! characters after that end GFM leaves out of the link itself.

use memchr::memchr2_iter;

use crate::chars::is_cjk;

/// The prefixes of bare URLs, each with the scheme that GFM adds to it. Case matters only in `www.`.
const PREFIXES: [(&str, &str); 4] = [("https://", ""), ("http://", ""), ("ftp://", ""), ("www.", "http://")];

/// Characters after which Chinese continues a URL: `?q=花盆`. After a letter or a slash, it begins a sentence:
/// `/get.py下载`, `a.cn/即可`.
const JOINTS: [char; 7] = ['=', '_', '-', '#', '&', '?', '%'];

/// Segments of a path after which Chinese continues it nevertheless: `/wiki/花盆`.
const TITLED: [&str; 16] = [
    "wiki",
    "item",
    "tag",
    "tags",
    "category",
    "categories",
    "topic",
    "topics",
    "search",
    "question",
    "word",
    "zh",
    "zh-cn",
    "zh-tw",
    "zh-hans",
    "zh-hant",
];

/// A bare URL at the start of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BareUrl {
    /// The scheme that GFM adds, if the URL has none.
    pub(crate) missing_scheme: &'static str,
    /// The length of the URL in bytes.
    pub(crate) length: usize,
    /// The length of the text that was read to determine the URL's length. No other URL starts in it.
    pub(crate) read: usize,
}

impl BareUrl {
    /// Returns the bare URL at the start of `text`. `before` is the character before it on the same line.
    pub(crate) fn at(text: &str, before: Option<char>) -> Option<Self> {
        let (prefix, missing_scheme) = prefix(text)?;
        let may_precede = |c: char| match missing_scheme {
            "" => !c.is_ascii_alphabetic(),
            _ => c.is_whitespace() || matches!(c, '*' | '_' | '~' | '('),
        };
        let rest = text.get(prefix.len()..)?;
        if !before.is_none_or(may_precede) || !rest.starts_with(char::is_alphanumeric) {
            return None;
        }
        let (length, read) = extent(rest, before);
        (length > 0).then_some(Self {
            missing_scheme,
            length: prefix.len() + length,
            read: prefix.len() + read,
        })
    }
}

/// Whether GFM leaves `c` out of a link that ends with it.
pub(crate) const fn is_trimmed(c: char) -> bool {
    matches!(c, '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '"' | ')')
}

/// Whether `text` may contain a bare URL.
pub(crate) fn may_contain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_part = |rest: &[u8]| rest.starts_with(b"://") || rest.starts_with(b"www.");
    memchr2_iter(b':', b'w', bytes).any(|at| bytes.get(at..).is_some_and(is_part))
}

fn prefix(text: &str) -> Option<(&'static str, &'static str)> {
    // Few characters begin one.
    let is_first = |byte: &u8| matches!(byte, b'h' | b'H' | b'f' | b'F' | b'w');
    text.as_bytes().first().filter(|byte| is_first(byte))?;
    PREFIXES.into_iter().find(|(prefix, missing)| {
        let start = text.get(..prefix.len());
        start.is_some_and(|start| {
            start == *prefix || (missing.is_empty() && start.eq_ignore_ascii_case(prefix))
        })
    })
}

/// Returns the length of the URL whose host starts `text`, and how much of `text` was read.
fn extent(text: &str, before: Option<char>) -> (usize, usize) {
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut previous = '/';
    let mut has_cjk = false;
    let mut read = text.len();
    for (at, c) in text.char_indices() {
        let rest = || text.get(at + c.len_utf8()..).unwrap_or_default();
        let ends = match c {
            '(' | '[' | '{' | ',' | ';' => prefix(rest()).is_some(),
            ')' | ']' | '}' => open.last().is_none_or(|(close, _)| *close != c),
            '\'' => before == Some('\''),
            '<' | '>' | '"' | '`' | '\\' | '|' => true,
            c if c.is_ascii_graphic() => false,
            c if is_cjk(c) => !has_cjk && !is_continued(text, at, previous),
            c => !c.is_alphanumeric(),
        };
        if ends {
            read = at;
            break;
        }
        match c {
            '(' => open.push((')', at)),
            '[' => open.push((']', at)),
            '{' => open.push(('}', at)),
            ')' | ']' | '}' => drop(open.pop()),
            _ => {}
        }
        has_cjk = is_cjk(c) || (has_cjk && c != '/' && !JOINTS.contains(&c));
        // `花盆_(植物)`: the bracket does not separate Chinese from the joint before it.
        if !matches!(c, '(' | '[' | '{') {
            previous = c;
        }
    }
    // A bracket that is not closed belongs to the sentence.
    let end = open.first().map_or(read, |(_, at)| *at);
    let url = text.get(..end).unwrap_or_default();
    (url.trim_end_matches(|c| is_trimmed(c) && c != ')').len(), read)
}

/// The maximum number of characters of a Chinese name in a path, without its extension.
const MAX_NAME: usize = 64;

/// Whether the Chinese at byte `at` of `text` belongs to a URL: a host, a name with an extension, a title.
fn is_continued(text: &str, at: usize, previous: char) -> bool {
    let (before, rest) = text.split_at_checked(at).unwrap_or_default();
    let mut after = rest.chars().take(MAX_NAME).skip_while(|c| is_cjk(*c) || *c == '/');
    let has_extension = after.next() == Some('.') && after.next().is_some_and(|c| c.is_ascii_alphanumeric());
    match previous {
        '/' if before.is_empty() => has_extension || is_host(rest),
        '/' => has_extension || before.rsplit('/').nth(1).is_some_and(|segment| TITLED.contains(&segment)),
        previous => JOINTS.contains(&previous),
    }
}

/// Whether a Chinese host with a path starts `rest`: `你的域名/login.php`.
fn is_host(rest: &str) -> bool {
    let path = rest.trim_start_matches(is_cjk).strip_prefix('/');
    path.is_some_and(|path| path.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

/// Returns the length of the URL in the text of a link without a sentence that an editor linked with it:
/// `http://a.cn/x，然后`. Chinese letters may belong to a URL, punctuation does not.
pub(crate) fn linked_length(text: &str) -> usize {
    let is_part = |c: char| c.is_ascii() || c.is_alphanumeric();
    let sentence = prefix(text).and_then(|_| text.find(|c| !is_part(c)));
    sentence.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> &str {
        BareUrl::at(text, None).and_then(|found| text.get(..found.length)).unwrap_or_default()
    }

    #[test]
    fn only_a_scheme_or_www_may_begin_one() {
        for text in ["://", "a www.", "w://", "wwww.a", "字http://a.cn"] {
            assert!(may_contain(text), "{text}");
        }
        for text in ["", ":/", "www", "ww.", "a: //", "WWW.", "字：w"] {
            assert!(!may_contain(text), "{text}");
        }
    }

    #[test]
    fn ends_before_a_sentence() {
        for (text, expected) in [
            ("http://a.cn/x，然后", "http://a.cn/x"),
            ("http://a.cn/x（镜像）", "http://a.cn/x"),
            ("http://a.cn/x(镜像)", "http://a.cn/x"),
            ("http://a.cn/get.py下载", "http://a.cn/get.py"),
            ("http://a.cn/即可", "http://a.cn/"),
            ("http://a.cn\"与", "http://a.cn"),
            ("http://a.cn/x).", "http://a.cn/x"),
            ("http://a.cn/x,http://b.cn", "http://a.cn/x"),
            ("www.a.cn，也行", "www.a.cn"),
        ] {
            assert_eq!(url(text), expected);
        }
    }

    #[test]
    fn includes_what_belongs_to_it() {
        for text in [
            "http://a.cn/wiki/花盆_(植物)",
            "http://a.cn/文档/花盆.pdf",
            "http://a.cn/?q=花盆&p=2",
            "http://例子.cn/",
            "http://a.cn/X_(Y)",
            "http://a.cn/{id}/?a[]=1",
            "http://a.fr/café",
        ] {
            assert_eq!(url(text), text);
        }
    }

    #[test]
    fn only_where_gfm_makes_a_link() {
        assert_eq!(BareUrl::at("http://a.cn", Some('x')), None);
        assert_eq!(BareUrl::at("www.a.cn", Some('见')), None);
        assert_eq!(BareUrl::at("http://，", None), None);
        assert_eq!(BareUrl::at("http://然后，", None), None);
        assert_eq!(
            BareUrl::at("http://你的域名/x", None).map(|url| url.length),
            Some("http://你的域名/x".len())
        );
    }
}
