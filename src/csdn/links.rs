//! Links: what to unwrap, what to remove and what not to publish.

/// URL schemes that are safe to publish. Others can run code or reach into the reader's machine.
pub(crate) const SAFE_SCHEMES: [&str; 15] = [
    "http", "https", "ftp", "ftps", "sftp", "mailto", "tel", "magnet", "ed2k", "thunder", "git", "ssh",
    "svn", "irc", "news",
];

/// The site that links starting with `/` are relative to when the article's URL is unknown.
pub(crate) const SITE_ROOT: &str = "https://blog.csdn.net";

/// A page that only forwards readers to another one (dialect `link-redir`).
#[derive(Debug)]
pub(crate) struct Redirector {
    /// The host, in full.
    pub(crate) host: &'static str,
    /// What the path starts with.
    pub(crate) path: &'static str,
    /// The query parameter with the target.
    pub(crate) parameter: &'static str,
}

const fn redirector(host: &'static str, path: &'static str, parameter: &'static str) -> Redirector {
    Redirector { host, path, parameter }
}

/// The known redirectors.
pub(crate) const REDIRECTORS: [Redirector; 8] = [
    redirector("link.csdn.net", "/", "target"),
    redirector("link.zhihu.com", "/", "target"),
    redirector("link.juejin.cn", "/", "target"),
    redirector("link.juejin.im", "/", "target"),
    redirector("link.jianshu.com", "/", "t"),
    redirector("links.jianshu.com", "/go", "to"),
    redirector("www.jianshu.com", "/go-wild", "url"),
    redirector("gitee.com", "/link", "target"),
];

/// Pages that the site links keywords to, by the end of the host and the start of the path (dialect `link-keyword`). No
/// author wrote these links.
pub(crate) const KEYWORD_PAGES: [(&str, &str); 2] =
    [("so.csdn.net", "/so/search"), ("lib.csdn.net", "/base")];

/// Query parameters for the site's referral tracking (dialect `link-csdnq`).
pub(crate) const TRACKING_PARAMETERS: [&str; 10] = [
    "spm",
    "ops_request_misc",
    "request_id",
    "biz_id",
    "sharetype",
    "shareid",
    "sharerefer",
    "sharesource",
    "share_token",
    "sharefrom",
];

/// How adware that ran in an author's browser titles the links it inserted (dialect `link-title`).
pub(crate) const ADWARE_TITLE: &str = "Click to Continue";

/// How the names of further tracking parameters start.
pub(crate) const TRACKING_PREFIXES: [&str; 2] = ["utm_", "depth_1-utm"];

/// Attributes with the URL of a frame or a video, which may load late (dialect `iframe`).
pub(crate) const FRAME_SOURCES: [&str; 2] = ["src", "data-src"];
