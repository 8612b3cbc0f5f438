//! Accepts connections, with limits for clients that are slow or many.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::guard::MAX_HEAD;
use crate::batch::Stop;

/// Connections at a time. Browsers open six.
const MAX_CONNECTIONS: usize = 64;

/// Header lines of a request.
const MAX_HEADERS: usize = 64;

/// How long a client may take to send a request, and a connection may be idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(20);

/// How long a connection may last, so that a client that does not read its answer cannot keep it.
const LIFETIME: Duration = Duration::from_mins(10);

/// How often to look whether the server was asked to stop.
const STOP_INTERVAL: Duration = Duration::from_millis(50);

/// How long to wait after a connection could not be accepted, such as without file handles.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers requests until the server is asked to stop.
pub(super) async fn serve(listeners: Vec<TcpListener>, routes: Router, stop: &Stop) -> io::Result<()> {
    let free = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    // Connections end with the set.
    let mut accepting = JoinSet::new();
    for listener in listeners {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        accepting.spawn(accept(listener, routes.clone(), Arc::clone(&free)));
    }
    while !stop.is_requested() {
        tokio::time::sleep(STOP_INTERVAL).await;
    }
    Ok(())
}

/// Accepts connections as long as there are not too many.
async fn accept(listener: tokio::net::TcpListener, routes: Router, free: Arc<Semaphore>) {
    let mut open = JoinSet::new();
    loop {
        let Ok(permit) = Arc::clone(&free).acquire_owned().await else { return };
        while open.try_join_next().is_some() {}
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let routes = routes.clone();
        open.spawn(async move {
            // A client that goes away, or is too slow, needs no answer.
            drop(tokio::time::timeout(LIFETIME, answer(stream, routes)).await);
            drop(permit);
        });
    }
}

/// Answers the requests of a connection.
async fn answer(stream: TcpStream, routes: Router) -> hyper::Result<()> {
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes))
        .await
}
