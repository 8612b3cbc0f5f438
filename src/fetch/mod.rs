//! Live articles and their pictures.
//!
//! [`Client`] asks a site for pages as a polite visitor does: few requests at a time and none in haste, again only what
//! may succeed the second time, never a private address unless told so, and no cookie or `Referer` to a host it is not for.
//! Where a site shows that it wants no more, the client stops and says so.
//!
//! Everything here is async and runs on any multi-threaded or current-thread tokio runtime with timers and I/O enabled.
//! Nothing is printed, and of the environment only the proxy settings are read.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use csdown::fetch::{Client, FetchOptions, Request};
//!
//! let client = Client::new(&FetchOptions::default())?;
//! let url = "https://blog.csdn.net/someone/article/details/102596791".parse()?;
//! let response = client.get(Request::page(url)).await?;
//! println!("{} {} bytes", response.head.status, response.body.len());
//! # Ok(())
//! # }
//! ```

mod address;
mod client;
mod comments;
mod console;
mod error;
mod journal;
mod options;

pub use address::{Address, AddressError, List};
pub use client::{
    Client, CookieError, CookieJar, Head, Kind, Method, Request, Response, Sink, Traffic, Validators,
};
pub use comments::Comment;
pub use error::{FetchError, Phase};
pub use journal::JOURNAL;
pub use options::{FetchOptions, Header, Proxies, Resolution, Robots};
