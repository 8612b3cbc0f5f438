//! Generated pages like those the site sends: about 200 KB longer than their article.

use crate::posts::{HEAD, TAIL, post};

/// The number of articles that a page recommends.
const RECOMMENDED: usize = 40;

/// The size of the scripts and styles of a page in bytes.
const SCRIPTS: usize = 130_000;

/// Returns a page around the article of [`post`].
pub(crate) fn page(bytes: usize) -> String {
    let post = post(bytes);
    let article = post.strip_prefix(HEAD).and_then(|rest| rest.strip_suffix(TAIL)).unwrap_or_default();
    let mut page = String::from(PAGE_HEAD);
    page.push_str("<style>\n");
    repeat(&mut page, STYLE, SCRIPTS / 4);
    page.push_str("</style>\n<script>\n");
    repeat(&mut page, SCRIPT, SCRIPTS * 3 / 4);
    page.push_str("</script>\n</head>\n<body class=\"nodata\">\n");
    page.push_str(PAGE_HEADING);
    page.push_str(article);
    page.push_str("</div></div></article></div>\n");
    (0..RECOMMENDED).for_each(|_| page.push_str(RECOMMENDATION));
    page.push_str("</main></div></body></html>\n");
    page
}

/// Repeats `piece` until `length` bytes are appended.
fn repeat(page: &mut String, piece: &str, length: usize) {
    (0..length / piece.len()).for_each(|_| page.push_str(piece));
}

const STYLE: &str = ".recommend-box .item:hover > a { margin: 12px; color: #fc5531; }\n";

const SCRIPT: &str = r##"function f12(e, t) { return $('.recommend').attr('data-id') === t && e < 12; }
window.csdn = window.csdn || {}; csdn.report_7 = { "mod": "popu_7", "show": true };
var tpl = '<div class="aside"><div id="content_views"></div><\/div>'; let x = 1, name = "articleTitle";
if ($("#article_content").height() > 9) { $('.hide-article-box').hide(); }
"##;

const PAGE_HEAD: &str = r#"<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8">
<link rel="canonical" href="https://blog.csdn.net/x/article/details/123456"/>
<title>阳台番茄种植记_番茄-CSDN博客</title>
<meta name="description" content="文章浏览阅读2.7w次，点赞24次，收藏54次。阳台种番茄，先选深盆">
<script type="application/ld+json">{"@id":"https://blog.csdn.net/x/article/details/123456","pubDate":"2023-05-06T07:08:09","title":"阳台番茄种植记-CSDN博客","upDate":"2023-05-06T07:08:09"}</script>
<script>var username = "x"; var nickName = "某人"; var articleTitle = "阳台番茄种植记"; var articleId = 123456;
var isVipArticle = false; var articleType = 1; var toolbarSearchExt = '{"id":123456,"tag":["番茄","阳台"]}';</script>
"#;

const PAGE_HEADING: &str = r#"<div class="container clearfix" id="mainBox"><main><div class="blog-content-box">
<div class="article-header-box"><h1 class="title-article" id="articleContentId">阳台番茄种植记</h1>
<a class="follow-nickName" href="https://blog.csdn.net/x">某人</a><span class="time blog-postTime" data-time="2023-05-06 07:08:09"></span>
<div class="tags-box artic-tag-box"><a class="tag-link-new">#番茄</a></div></div>
<article class="baidu_pl"><div id="article_content" class="article_content clearfix"><div id="content_views" class="markdown_views prism-atom-one-dark">
"#;

const RECOMMENDATION: &str = r#"<div class="recommend-item-box type_blog clearfix" data-url="https://blog.csdn.net/y/article/details/654321" data-report-view='{"ab":"new","spm":"1001.2101.3001.6650.1","index":"1"}'><div class="content-box"><div class="content-blog display-flex"><div class="title-box">
<a href="https://blog.csdn.net/y/article/details/654321?spm=1001.2101.3001.6650.1&amp;utm_medium=distribute.pc_relevant" class="tit" target="_blank"><div class="left ellipsis-online ellipsis-online-1">别人的文章的题目</div></a></div>
<div class="info-box display-flex"><div class="info display-flex"><span class="info-block time">05-12</span><span class="info-block read"><img class="read-img" src="https://csdnimg.cn/release/blogv2/dist/pc/img/readCountWhite.png" alt="">123</span></div></div></div>
<div class="desc-box"><div class="desc ellipsis-online ellipsis-online-1">别人的文章怎样开头，说些什么，又怎样引出后面的话，这里只有几行，后面要点开来看。</div></div></div></div>
"#;
