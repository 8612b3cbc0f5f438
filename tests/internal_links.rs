//! Articles that link to each other, in every order in which they can arrive.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use csdown::batch::{Batch, Destination, discover};
use csdown::options::{InternalLinks, Profile};
use csdown::{Converter, Options};

/// The articles: a file, the id, the headings with their anchors, and the links: URLs in all forms of the site.
const ARTICLES: [(&str, &str, &str, &[&str]); 6] = [
    (
        "a.html",
        "100001",
        "<h2><a name=t0></a><a id=_1></a>安装 Git</h2>",
        &[
            "https://blog.csdn.net/u/article/details/100002?spm=1001.2014#t0",
            "http://alias.blog.csdn.net/article/details/100003?utm_source=x",
            "https://blog.csdn.net/u/article/details/100001#_1",
        ],
    ),
    (
        "b.html",
        "100002",
        "<h2><a name=t0></a>使用：<b>说明</b></h2><h2 id=same>小结</h2><h3>小结</h3>",
        &[
            "//m.blog.csdn.net/article/details?id=100001#安装Git",
            "http://blog.csdn.net/u/archive/2008/07/09/100004.aspx",
            "https://blog.csdn.net/u/article/details/999999",
        ],
    ),
    (
        "甲 (1)/c.html",
        "100003",
        "<h2>三</h2>",
        &[
            "https://blog.csdn.net/u/article/details/100002#same",
            "https://blog.csdn.net/u/article/details/100005",
            "https://blog.csdn.net/u/article/details/100006,searchFromBaidu_1#nothing",
        ],
    ),
    (
        "甲 (1)/d.html",
        "100004",
        "<h2>四</h2>",
        &[
            "https://blog.csdn.net/article/details/100003/#%E4%B8%89",
            "https://link.csdn.net/?target=https%3A%2F%2Fblog.csdn.net%2Fu%2Farticle%2Fdetails%2F100001",
        ],
    ),
    ("乙/e.html", "100005", "", &["https://m.blog.csdn.net/u/article/details/100002#小结-1"]),
    (
        "乙/f.html",
        "100006",
        "",
        &["https://blog.csdn.net/u/article/details/100005#comments", "https://example.org/x"],
    ),
];

struct World {
    folder: tempfile::TempDir,
    converter: Converter,
}

impl World {
    fn new(profile: Profile) -> Self {
        let mut options = Options::default();
        (options.profile, options.internal_links) = (profile, InternalLinks::Relative);
        let world = Self { folder: folder(), converter: Converter::new(options).unwrap() };
        fs::create_dir_all(world.path("in")).unwrap();
        for (file, id, headings, links) in ARTICLES {
            let links = links.iter().map(|url| {
                format!(
                    "<p>见<a href=\"{url}\">文</a>和<a href=\"{url}\"><b>粗</b></a>。</p>\
                     <table><tr><td rowspan=2><a href=\"{url}\">表</a><td>1<tr><td><ul><li>2</ul></table>"
                )
            });
            let links = links.collect::<Vec<_>>().concat();
            let title = Path::new(file).file_stem().unwrap().display();
            let page = format!(
                "<link rel=canonical href=https://blog.csdn.net/u/article/details/{id}>\
                 <h1 class=title-article>{title}</h1>\
                 <span class=blog-postTime data-time='2019-11-26 00:12:20'></span>\
                 <div id=content_views class=markdown_views><p>正文</p>{headings}{links}</div>"
            );
            let path = world.path("pages").join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, page).unwrap();
        }
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Adds an article to the inputs.
    fn add(&self, article: usize) {
        let (file, ..) = ARTICLES[article];
        let to = self.path("in").join(file);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        // The time of the file stays.
        fs::hard_link(self.path("pages").join(file), to).unwrap();
    }

    fn remove(&self, article: usize) {
        fs::remove_file(self.path("in").join(ARTICLES[article].0)).unwrap();
    }

    /// Converts the inputs.
    fn run(&self, out: &str, prune: bool) {
        let out = self.path(out);
        let inputs = discover(&[self.path("in")], Some(&out));
        let batch = Batch::new(&self.converter, Destination::Folder(out)).prune(prune);
        batch.run(inputs, &mut |record| assert!(record.result.is_ok())).unwrap();
    }

    /// Returns the Markdown in a folder.
    fn markdown(&self, out: &str) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        collect(&self.path(out), "", &mut files);
        files
    }

    /// Returns what a single run makes of these articles.
    fn expected(&self, articles: &[usize]) -> BTreeMap<String, String> {
        articles.iter().for_each(|article| self.add(*article));
        let out = format!("once-{articles:?}");
        self.run(&out, false);
        articles.iter().for_each(|article| self.remove(*article));
        self.markdown(&out)
    }

    /// Adds each article that is left, runs, and compares with a single run; then the others, from a copy of the folder.
    fn arrive(&self, arrived: &mut Vec<usize>, expected: &[BTreeMap<String, String>]) {
        for article in 0..ARTICLES.len() {
            if arrived.contains(&article) {
                continue;
            }
            let (before, out) = (format!("out-{}", arrived.len()), format!("out-{}", arrived.len() + 1));
            drop(fs::remove_dir_all(self.path(&out)));
            copy(&self.path(&before), &self.path(&out));
            self.add(article);
            arrived.push(article);
            self.run(&out, false);
            assert_eq!(self.markdown(&out), expected[mask(arrived)], "{arrived:?}");
            self.arrive(arrived, expected);
            arrived.pop();
            self.remove(article);
        }
    }
}

fn mask(articles: &[usize]) -> usize {
    articles.iter().map(|article| 1 << article).sum()
}

fn subset(mask: usize) -> Vec<usize> {
    (0..ARTICLES.len()).filter(|article| mask >> article & 1 == 1).collect()
}

fn collect(folder: &Path, name: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = format!("{name}/{}", path.file_name().unwrap().display());
        if path.is_dir() {
            collect(&path, &name, files);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.insert(name, fs::read_to_string(path).unwrap());
        }
    }
}

/// Returns a temporary folder: in memory, where the system has such folders, because thousands of runs wait for a disk.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap())
}

/// Copies a folder; the times of its files stay.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).into_iter().flatten() {
        let (path, name) = (entry.as_ref().unwrap().path(), entry.unwrap().file_name());
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(&name)).unwrap();
            let modified = path.metadata().unwrap().modified().unwrap();
            fs::File::options().write(true).open(to.join(&name)).unwrap().set_modified(modified).unwrap();
        }
    }
}

/// Without the front matter.
fn body(markdown: &str) -> &str {
    markdown.splitn(3, "---\n").last().unwrap()
}

#[test]
fn every_order_of_arrival_gives_the_same_files() {
    let world = World::new(Profile::Plain);
    let expected: Vec<_> = (0..1 << ARTICLES.len()).map(|mask| world.expected(&subset(mask))).collect();
    world.arrive(&mut Vec::new(), &expected);
    // No link leads to the site if it need not.
    for (mask, files) in expected.iter().enumerate() {
        for (name, markdown) in files {
            for article in subset(mask) {
                assert!(!body(markdown).contains(ARTICLES[article].1), "{name}: {markdown}");
            }
        }
    }
}

#[test]
fn links_name_files_and_headings() {
    let world = World::new(Profile::Plain);
    let files = world.expected(&subset(0b11_1111));
    let links = |name: &str| -> Vec<String> {
        let lines = body(&files[name]).lines().filter(|line| line.starts_with('见'));
        lines.map(|line| line.split(['(', ')']).nth(1).unwrap().to_owned()).collect()
    };
    assert_eq!(links("/a.md"), ["b.md#使用说明", "%E7%94%B2%20%281%29/c.md", "a.md#安装-git"]);
    assert_eq!(
        links("/b.md"),
        ["a.md#安装-git", "%E7%94%B2%20%281%29/d.md", "https://blog.csdn.net/u/article/details/999999"]
    );
    assert_eq!(links("/甲 (1)/c.md"), ["../b.md#小结", "../%E4%B9%99/e.md", "../%E4%B9%99/f.md"]);
    assert_eq!(links("/甲 (1)/d.md"), ["c.md#三", "../a.md"]);
    assert_eq!(links("/乙/e.md"), ["../b.md#小结-1"]);
    assert_eq!(links("/乙/f.md"), ["e.md", "https://example.org/x"]);
    for markdown in files.values() {
        assert!(markdown.contains("<td") || markdown.contains("| "), "{markdown}");
    }
}

#[test]
fn an_article_that_goes_turns_links_back_into_urls() {
    for profile in [Profile::Plain, Profile::Obsidian, Profile::Hugo, Profile::Hexo, Profile::Jekyll] {
        let world = World::new(profile);
        let all = subset(0b11_1111);
        for article in &all {
            let rest: Vec<usize> = all.iter().copied().filter(|other| other != article).collect();
            let expected = world.expected(&rest);
            let out = format!("out-{article}");
            all.iter().for_each(|article| world.add(*article));
            world.run(&out, false);
            world.remove(*article);
            world.run(&out, true);
            assert_eq!(world.markdown(&out), expected, "{profile} {article}");
            rest.iter().for_each(|article| world.remove(*article));
        }
    }
}

#[test]
fn an_edited_file_keeps_its_links() {
    let world = World::new(Profile::Plain);
    world.add(0);
    world.run("out", false);
    let path = world.path("out/a.md");
    let edited = fs::read_to_string(&path).unwrap() + "\n手写\n";
    fs::write(&path, &edited).unwrap();
    world.remove(0);
    world.add(1);
    world.run("out", false);
    assert_eq!(fs::read_to_string(&path).unwrap(), edited);
    assert!(world.markdown("out")["/b.md"].contains("(a.md#安装-git)"));
}

#[test]
fn of_two_files_with_one_article_the_first_path_is_linked() {
    let world = World::new(Profile::Plain);
    for name in ["z.html", "0.html"] {
        fs::hard_link(world.path("pages/a.html"), world.path("in").join(name)).unwrap();
        world.add(1);
        world.run("out", false);
        world.remove(1);
    }
    assert!(world.markdown("out")["/b.md"].contains("(0.md#安装-git)"));
    assert!(world.markdown("out")["/z.md"].contains("(0.md#安装-git)"));
}
