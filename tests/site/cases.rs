//! The articles of [`LIN_MO`], each of which shows one thing that happens.
//!
//! [`LIN_MO`]: super::writers::LIN_MO

use super::text::Text;

/// An article, and what asking for it leads to.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    pub id: u64,
    /// What it is called in tests and messages.
    pub name: &'static str,
    pub skin: Skin,
    pub text: Text,
    pub kind: Kind,
    pub access: Access,
    pub act: Act,
    pub says: &'static str,
}

/// How pages looked when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Skin {
    /// 2005–2012: nothing machine-readable but the title.
    Y2008,
    /// 2013–2017.
    Y2013,
    /// 2018–2019: the first with `#content_views`.
    Y2018,
    /// 2020–2024: Baidu's JSON-LD, `var isVipArticle`.
    Y2021,
    /// Winter 2025: `data-time`, which the text beside it contradicts.
    Y2025,
    /// 2026: JSON-LD of schema.org.
    Y2026,
}

/// Whose work it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Original,
    Repost,
    Translation,
}

/// How much of an article everybody may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    All,
    /// A beginning of some 2,100 characters: VIP.
    Vip,
    /// A beginning, likewise: a column to be paid for.
    Paid,
    /// All of it, under a fold: 关注后阅读.
    Fold,
    /// All of it, under a login that pops up.
    Popup,
}

/// What the site does when a page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Serve,
    Gbk {
        told_in_page: bool,
    },
    Gzip,
    Brotli,
    Chunked,
    NoValidators,
    Typed(&'static str),
    Pdf,
    Hops(u64),
    Loop,
    ToAlias,
    FromAlias,
    ToMetadata,
    ToLoopback,
    ToElsewhere,
    ToHttp,
    Login,
    Forbidden,
    Missing,
    Deleted,
    Captcha,
    Busy {
        retry_after: &'static str,
        ever: bool,
    },
    BusyUntilDate,
    Closed,
    Broken,
    Flaky,
    Challenge {
        with_article: bool,
    },
    SlowBody,
    SlowStart,
    Truncated {
        ever: bool,
    },
    Endless,
    Bomb,
    /// Only its author can see it, in the console.
    Draft,
}

impl Case {
    pub fn url(&self) -> String {
        format!("https://blog.csdn.net/lin_mo/article/details/{}", self.id)
    }

    /// Whether it is all there at its address, and soon: lists name only these.
    pub fn is_calm(&self) -> bool {
        let is_served = matches!(
            self.act,
            Act::Serve | Act::Gbk { .. } | Act::Gzip | Act::Brotli | Act::Chunked | Act::NoValidators
        );
        is_served && self.text != Text::SlowPictures
    }

    /// A short article of today, which goes wrong in one way.
    const fn of(id: u64, name: &'static str, act: Act, says: &'static str) -> Self {
        let (kind, access) = (Kind::Original, Access::All);
        Self { id, name, skin: Skin::Y2025, text: Text::Plain, kind, access, act, says }
    }

    const fn page(id: u64, name: &'static str, skin: Skin, text: Text, says: &'static str) -> Self {
        Self { skin, text, ..Self::of(id, name, Act::Serve, says) }
    }

    const fn by(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    const fn for_whom(self, access: Access) -> Self {
        Self { access, ..self }
    }

    const fn looking(self, skin: Skin, text: Text) -> Self {
        Self { skin, text, ..self }
    }
}

/// The case of an article.
pub fn case_of(id: u64) -> Option<&'static Case> {
    CASES.iter().find(|case| case.id == id)
}

/// The address of the article of this name.
pub fn url_of(name: &str) -> String {
    case_of(id_of(name)).unwrap().url()
}

/// The number of the case of this name.
pub fn id_of(name: &str) -> u64 {
    CASES.iter().find(|case| case.name == name).unwrap().id
}

/// All cases: pages of the years first, then numbers that end in what they mean.
pub const CASES: &[Case] = {
    use Access::{Fold, Paid, Popup, Vip};
    use Act::{
        Bomb, Broken, Brotli, Busy, BusyUntilDate, Captcha, Challenge, Chunked, Closed, Deleted, Draft,
        Endless, Flaky, Forbidden, FromAlias, Gbk, Gzip, Hops, Login, Loop, Missing, NoValidators, Pdf,
        SlowBody, SlowStart, ToAlias, ToElsewhere, ToHttp, ToLoopback, ToMetadata, Truncated, Typed,
    };
    use Kind::{Repost, Translation};
    use Skin::{Y2008, Y2013, Y2018, Y2021, Y2025, Y2026};
    use Text::{Antique, BadPictures, Diagram, Long, Notes, Plain, Recipe, SlowPictures};
    &[
        Case::page(2_284_301, "old-2008", Y2008, Antique, "the skin of 2008: #article_content alone"),
        Case::page(8_712_301, "old-2013", Y2013, Antique, "the skin of 2013"),
        Case::page(44_230_151, "old-2015", Y2013, Notes, "the skin of 2013 around .markdown_views"),
        Case::page(
            80_112_301,
            "page-2018",
            Y2018,
            Recipe,
            "2018: rich text, copyright inside #article_content",
        ),
        Case::page(112_640_301, "page-2021", Y2021, Notes, "2021: Markdown, Baidu's JSON-LD"),
        Case::page(
            145_640_301,
            "page-2025",
            Y2025,
            Notes,
            "winter 2025: code, formulas, table, pictures; comments",
        ),
        Case::page(145_640_302, "rich-2025", Y2025, Recipe, "winter 2025: rich text, cards, GIF, JPEG, WebP"),
        Case::page(
            158_640_301,
            "page-2026",
            Y2026,
            Recipe,
            "2026: JSON-LD of schema.org; quotes and < in the title",
        ),
        Case::page(158_640_302, "diagram", Y2026, Diagram, "a diagram that mermaid drew"),
        Case::page(150_000_101, "repost", Y2025, Plain, "转载, with a link to the original").by(Repost),
        Case::page(150_000_102, "translation", Y2025, Plain, "翻译, likewise").by(Translation),
        Case::page(150_000_103, "bad-pictures", Y2025, BadPictures, "every picture has something the matter"),
        Case::page(
            150_000_104,
            "slow-pictures",
            Y2025,
            SlowPictures,
            "pictures slow, huge, without end, always busy",
        ),
        Case::page(150_000_105, "hostile-title", Y2025, Plain, "a title of .., slashes, a reserved name"),
        Case::page(150_000_106, "twin-title-a", Y2025, Plain, "the title of the next one"),
        Case::page(150_000_107, "twin-title-b", Y2025, Plain, "the title of the last one, but for case"),
        Case::page(150_000_108, "long-title", Y2025, Plain, "a title of 400 characters"),
        Case::of(150_000_201, "gbk-header", Gbk { told_in_page: false }, "GBK, told by Content-Type alone")
            .looking(Y2008, Antique),
        Case::of(150_000_202, "gbk-meta", Gbk { told_in_page: true }, "GBK, told by <meta> alone")
            .looking(Y2008, Antique),
        Case::of(150_000_203, "gzip", Gzip, "gzip, asked or not"),
        Case::of(150_000_204, "brotli", Brotli, "br, asked or not"),
        Case::of(150_000_205, "chunked", Chunked, "no Content-Length"),
        Case::of(150_000_206, "no-validators", NoValidators, "neither ETag nor Last-Modified"),
        Case::of(150_000_207, "wrong-type", Typed("application/octet-stream"), "an article, typed as octets"),
        Case::of(150_000_208, "pdf", Pdf, "no page but a PDF"),
        Case::of(150_000_301, "redirects", Hops(4), "four redirects, then the article"),
        Case::of(150_000_302, "redirect-loop", Loop, "redirects in a circle"),
        Case::of(150_000_303, "to-alias", ToAlias, "redirected to linmo.blog.csdn.net, where the article is"),
        Case::of(
            150_000_304,
            "from-alias",
            FromAlias,
            "linmo.blog.csdn.net redirects to the canonical address",
        ),
        Case::of(150_000_305, "to-metadata", ToMetadata, "redirected to http://169.254.169.254/"),
        Case::of(
            150_000_306,
            "to-loopback",
            ToLoopback,
            "redirected to this machine by IP; the log tells who came",
        ),
        Case::of(
            150_000_307,
            "to-elsewhere",
            ToElsewhere,
            "redirected to evil.example.com, which has no article",
        ),
        Case::of(150_000_308, "to-http", ToHttp, "redirected from https to http, where the article is"),
        Case::of(150_000_309, "redirects-15", Hops(15), "fifteen redirects, then the article"),
        Case::of(150_000_401, "login", Login, "redirected to the login"),
        Case::of(150_000_403, "forbidden", Forbidden, "403"),
        Case::of(150_000_404, "missing", Missing, "404"),
        Case::of(150_000_405, "captcha", Captcha, "200 with the captcha"),
        Case::of(150_000_410, "deleted", Deleted, "200 that says that the author deleted it"),
        Case::of(150_000_429, "busy", Busy { retry_after: "1", ever: false }, "429 once, Retry-After: 1"),
        Case::of(150_000_430, "busy-until", BusyUntilDate, "429 once, Retry-After is a date a second ahead"),
        Case::of(
            150_000_431,
            "busy-for-ever",
            Busy { retry_after: "1", ever: true },
            "429 always, Retry-After: 1",
        ),
        Case::of(
            150_000_432,
            "busy-for-long",
            Busy { retry_after: "86400", ever: true },
            "429 always, Retry-After: a day",
        ),
        Case::of(150_000_444, "closed", Closed, "the connection is closed without an answer"),
        Case::of(150_000_500, "broken", Broken, "500 always"),
        Case::of(150_000_503, "flaky", Flaky, "503 twice, then the article"),
        Case::of(
            150_000_521,
            "challenge",
            Challenge { with_article: false },
            "521 with nothing but a script",
        ),
        Case::of(
            150_000_522,
            "challenge-article",
            Challenge { with_article: true },
            "521 that carries the article",
        ),
        Case::page(150_000_601, "vip", Y2025, Long, "VIP: a preview of some 2,100 characters").for_whom(Vip),
        Case::page(150_000_602, "paid-column", Y2025, Long, "a paid column: a preview").for_whom(Paid),
        Case::page(150_000_603, "fold", Y2025, Long, "关注后阅读: folded, but all there").for_whom(Fold),
        Case::page(150_000_604, "popup", Y2025, Long, "a login pops up over the whole article")
            .for_whom(Popup),
        Case::page(150_000_605, "vip-2021", Y2021, Long, "VIP in the page of 2021").for_whom(Vip),
        Case::of(
            150_000_701,
            "slow-body",
            SlowBody,
            "a third of the page, then a byte now and then, for ever",
        ),
        Case::of(150_000_702, "slow-start", SlowStart, "no answer for an hour"),
        Case::of(150_000_703, "truncated", Truncated { ever: false }, "cut short once, then whole"),
        Case::of(150_000_704, "truncated-for-ever", Truncated { ever: true }, "cut short always"),
        Case::of(150_000_705, "endless", Endless, "a body without end"),
        Case::of(150_000_706, "bomb", Bomb, "a megabyte of gzip that unpacks to a gigabyte"),
        Case::of(150_000_801, "draft", Draft, "a draft: 404 for all but its author, in the console")
            .looking(Y2025, Notes),
        Case::of(150_000_802, "rich-draft", Draft, "a draft of rich text: markdowncontent is empty")
            .looking(Y2025, Recipe),
    ]
};
