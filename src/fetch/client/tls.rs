//! TLS configuration.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use crate::{Error, Result};

/// Returns a configuration that trusts the system's certificate authorities and those in `pem`. The crypto provider is
/// set explicitly, so the process needs no default provider.
pub(super) fn config(pem: &[u8]) -> Result<ClientConfig> {
    let authorities = authorities(pem)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let wrong =
        |error: rustls::Error| Error::InvalidOption { name: "ca-certificates", reason: error.to_string() };
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(wrong)?;
    let has_own = !authorities.is_empty();
    let mut config = match Verifier::new_with_extra_roots(authorities, provider) {
        Ok(verifier) => {
            builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth()
        }
        Err(error) if has_own => return Err(wrong(error)),
        // Without system certificates, https requests fail, but plain http still works.
        Err(_) => builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn authorities(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>> {
    let wrong = |reason: String| Error::InvalidOption { name: "ca-certificates", reason };
    let found: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let found = found.map_err(|error| wrong(format!("not PEM: {error}")))?;
    if found.is_empty() && !pem.is_empty() {
        return Err(wrong("it contains no certificate".to_owned()));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_invalid_certificates() {
        assert!(config(b"").is_ok());
        let reason = |pem: &[u8]| config(pem).unwrap_err().to_string();
        assert!(reason(b"hello").contains("no certificate"));
        assert!(reason(b"-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----").contains("not PEM"));
        let empty = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(config(empty).is_err());
    }
}
