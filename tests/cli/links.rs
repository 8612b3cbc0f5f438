//! Links between articles: `--internal-links`, reading such Markdown back, and `csdown links`.

use serde_json::Value;

use crate::workplace::Workplace;

fn page(id: u32, title: &str, body: &str) -> String {
    format!(
        "<link rel=canonical href=https://blog.csdn.net/u/article/details/{id}><h1 class=title-article>{title}</h1>\
         <span class=blog-postTime data-time='2019-11-26 00:12:20'></span><div id=content_views>{body}</div>"
    )
}

fn link(id: u32, text: &str) -> String {
    format!("<p><a href=\"https://blog.csdn.net/u/article/details/{id}?spm=1#t0\">{text}</a></p>")
}

fn posts() -> Workplace {
    let first = page(
        100_001,
        "甲",
        &format!(
            "<h2><a name=t1></a>起</h2>{}{}<p><a href=//example.org/x>外</a></p>",
            link(100_002, "乙"),
            link(100_009, "无")
        ),
    );
    let second = page(100_002, "乙", &format!("<h2><a name=t0></a>承</h2>{}", link(100_001, "甲")));
    let third = page(100_003, "丙", &format!("{}{}", link(100_002, "乙"), link(100_009, "无")));
    Workplace::with(&[("posts/a.html", &first), ("posts/b.html", &second), ("posts/c.html", &third)])
}

#[test]
fn links_need_an_output_folder() {
    let dir = posts();
    let done = dir.run(&["convert", "posts/a.html", "--internal-links", "relative"]);
    assert_eq!(done.code, 2, "{}", done.err);
    assert!(done.err.contains("--internal-links relative needs an output folder"), "{}", done.err);
}

#[test]
fn the_configuration_file_may_ask_for_links() {
    let dir = posts();
    dir.write("csdown.toml", "internal-links = \"relative\"\n");
    assert_eq!(dir.run(&["convert", "posts", "-o", "md"]).code, 0);
    assert!(dir.read("md/a.md").contains("[乙](b.md#承)"), "{}", dir.read("md/a.md"));
    assert_eq!(dir.run(&["convert", "posts", "-o", "md", "--internal-links", "keep"]).code, 0);
    assert!(dir.read("md/a.md").contains("[乙](https://blog.csdn.net/u/article/details/100002#t0)"));
    assert_eq!(dir.run(&["convert", "posts/a.html"]).code, 0);
}

#[test]
fn markdown_with_links_is_compared_and_converted_like_any_other() {
    let dir = posts();
    for profile in ["plain", "obsidian", "hugo", "hexo", "jekyll"] {
        for mode in ["keep", "relative"] {
            let out = format!("{profile}-{mode}");
            let args = ["convert", "posts", "-o", &out, "--profile", profile, "--internal-links", mode];
            assert_eq!(dir.run(&args).code, 0);
            let again = format!("{out}-again");
            let done = dir.run(&["convert", &out, "-o", &again, "--name", "{id}"]);
            assert_eq!(done.code, 0, "{}", done.err);
        }
        let trees = ["keep", "relative"].map(|mode| dir.tree(&format!("{profile}-{mode}")));
        assert_ne!(trees[0], trees[1], "{profile}");
        let again = ["keep", "relative"].map(|mode| dir.tree(&format!("{profile}-{mode}-again")));
        assert_eq!(again[0], again[1], "{profile}");
        assert!(dir.read(format!("{profile}-relative-again/100001.md")).contains("/article/details/100002"));
    }
    let done = dir.run(&["verify", "posts", "plain-relative"]);
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    // Without the catalogue, the links are lost.
    std::fs::remove_file(dir.path("plain-relative").join(csdown::catalogue::CATALOGUE)).unwrap();
    assert_eq!(dir.run(&["verify", "posts", "plain-relative"]).code, 1);
}

#[test]
fn missing_articles_and_hosts_are_listed() {
    let dir = posts();
    assert_eq!(dir.run(&["convert", "posts", "-o", "md", "--internal-links", "relative"]).code, 0);
    let done = dir.run(&["links", "md"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let expected = "\
Articles of the site that the archive lacks: 1
       2  https://blog.csdn.net/u/article/details/100009
Fragments that name no heading: 1
  b.md: a.md#t0
Articles of the archive that others link to: 2
       2  b.md (乙)
       1  a.md (甲)
Other hosts: 1
       1  example.org
";
    assert_eq!(done.out, expected);
    let shown = dir.run(&["links", "md", "-n", "1"]).out;
    assert!(
        shown.contains(
            "Articles of the archive that others link to: 2\n       2  b.md (乙)\n  … and 1 more\n"
        ),
        "{shown}"
    );
}

#[test]
fn links_are_listed_as_json() {
    let dir = posts();
    assert_eq!(dir.run(&["convert", "posts", "-o", "md"]).code, 0);
    let done = dir.run(&["links", "md", "--format", "json", "-n", "0"]);
    let json: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(json["csdown-links"], 1);
    assert_eq!(json["missing"]["total"], 1);
    let missing = &json["missing"]["articles"][0];
    assert_eq!((missing["id"].as_str(), missing["articles"].as_i64()), (Some("100009"), Some(2)));
    assert_eq!(json["most-linked"]["articles"][0]["title"], "乙");
    assert_eq!(json["hosts"]["hosts"][0]["host"], "example.org");
    // Without internal links, fragments are not known.
    assert_eq!(json["unknown-fragments"]["total"], 0);
}

#[test]
fn a_folder_without_a_catalogue_has_no_links() {
    let dir = posts();
    let done = dir.run(&["links", "posts"]);
    assert_eq!(done.code, 2, "{}", done.err);
    assert!(done.err.contains("csdown has not written articles to it"), "{}", done.err);
}
