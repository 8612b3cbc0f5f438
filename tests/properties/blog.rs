//! Generates posts of a blog in the markup of CSDN's editors: every kind of block and inline, with text that tools for
//! Markdown read as something else. A post shows the same before and after conversion, so that it can be compared with the
//! pages of those tools.

#![allow(unreachable_pub, reason = "shared between tests and fuzz targets")]

use arbitrary::{Result, Unstructured};

/// Words of a text.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "浇水", "盆", "花期在三月", "soil", "two words", "42", "（阳台）", "“引号”", "：", "，", "。", "、", "Node.js", "1~3年", "5~8年", "C#", "a*b", "x_y_z",
    "50%", "A/B", "e.g.", "don't", "\"quoted\"", "……", "😀", "é",
];

/// Texts that some tool reads as markup: templates, tags, links, highlights, comments, tables, attributes, TeX.
#[rustfmt::skip]
const TRAPS: &[&str] = &[
    "{{< x >}}", "{{% x %}}", "{{</* x */>}}", "{{< x", "{% raw %}", "{% x", "{{ x }}", "{{ x", "}}", "{# x #}", "{{{ x }}}", "<!-- more -->", "<!-- x",
    "#include", "#标签", "#a/b", "[[x]]", "![[x]]", "[[x|y]]", "==x==", "%%x%%", "%%", "^x", "a^b^c", "a~b~c", "^", "@key", "[@key]", "a@b.cn",
    "| a | b |", "a | b", "|---|", "|", "*[a]: b", "{: .x}", "{:.x}", "{::x}", "{#x}", "{.x}", "[x]{.y}", "[x](y)", "[x]", "[x]: y", "[^1]", "[^1]: x", "![x](y)",
    "\\begin{x}", "\\textbf{x}", "\\(x\\)", "\\[x\\]", "\\", "C:\\x\\y", "\\*", "\\n", "$x$", "$$x$$", "$5", "$", "`x`", "``", "```", "~~~", "~~x~~", "~x~", ":::", "::: x",
    "<x>", "<b>x</b>", "</div>", "<a.b@c>", "List<String>", "a < b", "a<b", "&", "AT&T", "?a=1&b=2", "--", "---", "a--b", "<<", ">>", "<<x>>", "->", "=>", "...", "(c)", "(tm)", "'x'",
    "**", "**x**", "*x*", "__x__", "_x_", "***", "***x***", "* * *", "- - -", "___", "===", "# x", "## x", "- x", "+ x", "* x", "1. x", "2) x", "10. x", "a. x", "(1) x", "i) x", "#. x", "(@) x",
    "> x", ": x", "~ x", "- [ ] x", "[ ] x", "[x] y", "!x", "::x::", "++x++", "!!!", "=> x", "https://example.org/a_b_c", "www.example.org", "http://example.org/（见注）", ":smile:",
    "/* x */", "// x", "#!/bin/sh", "{}", "{x}", "[]", "()", "x:y", "a:", ":a", "\"", "'", "\\\\", "\\|", "1\\. x", "0x1F", "%d", "{{", "{%", "%}", "{{<", ">}}", "<%= x %>", "<?x?>",
];

/// Code.
#[rustfmt::skip]
const CODE: &[&str] = &[
    "x", "a|b", "a || b", "`", "``x``", "{{ x }}", "{{< x >}}", "{{% x %}}", "{% raw %}", "{% endraw %}", "<b>", "&amp;", "a*b*c", "_x_", "$x$", "\\", "\\|", "#x", "[[x]]", "==x==",
    "--x", "...", "a  b", "'x'", "<<x>>", "%%x%%", "{: .x}", "<!-- x -->", "~~x~~", "http://example.org/",
];

/// Blocks of code: languages and lines.
#[rustfmt::skip]
const LISTINGS: &[(&str, &str)] = &[
    ("java", "int a = 1;\n\n    int b; // {{ b }}"), ("python", "def f(x):\n\treturn x -- 1  # $x$"), ("", "# x\n\n- y\n***\n| a | b |"), ("html", "{{< x >}}\n<p class=\"a\">{% if x %}&copy;{% endif %}</p>"),
    ("bash", "if [[ -f x ]]; then\n  echo '${x}' \"{{x}}\"\nfi"), ("cpp", "#include <x>\n\nint main() { return a<b>>c; }"), ("yaml", "---\na: {% raw %}\n---"), ("", "```\nx\n```"), ("go", "{{% x %}}\n{{</* x */>}}\n{{ \"{{\" }}"),
    ("js", "const a = `x`;\n{# x #}\n%%\n"), ("", "~~~\n{: .x}\n*[a]: b\n^"), ("sql", "select '--' -- x\nfrom a;"), ("", "    x\n\ty\n        z"), ("", ":::\n[^1]: x\n[x]: y"),
];

#[rustfmt::skip]
const TEX: &[&str] = &[
    "x", "x_1", "a_{1}*b_{2}*c", "\\frac{a}{b}", "a<b", "|x|", "x'", "\\{x\\}", "a\\_b", "x^2_i + y^2_i", "\\sum_{i=1}^{n} x_i", "\\alpha\\,\\beta", "a \\& b", "\\text{if } x", "p\\%",
];

#[rustfmt::skip]
const DISPLAYED: &[&str] = &[
    "\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}", "E = mc^2", "\\sum_{i=1}^{n} a_i * b_i * c", "\\left[ x_1 \\right]", "a < b > c", "\\begin{matrix} 1 & 2 \\\\ 3 & 4 \\end{matrix}",
];

/// Images in their URLs, of one colour each, and one of a server.
#[rustfmt::skip]
const IMAGES: &[&str] = &[
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mOwqQjAihiGlgQAYT9BAY3v8j8AAAAASUVORK5CYII=",
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mM4sU8DK2IYWhIAKT5rgbXvraEAAAAASUVORK5CYII=",
    "https://img-blog.csdnimg.cn/a.png",
];

const STYLES: &[&str] = &["strong", "em", "del", "b", "i", "s", "mark", "u", "ins", "span"];

/// Generates the page of a post. `number` is the last part of its URL.
pub fn post(u: &mut Unstructured<'_>, number: usize) -> Result<String> {
    let url = "https://blog.csdn.net/someone/article/details/";
    let title = ["第 ", &number.to_string(), " 篇：", &text(u)?].concat();
    let mut post = Post { html: String::new(), headings: 0, notes: 0 };
    for _ in 0..u.int_in_range(4..=9)? {
        post.block(u, 2)?;
    }
    post.links(u, url, number)?;
    post.footnotes(u)?;
    Ok(format!(
        "<html><head><meta charset=utf-8><link rel=canonical href=\"{url}{number}\"></head><body><div class=\"blog-content-box\">\
        <h1 class=\"title-article\">{title}</h1><div class=\"bar-content\"><span class=\"time\">于 2024-02-{:02} 08:00:00 发布</span></div>\
        <div id=\"content_views\" class=\"markdown_views\">{}</div></div></body></html>",
        number % 28 + 1,
        post.html,
    ))
}

/// A post in the making.
struct Post {
    html: String,
    headings: usize,
    notes: usize,
}

impl Post {
    fn push(&mut self, html: &str) {
        self.html.push_str(html);
    }

    fn within(&mut self, tag: &str, inner: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let name = tag.split(' ').next().unwrap_or_default();
        self.html.extend(["<", tag, ">"]);
        inner(self)?;
        self.html.extend(["</", name, ">"]);
        Ok(())
    }

    fn block(&mut self, u: &mut Unstructured<'_>, depth: u8) -> Result<()> {
        match u.int_in_range(0..=if depth == 0 { 3 } else { 14 })? {
            0 | 1 => self.within("p", |post| post.line(u, 2)),
            2 => self.code(u),
            3 => self.lines(u),
            4 | 5 => self.list(u, depth),
            6 => self.heading(u),
            7 => self.within("blockquote", |post| post.several(u, depth)),
            8 | 9 => self.table(u),
            10 => {
                let tex = *u.choose(DISPLAYED)?;
                self.within("script type=\"math/tex; mode=display\"", |post| {
                    post.push(tex);
                    Ok(())
                })
            }
            11 => self.tasks(u),
            12 => self.details(u, depth),
            13 => self.definitions(u),
            _ => {
                self.within("p", |post| post.line(u, 1))?;
                self.push("<hr>");
                self.within("p", |post| post.line(u, 1))
            }
        }
    }

    fn several(&mut self, u: &mut Unstructured<'_>, depth: u8) -> Result<()> {
        for _ in 0..u.int_in_range(1..=2)? {
            self.block(u, depth - 1)?;
        }
        Ok(())
    }

    /// Writes a paragraph with breaks. What begins its lines looks like blocks.
    fn lines(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let count = u.int_in_range(2..=4)?;
        self.within("p", |post| {
            for line in 0..count {
                if line > 0 {
                    post.push("<br>");
                }
                post.push(&escaped(u.choose(TRAPS)?));
                if u.ratio(1, 2)? {
                    post.line(u, 1)?;
                }
            }
            Ok(())
        })
    }

    fn heading(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        self.headings += 1;
        let tag = format!("{} id=\"t{}\"", u.choose(&["h2", "h3", "h4"])?, self.headings);
        let start = format!("第{}节", self.headings);
        self.within(&tag, |post| {
            post.push(&start);
            post.push(&text(u)?);
            Ok(())
        })
    }

    fn code(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let (language, code) = *u.choose(LISTINGS)?;
        let class =
            if language.is_empty() { String::new() } else { format!(" class=\"language-{language}\"") };
        self.html.extend(["<pre><code", &class, ">", &escaped(code), "</code></pre>"]);
        Ok(())
    }

    fn list(&mut self, u: &mut Unstructured<'_>, depth: u8) -> Result<()> {
        let (tag, items) = (*u.choose(&["ul", "ol"])?, u.int_in_range(2..=3)?);
        self.within(tag, |post| {
            for _ in 0..items {
                post.within("li", |post| {
                    post.push(u.choose(&["浇水", "soil", "“盆”"])?);
                    post.line(u, 1)?;
                    if u.ratio(1, 3)? { post.block(u, depth - 1) } else { Ok(()) }
                })?;
            }
            Ok(())
        })
    }

    fn tasks(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        self.within("ul class=\"contains-task-list\"", |post| {
            for checked in ["", " checked"] {
                post.within("li class=\"task-list-item\"", |post| {
                    post.html.extend(["<input type=\"checkbox\"", checked, " disabled> "]);
                    post.line(u, 1)
                })?;
            }
            Ok(())
        })
    }

    fn details(&mut self, u: &mut Unstructured<'_>, depth: u8) -> Result<()> {
        self.within("details", |post| {
            post.html.extend(["<summary>", &text(u)?, "</summary>"]);
            post.within("p", |post| post.line(u, 1))?;
            post.several(u, depth)
        })
    }

    fn definitions(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        self.within("dl", |post| {
            post.html.extend(["<dt>词", &text(u)?, "</dt>"]);
            post.within("dd", |post| post.line(u, 1))
        })
    }

    fn table(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let (columns, rows) = (u.int_in_range(2..=3)?, u.int_in_range(1..=3)?);
        self.within("table", |post| {
            for row in 0..=rows {
                post.within("tr", |post| {
                    let tag = if row == 0 { "th" } else { "td" };
                    (0..columns).try_for_each(|_| post.within(tag, |post| post.cell(u, row == 0)))
                })?;
            }
            Ok(())
        })
    }

    fn cell(&mut self, u: &mut Unstructured<'_>, is_header: bool) -> Result<()> {
        self.push(u.choose(&["盆", "soil", "8"])?);
        if is_header {
            self.push(&text(u)?);
            return Ok(());
        }
        self.line(u, 1)?;
        if u.ratio(1, 4)? {
            self.push("<br>");
            self.push(&text(u)?);
        }
        Ok(())
    }

    fn line(&mut self, u: &mut Unstructured<'_>, depth: u8) -> Result<()> {
        for _ in 0..u.int_in_range(1..=4)? {
            self.inline(u, depth)?;
        }
        Ok(())
    }

    fn inline(&mut self, u: &mut Unstructured<'_>, depth: u8) -> Result<()> {
        match u.int_in_range(0..=15)? {
            0 | 1 => {
                let code = escaped(u.choose(CODE)?);
                self.html.extend(["<code>", &code, "</code>"]);
            }
            2 => {
                self.html.extend(["公式<script type=\"math/tex\">", u.choose(TEX)?, "</script>的"]);
            }
            3 => {
                let (url, alt) = (u.choose(IMAGES)?, attribute(&["图", &plain(u)?].concat()));
                self.html.extend(["<img src=\"", url, "\" alt=\"", &alt, "\">"]);
            }
            4 => {
                let url = u.choose(&[
                    "https://example.org/a_b?c=1&amp;d=(e)",
                    "https://example.org/文章",
                    "https://example.org/x|y",
                ])?;
                self.html.extend(["见<a href=\"", url, "\">链接", &text(u)?, "</a>"]);
            }
            5 => self.push("见<a href=\"https://example.org/x_y_z\">https://example.org/x_y_z</a>，"),
            6 => self.push("水H<sub>2</sub>O与m<sup>2</sup>"),
            7 => self.push("按<kbd>Ctrl</kbd>键"),
            8 => {
                self.notes += 1;
                let number = self.notes.to_string();
                self.html.extend([
                    "注<sup class=\"footnote-ref\"><a href=\"#fn",
                    &number,
                    "\" id=\"fnref",
                    &number,
                    "\">[",
                    &number,
                    "]</a></sup>",
                ]);
            }
            9..=11 if depth > 0 => {
                let style = *u.choose(STYLES)?;
                self.within(style, |post| {
                    post.push("重点");
                    post.line(u, depth - 1)?;
                    post.push(u.choose(&["", "：", "。", "（完）"])?);
                    Ok(())
                })?;
            }
            _ => self.push(&text(u)?),
        }
        Ok(())
    }

    /// Writes links to other posts and to sections of this one.
    fn links(&mut self, u: &mut Unstructured<'_>, url: &str, number: usize) -> Result<()> {
        let other = (number + u.int_in_range(1..=9)?).to_string();
        self.html.extend(["<p>另见<a href=\"", url, &other, "\">另一篇", &text(u)?, "</a>"]);
        for heading in 1..=self.headings {
            let heading = heading.to_string();
            self.html.extend(["，<a href=\"#t", &heading, "\">上文", &heading, "</a>"]);
        }
        self.push("。</p>");
        Ok(())
    }

    fn footnotes(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        if self.notes == 0 {
            return Ok(());
        }
        self.push("<section class=\"footnotes\"><ol>");
        for number in 1..=self.notes {
            self.push(&format!("<li id=\"fn{number}\" class=\"footnote-item\"><p>注文{}</p></li>", text(u)?));
        }
        self.push("</ol></section>");
        Ok(())
    }
}

/// Generates text, escaped for HTML.
fn text(u: &mut Unstructured<'_>) -> Result<String> {
    plain(u).map(|text| escaped(&text))
}

fn plain(u: &mut Unstructured<'_>) -> Result<String> {
    let mut text = String::new();
    for _ in 0..u.int_in_range(1..=3)? {
        let list = if u.ratio(1, 2)? { TRAPS } else { WORDS };
        text.push_str(u.choose(list)?);
        text.push_str(u.choose(&["", " ", "，"])?);
    }
    Ok(text)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn attribute(text: &str) -> String {
    escaped(text).replace('"', "&quot;")
}
