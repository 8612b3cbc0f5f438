//! The outline of a page of HTML.

use std::collections::HashSet;

use scraper::{ElementRef, Html, Node, Selector};

use super::listing;
use super::outline::{Form, Kind, Outline, Writer};
use super::text::Style;

/// How to read the pages of a tool.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    /// How the page shows formulas.
    pub(crate) form: Form,
    /// Whether headings have ids, so that a link to none of them is a fault.
    pub(crate) has_ids: bool,
    /// The element that contains the article.
    pub(crate) article: &'static str,
}

impl Reading {
    /// Returns the outline of the article of a page.
    pub(crate) fn outline(&self, page: &str) -> Outline {
        self.outline_with(page, &str::to_owned)
    }

    /// Does the same, with the source of each image replaced by what `image` returns.
    pub(crate) fn outline_with(&self, page: &str, image: &dyn Fn(&str) -> String) -> Outline {
        let html = Html::parse_document(page);
        let named = select("[id], a[name]");
        let ids =
            html.select(&named).flat_map(|element| [element.attr("id"), element.attr("name")]).flatten();
        let reader = Page { ids: self.has_ids.then(|| ids.map(str::to_owned).collect()), image };
        let article = html.select(&select(self.article)).next();
        let mut writer = Writer::new(self.form);
        reader.children(&mut writer, article.unwrap_or_else(|| panic!("no `{}` in {page}", self.article)));
        writer.finish()
    }
}

pub(super) fn select(selector: &str) -> Selector {
    Selector::parse(selector).unwrap()
}

struct Page<'a> {
    /// The ids of elements, if links must find them.
    ids: Option<HashSet<String>>,
    image: &'a dyn Fn(&str) -> String,
}

impl Page<'_> {
    fn children(&self, writer: &mut Writer, element: ElementRef<'_>) {
        for child in element.children() {
            match child.value() {
                Node::Text(text) => writer.text(text),
                _ => ElementRef::wrap(child).into_iter().for_each(|child| self.element(writer, child)),
            }
        }
    }

    fn element(&self, writer: &mut Writer, element: ElementRef<'_>) {
        if is_boilerplate(element) {
            return;
        }
        if let Some((tex, is_display)) = formula(element) {
            if is_display {
                writer.end(Kind::Paragraph);
            }
            return writer.math(&tex, is_display);
        }
        if let Some((language, code)) = listing::read(element) {
            return writer.listing(&language, &code);
        }
        match element.value().name() {
            name @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6") => {
                let level = name.trim_start_matches('h').parse().unwrap();
                self.block(writer, element, Kind::Heading(level));
            }
            "summary" | "dt" => self.block(writer, element, Kind::Summary),
            "ul" | "ol" => self.list(writer, element),
            "blockquote" => writer.quote(|writer| self.children(writer, element)),
            "table" => self.table(writer, element),
            "hr" => writer.rule(),
            "figcaption" => {
                writer.styled(Style::EMPHASIS, |writer| self.block(writer, element, Kind::Paragraph));
            }
            "section" | "div" if is_notes(element) => self.notes(writer, element),
            "p" | "div" | "section" | "article" | "aside" | "figure" | "center" | "details" | "dl" | "dd"
            | "li" => self.block(writer, element, Kind::Paragraph),
            _ => self.inline(writer, element),
        }
    }

    fn block(&self, writer: &mut Writer, element: ElementRef<'_>, kind: Kind) {
        writer.end(Kind::Paragraph);
        self.children(writer, element);
        writer.end(kind);
    }

    fn inline(&self, writer: &mut Writer, element: ElementRef<'_>) {
        let attribute = |name| element.attr(name).unwrap_or_default();
        match element.value().name() {
            "strong" | "b" => writer.styled(Style::STRONG, |writer| self.children(writer, element)),
            "em" | "i" => writer.styled(Style::EMPHASIS, |writer| self.children(writer, element)),
            "del" | "s" | "strike" => writer.styled(Style::STRIKE, |writer| self.children(writer, element)),
            "code" | "kbd" | "samp" | "tt" => writer.code(&element.text().collect::<String>()),
            // The label of a note without a list of notes.
            "sup" if attribute("id").starts_with("fn-") => self.block(writer, element, Kind::Paragraph),
            name @ ("sub" | "sup") if !has_class(element, &["footnote-ref"]) => {
                writer.raised(name == "sub", |writer| self.children(writer, element));
            }
            "br" => writer.line_break(),
            "img" => writer.image(&(self.image)(attribute("src")), attribute("alt")),
            "input" if attribute("type") == "checkbox" => writer.task(element.attr("checked").is_some()),
            "a" if element.attr("href").is_some() => self.link(writer, element, attribute("href")),
            _ => self.children(writer, element),
        }
    }

    fn link(&self, writer: &mut Writer, element: ElementRef<'_>, url: &str) {
        let is_reference = has_class(element, &["footnote-ref", "footnote"])
            || element.attr("role") == Some("doc-noteref")
            || parent(element).is_some_and(|parent| has_class(parent, &["footnote-ref"]));
        match url.strip_prefix('#') {
            Some(id) if is_reference => writer.reference(label(id)),
            Some(id) => {
                let id = percent_encoding::percent_decode_str(id).decode_utf8_lossy();
                let is_found = self.ids.as_ref().is_none_or(|ids| ids.contains(&*id));
                let url = if is_found { "#".to_owned() } else { format!("# without {id}") };
                writer.link(&url, |writer| self.children(writer, element));
            }
            None => writer.link(url, |writer| self.children(writer, element)),
        }
    }

    fn list(&self, writer: &mut Writer, list: ElementRef<'_>) {
        let mut number = (list.value().name() == "ol").then_some(1);
        number = number.map(|first| list.attr("start").and_then(|start| start.parse().ok()).unwrap_or(first));
        for item in list.child_elements() {
            if item.value().name() == "li" {
                writer.item(number, |writer| self.children(writer, item));
                number = number.map(|number| number + 1);
            } else {
                self.element(writer, item);
            }
        }
    }

    /// Reads the notes at the end of a page.
    fn notes(&self, writer: &mut Writer, element: ElementRef<'_>) {
        for note in element.select(&select("li[id]")) {
            writer.note(label(note.attr("id").unwrap_or_default()), |writer| self.children(writer, note));
        }
    }

    fn table(&self, writer: &mut Writer, table: ElementRef<'_>) {
        for part in table.child_elements() {
            match part.value().name() {
                "caption" => self.block(writer, part, Kind::Summary),
                "thead" | "tbody" | "tfoot" => self.table(writer, part),
                "tr" => self.row(writer, part),
                _ => {}
            }
        }
    }

    fn row(&self, writer: &mut Writer, row: ElementRef<'_>) {
        let is_cell = |element: &ElementRef<'_>| matches!(element.value().name(), "th" | "td");
        let cells: Vec<_> = row.child_elements().filter(is_cell).collect();
        let is_header = cells.iter().all(|cell| cell.value().name() == "th");
        let outline = |cell: &ElementRef<'_>| writer.cell(is_header, |writer| self.children(writer, *cell));
        let cells: Vec<String> = cells.iter().map(outline).collect();
        writer.row(is_header, &cells);
    }
}

fn parent(element: ElementRef<'_>) -> Option<ElementRef<'_>> {
    element.parent().and_then(ElementRef::wrap)
}

pub(super) fn has_class(element: ElementRef<'_>, names: &[&str]) -> bool {
    element.value().classes().any(|class| names.contains(&class))
}

/// Whether an element is none of the article's: a script, or what a tool adds to headings and notes.
fn is_boilerplate(element: ElementRef<'_>) -> bool {
    let is_formula = element.attr("type").is_some_and(|of| of.starts_with("math/tex"));
    match element.value().name() {
        "script" => !is_formula,
        "style" | "template" | "noscript" => true,
        "figcaption" => element.attr("aria-hidden").is_some(),
        "hr" => has_class(element, &["footnotes-sep"]),
        "a" => {
            has_class(element, &["footnote-backref", "reversefootnote", "footnote-back", "headerlink"])
                || element.attr("role") == Some("doc-backlink")
        }
        _ => false,
    }
}

fn is_notes(element: ElementRef<'_>) -> bool {
    has_class(element, &["footnotes"]) || element.attr("role") == Some("doc-endnotes")
}

/// Returns the label of the note that has this id.
fn label(id: &str) -> &str {
    id.strip_prefix("fn").unwrap_or(id)
}

/// Returns the TeX of a formula that is typeset or left to MathJax in a script, and whether it is displayed.
fn formula(element: ElementRef<'_>) -> Option<(String, bool)> {
    if let Some(of) = element.attr("type").filter(|of| of.starts_with("math/tex")) {
        return Some((element.text().collect(), of.contains("display")));
    }
    if !has_class(element, &["katex", "katex--inline", "katex--display", "katex-display"]) {
        return None;
    }
    let annotation = element.select(&select("annotation")).next()?;
    Some((annotation.text().collect(), has_class(element, &["katex--display", "katex-display"])))
}
