//! Looks inputs up in the catalogue.

use super::article_row::RowSource;
use super::config::Batch;
use super::history::History;
use super::input::Input;
use super::input_key::stamp_of_input;
use super::input_source::Identity;
use super::up_to_date::Candidate;
use crate::catalogue::{Catalogue, CatalogueError};

/// What the catalogue knows about an input.
#[derive(Default)]
pub(super) struct Lookup {
    /// What to record about it.
    pub(super) source: Option<RowSource>,
    /// The earlier result, if the files of the output are as they were.
    pub(super) candidate: Option<Candidate>,
    /// Whether the input is as it was.
    pub(super) is_same: bool,
}

/// The output folder as an archive of articles.
pub(super) struct Archive {
    pub(super) history: History,
    /// The number of the settings in the catalogue.
    pub(super) settings: Option<i64>,
}

impl Archive {
    pub(super) fn look_up(
        &mut self,
        input: &Input,
        batch: &Batch<'_>,
        catalogue: &Catalogue,
    ) -> Result<Lookup, CatalogueError> {
        if input.remote_source().is_some_and(|source| source.identity() == Identity::Unrecorded) {
            return Ok(Lookup::default());
        }
        let (key, known) = self.history.find(catalogue, input)?;
        // The pool does that for new inputs.
        let (stamp, settings) = (known.as_ref().and_then(|_| stamp_of_input(input)), self.settings);
        let earlier_output = known.as_ref().and_then(|known| known.output.clone());
        let is_same = stamp.is_some()
            && known.as_ref().is_some_and(|known| known.input_stamp == stamp)
            && !batch.checksum;
        let known = known.filter(|_| stamp.is_some());
        let candidate = batch.candidate(catalogue, settings, known)?;
        let needs_text = |candidate: &Candidate| batch.excerpts && candidate.findings().has_excerpts();
        let is_same = is_same && !candidate.as_ref().is_some_and(needs_text);
        let source = Some(RowSource { key, stamp, settings, earlier_output });
        Ok(Lookup { source, candidate, is_same })
    }
}
