//! Finds Markdown that was made from a page or an archive beside it.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::json_articles;
use super::written_files::WrittenFiles;
use crate::store::folder_of;

/// The extensions of pages that browsers save with a folder of files.
pub(super) const PAGE_EXTENSIONS: [&str; 3] = ["html", "htm", "xhtml"];

/// The names of pages and archives in the folder that is being listed. Asking for each file would take longer.
#[derive(Debug, Default)]
pub(super) struct MarkdownSources {
    folder: PathBuf,
    /// Without extension, in lower case.
    stems: HashSet<String>,
}

impl MarkdownSources {
    /// Whether the Markdown at `path` has its source beside it: an archive, or a page or a response of the editor's API if
    /// csdown wrote the Markdown.
    pub(super) fn has_source(&mut self, path: &Path, written: &WrittenFiles) -> bool {
        let is_file = |extension: &&str| path.with_extension(extension).is_file();
        let has_response = |json: &Path| json.is_file() && json_articles::has_article(json);
        let has_page = || {
            PAGE_EXTENSIONS.iter().any(is_file)
                || has_response(&path.with_extension(json_articles::EXTENSION))
        };
        self.may_have_source(path)
            && (is_file(&crate::archive::EXTENSION) || has_page() && written.file(path).is_known())
    }

    fn may_have_source(&mut self, path: &Path) -> bool {
        let folder = folder_of(path);
        if self.folder != folder {
            self.list(folder);
        }
        !self.stems.is_empty()
            && path
                .file_stem()
                .is_some_and(|stem| self.stems.contains(&stem.to_string_lossy().to_lowercase()))
    }

    fn list(&mut self, folder: &Path) {
        self.folder = folder.to_path_buf();
        self.stems.clear();
        // The run reports a folder that cannot be listed.
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().to_lowercase();
            let source = PAGE_EXTENSIONS
                .iter()
                .chain([&json_articles::EXTENSION, &crate::archive::EXTENSION])
                .find_map(|extension| name.strip_suffix(extension)?.strip_suffix('.'));
            self.stems.extend(source.map(str::to_owned));
        }
    }
}
