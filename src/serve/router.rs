//! Which page is at which URL.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

use super::article_page::article_page;
use super::facet::Facet;
use super::guard::guard;
use super::images::image;
use super::list_page::{list_page, list_part};
use super::list_request::ListRequest;
use super::original::original;
use super::reply::{Problem, Reply};
use super::site::Site;
use super::static_files::file;
use super::values_page::values_page;
use crate::articles::Articles;

/// Makes a page, on a thread that may read files.
async fn answer(
    site: Arc<Site>,
    page: impl FnOnce(&Site, &Articles) -> Result<Reply, Problem> + Send + 'static,
) -> Response {
    let made = tokio::task::spawn_blocking(move || site.archive.read(|articles| page(&site, articles))).await;
    // A panic is a bug, which must not end the server.
    made.unwrap_or_else(|_| Err(Problem::failed("This page cannot be made because of a bug in csdown.")))
        .into_response()
}

/// Renders an article or a page, when others are done.
async fn render(
    site: Arc<Site>,
    page: impl FnOnce(&Site, &Articles) -> Result<Reply, Problem> + Send + 'static,
) -> Response {
    let permit = Arc::clone(&site.renderings).acquire_owned().await;
    answer(site, move |site, articles| {
        // If the client goes away, the work goes on.
        let _permit = permit;
        page(site, articles)
    })
    .await
}

/// Returns the pages of a site that answers to this port.
pub(super) fn router(site: Arc<Site>, port: u16) -> Router {
    let fixed = |uri: Uri| async move { file(uri.path()).ok_or_else(nothing).into_response() };
    Router::new()
        .route("/", get(list))
        .route("/search", get(part))
        .route("/values/{facet}", get(values))
        .route("/article/{number}", get(article))
        .route("/original/{number}", get(page))
        .route("/image/{number}/{key}", get(picture))
        .route("/style.css", get(fixed))
        .route("/article.css", get(fixed))
        .route("/script.js", get(fixed))
        .route("/favicon.svg", get(fixed))
        .fallback(async || nothing().into_response())
        .layer(from_fn_with_state(port, guard))
        .with_state(site)
}

/// The parts of a path.
type Parts<T> = Result<Path<T>, PathRejection>;

async fn list(State(site): State<Arc<Site>>, uri: Uri) -> Response {
    match requested(&uri) {
        Ok(request) => answer(site, move |site, articles| list_page(site, articles, &request)).await,
        Err(problem) => problem.into_response(),
    }
}

async fn part(State(site): State<Arc<Site>>, uri: Uri) -> Response {
    match requested(&uri) {
        Ok(request) => answer(site, move |site, articles| list_part(site, articles, &request)).await,
        Err(problem) => problem.into_response(),
    }
}

async fn values(State(site): State<Arc<Site>>, facet: Parts<String>, uri: Uri) -> Response {
    let facet = facet.ok().and_then(|Path(name)| Facet::ALL.into_iter().find(|facet| facet.name() == name));
    match (facet, requested(&uri)) {
        (Some(facet), Ok(request)) => {
            answer(site, move |site, articles| values_page(site, articles, &request, facet)).await
        }
        (None, _) => nothing().into_response(),
        (_, Err(problem)) => problem.into_response(),
    }
}

async fn article(State(site): State<Arc<Site>>, number: Parts<i64>, uri: Uri) -> Response {
    match (number, requested(&uri)) {
        (Ok(Path(number)), Ok(request)) => {
            render(site, move |site, articles| article_page(site, articles, &request, number)).await
        }
        (Err(_), _) => nothing().into_response(),
        (_, Err(problem)) => problem.into_response(),
    }
}

async fn page(State(site): State<Arc<Site>>, number: Parts<i64>) -> Response {
    match number {
        Ok(Path(number)) => render(site, move |_, articles| original(articles, number)).await,
        Err(_) => nothing().into_response(),
    }
}

async fn picture(State(site): State<Arc<Site>>, parts: Parts<(i64, String)>) -> Response {
    match parts {
        Ok(Path((number, key))) => {
            answer(site, move |site, articles| image(&site.images, articles, number, &key)).await
        }
        Err(_) => nothing().into_response(),
    }
}

/// Reads the parameters of the list.
fn requested(uri: &Uri) -> Result<ListRequest, Problem> {
    ListRequest::parse(uri.query().unwrap_or_default()).map_err(Problem::bad_request)
}

fn nothing() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "There is no such page in this archive.")
}
