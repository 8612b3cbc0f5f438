//! An archive in a browser: `csdown serve`.
//!
//! [`Server`] listens on the loopback interface and shows the articles of an output folder: a list with filters and search,
//! and each article as HTML. `docs/serve.md` describes it. Requests only read; a thread of its own brings the search index up
//! to date (`indexing.rs`).
//!
//! Articles and pages come from strangers. Content is rendered by [`crate::html`], which writes nothing that runs or loads,
//! names and titles are escaped by the templates, and each answer has a content security policy that allows only files of
//! the server (`guard.rs`).
//!
//! ```no_run
//! use csdown::batch::Stop;
//! use csdown::serve::{Port, Server};
//!
//! let server = Server::bind("archive".as_ref(), Port::From(8321))?;
//! println!("{}", server.url());
//! server.run(&Stop::default())?;
//! # Ok::<(), csdown::serve::ServeError>(())
//! ```

mod archive;
mod article_page;
mod connections;
mod facet;
mod facets;
mod guard;
mod images;
mod indexing;
mod list_page;
mod list_request;
mod marked;
mod original;
mod reply;
mod router;
mod server;
mod shell;
mod site;
mod static_files;
mod values_page;

pub use server::{Port, ServeError, Server};
