//! Renders articles as pages: a template for each skin.

use jiff::ToSpan;

use crate::boilerplate;
use crate::cases::{Access, Kind, Skin};
use crate::writers::{Article, Column};

/// The length of a preview in characters.
const PREVIEW: usize = 2100;

/// Replaces each `{{name}}` in `template` with its value. Values are not expanded again.
pub fn fill(template: &str, values: &[(&str, String)]) -> String {
    let mut pieces = template.split("{{");
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once("}}").unwrap();
        let value = values.iter().find(|(known, _)| *known == name);
        filled.push_str(&value.unwrap_or_else(|| panic!("no value for {name}")).1);
        filled.push_str(rest);
    }
    filled
}

/// Renders the page of an article. Pages of the oldest skin declare `charset`.
pub fn html(article: &Article, charset: Option<&str>) -> String {
    let mut values = common(article);
    values.extend(times(article));
    values.extend(of_kind(article));
    values.extend(of_access(article));
    values.extend(body(article));
    values.extend(labels(article));
    let meta = |name| format!("<meta http-equiv=\"Content-Type\" content=\"text/html; charset={name}\" />");
    values.push(("charset_meta", charset.map(meta).unwrap_or_default()));
    let structured = match article.skin {
        Skin::Y2026 => include_str!("skins/structured_2026.html"),
        _ => include_str!("skins/structured_2025.html"),
    };
    values.push(("structured", fill(structured, &values)));
    let template = match article.skin {
        Skin::Y2008 => include_str!("skins/y2008.html"),
        Skin::Y2013 => include_str!("skins/y2013.html"),
        Skin::Y2018 => include_str!("skins/y2018.html"),
        Skin::Y2021 => include_str!("skins/y2021.html"),
        Skin::Y2025 | Skin::Y2026 => include_str!("skins/y2025.html"),
    };
    fill(template, &values)
}

type Values = Vec<(&'static str, String)>;

/// What the site says in `<meta name="description">` and in `articleDesc`: since 2023, with counts before the summary and
/// the search phrase after it.
fn description(article: &Article) -> String {
    let summary = &article.summary;
    match article.skin {
        Skin::Y2025 | Skin::Y2026 => format!(
            "文章浏览阅读{}次，点赞{}次，收藏{}次。{summary}_{}",
            reads(article),
            likes(article),
            favourites(article),
            article.keyword
        ),
        Skin::Y2008 | Skin::Y2013 | Skin::Y2018 | Skin::Y2021 => summary.clone(),
    }
}

fn reads(article: &Article) -> String {
    if article.id.is_multiple_of(2) { "2.7w".to_owned() } else { (article.id % 9000).to_string() }
}

fn likes(article: &Article) -> String {
    (article.id % 97).to_string()
}

fn favourites(article: &Article) -> String {
    (article.id % 53).to_string()
}

/// The visible dates: that of the publication alone, or that of the last change with the publication below.
fn times(article: &Article) -> Values {
    let published = article.post_time();
    let is_changed = article.updated != article.published;
    let time = match (is_changed, article.skin) {
        (true, _) => {
            format!("<span class=\"time\">已于&nbsp;{}&nbsp;修改</span>", article.updated.strftime("%F %T"))
        }
        (false, Skin::Y2025 | Skin::Y2026) => format!(
            "<span class=\"time blog-postTime\" data-time=\"{published}\">最新推荐文章于&nbsp;2025-11-01 09:00:00&nbsp;发布</span>"
        ),
        (false, _) => format!("<span class=\"time\">于&nbsp;{published}&nbsp;发布</span>"),
    };
    let first = format!("<div class=\"up-time\"><span>于&nbsp;{published}&nbsp;首次发布</span></div>");
    let recommended = "<div class=\"up-time\">最新推荐文章于&nbsp;2025-11-01 09:00:00&nbsp;发布</div>";
    let last_time =
        if is_changed { format!("\"{}\"", article.updated.strftime("%F %T")) } else { "0".to_owned() };
    vec![
        ("time", time),
        ("up_time", if is_changed { first } else { String::new() }),
        ("recommended_time", if is_changed { String::new() } else { recommended.to_owned() }),
        ("last_time", last_time),
        // The draft was made before, the page much later.
        ("drafted_t", article.published.saturating_sub(2.hours()).to_string()),
        ("rendered_t", "2019-06-04T04:03:02".to_owned()),
    ]
}

fn common(article: &Article) -> Values {
    let site_title = format!("{}-CSDN博客", article.title);
    let search = serde_json::json!({"id": article.id, "tag": article.tags, "title": article.title});
    vec![
        ("id", article.id.to_string()),
        ("user", article.writer.user.to_owned()),
        ("nick", article.writer.nick.to_owned()),
        ("title", escape(&article.title)),
        ("title_js", script(&article.title)),
        ("title_site_js", script(&site_title)),
        ("keyword", article.keyword.to_owned()),
        ("summary_js", script(&article.summary)),
        ("description", escape(&description(article))),
        ("description_js", script(&description(article))),
        ("published", article.post_time()),
        ("published_t", article.published.to_string()),
        ("updated_t", article.updated.to_string()),
        ("published_cn", article.published.strftime("%Y年%m月%d日 %T").to_string()),
        ("minute", article.published.strftime("%F %H:%M").to_string()),
        ("search_ext", search.to_string().replace('\'', "\\'").replace('<', "\\u003c")),
        ("reads", reads(article)),
        ("likes", likes(article)),
        ("favourites", favourites(article)),
        ("scripts", boilerplate::scripts(article.skin)),
        ("recommendations", boilerplate::recommendations(article.id)),
        ("comments", boilerplate::comments()),
        ("aside", boilerplate::aside(article.writer)),
        ("code_style", "atom-one-dark".to_owned()),
    ]
}

fn of_kind(article: &Article) -> Values {
    let (number, english, word, letter, old) = match article.kind {
        Kind::Original => ("1", "original", "原创", "原", "Original"),
        Kind::Repost => ("2", "reprint", "转载", "转", "Repost"),
        Kind::Translation => ("4", "translate", "翻译", "译", "Translated"),
    };
    vec![
        ("kind_number", number.to_owned()),
        ("kind_english", english.to_owned()),
        ("kind_word", word.to_owned()),
        ("kind_letter", letter.to_owned()),
        ("kind_old", old.to_owned()),
        ("note", note(article)),
    ]
}

/// The copyright note of each period.
fn note(article: &Article) -> String {
    let licence = "<a href=\"http://creativecommons.org/licenses/by-sa/4.0/\" target=\"_blank\" rel=\"noopener\"> CC 4.0 BY-SA </a>";
    let notice = "版权声明：本文为博主原创文章，未经博主允许不得转载。";
    let granted =
        format!("版权声明：本文为博主原创文章，遵循{licence}版权协议，转载请附上原文出处链接和本声明。");
    let url = article.url();
    let link = |word: &str, url: &str| {
        let url = format!("<a href=\"{url}\" target=\"_blank\" rel=\"noopener\">{url}</a>");
        format!("<div class=\"article-source-link\">{word}：{url}</div>")
    };
    match (article.original(), article.skin) {
        (None, Skin::Y2008) => String::new(),
        (None, Skin::Y2013) => {
            format!("<div class=\"bog_copyright\"><p class=\"copyright_p\">{notice}</p></div>")
        }
        (None, Skin::Y2018) => format!("<div class=\"article-copyright\">{notice} {url} </div>"),
        (None, Skin::Y2021) => format!(
            "<div class=\"article-copyright\"><div class=\"creativecommons\">{granted}</div>{}</div>",
            link("本文链接", &url)
        ),
        (None, Skin::Y2025 | Skin::Y2026) => format!("<div class=\"slide-content-box-new\">{granted}</div>"),
        (Some(original), Skin::Y2025 | Skin::Y2026) => {
            format!("<div class=\"slide-content-box-new\">{}</div>", link("原文链接", &original))
        }
        (Some(original), _) => link("原文链接", &original),
    }
}

fn of_access(article: &Article) -> Values {
    let is_cut = matches!(article.access, Access::Vip | Access::Paid);
    let style = " style=\"height: 1000px; overflow: hidden;\"";
    let fold = "<div class=\"hide-article-box hide-article-pos text-center\"><a class=\"btn-readmore\">关注博主即可阅读全文</a>\
                <a class=\"read-all-content-btn\">阅读全文</a></div>";
    let masks = match article.access {
        Access::All | Access::Popup => default_fold(article.skin),
        Access::Fold => fold,
        Access::Vip => {
            "<div class=\"hide-article-box hide-article-pos text-center\"><div class=\"vip-mask\">\
             <span>开通会员，查看余下的内容</span><a href=\"https://mall.csdn.net/vip\">开通</a></div></div>"
        }
        Access::Paid => {
            "<div class=\"hide-article-box hide-article-pos text-center\"><div class=\"column-mask\">\
             <span>订阅专栏，查看余下的内容</span><a>订阅</a></div></div>"
        }
    };
    let popup = "<div class=\"passport-login-container\" style=\"position: fixed;\"><span>登录后可以点赞</span></div>";
    let flag = |is: bool| is.to_string();
    vec![
        ("masks", masks.to_owned()),
        ("popup", if article.access == Access::Popup { popup.to_owned() } else { String::new() }),
        ("folded_style", if article.access == Access::All { String::new() } else { style.to_owned() }),
        ("vip", flag(article.access == Access::Vip)),
        ("pay_column", flag(article.access == Access::Paid)),
        ("can_read", flag(!is_cut)),
    ]
}

/// The fold of every long article from 2018 to 2021, without conditions.
fn default_fold(skin: Skin) -> &'static str {
    match skin {
        Skin::Y2018 => {
            "<div class=\"hide-article-box text-center\"><a class=\"btn btn-red-hollow\" id=\"btn-readmore\">阅读更多</a></div>"
        }
        Skin::Y2021 => {
            "<div class=\"hide-article-box hide-article-pos text-center\"><a class=\"btn-readmore\">展开阅读全文</a></div>"
        }
        Skin::Y2008 | Skin::Y2013 | Skin::Y2025 | Skin::Y2026 => "",
    }
}

/// The body, with the markup of each period.
fn body(article: &Article) -> Values {
    let is_markdown = article.text.is_markdown(article.id);
    let view = match (is_markdown, article.skin) {
        (true, Skin::Y2018) => "markdown_views",
        (true, _) => "markdown_views prism-atom-one-dark",
        (false, _) => "htmledit_views",
    };
    let style = "<link href=\"https://csdnimg.cn/release/blogv2/dist/mdeditor/css/editerView/markdown_views-60310b9a2d.css\" \
                 rel=\"stylesheet\">";
    let body = match article.access {
        Access::Vip | Access::Paid => preview(&article.html),
        Access::All | Access::Fold | Access::Popup => article.html.clone(),
    };
    let marked = format!("<div class=\"markdown_views\">\n{body}</div>");
    vec![
        ("view_class", view.to_owned()),
        ("style_link", if is_markdown { style.to_owned() } else { String::new() }),
        ("body_2013", if is_markdown { marked } else { body.clone() }),
        ("body", body),
    ]
}

/// Tags and columns in the markup of each period. `TAG`, `URL` and `NAME` are placeholders.
const TAG_LINKS: &[(&str, &str)] = &[
    (
        "tags",
        r#"<a data-report-query="spm=1001.2101" class="tag-link-new" href="https://so.csdn.net/so/search/s.do?q=TAG">#TAG</a>"#,
    ),
    (
        "tags_2021",
        r#"<a data-report-query="spm=1001.2101" class="tag-link" href="https://so.csdn.net/so/search/s.do?q=TAG">TAG</a>"#,
    ),
    (
        "tags_2018",
        r#"<a class="tag-link" href="http://so.csdn.net/so/search/s.do?q=TAG&t=blog" target="_blank">TAG </a>"#,
    ),
    ("tags_old", r#"<a href="http://www.csdn.net/tag/TAG" target="_blank">TAG</a>"#),
];
const COLUMN_LINKS: &[(&str, &str)] = &[
    ("columns_2021", r#"<a class="tag-link" href="URL" target="_blank">NAME</a>"#),
    ("columns_2018", r#"<a class="tag-link" href="URL" target="_blank">NAME</a>"#),
    ("columns_2013", "<label><span>NAME</span></label>"),
    ("columns_old", r#"<a href="URL">NAME</a>"#),
];

fn labels(article: &Article) -> Values {
    let tags = |link: &str| article.tags.iter().map(|tag| link.replace("TAG", tag)).collect::<String>();
    let columns = |link: &str| {
        let filled = |column: &&Column| {
            link.replace("URL", &column_url(article, column)).replace("NAME", column.title)
        };
        article.columns.iter().map(filled).collect::<String>()
    };
    let tags = TAG_LINKS.iter().map(|(name, link)| (*name, tags(link)));
    let columns = COLUMN_LINKS.iter().map(|(name, link)| (*name, columns(link)));
    tags.chain(columns).chain([("columns", column_group(article))]).collect()
}

fn column_url(article: &Article, column: &Column) -> String {
    format!("https://blog.csdn.net/{}/category_{}.html", article.writer.user, column.id)
}

fn column_group(article: &Article) -> String {
    let item = |column: &&Column| {
        format!(
            "<div class=\"column-group-item column-group0\"><div class=\"item-l\"><a class=\"item-target\" href=\"{url}\" \
             target=\"_blank\" title=\"{title}\"><img class=\"item-target\" src=\"https://i-blog.csdnimg.cn/columns/default/20201014180756922.png\" alt=\"\">\
             <span class=\"title item-target\"><span><span class=\"tit\">{title}</span>\
             <span class=\"dec\">专栏收录该内容</span></span></span></a></div><div class=\"item-m\"><span>{size} 篇文章</span></div></div>",
            url = column_url(article, column),
            title = column.title,
            size = column.size,
        )
    };
    let items: String = article.columns.iter().map(item).collect();
    if items.is_empty() { items } else { format!("<div class=\"column-group\">{items}</div>") }
}

/// Returns whole paragraphs of `html` up to the length of a preview.
fn preview(html: &str) -> String {
    let mut length = 0;
    let mut begun = html.split_inclusive("</p>\n").take_while(|paragraph| {
        let is_early = length < PREVIEW;
        length += paragraph.chars().count();
        is_early
    });
    begun.by_ref().collect()
}

/// Escapes text for HTML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Formats a string literal for a script.
fn script(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('<', "\\u003c")
}
