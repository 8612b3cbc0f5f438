//! What a run over the inputs of earlier runs would do.

use std::path::PathBuf;

use super::discover::{Inputs, discover, discover_in_place};
use super::history::{History, RemovedInput};
use super::input::{Input, Source};
use super::input_key::stamp_of_input;
use super::outcome::Outcome;
use super::up_to_date::untouched_files;
use crate::catalogue::{Catalogue, CatalogueError, KnownArticle, source_kind};
use crate::store::resolve;

/// What a run over all files and folders that earlier runs were given would do, with the options of the latest one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NextRun {
    /// The number of inputs that no run has had.
    pub new: usize,
    /// The number of inputs whose file has another size or time.
    pub changed: usize,
    /// The number of inputs to convert again: they failed, were converted with other options or by another version of
    /// csdown, or a file of their output is missing or was edited.
    pub again: usize,
    /// The number of inputs to skip.
    pub unchanged: usize,
    /// The paths that cannot be read.
    pub unreadable: Vec<String>,
    /// The inputs that are gone from the folders.
    pub removed: Vec<RemovedInput>,
}

impl NextRun {
    /// Finds out what a run to the folder of the catalogue would do. Reads no inputs, except archives.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn of(catalogue: &Catalogue) -> Result<Self, CatalogueError> {
        let latest = catalogue.latest_settings()?;
        let settings = latest.filter(|(_, version)| version == env!("CARGO_PKG_VERSION")).map(|(id, _)| id);
        let mut inputs = inputs(catalogue)?;
        let mut history = History::new(catalogue)?;
        let mut next = Self::default();
        for input in inputs.by_ref() {
            let (_, known) = history.find(catalogue, &input)?;
            next.add(catalogue, settings, &input, known.as_ref())?;
        }
        next.removed = history.removed(catalogue, &inputs)?;
        Ok(next)
    }

    fn add(
        &mut self,
        catalogue: &Catalogue,
        settings: Option<i64>,
        input: &Input,
        known: Option<&KnownArticle>,
    ) -> Result<(), CatalogueError> {
        let stamp = stamp_of_input(input);
        if stamp.is_none() || matches!(input.source, Source::Unreadable(_) | Source::Changed) {
            self.unreadable.push(input.name.clone());
            return Ok(());
        }
        let count = match known {
            None => &mut self.new,
            Some(known) if known.outcome == Outcome::Failed.as_str() || known.input_stamp.is_none() => {
                &mut self.again
            }
            Some(known) if known.input_stamp != stamp => &mut self.changed,
            Some(known) if known.settings != settings || !has_output(catalogue, known)? => &mut self.again,
            Some(_) => &mut self.unchanged,
        };
        *count += 1;
        Ok(())
    }
}

/// Whether the files of an article are as they were written.
fn has_output(catalogue: &Catalogue, known: &KnownArticle) -> Result<bool, CatalogueError> {
    let Some(output) = &known.output else { return Ok(false) };
    Ok(untouched_files(catalogue, output, true)?.is_some())
}

/// Returns the inputs in the files and folders that earlier runs were given, without those that lie in another one.
fn inputs(catalogue: &Catalogue) -> Result<Inputs, CatalogueError> {
    let folder = catalogue.folder();
    let sources = catalogue.sources()?.into_iter().map(|(path, kind)| (resolve(&folder.join(path)), kind));
    let (backups, sources): (Vec<_>, Vec<_>) = sources.partition(|(_, kind)| kind == source_kind::BACKUP);
    let is_outermost =
        |path: &&PathBuf| !sources.iter().any(|(other, _)| path.starts_with(other) && other != *path);
    let paths: Vec<PathBuf> = sources.iter().map(|(path, _)| path).filter(is_outermost).cloned().collect();
    Ok(match backups.first() {
        Some((backup, _)) => discover_in_place(&paths, folder, backup),
        None => discover(&paths, Some(folder)),
    })
}
