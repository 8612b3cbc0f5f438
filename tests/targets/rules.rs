//! What the outlines of pages leave to a tool, and what not.

use super::outline::{Form, Outline};
use super::page::Reading;

/// Pages that show the same, as different tools write them.
#[rustfmt::skip]
const SAME: &[(&str, &str)] = &[
    ("<ul><li>a</li><li>b</li></ul>", "<ul>\n<li><p>a</p></li>\n<li><p>b</p>\n</li></ul>"),
    ("<p>“甲” <b>乙</b> 丙…</p>", "<p>\"甲\"<strong>乙</strong>丙...</p>"),
    ("<p><b>甲：</b>乙</p>", "<p><b>甲</b>：乙</p>"),
    ("<p>a<br><br>b</p>", "<p>a</p><p>b</p>"),
    ("<p>m<sup>2</sup></p>", "<p>m²</p>"),
    ("<pre><code class=\"language-c\">a\n  b\n</code></pre>", "<div class=\"language-c highlighter-rouge\"><div class=\"highlight\"><pre class=\"highlight\"><code><span>a</span>\n  b\n</code></pre></div></div>"),
    ("<pre><code class=\"language-c\">a\nb</code></pre>", "<figure class=\"highlight c\"><table><tr><td class=\"gutter\"><pre>1<br>2<br></pre></td><td class=\"code\"><pre><span class=\"line\">a</span><br><span class=\"line\">b</span><br></pre></td></tr></table></figure>"),
    (
        "<p>a<sup class=\"footnote-ref\"><a href=\"#fn1\">[1]</a></sup></p><section class=\"footnotes\"><ol><li id=\"fn1\">b</li></ol></section>",
        "<p>a<sup id=\"fnref:x\"><a href=\"#fn:x\" class=\"footnote\">1</a></sup></p><div class=\"footnotes\"><hr><ol><li id=\"fn:x\"><p>b <a href=\"#fnref:x\" class=\"reversefootnote\">↩</a></p></li></ol></div>",
    ),
    ("<p><script type=\"math/tex\">x_1</script></p>", "<p>\\(x_1\\)</p>"),
    ("<p>a</p><script type=\"math/tex; mode=display\">x</script>", "<p>a</p>\n\\[x\\]\n"),
    ("<p><a href=\"https://a.cn/%E6%96%87\">x</a></p>", "<p><a href=\"https://a.cn/文\">x</a></p>"),
    ("<p>http://a.cn</p>", "<p><a href=\"http://a.cn\">http://a.cn</a></p>"),
    ("<h2 id=\"a\">a</h2><a href=\"#a\">b</a>", "<h2 id=\"c\"><a class=\"headerlink\" href=\"#c\"></a>a</h2><a href=\"#c\">b</a>"),
];

/// Pages that show something else.
const DIFFERENT: &[(&str, &str)] = &[
    ("<p>a--b</p>", "<p>a–b</p>"),
    ("<p>a b</p>", "<p>ab</p>"),
    ("<p>**甲**</p>", "<p><b>甲</b></p>"),
    ("<p><b>甲</b></p>", "<p><i>甲</i></p>"),
    ("<h2>a</h2>", "<h3>a</h3>"),
    ("<p>a</p><p>b</p>", "<p>a<br>b</p>"),
    ("<ol start=\"3\"><li>a</li></ol>", "<ol><li>a</li></ol>"),
    ("<ul><li>a<ul><li>b</li></ul></li></ul>", "<ul><li>a</li><li>b</li></ul>"),
    ("<ul><li><input type=\"checkbox\" checked>a</li></ul>", "<ul><li><input type=\"checkbox\">a</li></ul>"),
    ("<blockquote><p>a</p></blockquote>", "<p>a</p>"),
    ("<pre>a\n  b</pre>", "<pre>a\n b</pre>"),
    ("<pre><code class=\"language-c\">a</code></pre>", "<pre><code>a</code></pre>"),
    ("<p><code>a  b</code></p>", "<p>a b</p>"),
    ("<table><tr><td>a</td><td>b</td></tr></table>", "<table><tr><td>a b</td></tr></table>"),
    ("<table><tr><th>a</th></tr></table>", "<table><tr><td>a</td></tr></table>"),
    ("<p><a href=\"https://a.cn/\">x</a></p>", "<p><a href=\"https://b.cn/\">x</a></p>"),
    (
        "<p><a href=\"http://a.cn\">http://a.cn</a>，b</p>",
        "<p><a href=\"http://a.cn，b\">http://a.cn，b</a></p>",
    ),
    ("<p><img src=\"a\" alt=\"b\"></p>", "<p><img src=\"c\" alt=\"b\"></p>"),
    ("<p><img src=\"a\" alt=\"b\"></p>", "<p><img src=\"a\"></p>"),
    ("<h2 id=\"a\">a</h2><a href=\"#a\">b</a>", "<h2 id=\"a\">a</h2><a href=\"#c\">b</a>"),
    ("<p><script type=\"math/tex\">x_1</script></p>", "<p>(x_1)</p>"),
    ("<hr><p>a</p>", "<p>a</p>"),
];

fn outline(page: &str) -> Outline {
    Reading { form: Form::BRACKETS, has_ids: true, article: "body" }.outline(page)
}

/// Checks the comparison on pairs of pages.
pub(crate) fn run() -> Result<(), String> {
    for (pairs, are_same) in [(SAME, true), (DIFFERENT, false)] {
        for (page, other) in pairs {
            let (a, b) = (outline(page), outline(other));
            let is_same = a.lines == b.lines && a.urls.is_subset(&b.urls);
            if is_same != are_same {
                return Err(format!("{page} is {a:?}\n{other} is {b:?}"));
            }
        }
    }
    Ok(())
}
