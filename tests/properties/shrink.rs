//! Makes a document that fails smaller, so that a person can read what is wrong with it.

use std::time::{Duration, Instant};

use csdown::model::Document;
use serde::Deserialize;
use serde_json::Value;

/// How long to make smaller.
const PATIENCE: Duration = Duration::from_secs(10);

/// The smallest document found that `fails` as `document` does.
pub fn shrunk(document: &Document, fails: impl Fn(&Document) -> bool) -> Document {
    let begun = Instant::now();
    let mut smallest = serde_json::to_value(document).unwrap();
    let still_fails = |value: &Value| Document::deserialize(value).is_ok_and(|document| fails(&document));
    loop {
        let before = smallest.clone();
        // The outer first, to lose much at once; of those the last first, so that the places before it stay what they are.
        let mut places = places(&smallest, "");
        places.reverse();
        places.sort_by_key(|place| place.matches('/').count());
        for place in &places {
            while begun.elapsed() < PATIENCE
                && let Some(smaller) = smaller(&smallest, place).into_iter().find(&still_fails)
            {
                smallest = smaller;
            }
        }
        if smallest == before || begun.elapsed() > PATIENCE {
            return Document::deserialize(&smallest).unwrap();
        }
    }
}

/// The places of all texts and of all items of lists.
fn places(value: &Value, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let place = format!("{place}/{index}");
                found.push(place.clone());
                found.extend(places(item, &place));
            }
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(name, field)| found.extend(places(field, &format!("{place}/{name}"))));
        }
        Value::String(_) => found.push(place.to_owned()),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    found
}

/// `value` with less at `place`: without the item, with what the item holds instead, with half of the text.
fn smaller(value: &Value, place: &str) -> Vec<Value> {
    let Some(found) = value.pointer(place) else { return Vec::new() };
    let mut all = Vec::new();
    let (list, index) = place.rsplit_once('/').unwrap_or_default();
    if let (Some(Value::Array(items)), Ok(index)) = (value.pointer(list), index.parse::<usize>()) {
        for instead in [Vec::new()].into_iter().chain(inner(found)) {
            let mut fewer = items.clone();
            fewer.splice(index..=index, instead);
            all.push(with(value, list, Value::Array(fewer)));
        }
    }
    if let Value::String(text) = found {
        let chars: Vec<char> = text.chars().collect();
        let size = [chars.len() / 2, 1].into_iter().filter(|size| (1..=chars.len()).contains(size));
        for size in size {
            for start in (0..chars.len()).step_by(size).take(40) {
                let left = chars.iter().enumerate().filter(|(at, _)| !(start..start + size).contains(at));
                all.push(with(value, place, Value::String(left.map(|(_, c)| c).collect())));
            }
        }
    }
    all
}

fn with(value: &Value, place: &str, new: Value) -> Value {
    let mut value = value.clone();
    *value.pointer_mut(place).unwrap() = new;
    value
}

/// The lists in `value` that are in no other.
fn inner(value: &Value) -> Vec<Vec<Value>> {
    match value {
        Value::Array(items) => vec![items.clone()],
        Value::Object(fields) => fields.values().flat_map(inner).collect(),
        _ => Vec::new(),
    }
}
