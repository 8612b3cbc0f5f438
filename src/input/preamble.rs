//! What precedes a page in a file: the HTTP heads that `curl -i` writes, and directives of a server.

/// Returns the `Content-Type` of the last HTTP head before the page.
pub(super) fn content_type(bytes: &[u8]) -> Option<String> {
    field(bytes.get(..heads_length(bytes))?, "content-type")
}

/// Returns the number of bytes that the last HTTP head announces for the body and the number that `bytes` have of it, if
/// there are fewer. `None` also if the body was stored decoded or with other line ends, which changes its length.
pub(super) fn missing(bytes: &[u8]) -> Option<(usize, usize)> {
    let (heads, body) = bytes.split_at_checked(heads_length(bytes))?;
    if !heads.ends_with(b"\r\n\r\n") || field(heads, "content-encoding").is_some() {
        return None;
    }
    let announced = field(heads, "content-length")?.parse().ok()?;
    (body.len() < announced).then_some((announced, body.len()))
}

/// Whether `bytes` are an HTTP response whose body is still in chunks: its first line is the length of one.
pub(super) fn is_chunked(bytes: &[u8]) -> bool {
    let (heads, body) = bytes.split_at_checked(heads_length(bytes)).unwrap_or_default();
    let line = body.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii_end();
    let is_length = !line.is_empty() && line.len() <= 8 && line.iter().all(u8::is_ascii_hexdigit);
    is_length
        && field(heads, "transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"))
}

/// Returns the value of the last field with this name in `heads`.
fn field(heads: &[u8], name: &str) -> Option<String> {
    let heads = String::from_utf8_lossy(heads);
    let fields = heads.lines().filter_map(|line| line.split_once(':'));
    let mut found = fields.filter(|(found, _)| found.trim().eq_ignore_ascii_case(name));
    found.next_back().map(|(_, value)| value.trim().to_owned())
}

/// Returns the number of bytes before the page in `text`: HTTP heads, and directives such as
/// `<%@ page language="java" %>`.
pub(super) fn length(text: &str) -> usize {
    let after_heads = heads_length(text.as_bytes());
    let mut rest = text.get(after_heads..).unwrap_or_default();
    while let Some((_, after)) =
        rest.trim_start().strip_prefix("<%").and_then(|directive| directive.split_once("%>"))
    {
        rest = after;
    }
    text.len() - rest.len()
}

/// Returns the length of the HTTP heads at the beginning of `bytes`. Redirects and proxies add heads of their own.
pub(super) fn heads_length(bytes: &[u8]) -> usize {
    let mut length = 0;
    while let Some(rest) = bytes.get(length..).filter(|rest| rest.starts_with(b"HTTP/")) {
        match head_length(rest) {
            Some(head) => length += head,
            None => break,
        }
    }
    length
}

/// Returns the length of the head at the beginning of `bytes`: a status line, fields and an empty line.
fn head_length(bytes: &[u8]) -> Option<usize> {
    let mut length = 0;
    for (number, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        length += line.len();
        if line.trim_ascii().is_empty() {
            return (number > 1).then_some(length);
        }
        let is_part = if number == 0 { is_status_line(line) } else { line.contains(&b':') };
        if !is_part {
            return None;
        }
    }
    None
}

/// Whether `line` is `HTTP/1.1 200 OK`.
fn is_status_line(line: &[u8]) -> bool {
    let status = line.split(|byte| *byte == b' ').nth(1).map(<[u8]>::trim_ascii);
    status.is_some_and(|status| status.len() == 3 && status.iter().all(u8::is_ascii_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> &str {
        text.get(length(text)..).unwrap()
    }

    #[test]
    fn http_heads_are_skipped() {
        let heads = "HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\nHTTP/2 200\r\ncontent-type: text/html; charset=gbk\r\n\r\n";
        let text = format!("{heads}<html>");
        assert_eq!(page(&text), "<html>");
        assert_eq!(content_type(text.as_bytes()).as_deref(), Some("text/html; charset=gbk"));
        assert_eq!(content_type(b"<html>"), None);
    }

    #[test]
    fn short_bodies_are_recognized() {
        let response =
            |fields: &str, body: &str| format!("HTTP/1.1 200 OK\r\n{fields}\r\n\r\n{body}").into_bytes();
        assert_eq!(missing(&response("Content-Length: 9", "<p>文")), Some((9, 6)));
        assert_eq!(missing(&response("Content-Length: 6", "<p>文")), None);
        assert_eq!(missing(&response("Content-Length: 5", "<p>文")), None);
        assert_eq!(missing(&response("Content-Length: 9\r\nContent-Encoding: gzip", "<p>文")), None);
        assert_eq!(missing(b"HTTP/1.1 200 OK\nContent-Length: 9\n\n<p>"), None, "other line ends");
        assert_eq!(missing(b"<p>"), None);
    }

    #[test]
    fn chunks_are_recognized() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert!(is_chunked(format!("{head}1f\r\n<p>").as_bytes()));
        assert!(!is_chunked(format!("{head}<p>").as_bytes()));
        assert!(!is_chunked(b"1f\r\n<p>"));
    }

    #[test]
    fn text_about_http_is_kept() {
        for text in [
            "HTTP/1.1 是一种协议\n\n正文",
            "HTTP/1.1 200 OK\n第一行\n\n正文",
            "HTTP/1.1 200 OK\n\n正文",
            "HTTP/1.1 200",
        ] {
            assert_eq!(page(text), text);
        }
    }

    #[test]
    fn directives_are_skipped() {
        assert_eq!(page("<%@ page a=\"b\" %>\n<%-- x --%>\n<!DOCTYPE html>"), "\n<!DOCTYPE html>");
        assert_eq!(page("\n<% 未完"), "\n<% 未完");
    }
}
