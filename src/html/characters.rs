//! Escaping for text and attributes that is right in HTML and in XML.

/// Appends `text`, so that no character is markup and all are allowed in XML 1.0.
pub(super) fn push_escaped(html: &mut String, text: &str) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            // XML parsers read every line ending as `\n`, and so do those of HTML.
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' => html.push('\n'),
            c if is_allowed(c) => html.push(c),
            _ => html.push(char::REPLACEMENT_CHARACTER),
        }
    }
}

/// Appends the value of an attribute. XML reads a line ending or a tab in it as a space, HTML does not.
pub(super) fn push_attribute(html: &mut String, value: &str) {
    for (index, part) in value.split(['\r', '\n', '\t']).enumerate() {
        if index > 0 {
            html.push(' ');
        }
        push_escaped(html, part);
    }
}

/// Whether `c` is allowed in XML and no parse error in HTML: neither a control character nor a noncharacter.
const fn is_allowed(c: char) -> bool {
    let is_noncharacter = matches!(c, '\u{fdd0}'..='\u{fdef}') || (c as u32) & 0xfffe == 0xfffe;
    matches!(c, '\n' | '\t') || !(is_noncharacter || matches!(c, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut html = String::new();
        push_escaped(&mut html, text);
        html
    }

    #[test]
    fn markup_becomes_references() {
        assert_eq!(escaped("<a href=\"b\">&amp;'"), "&lt;a href=&quot;b&quot;&gt;&amp;amp;'");
    }

    #[test]
    fn attributes_have_no_line_endings() {
        let mut html = String::new();
        push_attribute(&mut html, "a\tb\nc\"d");
        assert_eq!(html, "a b c&quot;d");
    }

    #[test]
    fn characters_that_xml_forbids_are_replaced() {
        assert_eq!(escaped("\0\u{b}\u{1b}\u{7f}\u{80}\u{fffe}\u{fdd0}\u{1ffff}"), "\u{fffd}".repeat(8));
        assert_eq!(escaped("a\tb\nc\r\nd\re\u{fffd}😀\u{202e}"), "a\tb\nc\nd\ne\u{fffd}😀\u{202e}");
    }
}
