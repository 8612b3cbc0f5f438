//! A stand-in for CSDN on this machine: its hosts, pages, endpoints, pictures and bad days, without the network.
//!
//! [`Site::start`] listens on two ports of `127.0.0.1`, and stops when dropped:
//!
//! - **plain**: HTTP. Asked by IP, a path `/@HOST/…` stands for that host (without it: `blog.csdn.net`), and the
//!   addresses in lists, redirects, and in the links and pictures of pages are rewritten likewise, so that all works
//!   by IP alone.
//! - **secure**: TLS with HTTP/2 and HTTP/1.1, and HTTP on the same port, for
//!   `csdown fetch --ca-cert FILE --resolve '*=127.0.0.1:PORT'`. The certificate of its authority is in
//!   [`Site::ca_file`].
//!
//! What stands where is told by tables: hosts in [`address::HOSTS`], articles in [`cases::CASES`], pictures in
//! [`images::PICTURES`], writers in [`writers::WRITERS`]; [`guide`] prints them. What is asked is kept in a
//! [`log`], and [`knobs`] make a site behave otherwise while it runs.
//!
//! Words and pictures are made up; the same site gives the same bytes on any day.

#![allow(clippy::format_collect, reason = "pages are made of pieces")]
#![allow(dead_code, unreachable_pub, reason = "shared: no user needs all of it")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a stand-in that cannot work fails"
)]

pub mod address;
pub mod answer;
pub mod ask;
pub mod blog;
pub mod boilerplate;
pub mod cases;
pub mod certificate;
pub mod comments;
pub mod console;
pub mod content;
pub mod guide;
pub mod image;
pub mod images;
pub mod knobs;
pub mod lists;
pub mod log;
pub mod page;
pub mod passport;
pub mod server;
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

/// A running stand-in.
#[derive(Debug)]
pub struct Site {
    state: Arc<State>,
    authority: Authority,
    /// `None` only while being dropped.
    runtime: Option<Runtime>,
}

impl Site {
    /// A site on ports that the system chooses.
    pub fn start() -> Self {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        Self::start_at(any, any).unwrap()
    }

    /// A site at these two addresses, plain and secure.
    ///
    /// # Errors
    ///
    /// When an address is taken.
    pub fn start_at(plain: SocketAddr, secure: SocketAddr) -> io::Result<Self> {
        let authority = Authority::new();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("stand-in")
            .enable_all()
            .build()?;
        let state = server::listen(&runtime, plain, secure, &authority)?;
        Ok(Self { state, authority, runtime: Some(runtime) })
    }

    /// Where it speaks HTTP.
    pub fn plain(&self) -> SocketAddr {
        self.state.plain
    }

    /// Where it speaks TLS.
    pub fn secure(&self) -> SocketAddr {
        self.state.secure
    }

    /// The PEM file of the authority that signed the certificate; gone with the site.
    pub fn ca_file(&self) -> &Path {
        self.authority.file()
    }

    /// The authority that signed the certificate, as PEM.
    pub fn ca_pem(&self) -> &str {
        self.authority.pem()
    }

    /// The address by IP of what the site has at `url`: `http://127.0.0.1:PORT/@HOST/…`.
    pub fn by_ip(&self, url: &str) -> String {
        address::by_ip(url, &format!("http://{}", self.plain()))
    }

    /// Everything asked so far, in the order of arrival.
    pub fn log(&self) -> Vec<Entry> {
        self.state.log.entries()
    }

    /// What was asked of one host.
    pub fn asked(&self, host: &str) -> Vec<Entry> {
        self.log().into_iter().filter(|entry| entry.host == host).collect()
    }

    /// The most requests that `host` was busy with at the same time.
    pub fn busiest(&self, host: &str) -> usize {
        self.state.log.busiest(host)
    }

    /// Forgets the log, and how often anything was asked.
    pub fn forget(&self) {
        self.state.log.forget();
        self.state.forget_attempts();
    }

    /// Turns knobs: `site.turn(|knobs| knobs.validators = false)`.
    pub fn turn(&self, change: impl FnOnce(&mut Knobs)) {
        change(&mut self.state.knobs());
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // Waits for nothing, so it may be called from asynchronous code.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
