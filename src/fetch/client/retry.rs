//! Delays before retries.

use std::time::{Duration, SystemTime};

use backon::{BackoffBuilder as _, ExponentialBuilder};
use reqwest::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};

use crate::fetch::options::FetchOptions;

/// Returns the delays before the retries of a request.
pub(super) fn delays(options: &FetchOptions) -> impl Iterator<Item = Duration> + Send + use<> {
    let max = options.longest_wait;
    ExponentialBuilder::new()
        .with_jitter()
        .with_min_delay(options.backoff)
        .with_max_delay(max)
        .with_max_times(options.attempts.saturating_sub(1))
        .build()
        .map(move |delay| delay.min(max))
}

/// Reads `Retry-After`: seconds, or a date, which is compared with the server's own clock if possible.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |value: &HeaderValue| value.to_str().ok().map(|text| text.trim().to_owned());
    let value = headers.get(RETRY_AFTER).and_then(text)?;
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let until = httpdate::parse_http_date(&value).ok()?;
    let now = headers.get(DATE).and_then(text).and_then(|date| httpdate::parse_http_date(&date).ok());
    Some(until.duration_since(now.unwrap_or_else(clock)).unwrap_or_default())
}

#[allow(clippy::disallowed_methods, reason = "affects delays, not output")]
fn clock() -> SystemTime {
    SystemTime::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_up_to_the_limit() {
        let options = FetchOptions { attempts: 9, ..FetchOptions::default() };
        let delays: Vec<_> = delays(&options).collect();
        assert_eq!(delays.len(), 8);
        for (delay, least) in delays.iter().zip([1, 2, 4, 8, 16, 32, 60, 60]) {
            let least = Duration::from_secs(least);
            assert!((least..=(least * 2).min(options.longest_wait)).contains(delay), "{delay:?}");
        }
        for attempts in [0, 1] {
            let options = FetchOptions { attempts, ..FetchOptions::default() };
            assert_eq!(super::delays(&options).count(), 0);
        }
    }

    #[test]
    fn reads_both_forms_of_retry_after() {
        let wait = |value: &str, date: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, value.parse().unwrap());
            date.map(|date| headers.insert(DATE, date.parse().unwrap()));
            retry_after(&headers).map(|wait| wait.as_secs())
        };
        let date = Some("Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(wait("120", date), Some(120));
        assert_eq!(wait("Sun, 06 Nov 1994 08:51:37 GMT", date), Some(120));
        assert_eq!(wait("Sun, 06 Nov 1994 08:00:00 GMT", date), Some(0), "already past");
        assert_eq!(wait("Sun, 06 Nov 1994 08:51:37 GMT", None), Some(0), "local clock");
        assert!(wait("Fri, 01 Jan 2100 00:00:00 GMT", Some("nonsense")) > Some(1_000_000));
        assert_eq!(wait("99999999999999999999999", date), Some(u64::MAX));
        for nothing in ["", "soon", "-1", "1.5"] {
            assert_eq!(wait(nothing, date), None, "{nothing}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
