use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use super::{Articles, Count, ReadError, Selection, Target};
use crate::Converter;
use crate::batch::{Batch, Destination, discover};
use crate::catalogue::{ArticleFilter, Catalogue, Order};
use crate::model::{Block, Inline, plain_text};
use crate::options::{InternalLinks, Options, Profile};
use crate::search::{self, Query};

/// An archive of pages.
struct Archive {
    folder: tempfile::TempDir,
    options: Options,
}

impl Archive {
    fn new(pages: &[(&str, String)]) -> Self {
        Self::with(pages, Options::default())
    }

    fn with(pages: &[(&str, String)], options: Options) -> Self {
        let archive = Self { folder: tempfile::tempdir().unwrap(), options };
        pages.iter().for_each(|(name, page)| archive.put(name, page));
        archive.convert();
        archive
    }

    fn put(&self, name: &str, page: &str) {
        let path = self.folder.path().join("posts").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, page).unwrap();
    }

    fn convert(&self) {
        let converter = Converter::new(self.options.clone()).unwrap();
        let batch = Batch::new(&converter, Destination::Folder(self.out()));
        batch.run(discover(&[self.folder.path().join("posts")], Some(&self.out())), &mut |_| {}).unwrap();
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn articles(&self) -> Articles {
        let catalogue = Catalogue::open(&self.out()).unwrap();
        search::update(&catalogue, &mut |_, _| {}).unwrap();
        drop(catalogue);
        Articles::new(Catalogue::read(&self.out()).unwrap().unwrap())
    }
}

/// A scraped post.
fn post(number: u32, title: &str, year: u32, labels: &str, body: &str) -> String {
    let url = format!("https://blog.csdn.net/lin_mo/article/details/{number}");
    format!(
        "---\ntitle: {title}\ndate: {year}-02-03 10:00:00\nartid: {number}\n{labels}\n---\n
        <link rel=canonical href=\"{url}\"><div id=\"content_views\">{body}</div>"
    )
}

fn link(number: u32, fragment: &str) -> String {
    format!("<p><a href=\"https://blog.csdn.net/lin_mo/article/details/{number}{fragment}\">链接</a></p>")
}

fn three_posts() -> Archive {
    Archive::new(&[
        ("a.html", post(1, "线程池", 2019, "tags: [Java, 并发]\ncategories: [后端]", "<p>线程复用。</p>")),
        ("b.html", post(2, "锁", 2021, "tags: [java]\ncategories: [后端]", "<p>线程互斥。</p>")),
        ("c.html", post(3, "缓存", 2021, "tags: [C++]", "<p>没有那个词。</p>")),
    ])
}

fn titles(articles: &Articles, selection: &Selection) -> Vec<String> {
    let numbers = articles.select(selection).unwrap();
    numbers.iter().map(|number| articles.summary(*number).unwrap().unwrap().title).collect()
}

fn counts(counts: &[Count]) -> Vec<String> {
    counts.iter().map(|count| format!("{} {}", count.value, count.articles)).collect()
}

fn query(query: &str) -> Selection {
    Selection { query: Query::parse(query).unwrap(), ..Selection::default() }
}

#[test]
fn articles_are_selected_in_order() {
    let archive = three_posts();
    let articles = archive.articles();
    let in_order = |order| titles(&articles, &Selection { order, ..Selection::default() });
    assert_eq!(in_order(Order::Newest), ["锁", "缓存", "线程池"]);
    assert_eq!(in_order(Order::Best), in_order(Order::Newest));
    assert_eq!(in_order(Order::Oldest), ["线程池", "锁", "缓存"]);
    assert_eq!(in_order(Order::Title), ["线程池", "缓存", "锁"]);
    assert_eq!(in_order(Order::Path), ["线程池", "锁", "缓存"]);
    let best = Selection { order: Order::Best, ..query("线程") };
    assert_eq!(titles(&articles, &best), ["线程池", "锁"]);
    assert_eq!(titles(&articles, &query("线程")), ["锁", "线程池"]);
    let filter = ArticleFilter { tags: vec!["java".to_owned()], ..ArticleFilter::default() };
    assert_eq!(titles(&articles, &Selection { filter: filter.clone(), ..query("线程池") }), ["线程池"]);
    assert_eq!(articles.summary(99).unwrap(), None);
}

#[test]
fn facets_count_what_can_be_chosen() {
    let archive = three_posts();
    let articles = archive.articles();
    let all = articles.facets(&Selection::default()).unwrap();
    assert_eq!(counts(&all.years), ["2021 2", "2019 1"]);
    assert_eq!(counts(&all.tags), ["C++ 1", "Java 1", "java 1", "并发 1"]);
    assert_eq!(counts(&all.columns), ["后端 2"]);
    assert_eq!(counts(&all.statuses), ["complete 3"]);
    let year = ArticleFilter { years: vec![(2021, 2021)], ..ArticleFilter::default() };
    let found = articles.facets(&Selection { filter: year, ..query("线程") }).unwrap();
    assert_eq!(counts(&found.years), ["2021 1", "2019 1"], "as if no year were chosen");
    assert_eq!(counts(&found.tags), ["java 1"]);
    archive.put("d.html", &post(4, "新", 2022, "", "<p>线程</p>"));
    archive.convert();
    assert_eq!(
        counts(&articles.facets(&Selection::default()).unwrap().years),
        ["2022 1", "2021 2", "2019 1"]
    );
}

#[test]
fn links_lead_to_articles_in_every_profile() {
    for profile in Profile::ALL {
        for internal_links in [InternalLinks::Keep, InternalLinks::Relative] {
            let options = Options { profile: *profile, internal_links, ..Options::default() };
            let posts = [
                ("a.html", post(1, "甲", 2020, "", &[link(2, ""), link(2, "#t1"), link(9, "")].concat())),
                ("b.html", post(2, "乙", 2020, "", "<h2><a name=t1></a>小节</h2><p>文</p>")),
            ];
            let archive = Archive::with(&posts, options);
            let articles = archive.articles();
            let numbers = articles.select(&Selection::default()).unwrap();
            let number = |id: &str| {
                let is_it =
                    |number: &&i64| articles.summary(**number).unwrap().unwrap().id.as_deref() == Some(id);
                *numbers.iter().find(is_it).unwrap()
            };
            let (a, b) = (number("1"), number("2"));
            let article = articles.read(a).unwrap();
            let mut urls = Vec::new();
            article.document.for_each_inline(|inline| {
                if let Inline::Link(link) = inline {
                    urls.push(link.url.clone());
                }
            });
            let found: Vec<Option<&Target>> = urls.iter().map(|url| article.links.get(url)).collect();
            let target = |fragment: &str| Target { article: b, fragment: fragment.to_owned() };
            let is_known = internal_links == InternalLinks::Relative;
            let heading = target(if is_known { "小节" } else { "" });
            assert_eq!(found[0], Some(&target("")), "{profile:?} {urls:?}");
            assert!(found[1] == Some(&heading) || found[1] == Some(&target("")), "{profile:?} {found:?}");
            assert_eq!(found[2], None);
        }
    }
}

#[test]
fn links_of_edited_markdown_lead_to_articles() {
    let options = Options { internal_links: InternalLinks::Relative, ..Options::default() };
    let posts =
        [("a.html", post(1, "甲", 2020, "", &link(2, ""))), ("b.html", post(2, "乙", 2020, "", "文"))];
    let archive = Archive::with(&posts, options);
    let file = archive.out().join("a.md");
    let edited =
        fs::read_to_string(&file).unwrap() + "\n我的笔记：[乙](./b.md#小)，[别处](../posts/b.html)\n";
    fs::write(&file, edited).unwrap();
    let articles = archive.articles();
    let numbers = articles.select(&Selection { order: Order::Path, ..Selection::default() }).unwrap();
    let article = articles.read(numbers[0]).unwrap();
    let target = |fragment: &str| Target { article: numbers[1], fragment: fragment.to_owned() };
    assert_eq!(article.links.len(), 2);
    assert_eq!(article.links["https://blog.csdn.net/lin_mo/article/details/2"], target(""));
    assert_eq!(article.links["./b.md#小"], target("小"));
}

#[test]
fn images_are_files_of_the_archive() {
    let archive = Archive::new(&[("a.html", post(1, "甲", 2020, "", "<p>文</p>"))]);
    let out = archive.out();
    let saved = "0123456789abcdef0123456789abcdef.png";
    fs::create_dir_all(out.join("图 片")).unwrap();
    for file in
        [out.join("图 片/a.png"), archive.folder.path().join("out.png"), archive.folder.path().join(saved)]
    {
        fs::write(file, "").unwrap();
    }
    let urls = [
        "%E5%9B%BE%20%E7%89%87/a.png",
        "./图%20片/../图%20片/a.png",
        "../out.png",
        "..%2Fout.png",
        "图 片",
        "missing.png",
        "/etc/passwd",
        "file:///etc/passwd",
        "https://a.b/图%20片/a.png",
        "../0123456789abcdef0123456789abcdef.png",
    ];
    let images: Vec<String> = urls.iter().map(|url| format!("![](<{url}>)")).collect();
    fs::write(out.join("a.md"), images.join("\n\n")).unwrap();
    let articles = archive.articles();
    let number = articles.select(&Selection::default()).unwrap()[0];
    let found = articles.read(number).unwrap().images;
    let mut found: Vec<&str> = found.keys().map(String::as_str).collect();
    found.sort_unstable();
    assert_eq!(found, ["%E5%9B%BE%20%E7%89%87/a.png", "./图%20片/../图%20片/a.png"]);
}

#[test]
fn the_title_is_left_out_and_comments_are_read() {
    let archive = Archive::new(&[("a.html", post(1, "甲", 2020, "", "<h2>一</h2><p>文</p>"))]);
    let articles = archive.articles();
    let number = articles.select(&Selection::default()).unwrap()[0];
    let article = articles.read(number).unwrap();
    let [Block::Heading(heading), Block::Paragraph(_)] = &article.document.blocks[..] else {
        panic!("{:?}", article.document)
    };
    assert_eq!((plain_text(&heading.content).as_str(), &heading.anchors[..]), ("一", &["一".to_owned()][..]));
    assert_eq!(article.comments, None);
    assert!(matches!(articles.read(99), Err(ReadError::Unknown(99))));
    fs::remove_file(archive.out().join("a.md")).unwrap();
    assert!(matches!(articles.read(number), Err(ReadError::File { .. })));
}

#[test]
fn passed_through_markdown_is_read_as_the_site_shows_it() {
    let markdown = "---\ntitle: 甲\n---\n# 甲\n\n<font color=\"red\">红</font><script>alert(1)</script> $x_1$ `![](a.png =3x4)`\n\n\
        ![图](https://a.b/c.png =300x200)\n\n$$\ny\n$$\n";
    let archive = Archive::new(&[("a.md", markdown.to_owned())]);
    let articles = archive.articles();
    let number = articles.select(&Selection::default()).unwrap()[0];
    let document = articles.read(number).unwrap().document;
    let text = crate::to_markdown(&document, &Options::default()).unwrap();
    assert_eq!(text, "红 $x_1$ `![](a.png =3x4)`\n\n![图](https://a.b/c.png)\n\n$$\ny\n$$\n");
}

#[test]
fn formulas_of_passed_through_markdown_do_not_hide_what_follows() {
    let markdown = "前<br>\n\n$a <!--<script b$\n\n后\n";
    let archive = Archive::new(&[("a.md", markdown.to_owned())]);
    let articles = archive.articles();
    let number = articles.select(&Selection::default()).unwrap()[0];
    let document = articles.read(number).unwrap().document;
    let text = crate::to_markdown(&document, &Options::default()).unwrap();
    assert!(text.starts_with("前") && text.contains("script b") && text.ends_with("后\n"), "{text}");
}

#[test]
fn sizes_of_many_images_beside_code_are_removed_soon() {
    let count = 40_000;
    let line = |number| format!("`![](a.png =1x1)` ![](https://a.b/{number}.png =3x4)");
    let lines: Vec<String> = (0..count).map(line).collect();
    let archive = Archive::new(&[("a.md", lines.join("\n\n"))]);
    let articles = archive.articles();
    let number = articles.select(&Selection::default()).unwrap()[0];
    let started = Instant::now();
    let document = articles.read(number).unwrap().document;
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
    let (mut images, mut code) = (0, 0);
    document.for_each_inline(|inline| match inline {
        Inline::Image(_) => images += 1,
        Inline::Code(text) if text.contains("=1x1") => code += 1,
        _ => {}
    });
    assert_eq!((images, code), (count, count));
}

#[test]
fn originals_are_the_pages_that_were_converted() {
    let archive = three_posts();
    let articles = archive.articles();
    let numbers = articles.select(&Selection { order: Order::Path, ..Selection::default() }).unwrap();
    let original = articles.original(numbers[0]).unwrap().unwrap();
    assert!(original.contains("线程复用") && !original.contains("artid:"), "{original}");
    archive.put("a.html", "<p>另一页</p>");
    assert_eq!(articles.original(numbers[0]).unwrap(), None, "it has changed");
    fs::remove_file(archive.folder.path().join("posts/b.html")).unwrap();
    assert_eq!(articles.original(numbers[1]).unwrap(), None, "it is gone");
    assert!(articles.original(99).is_err());
}
