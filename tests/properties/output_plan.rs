//! Properties of output paths and manifests, whatever the inputs are called and whatever a manifest contains.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a violated property panics")]
#![allow(unreachable_pub, reason = "shared between tests and fuzz targets")]

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use arbitrary::{Result, Unstructured};
use csdown::batch::{MANIFEST, Manifest, OutputNames, slashed};
use csdown::metadata::{Date, Metadata, Origin, Sourced};
use csdown::options::Profile;
use csdown::stages::file_name;
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

/// An input of a run.
#[derive(Debug)]
struct Named {
    folder: PathBuf,
    stem: String,
    metadata: Metadata,
}

/// Any two inputs of a run get different, safe paths below the output folder, and the next run the same ones.
pub fn names(u: &mut Unstructured<'_>) -> Result<()> {
    let profile = *u.choose(Profile::ALL)?;
    let count = u.int_in_range(1..=MAX_INPUTS)?;
    let inputs = (0..count).map(|_| input(u)).collect::<Result<Vec<_>>>()?;
    let reserved: HashSet<PathBuf> =
        (0..u.int_in_range(0..=4)?).map(|_| Ok(PathBuf::from(name(u)? + ".md"))).collect::<Result<_>>()?;
    let is_reserved = |path: &Path| reserved.contains(path);
    let assign = |names: &mut OutputNames, input: &Named| {
        names.assign(&input.folder, &file_name(profile, &input.metadata, &input.stem), is_reserved)
    };
    let (mut names, mut again) = (OutputNames::default(), OutputNames::default());
    let (mut lower, mut upper) = (HashSet::new(), HashSet::new());
    for input in &inputs {
        let path = assign(&mut names, input);
        assert_eq!(path, assign(&mut again, input), "the paths of two runs");
        check_path(&path, &input.folder);
        let shown = slashed(&path);
        assert!(names.has(&path) && !is_reserved(&path), "{shown:?}");
        // As file systems that ignore case and normalization compare names.
        let decomposed: String = shown.nfd().collect();
        assert!(lower.insert(decomposed.to_lowercase().nfd().collect::<String>()), "{shown:?} is used twice");
        assert!(upper.insert(decomposed.to_uppercase().nfd().collect::<String>()), "{shown:?} is used twice");
    }
    Ok(())
}

/// A manifest may contain anything, and what is recorded in it is found again.
pub fn manifest(u: &mut Unstructured<'_>) -> Result<()> {
    let garbage: Vec<u8> = u.arbitrary()?;
    let lines: Vec<(String, String)> = u.arbitrary()?;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(MANIFEST), &garbage).unwrap();
    let mut open = Manifest::open(folder.path()).unwrap();
    for (path, digest) in &lines {
        open.record(path, digest).unwrap();
    }
    let recorded = Manifest::open(folder.path()).unwrap().recorded();
    for (path, digest) in &lines {
        assert!(recorded.has_path(path) && recorded.has(path, digest), "{path:?}");
    }
    let bytes = std::fs::read(folder.path().join(MANIFEST)).unwrap();
    assert!(bytes.starts_with(&garbage), "a manifest is only appended to");
    Ok(())
}

fn input(u: &mut Unstructured<'_>) -> Result<Named> {
    let mut metadata = Metadata::default();
    if u.arbitrary()? {
        metadata.title = Some(Sourced::new(name(u)?, Origin::Heading));
    }
    if u.arbitrary()? {
        metadata.id = Some(Sourced::new(name(u)?, Origin::CanonicalLink));
    }
    if u.arbitrary()? {
        metadata.date = Date::parse("2019-11-26").map(|date| Sourced::new(date, Origin::Visible));
    }
    let folder = (0..u.int_in_range(0..=3)?).map(|_| name(u)).collect::<Result<PathBuf>>()?;
    Ok(Named { folder, stem: name(u)?, metadata })
}

/// Returns a name: an unsafe one, any text, or a long one.
fn name(u: &mut Unstructured<'_>) -> Result<String> {
    Ok(match u.int_in_range(0..=3)? {
        0 => u.arbitrary()?,
        1 => (*u.choose(NAMES)?).repeat(u.int_in_range(1..=300)?),
        _ => (*u.choose(NAMES)?).to_owned(),
    })
}

fn check_path(path: &Path, folder: &Path) {
    assert!(
        path.components().all(|part| matches!(part, Component::Normal(_))),
        "{:?} leaves the folder",
        slashed(path)
    );
    let normal = folder.components().filter(|part| matches!(part, Component::Normal(_)));
    assert_eq!(path.parent().unwrap(), normal.collect::<PathBuf>(), "the folder of the input");
    let name = path.file_name().unwrap().to_str().unwrap();
    assert!(name.len() <= MAX_NAME && path.extension().is_some_and(|end| end == "md"), "{name:?}");
    assert!(!name.starts_with('.'), "{name:?} is hidden");
    let is_forbidden = |c: char| c.is_control() || r#"/\:*?"<>|"#.contains(c);
    assert!(!name.contains(is_forbidden), "{name:?}");
    let stem = name.split('.').next().unwrap().trim().to_uppercase();
    let digit = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT")).unwrap_or_default();
    let is_port =
        digit.chars().count() == 1 && digit.chars().all(|c| c.is_ascii_digit() || "¹²³".contains(c));
    assert!(!is_port && !DEVICES.contains(&stem.as_str()), "{name:?} is a device");
}
