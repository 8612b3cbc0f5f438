//! Articles as a tool shows them, compared with their references.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

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

impl Difference {
    /// Compares two outlines. The result is their first lines that differ, from shortly before the first character that
    /// does, or a URL that is no link.
    pub(crate) fn between(name: &str, expected: &Outline, found: &Outline) -> Option<Self> {
        let line = |outline: &Outline, index: usize| outline.lines.get(index).cloned().unwrap_or_default();
        let lines = expected.lines.len().max(found.lines.len());
        let name = name.to_owned();
        let Some(index) = (0..lines).find(|&index| line(expected, index) != line(found, index)) else {
            let url = expected.urls.difference(&found.urls).next()?;
            return Some(Self { name, expected: format!("link {url}"), found: String::new() });
        };
        let (expected, found) = (line(expected, index), line(found, index));
        let same = expected.chars().zip(found.chars()).take_while(|(a, b)| a == b).count();
        let shown = |text: &str| text.chars().skip(same.saturating_sub(30)).take(90).collect::<String>();
        Some(Self { name, expected: shown(&expected), found: shown(&found) })
    }
}

impl Difference {
    /// Returns the name of the page, without its number in the folders.
    pub(crate) fn page(&self) -> &str {
        self.name.split(' ').next().unwrap_or_default()
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:\n  - {:?}\n  + {:?}", self.name, self.expected, self.found)
    }
}

/// A temporary folder, or one below `CSDOWN_TARGETS_KEEP`, in which the files of a test are kept.
pub(crate) struct Workplace {
    root: PathBuf,
    _scratch: tempfile::TempDir,
}

impl Workplace {
    pub(crate) fn new(name: &str) -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let kept = std::env::var_os("CSDOWN_TARGETS_KEEP").map(|folder| Path::new(&folder).join(name));
        let root = kept.unwrap_or_else(|| scratch.path().to_path_buf());
        if root.exists() {
            fs::remove_dir_all(&root).unwrap();
        }
        Self { root, _scratch: scratch }
    }

    /// Creates a folder.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        let folder = self.root.join(name);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// Compares the outlines of a page, and keeps them: `diff -r expected found` shows all differences.
    pub(crate) fn compare(
        &self,
        page: &str,
        name: &str,
        expected: &Outline,
        found: &Outline,
    ) -> Option<Difference> {
        for (folder, outline) in [("expected", expected), ("found", found)] {
            let text = outline.lines.join("\n") + "\n";
            fs::write(self.folder(folder).join(format!("{page}.txt")), text).unwrap();
        }
        Difference::between(name, expected, found)
    }
}

/// Renders the articles with the tool. Returns the pages that differ.
pub(crate) fn differences(tool: &Tool, articles: &[Article]) -> Result<Vec<Difference>, String> {
    let program = (tool.find)().ok_or("the tool is not installed")?;
    let workplace = Workplace::new(tool.name);
    let [input, output, work] = ["input", "output", "work"].map(|name| workplace.folder(name));
    for (number, article) in articles.iter().enumerate() {
        fs::write(input.join(format!("{number}.md")), &article.markdown).unwrap();
    }
    let folders = Folders { input, output, work };
    tool.render(&program, &folders)?;
    let difference = |(number, article): (usize, &Article)| {
        let page = fs::read_to_string(folders.output.join(format!("{number}.html"))).unwrap();
        let name = format!("{} ({number})", article.name);
        workplace.compare(&number.to_string(), &name, &article.reference, &tool.reading.outline(&page))
    };
    let keeps_formulas = tool.keeps_formulas(&program);
    let compared =
        articles.iter().enumerate().filter(|(_, article)| keeps_formulas || !article.reference.has_formulas);
    Ok(compared.filter_map(difference).collect())
}

/// Fails if there are differences, and shows them.
pub(crate) fn report(different: &[Difference], count: usize, of: &str) -> Result<(), String> {
    if different.is_empty() {
        return Ok(());
    }
    let shown: Vec<String> = different.iter().map(ToString::to_string).collect();
    Err(format!("{} of {count} {of} differ:\n{}", different.len(), shown.join("\n")))
}
