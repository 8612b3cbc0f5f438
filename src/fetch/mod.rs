//! Live articles and their pictures.
//!
//! [`Client`] asks a site for pages as a polite visitor does: few requests at a time and none in haste, again only what
//! may succeed the second time, never a private address unless told so, and no cookie or `Referer` to a host it is not
//! for. Where a site shows that it wants no more, the client stops and says so. [`Fetcher`] knows what there is to ask
//! for: articles, lists of them, comments. [`Archive`] does so for a folder, and knows what the folder has.
//!
//! The first two are async and run on any multi-threaded or current-thread tokio runtime with timers and I/O enabled;
//! an archive is for threads that may wait. Nothing is printed, and of the environment only the proxy settings are
//! read.

mod address;
mod archive;
mod client;
mod comments;
mod console;
mod endpoints;
mod error;
mod fetcher;
mod listing;
mod options;
mod pictures;

pub use address::{Address, AddressError, List};
pub use archive::{Archive, ArchiveError, ArchiveOptions, JOURNAL, Plan, Planned, Target};
pub use client::{
    Client, CookieError, CookieJar, Head, Kind, Method, Request, Response, Sink, Traffic, Validators,
};
pub use comments::Comment;
pub use error::{FetchError, Phase};
pub use fetcher::{Article, Fetched, Fetcher};
pub use listing::Listing;
pub use options::{FetchOptions, Header, Proxies, Resolution, Robots};
pub use pictures::NetworkImages;
