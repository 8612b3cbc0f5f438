//! Each conversion option on the command line.

use std::collections::BTreeSet;

use crate::help::{Group, groups};
use crate::workplace::Workplace;

/// An option, its value, a page, and an expected part of the Markdown.
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

const FORMULA: &str = "<div id=content_views><p>量<script type='math/tex'>x</script>大</p></div>";

const TAG: &str = "<div id=content_views><p>#标签</p></div>";

const DETAILS: &str = "<div id=content_views><details><summary>甲</summary><p>乙</p></details></div>";

const CASES: &[Case] = &[
    Case("details", "auto", DETAILS, "<details><summary>甲</summary>\n\n乙\n\n</details>\n"),
    Case("details", "html", DETAILS, "<details><summary>甲</summary>\n\n乙\n\n</details>\n"),
    Case("details", "flatten", DETAILS, "**甲**\n\n乙\n"),
    Case("diagrams", "auto", DIAGRAM, "*甲*\n"),
    Case("diagrams", "labels", DIAGRAM, "*甲*\n"),
    Case("diagrams", "image", DIAGRAM, "![](data:image/svg+xml;base64,"),
    Case("emphasis", "auto", STRONG, "前**标题**：正文\n"),
    Case("emphasis", "space", STRONG, "前**标题：** 正文\n"),
    Case("emphasis", "html", STRONG, "前<strong>标题：</strong>正文\n"),
    Case("emphasis", "move", STRONG, "前**标题**：正文\n"),
    Case("hard-break", "spaces", BREAK, "一  \n二\n"),
    Case("hard-break", "backslash", BREAK, "一\\\n二\n"),
    Case("image-query", "strip", IMAGE, "![](https://img-blog.csdnimg.cn/a.png)"),
    Case("image-query", "keep", IMAGE, "![](https://img-blog.csdnimg.cn/a.png?x-oss-process=image/b)"),
    Case("inline-html", "auto", SUB, "H<sub>2</sub>O\n"),
    Case("inline-html", "keep", SUB, "H<sub>2</sub>O\n"),
    Case("inline-html", "drop", SUB, "H2O\n"),
    Case("links", "clean", LINK, "[甲](https://example.com/a)\n"),
    Case("links", "keep", LINK, "[甲](https://link.csdn.net/?target=https%3A%2F%2Fexample.com%2Fa)\n"),
    Case("math", "auto", FORMULA, "量$x$大\n"),
    Case("math", "dollar", FORMULA, "量$x$大\n"),
    Case("math", "backtick", FORMULA, "量$`x`$大\n"),
    Case("math", "kramdown", FORMULA, "量$$x$$大\n"),
    Case("math", "brackets", FORMULA, "量\\(x\\)大\n"),
    Case("from", "auto", ARTICLE, "---\ntitle: 题\n---\n\n# 题\n"),
    Case("from", "html", "# 一", "\\# 一\n"),
    Case("from", "markdown", FORMULA, "<"),
    Case("from", "csdown", "# 题\n\n* 一\n", "---\ntitle: 题\n---\n\n# 题\n\n- 一\n"),
    Case("spacing", "auto", PRETTY, "使用`cargo`前\n"),
    Case("spacing", "keep", PRETTY, "使用 `cargo` 前\n"),
    Case("spacing", "auto", MIXED, "**Java** 也写\n"),
    Case("spacing", "tight", MIXED, "**Java**也写\n"),
    Case("tables", "auto", TABLE, "<table>"),
    Case("tables", "auto", GRID, "| 甲 | 乙 |\n"),
    Case("tables", "html", GRID, "<table>"),
    Case("tables", "gfm", TABLE, "| 丙 | `x` |\n"),
    Case("target", "auto", FORMULA, "量$x$大\n"),
    Case("target", "gfm", FORMULA, "量$x$大\n"),
    Case("target", "commonmark", FORMULA, "量$x$大\n"),
    Case("target", "kramdown", FORMULA, "量$$x$$大\n"),
    Case("target", "goldmark", FORMULA, "量\\(x\\)大\n"),
    Case("target", "marked", FORMULA, "量$x$大\n"),
    Case("target", "obsidian", TAG, "\\#标签\n"),
    Case("target", "pandoc", FORMULA, "量$x$大\n"),
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

/// A limit, its value, whether the conversion succeeds, and the expected message.
const LIMITS: &[(&str, &str, bool, &str)] = &[
    ("max-attributes", "1", false, "attributes limit exceeded: more than 1"),
    ("max-bytes", "20", false, "bytes limit exceeded: more than 20"),
    ("max-nodes", "5", false, "nodes limit exceeded: more than 5"),
    ("max-depth", "3", true, "depth-flattened"),
    ("max-cells", "1", true, "table-too-large"),
    ("max-output", "9", false, "output limit exceeded: more than 9"),
];

#[test]
fn every_value_of_every_option_works() {
    let dir = Workplace::new();
    for Case(option, value, page, expected) in CASES {
        let done = dir.run_with(&["convert", "-", &format!("--{option}={value}")], page.as_bytes());
        assert_eq!(done.code, 0, "--{option} {value}: {}", done.err);
        assert!(done.out.contains(expected), "--{option} {value} gives {:?}, not {expected:?}", done.out);
    }
}

#[test]
fn limits_are_enforced() {
    let dir = Workplace::new();
    let html = "<div id=content_views><div><div><div><div><table><tr><td colspan=2>甲<td>乙<tr><td>丙<td>丁<td>戊\
        </table></div></div></div></div></div>";
    for (option, value, succeeds, message) in LIMITS {
        let done = dir.run_with(&["convert", "-", "-v", &format!("--{option}={value}")], html.as_bytes());
        assert_eq!(done.code, if *succeeds { 0 } else { 3 }, "--{option} {value}: {}", done.err);
        assert!(done.err.contains(message), "--{option} {value}: {}", done.err);
    }
}

#[test]
fn every_option_and_value_is_tested() {
    let tested: BTreeSet<(&str, &str)> = CASES.iter().map(|case| (case.0, case.1)).collect();
    let limits: BTreeSet<&str> = LIMITS.iter().map(|(option, ..)| *option).collect();
    for Group { name, options } in groups() {
        for option in options {
            match name.as_str() {
                "Limits" => assert!(limits.contains(option.long.as_str()), "--{}", option.long),
                "Markdown" | "Metadata" => {
                    assert!(!option.values.is_empty(), "--{}", option.long);
                    for value in &option.values {
                        let pair = (option.long.as_str(), value.as_str());
                        assert!(tested.contains(&pair), "--{} {value}", option.long);
                    }
                }
                _ => {}
            }
        }
    }
}

#[test]
fn the_first_value_of_each_option_is_the_default() {
    let dir = Workplace::new();
    for Group { options, .. } in groups() {
        for option in options.iter().filter(|option| !option.values.is_empty()) {
            assert_eq!(option.default.as_ref(), option.values.first(), "--{}", option.long);
            for Case(_, _, page, _) in CASES.iter().filter(|case| case.0 == option.long) {
                let arg = format!("--{}={}", option.long, option.values[0]);
                let given = dir.run_with(&["convert", "-", &arg], page.as_bytes());
                assert_eq!(given.out, dir.run_with(&["convert", "-"], page.as_bytes()).out, "{arg}");
            }
        }
    }
}
