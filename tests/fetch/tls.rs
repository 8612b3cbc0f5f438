//! HTTPS and HTTP/2, against a server whose certificate is signed by its own authority.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use csdown::fetch::Request;
use http_body_util::Full;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use rcgen::{CertificateParams, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::client::client;

/// Starts a server for `blog.csdn.net` that responds with the HTTP version of the request. Returns its port and
/// authority.
async fn start(protocols: &'static [&'static [u8]]) -> (u16, String) {
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(["blog.csdn.net".to_owned()]).unwrap().self_signed(&key).unwrap();
    let provider = rustls::crypto::ring::default_provider();
    let mut config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // Clients that do not trust the certificate disconnect.
                let Ok(stream) = acceptor.accept(stream).await else { return };
                let answer = service_fn(|request: hyper::Request<_>| async move {
                    let body = Full::new(Bytes::from(format!("{:?}", request.version())));
                    Ok::<_, Infallible>(hyper::Response::new(body))
                });
                drop(Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), answer).await);
            });
        }
    });
    (port, certificate.pem())
}

#[tokio::test]
async fn trusts_a_custom_authority_and_prefers_http_2() {
    const BOTH: &[&[u8]] = &[b"h2", b"http/1.1"];
    const OLD: &[&[u8]] = &[b"http/1.1"];
    for (protocols, version) in [(BOTH, "HTTP/2.0"), (OLD, "HTTP/1.1")] {
        let (port, authority) = start(protocols).await;
        let client = client(|options| {
            options.ca_certificates = authority.into_bytes();
            options.resolve = vec![format!("*=127.0.0.1:{port}").parse().unwrap()];
        });
        for _ in 0..2 {
            let response =
                client.get(Request::page("https://blog.csdn.net/".parse().unwrap())).await.unwrap();
            assert_eq!(String::from_utf8(response.body).unwrap(), version);
        }
        let other = client.get(Request::page("https://i-blog.csdnimg.cn/".parse().unwrap())).await;
        assert_eq!(other.unwrap_err().code(), "tls-failed", "the certificate is for another host");
    }
}

#[tokio::test]
async fn rejects_an_unknown_authority() {
    let (port, _) = start(&[b"h2"]).await;
    let client = client(|options| options.resolve = vec![format!("*=127.0.0.1:{port}").parse().unwrap()]);
    let error = client.get(Request::page("https://blog.csdn.net/".parse().unwrap())).await.unwrap_err();
    assert_eq!(error.code(), "tls-failed");
    assert_eq!(client.traffic().requests, 1, "not retried");
}
