//! Pages become the same Markdown whichever parser has read them: ours, html5ever, or `scraper`.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "test harness")]
#![allow(clippy::disallowed_methods, reason = "the folder of a corpus comes from the environment")]

#[path = "fixtures/case.rs"]
#[allow(dead_code, reason = "shared with the fixtures' own test")]
mod case;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use csdown::dom::{self, Dom};
use csdown::stages::input::{self, InputForm};
use csdown::{Converter, Hints, Limits};
use scraper::{Html, Selector};

/// Counts pages and collects those whose Markdown differs.
#[derive(Default)]
struct Comparison {
    same: usize,
    skipped: BTreeMap<&'static str, usize>,
    differing: Vec<String>,
}

impl Comparison {
    fn compare(&mut self, name: &str, bytes: &[u8], hints: &Hints<'_>, converter: &Converter) {
        let source = input::read(bytes, hints);
        if matches!(source.form, InputForm::Markdown | InputForm::Mixed) {
            return self.skip("Markdown");
        }
        if source.unusable.is_some() {
            return self.skip("no page");
        }
        if hints.folder.is_some() || source.saved_from.is_some() || !source.embedded.is_empty() {
            return self.skip("a saved page, which is restored from its text");
        }
        match differences(source.body(), hints, converter) {
            Ok(()) => self.same += 1,
            Err(difference) => self.differing.push(format!("{name}: {difference}")),
        }
    }

    fn skip(&mut self, reason: &'static str) {
        *self.skipped.entry(reason).or_default() += 1;
    }

    fn finish(self, what: &str) {
        let Self { same, skipped, differing } = self;
        eprintln!("{what}: {same} the same, {} differ, skipped: {skipped:?}", differing.len());
        assert!(same > 0, "nothing was compared");
        assert!(differing.is_empty(), "{}", differing.join("\n"));
    }
}

/// Converts `body` through each parser. The result, Markdown or error, is to be that of the bytes.
fn differences(body: &str, hints: &Hints<'_>, converter: &Converter) -> Result<(), String> {
    // A file name that selects HTML, as the body may follow front matter that determined its form.
    let mut html = *hints;
    html.file_name = Some("page.html");
    // The text is decoded already, whatever encoding it declares.
    html.content_type = Some("text/html; charset=utf-8");
    let convert = |page: Result<Dom, csdown::Error>| {
        let conversion = page.and_then(|page| converter.convert_dom(&page, &html));
        conversion.map(|conversion| conversion.markdown).map_err(|error| error.to_string())
    };
    let expected = converter
        .convert_bytes(body.as_bytes(), &html)
        .map(|conversion| conversion.markdown)
        .map_err(|error| error.to_string());
    let limits = &converter.options().limits;
    let scraped = Html::parse_document(body);
    let parsed = [
        ("our parser", convert(dom::parse(body, limits))),
        ("html5ever", convert(dom::html5ever::parse(body, limits))),
        ("scraper", convert(Dom::from_scraper(scraped.root_element(), limits))),
    ];
    for (parser, found) in parsed {
        if found != expected {
            return Err(format!("{parser}\n--- bytes\n{expected:?}\n--- tree\n{found:?}"));
        }
    }
    Ok(())
}

#[test]
fn fixtures_become_the_same_markdown() {
    let mut comparison = Comparison::default();
    for (name, case) in case::list(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")) {
        let case = case.unwrap();
        let Ok(converter) = Converter::new(case.options.clone()) else {
            comparison.skip("invalid options");
            continue;
        };
        comparison.compare(&name, &case.input, &case.hints(), &converter);
    }
    assert!(comparison.same > 200, "only {} fixtures were compared", comparison.same);
    comparison.finish("fixtures");
}

/// Converts the files below the folder that `CSDOWN_CORPUS` names.
#[test]
#[ignore = "needs a folder of pages, which CSDOWN_CORPUS names"]
fn a_corpus_becomes_the_same_markdown() {
    let mut paths = vec![PathBuf::from(env::var_os("CSDOWN_CORPUS").unwrap())];
    let mut comparison = Comparison::default();
    let converter = Converter::default();
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            paths.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let file_name = path.file_name().and_then(|name| name.to_str());
            let mut hints = Hints::default();
            hints.file_name = file_name;
            comparison.compare(&path.display().to_string(), &fs::read(&path).unwrap(), &hints, &converter);
        }
    }
    comparison.finish("corpus");
}

#[test]
fn a_part_of_a_page_is_an_article() {
    let page =
        Html::parse_document("<title>页</title><p>前</p><section><h2>一</h2><p>二<b>三</b></section>后");
    let section = page.select(&Selector::parse("section").unwrap()).next().unwrap();
    let dom = Dom::from_scraper(section, &Limits::default()).unwrap();
    let converter = Converter::default();
    assert_eq!(converter.convert_dom(&dom, &Hints::default()).unwrap().markdown, "## 一\n\n二**三**\n");
    let whole = Dom::from_scraper(page.root_element(), &Limits::default()).unwrap();
    let error = converter.convert_dom(&whole, &Hints::default()).unwrap_err();
    assert!(matches!(error, csdown::Error::ArticleNotFound { .. }), "{error}");
}

#[test]
fn metadata_and_links_come_from_the_page_and_the_hints() {
    let page = "<title>题-CSDN博客</title><div id=content_views><a href=/b>链</a></div>";
    let page = dom::html5ever::parse(page, &Limits::default()).unwrap();
    let mut hints = Hints::default();
    hints.url = Some("https://blog.csdn.net/u/article/details/12345");
    let conversion = Converter::default().convert_dom(&page, &hints).unwrap();
    assert!(conversion.markdown.ends_with("\n\n[链](https://blog.csdn.net/b)\n"), "{}", conversion.markdown);
    assert_eq!(conversion.metadata.title.unwrap().value, "题");
}
