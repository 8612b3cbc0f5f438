//! The `Referer` that a host wants.

use url::Url;

use super::site::is_below;

/// Hosts, with all below them, that serve pictures to pages of CSDN alone: a foreign `Referer` gets a 403, and here and
/// there none does, too. Every other host gets none.
const REFERERS: &[(&str, &str)] =
    &[("csdnimg.cn", "https://blog.csdn.net/"), ("csdn.net", "https://blog.csdn.net/")];

/// The `Referer` of a picture at `url`.
pub(super) fn of_picture(url: &Url) -> Option<&'static str> {
    let host = url.host_str()?;
    REFERERS.iter().find(|(suffix, _)| is_below(host, suffix)).map(|(_, referer)| *referer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hosts_of_the_site_get_one() {
        let referer = |url: &str| of_picture(&url.parse().unwrap());
        assert_eq!(referer("https://i-blog.csdnimg.cn/direct/a.png"), Some("https://blog.csdn.net/"));
        assert_eq!(referer("https://img-blog.csdn.net/a?watermark/2"), Some("https://blog.csdn.net/"));
        for foreign in ["https://csdnimg.cn.example.com/", "https://notcsdn.net/", "http://127.0.0.1/"] {
            assert_eq!(referer(foreign), None, "{foreign}");
        }
    }
}
