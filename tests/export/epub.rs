//! EPUB files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use scraper::node::Element;
use scraper::{Html, Node};

use crate::archive::{TEXTS, archive, archives, export};
use crate::book::{Epub, ids, xml};
use crate::documents::text_of_articles;
use crate::tools::run;
use crate::workplace::Workplace;

/// Exports an EPUB, and returns it.
fn epub(dir: &Workplace, args: &[&str]) -> Epub {
    let done = export(dir, &[&["-o", "book.epub", "--force"], args].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    Epub::read(&fs::read(dir.path("book.epub")).unwrap())
}

pub(crate) fn all_files_are_listed_and_all_references_lead_somewhere() {
    for dir in archives() {
        epub(&dir, &[]).check();
    }
}

pub(crate) fn articles_are_chapters_with_their_text() {
    let book = epub(&archive(), &[]);
    let text = book.chapters();
    for expected in TEXTS {
        assert!(text.contains(expected), "{expected}");
    }
    assert!(book.text("article-1.xhtml").contains("<h1>线程池</h1>"), "the oldest article comes first");
    assert!(
        text.contains("<h1>&#60;script&#62;alert(&#34;0&#34;)&#60;/script&#62; &#38;amp; ]]&#62;</h1>"),
        "{text}"
    );
}

pub(crate) fn links_between_articles_stay_in_the_book() {
    let dir = archive();
    let book = epub(&dir, &["--column", "并发"]);
    let (pool, lock) = (book.text("article-1.xhtml"), book.text("article-2.xhtml"));
    for link in ["href=\"article-2.xhtml#小结\"", "href=\"article-2.xhtml\"", "href=\"#小结\""] {
        assert!(pool.contains(link), "{link}: {pool}");
    }
    assert!(lock.contains("href=\"article-1.xhtml#小结\""), "{lock}");
    let absent = "href=\"https://blog.csdn.net/lin_mo/article/details/999\"";
    assert!(pool.contains(absent), "{pool}");
    let alone = epub(&dir, &["--column", "并发", "--limit", "1"]);
    assert!(
        alone.text("article-1.xhtml").contains("href=\"https://blog.csdn.net/lin_mo/article/details/102")
    );
}

pub(crate) fn each_image_is_there_once() {
    let dir = archive();
    let book = epub(&dir, &["--column", "并发"]);
    let images: Vec<_> =
        book.manifest().into_iter().filter(|item| item.media_type.starts_with("image/")).collect();
    let types: Vec<&str> = images.iter().map(|item| item.media_type.as_str()).collect();
    assert_eq!(types, ["image/gif", "image/png"]);
    for page in ["article-1.xhtml", "article-2.xhtml"] {
        assert!(book.text(page).contains(&format!("src=\"{}\"", images[0].href)), "{page}");
    }
}

pub(crate) fn images_of_other_formats_have_a_fallback() {
    let book = epub(&archive(), &["--column", "敌意"]);
    let package = book.text("package.opf");
    assert!(package.contains("media-type=\"image/webp\" fallback=\"unsupported\""), "{package}");
    assert!(book.files.contains_key("EPUB/images/unsupported.svg"));
}

pub(crate) fn svg_images_are_sanitised_again() {
    let dir = archive();
    let saved = dir.names("archive/images").into_iter().find(|name| name.contains(".svg")).unwrap();
    let saved = format!("archive/images/{saved}");
    let copy = dir.read(&saved);
    dir.write(&saved, copy.replace("</svg>", "<script>alert(1)</script></svg>"));
    let book = epub(&dir, &["--column", "敌意"]);
    let svg = book.names.iter().find(|name| name.contains(".svg") && !name.contains("unsupported")).unwrap();
    let svg = std::str::from_utf8(&book.files[svg]).unwrap();
    assert!(!svg.contains("script") && svg.contains("<rect"), "{svg}");
}

pub(crate) fn the_contents_have_the_headings() {
    let book = epub(&archive(), &["--column", "并发"]);
    let contents = book.text("nav.xhtml");
    let document = xml(contents);
    ids(&document);
    let texts: Vec<&str> = document
        .descendants()
        .filter(|node| node.tag_name().name() == "a")
        .filter_map(|node| node.text())
        .collect();
    assert_eq!(
        texts,
        ["线程池", "安装", "小结", "锁", "安装", "小结", "四级", "Title page", "Contents", "Text"]
    );
    assert!(contents.contains("<li><a href=\"article-2.xhtml#小结\">小结</a>\n<ol>"), "{contents}");
    assert_eq!(book.text("toc.ncx").matches("<navPoint ").count(), 7);
}

pub(crate) fn the_package_says_what_the_book_is() {
    let book = epub(&archive(), &["--column", "并发"]);
    let package = book.text("package.opf");
    for part in [
        "<dc:title>并发</dc:title>",
        "<dc:creator id=\"author-1\">林默</dc:creator>",
        "<dc:language>zh-CN</dc:language>",
        "<dc:source>blog.csdn.net</dc:source>",
        "<meta property=\"schema:accessibilityFeature\">MathML</meta>",
        "<meta property=\"dcterms:modified\">2020-02-01T00:00:00Z</meta>",
    ] {
        assert!(package.contains(part), "{part}: {package}");
    }
    let title = book.text("title.xhtml");
    assert!(title.contains("2 articles, 2019-11-26 to 2020-02-01") && title.contains("林默"), "{title}");
}

pub(crate) fn the_same_archive_gives_the_same_bytes() {
    let dir = archive();
    let first = |name: &str| {
        let done = export(&dir, &["-o", name]);
        assert_eq!(done.code, 0, "{}", done.err);
        fs::read(dir.path(name)).unwrap()
    };
    assert!(first("one.epub") == first("two.epub"));
    let identifier = |args: &[&str]| {
        let book = epub(&dir, args);
        book.text("package.opf").split("urn:uuid:").nth(1).unwrap().split('<').next().unwrap().to_owned()
    };
    assert_eq!(identifier(&[]), identifier(&[]));
    assert_ne!(identifier(&[]), identifier(&["--column", "并发"]));
}

pub(crate) fn epubcheck_finds_nothing_wrong() {
    archives().iter().for_each(check_with_epubcheck);
}

fn check_with_epubcheck(dir: &Workplace) {
    epub(dir, &[]);
    let (is_valid, printed) = run("epubcheck", &[&dir.path("book.epub")]);
    let is_valid = is_valid && printed.contains("0 fatals / 0 errors");
    // The sanitised SVG image has an element for links that no longer lead anywhere.
    let warnings = printed.lines().filter(|line| line.starts_with("WARNING") && !line.contains("(ACC-011)"));
    assert!(is_valid && warnings.count() == 0, "{printed}");
}

pub(crate) fn pandoc_reads_the_text_back() {
    archives().iter().for_each(check_with_pandoc);
}

fn check_with_pandoc(dir: &Workplace) {
    epub(dir, &[]);
    let page = dir.path("pandoc.html");
    let args = [Path::new("-f"), Path::new("epub"), Path::new("-o"), &page, &dir.path("book.epub")];
    let (is_read, printed) = run("pandoc", &args);
    assert!(is_read, "{printed}");
    let found = text_of_page(&dir.read("pandoc.html"));
    // Pandoc leaves the title page and the list of headings out, and reads the landmarks.
    let landmarks = "Landmarks Title page Contents Text";
    let expected = format!("{landmarks} {}", text_of_articles(&dir.path("archive")));
    assert_eq!(difference(&found, &expected), []);
}

/// Returns the text of a page with the alternative texts of its images, without formulas.
fn text_of_page(page: &str) -> String {
    let page = Html::parse_document(page);
    let mut text = String::new();
    for node in page.tree.nodes() {
        let is_formula = |node: &Node| {
            let has_class =
                |element: &Element| element.classes().any(|class| matches!(class, "math" | "tex"));
            node.as_element().is_some_and(has_class)
        };
        if let Some(element) = node.value().as_element() {
            text += element.attr("alt").unwrap_or_default();
        } else if let Some(part) =
            node.value().as_text().filter(|_| !node.ancestors().any(|node| is_formula(node.value())))
        {
            text += part;
        }
    }
    text
}

/// Returns the letters that one text has more often than the other, with the difference. Order is not compared, because
/// notes are shown elsewhere.
fn difference(found: &str, expected: &str) -> Vec<(char, i32)> {
    let mut counts: BTreeMap<char, i32> = BTreeMap::new();
    for (text, one) in [(found, 1), (expected, -1)] {
        for letter in text.chars().filter(|letter| letter.is_alphabetic()) {
            *counts.entry(letter).or_default() += one;
        }
    }
    counts.into_iter().filter(|(_, count)| *count != 0).collect()
}
