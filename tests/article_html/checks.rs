//! What holds for the HTML of every document.
//!
//! 1. *Well-formed*: an XML parser accepts it.
//! 2. *Nothing moves*: an HTML parser reads the same tree as the XML parser.
//! 3. *Harmless*: only expected elements, attributes and URLs.
//! 4. *Nested as HTML allows*: no block in a line, no link in a link, no heading in a header cell.
//! 5. *Linked*: IDs are unique, and links within the page lead to one.
//! 6. *Nothing lost*: its text is that of the document.

use std::collections::{BTreeMap, BTreeSet};

use csdown::Document;
use csdown::html::{Html, HtmlOptions, to_html};
use csdown::model::visit::{Visit, walk_block, walk_inline};
use csdown::model::{Block, Inline};

use super::tree::{self, Piece};

/// Elements of HTML, and their attributes.
const ELEMENTS: &[(&str, &[&str])] = &[
    ("a", &["class", "href", "title", "role", "aria-label"]),
    ("blockquote", &[]),
    ("br", &[]),
    ("caption", &[]),
    ("code", &["class"]),
    ("del", &[]),
    ("details", &[]),
    ("div", &["class"]),
    ("em", &[]),
    ("h1", &["id"]),
    ("h2", &["id"]),
    ("h3", &["id"]),
    ("h4", &["id"]),
    ("h5", &["id"]),
    ("h6", &["id"]),
    ("hr", &[]),
    ("img", &["src", "alt", "title"]),
    ("input", &["type", "disabled", "checked"]),
    ("ins", &[]),
    ("kbd", &[]),
    ("li", &["class", "id"]),
    ("mark", &[]),
    ("ol", &["start"]),
    ("p", &["class", "id"]),
    ("pre", &["data-language"]),
    ("section", &["class", "role", "aria-label"]),
    ("span", &["class", "title"]),
    ("strong", &[]),
    ("sub", &[]),
    ("summary", &[]),
    ("sup", &["class", "id"]),
    ("table", &[]),
    ("tbody", &[]),
    ("td", &["class", "colspan", "rowspan"]),
    ("th", &["class", "colspan", "rowspan", "scope"]),
    ("thead", &[]),
    ("tr", &[]),
    ("u", &[]),
    ("ul", &[]),
];

/// Attributes of MathML that could do harm.
const HARMFUL: &[&str] = &["href", "src", "style", "actiontype", "altimg", "definitionurl"];

/// Elements that may hold blocks.
const FLOW: &[&str] = &["body", "blockquote", "details", "div", "li", "section", "td", "th"];

/// Elements that only those may hold.
const BLOCKS: &[&str] = &[
    "blockquote",
    "details",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];

/// Renders a document and checks the HTML.
pub fn check(document: &Document) -> Result<Html, String> {
    let image = |url: &str| url.starts_with("http").then(|| "images/a.png".to_owned());
    let link = |url: &str| (url == "https://a.cn/article").then(|| "article-2.xhtml#安装".to_owned());
    let options = HtmlOptions {
        image: &image,
        link: &link,
        id_prefix: "p-",
        heading_shift: 1,
        ..HtmlOptions::default()
    };
    let html = to_html(document, &options);
    let pieces = tree::of_xml(&html.html)?;
    let moved = tree::of_html(&html.html);
    if let Some((at, (xml, html))) =
        pieces.iter().zip(&moved).enumerate().find(|(_, (xml, html))| xml != html)
    {
        return Err(format!("an HTML parser reads piece {at} differently: {xml:?} as {html:?}\n{html:?}"));
    }
    if pieces.len() != moved.len() {
        return Err(format!("an HTML parser reads {} pieces instead of {}", moved.len(), pieces.len()));
    }
    harmless(&pieces)?;
    nested(&pieces)?;
    linked(&pieces, &html)?;
    same_text(document, &pieces)?;
    Ok(html)
}

fn harmless(pieces: &[Piece]) -> Result<(), String> {
    let mut in_math = 0_usize;
    for piece in pieces {
        match piece {
            Piece::Start(name, attributes) if in_math > 0 || name == "math" => {
                in_math += 1;
                let is_known = name.starts_with('m') || matches!(name.as_str(), "semantics" | "annotation");
                let harmful =
                    attributes.keys().find(|name| HARMFUL.contains(&&***name) || name.starts_with("on"));
                if !is_known || harmful.is_some() {
                    return Err(format!("{name} with {attributes:?} in a formula"));
                }
            }
            Piece::Start(name, attributes) if name != "body" => element(name, attributes)?,
            Piece::End => in_math = in_math.saturating_sub(1),
            Piece::Start(..) | Piece::Text(_) => {}
        }
    }
    Ok(())
}

fn element(name: &str, attributes: &BTreeMap<String, String>) -> Result<(), String> {
    let Some((_, known)) = ELEMENTS.iter().find(|(known, _)| *known == name) else {
        return Err(format!("an element {name}"));
    };
    for (attribute, value) in attributes {
        let is_safe = match attribute.as_str() {
            "href" => {
                let schemes = ["http://", "https://", "mailto:", "ftp://", "tel:", "#", "article-2.xhtml#"];
                schemes.iter().any(|scheme| value.starts_with(scheme))
            }
            "src" => value == "images/a.png",
            "colspan" | "rowspan" | "start" => value.parse::<u32>().is_ok(),
            _ => true,
        };
        if !known.contains(&attribute.as_str()) || !is_safe {
            return Err(format!("{name} with {attribute}={value:?}"));
        }
    }
    Ok(())
}

fn nested(pieces: &[Piece]) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Start(name, _) => {
                let name = name.as_str();
                let parent = open.last().copied().unwrap_or_default();
                let is_heading = name.len() == 2 && name.starts_with('h') && name != "hr";
                let is_misplaced = match name {
                    "li" => !matches!(parent, "ul" | "ol"),
                    "tr" => !matches!(parent, "thead" | "tbody"),
                    "td" | "th" => parent != "tr",
                    "thead" | "tbody" | "caption" => parent != "table",
                    "summary" => parent != "details",
                    "a" => open.contains(&"a"),
                    _ if is_heading && open.contains(&"th") => true,
                    _ => BLOCKS.contains(&name) && !FLOW.contains(&parent),
                };
                if is_misplaced {
                    return Err(format!("{name} within {open:?}"));
                }
                open.push(name);
            }
            Piece::End => {
                open.pop();
            }
            Piece::Text(text) => {
                let parent = open.last().copied().unwrap_or_default();
                if matches!(parent, "ul" | "ol" | "table" | "thead" | "tbody" | "tr")
                    && !text.trim().is_empty()
                {
                    return Err(format!("text {text:?} within {parent}"));
                }
            }
        }
    }
    Ok(())
}

fn linked(pieces: &[Piece], html: &Html) -> Result<(), String> {
    let attributes = |name: &'static str| {
        pieces.iter().filter_map(move |piece| match piece {
            Piece::Start(_, attributes) => attributes.get(name),
            _ => None,
        })
    };
    let mut ids = BTreeSet::new();
    for id in attributes("id") {
        if !id.starts_with("p-") || id.contains(char::is_whitespace) || !ids.insert(id) {
            return Err(format!("id {id:?} is invalid or not unique"));
        }
    }
    let fragments = attributes("href").filter_map(|href| href.strip_prefix('#'));
    if let Some(lost) = fragments
        .chain(html.outline.iter().map(|entry| entry.id.as_str()))
        .find(|id| !ids.contains(&(*id).to_owned()))
    {
        return Err(format!("a link to {lost:?}, which is no id of {ids:?}"));
    }
    Ok(())
}

/// Compares the characters, as footnotes move to the end.
fn same_text(document: &Document, pieces: &[Piece]) -> Result<(), String> {
    let mut expected = Text::default();
    document.visit(&mut Labels(&mut expected.labels));
    document.visit(&mut expected);
    let (expected, shown) = (sorted(&expected.text), sorted(&shown_text(pieces)));
    if expected == shown {
        return Ok(());
    }
    let lost: String = missing(&expected, &shown);
    let added: String = missing(&shown, &expected);
    Err(format!("lost {lost:?}, added {added:?}"))
}

fn missing(of: &[char], from: &[char]) -> String {
    let mut left: BTreeMap<char, usize> = BTreeMap::new();
    from.iter().for_each(|c| *left.entry(*c).or_default() += 1);
    let is_missing = |c: &&char| match left.get_mut(c) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    of.iter().filter(is_missing).collect()
}

/// Returns the characters that readers see. Those that XML forbids are replaced.
fn sorted(text: &str) -> Vec<char> {
    let is_forbidden = |c: char| {
        let is_noncharacter = (u32::from(c) & 0xfffe) == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&c);
        is_noncharacter || (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
    };
    let replaced = text.chars().map(|c| if is_forbidden(c) { '\u{fffd}' } else { c });
    let mut chars: Vec<char> = replaced.filter(|c| !c.is_whitespace()).collect();
    chars.sort_unstable();
    chars
}

/// Returns the text of the HTML without what the renderer adds. A formula is its source.
pub fn shown_text(pieces: &[Piece]) -> String {
    let mut text = String::new();
    let mut open: Vec<bool> = vec![true];
    for piece in pieces {
        let is_shown = open.last().copied().unwrap_or(true);
        match piece {
            Piece::Start(name, attributes) => {
                let is = |attribute: &str, value: &str| {
                    attributes.get(attribute).is_some_and(|found| found == value)
                };
                let is_added = is("class", "image") || is("class", "footnote") || is("role", "doc-backlink");
                open.push(match name.as_str() {
                    "math" => false,
                    "annotation" => true,
                    _ => is_shown && !is_added,
                });
            }
            Piece::End => {
                open.pop();
            }
            Piece::Text(piece) if is_shown => text.push_str(piece),
            Piece::Text(_) => {}
        }
    }
    text
}

/// The labels of all footnotes.
struct Labels<'a>(&'a mut BTreeSet<String>);

impl Visit for Labels<'_> {
    fn visit_block(&mut self, block: &Block) {
        if let Block::Footnote(note) = block {
            self.0.insert(note.label.clone());
        }
        walk_block(self, block);
    }
}

/// The text of a document.
#[derive(Default)]
struct Text {
    text: String,
    labels: BTreeSet<String>,
}

impl Visit for Text {
    fn visit_block(&mut self, block: &Block) {
        match block {
            Block::Code(code) => self.text.push_str(&code.text),
            Block::Math(tex) => self.text.push_str(tex),
            Block::Details(details) if details.summary.is_empty() => self.text.push_str("Details"),
            _ => {}
        }
        walk_block(self, block);
    }

    fn visit_inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) | Inline::Code(text) => self.text.push_str(text),
            Inline::Math(math) => self.text.push_str(&math.tex),
            Inline::FootnoteReference(label) if !self.labels.contains(label) => {
                self.text.extend(["[^", label, "]"]);
            }
            _ => {}
        }
        walk_inline(self, inline);
    }
}
