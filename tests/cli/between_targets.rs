//! Converting Markdown that csdown wrote for another tool.

use crate::workplace::{Workplace, page};

/// What summaries say of Markdown that csdown did not write.
const NOTE: &str = "Markdown that csdown did not write";

/// What they say of Markdown with front matter, which csdown may have written.
const HINT: &str = "not written by csdown, or edited since; use --from csdown to convert it";

/// An article with what targets write in different ways.
fn article() -> String {
    let body = "<h2>一</h2><p>前<b>重点：</b>后<br>#二 [[三]] $5 {{&lt; 四 &gt;}}</p>\
        <p><span class=katex--inline><span class=katex><span class=katex-mathml>x_1</span></span></span></p>\
        <table><tr><th>甲</th><th>乙</th></tr><tr><td>1<td>2</table><pre><code class=language-c>{{&lt; 五 &gt;}}</code></pre>\
        <p><a href='#一'>去</a></p>";
    page("题", body)
}

#[test]
fn an_archive_becomes_a_blog_and_an_archive_again() {
    let dir = Workplace::with(&[("in/1.html", &article()), ("in/二/2.html", &page("二", "正文"))]);
    assert_eq!(dir.run(&["convert", "in", "-o", "archive"]).code, 0);
    for profile in ["plain", "hugo", "hexo", "obsidian"] {
        let (blog, back) = (format!("blog-{profile}"), format!("back-{profile}"));
        let done = dir.run(&["convert", "archive", "-o", &blog, "--profile", profile]);
        assert_eq!((done.code, done.err.as_str()), (0, "csdown: 2 converted\n"), "{profile}");
        let direct = format!("direct-{profile}");
        assert_eq!(dir.run(&["convert", "in", "-o", &direct, "--profile", profile]).code, 0);
        assert_eq!(dir.run(&["convert", &blog, "-o", &back]).code, 0);
        let name = if profile == "obsidian" { "题.md" } else { "1.md" };
        let read = |folder: &str, name: &str| dir.read(format!("{folder}/{name}"));
        assert_eq!(read(&blog, name), read(&direct, name), "{profile}");
        assert_eq!(read(&back, name), read("archive", "1.md"), "{profile}");
    }
}

#[test]
fn formulas_are_read_in_the_syntax_they_were_written_in() {
    let dir = Workplace::with(&[("in/1.html", &article())]);
    assert_eq!(dir.run(&["convert", "in", "-o", "plain"]).code, 0);
    for math in ["dollar", "backtick", "kramdown", "brackets"] {
        assert_eq!(dir.run(&["convert", "in", "-o", math, "--math", math]).code, 0);
        let back = format!("{math}-back");
        assert_eq!(dir.run(&["convert", math, "-o", &back]).code, 0);
        assert_eq!(dir.read(format!("{back}/1.md")), dir.read("plain/1.md"), "{math}");
    }
}

#[test]
fn markdown_of_others_is_passed_through_and_the_summary_says_so() {
    let dir = Workplace::with(&[("in/1.html", &article()), ("others/2.md", "* 一\n")]);
    assert_eq!(dir.run(&["convert", "in", "others", "-o", "archive"]).code, 0);
    let done = dir.run(&["convert", "archive", "-o", "out", "--profile", "hugo", "--report", "report.json"]);
    assert_eq!(done.err, format!("csdown: 1 converted, 1 passed through unchanged ({NOTE})\n"));
    assert_eq!(dir.read("out/others/2.md"), "* 一\n");
    let report: serde_json::Value = serde_json::from_str(&dir.read("report.json")).unwrap();
    assert_eq!(
        (&report["inputs"][1]["note"], &report["inputs"][0]["note"]),
        (&NOTE.into(), &serde_json::Value::Null)
    );
}

#[test]
fn an_edited_file_is_converted_only_if_asked_for() {
    let dir = Workplace::with(&[("in/1.html", &article())]);
    assert_eq!(dir.run(&["convert", "in", "-o", "archive", "--profile", "hugo"]).code, 0);
    let edited = dir.read("archive/1.md").replace("后", "改");
    dir.write("archive/1.md", &edited);
    let done = dir.run(&["convert", "archive", "-o", "out"]);
    let summary = format!("csdown: nothing to convert: 1 passed through unchanged ({HINT})\n");
    assert_eq!((dir.read("out/1.md"), done.err), (edited, summary));
    let done = dir.run(&["convert", "archive", "-o", "asked", "--from", "csdown"]);
    assert_eq!(done.err, "csdown: 1 converted\n");
    assert!(
        dir.read("asked/1.md").contains("---\n\n# 题\n\n## 一\n\n前**重点**：改"),
        "{}",
        dir.read("asked/1.md")
    );
}

#[test]
fn markdown_of_csdown_can_be_passed_through() {
    let dir = Workplace::with(&[("in/1.html", &article())]);
    assert_eq!(dir.run(&["convert", "in", "-o", "archive"]).code, 0);
    assert_eq!(
        dir.run(&["convert", "archive", "-o", "out", "--profile", "hugo", "--from", "markdown"]).code,
        0
    );
    assert_eq!(dir.read("out/1.md"), dir.read("archive/1.md"));
}

#[test]
fn the_page_beside_markdown_is_used_instead_of_it() {
    let dir = Workplace::with(&[("archive/1.html", &page("题", "<p>一<sub>2</sub>"))]);
    assert_eq!(dir.run(&["convert", "archive", "-o", "archive"]).code, 0);
    let done = dir.run(&["convert", "archive", "-o", "out", "--profile", "hugo"]);
    assert_eq!(done.err, "csdown: 1 converted\n");
    assert_eq!(dir.names("out"), ["1.md"]);
}

#[test]
fn an_incomplete_article_stays_incomplete() {
    let dir = Workplace::with(&[("in/1.html", "<div id=content_views><p>一<p>二")]);
    assert_eq!(dir.run(&["convert", "in", "-o", "archive"]).code, 0);
    let text = dir.read("archive/1.md");
    dir.write("more/1.md", format!("---\ntitle: 题\nstatus: preview\n---\n\n{text}"));
    let done = dir.run(&["convert", "more", "-o", "out", "--profile", "hugo", "--from", "csdown"]);
    assert_eq!((done.code, done.err.starts_with("incomplete: more/1.md: preview\n")), (1, true));
    assert!(dir.read("out/1.md").contains("params:\n  status: preview\n"));
}

#[test]
fn markdown_of_csdown_is_verified_across_targets() {
    let dir = Workplace::with(&[("in/1.html", &article())]);
    assert_eq!(dir.run(&["convert", "in", "-o", "archive", "--verify"]).code, 0);
    for profile in ["hugo", "jekyll", "hexo", "obsidian"] {
        let done = dir.run(&[
            "convert",
            "archive",
            "-o",
            profile,
            "--profile",
            profile,
            "--verify",
            "--date-fallback",
            "omit",
        ]);
        assert_eq!((done.code, done.err.as_str()), (0, "csdown: 1 converted\n"), "{profile}");
    }
}

#[test]
fn images_move_to_where_the_next_tool_expects_them() {
    let pixel = "data:image/gif;base64,R0lGODlhAgACAIAAAP///wAAACH5BAAAAAAALAAAAAACAAIAAAICRF4AOw==";
    let dir = Workplace::with(&[("in/一/1.html", &page("题", &format!("正文<img src='{pixel}' alt=甲>")))]);
    let convert = |args: &[&str]| assert_eq!(dir.run(&[&["convert"], args].concat()).code, 0, "{args:?}");
    convert(&["in", "-o", "archive", "--assets", "archive/assets"]);
    let archived = dir.read("archive/一/1.md");
    let name = archived.split("](../assets/").nth(1).unwrap().split(')').next().unwrap();

    convert(&["archive", "-o", "blog/content/posts", "--profile", "hugo", "--assets", "blog/static/images"]);
    assert!(dir.read("blog/content/posts/一/1.md").contains(&format!("![甲](/images/{name})")));
    assert!(dir.path(format!("blog/static/images/{name}")).is_file());
    convert(&["blog/content/posts", "-o", "back", "--assets", "back/assets"]);
    assert_eq!(dir.read("back/一/1.md"), archived);

    // Without a folder for images, those of the archive are used.
    convert(&["archive", "-o", "linked"]);
    let link = |path: &str, url: &str| dir.read(path).contains(&format!("![甲]({url}/{name})"));
    assert!(link("linked/一/1.md", "../../archive/assets"));
    convert(&["blog/content/posts", "-o", "blog/content/again", "--profile", "hugo"]);
    assert!(link("blog/content/again/一/1.md", "/images"));
}
