//! An article as a batch input: downloads it and records that in the catalogue.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use super::downloads::Known;
use super::plan::{COMMENTS, Plan, RECEIVED_PAGE};
use super::shared::Shared;
use crate::archive::response_record;
use crate::assets::{ImageError, ImageRequest};
use crate::batch::{
    Companion, Contents, Done, Failure, Identity, InputSource, Loaded, OutputState, Page, Written, companion,
    slashed,
};
use crate::catalogue::{Catalogue, CatalogueError, DownloadRow};
use crate::extract::metadata::{Origin, Sourced};
use crate::extract::{Metadata, article_id_of_url};
use crate::fetch::client::{Head, Validators};
use crate::fetch::comments;
use crate::fetch::error::FetchError;
use crate::fetch::fetcher::{Article, Fetched};
use crate::fetch::target::ArticleUrl;
use crate::report::{Warning, WarningCode};
use crate::store::fold_case;
use crate::{Error, Report, Status};

/// An article that may have to be downloaded.
#[derive(Debug)]
pub(super) struct RemoteArticle {
    shared: Arc<Shared>,
    url: ArticleUrl,
    /// Whether the URL comes from a list instead of from the user.
    is_listed: bool,
    stem: String,
    /// Its download in an earlier run.
    known: Option<DownloadRow>,
    /// What identifies it in later runs.
    identity: String,
    output: Option<PathBuf>,
    /// The response of the server, once there is one.
    response: Mutex<Option<Response>>,
}

/// What a server said about an article.
#[derive(Debug)]
enum Response {
    /// It is unchanged.
    Unchanged,
    /// The head of the response with the page.
    Received(Box<Head>),
}

impl RemoteArticle {
    pub(super) fn new(shared: Arc<Shared>, url: ArticleUrl, is_listed: bool, known: Option<Known>) -> Self {
        let (known, input) = known.map(|known| (known.row, known.input)).unzip();
        let identity = input.flatten().unwrap_or_else(|| url.url().to_string());
        let kept = known.as_ref().filter(|row| shared.is_named_alike(row));
        let output = kept.map(|row| PathBuf::from(&row.output));
        let (stem, response) = (url.file_stem(), Mutex::new(None));
        Self { shared, url, is_listed, stem, known, identity, output, response }
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
        let Shared { fetcher, runtime, options, .. } = &*self.shared;
        runtime.block_on(async {
            if self.is_listed {
                fetcher.client().check_robots(self.url.url()).await?;
            }
            if options.own {
                let article = fetcher.own_article(&self.url).await?;
                return Ok(Fetched::Article(Box::new(article)));
            }
            fetcher.article(&self.url, validators).await
        })
    }

    /// Adds the companion files that the options require. Fails if the run is asked to stop meanwhile.
    fn page(&self, Article { mut page, head }: Article) -> Result<Page, Failure> {
        let options = &self.shared.options;
        let mut add = |extension, contents| page.companions.push(Companion { extension, contents });
        if options.keep_html && !options.own {
            add(RECEIVED_PAGE, Contents::Bytes(warc_record(&page.bytes, &head)));
        }
        if options.comments && self.url.id().is_some() {
            let Shared { fetcher, runtime, .. } = &*self.shared;
            match runtime.block_on(fetcher.comments(&self.url)) {
                Ok(all) => add(COMMENTS, Contents::Html(comments::page(&all))),
                Err(FetchError::Stopped) => return Err(Failure::Stopped),
                Err(error) => {
                    let warning = Warning::new(WarningCode::CompanionMissing, None, &error.to_string());
                    page.warnings.push(warning);
                }
            }
        }
        self.set_response(Response::Received(Box::new(head)));
        Ok(page)
    }

    /// Tries to download the images that are missing in the folder. If one succeeds, the article must be rewritten.
    fn recovers_images(&self, known: &DownloadRow) -> bool {
        let Some(images) = &self.shared.images else { return false };
        let Some(downloader) = images.downloader() else { return false };
        let store = images.store();
        let is_lost = |url: &&String| store.find_url(url).is_none();
        let lost = known.images.iter().filter(is_lost).chain(&known.missing_images);
        let requests: Vec<_> = lost.map(|url| ImageRequest { url: url.clone(), original: None }).collect();
        !requests.is_empty() && downloader.download(&requests, store).iter().any(Result::is_ok)
    }

    /// Returns `loaded`, unless the run was asked to stop, so that images may be missing that it should have recovered.
    fn unless_stopped(&self, loaded: Result<Loaded, Failure>) -> Result<Loaded, Failure> {
        if self.shared.fetcher.client().is_stopped() { Err(Failure::Stopped) } else { loaded }
    }

    /// Returns the result of an earlier run.
    fn unchanged(known: &DownloadRow) -> Done {
        let status = Status::of_name(&known.status).unwrap_or_default();
        // The catalogue knows more, unless an earlier version of csdown wrote the article.
        let metadata = Metadata {
            id: article_id_of_url(&known.url).map(|id| Sourced::new(id.to_owned(), Origin::SourceUrl)),
            source: Some(Sourced::new(known.url.clone(), Origin::Request)),
            ..Metadata::default()
        };
        Done {
            metadata,
            report: Report { status, ..Report::default() },
            input_sha256: known.sha256.clone(),
            output: OutputState::File(Written::Unchanged),
            verification: None,
            images: None,
        }
    }

    /// Records the download of a written article, or that it is unchanged.
    fn record(
        &self,
        catalogue: &Catalogue,
        response: Option<Response>,
        output: &str,
        done: &Done,
    ) -> Result<(), CatalogueError> {
        let row = match (response, self.known.clone()) {
            (Some(Response::Received(head)), _) => self.row(*head, output, done),
            (Some(Response::Unchanged), Some(known)) => {
                DownloadRow { checked: seconds(), is_fresh: true, ..known }
            }
            // If the run is killed, the next one need not look at it again.
            (None, Some(known)) if !known.is_fresh => DownloadRow { is_fresh: true, ..known },
            (_, _) => return Ok(()),
        };
        self.leave_earlier_output(catalogue, output)?;
        catalogue.put_download(&row)
    }

    /// Returns the row of a downloaded article.
    fn row(&self, head: Head, output: &str, done: &Done) -> DownloadRow {
        let summary = done.images.as_ref();
        let failed = summary.iter().flat_map(|summary| &summary.failed);
        let missing = failed.filter(|failed| !exceeds_limit(&failed.error)).map(|failed| &failed.url);
        DownloadRow {
            key: self.url.key().to_owned(),
            url: head.url.to_string(),
            output: output.to_owned(),
            naming: Some(self.shared.naming.clone()),
            status: done.report.status.as_str().to_owned(),
            sha256: done.input_sha256.clone(),
            settings: self.shared.digest.clone(),
            etag: head.validators.etag,
            last_modified: head.validators.last_modified,
            images: web_urls(summary.map_or(&[][..], |summary| &summary.saved)),
            missing_images: web_urls(missing),
            downloaded: seconds(),
            checked: None,
            is_fresh: true,
        }
    }

    /// Marks the files of an earlier run as replaced, if the article is at another path by now.
    fn leave_earlier_output(&self, catalogue: &Catalogue, output: &str) -> Result<(), CatalogueError> {
        let Some(known) = &self.known else { return Ok(()) };
        if fold_case(&known.output) == fold_case(output) {
            return Ok(());
        }
        let earlier = Path::new(&known.output);
        // The catalogue may not know that these belong to the article: earlier versions did not record it.
        for extension in [COMMENTS, RECEIVED_PAGE] {
            catalogue.mark_stale(&slashed(&companion(earlier, extension)))?;
        }
        catalogue.mark_stale(&known.output)
    }

    fn set_response(&self, response: Response) {
        *self.response.lock().unwrap_or_else(PoisonError::into_inner) = Some(response);
    }
}

fn validators(DownloadRow { etag, last_modified, .. }: &DownloadRow) -> Validators {
    Validators { etag: etag.clone(), last_modified: last_modified.clone() }
}

/// Returns the time in seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the catalogue has the times of downloads")]
fn seconds() -> Option<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
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
        Identity::Url(&self.identity)
    }

    fn stem(&self) -> &str {
        &self.stem
    }

    fn output(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    fn is_taken(&self, path: &Path) -> bool {
        is_comments_path(path) || self.shared.downloads.is_taken(&slashed(path), self.url.key())
    }

    fn load(&self, _: usize) -> Result<Loaded, Failure> {
        let unchanged = |known: &DownloadRow| Ok(Loaded::Unchanged(Box::new(Self::unchanged(known))));
        let download = || self.download(&Validators::default());
        let fetched = match (self.plan(), &self.known) {
            (Plan::Keep, Some(known)) if known.is_fresh => return unchanged(known),
            (Plan::Keep, Some(known)) if !self.recovers_images(known) => {
                return self.unless_stopped(unchanged(known));
            }
            (Plan::Check, Some(known)) => match self.download(&validators(known)) {
                Ok(Fetched::Unchanged) if self.recovers_images(known) => download(),
                fetched => fetched,
            },
            _ => download(),
        };
        match (fetched, &self.known) {
            (Ok(Fetched::Article(article)), _) => self.page(*article).map(Loaded::Page),
            (Ok(Fetched::Unchanged), Some(known)) => {
                self.set_response(Response::Unchanged);
                self.unless_stopped(unchanged(known))
            }
            (Ok(Fetched::Unchanged), None) => {
                let reason = "the server returned 304 to an unconditional request".to_owned();
                Err(Failure::Remote { code: "invalid-response", reason })
            }
            // The cause may be that robots.txt was not read any more.
            (Err(_), _) if self.shared.fetcher.client().is_stopped() => Err(Failure::Stopped),
            (Err(error), _) => {
                if matches!(error, FetchError::CircuitOpen { .. }) {
                    self.shared.is_unfinished.store(true, Ordering::Relaxed);
                }
                Err(Failure::Remote { code: error.code(), reason: error.to_string() })
            }
        }
    }

    fn on_finished(
        &self,
        output: Option<&str>,
        result: &Result<Done, Failure>,
        catalogue: Option<&Catalogue>,
    ) -> Result<(), CatalogueError> {
        let client = self.shared.fetcher.client();
        let response = self.response.lock().unwrap_or_else(PoisonError::into_inner).take();
        match result {
            Ok(done) => {
                // Without a download there is nothing to learn about the host.
                if matches!(response, Some(Response::Received(_))) {
                    client.record_success(self.url.url());
                }
                if let Some((catalogue, output)) = catalogue.zip(output) {
                    self.record(catalogue, response, output, done)?;
                }
            }
            Err(Failure::Convert(Error::Blocked { page })) if page.denies_access() => {
                client.report_block(self.url.url(), &page.to_string());
            }
            Err(_) => {}
        }
        Ok(())
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
