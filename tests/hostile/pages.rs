//! Families of pages that could be expensive, each of any size.

use csdown::WarningCode;

/// How a conversion may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The whole page is in the Markdown, whatever the warnings.
    Well,
    /// With this warning, among others.
    Warned(WarningCode),
    /// With an error with this code.
    Refused(&'static str),
}

/// A family of pages.
pub(crate) struct Family {
    pub(crate) name: String,
    /// Creates a page of about this many bytes.
    pub(crate) page: Box<dyn Fn(usize) -> Vec<u8> + Send + Sync>,
    pub(crate) end: End,
}

use End::{Refused, Warned, Well};
use WarningCode::{DepthFlattened, LinkCut, LinkDangling, TableAsHtml, TableSpanFlattened};
use WarningCode::{FrontMatterLenient, InvalidBytes, MathSourceLost, TableTooLarge};

fn family(
    name: impl Into<String>,
    end: End,
    page: impl Fn(usize) -> Vec<u8> + Send + Sync + 'static,
) -> Family {
    Family { name: name.into(), page: Box::new(page), end }
}

/// Creates a page whose article is `html`.
pub(crate) fn article(html: &str) -> Vec<u8> {
    format!("<!doctype html><div id=content_views>{html}</div>").into_bytes()
}

/// Repeats `piece`.
fn fill(piece: &str, size: usize) -> String {
    piece.repeat(size / piece.len() + 1)
}

/// Joins what `piece` returns for 0, 1, …
fn count(piece: impl Fn(usize) -> String, size: usize) -> String {
    let length = piece(1000).len();
    (0..=size / length).map(piece).collect()
}

/// Nests the tags of `open` as often as fits.
fn nested(open: &str, size: usize) -> String {
    let names =
        open.split('<').filter_map(|tag| tag.split([' ', '>']).next()).filter(|name| !name.is_empty());
    let close: String = names.rev().flat_map(|name| ["</", name, ">"]).collect();
    let times = size / (open.len() + close.len()) + 1;
    format!("{}a{}", open.repeat(times), close.repeat(times))
}

/// Text with syntax of Markdown, HTML and our own rules.
pub(crate) fn texts() -> Vec<Family> {
    #[rustfmt::skip]
    let pieces = [
        "*", "_", "`", "[", "]", "$", " ", "\n", "<", "&", "&amp", "&#", "&#x1f600;", "&notit;", "<!--", "<!", "<?", "</", "a", "中", "\\",
        "|", "#", "~", "![", "](", "[^1]", "{<!-- -->", "\u{200b}", "\u{2028}", "\u{fffd}", "\t", "\r", "http://a ", "a@b.c ",
        "[TOC]", "[外链图片转存(img-a)", "中a 中 b ", "a\n(\n", "a\u{2028}", "*\u{2029}", "中 \u{2028}\u{200b}",
    ];
    let of_text = |piece: &'static str| {
        let code = move |n| {
            article(&format!(
                "<pre><code class=language-c>{0}</code></pre><code>{0}</code>",
                fill(piece, n / 2)
            ))
        };
        [
            family(format!("{piece:?} in text"), Well, move |n| article(&format!("<p>{}", fill(piece, n)))),
            family(format!("{piece:?} in code"), Well, code),
        ]
    };
    let pretty = pieces.into_iter().filter(|piece| !matches!(*piece, "\n" | "\r")).map(pretty_printed);
    pieces.into_iter().flat_map(of_text).chain(pretty).collect()
}

/// A text in a pretty-printed page.
fn pretty_printed(piece: &'static str) -> Family {
    family(format!("{piece:?} pretty-printed"), Well, move |n| {
        article(&format!("<p>\n {}\n</p>\n<p>\n 中 a 中b\n</p>", fill(piece, n)))
    })
}

/// Attributes, URLs and formulas.
pub(crate) fn values() -> Vec<Family> {
    let mut all = Vec::new();
    for piece in [
        "%41", "%", "http://", "&", "?", "/", "#", "utm_a&", "-", "0", "a.png", "图片", "截图-", "\\", "[",
        "$",
    ] {
        all.push(family(format!("URLs of {piece:?}"), Well, move |n| {
            let text = fill(piece, n / 5);
            article(&format!(
                "<a href='http://{text}' title='{text}'>a</a><a href='https://link.csdn.net/?target={text}'>b</a>\
                 <img src='{text}' alt='{text}'>"
            ))
        }));
    }
    for piece in ["{", "}", "\\", "\\\\ ", "%a\n", "$", "\n", " ", "\\text{", "- a\n", "中", "|"] {
        all.push(family(format!("TeX of {piece:?}"), Well, move |n| {
            let tex = fill(piece, n / 2);
            let script = |kind| format!("<p><script type='math/tex{kind}'>{tex}</script></p>");
            article(&[script(""), script("; mode=display")].concat())
        }));
    }
    for piece in ["a:b;", "display:x0;none", "font-size:0;", "font-family:wingdings;"] {
        all.push(family(format!("a style of {piece:?}"), Well, move |n| {
            article(&format!("<p style='{}'>a", fill(piece, n)))
        }));
    }
    for piece in ["ab ", "MathJax ", "language- ", "brush: ", "kdocs-x ", "katex "] {
        all.push(family(format!("classes {piece:?}"), Well, move |n| {
            let classes = fill(piece, n / 2);
            article(&format!("<p class='{classes}'>a<pre class='{classes}'>a</pre>"))
        }));
    }
    all
}

/// Elements side by side.
pub(crate) fn elements() -> Vec<Family> {
    #[rustfmt::skip]
    let pieces = [
        "<br>", "<hr>", "<wbr>", "<img src=a>", "<!-- -->", "<b>a</b>", "<b>：a</b>", "<i></i>", "a<s>a。</s>b", "<code>a</code>", "<a href=u>a</a>",
        "<a href=u></a>", "<a id=x></a>", "<h2>a</h2>", "<h3></h3>", "<span></span>", "<span style=a></span>", "<span style=a> </span> ", "<p>",
        "<p>a", "<div> </div>", "<pre>a</pre>", "<ul><li>a</ul>", "<li>a</li>", "<ol><li>1. a</ol>", "<blockquote>a</blockquote>",
        "<table><tr><td>a<td>b</table>", "<table></table>", "<sup>a</sup>", "<u>a</u>", "<span class=MathJax></span>", "<span class=MathJax></span> ",
        "<span class=katex>a</span>", "<math><mi>a</mi></math>", "<script type='math/tex'>a</script>", "<svg><text>a</text></svg>",
        "<div class=toc><a href=#a>a</a></div>", "<p id=a-toc><a href=#a>a</a></p>", "<input type=checkbox>", "<iframe src=a></iframe>",
        "<em>\n a\n</em>\n", "<b>\n 中\n</b> a\n", "</p>", "</b>", "</div>", "</table>", "<a href='javascript:'>a</a>", "<p a='", "<p a=b c=d e=f>",
        "<svg><![CDATA[a]]></svg>", "<td>\n", "<table><br>\n",
    ];
    let mut all: Vec<Family> = pieces
        .into_iter()
        .map(|piece| family(format!("{piece:?} again and again"), Well, move |n| article(&fill(piece, n))))
        .collect();
    all.extend([
        family("headings of one name", Well, |n| article(&fill("<h2>a</h2>", n))),
        family("headings whose names are taken", Well, |n| {
            article(&count(|i| format!("<h2>a-{i}</h2><h2>a</h2>"), n))
        }),
        family("links without a target", Warned(LinkDangling), |n| {
            article(&count(|i| format!("<a href=#a{i}>b</a>"), n))
        }),
        family("links in headings to each other", Well, |n| {
            article(&count(|i| format!("<h2>b<a href=#b{}>{i}</a></h2>", i + 1), n))
        }),
        family("footnotes", Well, |n| {
            let note = |i| {
                format!(
                    "<p>a<sup class=footnote-ref><a href=#fn{i}>1</a></sup><section class=footnotes><li id=fn{i}>b</section>"
                )
            };
            article(&count(note, n))
        }),
        family("footnotes that refer to the next", Well, |n| {
            let note = |i| format!("<li id=fn{i}><sup class=footnote-ref><a href=#fn{}>1</a></sup></li>", i + 1);
            article(&format!("<section class=footnotes><ol>{}", count(note, n)))
        }),
        family("a pre with spans", Well, |n| {
            article(&format!("<pre>{}</pre>", fill("<span><span>a</span>\n</span>", n)))
        }),
        family("CDATA sections in an SVG", Well, |n| article(&format!("<svg>{}", fill("<![CDATA[ ]]>", n)))),
        family("variables of a formula", Warned(MathSourceLost), |n| {
            article(&format!("<math>{}</math>", fill("<mi>a</mi>", n)))
        }),
        family("line breaks of a table", Well, |n| article(&format!("<table>{}", fill("<br>\n", n)))),
        family("attributes of many elements", Well, |n| article(&fill("<b a b c d e f g h i j k l m>a</b>", n))),
        family("random markup", Well, |n| article(&random_markup(n))),
    ]);
    all
}

/// Elements nested as deep as allowed.
pub(crate) fn deep() -> Vec<Family> {
    #[rustfmt::skip]
    let opened = [
        "<div>", "<blockquote>", "<i>", "<ul><li>", "<table><tr><td>", "<figure class=highlight><table><tr><td class=code>", "<div class=toc>",
        "<div class=mermaid>", "<div class=video>", "<div class=syntaxhighlighter>", "<div class=crayon-syntax>", "<div style=font-size:0><span>",
        "<object>", "<pre>", "<code>", "<svg>", "<math><mrow>", "<span class=katex--inline>", "<summary>", "<summary><div class=image-caption>",
    ];
    let under = |open: &'static str| {
        family(format!("much under {open}"), Well, move |n| {
            let levels = 280 / open.matches('<').count();
            article(&format!("{}{}", open.repeat(levels), fill("<b>a</b> ", n)))
        })
    };
    let lines = |open: &'static str| {
        family(format!("paragraphs under {open}"), Well, move |n| {
            let levels = 280 / open.matches('<').count();
            article(&format!("{}{}", open.repeat(levels), fill("<p>a</p>", n)))
        })
    };
    let mut all: Vec<Family> = opened.into_iter().flat_map(|open| [under(open), lines(open)]).collect();
    all.extend(nests());
    all.push(family("notes in notes", Warned(LinkDangling), |_| {
        let references = count(|i| format!("<a href=#fn{i}>1</a>"), 4000);
        article(&(references + &count(|i| format!("<section class=footnotes><li id=fn{i}>b"), 4000)))
    }));
    all.push(family("links back from one block", Well, |n| {
        let references = count(|i| format!("<sup><a id=r{i} href=#n>1</a></sup>"), n);
        let back = count(|i| format!("<a href=#r{i}>↩</a>"), n);
        article(&format!("{references}<p id=n>b{back}"))
    }));
    all.push(family("anchors of one block", Well, |n| {
        let references = count(|i| format!("<a id=r{i} href=#n{i}>1</a>"), n);
        let back = count(|i| format!("<span id=n{i}></span><a href=#r{i}>↩</a>"), n);
        article(&format!("{references}<p>b{back}"))
    }));
    all
}

/// Elements nested without limit.
pub(crate) fn nests() -> Vec<Family> {
    let nest =
        |open: &'static str| family(format!("{open} nested"), Well, move |n| article(&nested(open, n)));
    #[rustfmt::skip]
    let opened = [
        "<span>", "<b>", "<sub>", "<font>", "<math><mrow>", "<math><mfrac>", "<svg>", "<span class=katex>", "<table>",
    ];
    opened.into_iter().map(nest).collect()
}

/// Pages whose output could become much longer than they are.
pub(crate) fn growing() -> Vec<Family> {
    let address = |n: usize| format!("http://{}", "a".repeat(n / 2));
    vec![
        family("a long URL around paragraphs", Warned(LinkCut), move |n| {
            article(&format!("<a href={}>{}", address(n), fill("<div>a</div>", n / 2)))
        }),
        family("a long URL opened again", Refused("limit-exceeded"), move |n| {
            article(&format!("<p><a href={}>{}", address(n.max(200_000)), fill("<p>a", n)))
        }),
        family("links to a long heading", Warned(LinkDangling), |n| {
            article(&format!("<h2 id=x>{}</h2>{}", "a".repeat(n / 2), fill("<a href=#x>a</a> ", n / 2)))
        }),
        family("names of a long heading", Well, |n| {
            article(&format!(
                "<h2>{}{}</h2>",
                "a".repeat(n / 2),
                count(|i| format!("<a id=x{i}></a>"), n / 2)
            ))
        }),
        family("a long URL of the article", Well, |n| {
            let source = format!("https://blog.csdn.net/{}/article/details/12345", "a".repeat(n / 2));
            let body = fill("<a href=b.html>a</a><img src=b.png>", n / 2);
            format!("---\nsource: {source}\n---\n<div id=content_views>{body}</div>").into_bytes()
        }),
        family("lines in quotes", Well, |n| {
            article(&format!("{}{}", "<blockquote>".repeat(250), fill("a<br>", n)))
        }),
        family("columns", Well, |n| {
            article(&format!("<table>{}", format!("<tr>{}", fill("<td>a", n / 2)).repeat(2)))
        }),
        family("rows of one cell beside one of many", Well, |n| {
            article(&format!("<table><tr>{}{}", fill("<td>a", n / 2), fill("<tr><td>b", n / 2)))
        }),
        family("cells that span all", Warned(TableSpanFlattened), |n| {
            article(&format!("<table>{}", fill("<tr><td colspan=65534 rowspan=65534>a<td>b", n)))
        }),
        family("a row of cells that span a thousand", Warned(TableTooLarge), |n| {
            article(&format!("<table><tr>{}<tr><td>a", fill("<td colspan=1000>a", n.max(20_000))))
        }),
        family("tables of code", Warned(TableAsHtml), |n| {
            article(&fill(
                "<table><tr><td colspan=1000>a<td rowspan=1000><pre>b\nc</pre><tr><td>d</table>",
                n,
            ))
        }),
    ]
}

/// Front matter, metadata and bytes.
pub(crate) fn metadata() -> Vec<Family> {
    let mut all = Vec::new();
    for piece in ["[", "{", "[a,", "- ", "a: ", "\"", "&a ", "!!a ", "|\n", "k: v\n", "  - x\n"] {
        all.push(family(format!("front matter of {piece:?}"), Well, move |n| {
            post(&format!("title: a\ntags: {}\n", fill(piece, n)))
        }));
    }
    let aliases = |i: usize| match i {
        0 => "a0: &a0 [x, x, x, x, x, x, x, x]\n".to_owned(),
        _ => format!("a{i}: &a{i} [*a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}]\n", i - 1),
    };
    all.extend([
        family("aliases of aliases", Warned(FrontMatterLenient), move |n| post(&count(aliases, n))),
        family("tags", Well, |n| post(&format!("tags: [{}]\n", count(|i| format!("t{i}, "), n)))),
        family("keys", Well, |n| post(&count(|i| format!("k{i}: v\n"), n))),
        family("a key many times", Warned(FrontMatterLenient), |n| post(&fill("title: v\n", n))),
        family("a long title", Well, |n| {
            let title = fill("题 ", n / 3);
            let page = format!("<h1 class=title-article>{title}</h1><div id=content_views><h1>{title}</h1>a");
            format!("---\ntitle: {title}\n---\n{page}").into_bytes()
        }),
        family("scripts", Well, |n| page_with(&fill("<script>var articleTitle = \"\\u</script>", n))),
        family("nested JSON", Well, |n| {
            page_with(&format!("<script type='application/ld+json'>{}</script>", fill("{\"a\":[", n)))
        }),
        family("links to tags", Well, |n| page_with(&count(|i| format!("<a class=tag-link>t{i}</a>"), n))),
        family("NULs in a page", Well, |n| article(&(fill("a", 16 << 10) + &fill("\0", n)))),
        family("NULs at the start of a page", Refused("not-text"), |n| article(&fill("\0", n))),
        family("NULs alone", Refused("no-content"), |n| vec![0; n]),
        family("surrogates", Warned(InvalidBytes), |n| {
            [
                b"<div id=content_views>".to_vec(),
                [&b"\xed\xa0\x80"[..], "中中中中".as_bytes()].concat().repeat(n / 15),
            ]
            .concat()
        }),
        family("random bytes", Refused("not-text"), |n| [article("a"), random(n)].concat()),
        family("Markdown", Well, |n| fill("`<a>` b\n```\n<p>\n", n).into_bytes()),
        family("lines of dashes", Well, |n| fill("---\n", n).into_bytes()),
        family("MathML that lost its source", Warned(MathSourceLost), |n| {
            article(&fill("<math><msup><mi>a</mi><mfrac><mi>b</mi><mi>c</mi></mfrac></msup></math>", n))
        }),
    ]);
    all.extend(notices_and_strings());
    all
}

/// What surrounds an article in pages of the site, and pages in strings of other languages.
fn notices_and_strings() -> Vec<Family> {
    vec![
        family("copyright notices", Well, |n| {
            [article("文"), fill("<div class=article-copyright>版权声明：", n).into_bytes()].concat()
        }),
        family("times", Well, |n| {
            [article("文"), fill("<div class='bar-content time'>于2020", n).into_bytes()].concat()
        }),
        family("headings in a description", Well, |n| {
            let contents = fill("一、", 900);
            page_with(&format!(
                "<meta name=description content='目录{contents}'>{}",
                fill("<h2>一一二</h2>", n)
            ))
        }),
        family("objects in JSON", Refused("not-a-page"), |n| {
            format!("[{}{{}}]", fill("{},", n)).into_bytes()
        }),
        family("escapes in a string", Well, |n| {
            format!("\"<div id=content_views>{}\"", fill("\\u4e2d", n)).into_bytes()
        }),
        family("a string without its end", Refused("not-a-page"), |n| {
            format!("'<html>{}", fill("\\xe4", n)).into_bytes()
        }),
        family("server directives", Well, |n| [fill("<% a %>", n).into_bytes(), article("文")].concat()),
    ]
}

/// Markup that is expensive to parse.
pub(crate) fn misnested() -> Vec<Family> {
    let mut all: Vec<Family> =
        ["<div>", "<blockquote>", "<ul>", "<ul><li>", "<dl><dd>", "<pre>", "<rt>", "<section>"]
            .into_iter()
            .map(|open| {
                family(format!("{open} nested"), Warned(DepthFlattened), move |n| article(&nested(open, n)))
            })
            .collect();
    all.push(pretty_printed("\n"));
    all.extend(far_apart());
    all.push(family("fonts never closed", Well, |n| article(&count(|i| format!("<p><font a{i}=1>"), n))));
    all.push(family("fonts never closed before paragraphs", Warned(DepthFlattened), |n| {
        article(&[count(|i| format!("<font a{i}=1>"), n / 2), fill("<p>a", n / 2)].concat())
    }));
    all.push(family("attributes of one element", Well, |n| {
        article(&format!("<p{}>a", count(|i| format!(" a{i}=1"), n)))
    }));
    all.push(family("attributes of one body", Well, |n| article(&count(|i| format!("<body a{i}=1>"), n))));
    all.push(family("formatting never closed", Warned(DepthFlattened), |n| {
        article(&fill("<font><a><b>", n))
    }));
    all.push(family("links and formatting nested", Well, |n| article(&nested("<a><b><i>", n))));
    all.push(family("nested lists never closed", Warned(DepthFlattened), |n| article(&fill("<ul><ul>a", n))));
    all
}

/// Tags whose element is open far below, or not at all.
fn far_apart() -> impl Iterator<Item = Family> {
    #[rustfmt::skip]
    let pairs = [
        ("<div>", "<p>"), ("<div>", "</x>"), ("<div>", "<li>"), ("<div>", "<table></table>"), ("<p><object>", "<div></div>"),
        ("<b><div>", "</b>"), ("<b><object>", "</b>"), ("<a><object>", "<a>"), ("<form><div>", "</form>"), ("<span>", "</section>"),
        ("<x>", "</y>"), ("<svg><g>", "</x>"), ("<svg><g>", "<p>"), ("<math><mi>", "</mo>"), ("<ul><li><div>", "</ul>"),
        ("<template>", "</table>"), ("<table><tr><td>", "</b>"), ("<table><tr><td>", "<table></table>"), ("<table><tr><td>", "<b>a</i>"),
        ("<ruby><rt><span>", "</ruby>"), ("<b><span>", "<p></b>"), ("<i><b><u>", "<p>a"),
    ];
    pairs.into_iter().map(|(open, tag)| {
        family(format!("{tag:?} after many {open:?}"), Warned(DepthFlattened), move |n| {
            article(&[fill(open, n / 2), fill(tag, n / 2), "a".to_owned()].concat())
        })
    })
}

fn post(front_matter: &str) -> Vec<u8> {
    format!("---\n{front_matter}\n---\n<div id=content_views>a</div>").into_bytes()
}

fn page_with(head: &str) -> Vec<u8> {
    format!("<!doctype html><html><body>{head}<div id=content_views>a</div>").into_bytes()
}

/// Reproducible pseudo-random numbers.
fn numbers() -> impl Iterator<Item = usize> {
    let step =
        |x: &u64| Some(x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
    std::iter::successors(Some(1), step).map(|x: u64| usize::try_from(x >> 33).unwrap_or_default())
}

fn random(size: usize) -> Vec<u8> {
    numbers().map(|number| number.to_le_bytes()[0]).take(size).collect()
}

fn random_markup(size: usize) -> String {
    #[rustfmt::skip]
    let pieces = [
        "<b>", "</b>", "<p>", "</p>", "<table>", "</table>", "<td>", "<tr>", "a", "<a href=b>", "</a>", "</div>", "<ul>", "<li>", "</ul>", "<i>",
        "</i>", " ", "*", "\n",
    ];
    numbers().take(size / 4).map(|number| pieces[number % pieces.len()]).collect()
}

/// Pages as browsers save them.
pub(crate) fn saved() -> Vec<Family> {
    let styled = |n: usize| {
        let image = "<img style='background-image:var(--sf-img-1)' src='data:image/svg+xml,'>";
        article(&format!(
            "<style>:root{{--sf-img-1:url(data:image/png;base64,{})}}</style>{}",
            "A".repeat(n / 2),
            fill(image, n / 2)
        ))
    };
    let archive = |end, name: &str, part: &'static str| {
        family(format!("an archive of {name}"), end, move |n| {
            let head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n";
            format!("{head}{}", fill(part, n)).into_bytes()
        })
    };
    let embedded = |n: usize| {
        let head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n";
        let image = "--x\nContent-Type: image/png\nContent-ID: <a>\nContent-Transfer-Encoding: base64\n\n";
        let page = fill("<img src=cid:a>", n / 2);
        format!("{head}<div id=content_views>{page}\n{image}{}\n--x--\n", "A".repeat(n / 2)).into_bytes()
    };
    let missing = Refused("not-a-page");
    vec![
        family("one image in a style shown repeatedly", Well, styled),
        family("one image in an archive shown repeatedly", Warned(WarningCode::ImageUnreachable), embedded),
        family("images beside a page", Warned(WarningCode::ImageUnreachable), |n| {
            article(&fill("<img src='./a_files/%41/b.png'>", n))
        }),
        archive(missing, "parts without a boundary", "--x\nContent-Type: multipart/mixed; boundary=y\n\n"),
        archive(missing, "boundaries", "--x\n"),
        archive(missing, "boundaries in a line", "--x"),
        archive(missing, "headers", "--x\nContent-Type: text/css; a*0*=b; a*1=c\n"),
        archive(missing, "one header", "Content-Location: =?utf-8?Q?a?= (("),
        archive(
            Well,
            "quoted signs",
            "--x\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<div id=3D\"content_views\">=3D=\n==\n",
        ),
    ]
}
