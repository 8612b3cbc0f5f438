//! HTML files.

use std::collections::BTreeSet;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use scraper::Html;

use crate::archive::{TEXTS, archive, export};
use crate::book::{ids, xml};
use crate::workplace::Workplace;

/// Exports an HTML file, and returns it.
fn html(dir: &Workplace, args: &[&str]) -> String {
    let done = export(dir, &[&["-o", "book.html", "--force"], args].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    dir.read("book.html")
}

pub(crate) fn the_page_needs_no_network_and_runs_no_scripts() {
    let page = html(&archive(), &[]);
    assert!(
        page.contains("Content-Security-Policy\" content=\"default-src 'none'; img-src data:;"),
        "{page}"
    );
    let document = Html::parse_document(&page);
    let mut images = 0;
    for element in document.tree.values().filter_map(|node| node.as_element()) {
        let name = element.name();
        assert!(
            !matches!(name, "script" | "iframe" | "object" | "embed" | "form" | "link" | "base" | "svg"),
            "{name}"
        );
        for (attribute, value) in element.attrs() {
            assert!(!attribute.starts_with("on") && attribute != "style", "{attribute}={value}");
            match (name, attribute) {
                (_, "src") => {
                    assert!(name == "img" && value.starts_with("data:image/"), "{name}: {value:.80}");
                    images += 1;
                }
                ("a", "href") => {
                    let schemes = ["#", "https://", "http://", "mailto:"];
                    assert!(schemes.iter().any(|scheme| value.starts_with(scheme)), "{value}");
                }
                (_, "href" | "srcset" | "action" | "data" | "poster" | "background") => {
                    panic!("{name} {attribute}")
                }
                _ => {}
            }
        }
    }
    assert_eq!(images, 6);
    let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    assert!(!style.contains("url(") && !style.contains("@import"), "{style}");
}

pub(crate) fn all_links_within_the_page_lead_somewhere() {
    let page = html(&archive(), &[]);
    let document = xml(&page);
    let ids = ids(&document);
    let fragments: BTreeSet<&str> =
        document.descendants().filter_map(|node| node.attribute("href")?.strip_prefix('#')).collect();
    let missing: Vec<&&str> = fragments.iter().filter(|fragment| !ids.contains(**fragment)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    for expected in ["article-1", "article-2-小结", "article-1-小结"] {
        assert!(fragments.contains(expected), "{expected}: {fragments:?}");
    }
}

pub(crate) fn all_articles_are_there_with_their_images() {
    let page = html(&archive(), &[]);
    for expected in TEXTS {
        assert!(page.contains(expected), "{expected}");
    }
    assert!(page.contains("src=\"data:image/gif;base64,R0lGODlhAgACAIAAAP"), "the content of a file");
    assert!(page.contains("src=&quot;image-0&quot;"), "text that looks like an image");
    let svg = page.split("data:image/svg+xml;base64,").nth(1).unwrap().split('"').next().unwrap();
    let svg = String::from_utf8(BASE64_STANDARD.decode(svg).unwrap()).unwrap();
    assert!(svg.contains("<rect") && !svg.contains("script") && !svg.contains("evil"), "{svg}");
}

pub(crate) fn a_page_goes_to_standard_output() {
    let dir = archive();
    let done = export(&dir, &["--format", "html", "-o", "-"]);
    assert_eq!((done.code, done.out), (0, html(&dir, &[])));
}
