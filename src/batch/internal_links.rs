//! Links between the articles of an output folder.
//!
//! An article that is written links to those that the catalogue has by then. At the end of a run, the links to articles
//! that have come, moved or gone since are rewritten in the files that have them. So the result depends neither on the
//! order of the inputs nor on the number of runs. The catalogue knows where each link is and what it was, so no file is
//! read unless a link in it changes.
//!
//! A file that a person edited stays as it is. What is about to be written is in the catalogue before, so that a run that
//! is killed leaves no file unknown.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::config::{Batch, Destination};
use super::input_key::stamp_of;
use super::obsolete::location;
use super::work::Converted;
use super::write::Outcomes;
use crate::catalogue::{
    ArticleRow, Catalogue, CatalogueError, OutputContents, Recorded, is_pending, original,
};
use crate::internal_links::{InternalLink, LinkTarget, Site, find, rewrite};
use crate::markdown::names_of_fragment;
use crate::options::InternalLinks;
use crate::store::{OutputFile, digest, open_regular, slashed};

/// The number of files that are rewritten in one transaction.
const FILES: usize = 64;

impl Batch<'_> {
    /// Whether links between articles are to be rewritten.
    pub(super) fn links_articles(&self) -> bool {
        let is_folder = matches!(self.destination, Destination::Folder(_));
        is_folder && self.converter.options().internal_links != InternalLinks::Keep
    }

    /// Returns the links to other articles in Markdown, if they are to be rewritten.
    pub(super) fn links_of(&self, markdown: &str) -> Vec<(InternalLink, Option<String>)> {
        if !self.links_articles() {
            return Vec::new();
        }
        find(markdown, self.converter.options()).into_iter().map(|link| (link, None)).collect()
    }
}

/// Rewrites the links of an article that is about to be written at `path`.
pub(super) fn link(
    catalogue: &Catalogue,
    path: &Path,
    converted: &mut Converted,
) -> Result<(), CatalogueError> {
    if converted.links.is_empty() {
        return Ok(());
    }
    let (linker, source) = (Linker::new(catalogue), slashed(path));
    for (link, current) in &mut converted.links {
        *current = linker.replacement(&source, link)?;
    }
    if converted.links.iter().any(|(_, current)| current.is_some()) {
        let mut replacements = converted.links.iter().map(|(_, current)| current.clone());
        let links = converted.links.iter().map(|(link, _)| link);
        let markdown = &mut converted.conversion.markdown;
        *markdown = rewrite(markdown, links, |_| replacements.next().flatten());
        converted.output_sha256 = digest(markdown.as_bytes());
    }
    Ok(())
}

/// Records the links and the headings of an article that was written.
pub(super) fn record(
    catalogue: &Catalogue,
    outcomes: &Outcomes,
    row: &ArticleRow,
) -> Result<(), CatalogueError> {
    if !catalogue.tracks_links()? {
        return Ok(());
    }
    let Ok(done) = &outcomes.record.result else { return Ok(()) };
    let Some(article) = catalogue.article(&row.input)? else { return Ok(()) };
    let links = outcomes.links.iter().map(|(link, current)| (link, current.as_deref()));
    catalogue.put_internal_links(article, links)?;
    catalogue.put_anchors(article, &done.report.anchors)
}

/// Rewrites the links to articles that have come, moved or gone.
pub(super) fn update(catalogue: &Catalogue) -> Result<(), CatalogueError> {
    let linker = Linker::new(catalogue);
    let mut last = i64::MIN;
    loop {
        let articles = catalogue.articles_to_link(last, FILES)?;
        let Some((article, _)) = articles.last() else { break };
        last = *article;
        let mut files = Vec::new();
        for (article, output) in articles {
            files.extend(linker.plan(article, output)?);
        }
        catalogue.commit()?;
        for file in files {
            file.write(catalogue)?;
        }
    }
    catalogue.clear_changed_targets()?;
    catalogue.commit()
}

/// Decides where links lead.
struct Linker<'c> {
    catalogue: &'c Catalogue,
    site: Site,
}

impl<'c> Linker<'c> {
    fn new(catalogue: &'c Catalogue) -> Self {
        Self { catalogue, site: Site::new(catalogue.folder()) }
    }

    /// Returns what replaces a link in the output at `source`; `None` if the folder does not have its article.
    fn replacement(&self, source: &str, link: &InternalLink) -> Result<Option<String>, CatalogueError> {
        let Some((article, output)) = self.catalogue.output_of_id(&link.target)? else { return Ok(None) };
        let heading = match link.fragment.as_str() {
            "" => None,
            fragment => self.catalogue.heading(article, &names_of_fragment(fragment))?,
        };
        let heading = heading.as_ref().map(|(slug, text)| (slug.as_str(), text.as_str()));
        Ok(link.replacement(source, &LinkTarget { output: &output, heading }, &self.site))
    }

    /// Records what the links of an article are about to become. `None` if they are as they should be, or the file was
    /// edited.
    fn plan(&self, article: i64, output: String) -> Result<Option<Rewritten>, CatalogueError> {
        let links = self.catalogue.internal_links(article)?;
        let wanted = links.iter().map(|link| self.replacement(&output, &link.link));
        let wanted = wanted.collect::<Result<Vec<_>, _>>()?;
        if !is_pending(&links) && links.iter().map(|link| &link.current).eq(&wanted) {
            return Ok(None);
        }
        let Some(contents) = read(self.catalogue.folder(), &output) else { return Ok(None) };
        let (recorded, old) = (self.catalogue.recorded(&output)?, digest(contents.as_bytes()));
        let Some(found) = self.catalogue.replacements_in(&output, &links, &old)? else { return Ok(None) };
        let Some(original) = original(&links, &found, &contents) else { return Ok(None) };
        let mut next = wanted.iter().cloned();
        let text = rewrite(&original, links.iter().map(|link| &link.link), |_| next.next().flatten());
        let rewritten = Rewritten {
            article,
            dialect: recorded.dialect(&old).map(str::to_owned),
            is_incomplete: recorded.is_incomplete(&old),
            digest: digest(text.as_bytes()),
            output,
            text,
            recorded,
        };
        if is_pending(&links) {
            // What a run had written when it was killed counts as complete.
            let contents = OutputContents { digest: &old, ..rewritten.contents() };
            let stamp = rewritten.stamp(self.catalogue);
            self.catalogue.complete(&rewritten.output, &contents, stamp)?;
            let currents = links.iter().map(|link| &link.link).zip(found);
            self.catalogue.put_internal_links(article, currents)?;
        }
        if rewritten.digest == old {
            return Ok(None);
        }
        for (link, replacement) in links.iter().zip(&wanted) {
            self.catalogue.set_next_replacement(article, &link.link, replacement.as_deref())?;
        }
        self.catalogue.intend(&rewritten.output, &rewritten.output, &rewritten.contents(), None)?;
        Ok(Some(rewritten))
    }
}

/// An output whose links change.
struct Rewritten {
    article: i64,
    output: String,
    text: String,
    digest: String,
    dialect: Option<String>,
    is_incomplete: bool,
    /// What csdown wrote there before.
    recorded: Recorded,
}

impl Rewritten {
    fn contents(&self) -> OutputContents<'_> {
        let Self { digest, dialect, is_incomplete, .. } = self;
        OutputContents { digest, dialect: dialect.as_deref(), is_incomplete: *is_incomplete }
    }

    /// Writes the file. If that fails, the next run tries again.
    fn write(&self, catalogue: &Catalogue) -> Result<(), CatalogueError> {
        let (root, path) = (catalogue.folder(), PathBuf::from(&self.output));
        let file = OutputFile { root, path: &path, input: None, known: &self.recorded, force: false };
        if file.write(self.text.as_bytes()).is_err() {
            return Ok(());
        }
        catalogue.complete(&self.output, &self.contents(), self.stamp(catalogue))?;
        catalogue.take_next_replacements(self.article)
    }

    /// Returns size and time of the file.
    fn stamp(&self, catalogue: &Catalogue) -> Option<(i64, i64)> {
        let metadata = catalogue.folder().join(&self.output).symlink_metadata();
        metadata.ok().as_ref().and_then(stamp_of)
    }
}

/// Reads the output at `path` below `root`; `None` if it is missing or no text.
fn read(root: &Path, path: &str) -> Option<String> {
    let mut text = String::new();
    open_regular(&location(root, path)?).ok()?.read_to_string(&mut text).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::discover;
    use crate::{Converter, Options};

    /// A folder of pages that link to each other, and their Markdown.
    struct World {
        folder: tempfile::TempDir,
        converter: Converter,
    }

    impl World {
        fn new() -> Self {
            let options = Options { internal_links: InternalLinks::Relative, ..Options::default() };
            let folder = tempfile::tempdir().unwrap();
            let world = Self { folder, converter: Converter::new(options).unwrap() };
            std::fs::create_dir(world.path("in")).unwrap();
            for (name, id, other) in [("a", "100001", "100002"), ("b", "100002", "100001")] {
                let url = |id| format!("https://blog.csdn.net/u/article/details/{id}");
                let page = format!(
                    "<link rel=canonical href={}><div id=content_views><p><a href={}>文</a></p></div>",
                    url(id),
                    url(other)
                );
                std::fs::write(world.path(&format!("in/{name}.html")), page).unwrap();
            }
            world
        }

        fn path(&self, name: &str) -> PathBuf {
            self.folder.path().join(name)
        }

        fn run(&self) {
            let out = self.path("out");
            let inputs = discover(&[self.path("in")], Some(&out));
            let batch = Batch::new(&self.converter, Destination::Folder(out)).prune(true);
            batch.run(inputs, &mut |record| assert!(record.result.is_ok())).unwrap();
        }

        fn markdown(&self) -> String {
            std::fs::read_to_string(self.path("out/a.md")).unwrap()
        }

        /// Removes an article, and is killed while the link to it is rewritten: before or after the file is written.
        fn kill(&self, is_written: bool) {
            std::fs::rename(self.path("in/b.html"), self.path("b.html")).unwrap();
            let catalogue = Catalogue::open(&self.path("out")).unwrap();
            let article = |name: &str| catalogue.article_at(name).unwrap().unwrap();
            let linking = article("a.md");
            catalogue.remove_article(article("b.md")).unwrap();
            let file = Linker::new(&catalogue).plan(linking, "a.md".to_owned()).unwrap().unwrap();
            catalogue.commit().unwrap();
            if is_written {
                std::fs::write(self.path("out/a.md"), &file.text).unwrap();
            }
        }
    }

    #[test]
    fn the_run_after_a_killed_one_completes_it() {
        for is_written in [false, true] {
            let world = World::new();
            world.run();
            let linked = world.markdown();
            assert!(linked.contains("[文](b.md)"), "{linked}");
            world.kill(is_written);
            let catalogue = Catalogue::open(&world.path("out")).unwrap();
            update(&catalogue).unwrap();
            let unlinked = world.markdown();
            assert!(unlinked.contains("[文](https://blog.csdn.net/u/article/details/100002)"), "{unlinked}");
            let file = catalogue.file("a.md").unwrap().unwrap();
            assert_eq!(file.sha256, Some(digest(unlinked.as_bytes())));
            assert!(catalogue.articles_to_link(0, 9).unwrap().is_empty());
            drop(catalogue);
            std::fs::rename(world.path("b.html"), world.path("in/b.html")).unwrap();
            world.run();
            assert_eq!(world.markdown(), linked);
        }
    }

    #[test]
    fn a_target_that_returns_before_the_next_run_is_linked() {
        for is_written in [false, true] {
            let world = World::new();
            world.run();
            let linked = world.markdown();
            world.kill(is_written);
            std::fs::rename(world.path("b.html"), world.path("in/b.html")).unwrap();
            world.run();
            assert_eq!(world.markdown(), linked);
        }
    }

    #[test]
    fn a_file_that_was_edited_meanwhile_stays() {
        let world = World::new();
        world.run();
        world.kill(true);
        let edited = world.markdown() + "手写\n";
        std::fs::write(world.path("out/a.md"), &edited).unwrap();
        update(&Catalogue::open(&world.path("out")).unwrap()).unwrap();
        assert_eq!(world.markdown(), edited);
    }
}
