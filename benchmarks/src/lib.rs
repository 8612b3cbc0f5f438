//! The contenders, and the posts they run over.

mod contenders;
#[cfg(feature = "peers")]
mod peers;

use std::path::Path;

pub use contenders::{CONTENDERS, Contender};

#[path = "../../benches/stages/pages.rs"]
mod pages;
#[path = "../../benches/stages/posts.rs"]
mod posts;

/// A post as csdown gets it and as its peers do.
#[derive(Debug)]
pub struct Post {
    /// The name of the file without its extension.
    pub name: String,
    /// The file.
    pub text: String,
    /// Where the HTML begins, behind the front matter.
    pub html_start: usize,
}

impl Post {
    fn new(name: String, text: String) -> Self {
        let end = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n"));
        Self { name, html_start: end.map_or(0, |end| end + 9), text }
    }

    /// The HTML without the front matter, which no peer reads.
    #[must_use]
    pub fn html(&self) -> &str {
        &self.text[self.html_start..]
    }
}

/// Returns what the programs run over: the posts in a folder, or generated ones.
///
/// | argument | |
/// | --- | --- |
/// | none, `posts` | 20 posts of 5 to 100 KB, and one of 800 KB |
/// | `pages` | 10 pages as the site sends them: articles of 4 to 40 KB, with 170 KB of page around each |
/// | other | the scraped posts in that folder |
///
/// # Panics
///
/// When the folder cannot be read.
#[must_use]
pub fn inputs(argument: Option<&str>) -> Vec<Post> {
    let generated = |size: usize, text| Post::new(size.to_string(), text);
    match argument {
        None | Some("posts") => {
            let sizes = (1..=20).map(|step| step * 5_000).chain([800_000]);
            sizes.map(|size| generated(size, posts::post(size))).collect()
        }
        Some("pages") => {
            (1..=10).map(|step| step * 4_000).map(|size| generated(size, pages::page(size))).collect()
        }
        Some(folder) => folder_of_posts(Path::new(folder)),
    }
}

fn folder_of_posts(folder: &Path) -> Vec<Post> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let posts = paths.iter().map(|path| {
        let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
        Post::new(path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), text)
    });
    // Posts that are Markdown already are nobody's work.
    posts.filter(|post| post.text.contains("content_views")).collect()
}
