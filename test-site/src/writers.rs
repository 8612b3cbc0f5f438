//! Writers and their articles.

use jiff::ToSpan;
use jiff::civil::{DateTime, date};

use crate::cases::{self, Access, Case, Kind, Skin};
use crate::text::{self, Text};

/// A user with a blog.
#[derive(Debug)]
pub struct Writer {
    /// The login name.
    pub user: &'static str,
    pub nick: &'static str,
    pub columns: &'static [Column],
    pub description: &'static str,
}

/// A collection of a writer's articles.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    pub id: u64,
    pub title: &'static str,
    pub about: &'static str,
    pub is_paid: bool,
    /// The maximum number of articles in it, starting with the newest.
    pub size: usize,
}

const fn column(id: u64, title: &'static str, about: &'static str, size: usize) -> Column {
    Column { id, title, about, size, is_paid: false }
}

/// The writer of all [`cases::CASES`].
pub const LIN_MO: Writer = Writer {
    user: "lin_mo",
    nick: "林默的窗台",
    columns: &[
        column(10_000_001, "窗台上的电路", "种花的时候顺手做的小东西", 100),
        Column { is_paid: true, ..column(10_000_002, "收费的专栏", "要付钱的那些", 0) },
        column(10_000_003, "还没有动笔", "空的", 0),
    ],
    description: "the author of all cases; lists contain only the ordinary ones",
};

/// A writer of many articles.
pub const BAI_YE: Writer = Writer {
    user: "bai_ye_300",
    nick: "白夜",
    columns: &[
        column(20_000_001, "每天一则", "写满三百天", 95),
        column(20_000_002, "四十则", "正好一页", 40),
    ],
    description: "300 articles, 160000001 to 160000300, with a few images each, some of them shared",
};

/// A writer of a few articles, without anything special.
pub const SU_HE: Writer = Writer {
    user: "su_he",
    nick: "苏禾",
    columns: &[column(30_000_001, "窗台小记", "一季的记录", 4)],
    description: "6 articles, 170000001 to 170000006",
};

const EMPTY: Writer =
    Writer { user: "new_here", nick: "刚来的", columns: &[], description: "has no articles" };

pub const WRITERS: &[Writer] = &[LIN_MO, BAI_YE, EMPTY, SU_HE];

/// The ids of the articles of [`BAI_YE`], oldest first.
pub const MANY: std::ops::RangeInclusive<u64> = 160_000_001..=160_000_300;

/// The ids of the articles of [`SU_HE`], oldest first.
pub const FEW: std::ops::RangeInclusive<u64> = 170_000_001..=170_000_006;

/// An article before it is rendered as a page.
#[derive(Debug, Clone)]
pub struct Article {
    pub id: u64,
    pub writer: &'static Writer,
    pub title: String,
    pub keyword: &'static str,
    pub summary: String,
    /// In Shanghai time, like all times here.
    pub published: DateTime,
    pub updated: DateTime,
    pub kind: Kind,
    pub tags: Vec<&'static str>,
    pub columns: Vec<&'static Column>,
    pub skin: Skin,
    pub access: Access,
    pub text: Text,
    /// The HTML inside `#content_views`.
    pub html: String,
    /// The Markdown source; `None` for rich text.
    pub markdown: Option<String>,
}

impl Article {
    /// Returns the publication time: `2025-01-05 00:12:20`.
    pub fn post_time(&self) -> String {
        self.published.strftime("%F %T").to_string()
    }

    pub fn url(&self) -> String {
        format!("https://blog.csdn.net/{}/article/details/{}", self.writer.user, self.id)
    }

    /// Returns the source of a repost or translation.
    pub fn original(&self) -> Option<String> {
        (self.kind != Kind::Original).then(|| format!("https://example.com/originals/{}.html", self.id))
    }
}

pub fn writer_of(user: &str) -> Option<&'static Writer> {
    WRITERS.iter().find(|writer| writer.user == user)
}

/// Returns an article after `revision` changes.
pub fn article(id: u64, revision: u32) -> Option<Article> {
    let case = cases::case_of(id);
    let writer = match id {
        _ if case.is_some() => &LIN_MO,
        _ if MANY.contains(&id) => &BAI_YE,
        _ if FEW.contains(&id) => &SU_HE,
        _ => return None,
    };
    let text = case.map_or(Text::Plain, |case| case.text);
    let skin = case.map_or(Skin::Y2025, |case| case.skin);
    let html = text::html(text, id, revision);
    let published = published(id, skin);
    let updated = published.saturating_add(i64::from(revision).days());
    Some(Article {
        id,
        writer,
        title: text::title(id),
        keyword: text::keyword(text),
        summary: text::summary(text, id),
        published,
        updated,
        kind: case.map_or(Kind::Original, |case| case.kind),
        tags: text::tags(text),
        columns: columns_of(writer, id),
        skin,
        access: case.map_or(Access::All, |case| case.access),
        text,
        markdown: text::markdown(text, id, revision),
        html,
    })
}

/// Returns the articles in lists, newest first.
pub fn listed(writer: &Writer) -> Vec<u64> {
    let of_cases = |case: &Case| case.is_ordinary().then_some(case.id);
    let mut ids: Vec<u64> = match writer.user {
        user if user == LIN_MO.user => cases::CASES.iter().filter_map(of_cases).collect(),
        user if user == BAI_YE.user => MANY.collect(),
        user if user == SU_HE.user => FEW.collect(),
        _ => Vec::new(),
    };
    ids.sort_unstable_by(|a, b| b.cmp(a));
    ids
}

/// Returns the articles in a column, newest first.
pub fn column_articles(writer: &Writer, column: &Column) -> Vec<u64> {
    if column.is_paid {
        let is_paid = |case: &&Case| case.access == Access::Paid;
        return cases::CASES.iter().filter(is_paid).map(|case| case.id).collect();
    }
    listed(writer).into_iter().take(column.size).collect()
}

fn columns_of(writer: &'static Writer, id: u64) -> Vec<&'static Column> {
    writer.columns.iter().filter(|column| column_articles(writer, column).contains(&id)).collect()
}

/// Returns a date in the period of the skin that depends on the id.
fn published(id: u64, skin: Skin) -> DateTime {
    let begin = match skin {
        Skin::Y2008 => date(2008, 4, 2),
        Skin::Y2013 => date(2013, 3, 24),
        Skin::Y2018 => date(2018, 7, 20),
        Skin::Y2021 => date(2021, 1, 14),
        Skin::Y2025 => date(2025, 1, 5),
        Skin::Y2026 => date(2026, 2, 3),
    };
    begin.at(0, 12, 20, 0).saturating_add(i64::try_from(id % 1000).unwrap().hours())
}
