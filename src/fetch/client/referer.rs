//! The `Referer` of image requests.

use url::Url;

use super::host_key::is_below;

/// Domains that serve images only to CSDN pages: with another `Referer`, and sometimes without one, they answer 403.
/// Requests to other domains have no `Referer`.
const REFERERS: &[(&str, &str)] =
    &[("csdnimg.cn", "https://blog.csdn.net/"), ("csdn.net", "https://blog.csdn.net/")];

/// Returns the `Referer` for an image at `url`.
pub(super) fn for_image(url: &Url) -> Option<&'static str> {
    let host = url.host_str()?;
    REFERERS.iter().find(|(suffix, _)| is_below(host, suffix)).map(|(_, referer)| *referer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_csdn_hosts_get_a_referer() {
        let referer = |url: &str| for_image(&url.parse().unwrap());
        assert_eq!(referer("https://i-blog.csdnimg.cn/direct/a.png"), Some("https://blog.csdn.net/"));
        assert_eq!(referer("https://img-blog.csdn.net/a?watermark/2"), Some("https://blog.csdn.net/"));
        for foreign in ["https://csdnimg.cn.example.com/", "https://notcsdn.net/", "http://127.0.0.1/"] {
            assert_eq!(referer(foreign), None, "{foreign}");
        }
    }
}
