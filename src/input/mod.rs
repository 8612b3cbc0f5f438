//! Bytes to text: finds the page in a web archive or in a string, detects the encoding, splits off front matter and what
//! else precedes the page, and detects whether the body is HTML or Markdown.
//!
//! Reading never fails: any bytes yield a [`Source`], with warnings about invalid parts. HTML is not parsed here.

mod binary;
mod boxes;
mod decode;
pub(crate) mod editor_article;
mod form;
mod front_matter;
mod hints;
pub(crate) mod json;
mod lenient_yaml;
mod literal;
mod meta_charset;
pub mod mhtml;
mod plain_yaml;
mod preamble;
mod saved_from;
mod shown_json;
pub(crate) mod surrogates;
mod truncation;
mod unusable;
mod utf32;
mod yaml;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Map, Value};

use crate::chars::{is_visible, with_line_feeds};
use crate::location::LineIndex;
use crate::options::InputFormat;
use crate::report::{Warning, WarningCode};

use editor_article::{EditorArticle, complete_lines};
pub use form::InputForm;
pub use hints::Hints;
use literal::Literal;
pub use unusable::{Blank, Unusable};
pub use yaml::ParsedFrontMatter;

/// An input as text, with its parts.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Source<'a> {
    /// The whole input, decoded and with `\n` line endings; borrowed if the input is like that already. For a web
    /// archive or a page in a string, the page.
    pub text: Cow<'a, str>,
    /// The name of the encoding, such as `UTF-8` or `gb18030`.
    pub encoding: &'static str,
    /// The YAML block before the body.
    pub front_matter: Option<ParsedFrontMatter>,
    /// The byte offset of the body in `text`, after front matter, HTTP heads and server directives.
    pub body_start: usize,
    /// The line of the input on which the body begins, from 1.
    pub first_line: u32,
    /// The form of the body.
    pub form: InputForm,
    /// The byte ranges of the articles in `text`, if the form is [`InputForm::Mixed`].
    pub boxes: Vec<Range<usize>>,
    /// Why the input cannot be converted.
    pub unusable: Option<Unusable>,
    /// The fields of the article, if the input is a response of the editor's API. `text` is then that of the article.
    pub editor: Option<Map<String, Value>>,
    /// The URL the page was saved from, if the browser noted it.
    pub saved_from: Option<String>,
    /// The images of a web archive as `data:` URLs, by the `cid:` URLs that the page uses.
    pub embedded: BTreeMap<String, String>,
    /// Warnings about invalid bytes, invalid front matter and missing parts.
    pub warnings: Vec<Warning>,
}

impl Source<'_> {
    /// Returns the text after the front matter.
    pub fn body(&self) -> &str {
        self.text.get(self.body_start..).unwrap_or_default()
    }
}

/// Reads an input.
///
/// ```
/// use csdown::{Hints, stages::input::{self, InputForm}};
/// let source = input::read("---\ntitle: 题\n---\n<div id=content_views>文</div>".as_bytes(), &Hints::default());
/// assert_eq!(source.form, InputForm::Fragment);
/// assert_eq!(source.first_line, 4);
/// assert_eq!(source.front_matter.unwrap().entries["title"], "题");
/// ```
pub fn read<'a>(bytes: &'a [u8], hints: &Hints<'_>) -> Source<'a> {
    let is_known = match hints.format {
        InputFormat::Auto => hints.dialect.is_some(),
        InputFormat::Csdown => form::has_extension(hints.file_name, &form::MARKDOWN_EXTENSIONS),
        InputFormat::Html | InputFormat::Markdown => false,
    };
    if is_known {
        return read_written(bytes, hints);
    }
    let source = mhtml::read(bytes).map_or_else(|| read_text(bytes, hints), |archive| read_page(&archive));
    let is_other_markdown = hints.format == InputFormat::Csdown && source.form == InputForm::Markdown;
    if is_other_markdown && source.editor.is_none() && source.unusable.is_none() {
        read_written(bytes, hints)
    } else {
        source
    }
}

/// Reads Markdown that csdown wrote. Whatever page it quotes, it is none itself.
fn read_written<'a>(bytes: &'a [u8], hints: &Hints<'_>) -> Source<'a> {
    let decode::Decoded { text, encoding, first_invalid } = decode::decode(bytes, hints.content_type);
    let warnings = first_invalid.map(|at| invalid_bytes(&text, at, encoding)).into_iter().collect();
    Source { text, encoding, first_line: 1, form: InputForm::Written, warnings, ..Source::default() }
}

/// Reads the page of a web archive. Without a page the text is empty.
fn read_page<'a>(archive: &mhtml::Archive<'_>) -> Source<'a> {
    let page = archive.page();
    let bytes = page.map(mhtml::Part::bytes).unwrap_or_default();
    let header = page.and_then(mhtml::Part::content_type_header);
    let decode::Decoded { text, encoding, first_invalid } = decode::decode(&bytes, header.as_deref());
    let mut warnings: Vec<Warning> =
        first_invalid.map(|at| invalid_bytes(&text, at, encoding)).into_iter().collect();
    warnings.extend(archive.truncation().map(|reason| Warning::new(WarningCode::Truncated, None, reason)));
    let unusable = match page {
        None => Some(Unusable::NoPage),
        Some(_) => blank(&text, false).map(Unusable::Blank),
    };
    Source {
        unusable,
        encoding,
        first_line: 1,
        form: InputForm::Page,
        saved_from: archive.url.clone(),
        embedded: if text.contains("cid:") { archive.embedded() } else { BTreeMap::new() },
        warnings,
        text: Cow::Owned(text.into_owned()),
        ..Source::default()
    }
}

fn read_text<'a>(bytes: &'a [u8], hints: &Hints<'_>) -> Source<'a> {
    let content_type = preamble::content_type(bytes);
    let decoded = decode::decode(bytes, hints.content_type.or(content_type.as_deref()));
    if let Some(content) = binary::kind(bytes, &decoded.text, decoded.first_invalid.is_some()) {
        return Source { unusable: Some(Unusable::Binary(content)), ..read_decoded(decoded, hints) };
    }
    match json::read(&decoded.text).or_else(|| shown_json::read(&decoded.text)) {
        Some(json::Json::Article(article)) => return read_editor_article(article, &decoded),
        Some(json::Json::Page(page)) => return read_string(page.as_bytes(), Some(Hints::DECODED), hints),
        Some(json::Json::Other(unusable)) => {
            return Source { unusable: Some(unusable), ..read_decoded(decoded, hints) };
        }
        None => {}
    }
    let is_named_markdown = form::is_markdown_file(false, hints);
    let literal = if is_named_markdown { None } else { literal::decode(&decoded.text) };
    let is_broken = match literal {
        Some(Literal::Text(page)) => return read_string(page.as_bytes(), Some(Hints::DECODED), hints),
        Some(Literal::Bytes(page)) => return read_string(&page, None, hints),
        Some(Literal::Broken) => true,
        None => false,
    };
    let truncation = truncation::of(bytes, &decoded);
    let mut source = read_decoded(decoded, hints);
    source.warnings.extend(truncation);
    source.unusable = match source.unusable {
        _ if is_broken => Some(Unusable::BrokenString),
        _ if preamble::is_chunked(bytes) => Some(Unusable::Chunked),
        None => nul_in_markdown(source.form, &source.text),
        unusable => unusable,
    };
    source
}

/// Reads the page that was in a string.
fn read_string<'a>(page: &[u8], content_type: Option<&str>, hints: &Hints<'_>) -> Source<'a> {
    let source = read_decoded(decode::decode(page, content_type), hints);
    Source { text: Cow::Owned(source.text.into_owned()), ..source }
}

/// Reads the article of a response of the editor's API, which is `response`.
fn read_editor_article<'a>(article: EditorArticle, response: &decode::Decoded<'_>) -> Source<'a> {
    let (is_markdown, is_draft) = (article.is_markdown, article.is_draft());
    let mut text = with_line_feeds(article.text.into()).into_owned();
    if is_markdown {
        text = complete_lines(&text, front_matter::split(&text).is_some());
    }
    let is_damaged = article.is_damaged || response.first_invalid.is_some();
    let first_invalid = if is_damaged { text.find(char::REPLACEMENT_CHARACTER) } else { None };
    let decoded = decode::Decoded { text: text.into(), encoding: response.encoding, first_invalid };
    let mut source = if is_markdown { read_editor_markdown(decoded) } else { read_rich_text(decoded) };
    if is_draft {
        source.warnings.push(Warning::new(WarningCode::Draft, None, ""));
    }
    Source { editor: Some(article.fields), ..source }
}

/// Reads the Markdown of the editor's API. It never is a page, whatever it begins with.
fn read_editor_markdown(decoded: decode::Decoded<'_>) -> Source<'_> {
    let source = read_decoded(decoded, &Hints { file_name: Some("article.md"), ..Hints::default() });
    let form = if source.form == InputForm::Page { InputForm::Markdown } else { source.form };
    let unusable = source.unusable.or_else(|| nul_in_markdown(form, &source.text));
    Source { form, unusable, ..source }
}

/// Reads the HTML of the rich-text editor. All of it is the article.
fn read_rich_text(decoded: decode::Decoded<'_>) -> Source<'_> {
    let decode::Decoded { text, encoding, first_invalid } = decoded;
    let warnings = first_invalid.map(|at| invalid_bytes(&text, at, encoding)).into_iter().collect();
    let unusable = blank(&text, false).map(|_| Unusable::Blank(Blank::EditorArticle));
    Source {
        text,
        encoding,
        first_line: 1,
        form: InputForm::Fragment,
        unusable,
        warnings,
        ..Source::default()
    }
}

/// Returns an error if Markdown contains NUL characters.
fn nul_in_markdown(form: InputForm, text: &str) -> Option<Unusable> {
    let has_nul = form == InputForm::Markdown && text.contains('\0');
    has_nul.then_some(Unusable::Binary("the input contains NUL characters"))
}

/// Returns what `body` has instead of content.
fn blank(body: &str, has_front_matter: bool) -> Option<Blank> {
    let mut rest = body;
    loop {
        rest = rest.trim_start_matches(|c: char| !is_visible(c) || c.is_control());
        rest = match rest.strip_prefix("<!--") {
            Some(comment) => comment.split_once("-->").map_or("", |(_, after)| after),
            None => break,
        };
    }
    match rest {
        "" if has_front_matter => Some(Blank::FrontMatter),
        "" if body.is_empty() => Some(Blank::Empty),
        "" => Some(Blank::Invisible),
        _ => None,
    }
}

fn read_decoded<'a>(decoded: decode::Decoded<'a>, hints: &Hints<'_>) -> Source<'a> {
    let mut warnings = Vec::new();
    let text = decoded.text;
    if let Some(at) = decoded.first_invalid {
        warnings.push(invalid_bytes(&text, at, decoded.encoding));
    }
    let split = front_matter::split(&text);
    let (front_matter, mut body_start, mut first_line) = match split {
        Some(split) => (Some(split.front_matter), split.body_start, split.first_line),
        None => (None, 0, 1),
    };
    if let Some(front) = front_matter.as_ref().filter(|front| front.lenient) {
        let unread = front.unread.first().map_or("", String::as_str);
        let location = LineIndex::default().location(&text, 0..body_start);
        warnings.push(Warning::new(WarningCode::FrontMatterLenient, Some(location), unread));
    }
    let preamble =
        text.get(body_start..).map_or("", |body| body.get(..preamble::length(body)).unwrap_or_default());
    first_line = first_line.saturating_add(front_matter::lines_in(preamble));
    body_start += preamble.len();
    let body = text.get(body_start..).unwrap_or_default();
    let detected = form::detect(body, front_matter.is_some(), hints);
    let boxes = if detected == InputForm::Fragment {
        boxes::find(body, form::is_markdown_file(front_matter.is_some(), hints))
    } else {
        None
    };
    let form = if boxes.is_some() { InputForm::Mixed } else { detected };
    let boxes = boxes.into_iter().flatten().map(|range| body_start + range.start..body_start + range.end);
    let boxes = boxes.collect();
    let saved_from = if form == InputForm::Page { saved_from::noted(body) } else { None };
    let encoding = decoded.encoding;
    let embedded = BTreeMap::new();
    let unusable =
        blank(text.get(body_start..).unwrap_or_default(), front_matter.is_some()).map(Unusable::Blank);
    Source {
        text,
        encoding,
        front_matter,
        body_start,
        first_line,
        form,
        boxes,
        unusable,
        editor: None,
        saved_from,
        embedded,
        warnings,
    }
}

/// A warning about the U+FFFD at the byte `at` of `text`.
fn invalid_bytes(text: &str, at: usize, encoding: &str) -> Warning {
    let bytes = at..at + char::REPLACEMENT_CHARACTER.len_utf8();
    let detail = format!("bytes that are not {encoding} text");
    Warning::new(WarningCode::InvalidBytes, Some(LineIndex::default().location(text, bytes)), &detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arbitrary_bytes_never_break_reading() {
        arbtest::arbtest(|u| {
            let bytes: Vec<u8> = u.arbitrary()?;
            let source = read(&bytes, &Hints::default());
            assert!(source.text.is_char_boundary(source.body_start));
            assert!(!source.text.contains('\r'));
            Ok(())
        })
        .budget_ms(300);
    }

    #[test]
    fn arbitrary_front_matter_never_breaks_reading() {
        arbtest::arbtest(|u| {
            let block: String = u.arbitrary()?;
            let _source = read(format!("---\nk: {block}\n---\nb").as_bytes(), &Hints::default());
            Ok(())
        })
        .budget_ms(300);
    }

    #[test]
    fn the_first_line_with_invalid_bytes_is_reported() {
        let source = read(b"\xe4\xb8\x80\xe4\xb8\x80\n\xe4\xb8\x80\xff", &Hints::default());
        let warning = &source.warnings[0];
        assert_eq!((warning.code, warning.line()), (WarningCode::InvalidBytes, Some(2)));
        assert_eq!(source.text, "一一\n一\u{fffd}");
    }

    #[test]
    fn unparsable_front_matter_is_reported() {
        let source = read("---\ntitle: 题\ntags: [甲\n---\n<p>文".as_bytes(), &Hints::default());
        let warning = &source.warnings[0];
        assert_eq!((warning.code, warning.detail.as_str()), (WarningCode::FrontMatterLenient, "tags: [甲"));
    }

    #[test]
    fn what_precedes_the_page_is_skipped() {
        let source = read(
            "HTTP/1.1 200 OK\r\nA: b\r\n\r\n<%@ page x %>\n<!DOCTYPE html><p>文".as_bytes(),
            &Hints::default(),
        );
        assert_eq!((source.body(), source.first_line), ("\n<!DOCTYPE html><p>文", 4));
        assert_eq!(source.form, InputForm::Page);
    }

    #[test]
    fn a_page_in_a_string_is_decoded() {
        let source =
            read(br"b'<html>\xd6\xd0\xce\xc4\xd6\xd0\xce\xc4\xb5\xc4\xd7\xd6</html>'", &Hints::default());
        assert_eq!((source.form, source.encoding), (InputForm::Page, "gb18030"));
        assert_eq!(source.body(), "<html>中文中文的字</html>");
    }

    #[test]
    fn a_page_in_a_string_of_text_is_not_in_the_encoding_it_declares() {
        for text in ["中文", r"\u4e2d\u6587"] {
            let string = format!("\"<html><meta charset='gbk'>{text}</html>\"");
            let source = read(string.as_bytes(), &Hints::default());
            assert_eq!((source.body(), source.encoding), ("<html><meta charset='gbk'>中文</html>", "UTF-8"));
        }
    }

    #[test]
    fn inputs_without_a_page_are_recognized() {
        let unusable = |text: &str| read(text.as_bytes(), &Hints::default()).unusable;
        assert_eq!(unusable("{\"code\": 400}"), Some(Unusable::Json));
        assert_eq!(unusable("\"<html>"), Some(Unusable::BrokenString));
        assert_eq!(unusable("\u{feff}"), Some(Unusable::Blank(Blank::Empty)));
        for text in [" \u{a0}\u{200b}\n", "<!-- 一 --> <!-- 二", "\0\0", "<!---->"] {
            assert_eq!(unusable(text), Some(Unusable::Blank(Blank::Invisible)), "{text:?}");
        }
        assert_eq!(unusable("---\ntitle: 题\n---\n\n"), Some(Unusable::Blank(Blank::FrontMatter)));
        assert_eq!(unusable("<!-- 一 -->二"), None);
        let named = Hints { file_name: Some("a.md"), ..Hints::default() };
        assert_eq!(read(b"{\"code\": 400}", &named).unusable, Some(Unusable::Json));
        assert_eq!(read("\"<html>\" 是什么".as_bytes(), &named).unusable, None);
    }

    fn response(markdown: &str, html: &str) -> Vec<u8> {
        serde_json::json!({"data": {"status": 1, "markdowncontent": markdown, "content": html}})
            .to_string()
            .into_bytes()
    }

    fn read_response(markdown: &str) -> Source<'static> {
        // Leaked, because only a source of borrowed bytes borrows.
        read(response(markdown, "").leak(), &Hints::default())
    }

    #[test]
    fn markdown_of_the_editor_is_markdown_whatever_it_begins_with() {
        for (markdown, text) in [
            ("# 一\r\n\r\n二\n\n\n", "# 一\n\n二\n"),
            ("<!DOCTYPE html>\n<p>一", "<!DOCTYPE html>\n<p>一\n"),
            ("---\n一\n---\n二", "\n---\n一\n---\n二\n"),
            ("+++\na = 1\n+++\n", "\n+++\na = 1\n+++\n"),
            ("{\"a\": 1}", "\n{\"a\": 1}\n"),
            ("- 一", "- 一\n"),
        ] {
            let source = read_response(markdown);
            assert_eq!((&*source.text, source.form, source.body_start), (text, InputForm::Markdown, 0));
            assert_eq!((source.front_matter, source.editor.unwrap().len()), (None, 1));
        }
        let csdown = Hints { format: InputFormat::Csdown, ..Hints::default() };
        assert_eq!(read(&response("# 一", ""), &csdown).text, "# 一\n");
        let own = read_response("---\ntitle: 题\n---\n一");
        assert_eq!((own.body(), own.front_matter.as_ref().unwrap().entries.len()), ("一\n", 1));
        let mixed = read_response("# 一\n\n<div id=content_views>二</div>\n\n三\n");
        assert_eq!((mixed.form, mixed.boxes.len()), (InputForm::Mixed, 1));
    }

    #[test]
    fn the_problems_of_an_article_of_the_editor_are_reported() {
        let unusable = |bytes: &[u8]| read(bytes, &Hints::default()).unusable;
        let empty = Some(Unusable::Blank(Blank::EditorArticle));
        assert_eq!(unusable(&response("", "<!-- 一 -->")), empty);
        assert_eq!(
            unusable(&response("a\0b", "")),
            Some(Unusable::Binary("the input contains NUL characters"))
        );
        let mut broken = response("", "<p>一\n二</p>");
        broken.extend(b"\n");
        let at = broken.windows(3).position(|bytes| bytes == "二".as_bytes()).unwrap();
        broken[at] = 0xff;
        let source = read(&broken, &Hints::default());
        let warning = &source.warnings[0];
        assert_eq!(
            (source.form, warning.code, warning.line()),
            (InputForm::Fragment, WarningCode::InvalidBytes, Some(2))
        );
        let draft = response("一", "")
            .iter()
            .map(|byte| if *byte == b'1' { b'2' } else { *byte })
            .collect::<Vec<_>>();
        let codes: Vec<_> =
            read(&draft, &Hints::default()).warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(codes, [WarningCode::Draft]);
    }

    #[test]
    fn a_nul_byte_is_kept() {
        let source = read(b"a\0b", &Hints::default());
        assert_eq!(source.body(), "a\0b");
    }
}
