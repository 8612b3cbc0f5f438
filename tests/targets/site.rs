//! Sites of Hugo, Jekyll and Hexo with layouts that show nothing but the article.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::tool::{Folders, names, run};

/// A site without articles, and where its tool expects and puts files.
pub(crate) struct Site {
    /// Paths and contents.
    files: &'static [(&'static str, &'static str)],
    /// The folder of articles.
    pub(crate) articles: &'static str,
    /// The start of the name of an article.
    prefix: &'static str,
    /// The folder of images.
    pub(crate) images: &'static str,
    /// Builds the site in a folder.
    build: fn(&Path, &Path) -> Result<(), String>,
    /// The folder of the built site.
    pub(crate) built: &'static str,
    /// Returns the path of the page of an article in the built site.
    pub(crate) page: fn(&str) -> String,
}

pub(crate) const HUGO: Site = Site {
    files: &[
        (
            "hugo.toml",
            r#"
baseURL = "https://example.org/"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "home", "section", "404"]
[markup.goldmark.extensions.passthrough]
enable = true
[markup.goldmark.extensions.passthrough.delimiters]
block = [['\[', '\]'], ['$$', '$$']]
inline = [['\(', '\)']]
"#,
        ),
        ("layouts/_default/single.html", "<article>{{ .Content }}</article>"),
    ],
    articles: "content/posts",
    prefix: "",
    images: "static/images",
    build: |program, work| run(Command::new(program).arg("--buildFuture").current_dir(work)).map(drop),
    built: "public",
    page: |name| format!("posts/{name}/index.html"),
};

pub(crate) const JEKYLL: Site = Site {
    files: &[
        ("_config.yml", "permalink: /:title.html\nfuture: true\n"),
        ("_layouts/post.html", "<article>{{ content }}</article>"),
    ],
    articles: "_posts",
    prefix: "2024-01-01-",
    images: "assets/img",
    build: |program, work| {
        run(Command::new(program).args(["build", "--disable-disk-cache"]).current_dir(work)).map(drop)
    },
    built: "_site",
    page: |name| format!("{name}.html"),
};

pub(crate) const HEXO: Site = Site {
    files: &[
        (
            "_config.yml",
            "url: https://example.org\ntheme: bare\npermalink: :title.html\n\
             post_asset_folder: true\nmarked:\n  postAsset: true\n",
        ),
        (
            "package.json",
            r#"{"hexo": {"version": ""}, "dependencies": {"hexo": "*", "hexo-renderer-marked": "*"}}"#,
        ),
        ("themes/bare/layout/post.njk", "<article>{{ page.content }}</article>"),
    ],
    articles: "source/_posts",
    prefix: "",
    images: "source/images",
    build: |modules, work| {
        let linked = work.join("node_modules");
        #[cfg(unix)]
        std::os::unix::fs::symlink(modules, &linked).map_err(|error| error.to_string())?;
        run(Command::new("node").arg(linked.join("hexo/bin/hexo")).arg("generate").current_dir(work))
            .map(drop)
    },
    built: "public",
    page: |name| format!("{name}.html"),
};

impl Site {
    /// Writes the site without articles.
    pub(crate) fn prepare(&self, work: &Path) {
        for (name, text) in self.files {
            let path = work.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        fs::create_dir_all(work.join(self.articles)).unwrap();
    }

    pub(crate) fn build(&self, program: &Path, work: &Path) -> Result<(), String> {
        (self.build)(program, work)
    }

    /// Builds a site of the articles of a folder, and copies their pages to another.
    pub(super) fn render(&self, program: &Path, folders: &Folders) -> Result<(), String> {
        self.prepare(&folders.work);
        let names = names(&folders.input);
        for name in &names {
            let mut text = fs::read_to_string(folders.input.join(format!("{name}.md"))).unwrap();
            if !text.starts_with("---") {
                // Hugo takes an item at the start of the file for front matter.
                text.insert_str(0, "---\ntitle: title\n---\n\n");
            }
            let path = folders.work.join(self.articles).join(format!("{}{name}.md", self.prefix));
            fs::write(path, text).unwrap();
        }
        self.build(program, &folders.work)?;
        for name in &names {
            let built = folders.work.join(self.built).join((self.page)(name));
            fs::copy(&built, folders.output.join(format!("{name}.html")))
                .map_err(|error| format!("{}: {error}", built.display()))?;
        }
        Ok(())
    }
}
