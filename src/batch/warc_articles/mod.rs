//! Turns the articles of a WARC file into inputs.

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::input::{Input, Source};
use super::input_source::{InputSource, Loaded, Page};
use super::record::{Done, Failure};
use crate::archive::{self, Codings, Head, Header, Records};
use crate::options::Limits;

/// What stands in the address of every article before its number.
const DETAILS: &str = "/article/details/";

/// What the elements of an article are called in its page.
const ARTICLE: [&str; 2] = ["content_views", "article_content"];

/// The status with which the site's firewall answers; the article may be in the answer all the same.
const CHALLENGED: u16 = 521;

/// The most bytes of a record: what is taken of an input when nothing else is asked for.
const MAX_RECORD: usize = Limits::BYTES;

/// The articles of an archive, one at a time and in its order. What cannot be read is among them.
#[derive(Debug)]
pub(super) struct WarcArticles {
    path: PathBuf,
    /// Where the Markdown goes.
    folder: PathBuf,
    /// Where it is read; `None` before the first and after the last.
    records: Option<Records>,
    state: State,
}

/// How far reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing was found yet; `is_named` when somebody asked for this very archive.
    Nothing { is_named: bool },
    /// Something was found.
    Some,
    /// All was read.
    End,
}

impl WarcArticles {
    /// Those of the archive at `path`. One that somebody named has to hold one.
    pub(super) const fn new(path: PathBuf, folder: PathBuf, is_named: bool) -> Self {
        Self { path, folder, records: None, state: State::Nothing { is_named } }
    }

    fn find(&mut self) -> Option<Input> {
        let records = match &mut self.records {
            Some(records) => records,
            None => match archive::open(&self.path) {
                Ok(stream) => self.records.insert(Records::new(stream)),
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
                    let url = address(&header).map(str::to_owned);
                    return Some(self.unreadable(url.as_deref(), reason));
                }
            }
        }
    }

    fn name(&self, url: Option<&str>) -> String {
        let path = self.path.to_string_lossy();
        url.map_or_else(|| path.clone().into_owned(), |url| format!("{path}#{url}"))
    }

    fn input(&self, page: Archived) -> Input {
        let name = self.name(Some(&page.url));
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
            self.state = State::Some;
        }
        match (found, before) {
            (None, State::Nothing { is_named: true }) => {
                let reason = format!("it holds no article: no page whose address has {DETAILS} in it");
                Some(self.unreadable(None, reason))
            }
            (found, _) => found,
        }
    }
}

/// The address a record is of.
fn address(header: &Header) -> Option<&str> {
    let url = header.field("WARC-Target-URI")?;
    // Some versions of wget put it into brackets.
    Some(url.strip_prefix('<').and_then(|url| url.strip_suffix('>')).unwrap_or(url))
}

/// The article in the record with this header; `None` when it is something else.
fn page(header: &Header, records: &mut Records) -> Result<Option<Archived>, String> {
    let Some((url, stem)) = address(header).and_then(|url| Some((url, stem(url)?))) else { return Ok(None) };
    let is_response = header.is("WARC-Type", "response");
    if !is_response && !header.is("WARC-Type", "resource") {
        return Ok(None);
    }
    if header.length > MAX_RECORD as u64 {
        return Err(format!("its record has {} bytes, which is more than {MAX_RECORD}", header.length));
    }
    let mut bytes = records.body(MAX_RECORD).map_err(|error| error.to_string())?;
    let mut page = Archived { url: url.to_owned(), stem, ..Archived::default() };
    if is_response {
        let Some(head) = Head::parse(&bytes) else {
            return Err("its record holds no answer of a server".to_owned());
        };
        if !matches!(head.status, 200 | CHALLENGED) {
            return Ok(None);
        }
        page.content_type = head.field("Content-Type").map(str::to_owned);
        page.codings = head.codings();
        bytes.drain(..head.length);
        if head.status == CHALLENGED && !holds_article(&page.codings, &bytes) {
            return Ok(None);
        }
    } else {
        page.content_type = header.field("Content-Type").map(str::to_owned);
    }
    if !page.content_type.as_deref().is_none_or(is_html) {
        return Ok(None);
    }
    if let Some(reason) = header.field("WARC-Truncated") {
        return Err(format!("its record holds a part of the page only: {reason}"));
    }
    if header.field("WARC-Segment-Number").is_some() {
        return Err("its record holds a part of the page only: it is in segments".to_owned());
    }
    // What reading reserved beyond it would be held with it.
    bytes.shrink_to_fit();
    page.body = Mutex::new(bytes);
    Ok(Some(page))
}

/// Whether a page of this type may be an article.
fn is_html(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.is_empty()
        || ["text/html", "application/xhtml+xml"].iter().any(|html| kind.eq_ignore_ascii_case(html))
}

/// Whether an answer of the firewall holds an article.
fn holds_article(codings: &Codings, body: &[u8]) -> bool {
    let Ok(page) = codings.decode(body.to_vec(), MAX_RECORD) else { return false };
    ARTICLE.iter().any(|name| memchr::memmem::find(&page, name.as_bytes()).is_some())
}

/// The name for the article at `url`, which is its number, where it is the address of one.
fn stem(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let is_web = ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let (_, number) = path.split_once(DETAILS).filter(|_| is_web)?;
    let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let stem: String = number.trim_matches('/').chars().map(safe).take(MAX_STEM).collect();
    Some(if stem.is_empty() { "article".to_owned() } else { stem })
}

/// The longest name.
const MAX_STEM: usize = 80;

/// A page of an archive: what was sent, until it is asked for.
#[derive(Debug, Default)]
struct Archived {
    url: String,
    stem: String,
    content_type: Option<String>,
    codings: Codings,
    body: Mutex<Vec<u8>>,
}

impl InputSource for Archived {
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
            // That it is HTML is all a name would tell that the address does not.
            file_name: Some("page.html".to_owned()),
            content_type: self.content_type.clone(),
            url: Some(self.url.clone()),
            ..Page::default()
        }))
    }

    fn on_finished(&self, _output: Option<&str>, _result: &Result<Done, Failure>) {}
}
