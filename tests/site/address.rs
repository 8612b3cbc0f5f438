//! Hosts, and how their addresses are written when there is only an IP.

/// What answers for a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Articles, lists, comments.
    Blog,
    /// One writer's articles: `ALIAS.blog.csdn.net`.
    Alias(&'static str),
    /// The author's own articles, with their cookie.
    Console,
    /// The login.
    Passport,
    /// Pictures.
    Pictures,
    /// Nothing of anybody's: whoever comes here was led here.
    Elsewhere,
}

/// Which `Referer` a host of pictures puts up with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Referers {
    Any,
    /// None or one of CSDN.
    Csdn,
    /// None at all.
    Never,
}

/// A host of the site.
#[derive(Debug, Clone, Copy)]
pub struct Host {
    pub name: &'static str,
    pub role: Role,
    pub referers: Referers,
    pub says: &'static str,
}

const fn host(name: &'static str, role: Role, referers: Referers, says: &'static str) -> Host {
    Host { name, role, referers, says }
}

/// The blogs, which is also what an address by IP means without `/@HOST`.
pub const BLOG: &str = "blog.csdn.net";

/// All hosts. The name of another `ALIAS.blog.csdn.net` is known, too, but nobody writes there.
pub const HOSTS: &[Host] = {
    use Referers::{Any, Csdn, Never};
    &[
        host(BLOG, Role::Blog, Any, "articles, lists, comments, robots.txt"),
        host("linmo.blog.csdn.net", Role::Alias("lin_mo"), Any, "the sub-domain of lin_mo"),
        host("blog-console-api.csdn.net", Role::Console, Any, "getArticle, for the cookie UserToken"),
        host("passport.csdn.net", Role::Passport, Any, "the login"),
        host("i-blog.csdnimg.cn", Role::Pictures, Csdn, "pictures of today"),
        host("img-blog.csdnimg.cn", Role::Pictures, Csdn, "pictures of 2018 to 2023"),
        host("img-blog.csdn.net", Role::Pictures, Csdn, "pictures of 2012 to 2018"),
        host("latex.csdn.net", Role::Pictures, Csdn, "pictures of formulas"),
        host("g.csdnimg.cn", Role::Pictures, Csdn, "faces of comments"),
        host("pictures.example.com", Role::Pictures, Never, "a third party that refuses every Referer"),
        host("evil.example.com", Role::Elsewhere, Any, "must see neither cookies nor a Referer"),
    ]
};

/// What is known of a host of this name.
pub fn host_of(name: &str) -> Option<Host> {
    let listed = HOSTS.iter().find(|host| host.name == name).copied();
    let is_alias = name.strip_suffix(BLOG).is_some_and(|alias| alias.ends_with('.'));
    listed.or_else(|| is_alias.then_some(host("", Role::Alias(""), Referers::Any, "")))
}

/// `url` as the site at `base` (`http://127.0.0.1:PORT`) answers to it: `https://HOST/path` is `base/@HOST/path`.
/// Addresses of other hosts stay.
pub fn by_ip(url: &str, base: &str) -> String {
    let written = |rest: &str| {
        let (name, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        host_of(name).map(|_| format!("{base}/@{name}{path}"))
    };
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.and_then(written).unwrap_or_else(|| url.to_owned())
}

/// Every address in `text` of a host of the site, [`by_ip`]. In a page only those that a browser would follow or show:
/// what it says of itself to machines stays as it is.
pub fn all_by_ip(text: &str, base: &str, is_page: bool) -> String {
    let is_followed = |before: &str| {
        let is_link = before.ends_with(" src=\"") || before.ends_with(" href=\"");
        !is_page || (is_link && !before.ends_with("rel=\"canonical\" href=\""))
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    let mut pieces = text.split("://");
    let mut written = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let name = piece.split(|c| !is_name(c)).next().unwrap_or_default();
        let before = ["https", "http"].iter().find_map(|scheme| written.strip_suffix(scheme));
        match before.filter(|before| host_of(name).is_some() && is_followed(before)) {
            Some(before) => {
                written.truncate(before.len());
                written.extend([base, "/@"]);
            }
            None => written.push_str("://"),
        }
        written.push_str(piece);
    }
    written
}

/// The address that `url` by IP stands for, always with `https`.
pub fn canonical(url: &str) -> String {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let name = authority.split(':').next().unwrap_or_default();
    if is_ip(name) {
        let (name, path) = split_prefix(path);
        return format!("https://{name}{path}");
    }
    format!("https://{name}{path}")
}

/// Host and path of a path by IP.
pub fn split_prefix(path: &str) -> (&str, &str) {
    let Some(rest) = path.strip_prefix("/@") else { return (BLOG, path) };
    let (name, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    (name, if path.is_empty() { "/" } else { path })
}

/// Whether a host is no name of the site's but the machine itself.
pub fn is_ip(name: &str) -> bool {
    name == "localhost" || name.starts_with('[') || name.parse::<std::net::IpAddr>().is_ok()
}
