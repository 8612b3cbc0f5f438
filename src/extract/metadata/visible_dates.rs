//! The dates that a page shows: when its article was published and when it was changed.

use std::sync::LazyLock;

use regex::Regex;

use super::clean::line;
use super::date::Date;
use crate::dom::Element;
use crate::extract::class_index::ClassIndex;
use crate::extract::class_index::Key::Class;

/// The dates in the heading of an article.
#[derive(Default)]
pub(super) struct VisibleDates {
    pub(super) published: Option<Date>,
    pub(super) changed: Option<Date>,
}

/// What a date in the heading means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    FirstPublished,
    Published,
    LastPublished,
    Changed,
    /// When the site last recommended other articles, or something unknown.
    Other,
}

/// The meanings of the words around a date, in the order in which they are tried.
const MEANINGS: &[(&str, Meaning)] = &[
    ("推荐", Meaning::Other),
    ("修改", Meaning::Changed),
    ("更新", Meaning::Changed),
    ("编辑", Meaning::Changed),
    ("首次发布", Meaning::FirstPublished),
    ("首发", Meaning::FirstPublished),
    ("最后发布", Meaning::LastPublished),
    ("发布", Meaning::Published),
    ("发表", Meaning::Published),
];

/// Boxes in which `.time` is about the article. Lists of other articles have times, too.
const TIME_BOXES: &[&str] = &["article-bar-top", "bar-content", "artical_tag", "article_bar"];

/// The maximum number of elements of a kind that are read.
const MAX_TIMES: usize = 16;

/// Reads the dates of the heading: `<span class="link_postdate">2013-05-08 22:18</span>`,
/// `<span class="time">2017年05月17日 22:18:00</span>`, `已于 2022-05-11 09:43:00 修改`,
/// `<div class="up-time">于 2022-05-08 21:54:16 首次发布</div>`.
///
/// An article that was published again shows its first and its last publication; the last one is a change.
pub(super) fn read(index: &ClassIndex<'_>) -> VisibleDates {
    // In `.up-time`, a date without words may be that of a recommendation.
    let labelled = index
        .with_any(&[Class("up-time")])
        .take(MAX_TIMES)
        .flat_map(|element| dates(element, Meaning::Other));
    let found: Vec<_> =
        times(index).flat_map(|element| dates(element, Meaning::Published)).chain(labelled).collect();
    let date = |meaning| found.iter().find(|(found, _)| *found == meaning).map(|(_, date)| *date);
    let (first, last) = (date(Meaning::FirstPublished), date(Meaning::LastPublished));
    let again = date(Meaning::Published);
    let published = first.or(again).or(last);
    let changed = date(Meaning::Changed).or(last).or(again).filter(|changed| Some(*changed) != published);
    VisibleDates { published, changed }
}

/// Returns the elements of the heading that hold a date.
fn times<'a>(index: &ClassIndex<'a>) -> impl Iterator<Item = Element<'a>> {
    let is_in_heading = |element: &Element<'_>| {
        let is_box = |above: Element<'_>| above.classes().any(|class| TIME_BOXES.contains(&class));
        element.node().ancestors().any(is_box)
    };
    let alone = index.with_any(&[Class("link_postdate")]);
    alone.chain(index.with_any(&[Class("time")]).filter(is_in_heading)).take(MAX_TIMES)
}

/// Returns the texts of elements that should hold a date and have none.
pub(super) fn texts<'a>(index: &ClassIndex<'a>) -> impl Iterator<Item = (String, Element<'a>)> {
    let without_date = |element: Element<'a>| {
        let text = line(&element.text())?;
        dates(element, Meaning::Published).is_empty().then_some((text, element))
    };
    times(index).filter_map(without_date)
}

/// Returns the dates in the text of `element`. `bare` is the meaning of a date without words.
fn dates(element: Element<'_>, bare: Meaning) -> Vec<(Meaning, Date)> {
    let text = line(&element.text()).unwrap_or_default();
    let dates = DATES.captures_iter(&text).filter_map(|found| {
        let words = [1, 3].map(|group| found.get(group).map_or("", |words| words.as_str()));
        Some((meaning(&words.concat(), bare), Date::parse(found.get(2)?.as_str())?))
    });
    dates.collect()
}

fn meaning(words: &str, bare: Meaning) -> Meaning {
    if matches!(words, "" | "于" | "时间") {
        return bare;
    }
    MEANINGS.iter().find(|(word, _)| words.contains(word)).map_or(Meaning::Other, |(_, meaning)| *meaning)
}

/// A date between words. Words after it count only at the end: elsewhere they belong to the next date, as in
/// `最后发布：2019-02-28 16:36:20首次发布：2019-02-28 16:31:57`.
#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "a constant pattern, tested below")]
static DATES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(\p{Han}*)\s*[：:]?\s*",
        r"([0-9]{4}(?:[-/.]|年)[0-9]{1,2}(?:[-/.]|月)[0-9]{1,2}日?(?:\s+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?)",
        r"(?:\s*(\p{Han}+)$)?",
    ))
    .expect("pattern is valid")
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::extract::surroundings::Surroundings;
    use crate::options::Limits;

    fn dates_of(html: &str) -> (Option<String>, Option<String>) {
        let page = dom::parse(html, &Limits::default()).unwrap();
        let found = read(&Surroundings::of(&page).index);
        (found.published.map(|date| date.day()), found.changed.map(|date| date.day()))
    }

    fn in_heading(html: &str) -> (Option<String>, Option<String>) {
        dates_of(&format!("<div class=bar-content>{html}</div>"))
    }

    #[test]
    fn every_skin_shows_the_publication() {
        for html in [
            "<span class=link_postdate>2019-11-26 00:12</span>",
            "<div class=article-bar-top><span class=time>2019年11月26日 00:12:00</span></div>",
            "<div class=bar-content><span class=time>最后发布于2019-11-26 00:12:00 </span></div>",
            "<div class=bar-content><span class=time>于&nbsp;2019-11-26 00:12:00&nbsp;发布</span></div>",
            "<div class=article-bar-top><span class=time>发布时间：2019-11-26</span></div>",
            "<div class=up-time>最新推荐文章于 2025-11-01 09:00:00 发布</div><div class=up-time><span>于&nbsp;2019-11-26 00:12:00&nbsp;首次发布</span></div>",
            "<div class=up-time>发布于2019-11-26 00:12:00</div>",
        ] {
            assert_eq!(dates_of(html), (Some("2019-11-26".into()), None), "{html}");
        }
    }

    #[test]
    fn a_changed_article_shows_both_dates() {
        let both = (Some("2019-11-26".into()), Some("2022-05-11".into()));
        for html in [
            "<span class=time>已于 2022-05-11 09:43:00 修改</span><div class=up-time>于 2019-11-26 00:12:00 首次发布</div>",
            "<span class=time>最后发布于2022-05-11 09:43:00</span><div class=up-time>发布于2019-11-26 00:12:00</div>",
            "<span class=time>最后发布：2022-05-11 09:43:00首次发布：2019-11-26 00:12:00</span>",
            "<span class=time>于 2022-05-11 09:43:00 发布</span><div class=up-time>于 2019-11-26 00:12:00 首次发布</div>",
        ] {
            assert_eq!(in_heading(html), both, "{html}");
        }
    }

    #[test]
    fn other_dates_are_ignored() {
        for html in [
            "<div class=recommend><span class=time>2019-11-26 00:12</span></div>",
            "<div class=bar-content><span class=time>最新推荐文章于 2025-11-01 09:00:00 发布</span></div>",
            "<div class=up-time>2025-11-01 09:00:00</div>",
            "<div class=bar-content><span class=time>注册于 2025-11-01</span></div>",
            "<div class=bar-content><span class=time>2025-13-01</span></div>",
        ] {
            assert_eq!(dates_of(html), (None, None), "{html}");
        }
    }
}
