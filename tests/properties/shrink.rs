//! Shrinks a failing document, so that a person can see what is wrong with it.

use std::time::{Duration, Instant};

use csdown::model::Document;
use serde::Deserialize;
use serde_json::Value;

/// The maximum time to spend on shrinking.
const MAX_DURATION: Duration = Duration::from_secs(10);

/// Returns the smallest document found for which `fails` still returns true.
pub fn shrunk(document: &Document, fails: impl Fn(&Document) -> bool) -> Document {
    let started = Instant::now();
    let mut smallest = serde_json::to_value(document).unwrap();
    let still_fails = |value: &Value| Document::deserialize(value).is_ok_and(|document| fails(&document));
    loop {
        let before = smallest.clone();
        // Outer nodes come first, to remove as much as possible at once. Within a level, the last come first, so that
        // earlier paths stay valid.
        let mut paths = paths(&smallest, "");
        paths.reverse();
        paths.sort_by_key(|path| path.matches('/').count());
        for path in &paths {
            while started.elapsed() < MAX_DURATION
                && let Some(smaller) = smaller(&smallest, path).into_iter().find(&still_fails)
            {
                smallest = smaller;
            }
        }
        if smallest == before || started.elapsed() > MAX_DURATION {
            return Document::deserialize(&smallest).unwrap();
        }
    }
}

/// Returns the smallest page found for which `fails` still returns true, by removing tags and characters.
pub fn shrunk_page(page: &str, fails: impl Fn(&str) -> bool) -> String {
    let started = Instant::now();
    let mut parts = parts(page);
    let mut size = parts.len();
    while size > 0 && started.elapsed() < MAX_DURATION {
        let mut at = 0;
        let before = parts.len();
        while at < parts.len() {
            let mut fewer = parts.clone();
            fewer.drain(at..parts.len().min(at + size));
            if fails(&fewer.concat()) {
                parts = fewer;
            } else {
                at += size;
            }
        }
        if size > 1 || parts.len() == before {
            size /= 2;
        }
    }
    parts.concat()
}

/// Splits a page into tags and characters.
pub fn parts(page: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = page;
    while let Some(first) = rest.chars().next() {
        let end = rest.find('>').filter(|_| first == '<').map_or(first.len_utf8(), |end| end + 1);
        let (part, after) = rest.split_at(end);
        parts.push(part);
        rest = after;
    }
    parts
}

/// Returns the paths of all strings and all list items.
fn paths(value: &Value, path: &str) -> Vec<String> {
    let mut found = Vec::new();
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let path = format!("{path}/{index}");
                found.push(path.clone());
                found.extend(paths(item, &path));
            }
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(name, field)| found.extend(paths(field, &format!("{path}/{name}"))));
        }
        Value::String(_) => found.push(path.to_owned()),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    found
}

/// Returns smaller variants of `value` at `path`: without the item, with the item's content replacement, with half of
/// the text.
fn smaller(value: &Value, path: &str) -> Vec<Value> {
    let Some(found) = value.pointer(path) else { return Vec::new() };
    let mut all = Vec::new();
    let (list, index) = path.rsplit_once('/').unwrap_or_default();
    if let (Some(Value::Array(items)), Ok(index)) = (value.pointer(list), index.parse::<usize>()) {
        for replacement in [Vec::new()].into_iter().chain(inner(found)) {
            let mut fewer = items.clone();
            fewer.splice(index..=index, replacement);
            all.push(with(value, list, Value::Array(fewer)));
        }
    }
    if let Value::String(text) = found {
        let chars: Vec<char> = text.chars().collect();
        let size = [chars.len() / 2, 1].into_iter().filter(|size| (1..=chars.len()).contains(size));
        for size in size {
            for start in (0..chars.len()).step_by(size).take(40) {
                let left = chars.iter().enumerate().filter(|(at, _)| !(start..start + size).contains(at));
                all.push(with(value, path, Value::String(left.map(|(_, c)| c).collect())));
            }
        }
    }
    all
}

fn with(value: &Value, path: &str, new: Value) -> Value {
    let mut value = value.clone();
    *value.pointer_mut(path).unwrap() = new;
    value
}

/// Returns the outermost lists in `value`.
fn inner(value: &Value) -> Vec<Vec<Value>> {
    match value {
        Value::Array(items) => vec![items.clone()],
        Value::Object(fields) => fields.values().flat_map(inner).collect(),
        _ => Vec::new(),
    }
}
