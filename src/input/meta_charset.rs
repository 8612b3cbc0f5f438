//! The encoding that a page declares in itself: the HTML standard's [prescan], with two differences.
//!
//! The content of `script`, `style`, `title` and other elements without tags is skipped, because a `<meta>` there is
//! text. The number of bytes searched is larger.
//!
//! [prescan]: https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding

use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};
use memchr::{memchr, memchr_iter, memmem};

/// The number of bytes searched. The standard suggests 1,024, but a `<meta>` may follow inline scripts.
const MAX_PRESCAN: usize = 64 * 1024;

/// Elements whose content is text up to their end tag.
const RAW_TEXT: [&[u8]; 8] =
    [b"script", b"style", b"title", b"textarea", b"xmp", b"iframe", b"noembed", b"noframes"];

/// Returns the encoding that the first valid declaration in `page` names: a `<meta>`, else the XML declaration.
pub(super) fn find(page: &[u8]) -> Option<&'static Encoding> {
    let page = page.get(..MAX_PRESCAN).unwrap_or(page);
    Scanner { rest: page }.meta().or_else(|| xml_declaration(page.trim_ascii_start()))
}

/// Returns the encoding of a label inside a page.
fn for_label(label: &[u8]) -> Option<&'static Encoding> {
    match Encoding::for_label(label)? {
        // A label in ASCII cannot mean UTF-16.
        e if e == UTF_16LE || e == UTF_16BE => Some(UTF_8),
        e if e == X_USER_DEFINED => Some(WINDOWS_1252),
        // Browsers show a single U+FFFD instead of such a page.
        e if e == REPLACEMENT => None,
        e => Some(e),
    }
}

/// `<?xml version="1.0" encoding="gb2312"?>`
fn xml_declaration(page: &[u8]) -> Option<&'static Encoding> {
    let declaration = page.strip_prefix(b"<?xml")?;
    let declaration = declaration.get(..memchr(b'>', declaration)?)?;
    let value = declaration.get(memmem::find(declaration, b"encoding")? + "encoding".len()..)?;
    let value = value.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    for_label(quoted(value)?)
}

/// `text/html; charset=gb2312`: the standard's "extracting a character encoding from a `meta` element".
fn charset_of_content(content: &[u8]) -> Option<&'static Encoding> {
    const NAME: &[u8] = b"charset";
    let mut rest = content;
    loop {
        let at = rest.windows(NAME.len()).position(|part| part.eq_ignore_ascii_case(NAME))?;
        rest = rest.get(at + NAME.len()..)?.trim_ascii_start();
        if let Some(value) = rest.strip_prefix(b"=") {
            let value = value.trim_ascii_start();
            return match value.first()? {
                b'"' | b'\'' => for_label(quoted(value)?),
                _ => value.split(|b| b.is_ascii_whitespace() || *b == b';').next().and_then(for_label),
            };
        }
    }
}

/// Returns the text between the quotation mark at the beginning of `value` and the next one.
fn quoted(value: &[u8]) -> Option<&[u8]> {
    let (quote, rest) = value.split_first().filter(|(quote, _)| matches!(quote, b'"' | b'\''))?;
    rest.get(..memchr(*quote, rest)?)
}

/// An attribute as written.
struct Attribute<'a> {
    name: &'a [u8],
    value: &'a [u8],
}

/// Returns the encoding that a `<meta>` with these attributes declares.
fn declared(attributes: &[Attribute<'_>]) -> Option<&'static Encoding> {
    let value = |name: &[u8]| {
        attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name)).map(|found| found.value)
    };
    if let Some(label) = value(b"charset") {
        return for_label(label);
    }
    let is_pragma = value(b"http-equiv").is_some_and(|value| value.eq_ignore_ascii_case(b"content-type"));
    value(b"content").filter(|_| is_pragma).and_then(charset_of_content)
}

/// Reads tags. Its functions return `None` where the bytes end: what is unfinished declares nothing.
struct Scanner<'a> {
    rest: &'a [u8],
}

impl<'a> Scanner<'a> {
    /// Finds the first `<meta>` that declares an encoding.
    fn meta(&mut self) -> Option<&'static Encoding> {
        loop {
            self.advance(memchr(b'<', self.rest)?);
            match *self.rest {
                [_, b'!', b'-', b'-', ..] => self.skip_comment()?,
                [_, b'/', letter, ..] if letter.is_ascii_alphabetic() => {
                    self.tag("</".len())?;
                }
                [_, letter, ..] if letter.is_ascii_alphabetic() => {
                    let (name, attributes) = self.tag("<".len())?;
                    if name.eq_ignore_ascii_case(b"meta") {
                        if let Some(encoding) = declared(&attributes) {
                            return Some(encoding);
                        }
                    } else if RAW_TEXT.iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
                        self.skip_raw_text(name)?;
                    }
                }
                [_, b'!' | b'/' | b'?', ..] => self.advance(memchr(b'>', self.rest)?),
                _ => self.advance(1),
            }
        }
    }

    fn advance(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    fn skip_while(&mut self, test: impl Fn(u8) -> bool) {
        self.advance(self.rest.iter().take_while(|byte| test(**byte)).count());
    }

    /// Takes the bytes before the first that satisfies `test`.
    fn take_until(&mut self, test: impl Fn(u8) -> bool) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(self.rest.iter().position(|byte| test(*byte))?)?;
        self.rest = rest;
        Some(taken)
    }

    /// `<!-- … -->`, `<!-->`
    fn skip_comment(&mut self) -> Option<()> {
        self.advance("<!".len());
        self.advance(memmem::find(self.rest, b"-->")?);
        Some(())
    }

    /// Skips to the end tag of the element `name`.
    fn skip_raw_text(&mut self, name: &[u8]) -> Option<()> {
        let ends_here = |at: usize| {
            let after = self.rest.get(at..)?.strip_prefix(b"</")?;
            let (found, rest) = after.split_at_checked(name.len())?;
            let is_whole = rest.first().is_some_and(|byte| ends_name(*byte));
            (is_whole && found.eq_ignore_ascii_case(name)).then_some(at)
        };
        self.advance(memchr_iter(b'<', self.rest).find_map(ends_here)?);
        Some(())
    }

    /// Reads the name and the attributes of the tag whose name begins after `start` bytes.
    fn tag(&mut self, start: usize) -> Option<(&'a [u8], Vec<Attribute<'a>>)> {
        self.advance(start);
        let name = self.take_until(ends_name)?;
        let mut attributes = Vec::new();
        loop {
            self.skip_while(|byte| byte.is_ascii_whitespace() || byte == b'/');
            if *self.rest.first()? == b'>' {
                return Some((name, attributes));
            }
            attributes.push(self.attribute()?);
        }
    }

    /// The standard's "get an attribute", at its first byte.
    fn attribute(&mut self) -> Option<Attribute<'a>> {
        let start = self.rest;
        // A name may begin with `=`.
        self.advance(1);
        self.take_until(|byte| byte == b'=' || ends_name(byte))?;
        let name = start.get(..start.len() - self.rest.len())?;
        self.skip_while(|byte| byte.is_ascii_whitespace());
        let value = if *self.rest.first()? == b'=' { self.value()? } else { b"" };
        Some(Attribute { name, value })
    }

    /// Reads `=value`, `="value"` or `='value'`.
    fn value(&mut self) -> Option<&'a [u8]> {
        self.advance("=".len());
        self.skip_while(|byte| byte.is_ascii_whitespace());
        match self.rest.first()? {
            b'"' | b'\'' => {
                let value = quoted(self.rest)?;
                self.advance(value.len() + 2);
                Some(value)
            }
            _ => self.take_until(|byte| byte.is_ascii_whitespace() || byte == b'>'),
        }
    }
}

fn ends_name(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chars::arbitrary_text;

    fn name(page: &str) -> Option<&'static str> {
        find(page.as_bytes()).map(Encoding::name)
    }

    #[test]
    fn every_form_of_a_declaration_is_read() {
        for page in [
            "<meta charset=big5>",
            "<META CharSet = ' Big5 ' >",
            "<meta/charset='big5'/>",
            "<meta name=a charset=\"big5\" charset=gbk>",
            "<meta http-equiv=Content-Type content='text/html; charset=big5'>",
            "<meta content='text/html; charsets charset\n=\n\"big5\"; a' http-equiv=\"CONTENT-TYPE\" />",
            "<p title=\"<\"><meta a=\"'\" b='\"' c=> <meta charset=big5>",
            "<br/> < <> <3 <%= a %> </%> <!a> <? b ?> <!--> <meta charset=big5>",
            "<?xml version='1.0' encoding='big5'?><html>",
            "\n<?xml version = '1.0' encoding = \"big5\" standalone='yes'?><html><meta charset=a>",
        ] {
            assert_eq!(name(page), Some("Big5"), "{page}");
        }
    }

    #[test]
    fn the_first_valid_declaration_counts() {
        for invalid in [
            "<meta charset=$charset>",
            "<meta charset>",
            "<meta charset='' http-equiv=content-type content='a; charset=gbk'>",
            "<meta http-equiv=content-type content='text/html'>",
            "<meta http-equiv=content-type content='a; charset=\"gbk'>",
            "<meta http-equiv=refresh content='0; charset=gbk'>",
            "<meta name=description content='charset=gbk'>",
            "<meta charset=hz-gb-2312>",
            "<meta data-charset=gbk>",
            "<metadata charset=gbk>",
            "</meta charset=gbk>",
        ] {
            assert_eq!(
                name(&format!("{invalid}<meta charset=big5><meta charset=gbk>")),
                Some("Big5"),
                "{invalid}"
            );
        }
    }

    #[test]
    fn text_that_looks_like_a_declaration_is_ignored() {
        for text in [
            "<!-- <meta charset=gbk> -->",
            "<!-- > <meta charset=gbk> -- > -->",
            "<p title='<meta charset=gbk>'>",
            "<script>'<meta charset=gbk></scripts>' </SCRIPT >",
            "<style><meta charset=gbk></style>",
            "<title><meta charset=gbk></title>",
            "<textarea a='>'><meta charset=gbk></textarea>",
        ] {
            assert_eq!(name(&format!("{text}<meta charset=big5>")), Some("Big5"), "{text}");
            assert_eq!(name(text), None, "{text}");
        }
    }

    #[test]
    fn unfinished_markup_declares_nothing() {
        let page = "<meta http-equiv='content-type' content='a; charset=gbk'>";
        for end in 0..page.len() {
            assert_eq!(name(page.get(..end).unwrap()), None, "{end}");
        }
        assert_eq!(name("<!-- <meta charset=gbk>"), None);
        assert_eq!(name("<p title='><meta charset=gbk>"), None);
        assert_eq!(name("<?xml encoding='gbk'"), None);
    }

    #[test]
    fn labels_that_a_page_cannot_mean_are_replaced() {
        assert_eq!(name("<meta charset=utf-16>"), Some("UTF-8"));
        assert_eq!(name("<?xml encoding='utf-16be'?>"), Some("UTF-8"));
        assert_eq!(name("<meta charset=x-user-defined>"), Some("windows-1252"));
    }

    #[test]
    fn a_declaration_after_inline_scripts_is_found() {
        let page = |length: usize| format!("<script>{}</script><meta charset=gbk>", "a".repeat(length));
        assert_eq!(name(&page(60_000)), Some("GBK"));
        assert_eq!(name(&page(MAX_PRESCAN)), None);
    }

    #[test]
    fn arbitrary_tags_never_break_the_prescan() {
        const PIECES: [&str; 16] = [
            "<",
            "<meta ",
            "charset",
            "=",
            "\"",
            "'",
            "gbk",
            ">",
            "/",
            "<!--",
            "-->",
            "</script",
            "<script",
            " ",
            "<?xml encoding",
            "content",
        ];
        arbtest::arbtest(|u| {
            let page = arbitrary_text(u, &PIECES, 0..=20)?;
            let found = name(&page);
            assert!(matches!(found, None | Some("GBK")), "{page:?}");
            Ok(())
        })
        .budget_ms(200);
    }
}
