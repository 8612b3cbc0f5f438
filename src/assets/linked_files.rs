//! The images that Markdown of csdown links to: in a folder of stored images, or beside the Markdown.

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

use super::index::IMAGE_INDEX;

/// The images of the Markdown in a folder.
#[derive(Debug)]
pub(super) struct LinkedFiles {
    folder: PathBuf,
}

/// The folders of a site that tools serve at its root: Hugo, Hexo, and Jekyll, which serves the site itself.
const SERVED: [&str; 3] = ["static", "source", ""];

impl LinkedFiles {
    /// The images of the Markdown in `folder`.
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf() }
    }

    /// Returns the canonical path of the file at `url`, which is relative to the Markdown or to the root of the site.
    pub(super) fn find(&self, url: &str) -> Option<PathBuf> {
        if url.contains(':') || url.starts_with("//") {
            return None;
        }
        let folder = self.folder.canonicalize().ok()?;
        let path = percent_decode_str(url).decode_utf8().ok()?;
        match path.strip_prefix('/') {
            None => image(&folder, &folder.join(path.as_ref())),
            Some(path) => {
                let files =
                    folder.ancestors().flat_map(|site| SERVED.map(|served| site.join(served).join(path)));
                files.into_iter().find_map(|file| image(&folder, &file))
            }
        }
    }
}

/// Returns the canonical path of `file`, if it is one that csdown may have stored for the Markdown in `folder`.
fn image(folder: &Path, file: &Path) -> Option<PathBuf> {
    let file = file.canonicalize().ok()?;
    let is_in_store = || file.parent().is_some_and(|images| images.join(IMAGE_INDEX).is_file());
    (file.is_file() && (file.starts_with(folder) || is_hash(&file) || is_in_store())).then_some(file)
}

/// Whether the name of a file is a hash, by which stored images are named.
fn is_hash(file: &Path) -> bool {
    let stem = file.file_stem().unwrap_or_default().as_encoded_bytes();
    stem.len() == 32 && stem.iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_images_of_csdown_are_found() {
        let root = tempfile::tempdir().unwrap();
        for path in ["blog/static/images/1.png", "posts/a/2.png", "secret.png", "blog/content/posts/a.md"] {
            std::fs::create_dir_all(root.path().join(path).parent().unwrap()).unwrap();
            std::fs::write(root.path().join(path), "").unwrap();
        }
        std::fs::write(root.path().join("blog/static/images").join(IMAGE_INDEX), "").unwrap();
        let found = |folder: &str, url: &str| LinkedFiles::new(&root.path().join(folder)).find(url).is_some();
        assert!(found("blog/content/posts", "/images/1.png"));
        assert!(found("blog/content/posts", "../../static/images/1.png"));
        assert!(found("posts", "a/2.png") && found("posts", "a/%32.png"));
        for url in ["../secret.png", "/secret.png", "a", "a/3.png", "file:a/2.png", "//a/2.png"] {
            assert!(!found("posts", url), "{url}");
        }
    }
}
