//! What precedes a page in a file: the HTTP heads that `curl -i` writes, and directives of a server.

/// Returns the `Content-Type` of the last HTTP head before the page.
pub(super) fn content_type(bytes: &[u8]) -> Option<String> {
    let heads = String::from_utf8_lossy(bytes.get(..heads_length(bytes))?).into_owned();
    let fields = heads.lines().filter_map(|line| line.split_once(':'));
    let mut types = fields.filter(|(name, _)| name.trim().eq_ignore_ascii_case("content-type"));
    types.next_back().map(|(_, value)| value.trim().to_owned())
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
