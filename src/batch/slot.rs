//! Output locations.

use std::path::PathBuf;

use super::article_files::ArticleFiles;

/// Where the output of an input goes, before the article is known.
pub(super) enum Slot {
    /// Its folder is known.
    In(PathBuf),
    /// Its name, which may have folders, is below this folder.
    Below {
        folder: PathBuf,
        /// The name of the input.
        stem: String,
        files: ArticleFiles,
    },
}
