//! Resolves host names and rejects non-public IP addresses.
//!
//! Connections use the addresses checked here, so DNS rebinding cannot bypass the check.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::ip_policy::is_public;
use crate::fetch::options::{FetchOptions, Resolution};

/// The resolver of direct connections.
#[derive(Debug)]
pub(super) struct Resolver {
    resolutions: Vec<Resolution>,
    allow_private: bool,
}

impl Resolver {
    pub(super) fn new(options: &FetchOptions) -> Self {
        Self { resolutions: options.resolve.clone(), allow_private: options.allow_private }
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_ascii_lowercase();
        if let Some(address) = self.resolutions.iter().find_map(|resolution| resolution.address_for(&host)) {
            let addresses: Addrs = Box::new(std::iter::once(address));
            return Box::pin(std::future::ready(Ok(addresses)));
        }
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let addresses = if allow_private { found } else { public(found)? };
            let addresses: Addrs = Box::new(addresses.into_iter());
            Ok(addresses)
        })
    }
}

/// The error for a host without a public address.
#[derive(Debug)]
pub(super) struct Refused(pub(super) IpAddr);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not a public address", self.0)
    }
}

impl std::error::Error for Refused {}

/// Returns the public addresses of `found`.
fn public(mut found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, Refused> {
    let first = found.first().map(SocketAddr::ip);
    found.retain(|address| is_public(address.ip()));
    match first {
        Some(refused) if found.is_empty() => Err(Refused(refused)),
        _ => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn resolved(options: &FetchOptions, host: &str) -> Result<Vec<SocketAddr>, String> {
        let found = Resolver::new(options).resolve(host.parse().unwrap()).await;
        found.map(Iterator::collect).map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn private_addresses_are_refused_unless_allowed_or_overridden() {
        let mut options = FetchOptions::default();
        let refused = resolved(&options, "localhost").await.unwrap_err();
        assert!(refused.ends_with("is not a public address"), "{refused}");
        options.resolve = vec!["LOCALHOST=127.0.0.1:81".parse().unwrap()];
        assert_eq!(resolved(&options, "Localhost").await.unwrap(), ["127.0.0.1:81".parse().unwrap()]);
        options.resolve.clear();
        options.allow_private = true;
        assert!(!resolved(&options, "localhost").await.unwrap().is_empty());
    }

    #[test]
    fn keeps_public_addresses() {
        let addresses = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<_>>();
        let found = public(addresses(&["10.0.0.1:0", "1.1.1.1:0"])).unwrap();
        assert_eq!(found, addresses(&["1.1.1.1:0"]));
        assert_eq!(public(addresses(&["10.0.0.1:0", "[::1]:0"])).unwrap_err().0.to_string(), "10.0.0.1");
        assert!(public(Vec::new()).unwrap().is_empty());
    }
}
