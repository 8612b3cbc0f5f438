"""Generated pages: articles of every length and shape, and pages that cannot be converted."""

import random

WORDS = "缓存 线程 队列 索引 the cache 日志 a lock 分区 重试 节点 partition 快照 校验 副本 and 读写 键值 token 延迟 吞吐".split()
BROKEN = [
    None,
    b"",
    b"<html><head><title>404</title></head><body></body></html>",
    "<html><body><div class='nav'>目录页，没有文章</div></body></html>".encode(),
    b"\x00\xff\xfe\x00" * 16,
]


def pages(count: int) -> list[dict]:
    """Returns `count` pages, the same for each call. One in twenty cannot be converted, and one is larger than a batch."""
    rng = random.Random(18)
    rows = [_page(number, rng) for number in range(count)]
    rows[count // 2]["html"] = _article("很长的一页", f"<p style='{'margin: 0; ' * 80}'>一段会重复很多次的话。</p>\n" * 20_000)
    return rows


def _page(number: int, rng: random.Random) -> dict:
    name = f"author{number % 7}"
    row = {
        "id": f"{number:05}",
        "url": f"https://blog.csdn.net/{name}/article/details/{100_000 + number}",
        "title": f"row {number}",  # A column with the name of a field of the records.
        "crawled": number * 3,
    }
    if number % 20 == 7:
        return row | {"html": BROKEN[number // 20 % len(BROKEN)], "url": None}
    body = "\n".join(_block(rng) for _ in range(rng.randint(1, 60)))
    page = _article(f"第 {number} 篇：{_sentence(rng)}", body)
    if number % 10 == 3:
        page = page.decode().replace("utf-8", "gbk").encode("gbk")
    return row | {"html": page}


def _article(title: str, body: str) -> bytes:
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{title}-CSDN博客</title></head>
<body><div class="blog-content-box">
<h1 class="title-article">{title}</h1>
<div id="article_content"><div id="content_views">
{body}
</div></div></div></body></html>""".encode()


def _block(rng: random.Random) -> str:
    text = _sentence(rng)
    return rng.choice(
        [
            f"<p>{text}</p>",
            f"<p><strong>{text}</strong>{_sentence(rng)}</p>",
            f"<h2>{text}</h2>",
            f"<ul><li>{text}</li><li>{_sentence(rng)}</li></ul>",
            f"<pre><code class='language-python'>for i in range({rng.randint(1, 99)}):\n    print(i)\n</code></pre>",
            f"<table><tr><th>{text}</th><th>b</th></tr><tr><td colspan='2'>{_sentence(rng)}</td></tr></table>",
            f"<p><img src='https://img-blog.csdnimg.cn/{rng.randint(1, 10**9)}.png' alt='图'></p>",
        ]
    )


def _sentence(rng: random.Random) -> str:
    return "".join(rng.choices(WORDS, k=rng.randint(3, 40)))
