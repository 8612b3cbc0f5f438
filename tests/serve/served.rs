//! A running server, and a client that sends what it is told to.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::workplace::Workplace;

/// How long to wait for something.
const TIMEOUT: Duration = Duration::from_mins(1);

/// A server, which ends with this.
#[derive(Debug)]
pub(crate) struct Served {
    child: Child,
    pub(crate) port: u16,
}

/// An answer of a server.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Served {
    /// Starts `csdown serve archive` on a free port.
    pub(crate) fn start(dir: &Workplace) -> Self {
        Self::with(dir, &["serve", "archive", "--port", "0"])
    }

    /// Starts a command that serves.
    pub(crate) fn with(dir: &Workplace, args: &[&str]) -> Self {
        let mut child = dir.command(args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        let port = url.trim().strip_prefix("http://127.0.0.1:").and_then(|rest| rest.strip_suffix('/'));
        Self { port: port.unwrap_or_else(|| panic!("{url:?} is no URL")).parse().unwrap(), child }
    }

    /// Requests a path, which is sent as it is.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            self.port
        ))
    }

    /// Requests a page that is there.
    pub(crate) fn page(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.text()
    }

    /// Sends a request.
    pub(crate) fn send(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        Answer::parse(&bytes)
    }

    /// Waits until all articles are in the search index.
    pub(crate) fn wait_for_index(&self) {
        wait_until(|| !self.page("/search?q=a").contains("not indexed yet"));
    }

    /// Returns the number of the article with this title.
    pub(crate) fn number(&self, title: &str) -> i64 {
        let list = self.page("/");
        let before = list.split(title).next().unwrap();
        let number = before.rsplit("/article/").next().unwrap().split(['"', '?']).next().unwrap();
        number.parse().unwrap_or_else(|_| panic!("{title} is not in {list}"))
    }

    /// Sends the server a signal, and returns its exit code.
    #[cfg(unix)]
    pub(crate) fn end(mut self, signal: &str) -> Option<i32> {
        crate::workplace::signal(&self.child, signal);
        self.child.wait().unwrap().code()
    }

    /// The id of the process.
    #[cfg(target_os = "linux")]
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
        let pairs = lines.filter_map(|line| line.split_once(':'));
        let headers =
            pairs.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
        Self {
            status: status.unwrap_or_default(),
            headers,
            body: bytes.get(end + 4..).unwrap_or_default().to_vec(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let mut values =
            self.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let first = values.next().unwrap_or_default();
        assert_eq!(values.next(), None, "{name} is there once");
        first
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

/// Waits until something is so.
pub(crate) fn wait_until(is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < TIMEOUT, "it never is");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Returns the texts between `start` and `end`.
pub(crate) fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start).skip(1).filter_map(|rest| rest.split(end).next()).collect()
}

/// Returns the titles of the articles in a list, without marks.
pub(crate) fn titles(list: &str) -> Vec<String> {
    let links = between(list, "<a class=\"title\"", "</a>").into_iter();
    let titles = links.filter_map(|link| link.split("<bdi lang=\"zh-CN\">").nth(1)?.split("</bdi>").next());
    titles.map(|title| title.replace("<mark>", "").replace("</mark>", "")).collect()
}
