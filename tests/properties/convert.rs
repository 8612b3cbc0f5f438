//! Properties of whole conversions of arbitrary input.

use arbitrary::{Result, Unstructured};
use csdown::dom;
use csdown::model::Document;
use csdown::options::{
    Details, Diagrams, Emphasis, FrontMatter, HardBreak, ImageQuery, InlineHtml, InternalLinks, Links,
    MathSyntax, Profile, Spacing, Tables, Target, Toc,
};
use csdown::parse_markdown;
use csdown::stages::clean::UserRules;
use csdown::stages::{extract, input, lower, normalize, render};
use csdown::verify::{Verdict, Verification, equivalent};
use csdown::{Converter, Error, Hints, Options, Report};
use serde_json::json;

use super::{html, shrink};

/// Arbitrary bytes convert or fail deterministically, and the Markdown parses back into the document.
pub fn bytes(data: &[u8]) {
    check(data, &Options::default());
}

/// The same holds for articles in CSDN's markup.
pub fn article(u: &mut Unstructured<'_>) -> Result<()> {
    let html = html::article(u)?;
    check(html.as_bytes(), &Options::default());
    Ok(())
}

/// Nothing is lost from an article as editors write them, whatever the options.
pub fn tidy_article(u: &mut Unstructured<'_>) -> Result<()> {
    let options = if u.ratio(1, 2)? { Options::default() } else { tidy_options(u)? };
    keeps_all(&html::tidy_article(u)?, &options);
    Ok(())
}

/// Nothing is lost from `<details>`, whatever the option.
pub fn details_article(u: &mut Unstructured<'_>) -> Result<()> {
    let mut options = Options::default();
    options.details = *u.choose(Details::ALL)?;
    let page = html::details_article(u)?;
    check(page.as_bytes(), &options);
    keeps_all(&page, &options);
    Ok(())
}

/// Nothing is lost from a page, well formed or not, whatever the options.
pub fn page(u: &mut Unstructured<'_>) -> Result<()> {
    let options = if u.ratio(1, 2)? { Options::default() } else { tidy_options(u)? };
    let page = html::page(u)?;
    // Markdown around an article has properties of its own.
    if input::read(page.as_bytes(), &Hints::default()).form != input::InputForm::Markdown {
        keeps_all(&page, &options);
    }
    Ok(())
}

/// Rich text in a response of the editor's API becomes the same document as in a page.
pub fn rich_text_of_the_editor(u: &mut Unstructured<'_>) -> Result<()> {
    let html = html::tidy_article(u)?;
    let json = json!({"data": {"markdowncontent": "", "content": html}}).to_string();
    let document = |input: &str| Converter::default().convert(input).map(|conversion| conversion.document);
    assert_eq!(document(&json), document(&html), "{html}");
    check(json.as_bytes(), &Options::default());
    Ok(())
}

/// Markdown in a response of the editor's API follows the front matter unchanged, whatever it looks like.
pub fn markdown_of_the_editor(u: &mut Unstructured<'_>) -> Result<()> {
    let starts = ["", "---\n", "+++\n", "{", "<html>", "# 一\n\n", "- ", "```\n", "---\ntitle: 题\n---\n"];
    let (start, text) = (*u.choose(&starts)?, u.arbitrary::<String>()?);
    let ends = ["", "\n---\n\n二\n", "\n+++\n", "}", "\n\n![图](https://a.b/c.png)\n"];
    let markdown = format!("{start}{text}{}", u.choose(&ends)?);
    let json = json!({"data": {"title": "题", "markdowncontent": markdown}}).to_string();
    let options = options(u)?;
    let converted = converter(&options).convert_verified(json.as_bytes(), &Hints::default());
    let Ok((conversion, verification)) = converted else { return Ok(()) };
    if conversion.report.passed_through {
        let lines = markdown.replace("\r\n", "\n").replace('\r', "\n");
        let expected = format!("{}\n", lines.trim_end());
        assert!(conversion.markdown.ends_with(&expected), "{markdown:?} became {:?}", conversion.markdown);
        assert_ne!(verification.verdict, Verdict::Lossy, "{markdown:?}\n{verification:#?}");
    }
    Ok(())
}

/// If a text or an element is deleted from the page or changed in it, the Markdown of the original is lossy.
pub fn altered_page(u: &mut Unstructured<'_>) -> Result<()> {
    let page = html::tidy_article(u)?;
    let Some(altered) = html::altered(u, &page)? else { return Ok(()) };
    let converter = Converter::default();
    let markdown = |page: &str| converter.convert(page).map(|conversion| conversion.markdown);
    let (Ok(before), Ok(after)) = (markdown(&page), markdown(&altered)) else { return Ok(()) };
    if visible(&before) == visible(&after) {
        return Ok(());
    }
    let verification = converter.verify(altered.as_bytes(), &Hints::default(), &before).unwrap();
    let Verification { verdict, .. } = verification;
    assert_eq!(verdict, Verdict::Lossy, "--- markdown\n{before}\n--- of\n{page}\n--- altered\n{altered}");
    Ok(())
}

/// Returns the letters and digits of Markdown.
fn visible(markdown: &str) -> String {
    markdown.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Requires that nothing is lost from `page`. If anything is, panics with the smallest page from which it is lost.
fn keeps_all(page: &str, options: &Options) {
    let loss = |page: &str| {
        let (conversion, verification) =
            converter(options).convert_verified(page.as_bytes(), &Hints::default()).ok()?;
        conversion.document.as_ref()?;
        let Verification { verdict, differences, .. } = verification;
        (verdict == Verdict::Lossy).then_some((conversion.markdown, differences))
    };
    if loss(page).is_some() {
        let page = shrink::shrunk_page(page, |page| loss(page).is_some());
        let (markdown, differences) = loss(&page).unwrap();
        panic!("{differences:#?}\n--- markdown\n{markdown}\n--- page\n{page}\n--- options\n{options:#?}");
    }
}

/// The same holds for articles with arbitrary options.
pub fn options_and_article(u: &mut Unstructured<'_>) -> Result<()> {
    let options = options(u)?;
    check(html::article(u)?.as_bytes(), &options);
    Ok(())
}

/// Arbitrary bytes decode to text without a carriage return, and the body starts where front matter ends.
pub fn decode(u: &mut Unstructured<'_>) -> Result<()> {
    let charset =
        *u.choose(&[None, Some("text/html; charset=gbk"), Some("text/html; charset=x"), Some("\0")])?;
    let mut hints = Hints::default();
    hints.content_type = charset;
    hints.file_name = *u.choose(&[None, Some("a.md"), Some("a.html"), Some("")])?;
    let bytes = u.bytes(u.len())?;
    let source = input::read(bytes, &hints);
    assert!(!source.text.contains('\r'), "the text contains a carriage return");
    assert!(source.text.is_char_boundary(source.body_start), "the body begins inside a character");
    assert!(source.text.ends_with(source.body()), "the text does not end with the body");
    let lines = source.text.get(..source.body_start).unwrap_or_default().matches('\n').count();
    assert_eq!(usize::try_from(source.first_line), Ok(lines + 1), "first_line is wrong");
    Ok(())
}

/// Arbitrary front matter can be read, and the front matter written from it is valid YAML, TOML or JSON.
pub fn front_matter(text: &str) {
    let page = format!("---\n{text}\n---\n<div id=\"content_views\">文</div>");
    for form in FrontMatter::ALL {
        let mut options = Options::default();
        options.front_matter.format = *form;
        let Ok(conversion) = converter(&options).convert(&page) else { continue };
        // What is no front matter is the author's text around the article.
        if conversion.report.passed_through || conversion.report.boxes > 0 {
            continue;
        }
        let markdown = conversion.markdown;
        match form {
            FrontMatter::Toml => {
                let block = between(&markdown, "+++\n");
                assert!(toml::from_str::<toml::Table>(block).is_ok(), "invalid TOML: {block}");
            }
            FrontMatter::Yaml => {
                let block = between(&markdown, "---\n");
                assert!(serde_saphyr::from_str::<serde_json::Value>(block).is_ok(), "invalid YAML: {block}");
            }
            _ => {}
        }
    }
}

fn between<'a>(markdown: &'a str, fence: &str) -> &'a str {
    let rest = markdown.strip_prefix(fence);
    rest.and_then(|rest| rest.split_once(&format!("\n{fence}"))).map_or("", |(block, _)| block)
}

fn options(u: &mut Unstructured<'_>) -> Result<Options> {
    let mut options = tidy_options(u)?;
    options.target = *u.choose(Target::ALL)?;
    options.math = *u.choose(MathSyntax::ALL)?;
    options.limits.depth = u.int_in_range(1..=500)?;
    options.limits.nodes = if u.ratio(1, 8)? { u.int_in_range(1..=200)? } else { options.limits.nodes };
    options.limits.cells = if u.ratio(1, 8)? { u.int_in_range(1..=200)? } else { options.limits.cells };
    options.limits.output = if u.ratio(1, 8)? { u.int_in_range(1..=200)? } else { options.limits.output };
    Ok(options)
}

/// Draws options without limits that would lose content. The dialect is the one that `verify` reads.
fn tidy_options(u: &mut Unstructured<'_>) -> Result<Options> {
    let mut options = Options::default();
    options.profile = *u.choose(Profile::ALL)?;
    options.target = Target::Gfm;
    options.front_matter.format = *u.choose(FrontMatter::ALL)?;
    if Converter::new(options.clone()).is_err() {
        // The tool of the profile does not read this format.
        options.front_matter.format = FrontMatter::Yaml;
    }
    options.spacing = *u.choose(Spacing::ALL)?;
    options.hard_break = *u.choose(HardBreak::ALL)?;
    options.tables = *u.choose(Tables::ALL)?;
    options.toc = *u.choose(Toc::ALL)?;
    options.emphasis = *u.choose(Emphasis::ALL)?;
    options.inline_html = *u.choose(InlineHtml::ALL)?;
    options.links = *u.choose(Links::ALL)?;
    options.image_query = *u.choose(ImageQuery::ALL)?;
    options.internal_links = *u.choose(InternalLinks::ALL)?;
    options.diagrams = *u.choose(Diagrams::ALL)?;
    options.details = *u.choose(Details::ALL)?;
    Ok(options)
}

fn converter(options: &Options) -> Converter {
    Converter::new(options.clone()).unwrap()
}

fn check(bytes: &[u8], options: &Options) {
    let convert = || converter(options).convert_bytes(bytes, &Hints::default());
    let (first, second) = (convert(), convert());
    match (first, second) {
        (Ok(first), Ok(second)) => {
            assert_eq!(first, second, "two conversions differ");
            let (verified, verification) =
                converter(options).convert_verified(bytes, &Hints::default()).unwrap();
            assert_eq!(first, verified, "verifying changes the conversion");
            let again = converter(options).verify(bytes, &Hints::default(), &first.markdown).unwrap();
            assert_eq!(verification, again, "two verifications differ");
            if first.document.is_some() {
                assert!(first.markdown.is_empty() || first.markdown.ends_with('\n'), "no final newline");
                assert!(!first.markdown.ends_with("\n\n\n"), "trailing blank lines");
            }
        }
        (Err(first), Err(second)) => assert_eq!(first.to_string(), second.to_string()),
        _ => panic!("only one of two conversions fails"),
    }
    if !reads_back(options) {
        return;
    }
    if let Ok(Some(document)) = document(bytes, options) {
        let markdown = render::render(&document, options);
        let read = parse_markdown(&markdown);
        if let Err(difference) = equivalent(&document, &read) {
            let page = String::from_utf8_lossy(bytes);
            panic!("{difference}\n--- markdown\n{markdown}\n--- page\n{page}");
        }
    }
}

/// Whether `parse_markdown` reads the dialect and the formulas that `options` choose.
const fn reads_back(options: &Options) -> bool {
    let is_gfm = match options.target {
        Target::Auto => matches!(options.profile, Profile::Plain),
        target => matches!(target, Target::Gfm),
    };
    is_gfm && matches!(options.math, MathSyntax::Auto | MathSyntax::Dollar)
}

/// Returns the normalised document of a page, or `None` for Markdown.
fn document(bytes: &[u8], options: &Options) -> std::result::Result<Option<Document>, Error> {
    let source = input::read(bytes, &Hints::default());
    if source.form == input::InputForm::Markdown {
        return Ok(None);
    }
    let page = dom::parse(source.body(), &options.limits)?;
    let article = extract::article(&page, &source, &Hints::default())?;
    let mut document =
        lower::lower(article.root, &UserRules::default(), None, options, &mut Report::default()).document;
    normalize::normalize(&mut document, options, &mut Report::default());
    Ok(Some(document))
}
