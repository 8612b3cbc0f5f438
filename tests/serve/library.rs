//! A small archive of articles.

use std::fmt::Write as _;

use crate::workplace::{Workplace, finish};

/// An article on the site.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Post {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) author: &'static str,
    pub(crate) date: &'static str,
    pub(crate) column: &'static str,
    pub(crate) tags: &'static [&'static str],
    /// The article as HTML.
    pub(crate) body: &'static str,
}

/// The articles, the latest first.
pub(crate) const POSTS: &[Post] = &[
    Post {
        id: "140000006",
        title: "用线程池处理请求",
        author: "林默",
        date: "2024-03-18",
        column: "并发笔记",
        tags: &["java", "并发", "线程池"],
        body: "<p>请求一多，就不能每来一个便新建一个线程。<strong>线程池</strong>让固定数目的线程轮流工作，任务在队列里等候。</p>
            <h2><a id=\"queue_1\"></a>队列</h2>
            <p>队列有界，任务才不会越积越多。写法见 <a href=\"https://blog.csdn.net/lin_mo/article/details/120000004#list_3\">上一篇</a>，说明在 <a href=\"https://docs.example.com/pool\">文档</a> 里。</p>
            <pre><code class=\"language-java\">var pool = new ThreadPoolExecutor(4, 8, 60, SECONDS, new ArrayBlockingQueue&lt;&gt;(100));\npool.submit(() -&gt; handle(request));</code></pre>
            <h2><a id=\"reject_2\"></a>拒绝</h2>
            <p>队列满了怎么办？</p>
            <table><thead><tr><th>策略</th><th>结果</th></tr></thead><tbody><tr><td>丢弃</td><td>任务消失</td></tr><tr><td>调用者执行</td><td>提交变慢</td></tr></tbody></table>
            <blockquote><p>宁可慢，也不要丢。</p></blockquote>
            <h3>大小</h3>
            <p>线程数可以这样估计，其中 W 是等待的时间：</p>
            <p><img src=\"data:image/gif;base64,R0lGODlhAgACAIAAAP///wAAACH5BAAAAAAALAAAAAACAAIAAAICRF4AOw==\" alt=\"示意图\"></p>
            <p><img src=\"https://img.example.com/remote.png\" alt=\"远处的图\"></p>",
    },
    Post {
        id: "130000005",
        title: "读懂一张火焰图",
        author: "林默",
        date: "2023-09-02",
        column: "性能",
        tags: &["linux", "性能"],
        body: "<p>横轴是时间的比例，纵轴是调用的深度。最宽的一层，往往就是要找的那一层。</p><h2>采样</h2><p>采样每秒一百次。</p><h2>阅读</h2><p>从下往上读。</p>",
    },
    Post {
        id: "120000004",
        title: "数组与链表的取舍",
        author: "林默",
        date: "2022-11-26",
        column: "并发笔记",
        tags: &["java", "数据结构"],
        body: "<p>数组连续，链表分散。</p><h2><a id=\"array_2\"></a>数组</h2><p>按下标访问，一步就到。</p><h2><a id=\"list_3\"></a>链表</h2><p>插入不必移动别的元素。多线程里要加锁。</p>",
    },
    Post {
        id: "110000003",
        title: "C++ 的移动语义",
        author: "沈一舟",
        date: "2021-05-07",
        column: "语言",
        tags: &["C++"],
        body: "<p>移动之后，原来的对象仍然有效，只是内容不定。</p><pre><code class=\"language-cpp\">std::vector&lt;int&gt; b = std::move(a);</code></pre>",
    },
    Post {
        id: "100000002",
        title: "把博客搬回自己的硬盘",
        author: "沈一舟",
        date: "2020-02-29",
        column: "杂记",
        tags: &["备份"],
        body: "<p>先导出，再检查图片，最后写一份目录。</p><ul><li>导出</li><li>检查</li></ul>",
    },
    Post {
        id: "90000001",
        title: "第一篇",
        author: "沈一舟",
        date: "2019-01-01",
        column: "杂记",
        tags: &[],
        body: "<p>万事开头难。</p>",
    },
];

/// The page of an article on the site.
pub(crate) fn page(post: &Post) -> String {
    let Post { id, title, author, date, column, tags, body } = post;
    let user = if *author == "林默" { "lin_mo" } else { "shen" };
    let url = format!("https://blog.csdn.net/{user}/article/details/{id}");
    let mut labels = String::new();
    for tag in *tags {
        write!(labels, "<a class=\"tag-link\" href=\"https://so.csdn.net/so/search/s.do?q=a\">{tag}</a>")
            .unwrap();
    }
    format!(
        "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><link rel=\"canonical\" href=\"{url}\"/>
        <script>var username = \"{user}\"; var articleTitle = \"{title}\"; var nickName = \"{author}\";</script></head>
        <body><div class=\"blog-content-box\"><h1 class=\"title-article\" id=\"articleContentId\">{title}</h1>
        <a class=\"follow-nickName \" href=\"https://blog.csdn.net/{user}\">{author}</a>
        <span class=\"link_postdate\">{date} 08:15:30</span>
        <div class=\"tags-box artic-tag-box\"><span class=\"label\">分类专栏：</span>
        <a class=\"tag-link\" href=\"https://blog.csdn.net/{user}/category_1.html\">{column}</a>
        <span class=\"label\">文章标签：</span>{labels}</div>
        <div id=\"content_views\">{body}</div></div><div class=\"recommend-box\">推荐阅读</div></body></html>"
    )
}

/// Converts pages to an archive, with these options, too.
pub(crate) fn convert_with(dir: &Workplace, options: &[&str]) {
    let args = ["convert", "in", "-o", "archive", "--internal-links", "relative", "-q"];
    // Images elsewhere cannot be downloaded: nothing listens there.
    let images = ["--assets", "archive/images", "--retries", "0"];
    let mut command = dir.command(&[&args[..], &images, options].concat());
    let done =
        finish(command.env("HTTPS_PROXY", "http://127.0.0.1:9").env("HTTP_PROXY", "http://127.0.0.1:9"), b"");
    assert!(done.code <= 1, "{}", done.err);
}

/// Converts pages to an archive.
pub(crate) fn convert(dir: &Workplace) {
    convert_with(dir, &[]);
}

/// Returns a folder with an archive of the articles in `archive`, converted from pages in `in`.
pub(crate) fn archive() -> Workplace {
    let dir = Workplace::new();
    for post in POSTS {
        dir.write(format!("in/{}.html", post.id), page(post));
    }
    convert(&dir);
    dir
}

/// Returns an archive of this many short articles.
pub(crate) fn many(count: usize) -> Workplace {
    let dir = Workplace::new();
    for number in 0..count {
        let html = page(&Post { title: "多", ..POSTS[5] })
            .replace("90000001", &format!("{}", 80_000_000 + number))
            .replace("\"多\"", &format!("\"第 {number} 篇\""))
            .replace(">多<", &format!(">第 {number} 篇<"));
        dir.write(format!("in/{number:04}.html"), html);
    }
    convert(&dir);
    dir
}
