//! Tests of the test site itself: each host responds as its table describes, by IP address and by name.

#![allow(clippy::unwrap_used, reason = "tests")]

mod articles;
mod endpoints;
mod images;

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use csdown_test_site::Site;
use csdown_test_site::address::HOSTS;

/// A site, and a client that follows no redirects and does not retry.
struct World {
    site: Site,
    /// Resolves the names and trusts the authority; uses HTTP/2.
    client: Client,
}

impl World {
    fn new() -> Self {
        let site = Site::start();
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(site.ca_file()).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls =
            ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let mut tls = tls.with_root_certificates(roots).with_no_client_auth();
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let builder = Client::builder().tls_backend_preconfigured(tls).redirect(Policy::none()).no_proxy();
        let known = HOSTS.iter().fold(builder, |builder, host| builder.resolve(host.name, site.secure()));
        Self { client: known.timeout(Duration::from_secs(20)).build().unwrap(), site }
    }

    /// Requests a URL by name over TLS. Paths are relative to the blog.
    async fn get(&self, url: &str) -> reqwest::Result<Response> {
        let url = if url.starts_with('/') { format!("https://blog.csdn.net{url}") } else { url.to_owned() };
        self.client.get(url).send().await
    }

    async fn by_ip(&self, url: &str) -> reqwest::Result<Response> {
        self.client.get(self.site.by_ip(url)).send().await
    }

    async fn text(&self, url: &str) -> String {
        self.get(url).await.unwrap().text().await.unwrap()
    }
}
