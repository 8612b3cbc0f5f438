//! Images: where their URLs are, and which alternative texts say nothing.

/// Attributes in which lazy loading keeps the real URL (dialect `img-nosrc`). They take precedence over `src`, which
/// has a placeholder.
pub(crate) const LAZY_SOURCES: [&str; 13] = [
    "data-src",
    "data-original",
    "data-actualsrc",
    "data-original-src",
    "data-lazy-src",
    "data-lazyload",
    "data-ks-lazyload",
    "data-echo",
    "data-croporisrc",
    "original-src",
    "_src",
    "file",
    "zoomfile",
];

/// Values of `src` that are not URLs, also with layout hints after them (dialect `img-nosrc`).
pub(crate) const NOT_SOURCES: [&str; 6] = ["", "null", "undefined", "%5C", "\\", "about:blank"];

/// How templates that were never filled in start, also percent-encoded: `src="{{x}}"`.
pub(crate) const TEMPLATE_STARTS: [&str; 2] = ["{{", "%7b%7b"];

/// The start of a GIF of one pixel by one, used as a placeholder. The size comes first in the file.
pub(crate) const PLACEHOLDER_PIXEL: &str = "data:image/gif;base64,R0lGODlhAQAB";

/// Parts of the URLs of images that stand for one that loads later, of Zhihu, Discuz and CSDN.
pub(crate) const PLACEHOLDERS: [&str; 3] =
    ["/ztext/whitedot.jpg", "static/image/common/none.gif", "/default_image_placeholder"];

/// The image that stands for one that the site could not copy (dialect `img-origin`).
pub(crate) const NOT_COPIED: &str = "img-home.csdnimg.cn/images/20230724024159.png?";

/// Its parameter with the URL of the original.
pub(crate) const ORIGIN_PARAMETER: &str = "origin_url";

/// Hosts of avatars, badges and icons, without images of articles.
pub(crate) const SITE_HOSTS: [&str; 5] = [
    "//profile.csdnimg.cn/",
    "//avatar.csdn.net/",
    "//avatar.csdnimg.cn/",
    "//g.csdnimg.cn/",
    "//csdnimg.cn/",
];

/// Hosts that scale and watermark images on request, by the end of their names (dialect `img-oss`).
pub(crate) const PROCESSING_HOSTS: [&str; 2] = ["csdnimg.cn", "csdn.net"];

/// How the queries with such requests start, in lower case.
pub(crate) const PROCESSING_QUERIES: [&str; 5] =
    ["?x-oss-process", "?x-image-process", "?watermark", "?imagemogr", "?imageview"];

/// How the editor's message about an image it could not copy starts, after an optional `[` (dialect `img-transfer`).
pub(crate) const TRANSFER_MESSAGE: &str = "外链图片转存";

/// The same message without the image.
pub(crate) const TRANSFER_SENTENCE: &str = "外链图片转存失败,源站可能有防盗链机制,建议将图片保存下来直接上传";

/// How Jianshu's message about it starts, after a `[`.
pub(crate) const UPLOAD_MESSAGE: &str = "图片上传失败";

/// Alternative texts that editors write for the author, in lower case (dialect `img-genericalt`).
pub(crate) const GENERIC_ALTS: [&str; 34] = [
    "在这里插入图片描述",
    "这里写图片描述",
    "请添加图片描述",
    "图片描述",
    "图片",
    "输入图片说明",
    "公式",
    "[公式]",
    "插入图片描述",
    "img",
    "image",
    "alt",
    "picture",
    "pic",
    "photo",
    "?",
    "点击查看原始大小图片",
    "此处输入图片的描述",
    "这里随便写文字",
    "image description",
    "image title",
    "alt text",
    "ipb image",
    "null",
    "undefined",
    "enter image description here",
    "输入图片描述",
    "点击放大",
    "点击查看大图",
    "点击查看原图",
    "点击并拖拽以移动",
    "upload successful",
    "untitled",
    "list item",
];

/// File name extensions of images (dialect `img-filealt`).
pub(crate) const EXTENSIONS: [&str; 11] =
    ["png", "jpg", "jpeg", "gif", "webp", "bmp", "svg", "tif", "tiff", "awebp", "image"];

/// How programs start the names of their image files, in lower case; digits follow (dialect `img-filealt`).
pub(crate) const FILE_NAME_STARTS: [&str; 14] = [
    "录制",
    "截图",
    "截屏",
    "屏幕截图",
    "微信图片",
    "微信截图",
    "qq图片",
    "qq截图",
    "wps",
    "clip_image",
    "screenshot",
    "snipaste",
    "img",
    "dsc",
];
