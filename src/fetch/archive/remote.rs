//! One article of an archive: how it is got, and what is remembered of it.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::journal::Entry;
use super::{Plan, Shared};
use crate::archive::response_record;
use crate::assets::{ImageError, ImageLocalizer, ImageRequest};
use crate::batch::{
    Companion, Contents, Done, Failure, InputSource, Loaded, OutputState, Page, Written, slashed,
};
use crate::extract::Metadata;
use crate::fetch::address::Address;
use crate::fetch::client::{Head, Validators};
use crate::fetch::comments;
use crate::fetch::error::FetchError;
use crate::fetch::fetcher::{Article, Fetched};
use crate::report::{Warning, WarningCode};
use crate::store::fold_case;
use crate::{Error, Report};

/// The extension of comments beside an article.
pub(super) const COMMENTS: &str = "comments.md";

/// The extension of a page as received beside an article.
pub(super) const KEPT: &str = crate::archive::EXTENSION;

/// An article to be fetched.
#[derive(Debug)]
pub(super) struct Remote {
    shared: Arc<Shared>,
    address: Address,
    /// Whether the user named a list it is on, and not the article itself.
    is_listed: bool,
    stem: String,
    /// What the folder has of it.
    known: Option<Entry>,
    output: Option<PathBuf>,
    /// What the answer said of itself, once there was one.
    head: Mutex<Option<Head>>,
}

impl Remote {
    pub(super) fn new(shared: Arc<Shared>, address: Address, is_listed: bool) -> Self {
        let known = shared.journal.get(address.key());
        let output = known.as_ref().map(|entry| PathBuf::from(&entry.output));
        Self { stem: address.stem(), head: Mutex::new(None), shared, address, is_listed, known, output }
    }

    /// What the input is called.
    pub(super) fn name(&self) -> String {
        self.address.url().to_string()
    }

    pub(super) fn plan(&self) -> Plan {
        self.shared.plan(&self.address, self.known.as_ref())
    }

    /// Asks for the article, on the condition that it is not what `known` says.
    fn ask(&self, known: &Validators) -> Result<Fetched, FetchError> {
        let Shared { fetcher, runtime, options, conversion, .. } = &*self.shared;
        runtime.block_on(async {
            if self.is_listed {
                fetcher.client().robots(self.address.url()).await?;
            }
            if options.own {
                let article = fetcher.own_article(&self.address, conversion).await?;
                return Ok(Fetched::Article(Box::new(article)));
            }
            fetcher.article(&self.address, known).await
        })
    }

    fn page(&self, Article { mut page, head }: Article) -> Page {
        let options = &self.shared.options;
        let mut add = |extension, contents| page.companions.push(Companion { extension, contents });
        if options.keep_html && !options.own {
            add(KEPT, Contents::Bytes(kept(&page.bytes, &head)));
        }
        if options.comments && self.address.id().is_some() {
            let Shared { fetcher, runtime, .. } = &*self.shared;
            match runtime.block_on(fetcher.comments(&self.address)) {
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

    /// Whether a picture can be had now that the folder lacks: then the article is to be written anew.
    fn finds_pictures(&self, entry: &Entry) -> bool {
        let Some(ImageLocalizer { store, remote: Some(remote), .. }) = &self.shared.pictures else {
            return false;
        };
        let is_lost = |url: &&String| store.known(url).is_none();
        let lost = entry.pictures.iter().filter(is_lost).chain(&entry.missing_pictures);
        let wanted: Vec<_> = lost.map(|url| ImageRequest { url: url.clone(), original: None }).collect();
        !wanted.is_empty() && remote.get(&wanted, store).iter().any(Result::is_ok)
    }

    /// What an earlier run made of the article.
    fn current(entry: &Entry) -> Done {
        Done {
            metadata: Metadata::default(),
            report: Report { status: entry.status, ..Report::default() },
            input_sha256: entry.sha256.clone(),
            output: OutputState::File(Written::Unchanged),
            verification: None,
            pictures: None,
        }
    }

    /// Remembers an article whose files are in their places, and which came with `head`, if it came.
    fn remember(&self, head: Option<Head>, output: &str, done: &Done) {
        let account = done.pictures.as_ref();
        let entry = match (head, &self.known) {
            (Some(head), _) => Entry {
                key: self.address.key().to_owned(),
                url: head.url.to_string(),
                output: output.to_owned(),
                status: done.report.status,
                sha256: done.input_sha256.clone(),
                options: self.shared.digest.clone(),
                validators: head.validators,
                pictures: web(account.map_or(&[][..], |account| &account.saved)),
                missing_pictures: web(account
                    .iter()
                    .flat_map(|account| &account.failed)
                    .filter(|failed| !is_over_a_limit(&failed.failure))
                    .map(|failed| &failed.url)),
                is_fresh: true,
            },
            // It was looked after in this run, so that the next need not if this one is killed.
            (None, Some(known)) if !known.is_fresh => known.clone(),
            (None, _) => return,
        };
        if let Err(error) = self.shared.journal.record(entry) {
            let mut failed = self.shared.failed.lock().unwrap_or_else(PoisonError::into_inner);
            if failed.is_ok() {
                *failed = Err(error);
            }
        }
    }
}

/// Whether a picture is too much by the options, which the next run has too, else it fetches the article anew.
const fn is_over_a_limit(failure: &ImageError) -> bool {
    matches!(failure, ImageError::TooMany { .. } | ImageError::TooLarge { .. })
}

/// Those of `addresses` that lead to the network.
fn web<'a>(addresses: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    let is_web = |address: &&String| address.starts_with("http://") || address.starts_with("https://");
    addresses.into_iter().filter(is_web).cloned().collect()
}

/// Whether the comments of an article may stand there: a title may be such a name, too.
fn is_of_comments(path: &Path) -> bool {
    fold_case(&slashed(path)).ends_with(&format!(".{COMMENTS}"))
}

/// A page as it was received, now.
#[expect(clippy::disallowed_methods, reason = "the date of a record is when it was received")]
fn kept(page: &[u8], Head { url, status, headers, .. }: &Head) -> Vec<u8> {
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_slice()));
    response_record(url.as_str(), *status, headers, page, SystemTime::now())
}

impl InputSource for Remote {
    fn stem(&self) -> &str {
        &self.stem
    }

    fn output(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    fn is_taken(&self, path: &Path) -> bool {
        is_of_comments(path) || self.shared.journal.is_taken(&slashed(path), self.address.key())
    }

    fn load(&self, _: usize) -> Result<Loaded, Failure> {
        let current = |entry: &Entry| Ok(Loaded::Current(Box::new(Self::current(entry))));
        let anew = || self.ask(&Validators::default());
        let fetched = match (self.plan(), &self.known) {
            (Plan::Keep, Some(entry)) if entry.is_fresh || !self.finds_pictures(entry) => {
                return current(entry);
            }
            (Plan::Check, Some(entry)) => match self.ask(&entry.validators) {
                Ok(Fetched::Unchanged) if self.finds_pictures(entry) => anew(),
                fetched => fetched,
            },
            _ => anew(),
        };
        match (fetched, &self.known) {
            (Ok(Fetched::Article(article)), _) => Ok(Loaded::Page(self.page(*article))),
            (Ok(Fetched::Unchanged), Some(entry)) => current(entry),
            (Ok(Fetched::Unchanged), None) => {
                let reason = "the server says that nothing has changed, and was not asked that".to_owned();
                Err(Failure::Remote { code: "unreadable-answer", reason })
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
                // What the folder has says nothing of the host.
                if head.is_some() {
                    client.fine(self.address.url());
                }
                self.remember(head, output, done);
            }
            (Err(Failure::Convert(Error::Blocked { page })), _) if page.is_wall() => {
                client.wall(self.address.url(), &page.to_string());
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_article_has_the_name_of_comments() {
        let is_theirs = |path| is_of_comments(Path::new(path));
        assert!(is_theirs("a/题.comments.md") && is_theirs("x.Comments.MD"));
        assert!(!is_theirs("comments.md") && !is_theirs("a.comments-2.md"));
    }
}
