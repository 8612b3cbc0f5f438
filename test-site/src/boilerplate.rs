//! The rest of a page around an article: scripts, recommended articles, comments, sidebar.

use std::sync::LazyLock;

use fastrand::Rng;

use crate::cases::Skin;
use crate::text::{paragraph, pick, title};
use crate::writers::Writer;

/// The number of recommended articles.
const RECOMMENDED: u64 = 40;

/// The size of the scripts and styles of a page in bytes. Older pages have less.
const SCRIPTS: usize = 130_000;
const OLD_SCRIPTS: usize = 125_000;

/// Returns scripts and styles. They mention article elements, captchas and VIP without any meaning.
pub fn scripts(skin: Skin) -> String {
    static NEW: LazyLock<String> = LazyLock::new(|| filler(FIREWALL, SCRIPTS));
    static OLD: LazyLock<String> = LazyLock::new(|| filler("", OLD_SCRIPTS));
    match skin {
        Skin::Y2008 | Skin::Y2013 => OLD.clone(),
        Skin::Y2018 | Skin::Y2021 | Skin::Y2025 | Skin::Y2026 => NEW.clone(),
    }
}

/// Ordinary pages contain these, too.
const FIREWALL: &str = "<script src=\"/cdn_cgi_bs_bot/static/crypto.min.js\"></script>
<script src=\"/cdn_cgi_bs_captcha/static/waf_captcha_embedded_bs.js\"></script>
";

fn filler(before: &str, size: usize) -> String {
    let mut rng = Rng::with_seed(1);
    let mut text = format!("{before}<style>\n");
    while text.len() < size / 4 {
        text += &rule(pick(&mut rng, CLASSES), rng.u32(..1000));
    }
    text += "</style>\n<script type=\"text/javascript\">\n";
    while text.len() < size {
        text += &statement(pick(&mut rng, CLASSES), rng.u32(..));
    }
    text + "</script>\n"
}

fn rule(class: &str, n: u32) -> String {
    format!(".{class}-{n} .item:hover > a {{ margin: {}px; color: #{:06x}; }}\n", n % 32, n * 997)
}

fn statement(class: &str, n: u32) -> String {
    match n % 5 {
        0 => format!("function f{n}(e, t) {{ return $('.{class}').attr('data-id') === t && e < {n}; }}\n"),
        1 => format!(
            "window.csdn = window.csdn || {{}}; csdn.{class}_{n} = {{ \"mod\": \"popu_{n}\", \"show\": true }};\n"
        ),
        2 => format!("if ($(\"#article_content\").height() > {n}) {{ $('.hide-article-box').hide(); }}\n"),
        3 => format!(
            "var tpl{n} = '<div class=\"{class}\"><div id=\"content_views\">安全验证</div><\\/div>';\n"
        ),
        _ => {
            format!("!function (e) {{ for (var i = 0; i < {}; i++) e.push('{class}' + i); }}([]);\n", n % 100)
        }
    }
}

const CLASSES: &[&str] =
    &["toolbar", "recommend", "comment", "aside", "vip_mask", "skin", "report", "login", "tabs"];

/// Recommended articles, each with a title, an excerpt and counts.
pub fn recommendations(id: u64) -> String {
    let item = |n: u64| {
        let mut rng = Rng::with_seed(id * 100 + n);
        let other = rng.u64(10_000_000..99_999_999);
        let text = paragraph(&mut rng);
        format!(
            "<div class=\"recommend-item-box type_blog clearfix\" data-url=\"https://blog.csdn.net/someone_{n}/article/details/{other}\" \
             data-report-view='{{\"ab\":\"new\",\"spm\":\"1001.2101.3001.6650.{n}\",\"index\":\"{n}\"}}'>\
             <div class=\"content-box\"><div class=\"content-blog display-flex\"><div class=\"title-box\">\
             <a href=\"https://blog.csdn.net/someone_{n}/article/details/{other}?spm=1001.2101.3001.6650.{n}&amp;utm_medium=distribute.pc_relevant\" \
             class=\"tit\" target=\"_blank\"><div class=\"left ellipsis-online ellipsis-online-1\">{}</div></a></div>\
             <div class=\"info-box display-flex\"><div class=\"info display-flex\"><span class=\"info-block time\">05-{:02}</span>\
             <span class=\"info-block read\"><img class=\"read-img\" src=\"https://csdnimg.cn/release/blogv2/dist/pc/img/readCountWhite.png\" alt=\"\">{other}</span></div></div></div>\
             <div class=\"desc-box\"><div class=\"desc ellipsis-online ellipsis-online-1\">{text}</div></div></div></div>\n",
            title(other),
            n % 28 + 1,
        )
    };
    (0..RECOMMENDED).map(item).collect()
}

/// The first comments, which are not part of the article.
pub fn comments() -> String {
    "<div class=\"comment-list-container\"><div class=\"comment-list-box\"><ul class=\"comment-list\">\
     <li class=\"comment-line-box\"><a class=\"name\" href=\"https://blog.csdn.net/reader_1\">路过的</a>\
     <span class=\"new-comment\">写得清楚，照着做成了。</span></li></ul></div></div>\n"
        .to_owned()
}

/// The writer's profile and newest articles.
pub fn aside(writer: &Writer) -> String {
    let newest = |n: u64| {
        format!(
            "<li><a href=\"https://blog.csdn.net/{}/article/details/{n}\">{}</a></li>",
            writer.user,
            title(n)
        )
    };
    let items: String = (1..=5).map(newest).collect();
    format!(
        "<div id=\"asideProfile\" class=\"aside-box\"><div class=\"profile-intro d-flex\"><a href=\"https://blog.csdn.net/{}\">\
         <img src=\"https://profile-avatar.csdnimg.cn/default.jpg!1\" class=\"avatar_pic\" alt=\"\"></a><span class=\"name\">{}</span></div>\
         <div class=\"data-info d-flex\"><dl title=\"300\"><dd><span class=\"count\">300</span></dd><dd class=\"font\">原创</dd></dl></div></div>\
         <div id=\"asideNewArticle\" class=\"aside-box\"><h3 class=\"aside-title\">最新文章</h3><ul>{items}</ul></div>\n",
        writer.user, writer.nick
    )
}
