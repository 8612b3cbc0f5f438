//! Rewrites an SVG file so that it holds a static image and nothing else.
//!
//! Within `<img>`, browsers neither run scripts in an SVG image nor load anything for it, but a file beside the
//! Markdown may also be opened on its own. The file is therefore parsed by a strict XML parser and written anew from
//! allowlists of elements, attributes and CSS properties (`allowlist.rs`, `attributes.rs`, `style.rs`). Everything else
//! is dropped: scripts, event handlers, links, references to other files, comments, processing instructions, the
//! metadata of editors. None of it shows in `<img>`, so the copy looks the same there.
//!
//! Only a file that is not well-formed XML in UTF-8, or that exceeds the limits below, is rejected.

mod allowlist;
mod attributes;
mod shapes;
mod style;

use xml::attribute::OwnedAttribute;
use xml::name::OwnedName;
use xml::reader::{ParserConfig, XmlEvent};

use self::allowlist::Vocabulary;
use self::attributes::XLINK;

/// Elements within elements.
const MAX_DEPTH: usize = 256;

/// Attributes of an element.
const MAX_ATTRIBUTES: usize = 256;

/// Namespace prefixes in scope. The parser copies them for each element.
const MAX_PREFIXES: usize = 64;

/// Bytes of a name.
const MAX_NAME: usize = 256;

const SVG: &str = "http://www.w3.org/2000/svg";
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// Returns the safe parts of an SVG file.
///
/// # Errors
///
/// Describes why the file cannot be parsed.
pub(crate) fn sanitize(bytes: &[u8]) -> Result<String, String> {
    read(bytes, Sanitizer::default())
}

/// Returns the safe parts of an SVG file, with shapes that are valid in SVG 1.1 (`shapes.rs`).
///
/// # Errors
///
/// Describes why the file cannot be parsed.
#[cfg(any(feature = "export", test))]
pub(crate) fn sanitize_strictly(bytes: &[u8]) -> Result<String, String> {
    read(bytes, Sanitizer { is_strict: true, ..Sanitizer::default() })
}

fn read(bytes: &[u8], mut sanitizer: Sanitizer) -> Result<String, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "its text is not UTF-8")?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut config = ParserConfig::new().cdata_to_characters(true).whitespace_to_characters(true);
    config.allow_multiple_root_elements = false;
    config.max_entity_expansion_length = 0;
    config.max_entity_expansion_depth = 0;
    config.max_attributes = MAX_ATTRIBUTES;
    config.max_name_length = MAX_NAME;
    // The size of the file is limited already.
    config.max_attribute_length = text.len();
    config.max_data_length = text.len();
    for event in config.create_reader(text.as_bytes()) {
        match event.map_err(|error| format!("it is not well-formed XML ({error})"))? {
            XmlEvent::StartDocument { encoding, .. } => check_encoding(&encoding, text)?,
            XmlEvent::Doctype { syntax } if syntax.contains('[') => {
                return Err("its document type has declarations".to_owned());
            }
            XmlEvent::StartElement { name, attributes, namespace } => {
                if namespace.0.len() > MAX_PREFIXES {
                    return Err(format!("it has more than {MAX_PREFIXES} namespace prefixes"));
                }
                sanitizer.start(&name, &attributes)?;
            }
            XmlEvent::EndElement { .. } => sanitizer.end(),
            XmlEvent::Characters(text) | XmlEvent::CData(text) | XmlEvent::Whitespace(text) => {
                sanitizer.text(&text);
            }
            XmlEvent::Doctype { .. }
            | XmlEvent::ProcessingInstruction { .. }
            | XmlEvent::Comment(_)
            | XmlEvent::EndDocument => {}
        }
    }
    Ok(sanitizer.xml)
}

/// Accepts UTF-8, and its subset ASCII by the names that are common for it.
fn check_encoding(name: &str, text: &str) -> Result<(), String> {
    let is = |known: &&str| name.eq_ignore_ascii_case(known);
    let is_utf8 = ["utf-8", "utf8"].iter().any(is);
    let is_ascii = ["us-ascii", "ascii", "iso-8859-1", "latin1"].iter().any(is) && text.is_ascii();
    if is_utf8 || is_ascii { Ok(()) } else { Err(format!("its encoding is {name}, not UTF-8")) }
}

/// An element that is being written.
struct Open {
    name: &'static str,
    vocabulary: Vocabulary,
    /// Whether the end tag is written already.
    is_ended: bool,
}

/// Writes what is allowed of the elements that it receives.
#[derive(Default)]
struct Sanitizer {
    xml: String,
    /// Elements without their end tags.
    open: Vec<Open>,
    /// Whether the last start tag lacks its `>`.
    is_tag_open: bool,
    /// Number of open elements that are dropped with their content.
    dropped: usize,
    /// Text of the `style` element that is open.
    style: String,
    /// Whether shapes are those of SVG 1.1.
    is_strict: bool,
}

impl Sanitizer {
    fn start(&mut self, name: &OwnedName, attributes: &[OwnedAttribute]) -> Result<(), String> {
        if self.open.len() + self.dropped >= MAX_DEPTH {
            return Err(format!("it has more than {MAX_DEPTH} elements within each other"));
        }
        let Some(element) = self.allowed(name, attributes) else {
            if self.open.is_empty() && self.dropped == 0 {
                return Err("its root element is not `svg`".to_owned());
            }
            self.dropped += 1;
            return Ok(());
        };
        if self.is_strict && !shapes::may_contain(element.name) {
            self.end_shape();
        }
        self.close_tag();
        self.xml.extend(["<", element.name]);
        match self.open.last().map(|parent| parent.vocabulary) {
            None => self.xml.extend([" xmlns=\"", SVG, "\" xmlns:xlink=\"", XLINK, "\""]),
            Some(Vocabulary::Svg) if element.vocabulary == Vocabulary::Xhtml => {
                self.xml.extend([" xmlns=\"", XHTML, "\""]);
            }
            Some(_) => {}
        }
        for attribute in attributes {
            if self.is_strict && shapes::is_foreign_geometry(element.name, &attribute.name.local_name) {
                continue;
            }
            if let Some((name, value)) = attributes::allowed(element.name, element.vocabulary, attribute) {
                self.xml.extend([" ", &name, "=\""]);
                escape(&value, true, &mut self.xml);
                self.xml.push('"');
            }
        }
        self.is_tag_open = true;
        self.open.push(element);
        Ok(())
    }

    /// The element to write, if it is allowed here.
    fn allowed(&self, name: &OwnedName, attributes: &[OwnedAttribute]) -> Option<Open> {
        if self.dropped > 0 {
            return None;
        }
        let local = name.local_name.as_str();
        let expected = match self.open.last() {
            None if local != "svg" => return None,
            None => Vocabulary::Svg,
            Some(Open { name: "style", .. }) => return None,
            Some(Open { name: "foreignObject", .. }) => Vocabulary::Xhtml,
            Some(parent) => parent.vocabulary,
        };
        // Without a namespace a browser shows nothing, but other programs do.
        let vocabulary = match name.namespace.as_deref() {
            None => expected,
            Some(SVG) => Vocabulary::Svg,
            Some(XHTML) => Vocabulary::Xhtml,
            Some(_) => return None,
        };
        if vocabulary != expected {
            return None;
        }
        let name = allowlist::element(vocabulary, local, attributes)?;
        Some(Open { name, vocabulary, is_ended: false })
    }

    fn end(&mut self) {
        if self.dropped > 0 {
            self.dropped -= 1;
            return;
        }
        let Some(element) = self.open.pop() else { return };
        if element.is_ended {
            return;
        }
        if element.name == "style" {
            let style = style::sheet(&std::mem::take(&mut self.style));
            if !style.is_empty() {
                self.close_tag();
                escape(&style, false, &mut self.xml);
            }
        }
        self.end_tag(element.name);
    }

    /// Ends the element that is open, if it is a shape: what follows is beside it.
    fn end_shape(&mut self) {
        let Some(shape) = self.open.last_mut().filter(|open| !open.is_ended && shapes::is_shape(open.name))
        else {
            return;
        };
        shape.is_ended = true;
        let name = shape.name;
        self.end_tag(name);
    }

    fn end_tag(&mut self, name: &str) {
        if self.is_tag_open {
            self.xml.push_str("/>");
            self.is_tag_open = false;
        } else {
            self.xml.extend(["</", name, ">"]);
        }
    }

    fn text(&mut self, text: &str) {
        if self.is_strict && !text.trim().is_empty() {
            self.end_shape();
        }
        let Some(parent) = self.open.last().filter(|_| self.dropped == 0) else { return };
        if parent.name == "style" {
            self.style.push_str(text);
        } else {
            self.close_tag();
            escape(text, false, &mut self.xml);
        }
    }

    fn close_tag(&mut self) {
        if self.is_tag_open {
            self.xml.push('>');
            self.is_tag_open = false;
        }
    }
}

/// Appends `text`, without the characters that XML 1.0 cannot hold.
fn escape(text: &str, in_attribute: bool, xml: &mut String) {
    for c in text.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            // Written as they are, these would be read as spaces.
            '\n' if in_attribute => xml.push_str("&#10;"),
            '\t' if in_attribute => xml.push_str("&#9;"),
            '\r' => xml.push_str("&#13;"),
            '\n' | '\t' | ' '..='\u{fffd}' | '\u{10000}'.. => xml.push(c),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
