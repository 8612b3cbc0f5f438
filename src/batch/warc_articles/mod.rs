//! Turns the articles of a WARC file into inputs.

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::input::{Input, Source};
use super::input_source::{Identity, InputSource, Loaded, Page};
use super::record::Failure;
use crate::archive::{self, Codings, Head, Header, Records};
use crate::options::Limits;
use crate::store::FileStamp;

/// The path of an article's URL before its number.
const ARTICLE_PATH: &str = "/article/details/";

/// The ids of article elements.
const ARTICLE_IDS: [&str; 2] = ["content_views", "article_content"];

/// The status of the site's firewall. The response may contain the article all the same.
const CHALLENGE_STATUS: u16 = 521;

/// Bytes of a record: the default limit of an input.
const MAX_RECORD: usize = Limits::BYTES;

/// The articles of an archive, in order. Records that cannot be read become failed inputs.
#[derive(Debug)]
pub(super) struct WarcArticles {
    path: PathBuf,
    /// The folder of the Markdown.
    folder: PathBuf,
    /// The record reader; `None` before the first and after the last record.
    records: Option<Records>,
    /// The archive before its first record was read.
    stamp: Option<FileStamp>,
    state: State,
}

/// The progress of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing has been found yet. `is_named` if the archive was given by its path.
    Empty { is_named: bool },
    /// Something has been found.
    Found,
    /// Everything has been read.
    End,
}

impl WarcArticles {
    /// Creates an iterator over the archive at `path`. If the archive was given by its path, it must contain an
    /// article.
    pub(super) const fn new(path: PathBuf, folder: PathBuf, is_named: bool) -> Self {
        Self { path, folder, records: None, stamp: None, state: State::Empty { is_named } }
    }

    fn find(&mut self) -> Option<Input> {
        let records = match &mut self.records {
            Some(records) => records,
            None => match archive::open(&self.path) {
                Ok(stream) => {
                    self.stamp = stamp(&self.path);
                    self.records.insert(Records::new(stream))
                }
                Err(error) => {
                    self.state = State::End;
                    return Some(self.unreadable(None, error.to_string()));
                }
            },
        };
        loop {
            let header = match records.next()? {
                Ok(header) => header,
                Err(reason) => return Some(self.unreadable(None, reason)),
            };
            let found = page(&header, records);
            let ended = records.finish();
            match (found, ended) {
                (Ok(None), Ok(())) => {}
                (Ok(Some(page)), Ok(())) => return Some(self.input(page)),
                (Err(reason), _) | (Ok(_), Err(reason)) => {
                    let url = url_of(&header).map(str::to_owned);
                    return Some(self.unreadable(url.as_deref(), reason));
                }
            }
        }
    }

    fn name(&self, url: Option<&str>) -> String {
        let path = self.path.to_string_lossy();
        url.map_or_else(|| path.clone().into_owned(), |url| format!("{path}#{url}"))
    }

    fn input(&self, page: ArchivedPage) -> Input {
        let name = self.name(Some(&page.url));
        let page = ArchivedPage { archive: self.path.clone(), ..page };
        Input { folder: self.folder.clone(), ..Input::remote(name, Arc::new(page)) }
    }

    fn unreadable(&self, url: Option<&str>, reason: String) -> Input {
        let source = Source::Unreadable(reason);
        Input { name: self.name(url), folder: self.folder.clone(), source }
    }
}

impl Iterator for WarcArticles {
    type Item = Input;

    fn next(&mut self) -> Option<Input> {
        if self.state == State::End {
            return None;
        }
        let before = self.state;
        let found = self.find();
        if found.is_none() {
            (self.state, self.records) = (State::End, None);
        } else if self.state != State::End {
            self.state = State::Found;
        }
        match (found, before) {
            (None, _) if self.stamp != stamp(&self.path) => {
                let (name, folder) = (self.name(None), self.folder.clone());
                Some(Input { name, folder, source: Source::Changed })
            }
            (None, State::Empty { is_named: true }) => {
                let reason = format!("no articles found: no page has {ARTICLE_PATH} in its URL");
                Some(self.unreadable(None, reason))
            }
            (found, _) => found,
        }
    }
}

/// Loads the article of an archive with this URL, or the first one.
pub(crate) fn page_in(archive: &Path, url: Option<&str>, max: usize) -> Option<Page> {
    let mut articles = WarcArticles::new(archive.to_path_buf(), PathBuf::new(), false);
    articles.find_map(|input| {
        let source = input.remote_source()?;
        let Identity::Part { url: found, .. } = source.identity() else { return None };
        let is_wanted = url.is_none_or(|url| url == found);
        match is_wanted.then(|| source.load(max).ok())?? {
            Loaded::Page(page) => Some(page),
            Loaded::Unchanged(_) => None,
        }
    })
}

fn stamp(path: &Path) -> Option<FileStamp> {
    path.metadata().ok().as_ref().and_then(FileStamp::of)
}

/// Returns the URL of a record.
fn url_of(header: &Header) -> Option<&str> {
    let url = header.field("WARC-Target-URI")?;
    // Some versions of wget enclose it in angle brackets.
    Some(url.strip_prefix('<').and_then(|url| url.strip_suffix('>')).unwrap_or(url))
}

/// Reads the article from a record; `None` if the record is something else.
fn page(header: &Header, records: &mut Records) -> Result<Option<ArchivedPage>, String> {
    let Some((url, stem)) = url_of(header).and_then(|url| Some((url, stem(url)?))) else { return Ok(None) };
    let is_response = header.is("WARC-Type", "response");
    if !is_response && !header.is("WARC-Type", "resource") {
        return Ok(None);
    }
    if header.length > MAX_RECORD as u64 {
        return Err(format!("the record has {} bytes, more than {MAX_RECORD}", header.length));
    }
    let mut bytes = records.body(MAX_RECORD).map_err(|error| error.to_string())?;
    let mut page = ArchivedPage { url: url.to_owned(), stem, ..ArchivedPage::default() };
    if is_response {
        let Some(head) = Head::parse(&bytes) else {
            return Err("the record contains no HTTP response".to_owned());
        };
        if !matches!(head.status, 200 | CHALLENGE_STATUS) {
            return Ok(None);
        }
        page.content_type = head.field("Content-Type").map(str::to_owned);
        page.codings = head.codings();
        bytes.drain(..head.length);
        if head.status == CHALLENGE_STATUS && !contains_article(&page.codings, &bytes) {
            return Ok(None);
        }
    } else {
        page.content_type = header.field("Content-Type").map(str::to_owned);
    }
    if !page.content_type.as_deref().is_none_or(is_html) {
        return Ok(None);
    }
    if let Some(reason) = header.field("WARC-Truncated") {
        return Err(format!("the record contains only part of the page: {reason}"));
    }
    if header.field("WARC-Segment-Number").is_some() {
        return Err("the record contains only part of the page: it is segmented".to_owned());
    }
    // The page may be buffered for a while.
    bytes.shrink_to_fit();
    page.body = Mutex::new(bytes);
    Ok(Some(page))
}

/// Whether a page of this content type may be an article.
fn is_html(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.is_empty()
        || ["text/html", "application/xhtml+xml"].iter().any(|html| kind.eq_ignore_ascii_case(html))
}

/// Whether a response of the firewall contains an article.
fn contains_article(codings: &Codings, body: &[u8]) -> bool {
    let Ok(page) = codings.decode(body.to_vec(), MAX_RECORD) else { return false };
    ARTICLE_IDS.iter().any(|name| memchr::memmem::find(&page, name.as_bytes()).is_some())
}

/// Returns the number of the article at `url` as a file name; `None` if it is not the URL of an article.
fn stem(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let is_web = ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let (_, number) = path.split_once(ARTICLE_PATH).filter(|_| is_web)?;
    let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let stem: String = number.trim_matches('/').chars().map(safe).take(MAX_STEM).collect();
    Some(if stem.is_empty() { "article".to_owned() } else { stem })
}

/// Characters of a file name.
const MAX_STEM: usize = 80;

/// A page of an archive, encoded until it is loaded.
#[derive(Debug, Default)]
struct ArchivedPage {
    archive: PathBuf,
    url: String,
    stem: String,
    content_type: Option<String>,
    codings: Codings,
    body: Mutex<Vec<u8>>,
}

impl InputSource for ArchivedPage {
    fn identity(&self) -> Identity<'_> {
        Identity::Part { file: &self.archive, url: &self.url }
    }

    fn stem(&self) -> &str {
        &self.stem
    }

    fn output(&self) -> Option<&Path> {
        None
    }

    fn is_taken(&self, _path: &Path) -> bool {
        false
    }

    fn buffered_bytes(&self) -> usize {
        self.body.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn load(&self, max: usize) -> Result<Loaded, Failure> {
        let body = std::mem::take(&mut *self.body.lock().unwrap_or_else(PoisonError::into_inner));
        let bytes = self.codings.decode(body, max).map_err(Failure::Read)?;
        Ok(Loaded::Page(Page {
            bytes,
            // The name only says that the page is HTML.
            file_name: Some("page.html".to_owned()),
            content_type: self.content_type.clone(),
            url: Some(self.url.clone()),
            ..Page::default()
        }))
    }
}
