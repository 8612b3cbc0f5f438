//! Articles as a tool shows them, compared with their references.

use std::fmt;
use std::fs;
use std::path::Path;

use super::outline::Outline;
use super::tool::{Folders, Tool};

/// An article in the Markdown of a tool, and the outline that its page must have.
pub(crate) struct Article {
    pub(crate) name: String,
    pub(crate) markdown: String,
    pub(crate) reference: Outline,
}

/// The first difference of a page.
#[derive(Debug)]
pub(crate) struct Difference {
    pub(crate) name: String,
    pub(crate) expected: String,
    pub(crate) found: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:\n  - {:?}\n  + {:?}", self.name, self.expected, self.found)
    }
}

/// Renders the articles with the tool. Returns the pages that differ. `CSDOWN_TARGETS_KEEP` names a folder in which the
/// Markdown and the pages are kept.
pub(crate) fn differences(tool: &Tool, articles: &[Article]) -> Result<Vec<Difference>, String> {
    let program = (tool.find)().ok_or("the tool is not installed")?;
    let scratch = tempfile::tempdir().unwrap();
    let kept = std::env::var_os("CSDOWN_TARGETS_KEEP").map(|folder| Path::new(&folder).join(tool.name));
    let root = kept.as_deref().unwrap_or(scratch.path());
    let folders = Folders { input: root.join("input"), output: root.join("output"), work: root.join("work") };
    for folder in [&folders.input, &folders.output, &folders.work] {
        drop(fs::remove_dir_all(folder));
        fs::create_dir_all(folder).unwrap();
    }
    for (number, article) in articles.iter().enumerate() {
        fs::write(folders.input.join(format!("{number}.md")), &article.markdown).unwrap();
    }
    (tool.render)(&program, &folders)?;
    let page = |number| fs::read_to_string(folders.output.join(format!("{number}.html"))).unwrap();
    Ok(articles
        .iter()
        .enumerate()
        .filter_map(|(number, article)| {
            let found = tool.reading.outline(&page(number));
            first(&article.reference, &found).map(|(expected, found)| Difference {
                name: format!("{} ({number})", article.name),
                expected,
                found,
            })
        })
        .collect())
}

/// Returns the first lines that differ, from shortly before the first character that does, or a URL that is no link.
fn first(expected: &Outline, found: &Outline) -> Option<(String, String)> {
    let line = |outline: &Outline, index: usize| outline.lines.get(index).cloned().unwrap_or_default();
    let lines = expected.lines.len().max(found.lines.len());
    let Some(index) = (0..lines).find(|&index| line(expected, index) != line(found, index)) else {
        return expected
            .urls
            .difference(&found.urls)
            .next()
            .map(|url| (format!("link {url}"), String::new()));
    };
    let (expected, found) = (line(expected, index), line(found, index));
    let same = expected.chars().zip(found.chars()).take_while(|(a, b)| a == b).count();
    let shown = |text: &str| text.chars().skip(same.saturating_sub(30)).take(90).collect::<String>();
    Some((shown(&expected), shown(&found)))
}
