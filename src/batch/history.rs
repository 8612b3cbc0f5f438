//! What earlier runs did with the inputs of this run.

use std::path::{Component, Path, PathBuf};

use super::discover::Inputs;
use super::input::{Input, Source};
use super::input_key::InputKeys;
use crate::catalogue::{ArticleRow, Catalogue, CatalogueError, KnownArticle};
use crate::store::{resolve, slashed};

/// An input whose file is gone since an earlier run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RemovedInput {
    /// The path of the input relative to the output folder, with `/`.
    pub input: String,
    /// The path of its output below the output folder, if it has one.
    pub output: Option<String>,
    pub(super) article: i64,
}

/// The inputs that the catalogue knows.
#[derive(Debug)]
pub(super) struct History {
    keys: InputKeys,
    /// Whether no earlier run recorded an input.
    is_empty: bool,
    /// A bit for each article of the catalogue: whether this run had its input.
    seen: Vec<u64>,
    /// Whether a part of the inputs could not be listed.
    has_unreadable: bool,
}

impl History {
    pub(super) fn new(catalogue: &Catalogue) -> Result<Self, CatalogueError> {
        let keys = InputKeys::new(catalogue.folder().to_path_buf());
        let is_empty = catalogue.has_no_articles()?;
        Ok(Self { keys, is_empty, seen: Vec::new(), has_unreadable: false })
    }

    /// Returns the name of an input in the catalogue, and what the catalogue knows about it.
    pub(super) fn find(
        &mut self,
        catalogue: &Catalogue,
        input: &Input,
    ) -> Result<(String, Option<KnownArticle>), CatalogueError> {
        self.has_unreadable |= matches!(input.source, Source::Unreadable(_) | Source::Changed);
        let (keys, seen) = (&mut self.keys, &self.seen);
        if !self.is_empty {
            catalogue.begin_reading()?;
        }
        let mut result = Ok(None);
        let key = keys.key(input, |key| {
            if self.is_empty {
                return None;
            }
            result = catalogue.known_article(key);
            let known = result.as_ref().ok()?.as_ref()?;
            Some(has_bit(seen, known.article))
        });
        let known = result?;
        if let Some(known) = &known {
            self.mark(known.article);
        }
        Ok((key, known))
    }

    /// Records the result of an input. If `is_kept`, it failed and the output of an earlier run is still there.
    pub(super) fn put(
        &mut self,
        catalogue: &Catalogue,
        row: &ArticleRow,
        is_kept: bool,
        now: i64,
    ) -> Result<(), CatalogueError> {
        if is_kept {
            return catalogue.put_failure(row, now);
        }
        let article = catalogue.put_article(row, now)?;
        self.mark(article);
        Ok(())
    }

    fn mark(&mut self, article: i64) {
        let Some((word, bit)) = position(article) else { return };
        if self.seen.len() <= word {
            self.seen.resize(word + 1, 0);
        }
        if let Some(word) = self.seen.get_mut(word) {
            *word |= bit;
        }
    }

    /// Records the paths that this run was given.
    pub(super) fn put_sources(catalogue: &Catalogue, inputs: &Inputs) -> Result<(), CatalogueError> {
        for (path, kind) in inputs.sources() {
            let relative = pathdiff::diff_paths(path, catalogue.folder());
            let relative = relative.as_deref().unwrap_or(path);
            let name = if relative.as_os_str().is_empty() { ".".to_owned() } else { slashed(relative) };
            catalogue.put_source(&name, kind)?;
        }
        Ok(())
    }

    /// Lists the inputs of earlier runs that lie in the folders of `inputs`, which this run has searched, and are gone.
    pub(super) fn removed(
        &self,
        catalogue: &Catalogue,
        inputs: &Inputs,
    ) -> Result<Vec<RemovedInput>, CatalogueError> {
        let seen: u32 = self.seen.iter().map(|word| word.count_ones()).sum();
        if usize::try_from(seen) == Ok(catalogue.count_articles()?) {
            return Ok(Vec::new());
        }
        let root = catalogue.folder();
        let folders: Vec<PathBuf> =
            inputs.folders_with_inputs().filter_map(|folder| pathdiff::diff_paths(folder, root)).collect();
        let mut removed = Vec::new();
        catalogue.each_input(|article, input, output| {
            if !has_bit(&self.seen, article)
                && folders.iter().any(|folder| is_below(input, folder))
                && self.is_gone(root, input)
            {
                let (input, output) = (input.to_owned(), output.map(str::to_owned));
                removed.push(RemovedInput { input, output, article });
            }
        })?;
        Ok(removed)
    }

    /// Whether the file of an input is gone, or the archive has lost the article.
    fn is_gone(&self, root: &Path, input: &str) -> bool {
        let file = input.split_once('#').map_or(input, |(file, _)| file);
        // A file that cannot be looked up, for example for lack of permission, may still be there.
        let is_missing = |path: &str| matches!(resolve(&root.join(path)).try_exists(), Ok(false));
        // A file name may contain `#`.
        let is_part = file != input && !is_missing(file);
        if is_part { !self.has_unreadable } else { is_missing(input) }
    }
}

/// Whether the input called `input` lies in `folder`. Both are relative to the output folder.
fn is_below(input: &str, folder: &Path) -> bool {
    let is_live = ["http://", "https://"].iter().any(|scheme| input.starts_with(scheme));
    !is_live
        && Path::new(input)
            .strip_prefix(folder)
            .is_ok_and(|below| matches!(below.components().next(), Some(Component::Normal(_))))
}

fn position(article: i64) -> Option<(usize, u64)> {
    let article = usize::try_from(article).ok()?;
    Some((article / 64, 1 << (article % 64)))
}

fn has_bit(bits: &[u64], article: i64) -> bool {
    position(article).is_some_and(|(word, bit)| bits.get(word).is_some_and(|word| word & bit != 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_lie_in_folders() {
        let below = |input, folder| is_below(input, Path::new(folder));
        assert!(below("../in/a.html", "../in") && below("a.html", "") && below("../in/a.html", ".."));
        assert!(!below("../in2/a.html", "../in") && !below("../../a.html", "..") && !below("../a.html", ""));
        assert!(!below("https://blog.csdn.net/u/article/details/1", ""));
        assert!(below("../a.warc.gz#https://blog.csdn.net/u/article/details/1", ".."));
    }
}
