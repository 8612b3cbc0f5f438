//! A server with configurable and possibly invalid replies, which records its requests.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A request as received.
#[derive(Debug, Clone)]
pub(crate) struct ReceivedRequest {
    pub(crate) method: String,
    /// The path, or the complete URL if the server is used as a proxy.
    pub(crate) target: String,
    /// Names are lower-case.
    pub(crate) headers: HashMap<String, String>,
    /// The number of earlier requests for the same target.
    pub(crate) before: usize,
}

impl ReceivedRequest {
    /// Returns the value of a header, or an empty string.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    fn read(head: &str, log: &[Self]) -> Option<Self> {
        let mut lines = head.lines();
        let mut words = lines.next()?.split(' ');
        let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
        let header = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_lowercase(), value.trim().to_owned()))
        };
        let before = log.iter().filter(|request| request.target == target).count();
        Some(Self { method, target, headers: lines.filter_map(header).collect(), before })
    }
}

/// What the server does.
pub(crate) enum Reply {
    /// Writes these bytes and closes the connection.
    Bytes(Vec<u8>),
    /// The same after a delay, without blocking other requests.
    Later(Duration, Vec<u8>),
    /// Closes the connection without a reply.
    Close,
    /// Keeps the connection open without a reply.
    Silence,
    /// Writes the head, then the byte repeatedly.
    Endless { head: Vec<u8>, byte: u8, every: Duration },
}

/// Returns a complete reply.
pub(crate) fn reply(status: u16, headers: &[&str], body: &[u8]) -> Reply {
    Reply::Bytes(bytes(status, headers, body))
}

/// Returns the bytes of a complete reply.
pub(crate) fn bytes(status: u16, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut text = head(status, headers);
    let end = text.len() - 2;
    text.splice(end..end, format!("Content-Length: {}\r\n", body.len()).into_bytes());
    text.extend(body);
    text
}

/// Returns the head of a reply of unknown length.
pub(crate) fn head(status: u16, headers: &[&str]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} Mock\r\nConnection: close\r\n");
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    text.into_bytes()
}

/// The state of the server.
#[derive(Default)]
struct State {
    log: Vec<ReceivedRequest>,
    /// The number of requests waiting for their reply, and its maximum.
    waiting: usize,
    most: usize,
}

/// The server. It stops with the runtime of the test.
pub(crate) struct Server {
    pub(crate) port: u16,
    state: Arc<Mutex<State>>,
}

impl Server {
    pub(crate) async fn start(replies: impl Fn(&ReceivedRequest) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::<Mutex<State>>::default();
        let replies = Arc::new(replies);
        let seen = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&replies), Arc::clone(&seen)));
            }
        });
        Self { port, state }
    }

    /// Returns a URL of the server by IP address.
    pub(crate) fn url(&self, path: &str) -> url::Url {
        format!("http://127.0.0.1:{}{path}", self.port).parse().unwrap()
    }

    /// Returns the option that resolves all names to this server.
    pub(crate) fn resolve_all(&self) -> csdown::fetch::Resolution {
        format!("*=127.0.0.1:{}", self.port).parse().unwrap()
    }

    /// Returns all requests in order.
    pub(crate) fn log(&self) -> Vec<ReceivedRequest> {
        self.state.lock().unwrap().log.clone()
    }

    /// Returns the number of requests.
    pub(crate) fn count(&self) -> usize {
        self.state.lock().unwrap().log.len()
    }

    /// Returns the maximum number of concurrently waiting requests.
    pub(crate) fn max_concurrent(&self) -> usize {
        self.state.lock().unwrap().most
    }
}

async fn serve<F: Fn(&ReceivedRequest) -> Reply>(
    mut stream: TcpStream,
    replies: Arc<F>,
    state: Arc<Mutex<State>>,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8(head).unwrap();
    let reply = {
        let mut state = state.lock().unwrap();
        let request = ReceivedRequest::read(&head, &state.log).unwrap();
        let reply = replies(&request);
        state.log.push(request);
        state.waiting += 1;
        state.most = state.most.max(state.waiting);
        reply
    };
    // The client may have disconnected.
    drop(give(&mut stream, reply, &state).await);
}

async fn give(stream: &mut TcpStream, reply: Reply, state: &Mutex<State>) -> std::io::Result<()> {
    let done = || state.lock().unwrap().waiting -= 1;
    match reply {
        Reply::Close => done(),
        Reply::Silence => {
            drop(stream.read_u8().await);
            done();
        }
        Reply::Bytes(bytes) => {
            done();
            stream.write_all(&bytes).await?;
            stream.shutdown().await?;
        }
        Reply::Later(pause, bytes) => {
            tokio::time::sleep(pause).await;
            done();
            stream.write_all(&bytes).await?;
            stream.shutdown().await?;
        }
        Reply::Endless { head, byte, every } => {
            done();
            stream.write_all(&head).await?;
            let piece = if every.is_zero() { vec![byte; 4096] } else { vec![byte] };
            loop {
                stream.write_all(&piece).await?;
                tokio::time::sleep(every).await;
            }
        }
    }
    Ok(())
}
