//! What rules drop: each rule of [`RULES`] that drops elements has a row with an element that it drops, and everything an
//! author writes is planted into that element. What is planted must be in the Markdown, unless the row says why not;
//! then the report must count it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;

use csdown::dom::{self, Element};
use csdown::stages::clean::rule_for;
use csdown::stages::clean::rules::{RULES, Then, When};
use csdown::{Converter, Limits};

/// What an author writes: its name, its HTML, and what the Markdown has of it.
const PLANTS: [(&str, &str, &str); 9] = [
    ("paragraph", "<p>{150}</p>", "字字字"),
    ("text", "{150}", "字字字"),
    ("code", "<pre><code>let seed = 1;</code></pre>", "let seed = 1;"),
    ("image", "<img src='https://a.example/pot.png'>", "a.example/pot.png"),
    ("table", "<table><tr><th>盆</th><th>土</th></tr><tr><td>甲</td><td>壤土</td></tr></table>", "壤土"),
    ("list", "<ul><li>{150}</li><li>另一项</li></ul>", "字字字"),
    ("formula", "<span class=katex><span class=katex-mathml>x^2+y</span></span>", "x^2+y"),
    ("video", "<video src='https://a.example/seed.mp4'></video>", "a.example/seed.mp4"),
    ("frame", "<iframe src='https://a.example/frame'></iframe>", "a.example/frame"),
];

/// An element that a rule drops.
struct Row {
    rule: &'static str,
    /// The markup. `{}` is where to plant; the element that the rule drops has `data-row`.
    html: &'static str,
    /// Whether everything else is dropped too, or only the plants named here.
    dropped: Dropped,
}

enum Dropped {
    /// Nothing that an author writes.
    Nothing,
    /// These plants, for a reason.
    Only(&'static [&'static str], &'static str),
    /// Everything, for a reason.
    All(&'static str),
    /// The element has no content.
    Empty,
}

use Dropped::{All, Empty, Nothing, Only};

const fn row(rule: &'static str, html: &'static str, dropped: Dropped) -> Row {
    Row { rule, html, dropped }
}

const NEVER_SHOWN: &str = "browsers never show it";
const HIDDEN: &str = "the page hides it";
const REPEATED: &str = "a part of the formula that it repeats";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    row("mathjax-output", "<script type='math/tex'>x</script><span class=math-holder data-row>x{}</span>", Only(&["formula"], REPEATED)),
    row("mathjax-output", "<span class=MathJax data-row>x{}</span><script type='math/tex'>x</script>", Only(&["formula"], REPEATED)),
    row("mathjax-output", "<span class=MathJax_Preview data-row>x{}</span><script type='math/tex'>x</script>", Only(&["formula"], REPEATED)),
    row("mathjax-output", "<span class=mwe-math-mathml-inline data-row>x{}</span><img class=mwe-math-fallback-image-inline alt=x src=a.svg>", Only(&["formula"], REPEATED)),
    row("script", "<template data-row>{}</template>", All(NEVER_SHOWN)),
    row("script", "<noscript data-row>{}</noscript>", All("browsers with scripts do not show it")),
    row("script", "<noembed data-row>{}</noembed>", All(NEVER_SHOWN)),
    row("script", "<noframes data-row>{}</noframes>", All(NEVER_SHOWN)),
    row("script", "<title data-row>{}</title>", All(NEVER_SHOWN)),
    row("artid-a", "<p class_=artid data-row>68747470{}</p>", Nothing),
    row("artid-b", "<p class=artid data-row>68747470{}</p>", Nothing),
    row("hidden", "<div style='display:none' data-row>字{}</div>", All(HIDDEN)),
    row("hidden", "<div style='visibility:hidden' data-row>字{}</div>", All(HIDDEN)),
    row("hidden", "<div hidden data-row>字{}</div>", All(HIDDEN)),
    row("hidden", "<div style='font-size:0' data-row>字{}</div>", Only(&["paragraph", "text", "code", "table", "list", "formula"], HIDDEN)),
    row("hidden", "<div class=sf-hidden data-row>字{}</div>", All(HIDDEN)),
    row("svg-other", "<svg data-row><foreignObject>{}</foreignObject></svg>", Nothing),
    row("code-prenumbering", "<ul class=pre-numbering data-row><li>1</li>{}</ul><pre>a</pre>", Nothing),
    row("code-prenumbering", "<div class=save_code data-row>复制{}</div>", Nothing),
    row("code-chrome", "<div class=gutter data-row>1 2{}</div>", Nothing),
    row("code-chrome", "<table><tr><td class=number data-row>1{}</td><td class=code><pre>a</pre></td></tr></table>", Nothing),
    row("code-chrome", "<table><tr><td data-row><pre>1</pre>{}</td><td><pre>a</pre></td></tr></table>", Nothing),
    row("code-chrome", "<div class=CodeMirror-measure data-row>xxx{}</div>", Nothing),
    row("code-chrome", "<span class=cnblogs_code_collapse data-row>复制代码{}</span>", Nothing),
    row("code-chrome", "<div class=opt-box data-row>登录后复制{}</div>", Nothing),
    row("code-chrome", "<div class=crayon-syntax><div class=crayon-plain-wrap data-row><textarea>a</textarea>{}</div><div class=crayon-main><div class=crayon-line>a</div></div></div>", Only(&["code"], "a copy of the code beside it")),
    row("code-chrome", "<div class=dp-highlighter><div class=bar data-row>[java] view plain{}</div><ol><li>a</li></ol></div>", Nothing),
    row("code-chrome", "<div class=blockcode><em data-row>复制代码{}</em><pre>a</pre></div>", Nothing),
    row("code-chrome", "<div data-row><span>python</span><button>复制{}</button></div><pre>a</pre>", Nothing),
    row("code-chrome", "<div class=highlight><span class=lang data-row>python{}</span><pre>a</pre></div>", Nothing),
    row("code-chrome", "<p data-row>python复制代码{}</p><pre>a</pre>", Nothing),
    row("img-chrome", "<img src='https://a.example/copycode.gif' data-row>", Empty),
    row("link-card-icon", "<span class=link-link-icon data-row>链接{}</span>", Nothing),
    row("pasted-page", "<div class=recommend-box data-row><a href='https://a.example'>题</a>{}</div>", Nothing),
    row("pasted-page", "<div class=left-toolbox data-row><ul class=toolbox-list><li>点赞</li></ul>{}</div>", Nothing),
    row("pasted-page", "<div class=more-toolbox data-row>点赞{}</div>", Nothing),
    row("pasted-page", "<div class=similar_article data-row>相关{}</div>", Nothing),
    row("pasted-page", "<div class=category data-row>分类：园艺{}</div>", Nothing),
    row("pasted-page", "<div id=digg data-row>顶{}</div>", Nothing),
    row("injected-ad", "<ins class=adsbygoogle data-row>广告{}</ins>", Only(&["video", "frame"], "it shows the advertisement")),
    row("injected-ad", "<div id=kp_box_1 data-row>广告{}</div>", Only(&["video", "frame"], "it shows the advertisement")),
    row("src-misc", "<span class=mw-editsection data-row>编辑{}</span>", Nothing),
    row("src-misc", "<div class=rich_media_meta_list data-row>作者{}</div>", Nothing),
    row("src-misc", "<a class=headerlink href='#a' data-row>¶{}</a>", Nothing),
    row("alert", "<div class='markdown-alert markdown-alert-note'><p class=markdown-alert-title data-row>Note{}</p><p>文</p></div>", Nothing),
    row("footnote-boilerplate", "<span class=footnote-backref data-row>↩{}</span>", Nothing),
    row("footnote-boilerplate", "<h2 id=footnote-label data-row>Footnotes{}</h2>", Nothing),
    row("form", "<input value=文 data-row>", Empty),
    row("form", "<button data-row>提交{}</button>", Nothing),
    row("form", "<select><option data-row>甲{}</option></select>", Nothing),
];

/// Elements of which only a part is converted, and what is not found in the Markdown of each.
#[rustfmt::skip]
const BOXES: &[(&str, &[&str])] = &[
    ("<div class=dp-highlighter>{}<ol><li>a</li></ol></div>", &[]),
    ("<ol class=dp-j><li>a</li>{}</ol>", &[]),
    ("<div class=syntaxhighlighter><table><tr><td class=code><div class=line>a</div></td></tr></table>{}</div>", &[]),
    ("<div class=syntaxhighlighter><table><tr><td class=gutter>{}</td><td class=code><div class=line>a</div></td></tr></table></div>", &[]),
    ("<div class=crayon-syntax>{}<div class=crayon-main><div class=crayon-line>a</div></div></div>", &[]),
    ("<figure class=highlight><table><tr><td class=gutter><pre>1</pre></td><td class=code><pre>a</pre></td></tr></table>{}</figure>", &[]),
    ("<ol class=linenums><li>a</li>{}</ol>", &[]),
    ("<ol class=linenums><li>a</li><li>{}</li></ol>", &[]),
    ("<div class=blockcode><div><ol><li>a</li></ol></div>{}<em>复制代码</em></div>", &[]),
    ("<div class=view-lines><div>a</div>{}</div>", &[]),
    ("<table><tr><td class=blob-num>{}</td><td class=blob-code>a</td></tr></table>", &[]),
    ("<div class=mermaid>graph TD{}</div>", &[]),
    ("<div class=toc><ul><li><a href='#a'>甲</a></li><li><a href='#b'>乙</a></li></ul>{}</div>", &["formula"]),
    ("<p id=main-toc>{}</p>", &[]),
    ("<div class=math-holder>{}</div>", &[]),
    ("<div class=math-block data-tex=z>{}</div>", &["image", "formula"]),
    ("<div class=video><iframe src='https://a.example/v'></iframe>{}</div>", &[]),
    ("<video src='https://a.example/v.mp4'>{}</video>", &[]),
    ("<audio>{}</audio>", &[]),
    ("<code>a{}</code>", &[]),
    ("<ruby>字<rt>{}</rt></ruby>", &[]),
];

/// Elements without a rule that are rare enough to be forgotten.
const NAMES: [&str; 40] = [
    "applet",
    "map",
    "object",
    "canvas",
    "select",
    "optgroup",
    "datalist",
    "form",
    "fieldset",
    "legend",
    "textarea",
    "label",
    "output",
    "meter",
    "progress",
    "dialog",
    "slot",
    "marquee",
    "blink",
    "xmp",
    "listing",
    "plaintext",
    "nobr",
    "menu",
    "dir",
    "portal",
    "details",
    "summary",
    "figure",
    "figcaption",
    "center",
    "font",
    "hgroup",
    "dl",
    "dt",
    "dd",
    "address",
    "picture",
    "article",
    "my-element",
];

fn page(html: &str) -> String {
    format!("<div id=content_views><p>开头。</p>{html}<p>结尾。</p></div>")
        .replace("{150}", &"字".repeat(150))
}

/// Returns the position in [`RULES`] of the rule that drops the row's element.
fn rule_of(row: &Row) -> usize {
    let page = dom::parse(&page(&row.html.replace("{}", "")), &Limits::default()).unwrap();
    let element = page.elements().find(|element| element.attribute("data-row").is_some());
    let element = element.unwrap_or_else(|| panic!("no element has data-row: {}", row.html));
    let at = RULES.iter().position(|rule| matches(&rule.when, element));
    let at = at.unwrap_or_else(|| panic!("no rule matches {}", row.html));
    assert_eq!(rule_for(element).map(|rule| rule.name), Some(RULES[at].name), "{}", row.html);
    assert!(matches!(RULES[at].then, Then::Drop) && RULES[at].name == row.rule, "{at}: {}", row.html);
    at
}

fn matches(when: &When, element: Element<'_>) -> bool {
    (when.tags.is_empty() || when.tags.contains(&element.tag()))
        && (when.classes.is_empty() || when.classes.iter().any(|class| element.has_class(class)))
        && when.attributes.is_none_or(|test| test(element))
        && (when.test)(element)
}

#[test]
fn every_rule_that_drops_has_a_row() {
    let tested: BTreeSet<usize> = ROWS.iter().map(rule_of).collect();
    let untested = |at: &usize| matches!(RULES[*at].then, Then::Drop) && !tested.contains(at);
    let missing: Vec<String> =
        (0..RULES.len()).filter(untested).map(|at| format!("{:?}", RULES[at].when)).collect();
    assert!(missing.is_empty(), "rules without a row in ROWS: {missing:#?}");
}

#[test]
fn what_an_author_writes_survives_in_elements_that_rules_drop() {
    let mut faults = Vec::new();
    for row in ROWS.iter().filter(|row| !matches!(row.dropped, Empty)) {
        for (name, html, mark) in PLANTS {
            let conversion = Converter::default().convert(&page(&row.html.replace("{}", html))).unwrap();
            assert!(conversion.markdown.contains("结尾。"), "{}", row.html);
            let reason = match row.dropped {
                All(reason) => Some(reason),
                Only(plants, reason) if plants.contains(&name) => Some(reason),
                _ => None,
            };
            let is_kept = conversion.markdown.contains(mark);
            let is_counted = conversion.report.removed.contains_key(row.rule);
            if is_kept != reason.is_none() || (!is_kept && !is_counted) {
                let reason = reason.unwrap_or("it is the author's");
                faults
                    .push(format!("{name} in {}: kept {is_kept}, counted {is_counted}, {reason}", row.html));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Returns the plants that the Markdown of `html` lacks.
fn lost(html: &str) -> Vec<&'static str> {
    let markdown =
        |plant: &str| Converter::default().convert(&page(&html.replace("{}", plant))).unwrap().markdown;
    let is_lost = |(_, plant, mark): &&(_, &str, &str)| !markdown(plant).contains(mark);
    PLANTS.iter().filter(is_lost).map(|(name, ..)| *name).collect()
}

#[test]
fn what_an_author_writes_survives_in_elements_that_are_converted_in_part() {
    for (html, expected) in BOXES {
        assert_eq!(lost(html), *expected, "{html}");
    }
}

#[test]
fn what_an_author_writes_survives_in_rare_elements() {
    for name in NAMES {
        // A field with a short text in one line is a form's.
        let expected: &[&str] = if name == "textarea" { &["code", "image", "video", "frame"] } else { &[] };
        assert_eq!(lost(&format!("<{name}>{{}}</{name}>")), expected, "{name}");
    }
}
