//! The hosts of the site, and the form of their URLs for access by IP address.

/// What a host serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Articles, lists, comments.
    Blog,
    /// The articles of one writer: `ALIAS.blog.csdn.net`.
    Alias(&'static str),
    /// The editor API for an author's own articles, which requires a cookie.
    Console,
    /// The login page.
    Login,
    /// Images.
    Images,
    /// A foreign site, which is only reached through redirects.
    Foreign,
}

/// Which `Referer` an image host accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Referers {
    Any,
    /// None, or one of CSDN.
    Csdn,
    /// None.
    Never,
}

/// A host of the site.
#[derive(Debug, Clone, Copy)]
pub struct Host {
    pub name: &'static str,
    pub role: Role,
    pub referers: Referers,
    pub description: &'static str,
}

const fn host(name: &'static str, role: Role, referers: Referers, description: &'static str) -> Host {
    Host { name, role, referers, description }
}

/// The host of blogs. It is the default for URLs by IP address without `/@HOST`.
pub const BLOG: &str = "blog.csdn.net";

/// All hosts. Any other `ALIAS.blog.csdn.net` exists too, but has no articles.
pub const HOSTS: &[Host] = {
    use Referers::{Any, Csdn, Never};
    &[
        host(BLOG, Role::Blog, Any, "articles, lists, comments, robots.txt"),
        host("linmo.blog.csdn.net", Role::Alias("lin_mo"), Any, "the subdomain of lin_mo"),
        host("blog-console-api.csdn.net", Role::Console, Any, "getArticle; requires the cookie UserToken"),
        host("passport.csdn.net", Role::Login, Any, "the login page"),
        host("i-blog.csdnimg.cn", Role::Images, Csdn, "current images"),
        host("img-blog.csdnimg.cn", Role::Images, Csdn, "images from 2018 to 2023"),
        host("img-blog.csdn.net", Role::Images, Csdn, "images from 2012 to 2018"),
        host("latex.csdn.net", Role::Images, Csdn, "rendered formulas"),
        host("g.csdnimg.cn", Role::Images, Csdn, "emoji in comments"),
        host("images.example.com", Role::Images, Never, "third-party images; rejects any Referer"),
        host("evil.example.com", Role::Foreign, Any, "must receive neither cookies nor a Referer"),
    ]
};

/// Returns the host with this name.
pub fn host_of(name: &str) -> Option<Host> {
    let listed = HOSTS.iter().find(|host| host.name == name).copied();
    let is_alias = name.strip_suffix(BLOG).is_some_and(|alias| alias.ends_with('.'));
    listed.or_else(|| is_alias.then_some(host("", Role::Alias(""), Referers::Any, "")))
}

/// Rewrites `url` for access by IP address: `https://HOST/path` becomes `base/@HOST/path`, where `base` is
/// `http://127.0.0.1:PORT`. URLs of other hosts are unchanged.
pub fn by_ip(url: &str, base: &str) -> String {
    let written = |rest: &str| {
        let (name, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        host_of(name).map(|_| format!("{base}/@{name}{path}"))
    };
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.and_then(written).unwrap_or_else(|| url.to_owned())
}

/// Rewrites every URL in `text` with [`by_ip`]. In a page, only links and images are rewritten: its metadata is
/// unchanged.
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

/// Returns the original URL of a `url` by IP address, always with `https`.
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

/// Splits a path by IP address into host and path.
pub fn split_prefix(path: &str) -> (&str, &str) {
    let Some(rest) = path.strip_prefix("/@") else { return (BLOG, path) };
    let (name, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    (name, if path.is_empty() { "/" } else { path })
}

/// Whether `name` is an IP address or `localhost`.
pub fn is_ip(name: &str) -> bool {
    name == "localhost" || name.starts_with('[') || name.parse::<std::net::IpAddr>().is_ok()
}
