//! A blog of generated posts, from pages to a built site: what a reader of the site sees is what the pages show.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::process::Command;

use arbitrary::Unstructured;
use csdown::Options;
use data_url::DataUrl;

use super::blog;
use super::compare::{Difference, Workplace, report};
use super::outline::{Form, Outline};
use super::page::Reading;
use super::site::Site;
use super::tool::{Renderer, Tool, run as run_command};
use super::{document, posts};

/// The number of posts.
pub(crate) const POSTS: usize = 200;

/// Builds a blog whose posts share a folder of images.
pub(crate) fn run(tool: &Tool) -> Result<(), String> {
    build(tool, "blog", |command, site, work| {
        command.arg("--assets").arg(work.join(site.images));
    })
}

/// Builds a blog whose posts and their images have folders of their own.
pub(crate) fn run_with_folders(tool: &Tool) -> Result<(), String> {
    build(tool, "folders", |command, _, _| {
        command.args(["--layout", "folder"]);
    })
}

/// Builds a blog with the options that `add` adds to those of the conversion.
fn build(tool: &Tool, kind: &str, add: fn(&mut Command, &Site, &Path)) -> Result<(), String> {
    let Renderer::Site(site) = tool.renderer else { return Err("the tool builds no sites".to_owned()) };
    let program = (tool.find)().ok_or("the tool is not installed")?;
    let workplace = Workplace::new(&format!("{kind}-{}", tool.name));
    let (pages, work) = (workplace.folder("pages"), workplace.folder("work"));
    let posts: Vec<(String, String)> =
        (0..POSTS).map(|number| (format!("post-{number}"), post(number))).collect();
    for (name, page) in &posts {
        fs::write(pages.join(format!("{name}.html")), page).unwrap();
    }
    site.prepare(&work);
    let profile = serde_json::to_value(tool.profile).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_csdown"));
    command.arg("convert").arg(&pages).arg("--profile").arg(profile.as_str().unwrap());
    add(&mut command, site, &work);
    run_command(command.arg("-o").arg(work.join(site.articles)))?;
    site.build(&program, &work)?;
    let keeps_formulas = tool.keeps_formulas(&program);
    let difference = |(name, page): &(String, String)| {
        let (expected, found) = outlines(tool, site, &work, name, page);
        if expected.has_formulas && !keeps_formulas {
            return None;
        }
        workplace.compare(name, name, &expected, &found)
    };
    let different: Vec<Difference> = posts.iter().filter_map(difference).collect();
    report(&different, posts.len(), "posts")
}

/// Compares the pages of the posts with the documents that csdown makes of them.
pub(crate) fn documents() -> Result<(), String> {
    let converter = posts::reference(&Options::default()).unwrap();
    let mut different = Vec::new();
    for number in 0..POSTS {
        let page = post(number);
        let document = converter.convert(&page).unwrap().document.unwrap();
        let original = Reading { form: Form::BRACKETS, has_ids: true, article: "#content_views" };
        let (expected, found) = (original.outline(&page), document::outline(&document, Form::BRACKETS));
        different.extend(Difference::between(&format!("post-{number}"), &expected, &found));
    }
    report(&different, POSTS, "posts")
}

/// Generates a post. The same number is always the same post.
pub(crate) fn post(number: usize) -> String {
    let mut state = number as u64;
    let bytes: Vec<u8> = std::iter::repeat_with(|| {
        // splitmix64
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb).to_le_bytes()[7]
    })
    .take(1 << 14)
    .collect();
    blog::post(&mut Unstructured::new(&bytes), number).unwrap()
}

/// Returns the outlines of a page and of what the site shows of it.
fn outlines(tool: &Tool, site: &Site, work: &Path, name: &str, page: &str) -> (Outline, Outline) {
    let original = Reading { article: "#content_views", has_ids: true, ..tool.reading };
    let expected = original.outline_with(page, &|source| image(None, source));
    let path = work.join(site.built).join((site.page)(name));
    let built = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let site = work.join(site.built);
    let found =
        tool.reading.outline_with(&built, &|source| image(Some((&site, path.parent().unwrap())), source));
    (expected, found)
}

/// Returns what an image shows: of a file in the built site, or in the URL, its bytes. `folders` are those of the site and
/// of the page.
fn image(folders: Option<(&Path, &Path)>, source: &str) -> String {
    let is_remote = source.starts_with("http:") || source.starts_with("https:");
    let bytes = match folders {
        _ if is_remote => return source.to_owned(),
        _ if source.starts_with("data:") => DataUrl::process(source).unwrap().decode_to_vec().unwrap().0,
        Some((site, page)) => {
            let path = source.strip_prefix('/').map_or_else(|| page.join(source), |below| site.join(below));
            match fs::read(path) {
                Ok(bytes) => bytes,
                Err(error) => return format!("{source}: {error}"),
            }
        }
        None => panic!("{source} is no image of a generated post"),
    };
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{:x}", hasher.finish())
}
