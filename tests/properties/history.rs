//! Random histories of an archive: inputs come, change and go, options change, runs are killed, files are edited, and
//! folders or catalogues are replaced by older copies.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a violated property panics")]
#![allow(unreachable_pub, reason = "shared between tests")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use arbitrary::{Result, Unstructured};
use csdown::batch::{Batch, Changes, Destination, OutputState, discover};
use csdown::catalogue::{CATALOGUE, Catalogue};
use csdown::options::{ArticleLayout, FrontMatter, InternalLinks, Profile};
use csdown::{Converter, Options};
use sha2::{Digest as _, Sha256};

/// The number of articles.
const ARTICLES: u32 = 6;

/// The most steps of a history.
const MAX_STEPS: usize = 30;

/// The files that articles may be in.
const INPUTS: [&str; 8] =
    ["a.html", "b.html", "甲/a.html", "甲/b.html", "甲/乙/c (1).html", "c.html", "丙/d.html", "丙/e.html"];

const TEMPLATES: [&str; 5] = ["{stem}", "{title}", "{id}", "all/{stem}-{id}", "{title}/{stem}"];

/// What a person adds to a file.
const EDIT: &str = "手写\n";

/// What a killed run panics with.
struct Killed;

/// Files below a folder, without hidden ones.
type Files = BTreeMap<String, Vec<u8>>;

/// Keeps the panics that stand for kills from being printed.
pub fn silence_kills() {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !info.payload().is::<Killed>() {
            print(info);
        }
    }));
}

/// Runs a history, and checks the archive after every run.
pub fn archive(u: &mut Unstructured<'_>) -> Result<()> {
    let mut world = World::new();
    for _ in 0..3 {
        world.add(u)?;
    }
    for _ in 0..u.int_in_range(2..=MAX_STEPS)? {
        world.step(u)?;
    }
    world.check_pruned();
    Ok(())
}

struct World {
    folder: tempfile::TempDir,
    options: Options,
    /// The article in each input.
    inputs: BTreeMap<&'static str, u32>,
    /// How often a file was written, which is also its time.
    clock: u64,
    /// Older catalogues and files.
    copies: Vec<(Vec<u8>, Files)>,
    /// What happened, for the message of a failure.
    log: Vec<String>,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        let mut options = Options::default();
        options.internal_links = InternalLinks::Relative;
        Self { folder, options, inputs: BTreeMap::new(), clock: 0, copies: Vec::new(), log: Vec::new() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn note(&mut self, text: String) {
        self.log.push(text);
    }

    /// Writes a file with a time that no other has.
    fn write(&mut self, path: &Path, contents: &[u8]) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
        self.clock += 1;
        let file = File::options().write(true).open(path).unwrap();
        file.set_modified(UNIX_EPOCH + Duration::from_secs(1_000_000_000 + self.clock)).unwrap();
    }

    fn step(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        match u.int_in_range(0..=19)? {
            0..=5 => self.add(u),
            6..=7 => {
                self.remove(u);
                Ok(())
            }
            8 => self.rename(u),
            9..=10 => self.change_options(u),
            11 => self.edit(u),
            12..=13 => self.kill(u),
            14 => self.replace(u),
            15 => {
                self.run((false, u.arbitrary()?), None);
                Ok(())
            }
            _ => {
                self.check_pruned();
                Ok(())
            }
        }
    }

    /// Writes an input: a new one, or new contents.
    fn add(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let (input, id) = (*u.choose(&INPUTS)?, u.int_in_range(1..=ARTICLES)?);
        let id = self.inputs.get(input).copied().unwrap_or(id);
        if self.inputs.iter().any(|(other, article)| *other != input && *article == id) {
            return Ok(());
        }
        let links = (0..u.int_in_range(0..=3)?)
            .map(|_| {
                let (id, fragment) = (u.int_in_range(1..=ARTICLES)?, *u.choose(&["", "#t0", "#t1", "#x"])?);
                Ok(format!(
                    "<p>见<a href='https://blog.csdn.net/u/article/details/10000{id}{fragment}'>文</a></p>"
                ))
            })
            .collect::<Result<String>>()?;
        let page = format!(
            "<link rel=canonical href=https://blog.csdn.net/u/article/details/10000{id}>\
             <h1 class=title-article>题 {id}</h1><div id=content_views class=markdown_views>\
             <h2><a name=t0></a>节 {}</h2><p>{}</p>{links}</div>",
            u.int_in_range(0..=2)?,
            u.int_in_range(10..=99)?,
        );
        self.inputs.insert(input, id);
        self.note(format!("add {input}: {page}"));
        self.write(&self.path("in").join(input), page.as_bytes());
        Ok(())
    }

    fn remove(&mut self, u: &mut Unstructured<'_>) {
        let inputs: Vec<_> = self.inputs.keys().copied().collect();
        // The outputs of a folder without any input are not pruned.
        if inputs.len() > 1
            && let Ok(input) = u.choose(&inputs)
        {
            self.note(format!("remove {input}"));
            self.inputs.remove(input);
            fs::remove_file(self.path("in").join(input)).unwrap();
        }
    }

    fn rename(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let inputs: Vec<_> = self.inputs.keys().copied().collect();
        let to = *u.choose(&INPUTS)?;
        if let Ok(from) = u.choose(&inputs)
            && !self.inputs.contains_key(to)
        {
            self.note(format!("rename {from} {to}"));
            let id = self.inputs.remove(from).unwrap();
            self.inputs.insert(to, id);
            let path = self.path("in").join(to);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::rename(self.path("in").join(from), path).unwrap();
        }
        Ok(())
    }

    fn change_options(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let options = &mut self.options;
        match u.int_in_range(0..=4)? {
            0 => options.front_matter.format = *u.choose(&[FrontMatter::Yaml, FrontMatter::None])?,
            1 => options.name = Some(u.choose(&TEMPLATES)?.parse().unwrap()),
            2 => options.layout = *u.choose(&[ArticleLayout::File, ArticleLayout::Folder])?,
            3 => options.profile = *u.choose(&[Profile::Plain, Profile::Hexo, Profile::Obsidian])?,
            _ => options.internal_links = *u.choose(&[InternalLinks::Keep, InternalLinks::Relative])?,
        }
        let Options { layout, profile, internal_links, .. } = options;
        let (name, front_matter) =
            (options.name.as_ref().map(ToString::to_string), options.front_matter.format);
        let text = format!("options {front_matter:?} {name:?} {layout:?} {profile:?} {internal_links:?}");
        self.note(text);
        Ok(())
    }

    /// Edits, replaces or removes a file of the archive, as a person does.
    fn edit(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let files = self.files();
        let names: Vec<_> = files.keys().collect();
        let Ok(name) = u.choose(&names) else { return Ok(()) };
        let (path, is_removed) = (self.path("out").join(name), u.ratio(2, 3)?);
        self.note(format!("edit {name}, removed: {is_removed}"));
        if is_removed {
            fs::remove_file(path).unwrap();
        } else {
            let edited = [&files[*name], EDIT.as_bytes()].concat();
            self.write(&path, &edited);
        }
        Ok(())
    }

    fn kill(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let (prune, count) = (u.arbitrary()?, u.int_in_range(0..=4)?);
        self.run((prune, false), Some(count));
        Ok(())
    }

    /// Replaces the files, or the catalogue, by older ones.
    fn replace(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let is_files: bool = u.arbitrary()?;
        let Ok((catalogue, files)) = u.choose(&self.copies).cloned() else { return Ok(()) };
        self.note(format!("an older copy, of files: {is_files}"));
        if is_files {
            for name in self.files().keys() {
                fs::remove_file(self.path("out").join(name)).unwrap();
            }
            for (name, contents) in files {
                self.write(&self.path("out").join(name), &contents);
            }
        } else {
            for end in ["-wal", "-shm"] {
                drop(fs::remove_file(self.path("out").join(format!("{CATALOGUE}{end}"))));
            }
            fs::write(self.path("out").join(CATALOGUE), catalogue).unwrap();
        }
        Ok(())
    }

    fn files(&self) -> Files {
        let mut files = Files::new();
        list(&self.path("out"), "", &mut files);
        files
    }

    /// The files that the catalogue does not know, so that no run may change them.
    fn foreign(&self) -> Files {
        let mut files = self.files();
        if let Some(catalogue) = Catalogue::read(&self.path("out")).ok().flatten() {
            files.retain(|name, contents| !catalogue.recorded(name).unwrap().has(&hex(contents)));
        }
        files
    }

    /// Converts the inputs into a folder. Returns how many were not up to date, and the changes, unless it was killed after
    /// so many inputs.
    fn convert(
        &self,
        to: &Path,
        (prune, checksum): (bool, bool),
        kill: Option<usize>,
    ) -> Option<(usize, Changes)> {
        let converter = Converter::new(self.options.clone()).unwrap();
        let inputs = discover(&[self.path("in")], Some(to));
        let two = NonZeroUsize::new(2).unwrap();
        let batch = Batch::new(&converter, Destination::Folder(to.to_path_buf()));
        let batch = batch.prune(prune).checksum(checksum).jobs(two).window(two);
        let (mut count, mut changed) = (0, 0);
        let run = catch_unwind(AssertUnwindSafe(|| {
            batch.run(inputs, &mut |record| {
                count += 1;
                let is_same =
                    matches!(&record.result, Ok(done) if matches!(done.output, OutputState::UpToDate { .. }));
                changed += usize::from(!is_same);
                if Some(count) == kill {
                    std::panic::panic_any(Killed);
                }
            })
        }));
        match run {
            Ok(run) => Some((changed, run.unwrap())),
            Err(payload) if payload.is::<Killed>() => None,
            Err(payload) => std::panic::resume_unwind(payload),
        }
    }

    /// Runs csdown, and checks what holds after every run. Returns the number of inputs that were not up to date.
    fn run(&mut self, (prune, checksum): (bool, bool), kill: Option<usize>) -> usize {
        self.note(format!("run, prune: {prune}, checksum: {checksum}, kill: {kill:?}"));
        let mut foreign = self.foreign();
        // What an older catalogue does not know is recognized, and its links are rewritten.
        foreign.retain(|_, contents| contents.ends_with(EDIT.as_bytes()));
        let result = self.convert(&self.path("out"), (prune, checksum), kill);
        let files = self.files();
        for (name, contents) in &foreign {
            assert!(
                files.get(name) == Some(contents),
                "{name} was edited and is lost\n{}",
                self.log.join("\n")
            );
        }
        self.check_integrity();
        if self.copies.len() < 4 {
            self.copies.push((fs::read(self.path("out").join(CATALOGUE)).unwrap(), files));
        }
        result.map_or(0, |(changed, _)| changed)
    }

    /// Runs csdown with `--prune`, and checks that the archive is as that of a single run.
    fn check_pruned(&mut self) {
        self.run((true, false), None);
        let foreign = self.foreign();
        if foreign.values().any(|contents| !contents.ends_with(EDIT.as_bytes())) {
            // An older catalogue does not know these files. They are recognized once the links in them are known.
            return;
        }
        let (files, log) = (self.files(), self.log.join("\n"));
        self.check_catalogue(&foreign, &log);
        let changed = self.run((true, false), None);
        self.check_same(&files, "a second run changes files");
        if foreign.is_empty() {
            assert_eq!(changed, 0, "inputs are not up to date in a second run\n{log}");
            let other = tempfile::tempdir_in(self.folder.path()).unwrap();
            self.convert(other.path(), (false, false), None);
            let mut expected = Files::new();
            list(other.path(), "", &mut expected);
            self.check_same(&expected, "one run makes other files");
        }
    }

    /// Checks that the archive has exactly these files.
    fn check_same(&self, expected: &Files, message: &str) {
        let (found, log) = (self.files(), self.log.join("\n"));
        for name in expected.keys().chain(found.keys()) {
            let text = |files: &Files| files.get(name).map(|text| String::from_utf8_lossy(text).into_owned());
            let (expected, found) = (text(expected), text(&found));
            assert!(expected == found, "{message}: {name}\n{expected:?}\n{found:?}\n{log}");
        }
    }

    fn check_integrity(&self) {
        let connection = rusqlite::Connection::open(self.path("out").join(CATALOGUE)).unwrap();
        let result: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(result, "ok", "{}", self.log.join("\n"));
    }

    /// Checks that the catalogue agrees with the files.
    fn check_catalogue(&self, foreign: &Files, log: &str) {
        let (files, connection) =
            (self.files(), rusqlite::Connection::open(self.path("out").join(CATALOGUE)).unwrap());
        let mut statement =
            connection.prepare("SELECT path, size, lower(hex(sha256)), stale FROM files").unwrap();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let (path, size): (String, Option<i64>) = (row.get(0).unwrap(), row.get(1).unwrap());
            let (digest, stale): (String, bool) = (row.get(2).unwrap(), row.get(3).unwrap());
            assert!(!stale, "{path} is stale\n{log}");
            let is_same = |contents: &Vec<u8>| {
                hex(contents) == digest && size.is_none_or(|size| usize::try_from(size) == Ok(contents.len()))
            };
            let is_right = foreign.contains_key(&path) || files.get(&path).is_some_and(is_same);
            assert!(is_right || !foreign.is_empty(), "{path} is not as recorded\n{log}");
        }
        let mut statement = connection.prepare("SELECT input, output FROM articles").unwrap();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let (input, output): (String, Option<String>) = (row.get(0).unwrap(), row.get(1).unwrap());
            assert!(self.inputs.contains_key(input.trim_start_matches("../in/")), "{input} is gone\n{log}");
            let is_there = output.as_ref().is_some_and(|output| files.contains_key(output));
            assert!(is_there || !foreign.is_empty(), "{input} has no output {output:?}\n{log}");
        }
    }
}

/// Reads the visible files below `folder`.
fn list(folder: &Path, prefix: &str, files: &mut Files) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.file_type().unwrap().is_dir() {
            list(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fs::read(entry.path()).unwrap());
        }
    }
}

fn hex(contents: &[u8]) -> String {
    let mut digits = String::new();
    for byte in Sha256::digest(contents) {
        write!(digits, "{byte:02x}").unwrap();
    }
    digits
}
