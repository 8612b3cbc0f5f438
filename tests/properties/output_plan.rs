//! Properties of output paths, whatever the inputs are called and whatever a manifest contains.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a violated property panics")]
#![allow(unreachable_pub, reason = "shared between tests and fuzz targets")]

use std::collections::{BTreeMap, HashSet};
use std::path::{Component, Path, PathBuf};

use arbitrary::{Result, Unstructured};
use csdown::Options;
use csdown::batch::{Article, IsOwn, OutputNames, slashed};
use csdown::catalogue::{Catalogue, OutputContents};
use csdown::metadata::{Date, Metadata, Origin, Sourced};
use csdown::options::{DateFallback, Profile};
use csdown::stages::file_name::{FileName, file_name};
use unicode_normalization::UnicodeNormalization as _;

/// Bytes of a name that file systems allow.
const MAX_NAME: usize = 255;

/// The most inputs of a run.
const MAX_INPUTS: usize = 40;

/// Names that Windows reserves, with any extension.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// Names that are likely to collide or to be unsafe.
const NAMES: &[&str] = &[
    "a",
    "A",
    "a-2",
    "a.md",
    "..",
    ".",
    "/",
    "\\",
    "con",
    "NUL.txt",
    "Com1",
    "lpt²",
    "é",
    "e\u{301}",
    "É",
    "σ",
    "ς",
    "ß",
    "SS",
    "ﬁ",
    "\u{212a}",
    "k",
    "İ",
    "ı",
    "a ",
    "a.",
    " a",
    "\0",
    "a/b",
    "a\\b",
    "C:",
    "2024-01-01-a",
    "\u{202e}a",
    "字",
];

/// Templates of names.
const TEMPLATES: &[&str] =
    &["{stem}", "{title}", "{id}-{slug}", "{user}/{title} ({date})", "{year}/{column}"];

/// An input of a run.
#[derive(Debug)]
struct Named {
    folder: PathBuf,
    stem: String,
    input: String,
    metadata: Metadata,
    name: FileName,
}

impl Named {
    fn article(&self) -> Article<'_> {
        Article {
            id: self.metadata.id.as_ref().map(|id| id.value.as_str()),
            input: &self.input,
            digest: "0123456789abcdef",
            is_named_after_input: self.name.is_of_input,
        }
    }

    fn assign(
        &self,
        names: &mut OutputNames,
        is_own: Option<IsOwn<'_>>,
        is_reserved: impl FnMut(&Path) -> bool,
    ) -> PathBuf {
        names.assign(&self.article(), &self.folder.join(&self.name.path), is_own, is_reserved)
    }
}

/// Any two inputs of a run get different, safe paths below the output folder.
pub fn names(u: &mut Unstructured<'_>) -> Result<()> {
    let options = options(u)?;
    let count = u.int_in_range(1..=MAX_INPUTS)?;
    let inputs = (0..count).map(|_| input(u, &options)).collect::<Result<Vec<_>>>()?;
    let reserved: HashSet<PathBuf> =
        (0..u.int_in_range(0..=4)?).map(|_| Ok(PathBuf::from(name(u)? + ".md"))).collect::<Result<_>>()?;
    let is_reserved = |path: &Path| reserved.contains(path);
    let (mut names, mut again) = (OutputNames::default(), OutputNames::default());
    let (mut lower, mut upper) = (HashSet::new(), HashSet::new());
    for input in &inputs {
        let path = input.assign(&mut names, None, is_reserved);
        let of_nobody: IsOwn<'_> = &|_| None;
        assert_eq!(path, input.assign(&mut again, Some(of_nobody), is_reserved), "the paths of two runs");
        check_path(&path, &input.folder, &input.name);
        let shown = slashed(&path);
        assert!(names.has(&path) && !is_reserved(&path), "{shown:?}");
        // As file systems that ignore case and normalization compare names.
        let decomposed: String = shown.nfd().collect();
        assert!(lower.insert(decomposed.to_lowercase().nfd().collect::<String>()), "{shown:?} is used twice");
        assert!(upper.insert(decomposed.to_uppercase().nfd().collect::<String>()), "{shown:?} is used twice");
    }
    Ok(())
}

/// Articles keep their names in later runs, whatever others are removed, added or reordered.
pub fn names_of_later_runs(u: &mut Unstructured<'_>) -> Result<()> {
    let options = options(u)?;
    let folder = tempfile::tempdir().unwrap();
    let count = u.int_in_range(1..=MAX_INPUTS)?;
    let mut inputs = Vec::new();
    for number in 0..count {
        // Ids tell articles apart; names of inputs, inputs.
        let mut input = input(u, &options)?;
        input.metadata.id = Some(Sourced::new(format!("136{number:06}"), Origin::SourceUrl));
        if input.name.is_of_input {
            input.stem = format!("{}{number}", input.stem);
        }
        inputs.push(input.named(&options));
    }
    let run = |inputs: &[&Named]| -> BTreeMap<String, PathBuf> {
        let (catalogue, mut names) = (Catalogue::open(folder.path()).unwrap(), OutputNames::default());
        let assign = |input: &&Named| {
            let article = input.article();
            let is_own = |path: &Path| catalogue.belongs_to(&slashed(path), &article).unwrap();
            let path = input.assign(&mut names, Some(&is_own), |_| false);
            let (output, contents) = (slashed(&path), OutputContents::whole("00"));
            catalogue.intend(&output, &output, &contents, Some(&input.article())).unwrap();
            (input.metadata.id.clone().unwrap().value, path)
        };
        let paths = inputs.iter().map(assign).collect();
        catalogue.commit().unwrap();
        paths
    };
    let pick = |u: &mut Unstructured<'_>| -> Result<Vec<&Named>> {
        let mut picked = Vec::new();
        for input in &inputs {
            if u.ratio(2, 3)? {
                picked.insert(u.int_in_range(0..=picked.len())?, input);
            }
        }
        Ok(picked)
    };
    let mut known = run(&pick(u)?);
    for _ in 0..2 {
        for (id, path) in run(&pick(u)?) {
            assert_eq!(known.entry(id).or_insert_with(|| path.clone()), &path, "the path of a later run");
        }
        let paths: HashSet<_> = known.values().collect();
        assert_eq!(paths.len(), known.len(), "no path has two articles");
    }
    Ok(())
}

/// A manifest of an earlier version may contain anything, and what is recorded afterwards is found again.
pub fn manifest(u: &mut Unstructured<'_>) -> Result<()> {
    let garbage: Vec<u8> = u.arbitrary()?;
    let lines: Vec<(String, [u8; 4])> = u.arbitrary()?;
    let lines = lines.into_iter().map(|(path, digest)| (path, format!("{:08x}", u32::from_be_bytes(digest))));
    let lines: Vec<_> = lines.collect();
    let folder = tempfile::tempdir().unwrap();
    let manifest = folder.path().join(".csdown-manifest.jsonl");
    std::fs::write(&manifest, &garbage).unwrap();
    let catalogue = Catalogue::open(folder.path()).unwrap();
    for (path, digest) in &lines {
        let article = Article { id: Some(path), input: digest, digest, is_named_after_input: false };
        catalogue.intend(path, path, &OutputContents::whole(digest), Some(&article)).unwrap();
    }
    catalogue.commit().unwrap();
    let catalogue = Catalogue::read(folder.path()).unwrap().unwrap();
    for (path, digest) in &lines {
        assert!(catalogue.recorded(path).unwrap().has(digest), "{path:?}");
    }
    assert!(!manifest.exists(), "the manifest is imported once");
    Ok(())
}

/// Returns options with a template.
fn options(u: &mut Unstructured<'_>) -> Result<Options> {
    let mut options = Options::default();
    options.profile = *u.choose(Profile::ALL)?;
    options.date_fallback = DateFallback::Omit;
    if u.arbitrary()? {
        options.name = Some(u.choose(TEMPLATES)?.parse().unwrap());
    }
    Ok(options)
}

fn input(u: &mut Unstructured<'_>, options: &Options) -> Result<Named> {
    let mut metadata = Metadata::default();
    for field in [&mut metadata.title, &mut metadata.id, &mut metadata.user] {
        if u.arbitrary()? {
            *field = Some(Sourced::new(name(u)?, Origin::Visible));
        }
    }
    if u.arbitrary()? {
        metadata.categories = Some(Sourced::new(vec![name(u)?], Origin::Visible));
    }
    if u.arbitrary()? {
        metadata.date = Date::parse("2019-11-26").map(|date| Sourced::new(date, Origin::Visible));
    }
    let folder = (0..u.int_in_range(0..=3)?).map(|_| name(u)).collect::<Result<PathBuf>>()?;
    let (stem, file) = (name(u)?, FileName { path: PathBuf::new(), is_of_input: false });
    Ok(Named { folder, stem, input: String::new(), metadata, name: file }.named(options))
}

impl Named {
    fn named(mut self, options: &Options) -> Self {
        self.input = format!("{}.html", self.stem);
        self.name = file_name(options, &self.metadata, &self.stem, || None).unwrap();
        self
    }
}

/// Returns a name: an unsafe one, any text, or a long one.
fn name(u: &mut Unstructured<'_>) -> Result<String> {
    Ok(match u.int_in_range(0..=3)? {
        0 => u.arbitrary()?,
        1 => (*u.choose(NAMES)?).repeat(u.int_in_range(1..=300)?),
        _ => (*u.choose(NAMES)?).to_owned(),
    })
}

fn check_path(path: &Path, folder: &Path, name: &FileName) {
    let normal = folder.components().filter(|part| matches!(part, Component::Normal(_)));
    let below = path.strip_prefix(normal.collect::<PathBuf>()).unwrap();
    assert_eq!(below.components().count(), name.path.components().count(), "{}", below.display());
    assert!(path.extension().is_some_and(|end| end == "md"), "{}", below.display());
    below.iter().for_each(|part| check_name(part.to_str().unwrap()));
}

fn check_name(name: &str) {
    assert!(!["", ".", ".."].contains(&name) && name.len() <= MAX_NAME, "{name:?}");
    assert!(!name.starts_with('.') && !name.ends_with(['.', ' ']), "{name:?}");
    let is_forbidden = |c: char| c.is_control() || r#"/\:*?"<>|"#.contains(c);
    assert!(!name.contains(is_forbidden), "{name:?}");
    let stem = name.split('.').next().unwrap().trim().to_uppercase();
    let digit = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT")).unwrap_or_default();
    let is_port =
        digit.chars().count() == 1 && digit.chars().all(|c| c.is_ascii_digit() || "¹²³".contains(c));
    assert!(!is_port && !DEVICES.contains(&stem.as_str()), "{name:?} is a device");
}
