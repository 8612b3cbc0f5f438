//! Web archives (MHTML, `.mhtml`, `.mht`): a page and its files as a multipart message, as saved by Chrome, Edge and
//! Internet Explorer (RFC 2557).
//!
//! Reading never fails: the readable parts of a broken archive are returned. A mail library parses only the headers,
//! because mail libraries split messages in quadratic time.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use mail_parser::decoders::base64::base64_decode;
use mail_parser::{HeaderName, HeaderValue, MessageParser};
use memchr::{memchr, memmem};

/// The maximum size of headers; longer ones are truncated.
const MAX_HEADER_BYTES: usize = 16 << 10;

/// The maximum nesting of parts; a page with alternatives takes two levels.
const MAX_DEPTH: usize = 8;

/// The maximum number of parts.
const MAX_PARTS: usize = 10_000;

/// A web archive, split into parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Archive<'a> {
    /// The URL the page was saved from.
    pub url: Option<String>,
    /// The page and its files, in the order of the archive.
    pub parts: Vec<Part<'a>>,
    /// The `Content-ID` of the root part.
    start: Option<String>,
    /// The index of the part at each URL: a page may have 100,000 images.
    parts_by_url: HashMap<String, usize>,
    /// Whether the boundary that closes the archive is missing.
    is_unclosed: bool,
}

/// A file in a web archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part<'a> {
    /// The content type in lower case, such as `image/png`; empty if unknown.
    pub content_type: String,
    /// The URL, absolute or as written in the page.
    pub location: Option<String>,
    /// The `Content-ID`, which the page uses in `cid:` URLs.
    pub id: Option<String>,
    charset: Option<String>,
    transfer: Transfer,
    body: &'a [u8],
}

/// The transfer encoding of a part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Transfer {
    #[default]
    Plain,
    Base64,
    QuotedPrintable,
}

/// Splits a web archive into parts. Returns `None` when `bytes` do not begin with the headers of a message.
///
/// ```
/// use csdown::stages::input::mhtml;
/// let bytes = b"MIME-Version: 1.0\r\nSnapshot-Content-Location: https://a.b/\r\nContent-Type: multipart/related; boundary=x\r\n\r\n\
///     --x\r\nContent-Type: text/html\r\n\r\n<p>a\r\n--x\r\nContent-Type: image/gif\r\nContent-Location: https://a.b/c.gif\r\n\
///     Content-Transfer-Encoding: base64\r\n\r\nR0lG\r\n--x--\r\n";
/// let archive = mhtml::read(bytes).unwrap();
/// assert_eq!(archive.url.as_deref(), Some("https://a.b/"));
/// assert_eq!(*archive.page().unwrap().bytes(), *b"<p>a");
/// assert_eq!(*archive.find("https://a.b/c.gif").unwrap().bytes(), *b"GIF");
/// ```
pub fn read(bytes: &[u8]) -> Option<Archive<'_>> {
    if !opens_with_header(bytes) {
        return None;
    }
    let (headers, body) = split_headers(bytes);
    let names = headers.to_ascii_lowercase();
    let root = Headers::read(headers);
    if body.is_empty() && memmem::find(&names, b"\nsnapshot-content-location:").is_some() {
        // The headers of an archive that ends before its first part.
        return Some(Archive { url: root.saved_from, is_unclosed: true, ..Archive::default() });
    }
    memmem::find(&names, b"mime-version:")?;
    if !root.content_type.starts_with("multipart/") && !is_page(&root.content_type) {
        return None;
    }
    let mut parts = Vec::new();
    let is_unclosed = !collect(&root, body, 0, &mut parts);
    let parts_by_url = parts_by_url(&parts);
    let mut archive = Archive { url: root.saved_from, parts, start: root.start, parts_by_url, is_unclosed };
    let page = archive.page().and_then(|page| page.location.clone());
    archive.url = archive.url.or(root.location).or(page).filter(|url| url.starts_with("http"));
    Some(archive)
}

impl<'a> Archive<'a> {
    /// Returns the page: the root part, the part at the archive's URL, or the first HTML part.
    pub fn page(&self) -> Option<&Part<'a>> {
        let pages = || self.parts.iter().filter(|part| is_page(&part.content_type));
        let named = |part: &&Part<'_>| part.id.is_some() && part.id == self.start;
        let located = |part: &&Part<'_>| part.location.is_some() && part.location == self.url;
        pages().find(named).or_else(|| pages().find(located)).or_else(|| pages().next())
    }

    /// Returns what shows that the archive is incomplete: the missing closing boundary, or a page that ends within the
    /// code of a character.
    ///
    /// ```
    /// use csdown::stages::input::mhtml;
    /// let bytes = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>a";
    /// assert_eq!(mhtml::read(bytes).unwrap().truncation(), Some("the web archive has no closing boundary"));
    /// ```
    pub fn truncation(&self) -> Option<&'static str> {
        if self.is_unclosed {
            return Some("the web archive has no closing boundary");
        }
        self.page().filter(|page| page.ends_in_code()).map(|_| "the page ends within an encoded character")
    }

    /// Returns the file at a URL: a location or `cid:ID`.
    pub fn find(&self, url: &str) -> Option<&Part<'a>> {
        self.parts.get(*self.parts_by_url.get(url)?)
    }
}

impl Archive<'_> {
    /// Returns the images with a `Content-ID` as `data:` URLs, by their `cid:` URL.
    pub(super) fn embedded(&self) -> BTreeMap<String, String> {
        let named = |part: &Part<'_>| Some((format!("cid:{}", part.id.as_ref()?), part.as_data_url()?));
        self.parts.iter().filter_map(named).collect()
    }
}

impl<'a> Part<'a> {
    /// Returns an image as a `data:` URL. Archives store images in base64.
    fn as_data_url(&self) -> Option<String> {
        let is_image = self.content_type.starts_with("image/") && self.transfer == Transfer::Base64;
        let code = || self.body.iter().filter(|byte| is_code(**byte)).map(|byte| char::from(*byte));
        is_image.then(|| format!("data:{};base64,{}", self.content_type, code().collect::<String>()))
    }

    /// Returns the decoded contents, which are never larger than in the archive.
    pub fn bytes(&self) -> Cow<'a, [u8]> {
        match self.transfer {
            Transfer::Plain => Cow::Borrowed(self.body),
            Transfer::QuotedPrintable => Cow::Owned(unquoted(self.body)),
            Transfer::Base64 => Cow::Owned(unarmoured(self.body)),
        }
    }

    /// Whether the contents end within a code: four characters of base64, or `=` and two digits of quoted-printable. An
    /// `=` at the very end is a line break that belongs to the boundary.
    fn ends_in_code(&self) -> bool {
        match self.transfer {
            Transfer::Plain => false,
            Transfer::QuotedPrintable => matches!(self.body, [.., b'=', last] if digit(*last).is_some()),
            Transfer::Base64 => !self.body.iter().filter(|byte| is_code(**byte)).count().is_multiple_of(4),
        }
    }

    /// Returns the `Content-Type` with its charset, if it has one.
    pub(super) fn content_type_header(&self) -> Option<String> {
        self.charset.as_ref().map(|charset| format!("{}; charset={charset}", self.content_type))
    }
}

/// Indexes `parts` by URL; the first part with a URL counts. Locations that begin with `cid:` are ignored.
fn parts_by_url(parts: &[Part<'_>]) -> HashMap<String, usize> {
    let mut parts_by_url = HashMap::new();
    for (index, part) in parts.iter().enumerate() {
        let location = part.location.clone().filter(|location| !location.starts_with("cid:"));
        for url in location.into_iter().chain(part.id.as_ref().map(|id| format!("cid:{id}"))) {
            parts_by_url.entry(url).or_insert(index);
        }
    }
    parts_by_url
}

/// Appends the parts of a message, or the message itself if it has none, to `parts`. Returns whether the message is
/// closed.
fn collect<'a>(headers: &Headers, body: &'a [u8], depth: usize, parts: &mut Vec<Part<'a>>) -> bool {
    if let Some(boundary) = &headers.boundary {
        let (pieces, is_closed) = pieces(body, boundary);
        for piece in pieces {
            if depth < MAX_DEPTH && parts.len() < MAX_PARTS {
                let (headers, body) = split_headers(piece);
                collect(&Headers::read(headers), body, depth + 1, parts);
            }
        }
        return is_closed;
    }
    if !headers.content_type.starts_with("multipart/") {
        let Headers { content_type, location, id, charset, transfer, .. } = headers.clone();
        parts.push(Part { content_type, location, id, charset, transfer, body });
    }
    // A page that is the message itself ends with the file.
    !(depth == 0 && headers.transfer == Transfer::QuotedPrintable && body.ends_with(b"="))
}

/// Splits `body` at the lines `--boundary`. The last piece may be unterminated; returns whether the last line,
/// `--boundary--`, is there.
fn pieces<'a>(body: &'a [u8], boundary: &str) -> (Vec<&'a [u8]>, bool) {
    let marker = [b"--", boundary.as_bytes()].concat();
    let mut pieces = Vec::new();
    let mut start = None;
    let mut is_closed = false;
    for at in memmem::find_iter(body, &marker) {
        let before = body.get(..at).unwrap_or_default();
        if !(before.is_empty() || before.ends_with(b"\n")) {
            continue;
        }
        let after = body.get(at + marker.len()..).unwrap_or_default();
        let is_last = after.starts_with(b"--");
        let line = after.get(..memchr(b'\n', after).unwrap_or(after.len())).unwrap_or_default();
        let tail = if is_last { line.get(2..) } else { Some(line) };
        if tail.is_none_or(|tail| !tail.trim_ascii().is_empty()) {
            continue;
        }
        pieces.extend(start.and_then(|start| before.get(start..)).map(without_line_end));
        is_closed = is_last;
        start = if is_last { None } else { Some(body.len().min(at + marker.len() + line.len() + 1)) };
        if is_last || pieces.len() > MAX_PARTS {
            break;
        }
    }
    pieces.extend(start.and_then(|start| body.get(start..)));
    (pieces, is_closed)
}

fn without_line_end(piece: &[u8]) -> &[u8] {
    let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
    piece.strip_suffix(b"\r").unwrap_or(piece)
}

/// Splits a message into its headers and the text after the blank line.
fn split_headers(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut end = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if end >= MAX_HEADER_BYTES {
            break;
        }
        end += line.len();
        if line.trim_ascii().is_empty() {
            break;
        }
    }
    let (headers, body) = bytes.split_at_checked(end).unwrap_or((bytes, b""));
    (headers.get(..MAX_HEADER_BYTES).unwrap_or(headers), body)
}

/// Whether `bytes` begin with a name and a colon.
fn opens_with_header(bytes: &[u8]) -> bool {
    let name = bytes.get(..memchr(b':', bytes).unwrap_or(0)).unwrap_or_default();
    !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

fn is_page(content_type: &str) -> bool {
    matches!(content_type, "text/html" | "application/xhtml+xml")
}

/// The headers of a part.
#[derive(Debug, Clone, Default)]
struct Headers {
    content_type: String,
    charset: Option<String>,
    /// The boundary of a multipart message.
    boundary: Option<String>,
    start: Option<String>,
    location: Option<String>,
    saved_from: Option<String>,
    id: Option<String>,
    transfer: Transfer,
}

impl Headers {
    fn read(headers: &[u8]) -> Self {
        let parser = MessageParser::new().with_mime_headers().default_header_text();
        // Truncated headers have no end.
        let ended = [headers, b"\n\n"].concat();
        let Some(message) = parser.parse_headers(&ended) else { return Self::default() };
        let text = |name: HeaderName<'static>| message.header(name).and_then(HeaderValue::as_text);
        let kind = message.header(HeaderName::ContentType).and_then(HeaderValue::as_content_type);
        let attribute = |name| kind.and_then(|kind| kind.attribute(name)).map(str::trim);
        let full = kind.map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()));
        let content_type = full.unwrap_or_default().to_ascii_lowercase();
        let is_multipart = content_type.starts_with("multipart/");
        let boundary = attribute("boundary").filter(|boundary| is_multipart && !boundary.is_empty());
        let encoding = text(HeaderName::ContentTransferEncoding).unwrap_or_default().trim();
        Self {
            boundary: boundary.map(str::to_owned),
            charset: attribute("charset").map(str::to_owned),
            start: attribute("start").map(bare_id),
            location: text(HeaderName::ContentLocation).map(unfolded),
            saved_from: text(HeaderName::Other("Snapshot-Content-Location".into())).map(unfolded),
            id: text(HeaderName::ContentId).map(bare_id),
            transfer: match encoding.to_ascii_lowercase().as_str() {
                "base64" => Transfer::Base64,
                "quoted-printable" => Transfer::QuotedPrintable,
                _ => Transfer::Plain,
            },
            content_type,
        }
    }
}

fn bare_id(id: &str) -> String {
    id.trim().trim_start_matches('<').trim_end_matches('>').to_owned()
}

/// Removes the whitespace at which the header of a URL was folded.
fn unfolded(url: &str) -> String {
    url.split_ascii_whitespace().collect()
}

/// Decodes quoted-printable; invalid codes are kept.
fn unquoted(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = memchr(b'=', rest) {
        let (before, code) = rest.split_at(at);
        bytes.extend_from_slice(before);
        rest = match code {
            [_, b'\r', b'\n', rest @ ..] | [_, b'\n', rest @ ..] => rest,
            [_, high, low, after @ ..] => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high << 4 | low);
                    after
                }
                _ => literal_equals_sign(code, &mut bytes),
            },
            _ => literal_equals_sign(code, &mut bytes),
        };
    }
    bytes.extend_from_slice(rest);
    bytes
}

/// Copies the `=` of an invalid code.
fn literal_equals_sign<'a>(code: &'a [u8], bytes: &mut Vec<u8>) -> &'a [u8] {
    bytes.push(b'=');
    code.get(1..).unwrap_or_default()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

const fn is_code(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// Decodes base64; invalid characters are skipped.
fn unarmoured(body: &[u8]) -> Vec<u8> {
    base64_decode(body)
        .or_else(|| base64_decode(&body.iter().copied().filter(|byte| is_code(*byte)).collect::<Vec<u8>>()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns an archive as Chrome writes it, with parts of headers and body.
    fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut text = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.b/c\r\nSubject: =?utf-8?Q?=E9=A2=98?=\r\n\
            MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----M--x----\"\r\n\r\n\r\n"
            .to_owned();
        for (headers, body) in parts {
            text.extend(["------M--x----\r\n", &headers.replace('\n', "\r\n"), "\r\n\r\n", body, "\r\n"]);
        }
        (text + "------M--x------\r\n").into_bytes()
    }

    fn page(bytes: &[u8]) -> Option<String> {
        read(bytes)?.page().map(|page| String::from_utf8_lossy(&page.bytes()).into_owned())
    }

    #[test]
    fn the_page_is_the_part_at_the_archives_url() {
        let bytes = archive(&[
            ("Content-Type: text/html\nContent-ID: <frame-2@x>\nContent-Location: cid:frame-2@x", "frame"),
            (
                "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\nContent-Location: https://a.b/c",
                "<p a=3D1>=E9=A2=98=\r\n=98x =\r\n= =G1 =\r\n",
            ),
            (
                "Content-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Location: https://a.b/d.png\nContent-ID: <y>",
                "R0l\r\n!G",
            ),
        ]);
        assert_eq!(page(&bytes).unwrap().as_bytes(), "<p a=1>题\u{fffd}x = =G1 ".as_bytes());
        let archive = read(&bytes).unwrap();
        assert_eq!(archive.url.as_deref(), Some("https://a.b/c"));
        assert_eq!(*archive.find("https://a.b/d.png").unwrap().bytes(), *b"GIF");
        assert_eq!(archive.embedded()["cid:y"], "data:image/png;base64,R0lG");
        assert_eq!(archive.find("cid:y").unwrap().content_type, "image/png");
        assert_eq!(archive.find("cid:z"), None);
        assert_eq!(archive.find("cid:frame-2@x").unwrap().content_type, "text/html");
    }

    #[test]
    fn alternatives_within_a_part_are_found() {
        let inner = "--in\r\nContent-Type: text/plain\r\n\r\nplain\r\n--in\r\nContent-Type: text/html; charset=\"gb2312\"\r\n\r\n<p>\r\n\r\n--in--";
        let bytes = archive(&[("Content-Type: multipart/alternative; boundary=in", inner)]);
        let archive = read(&bytes).unwrap();
        assert_eq!(*archive.page().unwrap().bytes(), *b"<p>\r\n");
        assert_eq!(
            archive.page().unwrap().content_type_header().as_deref(),
            Some("text/html; charset=gb2312")
        );
        assert_eq!(archive.parts.len(), 2);
    }

    #[test]
    fn the_root_part_takes_precedence_over_the_order() {
        let text = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x; start=\"<2>\"\n\n--x\nContent-Type: text/html\n\n1\n\
            --x\nContent-Type: text/html\nContent-ID: <2>\nContent-Location: https://a.b/\n e\n\n2\n--x--\n";
        assert_eq!(page(text.as_bytes()).as_deref(), Some("2"));
        assert_eq!(read(text.as_bytes()).unwrap().url.as_deref(), Some("https://a.b/e"));
    }

    #[test]
    fn a_message_may_be_the_page_itself() {
        let text = "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<p>";
        assert_eq!(page(text.as_bytes()).as_deref(), Some("<p>"));
    }

    #[test]
    fn truncated_archives_are_read_as_far_as_possible() {
        let bytes = archive(&[(
            "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable",
            "<p>=E9=A2=98",
        )]);
        let cut = memmem::rfind(&bytes, b"=98").unwrap();
        assert_eq!(page(&bytes[..cut + 2]).unwrap(), "<p>\u{fffd}=9");
        for end in 0..bytes.len() {
            let _page = page(&bytes[..end]);
        }
    }

    #[test]
    fn truncated_archives_are_recognized() {
        let truncation = |bytes: &[u8]| read(bytes).and_then(|archive| archive.truncation());
        let whole = archive(&[(
            "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable",
            "<p>=E9=A2=98=\r\n</p>=",
        )]);
        assert_eq!(truncation(&whole), None);
        let first = memmem::find(&whole, b"\r\n\r\n").unwrap();
        for end in first..whole.len() - 4 {
            let found = truncation(&whole[..end]);
            assert_eq!(found, Some("the web archive has no closing boundary"), "{end}");
        }
        for (transfer, body, is_cut) in [
            ("quoted-printable", "<p>=E", true),
            ("quoted-printable", "<p>=E9", false),
            ("quoted-printable", "a=b<", false),
            ("base64", "PHA+YTwvcD4=", false),
            ("base64", "PHA+YTwv\r\ncD4", true),
        ] {
            let headers = format!("Content-Type: text/html\nContent-Transfer-Encoding: {transfer}");
            assert_eq!(truncation(&archive(&[(&headers, body)])).is_some(), is_cut, "{body}");
        }
        let single =
            "MIME-Version: 1.0\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p>=";
        assert!(truncation(single.as_bytes()).is_some());
    }

    #[test]
    fn other_texts_are_not_archives() {
        for text in [
            "",
            "<p>MIME-Version: 1.0</p>",
            "Title: MIME-Version: multipart/related",
            "题: 1\nMIME-Version: 1.0\nContent-Type: text/html\n\n",
            "MIME-Version: 1.0\nContent-Type: text/plain\n\n<p>",
            "MIME-Version: 1.0\n\n<p>",
        ] {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn hostile_archives_take_linear_time() {
        let part = "--x\nContent-Type: multipart/mixed; boundary=never\n\n";
        let nested = |n: usize| {
            let part = |i| format!("--{i}\nContent-Type: multipart/mixed; boundary={}\n\n", i + 1);
            (0..n).map(part).collect::<Vec<_>>().concat()
        };
        for body in [part.repeat(100_000), nested(50_000), "--x\n".repeat(1_000_000), "--x".repeat(1_000_000)]
        {
            let text = format!("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n{body}");
            let archive = read(text.as_bytes()).unwrap();
            assert!(archive.parts.len() <= MAX_PARTS && archive.page().is_none());
        }
        let headers =
            format!("MIME-Version: 1.0\nContent-Type: multipart/mixed{}", ";a*0=b".repeat(1_000_000));
        assert!(read(headers.as_bytes()).is_some_and(|archive| archive.parts.is_empty()));
    }

    #[test]
    fn arbitrary_parts_never_break_reading() {
        arbtest::arbtest(|u| {
            let (headers, body): (String, Vec<u8>) = u.arbitrary()?;
            let mut bytes = format!(
                "MIME-Version: 1.0\nContent-Type: multipart/x; boundary={headers}\nContent-{headers}\n\n"
            )
            .into_bytes();
            bytes.extend_from_slice(
                format!("--\nContent-Type: text/html; {headers}\nContent-Location: {headers}\n\n").as_bytes(),
            );
            bytes.extend_from_slice(&body);
            let _page = page(&bytes);
            Ok(())
        })
        .budget_ms(300);
    }
}
