//! Links: what to unwrap, what to remove and what not to publish.

/// URL schemes that are safe to publish. Others can run code or reach into the reader's machine.
pub(crate) const SAFE_SCHEMES: [&str; 15] = [
    "http", "https", "ftp", "ftps", "sftp", "mailto", "tel", "magnet", "ed2k", "thunder", "git", "ssh",
    "svn", "irc", "news",
];

/// The site that links starting with `/` are relative to when the article's URL is unknown.
pub(crate) const SITE_ROOT: &str = "https://blog.csdn.net";

/// Folders of the author's disk in which local paths start, in lower case.
pub(crate) const LOCAL_FOLDERS: [&str; 8] = [
    "/users/",
    "/home/",
    "/volumes/",
    "/mnt/",
    "/tmp/",
    "/var/folders/",
    "/private/var/",
    "/storage/emulated/",
];

/// Folders that occur only in local paths, in lower case.
pub(crate) const LOCAL_PARTS: [&str; 4] =
    ["typora-user-images/", "appdata/roaming/", "appdata/local/", "/application support/"];

/// Ends of hosts that are recognised without a scheme.
pub(crate) const HOST_ENDS: [&str; 12] =
    [".com", ".cn", ".org", ".net", ".edu", ".gov", ".io", ".cc", ".tv", ".info", ".top", ".xyz"];

/// A page that only forwards readers to another one (dialect `link-redir`).
#[derive(Debug)]
pub(crate) struct Redirector {
    /// The host, without `www.`.
    pub(crate) host: &'static str,
    /// The path, without a slash at the end.
    pub(crate) path: &'static str,
    /// The query parameter with the target; empty if the whole query is the target.
    pub(crate) parameter: &'static str,
}

const fn redirector(host: &'static str, path: &'static str, parameter: &'static str) -> Redirector {
    Redirector { host, path, parameter }
}

/// The maximum number of redirectors that one URL may go through.
pub(crate) const MAX_REDIRECTORS: usize = 8;

/// The known redirectors.
pub(crate) const REDIRECTORS: [Redirector; 44] = [
    redirector("link.csdn.net", "", "target"),
    redirector("link.zhihu.com", "", "target"),
    redirector("link.juejin.cn", "", "target"),
    redirector("link.juejin.im", "", "target"),
    redirector("link.jianshu.com", "", "t"),
    redirector("links.jianshu.com", "/go", "to"),
    redirector("jianshu.com", "/go-wild", "url"),
    redirector("gitee.com", "/link", "target"),
    redirector("oschina.net", "/action/GoToLink", "url"),
    redirector("blog.51cto.com", "/transfer", ""),
    redirector("cloud.tencent.com", "/developer/tools/blog-entry", "target"),
    redirector("infoq.cn", "/link", "target"),
    redirector("xie.infoq.cn", "/link", "target"),
    redirector("sspai.com", "/link", "target"),
    redirector("developer.aliyun.com", "/redirect", "target"),
    redirector("developer.aliyun.com", "/redirect", "url"),
    redirector("yq.aliyun.com", "/go/articleRenderRedirect", "url"),
    redirector("google.com", "/url", "q"),
    redirector("google.com", "/url", "url"),
    redirector("google.com.hk", "/url", "q"),
    redirector("google.com.hk", "/url", "url"),
    redirector("link.segmentfault.com", "", "url"),
    redirector("weibo.cn", "/sinaurl", "u"),
    redirector("weibo.cn", "/sinaurl", "toasturl"),
    redirector("douban.com", "/link2", "url"),
    redirector("steamcommunity.com", "/linkfilter", "url"),
    redirector("steamcommunity.com", "/linkfilter", "u"),
    redirector("l.facebook.com", "/l.php", "u"),
    redirector("lm.facebook.com", "/l.php", "u"),
    redirector("l.instagram.com", "", "u"),
    redirector("youtube.com", "/redirect", "q"),
    redirector("duckduckgo.com", "/l", "uddg"),
    redirector("linkedin.com", "/redir/redirect", "url"),
    redirector("leetcode.cn", "/link", "target"),
    redirector("leetcode-cn.com", "/link", "target"),
    redirector("hd.nowcoder.com", "/link.html", "target"),
    redirector("yuque.com", "/r/goto", "url"),
    redirector("security.feishu.cn", "/link/safety", "target"),
    redirector("c.pc.qq.com", "/middlem.html", "pfurl"),
    redirector("c.pc.qq.com", "/ios.html", "url"),
    redirector("mail.qq.com", "/cgi-bin/readtemplate", "gourl"),
    redirector("game.bilibili.com", "/linkfilter", "url"),
    redirector("app.yinxiang.com", "/OutboundRedirect.action", "dest"),
    redirector("evernote.com", "/OutboundRedirect.action", "dest"),
];

/// A search that a site links keywords to (dialect `link-keyword`). No author wrote these links.
#[derive(Debug)]
pub(crate) struct KeywordPage {
    /// The host, without `www.`.
    pub(crate) host: &'static str,
    /// What the path starts with.
    pub(crate) path: &'static str,
    /// Query parameters, each with the start and the end of its value, of which one must be present. Without any, all
    /// pages are keyword pages.
    pub(crate) parameters: &'static [(&'static str, &'static str, &'static str)],
}

/// The known keyword pages.
pub(crate) const KEYWORD_PAGES: [KeywordPage; 6] = [
    KeywordPage { host: "so.csdn.net", path: "/so/search", parameters: &[] },
    KeywordPage { host: "lib.csdn.net", path: "/base", parameters: &[] },
    KeywordPage { host: "edu.csdn.net", path: "/cloud", parameters: &[] },
    KeywordPage {
        host: "baidu.com",
        path: "/s",
        parameters: &[("rsv_dl", "gh_p", ""), ("tn", "", "_cpr"), ("tn", "SE_PcZhidao", "")],
    },
    KeywordPage {
        host: "zhihu.com",
        path: "/search",
        parameters: &[("hybrid_search_source", "", ""), ("hybrid_search_extra", "", "")],
    },
    KeywordPage { host: "zhida.zhihu.com", path: "/search", parameters: &[] },
];

/// Query parameters for referral tracking on any site (dialect `link-csdnq`).
pub(crate) const TRACKING_PARAMETERS: [&str; 12] = [
    "spm",
    "spm_id_from",
    "ops_request_misc",
    "request_id",
    "biz_id",
    "sharetype",
    "shareid",
    "sharerefer",
    "sharesource",
    "share_token",
    "sharefrom",
    "vd_source",
];

/// How adware that ran in an author's browser titles the links it inserted (dialect `link-title`).
pub(crate) const ADWARE_TITLE: &str = "Click to Continue";

/// How the names of further tracking parameters start.
pub(crate) const TRACKING_PREFIXES: [&str; 2] = ["utm_", "depth_1-utm"];

/// Tracking parameters of single sites, by the end of the host.
pub(crate) const SITE_TRACKING: [(&str, &[&str]); 4] = [
    ("gitcode.com", &["index", "type", "webUrl", "df"]),
    ("gitcode.net", &["index", "type", "webUrl", "df"]),
    ("baidu.com", &["fr", "fromModule"]),
    (
        "bilibili.com",
        &["share_source", "share_medium", "share_plat", "share_session_id", "share_tag", "from_spmid"],
    ),
];

/// Attributes with the URL of a frame or a video, which may load late (dialect `iframe`).
pub(crate) const FRAME_SOURCES: [&str; 3] = ["src", "data-src", "data"];
