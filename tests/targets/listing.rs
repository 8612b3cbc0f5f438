//! The code of a block in a page, without what highlighters add to it.

use scraper::{ElementRef, Node};

use super::page::{has_class, select};

/// Returns the language and the text of a block of code. `None` if the element is none.
pub(crate) fn read(element: ElementRef<'_>) -> Option<(String, String)> {
    let is_figure = element.value().name() == "figure" && has_class(element, &["highlight"]);
    if !is_figure && element.value().name() != "pre" {
        return None;
    }
    // Hexo writes `<td class="gutter">` beside `<td class="code">`.
    let code = select("td.code pre");
    let mut text = String::new();
    push(&mut text, element.select(&code).next().unwrap_or(element));
    Some((language(element), text))
}

fn push(text: &mut String, element: ElementRef<'_>) {
    for child in element.children() {
        match child.value() {
            Node::Text(part) => text.push_str(part),
            Node::Element(child) if child.name() == "br" => text.push('\n'),
            _ => ElementRef::wrap(child).into_iter().for_each(|child| push(text, child)),
        }
    }
}

/// Returns the language that the block, the `code` in it, or a box around it names.
fn language(element: ElementRef<'_>) -> String {
    let code = select("code");
    let inner = element.select(&code).next();
    let boxes = element.ancestors().filter_map(ElementRef::wrap).take(2);
    let named = [Some(element), inner].into_iter().flatten().chain(boxes).find_map(named);
    named.unwrap_or_default()
}

fn named(element: ElementRef<'_>) -> Option<String> {
    if let Some(language) = element.attr("lang").or_else(|| element.attr("data-lang")) {
        return Some(language.to_owned());
    }
    let classes: Vec<&str> = element.attr("class").unwrap_or_default().split_whitespace().collect();
    let prefixed = classes.iter().find_map(|class| class.strip_prefix("language-"));
    let name = match classes.as_slice() {
        // Hexo and Pandoc.
        ["highlight" | "sourceCode", name, ..] => Some(*name),
        // Pandoc, for a language that it does not know.
        [name]
            if element.value().name() == "pre" && !matches!(*name, "highlight" | "chroma" | "sourceCode") =>
        {
            Some(*name)
        }
        _ => None,
    };
    prefixed.or(name).map(str::to_owned)
}
