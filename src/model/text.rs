use super::Inline;

/// Returns the text of `inlines` without markup: breaks become spaces, formulas TeX, images nothing.
///
/// ```
/// use csdown::model::{Inline, plain_text};
/// let bold = vec![Inline::Text("a ".into()), Inline::Strong(vec![Inline::Code("b".into())])];
/// assert_eq!(plain_text(&bold), "a b");
/// ```
pub fn plain_text(inlines: &[Inline]) -> String {
    // That of most lines is in texts without a style.
    let length = |inline: &Inline| if let Inline::Text(text) = inline { text.len() } else { 0 };
    let mut text = String::with_capacity(inlines.iter().map(length).sum());
    push(inlines, &mut text);
    text
}

fn push(inlines: &[Inline], text: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(s) | Inline::Code(s) => text.push_str(s),
            Inline::Strong(c) | Inline::Emphasis(c) | Inline::Strike(c) | Inline::Element(_, c) => {
                push(c, text);
            }
            Inline::Link(link) => push(&link.content, text),
            Inline::Math(math) => text.push_str(&math.tex),
            Inline::Break => text.push(' '),
            Inline::Image(_) | Inline::FootnoteReference(_) => {}
        }
    }
}
