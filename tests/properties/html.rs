//! Generators of random articles in the markup of CSDN's editors, highlighters and scrapers, well formed or not.

use arbitrary::{Result, Unstructured};

use super::shrink;

/// Inline content.
#[rustfmt::skip]
const INLINES: &[&str] = &[
    "文", "a", " ", "\n   ", "，", "**", "*", "_x_", "&lt;b&gt;", "&nbsp;", "&#8203;", "$x$", "http://a.cn/_b_", "[x](y)", "# ", "1. ",
    "<br>", "<br/>", "<img src=\"https://img-blog.csdnimg.cn/a.png#pic_center\" alt=\"在这里插入图片描述\">", "<img>",
    "<a href=\"https://link.csdn.net/?target=https%3A%2F%2Fa.cn\">b</a>", "<a href=\"#t0\">c</a>", "<a name=\"t0\"></a>",
    "<code>x|y</code>", "<code>``</code>", "<sup class=\"footnote-ref\"><a href=\"#fn1\" id=\"fnref1\">[1]</a></sup>",
    "<span class=\"katex--inline\"><span class=\"katex\"><annotation encoding=\"application/x-tex\">x_{1}</annotation></span></span>",
    "<script type=\"math/tex\">\\frac{a}{b}</script>", "<img class=\"mathcode\" src=\"https://latex.csdn.net/eq?x%5E2\">",
    "<input type=\"checkbox\" checked>", "<svg><text>a</text></svg>", "<!-- -->", "{<!-- -->", "<wbr>", "<button>x</button>", "</p>", "<p>",
    "</div>", "</strong>", "<li>", "</ul>", "<td>",
];

/// Inline elements.
#[rustfmt::skip]
const SPANS: &[&str] = &[
    "strong", "b", "em", "i", "del", "s", "u", "mark", "kbd", "sub", "sup", "code", "font", "span", "a", "small", "ins", "label",
    "span style=\"color:#f33b45\"", "a href=\"http://a.cn\"", "a href=\"javascript:;\"", "span class=\"kdocs-bold\"", "a class=\"has-card\" href=\"https://blog.csdn.net/a/article/details/1\"",
];

/// Block elements.
#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "p", "div", "h1", "h2 id=\"t0\"", "h3", "h6", "ul", "ol", "ol start=\"3\"", "li", "li class=\"task-list-item\"", "blockquote", "pre",
    "pre class=\"prettyprint\"", "pre><code class=\"language-java hljs\"", "table", "thead", "tbody", "tr", "td", "th align=\"center\"",
    "td colspan=\"2\"", "td rowspan=\"70000\"", "caption", "center", "section", "section class=\"footnotes\"", "details", "summary", "dl", "dt", "dd", "figure",
    "figcaption", "div class=\"toc\"", "div class=\"htmledit_views\"", "div style=\"display:none\"", "div class=\"table-box\"", "textarea name=\"code\"", "ol class=\"linenums\"",
    "li id=\"fn1\" class=\"footnote-item\"", "div class=\"dp-highlighter\"", "iframe src=\"https://player.bilibili.com/a\"", "template", "select", "math", "svg",
];

/// Generates an article or a fragment, or Markdown with articles in it.
pub fn article(u: &mut Unstructured<'_>) -> Result<String> {
    let mut html = String::new();
    let opening = u.choose(&[
        "<div id=\"content_views\" class=\"markdown_views\">",
        "<article>",
        "",
        "<div class=\"blog-content-box\"><h1 class=\"title-article\">题</h1><div id=\"content_views\">",
    ])?;
    html.push_str(opening);
    blocks(u, &mut html)?;
    Ok(html)
}

/// Generates an article in a page.
pub fn page(u: &mut Unstructured<'_>) -> Result<String> {
    let mut html = String::from("<div id=\"content_views\" class=\"markdown_views\">");
    blocks(u, &mut html)?;
    Ok(html)
}

fn blocks(u: &mut Unstructured<'_>, html: &mut String) -> Result<()> {
    for _ in 0..u.int_in_range(1..=6)? {
        block(u, html, 5)?;
    }
    Ok(())
}

fn block(u: &mut Unstructured<'_>, html: &mut String, depth: u8) -> Result<()> {
    if depth == 0 || u.ratio(1, 3)? {
        return line(u, html, 3);
    }
    within(u, html, BLOCKS, |u, html| {
        for _ in 0..u.int_in_range(0..=4)? {
            block(u, html, depth - 1)?;
        }
        Ok(())
    })
}

fn line(u: &mut Unstructured<'_>, html: &mut String, depth: u8) -> Result<()> {
    for _ in 0..u.int_in_range(1..=4)? {
        if depth > 0 && u.ratio(1, 3)? {
            within(u, html, SPANS, |u, html| line(u, html, depth - 1))?;
        } else {
            html.push_str(u.choose(INLINES)?);
        }
    }
    Ok(())
}

/// Writes an element around `inner`, sometimes without its end tag.
fn within(
    u: &mut Unstructured<'_>,
    html: &mut String,
    elements: &[&str],
    inner: impl FnOnce(&mut Unstructured<'_>, &mut String) -> Result<()>,
) -> Result<()> {
    let element = u.choose(elements)?;
    html.extend(["<", element, ">"]);
    if u.ratio(1, 4)? {
        html.push_str("\n  ");
    }
    inner(u, html)?;
    if !u.ratio(1, 16)? {
        let names =
            element.split('>').map(|tag| tag.trim_start_matches('<').split(' ').next().unwrap_or_default());
        names.rev().for_each(|name| html.extend(["</", name, ">"]));
    }
    Ok(())
}

/// Texts in a tidy article.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "文", "字甲", "a", "word two", "，", "。", "1.5", "a*b", "x_y", "&lt;b&gt;", "5 &lt; 6", "$x$", "# ", "[x](y)", "http://a.cn/_b_", "`", "~~",
];

/// Inline elements in a tidy article.
#[rustfmt::skip]
const ELEMENTS: &[&str] = &[
    "<br>", "<img src=\"https://img-blog.csdnimg.cn/a.png#pic_center\" alt=\"在这里插入图片描述\">", "<img src=\"https://a.cn/b.png\" alt=\"结构图\">",
    "<img src=\"https://a.cn/c.png\" alt=\"a [b] *c*\">", "<code>x|y</code>", "<code>``</code>", "<script type=\"math/tex\">\\frac{a}{b}</script>",
    "<script type=\"math/tex; mode=display\">x^2</script>", "<a href=\"https://a.cn/?x=1\">链接</a>", "<a href=\"#t0\">跳</a>",
    "<sup class=\"footnote-ref\"><a href=\"#fn1\" id=\"fnref1\">[1]</a></sup>",
];

/// Elements for styling text. There is no `u`, which is lost next to a link.
const STYLES: &[&str] = &["strong", "b", "em", "i", "del", "s", "mark", "kbd", "sub", "sup", "span", "font"];

/// The start and end tags of code blocks.
#[rustfmt::skip]
const CODES: &[(&str, &str)] = &[
    ("<pre><code class=\"language-java hljs\">", "</code></pre>"), ("<pre class=\"has\"><code class=\"language-go\">", "</code></pre>"),
    ("<pre><code class=\"prism language-text\">", "</code></pre>"), ("<pre>", "</pre>"), ("<pre class=\"brush: cpp; toolbar: false\">", "</pre>"),
];

/// Generates a tidy article as editors write it: well nested and closed.
pub fn tidy_article(u: &mut Unstructured<'_>) -> Result<String> {
    let mut html = String::from("<div id=\"content_views\" class=\"markdown_views\">");
    for _ in 0..u.int_in_range(1..=6)? {
        tidy_block(u, &mut html, 3)?;
    }
    if u.ratio(1, 2)? {
        html.push_str("<p>文<sup class=\"footnote-ref\"><a href=\"#fn2\">[2]</a></sup></p>");
    }
    // A style that contains only a reference is lost if the note is missing, so styled references have one.
    html.push_str("<section class=\"footnotes\"><ol><li id=\"fn1\" class=\"footnote-item\"><p>注</p></li>");
    html.push_str("<li id=\"fn3\" class=\"footnote-item\">余</li></ol></section>");
    html.push_str("</div>");
    Ok(html)
}

/// Generates an article of `<details>`, in each other and in other blocks.
pub fn details_article(u: &mut Unstructured<'_>) -> Result<String> {
    let mut html = String::from("<div id=\"content_views\" class=\"markdown_views\">");
    for _ in 0..u.int_in_range(1..=3)? {
        details(u, &mut html, 3)?;
    }
    html.push_str("</div>");
    Ok(html)
}

fn details(u: &mut Unstructured<'_>, html: &mut String, depth: u8) -> Result<()> {
    html.push_str("<details>");
    if u.ratio(3, 4)? {
        html.push_str("<summary>");
        if u.ratio(1, 4)? {
            html.extend(["<h3>", u.choose(WORDS)?, "</h3>"]);
        }
        tidy_line(u, html, 0)?;
        if u.ratio(1, 4)? {
            html.extend(["字<b>", u.choose(&["文", "a *b* &amp;lt;"])?, "</b>字<pre>x</pre>"]);
        }
        html.push_str("</summary>");
    }
    for _ in 0..u.int_in_range(0..=3)? {
        let (begin, end) = *u.choose(&[
            ("<p>", "</p>"),
            ("", ""),
            ("<blockquote>", "</blockquote>"),
            ("<ul><li>", "</li><li>a</li></ul>"),
            ("<ol><li>字", "</li></ol>"),
            ("<pre><code>", "</code></pre>"),
            ("<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>", "</td></tr></table>"),
        ])?;
        html.push_str(begin);
        if depth == 0 || begin.starts_with("<p") || u.ratio(1, 2)? {
            html.push_str(u.choose(WORDS)?);
        } else {
            details(u, html, depth - 1)?;
        }
        html.push_str(end);
    }
    html.push_str("</details>");
    Ok(())
}

fn tidy_block(u: &mut Unstructured<'_>, html: &mut String, depth: u8) -> Result<()> {
    match u.int_in_range(0..=if depth > 0 { 6 } else { 3 })? {
        0 => {
            let (name, id) = *u.choose(&[("h1", ""), ("h2", " id=\"t0\""), ("h3", ""), ("h6", "")])?;
            html.extend(["<", name, id, ">", u.choose(WORDS)?, "</", name, ">"]);
        }
        1 => {
            let (begin, end) = *u.choose(CODES)?;
            let code = *u.choose(&["int a;", "a\n  b\n\nc", "x `y` | z", "package main"])?;
            html.extend([begin, code, end]);
        }
        2 | 3 => {
            html.push_str("<p>");
            tidy_line(u, html, 2)?;
            html.push_str("</p>");
        }
        4 => {
            html.push_str("<blockquote>");
            for _ in 0..u.int_in_range(1..=2)? {
                tidy_block(u, html, depth - 1)?;
            }
            html.push_str("</blockquote>");
        }
        5 => {
            let name = u.choose(&["ul", "ol"])?;
            html.extend(["<", name, ">"]);
            for _ in 0..u.int_in_range(1..=3)? {
                html.extend(["<li>", u.choose(WORDS)?]);
                tidy_line(u, html, 1)?;
                if u.ratio(1, 4)? {
                    tidy_block(u, html, depth - 1)?;
                }
                html.push_str("</li>");
            }
            html.extend(["</", name, ">"]);
        }
        _ => table(u, html)?,
    }
    Ok(())
}

fn table(u: &mut Unstructured<'_>, html: &mut String) -> Result<()> {
    let aligns: [&str; 2] =
        [*u.choose(&["", " align=\"center\""])?, *u.choose(&["", " style=\"text-align:right\""])?];
    html.push_str("<table><thead>");
    for row in 0..u.int_in_range(2..=3)? {
        let name = if row == 0 { "th" } else { "td" };
        html.push_str(if row == 1 { "</thead><tbody><tr>" } else { "<tr>" });
        for align in aligns {
            html.extend(["<", name, align, ">", u.choose(WORDS)?]);
            tidy_line(u, html, 1)?;
            html.extend(["</", name, ">"]);
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table>");
    Ok(())
}

fn tidy_line(u: &mut Unstructured<'_>, html: &mut String, depth: u8) -> Result<()> {
    for _ in 0..u.int_in_range(1..=4)? {
        if depth > 0 && u.ratio(1, 3)? {
            let name = u.choose(STYLES)?;
            html.extend(["<", name, ">"]);
            tidy_line(u, html, depth - 1)?;
            html.extend(["</", name, ">"]);
        } else {
            let pieces = if u.ratio(1, 3)? { ELEMENTS } else { WORDS };
            html.push_str(u.choose(pieces)?);
        }
    }
    Ok(())
}

/// Returns `page` with one text or element deleted, or a letter of a text changed. `None` if that is impossible.
pub fn altered(u: &mut Unstructured<'_>, page: &str) -> Result<Option<String>> {
    let mut parts: Vec<String> = shrink::parts(page).into_iter().map(str::to_owned).collect();
    let at = u.choose_index(parts.len())?;
    let Some(part) = parts.get_mut(at) else { return Ok(None) };
    if part.starts_with('<') {
        let Some(length) = element_length(&parts, at) else { return Ok(None) };
        parts.drain(at..at + length);
    } else if part.chars().all(char::is_alphanumeric) {
        *part = if u.ratio(1, 2)? { String::new() } else { "变".to_owned() };
    } else {
        return Ok(None);
    }
    Ok(Some(parts.concat()))
}

/// Returns the number of parts of the element that begins at `at`.
fn element_length(parts: &[String], at: usize) -> Option<usize> {
    let name = |tag: &str| {
        let name = tag.trim_start_matches('<').trim_start_matches('/');
        name.split([' ', '>', '/']).next().unwrap_or_default().to_owned()
    };
    let open = parts.get(at).filter(|tag| !tag.starts_with("</")).map(|tag| name(tag))?;
    if matches!(open.as_str(), "br" | "img" | "input" | "wbr") {
        return Some(1);
    }
    let mut depth = 0_usize;
    for (length, tag) in (1..).zip(parts.get(at..)?) {
        if !tag.starts_with('<') || name(tag) != open {
            continue;
        }
        depth = if tag.starts_with("</") { depth.checked_sub(1)? } else { depth + 1 };
        if depth == 0 {
            return Some(length);
        }
    }
    None
}
