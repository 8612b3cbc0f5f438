//! `blog.csdn.net`: articles, and their failures.

use std::time::{Duration, SystemTime};

use encoding_rs::GBK;

use crate::address::BLOG;
use crate::cases::{Behavior, Case, Skin, case_of};
use crate::knobs::Robots;
use crate::request::SiteRequest;
use crate::response::{Body, Coding, Delivery, MODIFIED, SiteResponse};
use crate::server::State;
use crate::writers::{Article, article};
use crate::{comments, lists, page};

/// The delay of the article `slow-start`.
const SLOW_START: Duration = Duration::from_hours(1);

/// Responds to a request. Every response sets cookies, as for a new visitor.
pub fn respond(state: &State, request: &SiteRequest) -> SiteResponse {
    route(state, request)
        .header("set-cookie", "uuid_tt_dd=10_1000000001-1700000000000-100001; Path=/; Domain=.csdn.net")
}

fn route(state: &State, request: &SiteRequest) -> SiteResponse {
    let parts: Vec<&str> = request.path.trim_matches('/').split('/').collect();
    match parts[..] {
        ["robots.txt"] => robots(state.knobs().robots),
        ["article", "details", id] => id.parse().map_or_else(|_| missing(), redirect_to_canonical),
        [user, "article", "details", id] => match id.parse().ok().and_then(|id| current(state, id)) {
            Some(article) if article.writer.user != user => SiteResponse::redirect(301, &article.url()),
            Some(article) if state.knobs().cuts_articles => cut_page(&article),
            Some(article) => respond_to_case(state, request, &article),
            None => missing(),
        },
        ["phoenix", "web", "v1", "comment", "list", id] => {
            comments::respond(request, id.parse().unwrap_or_default())
        }
        ["internal"] => {
            SiteResponse::html(200, "<!DOCTYPE html><title>内部</title><p>不该有人来。</p>".to_owned())
        }
        _ => lists::respond(state, request, &parts).unwrap_or_else(missing),
    }
}

/// Responds for `ALIAS.blog.csdn.net`, whose article URLs do not contain the name of the writer.
pub fn respond_alias(state: &State, request: &SiteRequest, user: &str) -> SiteResponse {
    let id = request.path.strip_prefix("/article/details/").and_then(|id| id.parse().ok());
    let found = id.and_then(|id| current(state, id)).filter(|article| article.writer.user == user);
    match found {
        Some(article) if case_of(article.id).is_some_and(|case| case.behavior == Behavior::FromAlias) => {
            SiteResponse::redirect(301, &article.url())
        }
        Some(article) => complete_page(&article),
        None => missing(),
    }
}

/// Returns an article in its current revision.
pub fn current(state: &State, id: u64) -> Option<Article> {
    let revision = state.knobs().revisions.get(&id).copied().unwrap_or_default();
    article(id, revision)
}

fn redirect_to_canonical(id: u64) -> SiteResponse {
    article(id, 0).map_or_else(missing, |article| SiteResponse::redirect(301, &article.url()))
}

/// Returns the page without any failure.
fn complete_page(article: &Article) -> SiteResponse {
    let charset = (article.skin == Skin::Y2008).then_some("utf-8");
    SiteResponse::html(200, page::html(article, charset)).modified(article.updated)
}

/// Returns the page up to the first paragraph of the article.
fn cut_page(article: &Article) -> SiteResponse {
    let mut page = page::html(article, None);
    let content = page.find("content_views").unwrap_or_default();
    let end = page.get(content..).and_then(|rest| rest.find("</p>"));
    page.truncate(end.map_or(page.len(), |end| content + end));
    SiteResponse::html(200, page).modified(article.updated)
}

/// Responds as the article's case describes.
fn respond_to_case(state: &State, request: &SiteRequest, article: &Article) -> SiteResponse {
    let Some(case) = case_of(article.id) else { return complete_page(article) };
    let attempt = || state.attempt(case.name);
    let page = || complete_page(article);
    match case.behavior {
        Behavior::Gbk { declared_in_page } => gbk(article, declared_in_page),
        Behavior::Gzip => page().coded(Coding::Gzip),
        Behavior::Brotli => page().coded(Coding::Brotli),
        Behavior::Chunked => page().coded(Coding::Plain).sent(Delivery::Chunked),
        Behavior::NoValidators => SiteResponse { modified: None, ..page() },
        Behavior::Typed(kind) => page().header("content-type", kind),
        Behavior::Pdf => SiteResponse::bytes("application/pdf", PDF.as_bytes().to_vec()).modified(MODIFIED),
        Behavior::Login => {
            SiteResponse::redirect(302, &format!("https://passport.csdn.net/login?from={}", article.url()))
        }
        Behavior::Forbidden => SiteResponse::html(
            403,
            "<html><head><title>403 Forbidden</title></head><body>403</body></html>".to_owned(),
        ),
        Behavior::Missing | Behavior::Draft => missing(),
        Behavior::Deleted => SiteResponse::html(200, DELETED.to_owned()),
        Behavior::Captcha => captcha(),
        Behavior::Closed => SiteResponse::closed(),
        Behavior::Broken => failure(500),
        Behavior::Flaky if attempt() % 3 < 2 => failure(503),
        Behavior::Busy { always, retry_after } if always || attempt().is_multiple_of(2) => {
            failure(429).header("retry-after", retry_after)
        }
        Behavior::BusyUntilDate if attempt().is_multiple_of(2) => failure(429).header("retry-after", &soon()),
        Behavior::Challenge { with_article } => {
            if with_article {
                SiteResponse { status: 521, ..page() }
            } else {
                SiteResponse::html(521, CHALLENGE.to_owned())
            }
        }
        Behavior::SlowBody => page().sent(Delivery::Trickle),
        Behavior::SlowStart => page().delayed(SLOW_START),
        Behavior::Truncated { always } if always || attempt().is_multiple_of(2) => {
            page().coded(Coding::Plain).sent(Delivery::Truncated)
        }
        Behavior::Serve
        | Behavior::FromAlias
        | Behavior::Flaky
        | Behavior::Busy { .. }
        | Behavior::BusyUntilDate
        | Behavior::Truncated { .. } => page(),
        Behavior::Endless => page().sent(Delivery::Endless),
        Behavior::Bomb => page().sent(Delivery::Bomb),
        Behavior::Hops(_)
        | Behavior::Loop
        | Behavior::ToAlias
        | Behavior::ToMetadata
        | Behavior::ToLoopback
        | Behavior::ToElsewhere
        | Behavior::ToHttp => redirect(state, request, article, case),
    }
}

/// Redirects as the case describes.
fn redirect(state: &State, request: &SiteRequest, article: &Article, case: &Case) -> SiteResponse {
    let url = article.url();
    let hop = request.number("hop").unwrap_or_default();
    let redirect_to = |to: &str| SiteResponse::redirect(302, to);
    match case.behavior {
        Behavior::Hops(hops) if hop < hops => redirect_to(&format!("{url}?hop={}", hop + 1)),
        Behavior::Loop if hop == 0 => redirect_to(&format!("{url}?hop=1")),
        Behavior::Loop => redirect_to(&url),
        Behavior::ToAlias => redirect_to(&format!("https://linmo.{BLOG}/article/details/{}", article.id)),
        Behavior::ToMetadata => redirect_to("http://169.254.169.254/latest/meta-data/"),
        Behavior::ToLoopback => redirect_to(&format!("http://{}/@{BLOG}/internal", state.plain)),
        Behavior::ToElsewhere => redirect_to("https://evil.example.com/article"),
        Behavior::ToHttp if request.secure => redirect_to(&url.replacen("https:", "http:", 1)),
        _ => complete_page(article),
    }
}

/// Returns the page in GBK, declared in the page or in the header.
fn gbk(article: &Article, declared_in_page: bool) -> SiteResponse {
    let text = page::html(article, declared_in_page.then_some("gb2312"));
    let kind = if declared_in_page { "text/html" } else { "text/html; charset=GBK" };
    SiteResponse { body: Body::Text(text, GBK), ..SiteResponse::html(200, String::new()) }
        .header("content-type", kind)
        .modified(article.updated)
}

fn robots(robots: Robots) -> SiteResponse {
    let text = |rules: &str| {
        SiteResponse::text(200, "text/plain; charset=utf-8", format!("User-agent: *\n{rules}"))
            .modified(MODIFIED)
    };
    match robots {
        Robots::Open => text("Disallow: /scripts/\nDisallow: /images/\nDisallow: /cdn_cgi_bs_bot/\n"),
        Robots::NoLists => text(
            "Disallow: /community/\nDisallow: /*/article/list/\nDisallow: /*/category_\nDisallow: /*/rss/\nDisallow: /phoenix/\n",
        ),
        Robots::Closed => text("Disallow: /\n"),
        Robots::Missing => missing(),
        Robots::Broken => failure(500),
        Robots::Endless => text("Disallow: /scripts/\n").sent(Delivery::Endless),
    }
}

/// The page for an article that does not exist.
pub fn missing() -> SiteResponse {
    SiteResponse::html(404, MISSING.to_owned())
}

/// The captcha page.
pub fn captcha() -> SiteResponse {
    SiteResponse::html(200, CAPTCHA.to_owned())
}

fn failure(status: u16) -> SiteResponse {
    SiteResponse::html(
        status,
        format!("<html><head><title>{status}</title></head><body>{status}</body></html>"),
    )
}

/// Returns the HTTP date one second from now. It adds two, since HTTP dates have no fractions.
#[expect(clippy::disallowed_methods, reason = "the response contains the current time")]
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
