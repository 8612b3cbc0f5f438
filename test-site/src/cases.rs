//! The articles of [`LIN_MO`]. Each demonstrates one behavior.
//!
//! [`LIN_MO`]: crate::writers::LIN_MO

use crate::text::Text;

/// An article and the behavior of its URL.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    pub id: u64,
    /// Its name in tests and messages.
    pub name: &'static str,
    pub skin: Skin,
    pub text: Text,
    pub kind: Kind,
    pub access: Access,
    pub behavior: Behavior,
    pub description: &'static str,
}

/// The page layout of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Skin {
    /// 2005–2012: only the title is machine-readable.
    Y2008,
    /// 2013–2017.
    Y2013,
    /// 2018–2019: the first with `#content_views`.
    Y2018,
    /// 2020–2024: Baidu's JSON-LD, `var isVipArticle`.
    Y2021,
    /// Winter 2025: `data-time`, which contradicts the visible date.
    Y2025,
    /// 2026: schema.org JSON-LD.
    Y2026,
}

/// The kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Original,
    Repost,
    Translation,
}

/// How much of an article is public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    All,
    /// A preview of about 2,100 characters: VIP.
    Vip,
    /// A preview of about 2,100 characters: paid column.
    Paid,
    /// All of it, behind a fold: 关注后阅读.
    Fold,
    /// All of it, behind a login popup.
    Popup,
}

/// How the site responds to a request for an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behavior {
    Serve,
    Gbk {
        declared_in_page: bool,
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
        always: bool,
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
        always: bool,
    },
    Endless,
    Bomb,
    /// Only visible to its author, through the editor API.
    Draft,
}

impl Case {
    pub fn url(&self) -> String {
        format!("https://blog.csdn.net/lin_mo/article/details/{}", self.id)
    }

    /// Whether the article is served at its URL without delay. Lists contain only these.
    pub fn is_ordinary(&self) -> bool {
        let is_served = matches!(
            self.behavior,
            Behavior::Serve
                | Behavior::Gbk { .. }
                | Behavior::Gzip
                | Behavior::Brotli
                | Behavior::Chunked
                | Behavior::NoValidators
        );
        is_served && self.text != Text::SlowImages
    }

    /// A short current article with the given behavior.
    const fn new(id: u64, name: &'static str, behavior: Behavior, description: &'static str) -> Self {
        let (kind, access) = (Kind::Original, Access::All);
        Self { id, name, skin: Skin::Y2025, text: Text::Plain, kind, access, behavior, description }
    }

    const fn page(id: u64, name: &'static str, skin: Skin, text: Text, description: &'static str) -> Self {
        Self { skin, text, ..Self::new(id, name, Behavior::Serve, description) }
    }

    const fn with_kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    const fn with_access(self, access: Access) -> Self {
        Self { access, ..self }
    }

    const fn with_look(self, skin: Skin, text: Text) -> Self {
        Self { skin, text, ..self }
    }
}

/// Returns the case of an article.
pub fn case_of(id: u64) -> Option<&'static Case> {
    CASES.iter().find(|case| case.id == id)
}

/// Returns the URL of the article with this name.
pub fn url_of(name: &str) -> String {
    case_of(id_of(name)).unwrap().url()
}

/// Returns the id of the article with this name.
pub fn id_of(name: &str) -> u64 {
    CASES.iter().find(|case| case.name == name).unwrap().id
}

/// All cases: pages of each period first, then ids that end in what they mean.
pub const CASES: &[Case] = {
    use Access::{Fold, Paid, Popup, Vip};
    use Behavior::{
        Bomb, Broken, Brotli, Busy, BusyUntilDate, Captcha, Challenge, Chunked, Closed, Deleted, Draft,
        Endless, Flaky, Forbidden, FromAlias, Gbk, Gzip, Hops, Login, Loop, Missing, NoValidators, Pdf,
        SlowBody, SlowStart, ToAlias, ToElsewhere, ToHttp, ToLoopback, ToMetadata, Truncated, Typed,
    };
    use Kind::{Repost, Translation};
    use Skin::{Y2008, Y2013, Y2018, Y2021, Y2025, Y2026};
    use Text::{Antique, BadImages, Diagram, Long, Notes, Plain, Recipe, SlowImages};
    &[
        Case::page(2_284_301, "old-2008", Y2008, Antique, "2008: only #article_content"),
        Case::page(8_712_301, "old-2013", Y2013, Antique, "2013"),
        Case::page(44_230_151, "old-2015", Y2013, Notes, "2013 layout with .markdown_views"),
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
            "winter 2025: code, formulas, table, images; comments",
        ),
        Case::page(145_640_302, "rich-2025", Y2025, Recipe, "winter 2025: rich text, cards, GIF, JPEG, WebP"),
        Case::page(
            158_640_301,
            "page-2026",
            Y2026,
            Recipe,
            "2026: JSON-LD of schema.org; quotes and < in the title",
        ),
        Case::page(158_640_302, "diagram", Y2026, Diagram, "a rendered mermaid diagram"),
        Case::page(150_000_101, "repost", Y2025, Plain, "转载, with a link to the original")
            .with_kind(Repost),
        Case::page(150_000_102, "translation", Y2025, Plain, "翻译, with a link to the original")
            .with_kind(Translation),
        Case::page(150_000_103, "bad-images", Y2025, BadImages, "every image fails in a different way"),
        Case::page(
            150_000_104,
            "slow-images",
            Y2025,
            SlowImages,
            "images that are slow, huge, endless, or always busy",
        ),
        Case::page(
            150_000_105,
            "hostile-title",
            Y2025,
            Plain,
            "a title with .., slashes and a reserved file name",
        ),
        Case::page(150_000_106, "twin-title-a", Y2025, Plain, "same title as twin-title-b"),
        Case::page(150_000_107, "twin-title-b", Y2025, Plain, "title of twin-title-a in another case"),
        Case::page(150_000_108, "long-title", Y2025, Plain, "a title of 400 characters"),
        Case::new(
            150_000_201,
            "gbk-header",
            Gbk { declared_in_page: false },
            "GBK, declared only in Content-Type",
        )
        .with_look(Y2008, Antique),
        Case::new(150_000_202, "gbk-meta", Gbk { declared_in_page: true }, "GBK, declared only in <meta>")
            .with_look(Y2008, Antique),
        Case::new(150_000_203, "gzip", Gzip, "gzip, even if not accepted"),
        Case::new(150_000_204, "brotli", Brotli, "brotli, even if not accepted"),
        Case::new(150_000_205, "chunked", Chunked, "no Content-Length"),
        Case::new(150_000_206, "no-validators", NoValidators, "neither ETag nor Last-Modified"),
        Case::new(
            150_000_207,
            "wrong-type",
            Typed("application/octet-stream"),
            "an article with type application/octet-stream",
        ),
        Case::new(150_000_208, "pdf", Pdf, "a PDF instead of a page"),
        Case::new(150_000_301, "redirects", Hops(4), "four redirects, then the article"),
        Case::new(150_000_302, "redirect-loop", Loop, "a redirect loop"),
        Case::new(150_000_303, "to-alias", ToAlias, "redirects to the article on linmo.blog.csdn.net"),
        Case::new(150_000_304, "from-alias", FromAlias, "linmo.blog.csdn.net redirects to the canonical URL"),
        Case::new(150_000_305, "to-metadata", ToMetadata, "redirects to http://169.254.169.254/"),
        Case::new(150_000_306, "to-loopback", ToLoopback, "redirects to 127.0.0.1"),
        Case::new(
            150_000_307,
            "to-elsewhere",
            ToElsewhere,
            "redirects to evil.example.com, which has no article",
        ),
        Case::new(150_000_308, "to-http", ToHttp, "redirects from https to the article on http"),
        Case::new(150_000_309, "redirects-15", Hops(15), "fifteen redirects, then the article"),
        Case::new(150_000_401, "login", Login, "redirects to the login page"),
        Case::new(150_000_403, "forbidden", Forbidden, "403"),
        Case::new(150_000_404, "missing", Missing, "404"),
        Case::new(150_000_405, "captcha", Captcha, "200 with a captcha"),
        Case::new(150_000_410, "deleted", Deleted, "200 with a note that the article was deleted"),
        Case::new(150_000_429, "busy", Busy { retry_after: "1", always: false }, "429 once, Retry-After: 1"),
        Case::new(150_000_430, "busy-until", BusyUntilDate, "429 once, Retry-After: a date one second ahead"),
        Case::new(
            150_000_431,
            "busy-always",
            Busy { retry_after: "1", always: true },
            "always 429, Retry-After: 1",
        ),
        Case::new(
            150_000_432,
            "busy-for-long",
            Busy { retry_after: "86400", always: true },
            "always 429, Retry-After: a day",
        ),
        Case::new(150_000_444, "closed", Closed, "the connection closes without a response"),
        Case::new(150_000_500, "broken", Broken, "always 500"),
        Case::new(150_000_503, "flaky", Flaky, "503 twice, then the article"),
        Case::new(150_000_521, "challenge", Challenge { with_article: false }, "521 with only a script"),
        Case::new(150_000_522, "challenge-article", Challenge { with_article: true }, "521 with the article"),
        Case::page(150_000_601, "vip", Y2025, Long, "VIP: a preview of about 2,100 characters")
            .with_access(Vip),
        Case::page(150_000_602, "paid-column", Y2025, Long, "a paid column: a preview").with_access(Paid),
        Case::page(150_000_603, "fold", Y2025, Long, "关注后阅读: folded, but complete").with_access(Fold),
        Case::page(150_000_604, "popup", Y2025, Long, "complete, with a login popup").with_access(Popup),
        Case::page(150_000_605, "vip-2021", Y2021, Long, "VIP in the 2021 layout").with_access(Vip),
        Case::new(150_000_701, "slow-body", SlowBody, "a third of the page, then single bytes without end"),
        Case::new(150_000_702, "slow-start", SlowStart, "no response for an hour"),
        Case::new(150_000_703, "truncated", Truncated { always: false }, "truncated once, then complete"),
        Case::new(150_000_704, "truncated-always", Truncated { always: true }, "always truncated"),
        Case::new(150_000_705, "endless", Endless, "an endless body"),
        Case::new(150_000_706, "bomb", Bomb, "1 MiB of gzip that decodes to 1 GiB"),
        Case::new(150_000_801, "draft", Draft, "a draft: 404, except through the editor API")
            .with_look(Y2025, Notes),
        Case::new(150_000_802, "rich-draft", Draft, "a rich-text draft: markdowncontent is empty")
            .with_look(Y2025, Recipe),
    ]
};
