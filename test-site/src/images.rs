//! The image hosts.

use crate::address::{Host, Referers};
use crate::image_bytes::{self, Format};
use crate::request::SiteRequest;
use crate::response::{Coding, Delivery, MODIFIED, SiteResponse};
use crate::server::State;

/// An image and the behavior of its URL.
#[derive(Debug, Clone, Copy)]
pub struct SiteImage {
    pub host: &'static str,
    pub path: &'static str,
    pub behavior: Behavior,
    pub description: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behavior {
    /// A unique image.
    Serve(Format),
    /// The image generated for this seed.
    Same(&'static str),
    /// An image with the wrong media type.
    Typed(Format, &'static str),
    /// An HTML page with status 200.
    Page,
    Status(u16),
    /// This status for URLs without a query.
    Suffixed(u16),
    MovedTo(&'static str),
    ScriptedSvg,
    Empty,
    Truncated {
        always: bool,
    },
    Busy {
        always: bool,
    },
    /// 64 MiB.
    Huge,
    Slow,
    Endless,
}

const fn image(
    host: &'static str,
    path: &'static str,
    behavior: Behavior,
    description: &'static str,
) -> SiteImage {
    SiteImage { host, path, behavior, description }
}

const NEW: &str = "i-blog.csdnimg.cn";
const IMG: &str = "img-blog.csdnimg.cn";
const OLD: &str = "img-blog.csdn.net";

/// All named images. In addition, names of 32 hexadecimal digits are images on the three blog hosts, and
/// `/static/face/…` on `g.csdnimg.cn`.
pub const IMAGES: &[SiteImage] = {
    use Behavior::{
        Busy, Empty, Endless, Huge, MovedTo, Page, Same, ScriptedSvg, Serve, Slow, Status, Suffixed,
        Truncated, Typed,
    };
    use Format::{Gif, Jpeg, Png, Svg};
    &[
        image(NEW, "/direct/good.png", Serve(Png), "an ordinary image"),
        image(NEW, "/direct/good.svg", Serve(Svg), "an SVG"),
        image(NEW, "/direct/twin-a.png", Same("twin"), "same bytes as twin-b"),
        image(IMG, "/direct/twin-b.png", Same("twin"), "same bytes as twin-a"),
        image(NEW, "/direct/page.png", Page, "a page with type image/png"),
        image(NEW, "/direct/gone.png", Status(404), "404"),
        image(NEW, "/direct/forbidden.png", Status(403), "403, whatever the Referer"),
        image(NEW, "/direct/broken.png", Status(500), "500"),
        image(IMG, "/only-suffixed.png", Suffixed(404), "404 without its ?x-oss-process=…"),
        image(OLD, "/20150607080910111", Suffixed(403), "403 without its ?watermark/2/…"),
        image(IMG, "/2021011410203040.png", Serve(Png), "with a watermark or without"),
        image(OLD, "/20130324101112131", Serve(Jpeg), "with a watermark or without"),
        image(
            NEW,
            "/direct/moved.png",
            MovedTo("https://i-blog.csdnimg.cn/direct/good.png"),
            "redirects to good.png",
        ),
        image(
            NEW,
            "/direct/to-foreign.png",
            MovedTo("https://evil.example.com/a.png"),
            "redirects to evil.example.com",
        ),
        image(
            NEW,
            "/direct/to-private.png",
            MovedTo("http://169.254.169.254/a.png"),
            "redirects to a private address",
        ),
        image(NEW, "/direct/script.svg", ScriptedSvg, "an SVG with a script, a link and a remote image"),
        image(NEW, "/direct/mistyped.png", Typed(Gif, "image/png"), "a GIF with type image/png"),
        image(
            NEW,
            "/direct/octets",
            Typed(Png, "application/octet-stream"),
            "a PNG with type application/octet-stream",
        ),
        image(NEW, "/direct/cut.png", Truncated { always: true }, "always truncated"),
        image(NEW, "/direct/cut-once.png", Truncated { always: false }, "truncated once, then complete"),
        image(NEW, "/direct/empty.png", Empty, "an empty body"),
        image(NEW, "/direct/busy-once.png", Busy { always: false }, "429 once, Retry-After: 1"),
        image(NEW, "/direct/busy.png", Busy { always: true }, "always 429"),
        image(NEW, "/direct/slow.png", Slow, "a third of the image, then single bytes"),
        image(NEW, "/direct/endless.png", Endless, "an endless body"),
        image(NEW, "/direct/huge.png", Huge, "64 MiB"),
        image("images.example.com", "/photo/1.jpg", Serve(Jpeg), "rejects any Referer"),
    ]
};

/// The size of the huge image in bytes.
const HUGE: usize = 64 << 20;

pub fn respond(state: &State, request: &SiteRequest, host: Host) -> SiteResponse {
    if !accepts_referer(request, host.referers) {
        return SiteResponse::html(
            403,
            "<html><head><title>403 Forbidden</title></head><body>403</body></html>".to_owned(),
        );
    }
    let named = IMAGES.iter().find(|image| image.host == host.name && image.path == request.path);
    match named {
        Some(image) => respond_to_image(state, request, image),
        None => unnamed(request, host).unwrap_or_else(gone),
    }
}

fn accepts_referer(request: &SiteRequest, referers: Referers) -> bool {
    let Some(referer) = request.referer() else { return true };
    let name = referer.trim_start_matches("https://").split('/').next().unwrap_or_default();
    match referers {
        Referers::Any => true,
        Referers::Csdn => name == "csdn.net" || name.ends_with(".csdn.net"),
        Referers::Never => false,
    }
}

/// Returns an image that is not listed: hexadecimal names, emoji, formulas.
fn unnamed(request: &SiteRequest, host: Host) -> Option<SiteResponse> {
    let name = request.path.rsplit('/').next()?;
    let (stem, kind) = name.split_once('.').unwrap_or((name, "gif"));
    let format = Format::of(kind)?;
    let is_hash = stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_known = match host.name {
        "g.csdnimg.cn" => request.path.starts_with("/static/face/"),
        "latex.csdn.net" => request.path == "/eq",
        NEW | IMG | OLD => is_hash || request.path.starts_with("/columns/default/"),
        _ => false,
    };
    // For formulas the query is significant, for other images it is not.
    let formula = request.query.as_deref().filter(|_| stem == "eq");
    is_known.then(|| serve(format, formula.unwrap_or(stem)))
}

/// Serves the image generated for `seed`.
fn serve(format: Format, seed: &str) -> SiteResponse {
    SiteResponse::bytes(format.media_type(), image_bytes::generate(format, seed)).modified(MODIFIED)
}

fn respond_to_image(state: &State, request: &SiteRequest, image: &SiteImage) -> SiteResponse {
    let generated = |format| serve(format, image.path);
    let first = || state.attempt(image.path).is_multiple_of(2);
    let busy = || SiteResponse::html(429, String::new()).header("retry-after", "1");
    match image.behavior {
        Behavior::Serve(format) => generated(format),
        Behavior::Same(seed) => serve(Format::Png, seed),
        Behavior::Typed(format, kind) => generated(format).header("content-type", kind),
        Behavior::Page => crate::blog::captcha().header("content-type", "image/png"),
        Behavior::Status(status) => SiteResponse { status, ..gone() },
        Behavior::Suffixed(status) if request.query.is_none() => SiteResponse { status, ..gone() },
        Behavior::MovedTo(url) => SiteResponse::redirect(302, url),
        Behavior::ScriptedSvg => SiteResponse::bytes(Format::Svg.media_type(), SCRIPTED.as_bytes().to_vec()),
        Behavior::Empty => SiteResponse::bytes(Format::Png.media_type(), Vec::new()),
        Behavior::Truncated { always } if always || first() => {
            generated(Format::Png).sent(Delivery::Truncated)
        }
        Behavior::Busy { always } if always || first() => busy(),
        Behavior::Suffixed(_) | Behavior::Truncated { .. } | Behavior::Busy { .. } => generated(Format::Png),
        Behavior::Slow => generated(Format::Png).sent(Delivery::Trickle),
        Behavior::Endless => generated(Format::Png).sent(Delivery::Endless),
        Behavior::Huge => huge(),
    }
}

fn huge() -> SiteResponse {
    let mut bytes = image_bytes::generate(Format::Png, "huge");
    bytes.resize(HUGE, 0);
    SiteResponse::bytes(Format::Png.media_type(), bytes).coded(Coding::Plain)
}

fn gone() -> SiteResponse {
    SiteResponse::html(
        404,
        "<html><head><title>404 Not Found</title></head><body>404</body></html>".to_owned(),
    )
}

const SCRIPTED: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"40\" height=\"40\" onload=\"alert(1)\">
<script>fetch('https://evil.example.com/from-a-image')</script>
<image href=\"https://evil.example.com/inside.png\" width=\"10\" height=\"10\"/>
<a xlink:href=\"https://evil.example.com/link\"><rect width=\"40\" height=\"40\" fill=\"#3a7\"/></a>
</svg>
";
