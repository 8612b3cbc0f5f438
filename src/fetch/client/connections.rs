//! The connections below: direct ones, whose names we resolve, and those through a proxy, which does.

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
    /// Resolves nothing but the names of proxies, which may well be private.
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

    /// The client for `url`.
    pub(super) fn to(&self, url: &Url) -> &reqwest::Client {
        let through = self.proxied.as_ref().filter(|(matcher, _)| {
            // An address that cannot be read as a URI can be asked for by no client.
            url.as_str().parse().is_ok_and(|uri| matcher.intercept(&uri).is_some())
        });
        through.map_or(&self.direct, |(_, client)| client)
    }
}

fn build(builder: ClientBuilder) -> Result<reqwest::Client> {
    builder.build().map_err(|error| Error::InvalidOption { name: "fetch", reason: error.to_string() })
}
