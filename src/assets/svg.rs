//! Whether an SVG is a drawing and nothing else.
//!
//! Within `<img>` no browser runs a script, but a file beside the Markdown may be opened by itself. So the text is read
//! tag by tag, and refused for anything that could run, or get or lead to something outside; also for what is written so
//! that it cannot be told.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::error::ImageError;

/// Elements that run or show something else than a drawing.
const ELEMENTS: [&str; 17] = [
    "script", "handler", "listener", "iframe", "frame", "object", "embed", "applet", "link", "meta", "base",
    "form", "audio", "video", "portal", "template", "foreign",
];

/// Attributes that lead elsewhere.
const REFERENCES: [&str; 6] = ["href", "src", "srcset", "data", "action", "poster"];

/// Encodings in which every ASCII byte is its letter, whatever stands before it.
const ENCODINGS: [&str; 4] = ["utf-8", "utf8", "us-ascii", "iso-8859-1"];

/// Refuses an SVG that holds more than a drawing.
///
/// # Errors
///
/// [`ImageError::Unsafe`] with what it holds.
pub(super) fn check(bytes: &[u8]) -> Result<(), ImageError> {
    let found = match std::str::from_utf8(bytes) {
        Ok(text) => fault(text),
        Err(_) => Some("text that is not UTF-8".into()),
    };
    found.map_or(Ok(()), |found| Err(ImageError::Unsafe { found: found.into_owned() }))
}

/// What the text holds that no drawing needs.
fn fault(text: &str) -> Option<Cow<'static, str>> {
    // Of a style that is open, the text so far: comments and sections part none of its words.
    let (mut rest, mut style) = (text, None::<String>);
    while let Some((before, markup)) = rest.split_once('<') {
        let Some((piece, after)) = piece(markup) else { return Some("a broken tag".into()) };
        let fault = match &piece {
            Piece::Comment | Piece::Section(_) => None,
            Piece::Instruction(text) => fault_of_instruction(text),
            Piece::Declaration(text) => fault_of_declaration(text),
            Piece::Tag { name, attributes, .. } => {
                fault_of_element(name).or_else(|| fault_of_attributes(attributes))
            }
        };
        if fault.is_some() {
            return fault;
        }
        if let Some(style) = &mut style {
            style.push_str(before);
            style.push_str(if let Piece::Section(text) = piece { text } else { "" });
        }
        if let Piece::Tag { name, is_open, .. } = piece
            && local(name) == "style"
        {
            let fault = style.take().and_then(|style| fault_of_style(&style));
            if fault.is_some() {
                return fault;
            }
            style = is_open.then(String::new);
        }
        rest = after;
    }
    style.map(|_| "a style without an end".into())
}

/// What stands between `<` and `>`, by what may be in it.
enum Piece<'t> {
    Comment,
    Section(&'t str),
    Instruction(&'t str),
    Declaration(&'t str),
    Tag {
        name: &'t str,
        attributes: &'t str,
        /// Whether it is followed by what is in the element.
        is_open: bool,
    },
}

/// The piece of which `markup` is what follows the `<`, and what follows the piece.
fn piece(markup: &str) -> Option<(Piece<'_>, &str)> {
    if let Some(comment) = markup.strip_prefix("!--") {
        return Some((Piece::Comment, comment.split_once("-->")?.1));
    }
    let until = |begin: &str, end: &str| markup.strip_prefix(begin)?.split_once(end);
    if let Some((text, after)) = until("![CDATA[", "]]>") {
        return Some((Piece::Section(text), after));
    }
    if let Some((text, after)) = until("?", "?>") {
        return Some((Piece::Instruction(text), after));
    }
    if let Some((text, after)) = until("!", ">") {
        return Some((Piece::Declaration(text), after));
    }
    let tag = TAG.captures(markup)?;
    let group = |name| tag.name(name).map_or("", |group| group.as_str());
    let is_open = group("end").is_empty() && group("empty").is_empty();
    let piece = Piece::Tag { name: group("name"), attributes: group("attributes"), is_open };
    Some((piece, markup.get(tag.get(0)?.end()..)?))
}

/// A name without its prefix, in lower case.
fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_ascii_lowercase()
}

/// The declaration of XML is the only one. In an encoding other than these, what is read here as a comment may be read
/// as a script by a browser.
fn fault_of_instruction(text: &str) -> Option<Cow<'static, str>> {
    let Some(declaration) = DECLARATION.captures(text) else {
        return Some("a processing instruction".into());
    };
    let encoding = declaration.get(1)?.as_str().to_ascii_lowercase();
    (!ENCODINGS.contains(&encoding.as_str())).then(|| named("text in", &encoding))
}

/// A document type may declare entities, behind which anything can hide.
fn fault_of_declaration(text: &str) -> Option<Cow<'static, str>> {
    (!text.starts_with("DOCTYPE") || text.contains('[')).then(|| "declarations of its own".into())
}

fn fault_of_element(name: &str) -> Option<Cow<'static, str>> {
    let local = local(name);
    ELEMENTS.contains(&local.as_str()).then(|| format!("<{local}>").into())
}

fn fault_of_attributes(attributes: &str) -> Option<Cow<'static, str>> {
    ATTRIBUTE.captures_iter(attributes).find_map(|attribute| {
        let name = attribute.get(1).map_or("", |name| name.as_str());
        let local = local(name);
        let value = attribute.get(2).or_else(|| attribute.get(3)).map_or("", |value| value.as_str());
        let target = || value.trim_matches(|c: char| c.is_whitespace() || c.is_control());
        match () {
            () if local.starts_with("on") => Some(format!("the attribute {local}").into()),
            () if hides_letters(value) => Some("letters written as numbers".into()),
            () if name.starts_with("xmlns") => None,
            () if REFERENCES.contains(&local.as_str()) && !is_own(target()) => {
                Some(named("a reference to", target()))
            }
            // An animation may set any attribute.
            () if local == "attributename" && is_active(target()) => Some("an animated reference".into()),
            () => fault_of_style(value),
        }
    })
}

fn is_active(attribute: &str) -> bool {
    let local = local(attribute);
    local.starts_with("on") || REFERENCES.contains(&local.as_str())
}

/// Whether an address leads to the drawing itself, or to a picture within the address.
fn is_own(address: &str) -> bool {
    let rest = address.strip_prefix("data:image/").unwrap_or_default();
    let is_picture = |kind| rest.strip_prefix(kind).is_some_and(|rest| rest.starts_with([';', ',']));
    address.is_empty()
        || address.starts_with('#')
        || ["png", "jpeg", "jpg", "gif", "webp"].into_iter().any(is_picture)
}

/// What a style gets from elsewhere.
fn fault_of_style(style: &str) -> Option<Cow<'static, str>> {
    let lower = style.to_ascii_lowercase();
    if let Some(word) = ["@import", "image-set(", "javascript:", "expression(", "-moz-binding"]
        .iter()
        .find(|word| lower.contains(*word))
    {
        return Some(format!("`{word}`").into());
    }
    let is_escaped = lower.split('\\').skip(1).any(|rest| rest.starts_with(char::is_alphanumeric));
    if lower.contains(['(', '@']) && is_escaped || hides_letters(&lower) {
        return Some("letters written as numbers".into());
    }
    lower.split("url(").skip(1).find_map(|rest| {
        let quotes = |c: char| c.is_whitespace() || matches!(c, '"' | '\'');
        let rest = rest.trim_start_matches("&quot;").trim_start_matches("&apos;").trim_start_matches(quotes);
        (!is_own(rest))
            .then(|| named("a reference to", rest.split([')', '"', '\'', '&']).next().unwrap_or_default()))
    })
}

fn named(what: &str, address: &str) -> Cow<'static, str> {
    format!("{what} `{}`", address.chars().take(60).collect::<String>()).into()
}

/// Whether ASCII letters or signs of addresses are written as `&#106;` or `&lpar;`, which nobody has reason to do.
fn hides_letters(text: &str) -> bool {
    text.split('&').skip(1).any(|rest| {
        let Some(rest) = rest.strip_prefix('#') else { return !is_predefined(rest) };
        let (digits, radix) = rest.strip_prefix(['x', 'X']).map_or((rest, 10), |hex| (hex, 16));
        let digits = digits.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let c = u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
        c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '@' | '\\' | '(' | '#'))
    })
}

/// Whether what follows an `&` names what XML has a name for; blanks and signs after it name nothing.
fn is_predefined(rest: &str) -> bool {
    let name = rest.split_once(';').map_or("", |(name, _)| name);
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    !is_name || ["amp", "lt", "gt", "quot", "apos"].contains(&name)
}

/// The declaration of XML, and the encoding in it.
#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is a literal that the tests below compile")]
static DECLARATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x) ^ xml \s+ version \s*=\s* ["'] 1\.[0-9] ["'] (?: \s+ encoding \s*=\s* ["'] ([\w.-]+) ["'] )?
            (?: \s+ standalone \s*=\s* ["'] (?: yes | no ) ["'] )? \s* $"#,
    )
    .expect("pattern is valid")
});

/// A tag without its `<`.
#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is a literal that the tests below compile")]
static TAG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x) ^ (?<end> /? ) (?<name> [A-Za-z_][\w:.-]* ) (?<attributes> (?: \s+ [\w:.-]+ \s*=\s* (?: "[^"<]*" | '[^'<]*' ) )* ) \s* (?<empty> /? ) >"#,
    )
    .expect("pattern is valid")
});

#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is a literal that the tests below compile")]
static ATTRIBUTE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')"#).expect("pattern is valid"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_are_drawings() {
        for svg in [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/x.dtd\">\n\
             <svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink=\"http://www.w3.org/1999/xlink\"><!-- onload --><path d='M0 0'/></svg>",
            "<svg><style>.a{fill:url(#b)} /* a \\ b */</style><use xlink:href='#b'/><text>a (b) &#20013; url</text></svg>",
            "<svg><text>C:\\temp (a) javascript: url(x)</text><style/><text>@import</text></svg>",
            "<?xml version=\"1.0\" standalone='no' ?><svg/>",
            "<?xml version='1.0' encoding='iso-8859-1'?><svg><rect style='a:b &amp; c &quot;d&quot;'/></svg>",
            "<svg><style><![CDATA[ .a { fill: red } ]]></style><image href='data:image/png;base64,AA=='/></svg>",
            "<svg><foreignObject><div xmlns='http://www.w3.org/1999/xhtml' style=\"font-family: &quot;a&quot;\">字</div></foreignObject></svg>",
        ] {
            assert_eq!(check(svg.as_bytes()), Ok(()), "{svg}");
        }
    }

    #[test]
    fn what_could_run_or_fetch_is_refused() {
        for svg in [
            "<svg><script>x</script></svg>",
            "<svg><x:ScRiPt/></svg>",
            "<svg onload='x()'/>",
            "<svg><a href='javascript:x'/></svg>",
            "<svg><a xlink:href=\"https://a.b\"/></svg>",
            "<svg><use href='x.svg#a'/></svg>",
            "<svg><a href='&#106;avascript:x'/></svg>",
            "<svg><image href='data:image/svg+xml;base64,AA'/></svg>",
            "<svg><image href=' \u{1}//a.b/c'/></svg>",
            "<svg><foreignObject><iframe src='x'/></foreignObject></svg>",
            "<svg><style>@import 'x'</style></svg>",
            "<svg><style>a{background:URL( \"//a.b\")}</style></svg>",
            "<svg><style><![CDATA[a{background:url(http://a.b)}]]></style></svg>",
            "<svg><style>a{background:u\\72l(http://a.b)}</style></svg>",
            "<svg><style><b/>a{background:url(http://a.b)}</style></svg>",
            "<svg><style>a{background:&#x75;rl(http://a.b)}</style></svg>",
            "<svg><rect fill='url(&quot;http://a.b#c&quot;)'/></svg>",
            "<svg><set attributeName='xlink:href' to='x'/></svg>",
            "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>",
            "<?xml-stylesheet href='x'?><svg/>",
            // As a browser reads it, no comment begins where one seems to.
            "<?xml version='1.0' encoding='ISO-2022-JP'?><svg>\u{1b}$B<!--\u{1b}(B<script>x</script> --></svg>",
            "<?xml version='encoding=utf-8' encoding='ISO-2022-JP'?><svg/>",
            "<?xml version='1.0' encoding = 'gbk'?><svg><![CDATA[é]]><!-- ]]><script>x</script> --></svg>",
            "<svg><style>@im<![CDATA[port '//a.b']]></style></svg>",
            "<svg><style>a{b:u<!-- -->rl(//a.b)}</style></svg>",
            "<svg><style>@\\69mport '//a.b'</style></svg>",
            "<svg><style>a{background:image-set('//a.b' 1x)}</style></svg>",
            "<svg><style>@import '//a.b'",
            "<!DOCTYPE svg PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' ''><svg><rect fill='url&lpar;//a.b)'/></svg>",
            "<svg><a href='data:image/png+xml,x'/></svg>",
            "<svg><a href=x></a></svg>",
            "<svg><a b='c' d",
            "<svg><!-- open",
        ] {
            assert!(check(svg.as_bytes()).is_err(), "{svg}");
        }
        assert!(check(b"\xff\xfe<\0s\0").is_err());
    }
}
