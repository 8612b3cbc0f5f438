//! The style sheets, the script and the icon.

use super::reply::Reply;

/// The files: path, media type and contents.
const FILES: [(&str, &str, &str); 4] = [
    ("/style.css", "text/css; charset=utf-8", include_str!("../../templates/serve/style.css")),
    ("/article.css", "text/css; charset=utf-8", include_str!("../../templates/article.css")),
    ("/script.js", "text/javascript; charset=utf-8", include_str!("../../templates/serve/script.js")),
    ("/favicon.svg", "image/svg+xml", include_str!("../../templates/serve/favicon.svg")),
];

/// Returns the file at a path.
pub(super) fn file(path: &str) -> Option<Reply> {
    let (_, media_type, contents) = FILES.iter().find(|(name, ..)| *name == path)?;
    Some(Reply::file(media_type, contents.as_bytes().to_vec()))
}
