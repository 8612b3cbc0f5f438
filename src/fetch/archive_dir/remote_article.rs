//! An article as a batch input: downloads it and records the result in the journal.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::journal::Entry;
use super::plan::{COMMENTS, Plan, RECEIVED_PAGE};
use super::shared::Shared;
use crate::archive::response_record;
use crate::assets::{ImageError, ImageRequest};
use crate::batch::{
    Companion, Contents, Done, Failure, Identity, InputSource, Loaded, OutputState, Page, Written, slashed,
};
use crate::extract::Metadata;
use crate::fetch::client::{Head, Validators};
use crate::fetch::comments;
use crate::fetch::error::FetchError;
use crate::fetch::fetcher::{Article, Fetched};
use crate::fetch::target::ArticleUrl;
use crate::report::{Warning, WarningCode};
use crate::store::fold_case;
use crate::{Error, Report};

/// An article that may have to be downloaded.
#[derive(Debug)]
pub(super) struct RemoteArticle {
    shared: Arc<Shared>,
    url: ArticleUrl,
    /// Whether the URL comes from a list instead of from the user.
    is_listed: bool,
    stem: String,
    /// Its journal entry from an earlier run.
    known: Option<Entry>,
    output: Option<PathBuf>,
    /// The response head, once the article has been downloaded.
    head: Mutex<Option<Head>>,
}

impl RemoteArticle {
    pub(super) fn new(shared: Arc<Shared>, url: ArticleUrl, is_listed: bool) -> Self {
        let known = shared.journal.get(url.key());
        let output = known.as_ref().map(|entry| PathBuf::from(&entry.output));
        Self { stem: url.file_stem(), head: Mutex::new(None), shared, url, is_listed, known, output }
    }

    /// Returns the name of the input.
    pub(super) fn name(&self) -> String {
        self.url.url().to_string()
    }

    pub(super) fn plan(&self) -> Plan {
        self.shared.plan(&self.url, self.known.as_ref())
    }

    /// Requests the article, conditionally if `validators` has any.
    fn download(&self, validators: &Validators) -> Result<Fetched, FetchError> {
        let Shared { fetcher, runtime, options, conversion, .. } = &*self.shared;
        runtime.block_on(async {
            if self.is_listed {
                fetcher.client().check_robots(self.url.url()).await?;
            }
            if options.own {
                let article = fetcher.own_article(&self.url, conversion).await?;
                return Ok(Fetched::Article(Box::new(article)));
            }
            fetcher.article(&self.url, validators).await
        })
    }

    /// Adds the companion files that the options require.
    fn page(&self, Article { mut page, head }: Article) -> Page {
        let options = &self.shared.options;
        let mut add = |extension, contents| page.companions.push(Companion { extension, contents });
        if options.keep_html && !options.own {
            add(RECEIVED_PAGE, Contents::Bytes(warc_record(&page.bytes, &head)));
        }
        if options.comments && self.url.id().is_some() {
            let Shared { fetcher, runtime, .. } = &*self.shared;
            match runtime.block_on(fetcher.comments(&self.url)) {
                Ok(all) => add(COMMENTS, Contents::Html(comments::page(&all))),
                Err(error) => {
                    let warning = Warning::new(WarningCode::CompanionMissing, None, &error.to_string());
                    page.warnings.push(warning);
                }
            }
        }
        *self.head.lock().unwrap_or_else(PoisonError::into_inner) = Some(head);
        page
    }

    /// Tries to download the images that are missing in the folder. If one succeeds, the article must be rewritten.
    fn recovers_images(&self, entry: &Entry) -> bool {
        let Some(images) = &self.shared.images else { return false };
        let Some(downloader) = images.downloader() else { return false };
        let store = images.store();
        let is_lost = |url: &&String| store.find_url(url).is_none();
        let lost = entry.images.iter().filter(is_lost).chain(&entry.missing_images);
        let requests: Vec<_> = lost.map(|url| ImageRequest { url: url.clone(), original: None }).collect();
        !requests.is_empty() && downloader.download(&requests, store).iter().any(Result::is_ok)
    }

    /// Returns the result of an earlier run.
    fn unchanged(entry: &Entry) -> Done {
        Done {
            metadata: Metadata::default(),
            report: Report { status: entry.status, ..Report::default() },
            input_sha256: entry.sha256.clone(),
            output: OutputState::File(Written::Unchanged),
            verification: None,
            images: None,
        }
    }

    /// Records a written article in the journal. `head` is `None` if nothing was downloaded.
    fn record(&self, head: Option<Head>, output: &str, done: &Done) {
        let summary = done.images.as_ref();
        let entry = match (head, &self.known) {
            (Some(head), _) => Entry {
                key: self.url.key().to_owned(),
                url: head.url.to_string(),
                output: output.to_owned(),
                status: done.report.status,
                sha256: done.input_sha256.clone(),
                options: self.shared.digest.clone(),
                validators: head.validators,
                images: web_urls(summary.map_or(&[][..], |summary| &summary.saved)),
                missing_images: web_urls(
                    summary
                        .iter()
                        .flat_map(|summary| &summary.failed)
                        .filter(|failed| !exceeds_limit(&failed.error))
                        .map(|failed| &failed.url),
                ),
                is_fresh: true,
            },
            // It has been checked in this run. If the run is killed, the next one need not check it again.
            (None, Some(known)) if !known.is_fresh => known.clone(),
            (None, _) => return,
        };
        if let Err(error) = self.shared.journal.record(entry) {
            let mut result = self.shared.journal_result.lock().unwrap_or_else(PoisonError::into_inner);
            if result.is_ok() {
                *result = Err(error);
            }
        }
    }
}

/// Whether an image exceeds a limit. The limits are part of the digest: other limits download the article again.
const fn exceeds_limit(failure: &ImageError) -> bool {
    matches!(failure, ImageError::TooMany { .. } | ImageError::TooLarge { .. })
}

/// Returns those of `urls` that are HTTP or HTTPS.
fn web_urls<'a>(urls: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    let is_web = |url: &&String| url.starts_with("http://") || url.starts_with("https://");
    urls.into_iter().filter(is_web).cloned().collect()
}

/// Whether `path` is reserved for comments. A title may end in the same way.
fn is_comments_path(path: &Path) -> bool {
    fold_case(&slashed(path)).ends_with(&format!(".{COMMENTS}"))
}

/// Returns `page` as a WARC record.
#[expect(clippy::disallowed_methods, reason = "a record is dated when it is received")]
fn warc_record(page: &[u8], Head { url, status, headers, .. }: &Head) -> Vec<u8> {
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_slice()));
    response_record(url.as_str(), *status, headers, page, SystemTime::now())
}

impl InputSource for RemoteArticle {
    fn identity(&self) -> Identity<'_> {
        Identity::Url(self.url.url().as_str())
    }

    fn stem(&self) -> &str {
        &self.stem
    }

    fn output(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    fn is_taken(&self, path: &Path) -> bool {
        is_comments_path(path) || self.shared.journal.is_taken(&slashed(path), self.url.key())
    }

    fn load(&self, _: usize) -> Result<Loaded, Failure> {
        let unchanged = |entry: &Entry| Ok(Loaded::Unchanged(Box::new(Self::unchanged(entry))));
        let download = || self.download(&Validators::default());
        let fetched = match (self.plan(), &self.known) {
            (Plan::Keep, Some(entry)) if entry.is_fresh || !self.recovers_images(entry) => {
                return unchanged(entry);
            }
            (Plan::Check, Some(entry)) => match self.download(&entry.validators) {
                Ok(Fetched::Unchanged) if self.recovers_images(entry) => download(),
                fetched => fetched,
            },
            _ => download(),
        };
        match (fetched, &self.known) {
            (Ok(Fetched::Article(article)), _) => Ok(Loaded::Page(self.page(*article))),
            (Ok(Fetched::Unchanged), Some(entry)) => unchanged(entry),
            (Ok(Fetched::Unchanged), None) => {
                let reason = "the server returned 304 to an unconditional request".to_owned();
                Err(Failure::Remote { code: "invalid-response", reason })
            }
            (Err(error), _) => {
                if matches!(error, FetchError::CircuitOpen { .. }) {
                    self.shared.is_unfinished.store(true, Ordering::Relaxed);
                }
                Err(Failure::Remote { code: error.code(), reason: error.to_string() })
            }
        }
    }

    fn on_finished(&self, output: Option<&str>, result: &Result<Done, Failure>) {
        let client = self.shared.fetcher.client();
        let head = self.head.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (result, output) {
            (Ok(done), Some(output)) => {
                // Without a download there is nothing to learn about the host.
                if head.is_some() {
                    client.record_success(self.url.url());
                }
                self.record(head, output, done);
            }
            (Err(Failure::Convert(Error::Blocked { page })), _) if page.denies_access() => {
                client.report_block(self.url.url(), &page.to_string());
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_paths_are_reserved() {
        let is_reserved = |path| is_comments_path(Path::new(path));
        assert!(is_reserved("a/题.comments.md") && is_reserved("x.Comments.MD"));
        assert!(!is_reserved("comments.md") && !is_reserved("a.comments-2.md"));
    }
}
