//! Rendering documents that did not come from a conversion.

use crate::error::Result;
use crate::model::visit::{Visit, walk_block, walk_inline};
use crate::model::{Block, Document, Inline};
use crate::options::{Limits, Options};
use crate::report::Report;
use crate::{normalize, render};

/// How deep the blocks and inlines of a document may nest, so that no pass exhausts a thread's stack.
const MAX_NESTING: usize = 2 * Limits::MAX_DEPTH;

/// Renders a document as Markdown, without front matter.
///
/// The document may have any shape: a copy is normalized first, so that the Markdown is valid and a parser reads the
/// same document back. A document from a [`Conversion`](crate::Conversion) is normalized already and renders unchanged.
///
/// ```
/// use csdown::model::{Block, Inline};
/// use csdown::{Document, Options, to_markdown};
/// let text = |text: &str| Inline::Text(text.to_owned());
/// let content = vec![text("前"), Inline::Strong(vec![text("重点：")]), text("后")];
/// let document = Document { blocks: vec![Block::Paragraph(content)] };
/// assert_eq!(to_markdown(&document, &Options::default())?, "前**重点**：后\n");
/// # Ok::<(), csdown::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::LimitExceeded`](crate::Error::LimitExceeded) when the Markdown is longer than
/// [`Limits::output`], or when the document nests deeper than 1,000 levels.
pub fn to_markdown(document: &Document, options: &Options) -> Result<String> {
    check_nesting(document)?;
    render_with(document.clone(), options, |_| {})
}

/// Renders a document, which `edit` changes after it is normalized and must leave normalized.
///
/// # Errors
///
/// The same as those of [`to_markdown`].
#[cfg(feature = "export")]
pub(crate) fn to_markdown_with(
    document: Document,
    options: &Options,
    edit: impl FnOnce(&mut Document),
) -> Result<String> {
    check_nesting(&document)?;
    render_with(document, options, edit)
}

fn check_nesting(document: &Document) -> Result<()> {
    let mut nesting = Nesting::default();
    document.visit(&mut nesting);
    Limits::check("depth", nesting.max, MAX_NESTING)
}

fn render_with(
    mut document: Document,
    options: &Options,
    edit: impl FnOnce(&mut Document),
) -> Result<String> {
    normalize::normalize(&mut document, options, &mut Report::default());
    edit(&mut document);
    Limits::check("output", render::least_length(&document), options.limits.output)?;
    let markdown = render::render(&document, options);
    Limits::check("output", markdown.len(), options.limits.output)?;
    Ok(markdown)
}

/// Measures how deep a document nests, up to one level beyond [`MAX_NESTING`].
#[derive(Default)]
struct Nesting {
    depth: usize,
    max: usize,
}

impl Nesting {
    fn enter(&mut self, walk: impl FnOnce(&mut Self)) {
        self.depth += 1;
        self.max = self.max.max(self.depth);
        if self.depth <= MAX_NESTING {
            walk(self);
        }
        self.depth -= 1;
    }
}

impl Visit for Nesting {
    fn visit_block(&mut self, block: &Block) {
        self.enter(|nesting| walk_block(nesting, block));
    }

    fn visit_inline(&mut self, inline: &Inline) {
        self.enter(|nesting| walk_inline(nesting, inline));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Details, Footnote, List, ListItem, ListKind};
    use crate::{Converter, Error, markdown};

    /// A paragraph in this many containers.
    fn nested(depth: usize, container: fn(Vec<Block>) -> Block) -> Document {
        let paragraph = Block::Paragraph(vec![Inline::Text("文".to_owned())]);
        Document { blocks: vec![(0..depth).fold(paragraph, |block, _| container(vec![block]))] }
    }

    #[test]
    fn documents_that_nest_too_deep_are_rejected() {
        let options = Options::default();
        let error = Error::LimitExceeded { what: "depth", max: MAX_NESTING };
        let containers: [fn(Vec<Block>) -> Block; 4] = [
            Block::Quote,
            |blocks| {
                Block::List(List { kind: ListKind::Bullet, items: vec![ListItem { task: None, blocks }] })
            },
            |blocks| Block::Details(Details { summary: Vec::new(), blocks }),
            |blocks| Block::Footnote(Footnote { label: "1".to_owned(), blocks }),
        ];
        for container in containers {
            assert_eq!(to_markdown(&nested(MAX_NESTING, container), &options), Err(error.clone()));
            // The paragraph and its text are two levels.
            assert!(to_markdown(&nested(MAX_NESTING - 2, container), &options).is_ok());
        }
    }

    #[test]
    fn documents_that_render_too_long_are_rejected() {
        let mut options = Options::default();
        options.limits.output = 4;
        assert_eq!(to_markdown(&markdown::parse("一\n"), &options).as_deref(), Ok("一\n"));
        let error = Error::LimitExceeded { what: "output", max: 4 };
        assert_eq!(to_markdown(&markdown::parse("一二\n"), &options), Err(error));
    }

    #[test]
    fn the_document_of_a_conversion_renders_to_its_markdown() {
        let html = "<p>前<b>重点：</b>后</p><table><tr><td>一<td>二</table><ul><li>三<pre>四</pre></ul>";
        let conversion = Converter::default().convert(html).unwrap();
        let document = conversion.document.unwrap();
        assert_eq!(to_markdown(&document, &Options::default()).unwrap(), conversion.markdown);
    }
}
