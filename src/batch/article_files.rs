//! The paths of an article's files in an output folder.

use std::path::{Path, PathBuf};

use super::input::Input;
use crate::Options;
use crate::options::{ArticleLayout, Profile};

/// The name of an article's file in a folder of its own, without extension.
const INDEX: &str = "index";

/// How the files of an article are arranged, by layout and profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ArticleFiles {
    /// `name.md`.
    Single,
    /// `name/index.md` and its images.
    Index,
    /// The same for Hugo, which calls it a bundle and shows no articles in the folder of another.
    Bundle,
    /// `name/name.md` and its images. Obsidian shows the names of files, so they must differ.
    Note,
    /// `name.md`, and its images in `name/`: Hexo calls this an asset folder.
    AssetFolder,
}

impl ArticleFiles {
    /// Returns the arrangement that `options` ask for.
    pub(crate) const fn of(options: &Options) -> Self {
        match (options.layout, options.profile) {
            (ArticleLayout::File, _) => Self::Single,
            (ArticleLayout::Folder, Profile::Hexo) => Self::AssetFolder,
            (ArticleLayout::Folder, Profile::Obsidian) => Self::Note,
            (ArticleLayout::Folder, Profile::Hugo) => Self::Bundle,
            (ArticleLayout::Folder, _) => Self::Index,
        }
    }

    /// Returns the path of the article called `name`, a path that ends in `.md`.
    pub(crate) fn path(self, name: &Path) -> PathBuf {
        match self {
            Self::Single | Self::AssetFolder => name.to_path_buf(),
            Self::Index | Self::Bundle => name.with_extension("").join(INDEX).with_extension("md"),
            Self::Note => name.with_extension("").join(name.file_name().unwrap_or_default()),
        }
    }

    /// Returns the name of the article at `path`: the reverse of [`Self::path`]. `None` if `path` is arranged otherwise.
    pub(super) fn name(self, path: &Path) -> Option<PathBuf> {
        let name = match self {
            Self::Single | Self::AssetFolder => path.to_path_buf(),
            // The extension is appended: `1.5` is a name without one.
            Self::Index | Self::Bundle | Self::Note => {
                let folder = path.parent()?;
                folder.with_file_name(format!("{}.md", folder.file_name()?.to_str()?))
            }
        };
        (self.path(&name) == path).then_some(name)
    }

    /// Whether the folder of an article must not contain other articles.
    pub(super) fn excludes_others(self) -> bool {
        self == Self::Bundle
    }

    /// Returns the folder for copies of the images of the article at `path`.
    pub(crate) fn images_folder(self, path: &Path) -> PathBuf {
        match self {
            Self::AssetFolder => path.with_extension(""),
            Self::Single | Self::Index | Self::Bundle | Self::Note => {
                path.parent().map(Path::to_path_buf).unwrap_or_default()
            }
        }
    }

    /// Returns the folder below the output folder for an input, and the name of the input without extension. If articles
    /// have folders of their own, `name/index.html` has one already and is called `name`.
    pub(super) fn folder_and_stem(self, input: &Input) -> (PathBuf, String) {
        let (folder, stem) = (input.folder.as_path(), input.stem());
        match folder.parent().zip(folder.file_name()) {
            Some((parent, name)) if self != Self::Single && stem == INDEX => {
                (parent.to_path_buf(), name.to_string_lossy().into_owned())
            }
            _ => (folder.to_path_buf(), stem),
        }
    }

    /// Returns the folder of an article that goes below `folder` and whose name is not known yet, for relative URLs.
    pub(super) fn article_folder(self, folder: &Path) -> PathBuf {
        match self {
            Self::Single | Self::AssetFolder => folder.to_path_buf(),
            // Only its depth counts. No file has this name.
            Self::Index | Self::Bundle | Self::Note => folder.join("\0"),
        }
    }
}

/// Returns the path of a file that belongs to the article at `path`: `name.comments.md` beside `name.md`.
pub(crate) fn companion(path: &Path, extension: &str) -> PathBuf {
    let is_index = path.file_stem().is_some_and(|stem| stem == INDEX)
        && path.parent().is_some_and(|folder| !folder.as_os_str().is_empty());
    // Hugo reads `index.comments.md` as the article itself, in a language called `comments`.
    if is_index && Path::new(extension).extension().is_some_and(|last| last == "md") {
        path.with_file_name(extension)
    } else {
        path.with_extension(extension)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::slashed;

    const ALL: [ArticleFiles; 5] = [
        ArticleFiles::Single,
        ArticleFiles::Index,
        ArticleFiles::Bundle,
        ArticleFiles::Note,
        ArticleFiles::AssetFolder,
    ];

    #[test]
    fn articles_have_a_path_and_a_folder_for_images() {
        let paths = ALL.map(|files| {
            let path = files.path(Path::new("d/1.5.md"));
            (slashed(&path), slashed(&files.images_folder(&path)))
        });
        let expected = [
            ("d/1.5.md", "d"),
            ("d/1.5/index.md", "d/1.5"),
            ("d/1.5/index.md", "d/1.5"),
            ("d/1.5/1.5.md", "d/1.5"),
            ("d/1.5.md", "d/1.5"),
        ];
        assert_eq!(paths, expected.map(|(path, folder)| (path.to_owned(), folder.to_owned())));
    }

    #[test]
    fn names_are_the_reverse_of_paths() {
        for files in ALL {
            for name in ["a.md", "d/1.5.md", "d/index.md", "a.b/c.md"] {
                let name = Path::new(name);
                assert_eq!(files.name(&files.path(name)).as_deref(), Some(name), "{files:?}");
            }
        }
        for path in ["index.md", "a.md", "d/a.md", ""] {
            assert_eq!(ArticleFiles::Index.name(Path::new(path)), None, "{path}");
            assert_eq!(ArticleFiles::Note.name(Path::new(path)), None, "{path}");
        }
    }

    #[test]
    fn inputs_in_their_own_folder_are_called_like_it() {
        let call = |files: ArticleFiles, folder: &str, file: &str| {
            let input = Input { folder: PathBuf::from(folder), ..Input::file(Path::new(file)) };
            let (folder, stem) = files.folder_and_stem(&input);
            format!("{}:{stem}", slashed(&folder))
        };
        assert_eq!(call(ArticleFiles::Index, "d/a", "index.html"), "d:a");
        assert_eq!(call(ArticleFiles::AssetFolder, "a", "index.warc.gz"), ":a");
        assert_eq!(call(ArticleFiles::Index, "", "index.html"), ":index");
        assert_eq!(call(ArticleFiles::Index, "a", "b.html"), "a:b");
        assert_eq!(call(ArticleFiles::Single, "a", "index.html"), "a:index");
    }

    #[test]
    fn companions_share_the_name_of_the_article() {
        let path = |path: &str, extension| slashed(&companion(Path::new(path), extension));
        assert_eq!(path("d/a.md", "comments.md"), "d/a.comments.md");
        assert_eq!(path("index.md", "comments.md"), "index.comments.md");
        assert_eq!(path("a/index.md", "comments.md"), "a/comments.md");
        assert_eq!(path("a/index.md", "warc.gz"), "a/index.warc.gz");
    }
}
