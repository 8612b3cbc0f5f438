//! Binds the ports of a server and runs it.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::archive::Archive;
use super::connections;
use super::indexing::Indexer;
use super::router::router;
use super::site::Site;
use crate::batch::Stop;

/// The ports that are tried after the preferred one.
const MORE_PORTS: u16 = 20;

/// Threads that read the archive for requests.
const READERS: usize = 4;

/// How long requests may take to end after the server was asked to stop.
const FAREWELL: Duration = Duration::from_secs(2);

/// The port that a server listens on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Port {
    /// This one, or any free one if it is 0.
    Exactly(u16),
    /// This one, or else one of the next that is free.
    From(u16),
}

/// Why an archive cannot be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Another program uses the port.
    #[error("port {0} is in use; choose another one with --port, or leave it out")]
    PortInUse(u16),
    /// The port cannot be used.
    #[error("cannot listen on 127.0.0.1 port {port}: {source}")]
    Listen {
        /// The port.
        port: u16,
        /// The cause.
        source: io::Error,
    },
    /// The folder cannot be found.
    #[error("{}: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The operating system refuses threads or timers.
    #[error("the server cannot be started: {0}")]
    Runtime(io::Error),
}

/// A server for an archive, which listens on the loopback interface only.
#[derive(Debug)]
pub struct Server {
    folder: PathBuf,
    name: String,
    port: u16,
    listeners: Vec<TcpListener>,
}

impl Server {
    /// Listens on a port of the loopback interface. Requests wait until [`run`](Self::run) is called.
    ///
    /// # Errors
    ///
    /// If the folder does not exist, or the port cannot be used.
    pub fn bind(archive: &Path, port: Port) -> Result<Self, ServeError> {
        let folder = archive
            .canonicalize()
            .map_err(|source| ServeError::Folder { path: archive.to_path_buf(), source })?;
        let listener = listen(port)?;
        let failed = |source| ServeError::Listen { port: 0, source };
        let port = listener.local_addr().map_err(failed)?.port();
        let mut listeners = vec![listener];
        // What resolves `localhost` may prefer it. Without it, 127.0.0.1 still works.
        listeners.extend(TcpListener::bind((Ipv6Addr::LOCALHOST, port)));
        let name = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned();
        Ok(Self { folder, name, port, listeners })
    }

    /// Returns the URL of the first page.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Answers requests until it is asked to stop.
    ///
    /// # Errors
    ///
    /// If the server cannot be started.
    pub fn run(self, stop: &Stop) -> Result<(), ServeError> {
        let mut building = tokio::runtime::Builder::new_current_thread();
        let runtime = building.enable_all().max_blocking_threads(READERS).build();
        let runtime = runtime.map_err(ServeError::Runtime)?;
        let indexer = Indexer::start(&self.folder, stop).map_err(ServeError::Runtime)?;
        let site = Arc::new(Site::new(self.name, Archive::new(self.folder), indexer.progress()));
        let warmed = Arc::clone(&site);
        drop(runtime.spawn_blocking(move || warmed.warm_up()));
        let routes = router(site, self.port);
        let done = runtime.block_on(connections::serve(self.listeners, routes, stop));
        runtime.shutdown_timeout(FAREWELL);
        indexer.finish();
        done.map_err(ServeError::Runtime)
    }
}

/// Listens on 127.0.0.1.
fn listen(port: Port) -> Result<TcpListener, ServeError> {
    let bind = |port| TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    let (first, more) = match port {
        Port::Exactly(port) => (port, 0),
        Port::From(port) => (port, MORE_PORTS),
    };
    for port in first..=first.saturating_add(more) {
        match bind(port) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            bound => return bound.map_err(|source| ServeError::Listen { port, source }),
        }
    }
    if more == 0 {
        return Err(ServeError::PortInUse(first));
    }
    bind(0).map_err(|source| ServeError::Listen { port: first, source })
}
