//! Refuses requests that are not from a browser on this computer, and sets the headers of all answers.

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::reply::Problem;

/// The length of a request line and its headers in bytes.
pub(super) const MAX_HEAD: usize = 1 << 14;

/// The length of a URL in bytes.
const MAX_URL: usize = 1 << 13;

/// What pages may load and do: nothing from elsewhere, and no script but the one of the server.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
    form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'self'";

/// The headers of each answer, unless a page has its own.
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::X_DNS_PREFETCH_CONTROL, "off"),
    (header::CACHE_CONTROL, "no-cache"),
];

/// Answers a request if it may be answered.
pub(super) async fn guard(State(port): State<u16>, request: Request, next: Next) -> Response {
    let mut response = match refusal(&request, port) {
        Some(problem) => problem.into_response(),
        None => next.run(request).await,
    };
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Returns why a request is not answered.
fn refusal(request: &Request, port: u16) -> Option<Problem> {
    if !is_own_host(request, port) {
        let reason = format!(
            "This server answers only requests to 127.0.0.1:{port}, localhost:{port} and [::1]:{port}, so that no \
             other site can read the archive."
        );
        return Some(Problem::new(StatusCode::FORBIDDEN, reason));
    }
    if is_from_another_site(request.headers()) {
        return Some(Problem::new(
            StatusCode::FORBIDDEN,
            "Other sites can link to the archive, but not use it.",
        ));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Some(Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "The archive can only be read: use GET or HEAD.",
        ));
    }
    let length = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    (length > MAX_URL).then(|| {
        Problem::new(
            StatusCode::URI_TOO_LONG,
            format!("A URL may have {MAX_URL} bytes; this one has {length}."),
        )
    })
}

/// Whether a request is to a name of this computer. A page of another site whose name resolves to it is not.
fn is_own_host(request: &Request, port: u16) -> bool {
    let own = |host: &str| {
        let names = ["127.0.0.1", "localhost", "[::1]"];
        let is_own = |name: &&str| {
            let is_named = |given: &str| given.eq_ignore_ascii_case(name);
            // The port of HTTP is left out.
            host.rsplit_once(':').is_some_and(|(given, number)| is_named(given) && number == port.to_string())
                || (port == 80 && is_named(host))
        };
        names.iter().any(is_own)
    };
    let hosts = |headers: &HeaderMap| {
        let mut hosts = headers.get_all(header::HOST).iter();
        let first = hosts.next().and_then(|host| host.to_str().ok().map(str::to_owned));
        first.filter(|_| hosts.next().is_none())
    };
    // A client that takes this for a proxy names the host in the URL.
    let is_url_own = request.uri().authority().is_none_or(|authority| own(authority.as_str()));
    is_url_own && hosts(request.headers()).is_some_and(|host| own(&host))
}

/// Whether a browser asks for a page of another site, other than by following a link. That page could not read the answer,
/// but it could measure how long a search takes, or keep the server busy.
fn is_from_another_site(headers: &HeaderMap) -> bool {
    let is = |name: &str, values: &[&str]| {
        headers.get(name).is_some_and(|value| values.iter().any(|v| value == v))
    };
    is("sec-fetch-site", &["cross-site", "same-site"]) && !is("sec-fetch-dest", &["document"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn is_own(url: &str, hosts: &[&str], port: u16) -> bool {
        let mut request = Request::builder().uri(url);
        for host in hosts {
            request = request.header(header::HOST, *host);
        }
        is_own_host(&request.body(Body::empty()).unwrap(), port)
    }

    #[test]
    fn only_names_of_this_computer_with_the_port_are_own() {
        for host in ["127.0.0.1:8321", "localhost:8321", "LocalHost:8321", "[::1]:8321"] {
            assert!(is_own("/", &[host], 8321), "{host}");
        }
        for host in [
            "127.0.0.1",
            "127.0.0.1:80",
            "evil.example:8321",
            "localhost.evil.example:8321",
            "localhost:8321:8321",
            "::1:8321",
            "127.0.0.1:08321",
            "",
            "127.1:8321",
            "localhost:8321 ",
        ] {
            assert!(!is_own("/", &[host], 8321), "{host}");
        }
        assert!(!is_own("/", &[], 8321));
        assert!(!is_own("/", &["localhost:8321", "localhost:8321"], 8321));
        assert!(is_own("/", &["localhost"], 80));
    }

    #[test]
    fn a_url_with_another_host_is_not_own() {
        assert!(is_own("http://localhost:8321/", &["localhost:8321"], 8321));
        assert!(!is_own("http://evil.example:8321/", &["localhost:8321"], 8321));
    }
}
