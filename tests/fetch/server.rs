//! A server that answers as it is told, wrongly too, and remembers what it was asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// The path, or the whole address where the server is asked as a proxy.
    pub(crate) target: String,
    /// Names in lower case.
    pub(crate) headers: HashMap<String, String>,
    /// How often the target was asked for before.
    pub(crate) before: usize,
}

impl Asked {
    /// The value of a header, empty where there is none.
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
        let before = log.iter().filter(|asked| asked.target == target).count();
        Some(Self { method, target, headers: lines.filter_map(header).collect(), before })
    }
}

/// What the server does.
pub(crate) enum Answer {
    /// Writes these bytes and closes the connection.
    Bytes(Vec<u8>),
    /// The same after a while, during which others may come.
    Later(Duration, Vec<u8>),
    /// Closes the connection without a word.
    Close,
    /// Says nothing, and holds the connection.
    Silence,
    /// Writes the head of an answer, then the byte again and again.
    Endless { head: Vec<u8>, byte: u8, every: Duration },
}

/// A whole answer.
pub(crate) fn answer(status: u16, headers: &[&str], body: &[u8]) -> Answer {
    Answer::Bytes(bytes(status, headers, body))
}

/// The bytes of a whole answer.
pub(crate) fn bytes(status: u16, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut text = head(status, headers);
    let end = text.len() - 2;
    text.splice(end..end, format!("Content-Length: {}\r\n", body.len()).into_bytes());
    text.extend(body);
    text
}

/// The head of an answer of unknown length.
pub(crate) fn head(status: u16, headers: &[&str]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} Told\r\nConnection: close\r\n");
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    text.into_bytes()
}

/// What the server knows.
#[derive(Default)]
struct State {
    log: Vec<Asked>,
    /// Requests that wait for their answers, and the most there ever were.
    waiting: usize,
    most: usize,
}

/// The server. It ends with the test's runtime.
pub(crate) struct Server {
    pub(crate) port: u16,
    state: Arc<Mutex<State>>,
}

impl Server {
    pub(crate) async fn start(answers: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::<Mutex<State>>::default();
        let answers = Arc::new(answers);
        let seen = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&answers), Arc::clone(&seen)));
            }
        });
        Self { port, state }
    }

    /// An address of the server by its number.
    pub(crate) fn url(&self, path: &str) -> url::Url {
        format!("http://127.0.0.1:{}{path}", self.port).parse().unwrap()
    }

    /// The option by which every name leads here.
    pub(crate) fn for_all_hosts(&self) -> csdown::fetch::Resolution {
        format!("*=127.0.0.1:{}", self.port).parse().unwrap()
    }

    /// What was asked, in order.
    pub(crate) fn log(&self) -> Vec<Asked> {
        self.state.lock().unwrap().log.clone()
    }

    /// How often anything was asked.
    pub(crate) fn count(&self) -> usize {
        self.state.lock().unwrap().log.len()
    }

    /// How many requests waited at the same time, at most.
    pub(crate) fn most(&self) -> usize {
        self.state.lock().unwrap().most
    }
}

async fn serve<F: Fn(&Asked) -> Answer>(mut stream: TcpStream, answers: Arc<F>, state: Arc<Mutex<State>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8(head).unwrap();
    let answer = {
        let mut state = state.lock().unwrap();
        let asked = Asked::read(&head, &state.log).unwrap();
        let answer = answers(&asked);
        state.log.push(asked);
        state.waiting += 1;
        state.most = state.most.max(state.waiting);
        answer
    };
    // Whoever asked may be gone.
    drop(give(&mut stream, answer, &state).await);
}

async fn give(stream: &mut TcpStream, answer: Answer, state: &Mutex<State>) -> std::io::Result<()> {
    let done = || state.lock().unwrap().waiting -= 1;
    match answer {
        Answer::Close => done(),
        Answer::Silence => {
            drop(stream.read_u8().await);
            done();
        }
        Answer::Bytes(bytes) => {
            done();
            stream.write_all(&bytes).await?;
            stream.shutdown().await?;
        }
        Answer::Later(pause, bytes) => {
            tokio::time::sleep(pause).await;
            done();
            stream.write_all(&bytes).await?;
            stream.shutdown().await?;
        }
        Answer::Endless { head, byte, every } => {
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
