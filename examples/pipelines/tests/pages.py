"""Pages for the tests: small articles of every kind, and pages without one."""

from __future__ import annotations

from typing import Any

Page = dict[str, Any]

BODIES = (
    "<p>先装好编译器，再运行<code>make check-{n}</code>。</p><p>日志里有<strong>{n}</strong>行。</p>",
    "<p>流程如下：</p><p><img src='https://img-blog.csdnimg.cn/flow{n}.png#pic_center' alt='流程{n}'></p>",
    "<table><thead><tr><th>项</th><th>值</th></tr></thead><tbody><tr><td>缓存 {n}</td><td>a|b</td></tr></tbody></table>",
    "<pre><code class='language-python'>for i in range({n}):\n    print(i)\n\n    total += i\n</code></pre>",
    "<p>因为<span class='katex--inline'><span class='katex'><span class='katex-mathml'>x_{n} x_{{{n}}}</span>"
    "</span></span>成立。</p>",
    "<ol><li>打开第{n}页</li><li>看结果<ul><li>成功</li><li>失败</li></ul></li></ol>",
    "<blockquote><p>第{n}条：先备份。</p></blockquote><p><img alt='没有地址'></p><p><a href='#none'>回到上面</a></p>",
)

ARTICLE = """<!DOCTYPE html>
<html><head>{meta}<title>笔记 {n}：配置与测试-CSDN博客</title>
<link rel="canonical" href="https://blog.csdn.net/tester/article/details/{id}"></head>
<body><div class="blog-content-box"><h1 class="title-article">笔记 {n}：配置与测试</h1>
<div class="article-info-box"><div class="bar-content"><a class="follow-nickName">测试员</a>
<span class="time">已于 2021-03-{day:02} 10:20:30 修改</span></div>
<span class="label">文章标签：</span><a class="tag-link" href="https://so.csdn.net/so/search?q=linux">linux</a></div>
<article><div id="content_views"><h2>第{n}步</h2>{body}</div></article></div></body></html>
"""

CAPTCHA = """<!DOCTYPE html><html><head><title>安全验证</title></head>
<body><div class="text-wrap">安全验证</div><p>请拖动滑块。</p></body></html>"""


def article(n: int, meta: str = '<meta charset="utf-8">') -> str:
    """Returns the page of the `n`-th article."""
    body = BODIES[n % len(BODIES)].format(n=n)
    return ARTICLE.format(n=n, id=100_000 + n, day=n % 28 + 1, meta=meta, body=body)


def unusual(n: int) -> dict[int, dict[str, Any]]:
    """Returns what replaces fields of a page, by the place of the page among 50."""
    return {
        7: {"html": b""},
        14: {"html": bytes(range(256)) * 8},
        21: {"html": CAPTCHA.encode()},
        28: {"html": None},
        35: {"html": article(n, '<meta charset="gbk">').encode("gbk")},
        42: {"html": article(n, "").encode("gbk"), "content_type": "text/html; charset=gbk"},
        49: {"html": article(n).encode().replace("步".encode(), b"\xff\xfe", 1)},
    }


def pages(count: int) -> list[Page]:
    """Returns pages as bytes, of which one in seven is unusual. `title` and `crawl` are columns of the user."""
    made = []
    for n in range(count):
        page: Page = {
            "id": f"page-{n:05}",
            "url": f"https://blog.csdn.net/tester/article/details/{100_000 + n}" if n % 3 else None,
            "html": article(n).encode(),
            "content_type": None,
            "title": f"link text {n}",
            "crawl": n // 100,
        }
        made.append(page | unusual(n).get(n % 50, {}))
    return made


def as_text(page: Page) -> Page | None:
    """Returns the page with a string as its HTML, or `None` if that is not possible."""
    try:
        html = page["html"]
        return page | {"html": html if html is None else html.decode()}
    except UnicodeDecodeError:
        return None
