//! Answers: pages, files and errors.

use std::fmt::Display;

use askama::Template;
use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};

use super::shell::Shell;
use crate::catalogue::CatalogueError;
use crate::display::Visible;

/// How long a browser may use a file again without asking.
const FRESH: &str = "private, max-age=300";

/// A page or a file.
#[derive(Debug)]
pub(super) struct Reply {
    media_type: &'static str,
    body: Vec<u8>,
    headers: Vec<(HeaderName, &'static str)>,
}

impl Reply {
    /// A page.
    pub(super) fn html(page: &impl Template) -> Result<Self, Problem> {
        let body = page.render().map_err(Problem::failed)?;
        Ok(Self { media_type: "text/html; charset=utf-8", body: body.into_bytes(), headers: Vec::new() })
    }

    /// A file, which a browser may keep for some minutes.
    pub(super) fn file(media_type: &'static str, body: Vec<u8>) -> Self {
        Self { media_type, body, headers: vec![(header::CACHE_CONTROL, FRESH)] }
    }

    /// Replaces the content security policy.
    pub(super) fn with_policy(mut self, policy: &'static str) -> Self {
        self.headers.push((header::CONTENT_SECURITY_POLICY, policy));
        self
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        for (name, value) in self.headers {
            headers.insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

/// Why there is no page.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    reason: String,
}

impl Problem {
    /// A problem with this status.
    pub(super) fn new(status: StatusCode, reason: impl Into<String>) -> Self {
        Self { status, reason: reason.into() }
    }

    /// Nothing is at the URL.
    pub(super) fn not_found(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, reason)
    }

    /// A parameter of the URL is invalid.
    pub(super) fn bad_request(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, reason)
    }

    /// Something in the archive cannot be read.
    pub(super) fn failed(error: impl Display) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
    }

    /// Whether something in the archive cannot be read.
    pub(super) fn is_failure(&self) -> bool {
        self.status.is_server_error()
    }
}

impl From<CatalogueError> for Problem {
    fn from(error: CatalogueError) -> Self {
        Self::failed(error)
    }
}

/// The page of a problem.
#[derive(Template)]
#[template(path = "serve/problem.html")]
struct ProblemPage {
    shell: Shell,
    title: &'static str,
    reason: Visible<String>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let title = match self.status {
            StatusCode::NOT_FOUND => "Not found",
            StatusCode::BAD_REQUEST | StatusCode::URI_TOO_LONG => "Bad request",
            StatusCode::FORBIDDEN => "Not allowed",
            StatusCode::METHOD_NOT_ALLOWED => "Method not allowed",
            _ => "The archive cannot be read",
        };
        let page = ProblemPage { shell: Shell::default(), title, reason: Visible(self.reason) };
        let mut response = match Reply::html(&page) {
            Ok(reply) => reply.into_response(),
            Err(problem) => Response::new(Body::from(problem.reason)),
        };
        *response.status_mut() = self.status;
        if self.status == StatusCode::METHOD_NOT_ALLOWED {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        }
        response
    }
}
