//! Downloads articles, lists, comments and images from CSDN.
//!
//! [`Client`] is an HTTP client with rate limits, retries, robots.txt and circuit breakers. It refuses non-public IP
//! addresses and sends cookies and `Referer` headers only to the hosts they are meant for. [`Fetcher`] requests
//! articles, lists and comments through it. [`ArchiveDir`] downloads articles into a folder, incrementally.
//!
//! [`Client`] and [`Fetcher`] are async and run on any tokio runtime with timers and I/O enabled. [`ArchiveDir`] and
//! [`NetworkImages`] block. Nothing is printed, and only proxy settings are read from the environment.

mod archive_dir;
mod client;
mod comments;
mod console;
mod endpoints;
mod error;
mod fetcher;
mod images;
mod listing;
mod options;
mod target;

pub use archive_dir::{ArchiveDir, ArchiveDirError, ArchiveDirOptions, Listed, ListedSoFar, Plan, Planned};
pub use client::{
    Client, CookieError, CookieJar, Head, Method, Request, RequestKind, Response, Sink, Traffic, Validators,
};
pub use comments::Comment;
pub use error::{FetchError, Phase};
pub use fetcher::{Article, Fetched, Fetcher};
pub use images::NetworkImages;
pub use listing::Listing;
pub use options::{FetchOptions, Header, Proxies, Resolution, Robots};
pub use target::{ArticleUrl, List, Target, TargetError};
