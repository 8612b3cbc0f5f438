//! A local test site that imitates CSDN: its hosts, pages, endpoints, images and failures.
//!
//! [`Site::start`] listens on two ports of `127.0.0.1`. The site stops when dropped.
//!
//! - **plain**: HTTP. For access by IP address, a path `/@HOST/…` selects the host; the default is `blog.csdn.net`.
//!   URLs in lists, redirects, and links and images of pages are rewritten accordingly.
//! - **secure**: TLS with HTTP/2 and HTTP/1.1, and plain HTTP on the same port, for
//!   `csdown fetch --ca-cert FILE --resolve '*=127.0.0.1:PORT'`. [`Site::ca_file`] is the certificate of its authority.
//!
//! The content is defined in tables: hosts in [`address::HOSTS`], articles in [`cases::CASES`], images in
//! [`images::IMAGES`], writers in [`writers::WRITERS`]. [`guide`] prints them. Requests are recorded in a [`log`], and
//! [`knobs`] change the behavior while the site runs.
//!
//! Texts and images are generated deterministically.

#![allow(clippy::format_collect, reason = "pages are built from parts")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken test site fails the test"
)]

pub mod address;
pub mod request;
pub mod response;

pub mod blog;
pub mod boilerplate;
pub mod cases;
mod certificate;
pub mod comments;
pub mod console;
pub mod content;
pub mod guide;
pub mod image_bytes;
pub mod images;
pub mod knobs;
pub mod lists;
pub mod log;
pub mod login;
pub mod page;
mod server;
pub mod text;
pub mod writers;

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use tokio::runtime::Runtime;

use certificate::Authority;
use knobs::Knobs;
use log::Entry;
use server::State;

/// A running test site.
#[derive(Debug)]
pub struct Site {
    state: Arc<State>,
    authority: Authority,
    /// `None` only during drop.
    runtime: Option<Runtime>,
}

impl Site {
    /// Starts a site on free ports.
    pub fn start() -> Self {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        Self::start_at(any, any).unwrap()
    }

    /// Starts a site at the given plain and secure addresses.
    ///
    /// # Errors
    ///
    /// If an address is in use.
    pub fn start_at(plain: SocketAddr, secure: SocketAddr) -> io::Result<Self> {
        let authority = Authority::new();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("test-site")
            .enable_all()
            .build()?;
        let state = server::listen(&runtime, plain, secure, &authority)?;
        Ok(Self { state, authority, runtime: Some(runtime) })
    }

    /// Returns the address of the HTTP port.
    pub fn plain(&self) -> SocketAddr {
        self.state.plain
    }

    /// Returns the address of the TLS port.
    pub fn secure(&self) -> SocketAddr {
        self.state.secure
    }

    /// Returns the path of the authority's certificate (PEM). The file is deleted with the site.
    pub fn ca_file(&self) -> &Path {
        self.authority.file()
    }

    /// Returns the authority's certificate as PEM.
    pub fn ca_pem(&self) -> &str {
        self.authority.pem()
    }

    /// Returns the URL for access by IP address: `http://127.0.0.1:PORT/@HOST/…`.
    pub fn by_ip(&self, url: &str) -> String {
        address::by_ip(url, &format!("http://{}", self.plain()))
    }

    /// Returns all requests in order of arrival.
    pub fn log(&self) -> Vec<Entry> {
        self.state.log.entries()
    }

    /// Returns the requests to one host.
    pub fn requests_to(&self, host: &str) -> Vec<Entry> {
        self.log().into_iter().filter(|entry| entry.host == host).collect()
    }

    /// Returns the maximum number of concurrent requests to a host.
    pub fn max_concurrent(&self, host: &str) -> usize {
        self.state.log.max_concurrent(host)
    }

    /// Clears the log and the counters of attempts.
    pub fn clear_log(&self) {
        self.state.log.clear();
        self.state.clear_attempts();
    }

    /// Changes settings: `site.configure(|knobs| knobs.validators = false)`.
    pub fn configure(&self, change: impl FnOnce(&mut Knobs)) {
        change(&mut self.state.knobs());
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // Does not block, so a site may be dropped in async code.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
