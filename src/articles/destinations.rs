//! What the links and images of an article lead to in the archive.

use std::collections::{HashMap, HashSet};
use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;

use super::Articles;
use crate::catalogue::CatalogueError;
use crate::extract::linked_article;
use crate::markdown::names_of_fragment;
use crate::model::{Document, Inline};
use crate::store::{real_folder, slashed};

/// An article of the archive that a link leads to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Target {
    /// The number of the article.
    pub article: i64,
    /// The slug of one of its headings; empty if the link names none that is known.
    pub fragment: String,
}

/// The folders that site generators serve at the root of a site, as seen from the root or a folder below it.
const SERVED: [&str; 3] = ["static", "source", ""];

/// How many folders above the archive may be the root of its site.
const MAX_LEVELS: usize = 4;

/// Finds out where the links and images of an article lead.
pub(super) struct Resolver<'a> {
    articles: &'a Articles,
    /// The folder of the Markdown, below the folder of the archive.
    folder: PathBuf,
    /// The names of the image files that csdown saved for the article.
    saved: HashSet<String>,
    /// Where links lead; `None` if it is not an article of the archive.
    links: HashMap<String, Option<Target>>,
    images: HashMap<String, Option<PathBuf>>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(articles: &'a Articles, number: i64, output: &str) -> Result<Self, CatalogueError> {
        let folder = Path::new(output).parent().map(Path::to_path_buf).unwrap_or_default();
        let saved = articles.catalogue.image_files(number)?.into_iter().collect();
        Ok(Self { articles, folder, saved, links: HashMap::new(), images: HashMap::new() })
    }

    /// Resolves the links and images of a document.
    pub(super) fn resolve(&mut self, document: &Document) -> Result<(), CatalogueError> {
        let mut links = Vec::new();
        document.for_each_inline(|inline| match inline {
            Inline::Link(link) if !self.links.contains_key(&link.url) => links.push(link.url.clone()),
            Inline::Image(image) if !self.images.contains_key(&image.url) => {
                let file = self.image(&image.url);
                self.images.insert(image.url.clone(), file);
            }
            _ => {}
        });
        for url in links {
            let target = self.target(&url)?;
            self.links.insert(url, target);
        }
        Ok(())
    }

    /// Returns where links and images lead, each by its URL.
    pub(super) fn into_found(self) -> (HashMap<String, Target>, HashMap<String, PathBuf>) {
        let links = self.links.into_iter().filter_map(|(url, target)| Some((url, target?)));
        let images = self.images.into_iter().filter_map(|(url, file)| Some((url, file?)));
        (links.collect(), images.collect())
    }

    fn target(&self, url: &str) -> Result<Option<Target>, CatalogueError> {
        let catalogue = &self.articles.catalogue;
        if let Some(linked) = linked_article(url) {
            let Some((article, _)) = catalogue.output_of_id(linked.id)? else { return Ok(None) };
            return Ok(Some(Target { article, fragment: self.fragment(article, linked.fragment)? }));
        }
        let (path, fragment) = url.split_once('#').unwrap_or((url, ""));
        let Some(output) = self.below(path).filter(|_| !path.is_empty()) else { return Ok(None) };
        let Some(article) = catalogue.article_at(&slashed(&output))? else { return Ok(None) };
        let fragment = percent_decode_str(fragment).decode_utf8_lossy().into_owned();
        Ok(Some(Target { article, fragment }))
    }

    /// Returns the slug of the heading that the fragment of a URL of the site names.
    fn fragment(&self, article: i64, fragment: &str) -> Result<String, CatalogueError> {
        if fragment.is_empty() {
            return Ok(String::new());
        }
        let heading = self.articles.catalogue.heading(article, &names_of_fragment(fragment))?;
        Ok(heading.map(|(slug, _)| slug).unwrap_or_default())
    }

    /// Returns the path, below the folder of the archive, of a relative URL.
    fn below(&self, url: &str) -> Option<PathBuf> {
        let decoded = relative_path(url)?;
        let mut path = self.folder.clone();
        for part in Path::new(&decoded).components() {
            match part {
                Component::CurDir => {}
                Component::Normal(name) => path.push(name),
                Component::ParentDir => {
                    if !path.pop() {
                        return None;
                    }
                }
                Component::RootDir | Component::Prefix(_) => return None,
            }
        }
        Some(path)
    }

    /// Returns the file of an image: any below the folder of the archive, or one that csdown saved elsewhere for the article.
    fn image(&self, url: &str) -> Option<PathBuf> {
        let catalogue = &self.articles.catalogue;
        let below = || catalogue.path_below(self.below(url)?.to_str()?);
        below().filter(|file| is_regular(file)).or_else(|| self.saved_elsewhere(url))
    }

    /// Returns the file of an image outside of the archive. Its name is that of the image's content, so that a foreign
    /// catalogue cannot name any other file.
    fn saved_elsewhere(&self, url: &str) -> Option<PathBuf> {
        let decoded = percent_decode_str(url).decode_utf8().ok()?;
        let path = Path::new(decoded.as_ref());
        let name = path.file_name()?.to_str()?;
        if !self.saved.contains(name) || !is_content_name(name) {
            return None;
        }
        let archive = self.articles.catalogue.folder();
        let Ok(below_root) = path.strip_prefix("/") else {
            let folder = archive.join(&self.folder).join(Path::new(&relative_path(url)?).parent()?);
            return Some(folder.canonicalize().ok()?.join(name)).filter(|file| is_regular(file));
        };
        let roots = archive.ancestors().take(MAX_LEVELS);
        let candidates = roots.flat_map(|root| SERVED.map(|served| (root, served)));
        candidates
            .filter_map(|(root, served)| {
                let folder = real_folder(root, &Path::new(served).join(below_root.parent()?))?;
                Some(folder.join(name))
            })
            .find(|file| is_regular(file))
    }
}

/// Decodes the path of a relative URL; `None` for other URLs.
fn relative_path(url: &str) -> Option<String> {
    let path = url.split(['#', '?']).next()?;
    let first = path.split('/').next()?;
    if first.contains(':') || path.starts_with('/') {
        return None;
    }
    Some(percent_decode_str(path).decode_utf8().ok()?.into_owned())
}

/// Whether a file name is the hexadecimal digest of contents, with an extension, as csdown names images.
fn is_content_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    stem.len() >= MIN_DIGEST && stem.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The fewest hexadecimal digits of an image's name.
const MIN_DIGEST: usize = 32;

fn is_regular(file: &Path) -> bool {
    file.symlink_metadata().is_ok_and(|found| found.is_file())
}
