//! What is to be done for an article, by what the folder has of it.

use super::Shared;
use super::articles::Refusal;
use super::journal::Entry;
use super::remote::Remote;
use crate::fetch::address::Address;

/// What is to be done for an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Plan {
    /// It is asked for.
    Fetch,
    /// It is asked for on the condition that it has changed.
    Check,
    /// The folder has it.
    Keep,
}

impl Plan {
    /// The name in output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fetch => "fetch",
            Self::Check => "check",
            Self::Keep => "keep",
        }
    }
}

/// An article, or a list that could not be read, in a run that is only planned.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Planned {
    /// What the input is called: the address, as a rule.
    pub name: String,
    /// What is to be done, or why nothing can be.
    pub plan: Result<Plan, String>,
}

pub(super) fn of(article: Result<Remote, Refusal>) -> Planned {
    match article {
        Ok(remote) => Planned { name: remote.name(), plan: Ok(remote.plan()) },
        Err(Refusal { name, reason, .. }) => Planned { name, plan: Err(reason) },
    }
}

impl Shared {
    /// What is to be done for the article at `address`, of which the journal has `known`.
    ///
    /// A server that gives no validator cannot be asked whether an article has changed: a whole one stays, any other is
    /// asked for again.
    pub(super) fn plan(&self, address: &Address, known: Option<&Entry>) -> Plan {
        let is_there = |entry: &&Entry| {
            let is_same = entry.options == self.digest && !self.options.refresh;
            is_same && self.files_of(entry, address).all(|file| self.folder.join(file).is_file())
        };
        match known.filter(is_there) {
            Some(entry) if entry.is_fresh => Plan::Keep,
            Some(entry) if !entry.validators.is_empty() => Plan::Check,
            Some(entry) if entry.status.is_whole() => Plan::Keep,
            _ => Plan::Fetch,
        }
    }

    /// The files that belong to an article, below the folder.
    fn files_of<'a>(&self, entry: &'a Entry, address: &Address) -> impl Iterator<Item = String> + 'a {
        let stem = entry.output.strip_suffix(".md").unwrap_or(&entry.output);
        let comments = self.options.comments && address.id().is_some();
        let kept = self.options.keep_html && !self.options.own;
        let extension = |wanted: bool, extension: &str| wanted.then(|| format!("{stem}.{extension}"));
        let beside = [extension(comments, super::remote::COMMENTS), extension(kept, super::remote::KEPT)];
        std::iter::once(entry.output.clone()).chain(beside.into_iter().flatten())
    }
}
