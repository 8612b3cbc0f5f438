//! Pages in a string of a programming language, as crawlers write them: `JSON.stringify(html)` and Python's `repr` of
//! text or bytes.

use super::form;

/// What an input that looks like a literal contains.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Literal {
    /// The page in a string of text.
    Text(String),
    /// The page in a bytes literal, in an encoding of its own.
    Bytes(Vec<u8>),
    /// A string that begins like a page and cannot be decoded.
    Broken,
}

/// Decodes `text` if it is a literal. Returns `None` for anything else, such as Markdown that begins with a quotation.
pub(super) fn decode(text: &str) -> Option<Literal> {
    string(text.trim().trim_end_matches([';', ',']).trim_end())
}

fn string(text: &str) -> Option<Literal> {
    let is_bytes = text.starts_with(['b', 'B']);
    let quoted = if is_bytes { text.get(1..)? } else { text };
    let quote = quoted.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let beginning: String = quoted.chars().skip(1).take(MAX_BEGINNING).collect();
    let begins_like_page = form::begins_page(&unescaped_beginning(&beginning));
    let parsed = if is_bytes || quote == '\'' { None } else { serde_json::from_str::<String>(quoted).ok() };
    let decoded = parsed.map(String::into_bytes).or_else(|| python(quoted, quote, is_bytes));
    match decoded {
        Some(page) if begins_like_page || is_bytes || form::is_page(&String::from_utf8_lossy(&page)) => {
            Some(if is_bytes { Literal::Bytes(page) } else { Literal::Text(String::from_utf8(page).ok()?) })
        }
        None if begins_like_page => Some(Literal::Broken),
        Some(_) | None => None,
    }
}

/// The number of characters of a string that tell whether it begins like a page.
const MAX_BEGINNING: usize = 200;

/// Replaces the escapes that may precede or begin the first tag.
fn unescaped_beginning(text: &str) -> String {
    let escapes =
        [("\\n", "\n"), ("\\r", "\r"), ("\\t", "\t"), ("\\u003c", "<"), ("\\u003C", "<"), ("\\x3c", "<")];
    escapes.iter().fold(text.to_owned(), |text, (escape, character)| text.replace(escape, character))
}

/// Decodes a Python literal, to UTF-8 unless it `is_bytes`. Every escape has to be one that Python or JavaScript writes,
/// and nothing may follow the closing quote.
fn python(literal: &str, quote: char, is_bytes: bool) -> Option<Vec<u8>> {
    let content = literal.strip_prefix(quote)?.strip_suffix(quote)?;
    let mut decoded = Vec::with_capacity(content.len());
    let mut chars = content.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => escape(&mut chars, is_bytes, &mut decoded)?,
            c if c == quote || c == '\n' || (is_bytes && !c.is_ascii()) => return None,
            c => push(c, &mut decoded),
        }
    }
    Some(decoded)
}

/// Decodes the escape at the beginning of `chars`, the characters after a backslash.
fn escape(chars: &mut std::str::Chars<'_>, is_bytes: bool, decoded: &mut Vec<u8>) -> Option<()> {
    let c = match chars.next()? {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'v' => '\u{b}',
        '0' => '\0',
        'x' if is_bytes => {
            decoded.push(u8::try_from(hexadecimal(chars, 2)?).ok()?);
            return Some(());
        }
        'x' => char::from_u32(hexadecimal(chars, 2)?)?,
        'u' if !is_bytes => char::from_u32(hexadecimal(chars, 4)?)?,
        'U' if !is_bytes => char::from_u32(hexadecimal(chars, 8)?)?,
        c if matches!(c, '\\' | '\'' | '"' | '/') => c,
        _ => return None,
    };
    push(c, decoded);
    Some(())
}

fn push(c: char, decoded: &mut Vec<u8>) {
    decoded.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

fn hexadecimal(chars: &mut std::str::Chars<'_>, digits: usize) -> Option<u32> {
    let text = chars.as_str().get(..digits)?;
    let value = u32::from_str_radix(text, 16).ok().filter(|_| !text.starts_with('+'))?;
    *chars = chars.as_str().get(digits..)?.chars();
    Some(value)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    const PAGE: &str = "<!DOCTYPE html>\n<html><p class=\"a\">It's 中\\文</p></html>\n";

    fn page(text: &str) -> Literal {
        Literal::Text(text.to_owned())
    }

    fn bytes(bytes: &[u8]) -> Literal {
        Literal::Bytes(bytes.to_vec())
    }

    #[test]
    fn json_strings_are_decoded() {
        let literal = Value::from(PAGE).to_string();
        assert_eq!(decode(&format!("\n{literal}\n")), Some(page(PAGE)));
        assert_eq!(decode(&literal.replace('<', "\\u003c")), Some(page(PAGE)));
        assert_eq!(
            decode(r#""<div id=\"content_views\">文<\/div>""#),
            Some(page("<div id=\"content_views\">文</div>"))
        );
    }

    #[test]
    fn python_literals_are_decoded() {
        let text = r"'<!DOCTYPE html>\n<p class=\'a\'>\xe9\u4e2d\U0001f600\\</p>'";
        assert_eq!(decode(text), Some(page("<!DOCTYPE html>\n<p class='a'>é中😀\\</p>")));
        assert_eq!(
            decode(r#"b'<html>\xe4\xb8\xad\n"\'</html>'"#),
            Some(bytes("<html>中\n\"'</html>".as_bytes()))
        );
        assert_eq!(decode(r"b'<html>\xd6\xd0'"), Some(bytes(b"<html>\xd6\xd0")));
    }

    #[test]
    fn broken_literals_are_recognized() {
        for text in [
            r#""<!DOCTYPE html>\n<p>"#,
            r#""<html>\q</html>""#,
            r#""<html>" + x + "</html>""#,
            r"b'<html>\xe4\xb'",
            "b'<html>中'",
            r#""\n<!doctype html>\ud83d""#,
        ] {
            assert_eq!(decode(text), Some(Literal::Broken), "{text}");
        }
    }

    #[test]
    fn markdown_is_not_a_literal() {
        for text in
            ["\"引文\"，他说。", "\"<b>粗</b>\"", "[1]", "[链接](a)", "{}", "'x'", "b", "", "\"", "{\"a\":"]
        {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
