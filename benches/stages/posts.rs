//! Generated scraped posts of any size.

/// Sections of a post: prose with inline markup, code, a list, a table, a quote, images.
const SECTIONS: [&str; 6] = [
    r#"    <h3>
     <a id="_1">
     </a>
     一、选盆与配土
    </h3>
    <p>
     阳台种番茄，先选
     <strong>
      深盆：
     </strong>
     至少 30 厘米，底下铺
     <code>
      陶粒
     </code>
     ，再用
     <a href="https://example.org/soil?utm_source=csdn&amp;id=7" rel="nofollow" target="_blank">
      Peat Moss
     </a>
     与园土按
     <em>
      3:1
     </em>
     混合。浇水见干见湿，
     <span style="color:#fe2c24;">
      不要积水
     </span>
     ，snake_case 与 2*3 这样的字也要原样留下。
     <br/>
     换行之后还有一句。
    </p>
"#,
    r#"    <pre><code class="prism language-python"><span class="token keyword">def</span> <span class="token function">water</span><span class="token punctuation">(</span>plant<span class="token punctuation">)</span><span class="token punctuation">:</span>
    <span class="token triple-quoted-string string">"""浇水"""</span>
    <span class="token keyword">if</span> plant<span class="token punctuation">.</span>dry <span class="token operator">&lt;</span> <span class="token number">3</span><span class="token punctuation">:</span>
        <span class="token keyword">return</span> <span class="token punctuation">{<!-- --></span><span class="token string">"ml"</span><span class="token punctuation">:</span> <span class="token number">250</span><span class="token punctuation">}</span>
</code></pre>
"#,
    r#"    <ul>
     <li>
      <p>
       育苗
      </p>
     </li>
     <li>
      移栽
      <ol start="3">
       <li>
        松土
       </li>
       <li>
        覆膜
       </li>
      </ol>
     </li>
    </ul>
"#,
    r"    <table>
     <thead>
      <tr>
       <th>
        品种
       </th>
       <th>
        株高
       </th>
       <th>
        说明
       </th>
      </tr>
     </thead>
     <tbody>
      <tr>
       <td>
        樱桃番茄
       </td>
       <td>
        120 cm
       </td>
       <td>
        甜，易裂果
       </td>
      </tr>
      <tr>
       <td>
        Roma
       </td>
       <td>
        90 cm
       </td>
       <td>
        <strong>
         耐储
        </strong>
       </td>
      </tr>
     </tbody>
    </table>
",
    r"    <blockquote>
     <p>
      老农说：“三分种，七分管。”
     </p>
    </blockquote>
",
    r#"    <p>
     <img alt="在这里插入图片描述" src="https://i-blog.csdnimg.cn/blog_migrate/0a1b2c.png#pic_center">
      图一是
      <font color="red">
       挂果
      </font>
      时的样子。
     </img>
    </p>
"#,
];

pub(crate) const HEAD: &str = r#"---
layout: post
title: "阳台番茄种植记"
date: 2023-05-06 07:08:09 +0800
description: "阳台种番茄，先选深盆"
categories: ['园艺']
tags: ['番茄', '阳台']
artid: "123456"
---
<div class="blog-content-box">
 <div class="article-header-box">
  <div class="article-header">
   <h1 class="title-article" id="articleContentId">
    阳台番茄种植记
   </h1>
  </div>
 </div>
 <article class="baidu_pl">
  <div class="article_content clearfix" id="article_content">
   <div class="markdown_views prism-atom-one-dark" id="content_views">
"#;

pub(crate) const TAIL: &str = r#"   </div>
  </div>
 </article>
 <p alt="68747470733a:2f2f626c6f672e6373646e2e6e65742f782f61727469636c652f64657461696c732f31" class_="artid">
 </p>
</div>
"#;

/// Returns a post of at least `bytes` bytes.
pub(crate) fn post(bytes: usize) -> String {
    let mut text = String::from(HEAD);
    for section in SECTIONS.iter().cycle() {
        if text.len() + TAIL.len() >= bytes {
            break;
        }
        text.push_str(section);
    }
    text.push_str(TAIL);
    text
}
