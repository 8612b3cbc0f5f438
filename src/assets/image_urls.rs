//! The URLs of stored images in the Markdown.

use std::path::{Component, Path, PathBuf};

use super::relative_url::relative;
use super::store::ImageStore;
use super::stored_image::StoredImage;
use crate::options::Profile;
use crate::store::resolve;

/// The folder, in an output folder, for the images of articles that have copies in folders of their own.
pub const IMAGE_FOLDER: &str = ".csdown-images";

/// What the Markdown says about where the stored images are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ImageUrls {
    /// Their path, relative to the Markdown.
    #[default]
    Relative,
    /// Their file name below this URL, as in `/images/`.
    Below(String),
    /// Their file name: each article has copies of its images in a folder of its own.
    Beside,
}

/// A folder of images that the tool of a profile does not serve, so that the Markdown cannot link to it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} does not serve images in {}; use {}", tool(*.profile).0, folder.display(), tool(*.profile).1)]
#[non_exhaustive]
pub struct NotServed {
    /// The folder.
    pub folder: PathBuf,
    /// The profile.
    pub profile: Profile,
}

/// Returns the name of the tool of `profile` and which folders it serves.
const fn tool(profile: Profile) -> (&'static str, &'static str) {
    match profile {
        Profile::Plain => ("Markdown", "any folder"),
        Profile::Obsidian => ("Obsidian", "any folder"),
        Profile::Hugo => ("Hugo", "a folder below `static`, such as static/images"),
        Profile::Hexo => ("Hexo", "a folder below `source`, such as source/images"),
        Profile::Jekyll => ("Jekyll", "a folder beside `_posts` or `_config.yml`, such as assets/img"),
    }
}

impl ImageUrls {
    /// Returns the URLs at which the tool of `profile` serves the folder `folder`. `output` is the folder of the Markdown.
    ///
    /// Hugo serves the folders below `static` at the root of the site, Hexo those below `source`, and Jekyll those beside
    /// `_posts` or `_config.yml`. The others read URLs relative to the Markdown.
    ///
    /// ```
    /// use std::path::Path;
    /// use csdown::{assets::ImageUrls, options::Profile};
    /// let urls = ImageUrls::served(Profile::Hugo, Path::new("blog/static/images"), None);
    /// assert_eq!(urls, Ok(ImageUrls::Below("/images".to_owned())));
    /// ```
    ///
    /// # Errors
    ///
    /// If the tool does not serve the folder.
    pub fn served(profile: Profile, folder: &Path, output: Option<&Path>) -> Result<Self, NotServed> {
        let absolute = absolute(folder);
        let root = match profile {
            Profile::Plain | Profile::Obsidian => return Ok(Self::Relative),
            Profile::Hugo => ancestor_named(&absolute, "static"),
            Profile::Hexo => ancestor_named(&absolute, "source").filter(|root| !is_hidden(root, &absolute)),
            Profile::Jekyll => jekyll_site(&absolute, output).filter(|root| !is_hidden(root, &absolute)),
        };
        let not_served = || NotServed { folder: folder.to_path_buf(), profile };
        root.map(|root| Self::Below(format!("/{}", relative(&root, &absolute)))).ok_or_else(not_served)
    }

    /// Returns the URL of `image` in Markdown that lies in `folder`, which must be free of symbolic links.
    pub(super) fn url(&self, image: &StoredImage, store: &ImageStore, folder: &Path) -> String {
        match self {
            Self::Relative => store.relative_url(image, folder),
            Self::Below(url) if url.is_empty() || url.ends_with('/') => format!("{url}{}", image.file),
            Self::Below(url) => format!("{url}/{}", image.file),
            Self::Beside => image.file.clone(),
        }
    }
}

/// Makes a path absolute. Its names are kept: a folder of a site may be a symbolic link to elsewhere.
fn absolute(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let goes_up = absolute.components().any(|part| part == Component::ParentDir);
    if goes_up { resolve(path) } else { absolute }
}

/// Returns the innermost folder called `name` that contains `path`, or is `path`.
fn ancestor_named(path: &Path, name: &str) -> Option<PathBuf> {
    let is_named = |folder: &&Path| folder.file_name().is_some_and(|own| own == name);
    path.ancestors().find(is_named).map(Path::to_path_buf)
}

/// Returns the folder of the Jekyll site that contains `folder`.
fn jekyll_site(folder: &Path, output: Option<&Path>) -> Option<PathBuf> {
    let configured = ["_config.yml", "_config.yaml", "_config.toml"];
    let is_site = |site: &&Path| configured.iter().any(|name| site.join(name).is_file());
    let beside_posts = || {
        let posts = ancestor_named(&absolute(output?), "_posts")?;
        posts.parent().filter(|site| folder.starts_with(site)).map(Path::to_path_buf)
    };
    folder.ancestors().find(is_site).map(Path::to_path_buf).or_else(beside_posts)
}

/// Whether a folder between `root` and `folder` is hidden: Jekyll and Hexo leave out names that begin with `_` or `.`.
fn is_hidden(root: &Path, folder: &Path) -> bool {
    let below = folder.strip_prefix(root).unwrap_or(folder);
    below.iter().any(|name| name.as_encoded_bytes().first().is_some_and(|first| b"_.".contains(first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(profile: Profile, folder: &str, output: &str) -> Option<String> {
        match ImageUrls::served(profile, Path::new(folder), Some(Path::new(output))) {
            Ok(ImageUrls::Below(url)) => Some(url),
            Ok(other) => panic!("{other:?}"),
            Err(NotServed { .. }) => None,
        }
    }

    #[test]
    fn hugo_serves_folders_below_static() {
        let url = |folder| served(Profile::Hugo, folder, "blog/content/posts");
        assert_eq!(url("blog/static/images").as_deref(), Some("/images"));
        assert_eq!(url("/static/x/static/图 片/a").as_deref(), Some("/%E5%9B%BE%20%E7%89%87/a"));
        assert_eq!(url("blog/static").as_deref(), Some("/"));
        assert_eq!(url("blog/content/posts/images"), None);
        assert_eq!(url("blog/statics"), None);
    }

    #[test]
    fn hexo_serves_visible_folders_below_source() {
        let url = |folder| served(Profile::Hexo, folder, "blog/source/_posts");
        assert_eq!(url("blog/source/images").as_deref(), Some("/images"));
        assert_eq!(url("/source/blog/source/images").as_deref(), Some("/images"));
        assert_eq!(url("blog/source/_posts/images"), None);
        assert_eq!(url("blog/images"), None);
    }

    #[test]
    fn jekyll_serves_visible_folders_of_the_site() {
        let folder = tempfile::tempdir().unwrap();
        let url = |assets: &str, output: &str| {
            let path = |below: &str| folder.path().join(below).to_string_lossy().into_owned();
            served(Profile::Jekyll, &path(assets), &path(output))
        };
        assert_eq!(url("blog/assets/img", "blog/_posts").as_deref(), Some("/assets/img"));
        assert_eq!(url("blog/assets/img", "blog/_posts/2024").as_deref(), Some("/assets/img"));
        assert_eq!(url("blog/_images", "blog/_posts"), None);
        assert_eq!(url("blog/_posts/images", "blog/_posts"), None);
        assert_eq!(url("assets", "blog/_posts"), None);
        assert_eq!(url("blog/a/assets", "blog/posts"), None);
        std::fs::create_dir(folder.path().join("blog")).unwrap();
        std::fs::write(folder.path().join("blog/_config.yml"), "").unwrap();
        assert_eq!(url("blog/a/assets", "elsewhere").as_deref(), Some("/a/assets"));
        assert_eq!(url("blog/a/assets", "blog/a/_posts").as_deref(), Some("/a/assets"));
    }

    #[test]
    fn other_tools_read_relative_urls() {
        for profile in [Profile::Plain, Profile::Obsidian] {
            assert_eq!(ImageUrls::served(profile, Path::new("x"), None), Ok(ImageUrls::Relative));
        }
    }
}
