//! The two listeners and the processing common to all requests.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

use crate::address::{Role, host_of};
use crate::certificate::Authority;
use crate::content::Flow;
use crate::knobs::Knobs;
use crate::log::Log;
use crate::request::SiteRequest;
use crate::response::SiteResponse;
use crate::{blog, console, images, login};

/// The state of the site.
#[derive(Debug)]
pub struct State {
    pub plain: SocketAddr,
    pub secure: SocketAddr,
    pub log: Log,
    knobs: Mutex<Knobs>,
    attempts: Mutex<HashMap<String, usize>>,
    /// The number of responses from the blog.
    given: AtomicUsize,
}

impl State {
    pub fn knobs(&self) -> MutexGuard<'_, Knobs> {
        self.knobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts an attempt and returns the number of earlier ones.
    pub fn attempt(&self, what: &str) -> usize {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = attempts.entry(what.to_owned()).or_default();
        *count += 1;
        *count - 1
    }

    pub fn clear_attempts(&self) {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.given.store(0, Ordering::SeqCst);
    }

    /// Returns the response that overrides the host's own: an outage or a captcha.
    fn obstacle(&self, request: &SiteRequest, role: Role) -> Option<SiteResponse> {
        let knobs = self.knobs();
        if let Some(outage) = knobs.outage.as_ref().filter(|outage| Instant::now() < outage.until) {
            let answer = SiteResponse::html(outage.status, "<p>忙不过来了</p>".to_owned());
            return Some(match &outage.retry_after {
                Some(after) => answer.header("retry-after", after),
                None => answer,
            });
        }
        let is_blog = matches!(role, Role::Blog | Role::Alias(_)) && request.path != "/robots.txt";
        let given = if is_blog { self.given.fetch_add(1, Ordering::SeqCst) } else { 0 };
        knobs.captcha_after.filter(|after| is_blog && given >= *after).map(|_| blog::captcha())
    }
}

/// Binds both ports and serves them on `runtime`.
pub fn listen(
    runtime: &Runtime,
    plain: SocketAddr,
    secure: SocketAddr,
    authority: &Authority,
) -> io::Result<Arc<State>> {
    let bind = |at| {
        let listener = std::net::TcpListener::bind(at)?;
        listener.set_nonblocking(true)?;
        io::Result::Ok(listener)
    };
    let (plain, secure) = (bind(plain)?, bind(secure)?);
    let state = Arc::new(State {
        plain: plain.local_addr()?,
        secure: secure.local_addr()?,
        log: Log::default(),
        knobs: Mutex::default(),
        attempts: Mutex::default(),
        given: AtomicUsize::new(0),
    });
    runtime.spawn(accept(Arc::clone(&state), plain, None));
    runtime.spawn(accept(Arc::clone(&state), secure, Some(authority.server_config().into())));
    Ok(state)
}

/// Accepts connections until the runtime stops.
async fn accept(state: Arc<State>, listener: std::net::TcpListener, tls: Option<TlsAcceptor>) {
    let listener = TcpListener::from_std(listener).unwrap();
    loop {
        // Failed connections are the client's problem.
        let Ok((stream, _)) = listener.accept().await else { continue };
        tokio::spawn(connection(Arc::clone(&state), stream, tls.clone()));
    }
}

async fn connection(state: Arc<State>, stream: TcpStream, tls: Option<TlsAcceptor>) {
    // The first byte of a TLS handshake. Any other connection to the secure port is plain HTTP.
    const HANDSHAKE: u8 = 0x16;
    let mut first = [0];
    let peeked = stream.peek(&mut first).await;
    match tls.filter(|_| peeked.is_ok() && first == [HANDSHAKE]) {
        Some(tls) => {
            if let Ok(stream) = tls.accept(stream).await {
                serve(state, stream, true).await;
            }
        }
        None => serve(state, stream, false).await,
    }
}

async fn serve(
    state: Arc<State>,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    secure: bool,
) {
    let service = service_fn(move |request| answer(Arc::clone(&state), request, secure));
    // Fails if a body is truncated or the client disconnects.
    Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await.ok();
}

/// Responds to a request and logs it. An error closes the connection.
async fn answer(state: Arc<State>, request: Request<Incoming>, secure: bool) -> io::Result<Response<Flow>> {
    let (parts, _) = request.into_parts();
    let request = SiteRequest::new(&parts, secure);
    let ongoing = state.log.begin(&request);
    let latency = state.knobs().latency;
    tokio::time::sleep(latency).await;
    let answer = route(&state, &request);
    tokio::time::sleep(answer.delay).await;
    let knobs = state.knobs().clone();
    let response = answer.response(&request, &knobs).ok_or(io::ErrorKind::ConnectionAborted)?;
    ongoing.answered(response.status().as_u16());
    Ok(response.map(|flow| {
        let counted = flow.map_frame(move |frame| {
            ongoing.sent(frame.data_ref().map_or(0, Bytes::len));
            frame
        });
        counted.boxed_unsync()
    }))
}

fn route(state: &State, request: &SiteRequest) -> SiteResponse {
    let Some(host) = host_of(&request.host) else {
        return SiteResponse::html(404, "<p>no such host</p>".to_owned());
    };
    if let Some(obstacle) = state.obstacle(request, host.role) {
        return obstacle;
    }
    match host.role {
        Role::Blog => blog::respond(state, request),
        Role::Alias(user) => blog::respond_alias(state, request, user),
        Role::Console => console::respond(request),
        Role::Login => login::respond(request),
        Role::Images => images::respond(state, request, host),
        Role::Foreign => login::foreign_host(request),
    }
}
