//! Expands targets into articles.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::plan::Planned;
use super::remote_article::RemoteArticle;
use super::shared::Shared;
use crate::batch::{Failure, Identity, Input, InputSource, Loaded};
use crate::fetch::error::FetchError;
use crate::fetch::listing::Listing;
use crate::fetch::target::{ArticleUrl, List, Target};

/// The articles of targets, without duplicates.
pub(super) struct Articles {
    shared: Arc<Shared>,
    targets: Box<dyn Iterator<Item = Target> + Send>,
    /// The current list and its name.
    list: Option<(String, Listing)>,
    seen: HashSet<String>,
}

/// A target that cannot be fetched: an invalid line, or a list or a catalogue that cannot be read.
#[derive(Debug)]
pub(super) struct FailedTarget {
    name: String,
    code: &'static str,
    reason: String,
}

impl Articles {
    pub(super) fn new(shared: Arc<Shared>, targets: Box<dyn Iterator<Item = Target> + Send>) -> Self {
        Self { shared, targets, list: None, seen: HashSet::new() }
    }

    /// Returns the article, unless it has been returned before.
    fn article(&mut self, url: ArticleUrl, is_listed: bool) -> Option<Result<RemoteArticle, FailedTarget>> {
        if !self.seen.insert(url.key().to_owned()) {
            return None;
        }
        Some(match self.shared.downloads.get(url.key()) {
            Ok(known) => Ok(RemoteArticle::new(Arc::clone(&self.shared), url, is_listed, known)),
            Err(error) => {
                let (name, reason) = (url.url().to_string(), error.to_string());
                Err(FailedTarget { name, code: "read-failed", reason })
            }
        })
    }

    /// Returns the next article of the current list; `None` at its end.
    fn next_listed(&mut self) -> Option<Result<RemoteArticle, FailedTarget>> {
        loop {
            let (name, list) = self.list.as_mut()?;
            match self.shared.runtime.block_on(list.next()) {
                Ok(Some(url)) => {
                    self.shared.listed.add(list.total());
                    if let Some(article) = self.article(url, true) {
                        return Some(article);
                    }
                }
                Ok(None) => {
                    self.shared.listed.end();
                    self.list = None;
                }
                Err(error) => {
                    // The next run retries the rest of the list, unless the list does not exist.
                    self.shared.is_unfinished.fetch_or(error.may_pass_later(), Ordering::Relaxed);
                    self.shared.listed.end();
                    let name = std::mem::take(name);
                    self.list = None;
                    return Some(Err(FailedTarget { name, code: error.code(), reason: error.to_string() }));
                }
            }
        }
    }
}

impl Iterator for Articles {
    type Item = Result<RemoteArticle, FailedTarget>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(next) = self.next_listed() {
                return Some(next);
            }
            match self.targets.next()? {
                Target::Article(url) => {
                    if let Some(article) = self.article(url, false) {
                        return Some(article);
                    }
                }
                Target::List(list) => {
                    self.list = Some((name_of(&list), self.shared.fetcher.list(list)));
                }
                Target::Invalid(name, error) => {
                    return Some(Err(FailedTarget { name, code: "bad-url", reason: error.to_string() }));
                }
            }
        }
    }
}

fn name_of(list: &List) -> String {
    match list {
        List::User(name) => format!("articles of {name}"),
        List::Column { user, id } => format!("column {id} of {user}"),
    }
}

/// Wraps an article as a batch input.
pub(super) fn input(article: Result<RemoteArticle, FailedTarget>) -> Input {
    match article {
        Ok(article) => Input::remote(article.name(), Arc::new(article)),
        Err(failed) => Input::remote(failed.name.clone(), Arc::new(failed)),
    }
}

/// Plans an article for a dry run.
pub(super) fn planned(article: Result<RemoteArticle, FailedTarget>) -> Planned {
    match article {
        Ok(article) => Planned { name: article.name(), plan: Ok(article.plan()) },
        Err(FailedTarget { name, reason, .. }) => Planned { name, plan: Err(reason) },
    }
}

impl InputSource for FailedTarget {
    fn identity(&self) -> Identity<'_> {
        Identity::Unrecorded
    }

    fn stem(&self) -> &str {
        &self.name
    }

    fn output(&self) -> Option<&Path> {
        None
    }

    fn is_taken(&self, _: &Path) -> bool {
        false
    }

    fn load(&self, _: usize) -> Result<Loaded, Failure> {
        if self.code == FetchError::Stopped.code() {
            return Err(Failure::Stopped);
        }
        Err(Failure::Remote { code: self.code, reason: self.reason.clone() })
    }
}
