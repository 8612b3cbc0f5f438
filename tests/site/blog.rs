//! `blog.csdn.net`: articles, and what goes wrong with them.

use std::time::{Duration, SystemTime};

use encoding_rs::GBK;

use super::address::BLOG;
use super::answer::{Answer, Body, Coding, MODIFIED, Way};
use super::ask::Ask;
use super::cases::{Act, Case, Skin, case_of};
use super::knobs::Robots;
use super::server::State;
use super::writers::{Article, article};
use super::{comments, lists, page};

/// How long the article `slow-start` keeps silent.
const SILENCE: Duration = Duration::from_hours(1);

/// Every answer sets cookies, as of visitors that are seen the first time.
pub fn answer(state: &State, ask: &Ask) -> Answer {
    found(state, ask)
        .header("set-cookie", "uuid_tt_dd=10_1000000001-1700000000000-100001; Path=/; Domain=.csdn.net")
}

fn found(state: &State, ask: &Ask) -> Answer {
    let parts: Vec<&str> = ask.path.trim_matches('/').split('/').collect();
    match parts[..] {
        ["robots.txt"] => robots(state.knobs().robots),
        ["article", "details", id] => id.parse().map_or_else(|_| missing(), redirect_to_canonical),
        [user, "article", "details", id] => match id.parse().ok().and_then(|id| current(state, id)) {
            Some(article) if article.writer.user != user => Answer::redirect(301, &article.url()),
            Some(article) => act(state, ask, &article),
            None => missing(),
        },
        ["phoenix", "web", "v1", "comment", "list", id] => {
            comments::answer(ask, id.parse().unwrap_or_default())
        }
        ["internal"] => Answer::html(200, "<!DOCTYPE html><title>内部</title><p>不该有人来。</p>".to_owned()),
        _ => lists::answer(state, ask, &parts).unwrap_or_else(missing),
    }
}

/// `ALIAS.blog.csdn.net`: a writer's articles without the writer's name.
pub fn answer_alias(state: &State, ask: &Ask, user: &str) -> Answer {
    let id = ask.path.strip_prefix("/article/details/").and_then(|id| id.parse().ok());
    let found = id.and_then(|id| current(state, id)).filter(|article| article.writer.user == user);
    match found {
        Some(article) if case_of(article.id).is_some_and(|case| case.act == Act::FromAlias) => {
            Answer::redirect(301, &article.url())
        }
        Some(article) => whole(&article),
        None => missing(),
    }
}

/// The article of this number, as changed so far.
pub fn current(state: &State, id: u64) -> Option<Article> {
    let revision = state.knobs().revisions.get(&id).copied().unwrap_or_default();
    article(id, revision)
}

fn redirect_to_canonical(id: u64) -> Answer {
    article(id, 0).map_or_else(missing, |article| Answer::redirect(301, &article.url()))
}

/// The page as it should be.
fn whole(article: &Article) -> Answer {
    let charset = (article.skin == Skin::Y2008).then_some("utf-8");
    Answer::html(200, page::html(article, charset)).changed(article.updated)
}

/// What the case of the article says.
fn act(state: &State, ask: &Ask, article: &Article) -> Answer {
    let Some(case) = case_of(article.id) else { return whole(article) };
    let attempt = || state.attempt(case.name);
    let page = || whole(article);
    match case.act {
        Act::Gbk { told_in_page } => gbk(article, told_in_page),
        Act::Gzip => page().coded(Coding::Gzip),
        Act::Brotli => page().coded(Coding::Brotli),
        Act::Chunked => page().coded(Coding::Plain).sent(Way::Pieces),
        Act::NoValidators => Answer { modified: None, ..page() },
        Act::Typed(kind) => page().header("content-type", kind),
        Act::Pdf => Answer::bytes("application/pdf", PDF.as_bytes().to_vec()).changed(MODIFIED),
        Act::Login => {
            Answer::redirect(302, &format!("https://passport.csdn.net/login?from={}", article.url()))
        }
        Act::Forbidden => Answer::html(
            403,
            "<html><head><title>403 Forbidden</title></head><body>403</body></html>".to_owned(),
        ),
        Act::Missing | Act::Draft => missing(),
        Act::Deleted => Answer::html(200, DELETED.to_owned()),
        Act::Captcha => captcha(),
        Act::Closed => Answer::closed(),
        Act::Broken => unwell(500),
        Act::Flaky if attempt() % 3 < 2 => unwell(503),
        Act::Busy { ever, retry_after } if ever || attempt().is_multiple_of(2) => {
            unwell(429).header("retry-after", retry_after)
        }
        Act::BusyUntilDate if attempt().is_multiple_of(2) => unwell(429).header("retry-after", &soon()),
        Act::Challenge { with_article } => {
            if with_article {
                Answer { status: 521, ..page() }
            } else {
                Answer::html(521, CHALLENGE.to_owned())
            }
        }
        Act::SlowBody => page().sent(Way::Trickle),
        Act::SlowStart => page().waiting(SILENCE),
        Act::Truncated { ever } if ever || attempt().is_multiple_of(2) => {
            page().coded(Coding::Plain).sent(Way::Cut)
        }
        Act::Serve
        | Act::FromAlias
        | Act::Flaky
        | Act::Busy { .. }
        | Act::BusyUntilDate
        | Act::Truncated { .. } => page(),
        Act::Endless => page().sent(Way::Endless),
        Act::Bomb => page().sent(Way::Bomb),
        Act::Hops(_)
        | Act::Loop
        | Act::ToAlias
        | Act::ToMetadata
        | Act::ToLoopback
        | Act::ToElsewhere
        | Act::ToHttp => redirect(state, ask, article, case),
    }
}

/// Redirects, each to where the case says.
fn redirect(state: &State, ask: &Ask, article: &Article, case: &Case) -> Answer {
    let url = article.url();
    let hop = ask.number("hop").unwrap_or_default();
    let led = |to: &str| Answer::redirect(302, to);
    match case.act {
        Act::Hops(hops) if hop < hops => led(&format!("{url}?hop={}", hop + 1)),
        Act::Loop if hop == 0 => led(&format!("{url}?hop=1")),
        Act::Loop => led(&url),
        Act::ToAlias => led(&format!("https://linmo.{BLOG}/article/details/{}", article.id)),
        Act::ToMetadata => led("http://169.254.169.254/latest/meta-data/"),
        Act::ToLoopback => led(&format!("http://{}/@{BLOG}/internal", state.plain)),
        Act::ToElsewhere => led("https://evil.example.com/article"),
        Act::ToHttp if ask.secure => led(&url.replacen("https:", "http:", 1)),
        _ => whole(article),
    }
}

/// The page in GBK, told in its head or in the header.
fn gbk(article: &Article, told_in_page: bool) -> Answer {
    let text = page::html(article, told_in_page.then_some("gb2312"));
    let kind = if told_in_page { "text/html" } else { "text/html; charset=GBK" };
    Answer { body: Body::Text(text, GBK), ..Answer::html(200, String::new()) }
        .header("content-type", kind)
        .changed(article.updated)
}

fn robots(robots: Robots) -> Answer {
    let text = |rules: &str| {
        Answer::text(200, "text/plain; charset=utf-8", format!("User-agent: *\n{rules}")).changed(MODIFIED)
    };
    match robots {
        Robots::Open => text("Disallow: /scripts/\nDisallow: /images/\nDisallow: /cdn_cgi_bs_bot/\n"),
        Robots::NoLists => text(
            "Disallow: /community/\nDisallow: /*/article/list/\nDisallow: /*/category_\nDisallow: /*/rss/\nDisallow: /phoenix/\n",
        ),
        Robots::Closed => text("Disallow: /\n"),
        Robots::Missing => missing(),
        Robots::Broken => unwell(500),
        Robots::Endless => text("Disallow: /scripts/\n").sent(Way::Endless),
    }
}

/// The page of an article that is not there.
pub fn missing() -> Answer {
    Answer::html(404, MISSING.to_owned())
}

/// The page that wants to know whether one is a person.
pub fn captcha() -> Answer {
    Answer::html(200, CAPTCHA.to_owned())
}

fn unwell(status: u16) -> Answer {
    Answer::html(status, format!("<html><head><title>{status}</title></head><body>{status}</body></html>"))
}

/// A second from now, as HTTP writes it: two, since it drops what is less than a second.
#[expect(clippy::disallowed_methods, reason = "the time of the day is what is asked for")]
fn soon() -> String {
    httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(2))
}

const MISSING: &str = "<!DOCTYPE html>
<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>404</title></head>
<body><div class=\"new_404\"><h3>抱歉，您访问的页面找不到了</h3><a href=\"https://www.csdn.net/\">返回首页</a></div></body></html>
";

const DELETED: &str = "<!DOCTYPE html>
<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>提示-CSDN博客</title></head>
<body><div class=\"container\"><div class=\"main-box\"><p>文章已被作者删除</p></div></div></body></html>
";

const CAPTCHA: &str = "<!DOCTYPE html>
<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>CSDN</title>
<script src=\"/cdn_cgi_bs_captcha/static/waf_captcha_embedded_bs.js\"></script></head>
<body><div class=\"wrap\"><div class=\"text-wrap\">安全验证</div><div id=\"captcha\"></div><p>拖动滑块，证明是本人在看</p></div></body></html>
";

const CHALLENGE: &str = "<html><head><script>var arg1='8A3F5C';(function(a){document.cookie='https_waf_cookie='+a;location.reload();})(arg1);</script></head><body></body></html>
";

const PDF: &str = "%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [] /Count 0 >> endobj
trailer << /Root 1 0 R >>
%%EOF
";
