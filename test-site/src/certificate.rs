//! A certificate for all hosts of the site, signed by its own certificate authority.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tempfile::NamedTempFile;

use crate::address::HOSTS;

/// The certificate authority and the certificate it signed.
#[derive(Debug)]
pub struct Authority {
    pem: String,
    file: NamedTempFile,
    chain: Vec<CertificateDer<'static>>,
    key: Vec<u8>,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        params.distinguished_name.push(DnType::CommonName, "csdown test site authority");
        let key = KeyPair::generate().unwrap();
        let root = params.self_signed(&key).unwrap();
        let issuer = Issuer::new(params, key);

        let leaf_key = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(names()).unwrap().signed_by(&leaf_key, &issuer).unwrap();
        let mut file = NamedTempFile::with_suffix(".pem").unwrap();
        file.write_all(root.pem().as_bytes()).unwrap();
        Self { pem: root.pem(), file, chain: vec![leaf.der().clone()], key: leaf_key.serialize_der() }
    }

    pub fn pem(&self) -> &str {
        &self.pem
    }

    pub fn file(&self) -> &Path {
        self.file.path()
    }

    /// Returns the configuration of a listener, which prefers HTTP/2.
    pub fn server_config(&self) -> Arc<ServerConfig> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = PrivateKeyDer::try_from(self.key.clone()).unwrap();
        let builder =
            ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let mut config = builder.with_no_client_auth().with_single_cert(self.chain.clone(), key).unwrap();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Arc::new(config)
    }
}

/// Returns the names in the certificate. They include names without a host, which get a 404 response.
fn names() -> Vec<String> {
    let hosts = HOSTS.iter().map(|host| host.name.to_owned());
    hosts.chain(["*.blog.csdn.net", "localhost", "127.0.0.1"].map(str::to_owned)).collect()
}
