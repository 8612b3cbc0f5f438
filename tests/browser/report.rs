//! Reports under test.

use std::fs;
use std::num::NonZeroUsize;

use csdown::batch::{Batch, Destination, Done, OutputState, Record, Written, discover};
use csdown::excerpts::Excerpts;
use csdown::reports::{HtmlReport, url_of_outputs};
use csdown::{Converter, Hints, Options};

/// The number of documents in [`mixed`].
pub(crate) const MIXED: usize = 14;

/// Returns a page with a title, a date and an article.
fn page(title: &str, date: &str, article: &str) -> String {
    format!(
        "---\ndate: {date}\n---\n<h1 class=\"title-article\">{title}</h1><div id=content_views>{article}</div>"
    )
}

/// Returns a report of documents with every outcome, some with malicious names and titles.
pub(crate) fn mixed() -> String {
    let long = "长".repeat(400);
    let files: Vec<(&str, String)> = vec![
        ("01.html", page("阿 10", "2020-02-02 00:00:00", "<p>一</p>")),
        ("02.html", page("阿 2", "2021-01-01 00:00:00", "<p>二<img></p>")),
        ("03.html", page("阿 1", "2019-01-01 00:00:00", "<p>三<b style='display:none'>藏</b></p>")),
        ("04.html", "<html><head><title>安全验证</title></head><body></body></html>".to_owned()),
        ("05.html", "<script>var isVipArticle = true;</script><div id=content_views><p>开头</p></div>".to_owned()),
        ("06.md", "文\n".to_owned()),
        ("07.html", page("&lt;/script&gt;&lt;script&gt;document.title='taken'&lt;/script&gt;", "", "<p>四</p>")),
        ("08.html", page("&lt;!--&lt;script&gt; &lt;img src=x onerror=document.title=1&gt;", "", "<p>五<a href='#no'>&lt;script&gt;document.title='taken'&lt;/script&gt;</a></p>")),
        ("09翻\u{202e}转.html", page("翻转", "", "<p>六</p>")),
        ("10.html", page(&long, "", &format!("<p>{long}<a href='#nowhere'>{long}</a></p>"))),
        ("11.html", page("空\0字", "", "<p>七</p>")),
        ("12.html", "---\nartid: 1\nsource: https://blog.csdn.net/someone/article/details/1\n---\n<div id=content_views><p>八</p></div>".to_owned()),
        ("b 中#?.html", page("名", "", "<p>九</p>")),
    ];
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("in"), folder.path().join("out"));
    fs::create_dir(&from).unwrap();
    for (name, text) in &files {
        fs::write(from.join(name), text).unwrap();
    }
    let converter = Converter::new(Options::default()).unwrap();
    let destination = Destination::Folder(to.clone());
    let links = url_of_outputs(&folder.path().join("report.html"), &destination);
    let mut report = HtmlReport::new(Vec::new(), converter.options(), links).unwrap();
    let jobs = NonZeroUsize::MIN;
    let batch = Batch::new(&converter, destination).jobs(jobs).verify(true).excerpts(true);
    batch.run(discover(&[from], Some(&to)), &mut |record| report.add(&record).unwrap()).unwrap();
    report.add(&lossy(&converter)).unwrap();
    String::from_utf8(report.finish().unwrap()).unwrap()
}

/// Returns a document whose Markdown lacks a word.
fn lossy(converter: &Converter) -> Record {
    let page = page("失", "", "<p>每天浇水，</p>\n<p>一次一升。</p>");
    let mut conversion = converter.convert(&page).unwrap();
    conversion.markdown = conversion.markdown.replace("一升", "一");
    let verification = converter.verify(page.as_bytes(), &Hints::default(), &conversion.markdown).unwrap();
    let excerpts =
        Excerpts::of_conversion(page.as_bytes(), &Hints::default(), &conversion, Some(&verification));
    let done = Done {
        metadata: conversion.metadata,
        report: conversion.report,
        input_sha256: String::new(),
        output: OutputState::File(Written::New),
        verification: Some(verification),
        images: None,
    };
    Record {
        name: "lossy.html".to_owned(),
        output: Some("lossy.md".to_owned()),
        result: Ok(done),
        details: None,
        excerpts,
    }
}

/// Returns a report of `count` documents without problems.
pub(crate) fn many(count: usize) -> String {
    let converter = Converter::default();
    let mut report = HtmlReport::new(Vec::new(), converter.options(), None).unwrap();
    for number in 1..=count {
        let conversion = converter.convert(&page(&format!("第 {number} 篇"), "", "<p>文</p>")).unwrap();
        let done = Done {
            metadata: conversion.metadata,
            report: conversion.report,
            input_sha256: String::new(),
            output: OutputState::File(Written::New),
            verification: None,
            images: None,
        };
        let name = format!("{number}.html");
        report
            .add(&Record {
                name,
                output: None,
                result: Ok(done),
                details: None,
                excerpts: Excerpts::default(),
            })
            .unwrap();
    }
    String::from_utf8(report.finish().unwrap()).unwrap()
}
