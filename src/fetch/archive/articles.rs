//! The articles that targets stand for, one after the other.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::remote::Remote;
use super::{Shared, Target};
use crate::batch::{Done, Failure, Input, InputSource, Loaded};
use crate::fetch::address::{Address, List};
use crate::fetch::listing::Listing;

/// The articles of targets, each once.
pub(super) struct Articles {
    shared: Arc<Shared>,
    targets: Box<dyn Iterator<Item = Target> + Send>,
    /// The list that is being read, and what it is called.
    list: Option<(String, Listing)>,
    seen: HashSet<String>,
}

/// Something of which nothing can be fetched: a line that names nothing, or a list that cannot be read.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) name: String,
    pub(super) code: &'static str,
    pub(super) reason: String,
}

impl Articles {
    pub(super) fn new(shared: Arc<Shared>, targets: Box<dyn Iterator<Item = Target> + Send>) -> Self {
        Self { shared, targets, list: None, seen: HashSet::new() }
    }

    /// The article, unless it was given out before.
    fn article(&mut self, address: Address, is_listed: bool) -> Option<Remote> {
        let is_new = self.seen.insert(address.key().to_owned());
        is_new.then(|| Remote::new(Arc::clone(&self.shared), address, is_listed))
    }

    /// The next of the list being read; `None` at its end.
    fn of_list(&mut self) -> Option<Result<Remote, Refusal>> {
        loop {
            let (name, list) = self.list.as_mut()?;
            match self.shared.runtime.block_on(list.next()) {
                Ok(Some(address)) => {
                    if let Some(article) = self.article(address, true) {
                        return Some(Ok(article));
                    }
                }
                Ok(None) => self.list = None,
                Err(error) => {
                    // What it would have given is for the next run, unless there is no such list.
                    self.shared.is_unfinished.fetch_or(error.is_for_later(), Ordering::Relaxed);
                    let name = std::mem::take(name);
                    self.list = None;
                    return Some(Err(Refusal { name, code: error.code(), reason: error.to_string() }));
                }
            }
        }
    }
}

impl Iterator for Articles {
    type Item = Result<Remote, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(next) = self.of_list() {
                return Some(next);
            }
            match self.targets.next()? {
                Target::Article(address) => {
                    if let Some(article) = self.article(address, false) {
                        return Some(Ok(article));
                    }
                }
                Target::List(list) => {
                    self.list = Some((name_of(&list), self.shared.fetcher.list(list)));
                }
                Target::Nothing(name, error) => {
                    return Some(Err(Refusal { name, code: "bad-url", reason: error.to_string() }));
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

/// What is found as an input.
pub(super) fn input(found: Result<Remote, Refusal>) -> Input {
    match found {
        Ok(remote) => Input::remote(remote.name(), Arc::new(remote)),
        Err(refusal) => Input::remote(refusal.name.clone(), Arc::new(refusal)),
    }
}

impl InputSource for Refusal {
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
        Err(Failure::Remote { code: self.code, reason: self.reason.clone() })
    }

    fn on_finished(&self, _: Option<&str>, _: &Result<Done, Failure>) {}
}
