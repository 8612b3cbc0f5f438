//! Real posts, which `CSDOWN_TARGETS_POSTS` names a folder of: each is shown by each tool as csdown's document has it.

use std::fs;
use std::path::PathBuf;

use csdown::options::{Details, FrontMatter, Profile, Target};
use csdown::{Converter, Hints, Options};

use super::compare::{Article, differences};
use super::document;
use super::tool::Tool;

/// The largest number of posts in a thousand that may differ.
const DIFFERENT: usize = 2;

pub(crate) fn folder() -> Option<PathBuf> {
    std::env::var_os("CSDOWN_TARGETS_POSTS").map(PathBuf::from)
}

/// Returns the converter whose documents are the references.
pub(crate) fn reference(options: &Options) -> csdown::Result<Converter> {
    let mut options = options.clone();
    options.front_matter.format = FrontMatter::None;
    options.details = Details::Html;
    // The document of this profile does not begin with the title, which the templates of the tools show.
    options.profile = Profile::Hugo;
    options.target = Target::Gfm;
    Converter::new(options)
}

/// Converts an article for a tool. `None` if it is passed through unchanged, or no article.
pub(crate) fn article(
    tool: &Tool,
    options: &Options,
    name: &str,
    page: &[u8],
    hints: &Hints<'_>,
) -> Option<Article> {
    // What the tool's target decides is no choice of the fixture.
    let defaults = Options::default();
    let mut options = options.clone();
    (options.math, options.tables) = (defaults.math, defaults.tables);
    (options.details, options.inline_html) = (defaults.details, defaults.inline_html);
    let document = reference(&options).ok()?.convert_bytes(page, hints).ok()?.document?;
    let markdown = tool.converter(&options).convert_bytes(page, hints).unwrap().markdown;
    let reference = document::outline(&document, tool.reading.form);
    Some(Article { name: name.to_owned(), markdown, reference })
}

pub(crate) fn run(tool: &Tool) -> Result<(), String> {
    let paths = paths()?;
    let read = |path: &PathBuf| {
        let page = fs::read(path).unwrap();
        article(tool, &Options::default(), &path.display().to_string(), &page, &Hints::default())
    };
    let articles: Vec<Article> = paths.iter().filter_map(read).collect();
    let different = differences(tool, &articles)?;
    different.iter().for_each(|difference| println!("{difference}"));
    let same = articles.len() - different.len();
    println!("{}: {same} same, {} differ", tool.name, different.len());
    if different.len() * 1000 > articles.len() * DIFFERENT {
        return Err(format!("{} of {} posts differ", different.len(), articles.len()));
    }
    Ok(())
}

/// Returns the paths of the posts.
pub(crate) fn paths() -> Result<Vec<PathBuf>, String> {
    let folder = folder().ok_or("CSDOWN_TARGETS_POSTS is not set")?;
    let entries = fs::read_dir(folder).map_err(|error| error.to_string())?;
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    paths.sort();
    Ok(paths)
}
