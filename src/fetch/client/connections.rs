//! Direct connections, which use our resolver, and connections through a proxy, which resolves names itself.

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::ClientBuilder;
use reqwest::redirect::Policy;
use url::Url;

use super::resolver::Resolver;
use super::tls;
use crate::fetch::options::{FetchOptions, Proxies};
use crate::{Error, Result};

/// The connections of a client.
#[derive(Debug)]
pub(super) struct Connections {
    direct: reqwest::Client,
    /// Only resolves the names of proxies, which may have private addresses.
    proxied: Option<(Matcher, reqwest::Client)>,
}

impl Connections {
    pub(super) fn new(options: &FetchOptions) -> Result<Self> {
        let tls = tls::config(&options.ca_certificates)?;
        let builder = || {
            reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .redirect(Policy::none())
                .referer(false)
                .connect_timeout(options.connect_timeout)
                .read_timeout(options.idle_timeout)
                .pool_max_idle_per_host(options.concurrency)
        };
        let direct = build(builder().no_proxy().dns_resolver(Resolver::new(options)))?;
        let proxied = match options.proxies {
            Proxies::System => Some((Matcher::from_system(), build(builder())?)),
            _ => None,
        };
        Ok(Self { direct, proxied })
    }

    /// Returns the client for `url`.
    pub(super) fn to(&self, url: &Url) -> &reqwest::Client {
        let proxied = self.proxied.as_ref().filter(|(matcher, _)| {
            // A URL that is not a valid URI fails with either client.
            url.as_str().parse().is_ok_and(|uri| matcher.intercept(&uri).is_some())
        });
        proxied.map_or(&self.direct, |(_, client)| client)
    }
}

fn build(builder: ClientBuilder) -> Result<reqwest::Client> {
    builder.build().map_err(|error| Error::InvalidOption { name: "fetch", reason: error.to_string() })
}
