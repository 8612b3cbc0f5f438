//! Which article an output belongs to.

use std::borrow::Cow;
use std::path::Path;

use super::hash::digest;
use super::paths::slashed;

/// An article, as the runs of a folder know it.
#[derive(Debug, Clone, Copy)]
pub struct Article<'a> {
    /// Its id on the site.
    pub id: Option<&'a str>,
    /// The path of the input relative to the folder that is converted, with `/`.
    pub input: &'a str,
    /// The SHA-256 of the input, in hexadecimal.
    pub digest: &'a str,
    /// Whether its output is named after the input: then another article in the same input replaces it.
    pub is_named_after_input: bool,
}

/// Characters of a hash in a file name.
const HASH: usize = 8;

/// The maximum length of an id in a file name. Those of the site have 9 digits.
const MAX_ID: usize = 20;

impl<'a> Article<'a> {
    /// Returns the id, if it is what the output belongs to. Otherwise, it belongs to the input.
    pub(crate) fn owning_id(&self) -> Option<&'a str> {
        self.id.filter(|_| !self.is_named_after_input)
    }

    /// Returns the path of the input without extension. An article may be saved again in another format.
    pub(crate) fn stem(&self) -> String {
        let path = Path::new(self.input);
        let is_compressed = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
        let path = if is_compressed { path.with_extension("") } else { path.to_path_buf() };
        slashed(&path.with_extension(""))
    }

    /// Returns what distinguishes the article from others that want the path `bare`, the most stable first: its id,
    /// unless `bare` has it, and the hashes of the input's path and of its contents.
    pub(super) fn suffixes(&self, bare: &str) -> impl Iterator<Item = Cow<'a, str>> {
        let is_plain = |id: &&str| id.len() <= MAX_ID && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let id =
            self.id.filter(is_plain).filter(|id| !id.is_empty() && !bare.contains(id)).map(Cow::Borrowed);
        let hash = |digest: &str| digest.get(..HASH).unwrap_or(digest).to_owned();
        let (input, contents) = (hash(&digest(self.input.as_bytes())), hash(self.digest));
        id.into_iter().chain([Cow::Owned(input), Cow::Owned(contents)])
    }
}
