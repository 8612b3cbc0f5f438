//! Compares Markdown with the article it was made from.
//!
//! Both sides are parsed independently: the page by a second reader that shares only the rule table and facts about
//! CSDN with the converter, the Markdown by a CommonMark and GFM parser. Each side yields an inventory: its text in
//! reading order, and marked ranges of it. The two inventories are compared as they are. What the page reader does
//! not expect is a difference; what the rules drop or change on purpose is listed by name.

mod category;
mod cells;
mod characters;
mod code_text;
mod compare;
mod diagram;
mod equivalent;
mod expected;
mod hidden;
mod html_tag;
mod inventory;
mod markdown_reader;
mod matching;
mod mixed;
mod order;
mod page;
mod source_text;
mod styles;
mod tex;
mod urls;
mod verification;
mod visible;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;
use url::Url;

use crate::clean::{Classifier, UserRules};
use crate::extract::{self, Article};
use crate::markdown::front_matter_end;
use crate::options::{Dialect, Options};

pub use category::Category;
use compare::Sides;
pub use equivalent::equivalent;
use expected::ExpectedDifferences;
use inventory::Inventory;
use matching::Matching;
pub use mixed::{Part, verify_mixed};
use page::Reading;
use source_text::SourceText;
pub use verification::{Count, Difference, Verdict, Verification};

/// Base URLs longer than this are ignored.
const MAX_BASE_LENGTH: usize = 2048;

/// Compares `markdown`, which was made with `options` and the user's `rules`, with the article.
///
/// ```
/// use csdown::{Hints, Options, dom, stages::{clean::UserRules, extract, input}, verify::{self, Verdict}};
/// let (rules, options) = (UserRules::default(), Options::default());
/// let source = input::read("<p>一<b>二</b></p>".as_bytes(), &Hints::default());
/// let page = dom::parse(source.body(), &options.limits)?;
/// let article = extract::article(&page, &source, &Hints::default())?;
/// let verdict = |markdown| verify::verify(&article, &rules, markdown, &options).verdict;
/// assert_eq!(verdict("一**二**\n"), Verdict::Identical);
/// assert_eq!(verdict("一二\n"), Verdict::Lossy);
/// # Ok::<(), csdown::Error>(())
/// ```
pub fn verify(article: &Article<'_>, rules: &UserRules, markdown: &str, options: &Options) -> Verification {
    let base = base_url(article.url());
    let (page, expected) = read_page(article, rules, base.as_ref(), options);
    let dom = article.root.node().dom();
    let source = SourceText::after(dom.page(), article.first_line.saturating_sub(1), article.body_start);
    compare_with_page(page, expected, source, markdown, base.as_ref(), options)
}

/// Parses the URL that relative links are resolved against.
fn base_url(url: Option<&str>) -> Option<Url> {
    url.filter(|base| base.len() <= MAX_BASE_LENGTH).and_then(|base| Url::parse(base).ok())
}

/// Compares `markdown` with the inventory of a page.
fn compare_with_page(
    mut page: Inventory,
    mut expected: ExpectedDifferences,
    source: SourceText<'_>,
    markdown: &str,
    base: Option<&Url>,
    options: &Options,
) -> Verification {
    let mut found = read_markdown(markdown, base, options.dialect(), options);
    page.finish();
    found.finish();
    (0..page.drop_optional(Category::Alts, &found)).for_each(|_| expected.changed("alt-generic"));
    (0..page.drop_optional(Category::Languages, &found)).for_each(|_| expected.changed("language-guessed"));
    (0..page.drop_optional(Category::Links, &found)).for_each(|_| expected.changed("link-cut"));
    compare_inventories((&page, source), (&found, SourceText::new(markdown)), expected)
}

/// Compares `markdown` with the Markdown it was made from.
pub fn verify_markdown(source: &str, markdown: &str, options: &Options) -> Verification {
    compare_markdown((source, Dialect::GFM), (markdown, Dialect::GFM), options)
}

/// Compares `markdown`, which was made with `options`, with Markdown of csdown in another dialect. Front matter and the
/// heading `title` with which a body may open are not compared.
pub(crate) fn verify_written(
    source: (&str, Dialect),
    markdown: &str,
    title: Option<&str>,
    options: &Options,
) -> Verification {
    let untitled = |text| match title {
        Some(title) => without_title(text, title),
        None => Cow::Borrowed(text),
    };
    let (source, dialect) = (untitled(source.0), source.1);
    compare_markdown((&source, dialect), (&untitled(markdown), options.dialect()), options)
}

/// Replaces the heading with which a body opens by an empty line if it is the title, so that positions stay the same.
fn without_title<'t>(text: &'t str, title: &str) -> Cow<'t, str> {
    let body = text.get(front_matter_end(text)..).unwrap_or_default();
    let opening = body.trim_start();
    let line = opening.lines().next().unwrap_or_default();
    let is_title = line.strip_prefix("# ").is_some_and(|heading| slug_key(heading) == slug_key(title));
    if !is_title {
        return text.into();
    }
    let start = text.len() - opening.len();
    let (before, rest) = text.split_at_checked(start).unwrap_or_default();
    let after = rest.get(line.len()..).unwrap_or_default();
    [before, &" ".repeat(line.len()), after].concat().into()
}

fn compare_markdown(source: (&str, Dialect), markdown: (&str, Dialect), options: &Options) -> Verification {
    let mut page = read_markdown(source.0, None, source.1, options);
    page.finish();
    if source == markdown {
        let same = || (&page, SourceText::new(markdown.0));
        return compare_inventories(same(), same(), ExpectedDifferences::default());
    }
    let mut found = read_markdown(markdown.0, None, markdown.1, options);
    found.finish();
    let (source, markdown) = (source.0, markdown.0);
    let (page, found) = ((&page, SourceText::new(source)), (&found, SourceText::new(markdown)));
    compare_inventories(page, found, ExpectedDifferences::default())
}

fn compare_inventories(
    page: (&Inventory, SourceText<'_>),
    markdown: (&Inventory, SourceText<'_>),
    expected: ExpectedDifferences,
) -> Verification {
    let sides = Sides {
        page: page.0,
        markdown: markdown.0,
        page_source: page.1,
        markdown_source: markdown.1,
        matching: Matching::new(),
    };
    let (mut counts, mut differences) = (std::collections::BTreeMap::new(), Vec::new());
    let mut cut_off = Vec::new();
    for category in Category::ALL {
        let (count, some) = sides.compare(category);
        if count != Count::default() {
            counts.insert(category, count);
        }
        differences.extend(some);
        cut_off.extend(sides.matching.was_cut_off().then_some(category));
    }
    let ExpectedDifferences { dropped, changed, losses } = expected;
    if !losses.is_empty() {
        counts.insert(Category::Dropped, Count { expected: losses.len(), ..Count::default() });
        differences.extend(losses.into_iter().take(compare::MAX_DIFFERENCES).map(Difference::from));
    }
    let is_whole = |count: &Count| count.missing() == 0 && count.extra == 0;
    let verdict = if !counts.values().all(is_whole) {
        Verdict::Lossy
    } else if dropped.is_empty() && changed.is_empty() {
        Verdict::Identical
    } else {
        Verdict::Equivalent
    };
    let changed = changed.into_iter().map(|(what, count)| (what.into(), count)).collect();
    Verification { verdict, counts, differences, cut_off, dropped, changed, single_parser: None }
}

fn read_page(
    article: &Article<'_>,
    rules: &UserRules,
    base: Option<&Url>,
    options: &Options,
) -> (Inventory, ExpectedDifferences) {
    let classifier = Classifier::new(rules, article.root);
    let Reading { mut inventory, anchors, mut expected, .. } =
        page::read(article.root, article.title(), &classifier, base, options);
    inventory.characters.add_element(article.root);
    extract::after(article.root).for_each(|element| inventory.characters.add_element(element));
    let headings = Headings::of(&inventory, anchors);
    resolve(&mut inventory, &headings, &mut expected);
    for _ in 0..drop_image_self_links(&mut inventory) {
        expected.changed("link-of-image");
    }
    expected.offset_locations(article.first_line.saturating_sub(1), article.body_start);
    (inventory, expected)
}

/// The headings of a page, by the names that links may use.
struct Headings {
    /// Headings by the names of anchors in the page.
    anchors: HashMap<String, u32>,
    /// Headings by the letters of their slugs, ignoring spaces.
    slugs: HashMap<String, u32>,
    /// Headings that links cannot point to: those with overlong slugs.
    unreachable: HashSet<u32>,
    /// Headings of signs and formulas, whose slugs depend on the spaces between them and may be empty.
    unnamed: HashSet<u32>,
}

/// Links cannot point to headings with a longer slug.
const MAX_SLUG_LENGTH: usize = 1024;

impl Headings {
    fn of(inventory: &Inventory, anchors: HashMap<String, u32>) -> Self {
        let (mut slugs, mut unreachable, mut unnamed) = (HashMap::new(), HashSet::new(), HashSet::new());
        let mut repeated: Vec<(String, u32)> = Vec::new();
        let mut counts: HashMap<String, u32> = HashMap::new();
        for (number, mark) in (0..).zip(inventory.marks(Category::Headings)) {
            let text = inventory.text.get(mark.start..mark.end).unwrap_or_default();
            let slug = slug_key(text);
            if !text.contains(char::is_alphanumeric) {
                unnamed.insert(number);
            }
            if slug.len() > MAX_SLUG_LENGTH {
                unreachable.insert(number);
            }
            let again = counts.entry(slug.clone()).or_default();
            if *again > 0 {
                repeated.push((format!("{slug}{again}"), number));
            }
            *again += 1;
            slugs.entry(slug).or_insert(number);
        }
        for (slug, number) in repeated {
            slugs.entry(slug).or_insert(number);
        }
        Self { anchors, slugs, unreachable, unnamed }
    }

    fn find(&self, name: &str) -> Option<u32> {
        let by_anchor = self.anchors.get(name).copied();
        let by_slug = || {
            let key = slug_key(&urls::anchor_name(name));
            self.slugs.get(&key).copied().filter(|_| !key.is_empty())
        };
        by_anchor.or_else(by_slug).filter(|number| !self.unreachable.contains(number))
    }
}

/// Returns the letters and digits by which a heading can be found.
fn slug_key(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn read_markdown(markdown: &str, base: Option<&Url>, dialect: Dialect, options: &Options) -> Inventory {
    let (mut inventory, numbers) = markdown_reader::read(markdown, base, dialect, options);
    let links = inventory.marks_mut(Category::Links).into_iter().flatten();
    for link in links {
        if let Some(number) = link.value.strip_prefix('#').and_then(|slug| numbers.get(slug)) {
            link.value = format!("#{number}");
        }
    }
    inventory
}

/// Drops links from images to themselves, which are redundant.
fn drop_image_self_links(inventory: &mut Inventory) -> usize {
    let urls = inventory.marks(Category::Images).iter();
    let urls: HashMap<usize, String> = urls.map(|image| (image.start, image.value.clone())).collect();
    let Some(links) = inventory.marks_mut(Category::Links) else { return 0 };
    let before = links.len();
    links.retain(|link| {
        let is_alone = link.end - link.start == visible::IMAGE.len_utf8();
        !(is_alone && urls.get(&link.start).is_some_and(|image| *image == link.value))
    });
    before - links.len()
}

/// Resolves links to anchors to the heading there. Dangling links become text.
fn resolve(inventory: &mut Inventory, headings: &Headings, expected: &mut ExpectedDifferences) {
    let Some(links) = inventory.marks_mut(Category::Links).map(std::mem::take) else { return };
    let mut kept = Vec::with_capacity(links.len());
    for mut link in links {
        if let Some(name) = link.value.strip_prefix('#') {
            let Some(number) = headings.find(name) else {
                expected.changed("link-dangling");
                continue;
            };
            link.value = format!("#{number}");
            link.numbers[2] |= u32::from(headings.unnamed.contains(&number));
        }
        kept.push(link);
    }
    if let Some(links) = inventory.marks_mut(Category::Links) {
        *links = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{Emphasis, Limits};
    use crate::{Converter, Hints};

    #[test]
    fn maximum_depth_fits_a_small_stack() {
        const DEEP: [&str; 10] = [
            "span",
            "div",
            "b",
            "blockquote",
            "ul><li",
            "table><tr><td",
            "a href=x><i",
            "code",
            "div class=syntaxhighlighter",
            "section class=footnotes><ol><li id=fn1",
        ];
        let deep = || {
            let options = Options {
                limits: Limits { depth: Limits::MAX_DEPTH, ..Limits::default() },
                ..Options::default()
            };
            let converter = Converter::new(options).unwrap();
            for tag in DEEP {
                let html =
                    format!("<div id=content_views>{}text", format!("<{tag}>a").repeat(Limits::MAX_DEPTH));
                let verification = converter.verify(html.as_bytes(), &Hints::default(), "text").unwrap();
                assert_eq!(verification.verdict, Verdict::Lossy, "{tag}");
            }
        };
        std::thread::Builder::new().stack_size(2 << 20).spawn(deep).unwrap().join().unwrap();
    }

    #[test]
    fn compares_links_to_headings_by_the_heading() {
        let page = "<div id=content_views><h2 id=x>一</h2><h2>二</h2><p><a href=#x>去</a><a href=#z>无</a></p></div>";
        let verdict = |link: &str| {
            let markdown = format!("## 一\n\n## 二\n\n[去](#{link})无\n");
            Converter::default().verify(page.as_bytes(), &Hints::default(), &markdown).unwrap()
        };
        assert_eq!(verdict("一").verdict, Verdict::Equivalent);
        assert_eq!(verdict("一").changed.get("link-dangling"), Some(&1));
        assert_eq!(verdict("二").verdict, Verdict::Lossy);
    }

    #[test]
    fn punctuation_moved_out_splits_adjacent_styles() {
        let options = Options { emphasis: Emphasis::Move, ..Options::default() };
        let converter = Converter::new(options).unwrap();
        for page in ["<p><i>a</i><em>，b</em>c</p>", "<h2><b>甲：</b></h2>", "<p><b>甲，乙：</b>丙</p>"]
        {
            let page = format!("<div id=content_views>{page}</div>");
            let (conversion, verified) =
                converter.convert_verified(page.as_bytes(), &Hints::default()).unwrap();
            assert_ne!(verified.verdict, Verdict::Lossy, "{page}\n{}\n{verified:?}", conversion.markdown);
        }
    }

    #[test]
    fn compares_passed_through_markdown_with_itself() {
        let verdict =
            |markdown: &str| verify_markdown("# 一\n\n- 二\n", markdown, &Options::default()).verdict;
        assert_eq!(verdict("# 一\n\n- 二\n"), Verdict::Identical);
        assert_eq!(verdict("# 一\n\n二\n"), Verdict::Lossy);
    }
}
