//! Sites of Hugo, Jekyll and Hexo with layouts that show nothing but the article.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::tool::{Folders, names, run};

/// A file of a site.
type File = (&'static str, &'static str);

const HUGO: &[File] = &[
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
];

const JEKYLL: &[File] = &[
    ("_config.yml", "permalink: /:title.html\nfuture: true\n"),
    ("_layouts/post.html", "<article>{{ content }}</article>"),
];

const HEXO: &[File] = &[
    ("_config.yml", "url: https://example.org\ntheme: bare\npermalink: :title.html\n"),
    (
        "package.json",
        r#"{"hexo": {"version": ""}, "dependencies": {"hexo": "*", "hexo-renderer-marked": "*"}}"#,
    ),
    ("themes/bare/layout/post.njk", "<article>{{ page.content }}</article>"),
];

/// Writes the files of a site, and the articles as the tool expects their names.
fn lay_out(folders: &Folders, files: &[File], articles: &str, prefix: &str) -> Result<(), String> {
    let write = |name: &str, text: &[u8]| {
        let path = folders.work.join(name);
        fs::create_dir_all(path.parent().unwrap()).and_then(|()| fs::write(path, text))
    };
    for (name, text) in files {
        write(name, text.as_bytes()).map_err(|error| error.to_string())?;
    }
    for name in names(&folders.input) {
        let mut text = fs::read_to_string(folders.input.join(format!("{name}.md")))
            .map_err(|error| error.to_string())?;
        if !text.starts_with("---") {
            // Hugo takes an item at the start of the file for front matter.
            text.insert_str(0, "---\ntitle: title\n---\n\n");
        }
        write(&format!("{articles}/{prefix}{name}.md"), text.as_bytes())
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Copies the pages that were built.
fn collect(folders: &Folders, page: impl Fn(&str) -> String) -> Result<(), String> {
    for name in names(&folders.input) {
        let built = folders.work.join(page(&name));
        fs::copy(&built, folders.output.join(format!("{name}.html")))
            .map_err(|error| format!("{}: {error}", built.display()))?;
    }
    Ok(())
}

pub(crate) fn hugo(program: &Path, folders: &Folders) -> Result<(), String> {
    lay_out(folders, HUGO, "content/posts", "")?;
    run(Command::new(program).args(["--buildFuture"]).current_dir(&folders.work))?;
    collect(folders, |name| format!("public/posts/{name}/index.html"))
}

pub(crate) fn jekyll(program: &Path, folders: &Folders) -> Result<(), String> {
    lay_out(folders, JEKYLL, "_posts", "2024-01-01-")?;
    run(Command::new(program).args(["build", "--quiet", "--disable-disk-cache"]).current_dir(&folders.work))?;
    collect(folders, |name| format!("_site/{name}.html"))
}

pub(crate) fn hexo(modules: &Path, folders: &Folders) -> Result<(), String> {
    lay_out(folders, HEXO, "source/_posts", "")?;
    let linked = folders.work.join("node_modules");
    #[cfg(unix)]
    std::os::unix::fs::symlink(modules, &linked).map_err(|error| error.to_string())?;
    run(Command::new("node").arg(linked.join("hexo/bin/hexo")).arg("generate").current_dir(&folders.work))?;
    collect(folders, |name| format!("public/{name}.html"))
}
