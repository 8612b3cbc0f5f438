//! Markdown that csdown wrote: read back into the document and the metadata it was made from, so that it can be written
//! for another tool.

use std::collections::HashMap;

use super::converter::Converter;
use super::draft::{Body, Draft};
use crate::extract::metadata::{self, Metadata, Origin, Sourced};
use crate::front_matter;
use crate::input::{Hints, Source};
use crate::inspect::{Findings, Inspection};
use crate::markdown;
use crate::model::{Block, Document, Heading, HeadingLevel, plain_text};
use crate::normalize;
use crate::report::Report;
use crate::verify::{self, Verification};

/// An article that was read back.
struct Written {
    document: Document,
    metadata: Metadata,
    report: Report,
}

impl Converter {
    pub(super) fn draft_written(&self, source: &Source<'_>, hints: &Hints<'_>) -> Draft<'_> {
        let Written { document, metadata, report } = self.read_written(source, hints);
        let body = Body::Article { document, originals: HashMap::new(), is_written: true };
        Draft::new(self.options(), metadata, report, body)
    }

    pub(super) fn inspect_written(&self, source: &Source<'_>, hints: &Hints<'_>) -> Inspection {
        let Written { document, metadata, report } = self.read_written(source, hints);
        Inspection::of(source, metadata, &document, report, Findings::default())
    }

    /// Compares `markdown` with the Markdown in `source`. Neither title counts: tools differ in whether the body opens
    /// with it.
    pub(super) fn verify_written(
        &self,
        source: &Source<'_>,
        hints: &Hints<'_>,
        markdown: &str,
    ) -> Verification {
        let found = front_matter::read(&source.text);
        let dialect = hints.dialect.or(found.dialect).unwrap_or_default();
        let title = found.metadata.title.as_ref().map(|title| title.value.as_str());
        verify::verify_written((&source.text, dialect), markdown, title, self.options())
    }

    fn read_written(&self, source: &Source<'_>, hints: &Hints<'_>) -> Written {
        let found = front_matter::read(&source.text);
        let body = source.text.get(found.end..).unwrap_or_default();
        let dialect = hints.dialect.or(found.dialect).unwrap_or_default();
        let mut document = markdown::read(body, dialect);
        let mut metadata = found.metadata;
        if found.end == 0 {
            metadata.title = opening_title(&document).map(|title| Sourced::new(title, Origin::Heading));
        }
        let title = metadata.title.as_ref().map(|title| title.value.clone());
        let mut report = Report { status: found.status, ..Report::default() };
        report.add_input_warnings(source.warnings.clone());
        normalize::normalize_article(&mut document, title.as_deref(), true, self.options(), &mut report);
        Written { document, metadata: metadata::of_written(metadata, hints), report }
    }
}

/// Returns the text of the heading with which a document without front matter opens, if its level has no other.
fn opening_title(document: &Document) -> Option<String> {
    let is_main =
        |block: &Block| matches!(block, Block::Heading(heading) if heading.level == HeadingLevel::ONE);
    let (opening, rest) = document.blocks.split_first()?;
    match opening {
        Block::Heading(Heading { content, .. }) if is_main(opening) && !rest.iter().any(is_main) => {
            Some(plain_text(content))
        }
        _ => None,
    }
}
