//! Finds the page that an article was converted from.

use std::path::Path;

use super::{Articles, ReadError};
use crate::archive::{EXTENSION, read_file};
use crate::batch::{Page, page_in};
use crate::catalogue::StoredArticle;
use crate::input::{self, Hints, InputForm};
use crate::options::Limits;
use crate::store::digest;

impl Articles {
    /// Returns the HTML of the page that an article was converted from, decoded and without front matter. `None` if its
    /// file is gone or has changed since, or is not HTML.
    ///
    /// The page is in a file or a WARC file that was converted, or in the one that `csdown fetch --keep-html` keeps.
    ///
    /// # Errors
    ///
    /// If there is no such article, or the catalogue cannot be read.
    pub fn original(&self, number: i64) -> Result<Option<String>, ReadError> {
        let stored = self.catalogue.stored_article(number)?.ok_or(ReadError::Unknown(number))?;
        let Some(sha256) = self.catalogue.input_digest(number)? else { return Ok(None) };
        // A catalogue may come from someone else. It can name any file, but not the digest of an unknown one.
        let page = self.page(&stored).filter(|page| digest(&page.bytes) == sha256);
        Ok(page.and_then(|page| html(&page)))
    }

    /// Whether an article has an [`original`](Self::original). Whether a WARC file still has it is not checked, because all
    /// of it would have to be read.
    ///
    /// # Errors
    ///
    /// If there is no such article, or the catalogue cannot be read.
    pub fn has_original(&self, number: i64) -> Result<bool, ReadError> {
        let stored = self.catalogue.stored_article(number)?.ok_or(ReadError::Unknown(number))?;
        match stored.input.split_once("#http").filter(|_| !stored.is_download) {
            Some((archive, _)) => Ok(self.catalogue.folder().join(archive).is_file()),
            None => Ok(self.original(number)?.is_some()),
        }
    }

    /// Loads the page of an article.
    fn page(&self, stored: &StoredArticle) -> Option<Page> {
        let folder = self.catalogue.folder();
        if stored.is_download {
            let kept = Path::new(&stored.output).with_extension(EXTENSION);
            return page_in(&self.catalogue.path_below(kept.to_str()?)?, None, Limits::BYTES);
        }
        if let Some((archive, url)) = stored.input.split_once("#http") {
            return page_in(&folder.join(archive), Some(&format!("http{url}")), Limits::BYTES);
        }
        let file = folder.join(&stored.input);
        // A pipe would block.
        let is_file = file.metadata().is_ok_and(|found| found.is_file());
        let bytes = is_file.then(|| read_file(&file, Limits::BYTES).ok())??;
        let file_name = file.file_name().map(|name| name.to_string_lossy().into_owned());
        Some(Page { bytes, file_name, ..Page::default() })
    }
}

/// Decodes a page; `None` if it is not HTML.
fn html(page: &Page) -> Option<String> {
    let file_name = page.file_name.as_deref().map(|name| name.strip_suffix(".gz").unwrap_or(name));
    let hints = Hints { file_name, content_type: page.content_type.as_deref(), ..Hints::default() };
    let source = input::read(&page.bytes, &hints);
    let is_html = matches!(source.form, InputForm::Page | InputForm::Fragment);
    (is_html && source.unusable.is_none()).then(|| source.body().to_owned())
}
