//! Each option of a conversion, as a flag.

use std::collections::BTreeSet;

use crate::help::{Group, groups};
use crate::workplace::Workplace;

/// A flag, its value, a page, and what must stand in the Markdown.
struct Case(&'static str, &'static str, &'static str, &'static str);

const ARTICLE: &str = "<h1 class=title-article>题</h1><div id=content_views><p>正文</p></div>";
const DATED: &str = "<h1 class=title-article>题</h1><span class=blog-postTime data-time='2019-11-26 00:12:20'></span>\
    <div id=content_views><p>正文</p></div>";
const STRONG: &str = "<div id=content_views><p>前<strong>标题：</strong>正文</p></div>";
const BREAK: &str = "<div id=content_views><p>一<br>二</p></div>";
const IMAGE: &str =
    "<div id=content_views><p><img src='https://img-blog.csdnimg.cn/a.png?x-oss-process=image/b'></p></div>";
const SUB: &str = "<div id=content_views><p>H<sub>2</sub>O</p></div>";
const LINK: &str = "<div id=content_views><p><a href='https://link.csdn.net/?target=https%3A%2F%2Fexample.com%2Fa'>甲</a></p></div>";
const PRETTY: &str =
    "<div id=content_views>\n <p>\n  使用\n  <code>\n   cargo\n  </code>\n  前\n </p>\n</div>";
const MIXED: &str = "<div id=content_views>\n <p>\n  用 Rust 写 C 和 Go 的人，\n  <b>\n   Java\n  </b>\n  也写\n </p>\n</div>";
const TABLE: &str = "<div id=content_views><table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td>\
    <td><pre><code>x</code></pre></td></tr></table></div>";
const GRID: &str = "<div id=content_views><table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr></table></div>";
const TOC: &str = "<div id=content_views><div class=toc><ul><li><a href='#a'>甲</a></li><li><a href='#b'>乙</a></li></ul></div>\
    <h2><a id=a></a>甲</h2><p>一</p><h2><a id=b></a>乙</h2><p>二</p></div>";

const DIAGRAM: &str =
    "<div id=content_views><div class=mermaid><svg id=mermaid-1><text>甲</text></svg></div></div>";

const CASES: &[Case] = &[
    Case("diagrams", "auto", DIAGRAM, "*甲*\n"),
    Case("diagrams", "labels", DIAGRAM, "*甲*\n"),
    Case("diagrams", "image", DIAGRAM, "![](data:image/svg+xml;base64,"),
    Case("emphasis", "space", STRONG, "前**标题：** 正文\n"),
    Case("emphasis", "html", STRONG, "前<strong>标题：</strong>正文\n"),
    Case("emphasis", "move", STRONG, "前**标题**：正文\n"),
    Case("hard-break", "spaces", BREAK, "一  \n二\n"),
    Case("hard-break", "backslash", BREAK, "一\\\n二\n"),
    Case("image-query", "strip", IMAGE, "![](https://img-blog.csdnimg.cn/a.png)"),
    Case("image-query", "keep", IMAGE, "![](https://img-blog.csdnimg.cn/a.png?x-oss-process=image/b)"),
    Case("inline-html", "keep", SUB, "H<sub>2</sub>O\n"),
    Case("inline-html", "drop", SUB, "H2O\n"),
    Case("links", "clean", LINK, "[甲](https://example.com/a)\n"),
    Case("links", "keep", LINK, "[甲](https://link.csdn.net/?target=https%3A%2F%2Fexample.com%2Fa)\n"),
    Case("spacing", "auto", PRETTY, "使用`cargo`前\n"),
    Case("spacing", "keep", PRETTY, "使用 `cargo` 前\n"),
    Case("spacing", "auto", MIXED, "**Java** 也写\n"),
    Case("spacing", "tight", MIXED, "**Java**也写\n"),
    Case("tables", "auto", TABLE, "<table>"),
    Case("tables", "auto", GRID, "| 甲 | 乙 |\n"),
    Case("tables", "html", GRID, "<table>"),
    Case("tables", "gfm", TABLE, "| 丙 | `x` |\n"),
    Case("toc", "drop", TOC, "## 甲\n\n一\n\n## 乙"),
    Case("toc", "keep", TOC, "- [甲](#甲)\n- [乙](#乙)\n"),
    Case("toc", "marker", TOC, "[TOC]\n\n## 甲"),
    Case("front-matter", "yaml", ARTICLE, "---\ntitle: 题\n---\n\n# 题\n"),
    Case("front-matter", "toml", ARTICLE, "+++\ntitle = \"题\"\n+++\n\n# 题\n"),
    Case("front-matter", "json", ARTICLE, "{\n  \"title\": \"题\"\n}\n\n# 题\n"),
    Case("front-matter", "none", ARTICLE, "# 题\n\n正文\n"),
    Case("profile", "plain", DATED, "date: 2019-11-26T00:12:20+08:00\n---\n\n# 题\n"),
    Case("profile", "hugo", DATED, "date: 2019-11-26T00:12:20+08:00\n---\n\n正文\n"),
    Case("profile", "hexo", DATED, "date: 2019-11-26 00:12:20\ndisableNunjucks: true\n---\n\n正文\n"),
    Case(
        "profile",
        "jekyll",
        DATED,
        "date: 2019-11-26 00:12:20 +0800\nrender_with_liquid: false\n---\n\n正文\n",
    ),
    Case("profile", "obsidian", DATED, "published: 2019-11-26T00:12:20\n---\n\n# 题\n"),
];

/// A limit, a value, whether the conversion is done all the same, and what is said.
const LIMITS: &[(&str, &str, bool, &str)] = &[
    ("max-attributes", "1", false, "attributes limit passed: more than 1"),
    ("max-bytes", "20", false, "bytes limit passed: more than 20"),
    ("max-nodes", "5", false, "nodes limit passed: more than 5"),
    ("max-depth", "3", true, "depth-flattened"),
    ("max-cells", "1", true, "table-too-large"),
    ("max-output", "9", false, "output limit passed: more than 9"),
];

#[test]
fn every_value_of_every_option_does_what_it_says() {
    let place = Workplace::new();
    for Case(flag, value, page, expected) in CASES {
        let done = place.run_with(&["convert", "-", &format!("--{flag}={value}")], page.as_bytes());
        assert_eq!(done.code, 0, "--{flag} {value}: {}", done.err);
        assert!(done.out.contains(expected), "--{flag} {value} gives {:?}, not {expected:?}", done.out);
    }
}

#[test]
fn limits_are_kept() {
    let place = Workplace::new();
    let html = "<div id=content_views><div><div><div><div><table><tr><td colspan=2>甲<td>乙<tr><td>丙<td>丁<td>戊\
        </table></div></div></div></div></div>";
    for (flag, value, is_done, said) in LIMITS {
        let done = place.run_with(&["convert", "-", "-v", &format!("--{flag}={value}")], html.as_bytes());
        assert_eq!(done.code, if *is_done { 0 } else { 3 }, "--{flag} {value}: {}", done.err);
        assert!(done.err.contains(said), "--{flag} {value}: {}", done.err);
    }
}

#[test]
fn the_tables_above_hold_every_option_and_every_value() {
    let tested: BTreeSet<(&str, &str)> = CASES.iter().map(|case| (case.0, case.1)).collect();
    let limits: BTreeSet<&str> = LIMITS.iter().map(|(flag, ..)| *flag).collect();
    for Group { name, flags } in groups() {
        for flag in flags {
            match name.as_str() {
                "Limits" => assert!(limits.contains(flag.long.as_str()), "--{}", flag.long),
                "Markdown" | "Metadata" => {
                    assert!(!flag.values.is_empty(), "--{}", flag.long);
                    for value in &flag.values {
                        let pair = (flag.long.as_str(), value.as_str());
                        assert!(tested.contains(&pair), "--{} {value}", flag.long);
                    }
                }
                _ => {}
            }
        }
    }
}

#[test]
fn without_flags_the_first_value_of_each_option_holds() {
    let place = Workplace::new();
    for Group { flags, .. } in groups() {
        for flag in flags.iter().filter(|flag| !flag.values.is_empty()) {
            assert_eq!(flag.default.as_ref(), flag.values.first(), "--{}", flag.long);
            for Case(_, _, page, _) in CASES.iter().filter(|case| case.0 == flag.long) {
                let told = format!("--{}={}", flag.long, flag.values[0]);
                let given = place.run_with(&["convert", "-", &told], page.as_bytes());
                assert_eq!(given.out, place.run_with(&["convert", "-"], page.as_bytes()).out, "{told}");
            }
        }
    }
}
