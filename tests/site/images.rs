//! The hosts of pictures.

use super::address::{Host, Referers};
use super::answer::{Answer, Coding, MODIFIED, Way};
use super::ask::Ask;
use super::image::{self, Format};
use super::server::State;

/// A picture, and what asking for it leads to.
#[derive(Debug, Clone, Copy)]
pub struct Picture {
    pub host: &'static str,
    pub path: &'static str,
    pub act: Act,
    pub says: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A picture of its own.
    Serve(Format),
    /// The picture that this name stands for, too.
    Same(&'static str),
    /// A picture under a type that is not its.
    Typed(Format, &'static str),
    /// 200 with a page.
    Page,
    Status(u16),
    /// 404, unless it is asked for with what follows the `?`.
    Suffixed(u16),
    MovedTo(&'static str),
    ScriptedSvg,
    Empty,
    Truncated {
        ever: bool,
    },
    Busy {
        ever: bool,
    },
    /// 64 MiB.
    Huge,
    Slow,
    Endless,
}

const fn picture(host: &'static str, path: &'static str, act: Act, says: &'static str) -> Picture {
    Picture { host, path, act, says }
}

const NEW: &str = "i-blog.csdnimg.cn";
const IMG: &str = "img-blog.csdnimg.cn";
const OLD: &str = "img-blog.csdn.net";

/// The pictures with a name. Besides, a name of 32 hexadecimal digits is a picture on the three hosts of the blog, and
/// `/static/face/…` one on `g.csdnimg.cn`.
pub const PICTURES: &[Picture] = {
    use Act::{
        Busy, Empty, Endless, Huge, MovedTo, Page, Same, ScriptedSvg, Serve, Slow, Status, Suffixed,
        Truncated, Typed,
    };
    use Format::{Gif, Jpeg, Png, Svg};
    &[
        picture(NEW, "/direct/good.png", Serve(Png), "nothing the matter"),
        picture(NEW, "/direct/good.svg", Serve(Svg), "an SVG"),
        picture(NEW, "/direct/twin-a.png", Same("twin"), "the bytes of twin-b"),
        picture(IMG, "/direct/twin-b.png", Same("twin"), "the bytes of twin-a"),
        picture(NEW, "/direct/page.png", Page, "a page sent as image/png"),
        picture(NEW, "/direct/gone.png", Status(404), "404"),
        picture(NEW, "/direct/forbidden.png", Status(403), "403, whatever the Referer"),
        picture(NEW, "/direct/broken.png", Status(500), "500"),
        picture(IMG, "/only-suffixed.png", Suffixed(404), "404 without its ?x-oss-process=…"),
        picture(OLD, "/20150607080910111", Suffixed(403), "403 without its ?watermark/2/…"),
        picture(IMG, "/2021011410203040.png", Serve(Png), "with a watermark or without"),
        picture(OLD, "/20130324101112131", Serve(Jpeg), "with a watermark or without"),
        picture(
            NEW,
            "/direct/moved.png",
            MovedTo("https://i-blog.csdnimg.cn/direct/good.png"),
            "redirected to another",
        ),
        picture(
            NEW,
            "/direct/led-away.png",
            MovedTo("https://evil.example.com/a.png"),
            "redirected to evil.example.com",
        ),
        picture(
            NEW,
            "/direct/led-inside.png",
            MovedTo("http://169.254.169.254/a.png"),
            "redirected to a private address",
        ),
        picture(
            NEW,
            "/direct/script.svg",
            ScriptedSvg,
            "an SVG with a script, a link and a remote picture in it",
        ),
        picture(NEW, "/direct/mistyped.png", Typed(Gif, "image/png"), "a GIF typed as PNG"),
        picture(NEW, "/direct/octets", Typed(Png, "application/octet-stream"), "a PNG typed as octets"),
        picture(NEW, "/direct/cut.png", Truncated { ever: true }, "cut short always"),
        picture(NEW, "/direct/cut-once.png", Truncated { ever: false }, "cut short once, then whole"),
        picture(NEW, "/direct/empty.png", Empty, "no bytes at all"),
        picture(NEW, "/direct/busy-once.png", Busy { ever: false }, "429 once, Retry-After: 1"),
        picture(NEW, "/direct/busy.png", Busy { ever: true }, "429 always"),
        picture(NEW, "/direct/slow.png", Slow, "a third, then a byte now and then"),
        picture(NEW, "/direct/endless.png", Endless, "a body without end"),
        picture(NEW, "/direct/huge.png", Huge, "64 MiB"),
        picture(
            "pictures.example.com",
            "/photo/1.jpg",
            Serve(Jpeg),
            "of a third party that refuses every Referer",
        ),
    ]
};

/// How many bytes the huge picture has.
const HUGE: usize = 64 << 20;

pub fn answer(state: &State, ask: &Ask, host: Host) -> Answer {
    if !is_welcome(ask, host.referers) {
        return Answer::html(
            403,
            "<html><head><title>403 Forbidden</title></head><body>403</body></html>".to_owned(),
        );
    }
    let named = PICTURES.iter().find(|picture| picture.host == host.name && picture.path == ask.path);
    match named {
        Some(picture) => act(state, ask, picture),
        None => unnamed(ask, host).unwrap_or_else(gone),
    }
}

fn is_welcome(ask: &Ask, referers: Referers) -> bool {
    let Some(referer) = ask.referer() else { return true };
    let name = referer.trim_start_matches("https://").split('/').next().unwrap_or_default();
    match referers {
        Referers::Any => true,
        Referers::Csdn => name == "csdn.net" || name.ends_with(".csdn.net"),
        Referers::Never => false,
    }
}

/// Pictures without a row: those of hexadecimal names, faces, formulas.
fn unnamed(ask: &Ask, host: Host) -> Option<Answer> {
    let name = ask.path.rsplit('/').next()?;
    let (stem, kind) = name.split_once('.').unwrap_or((name, "gif"));
    let format = Format::of(kind)?;
    let is_hash = stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_known = match host.name {
        "g.csdnimg.cn" => ask.path.starts_with("/static/face/"),
        "latex.csdn.net" => ask.path == "/eq",
        NEW | IMG | OLD => is_hash || ask.path.starts_with("/columns/default/"),
        _ => false,
    };
    // A formula is all in the query; what else stands there changes nothing.
    let formula = ask.query.as_deref().filter(|_| stem == "eq");
    is_known.then(|| serve(format, formula.unwrap_or(stem)))
}

/// The picture drawn for `seed`.
fn serve(format: Format, seed: &str) -> Answer {
    Answer::bytes(format.media_type(), image::draw(format, seed)).changed(MODIFIED)
}

fn act(state: &State, ask: &Ask, picture: &Picture) -> Answer {
    let drawn = |format| serve(format, picture.path);
    let first = || state.attempt(picture.path).is_multiple_of(2);
    let busy = || Answer::html(429, String::new()).header("retry-after", "1");
    match picture.act {
        Act::Serve(format) => drawn(format),
        Act::Same(seed) => serve(Format::Png, seed),
        Act::Typed(format, kind) => drawn(format).header("content-type", kind),
        Act::Page => super::blog::captcha().header("content-type", "image/png"),
        Act::Status(status) => Answer { status, ..gone() },
        Act::Suffixed(status) if ask.query.is_none() => Answer { status, ..gone() },
        Act::MovedTo(url) => Answer::redirect(302, url),
        Act::ScriptedSvg => Answer::bytes(Format::Svg.media_type(), SCRIPTED.as_bytes().to_vec()),
        Act::Empty => Answer::bytes(Format::Png.media_type(), Vec::new()),
        Act::Truncated { ever } if ever || first() => drawn(Format::Png).sent(Way::Cut),
        Act::Busy { ever } if ever || first() => busy(),
        Act::Suffixed(_) | Act::Truncated { .. } | Act::Busy { .. } => drawn(Format::Png),
        Act::Slow => drawn(Format::Png).sent(Way::Trickle),
        Act::Endless => drawn(Format::Png).sent(Way::Endless),
        Act::Huge => huge(),
    }
}

fn huge() -> Answer {
    let mut bytes = image::draw(Format::Png, "huge");
    bytes.resize(HUGE, 0);
    Answer::bytes(Format::Png.media_type(), bytes).coded(Coding::Plain)
}

fn gone() -> Answer {
    Answer::html(404, "<html><head><title>404 Not Found</title></head><body>404</body></html>".to_owned())
}

const SCRIPTED: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"40\" height=\"40\" onload=\"alert(1)\">
<script>fetch('https://evil.example.com/from-a-picture')</script>
<image href=\"https://evil.example.com/inside.png\" width=\"10\" height=\"10\"/>
<a xlink:href=\"https://evil.example.com/link\"><rect width=\"40\" height=\"40\" fill=\"#3a7\"/></a>
</svg>
";
