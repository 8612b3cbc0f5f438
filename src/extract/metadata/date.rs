//! Dates as pages write them.

use std::fmt;
use std::sync::LazyLock;

use jiff::civil::DateTime;
use jiff::tz::Offset;
use regex::{Captures, Regex};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A date and time with a UTC offset, to the second. Displayed and serialized as RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    local: DateTime,
    offset: Offset,
}

impl Date {
    /// The UTC offset in hours of times without one: the site's servers use Asia/Shanghai.
    const SITE_HOURS: i8 = 8;

    /// Earlier years are Unix timestamps of zero, not dates.
    const FIRST_YEAR: i16 = 1971;

    /// Parses `2024-02-13 23:07:17 +0800`, `2019-11-26T00:12:20`, RFC 3339, `2019/1/2`, `2019年1月2日 03:04` and similar
    /// formats. The default offset is UTC+8, the default time midnight.
    ///
    /// ```
    /// use csdown::metadata::Date;
    /// let date = Date::parse("2019-11-26 00:12:20").unwrap();
    /// assert_eq!(date.to_string(), "2019-11-26T00:12:20+08:00");
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let found = DATE.captures(text.trim())?;
        let (hour, minute, second) = (number(&found, 4), number(&found, 5), number(&found, 6));
        let year = found.get(1)?.as_str().parse().ok()?;
        // A leap second becomes the second before.
        let second = second.min(59);
        let local =
            DateTime::new(year, number(&found, 2), number(&found, 3), hour, minute, second, 0).ok()?;
        (year >= Self::FIRST_YEAR).then_some(Self { local, offset: offset(&found)? })
    }

    /// Returns the date of a time in UTC+8.
    #[cfg(feature = "batch")]
    pub(crate) fn of(time: std::time::SystemTime) -> Option<Self> {
        let offset = Offset::constant(Self::SITE_HOURS);
        let seconds = time.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs();
        let time = jiff::Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
        let local = offset.to_datetime(time);
        (local.year() >= Self::FIRST_YEAR).then_some(Self { local, offset })
    }

    /// Returns the date in UTC: `2024-02-13T15:07:17Z`.
    #[cfg(feature = "export")]
    pub(crate) fn utc(&self) -> Option<String> {
        let time = self.offset.to_timestamp(self.local).ok()?;
        Some(time.to_string())
    }

    /// Returns the date without time: `2024-02-13`.
    pub fn day(&self) -> String {
        self.local.date().to_string()
    }

    /// Returns the time of day: `23:07:17`.
    pub fn time(&self) -> String {
        self.local.time().to_string()
    }

    /// Returns the UTC offset with `separator` between hours and minutes: `+08:00`.
    pub fn offset(&self, separator: &str) -> String {
        let minutes = self.offset.seconds() / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        format!("{sign}{:02}{separator}{:02}", minutes.abs() / 60, minutes.abs() % 60)
    }
}

fn number(found: &Captures<'_>, group: usize) -> i8 {
    found.get(group).and_then(|digits| digits.as_str().parse().ok()).unwrap_or(0)
}

fn offset(found: &Captures<'_>) -> Option<Offset> {
    let seconds = match (found.get(7), found.get(8)) {
        (Some(_), _) => 0,
        (None, None) => return Some(Offset::constant(Date::SITE_HOURS)),
        (None, Some(sign)) => {
            let (hours, minutes) = (i32::from(number(found, 9)), i32::from(number(found, 10)));
            let seconds = hours * 3600 + minutes * 60;
            if hours > 14 || minutes > 59 {
                return None;
            }
            if sign.as_str() == "-" { -seconds } else { seconds }
        }
    };
    Offset::from_seconds(seconds).ok()
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.local, self.offset(":"))
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not a date"))
    }
}

/// A date with optional time, fraction of a second and UTC offset.
#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "a constant pattern, tested below")]
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^([0-9]{4})(?:[-/.]|年)([0-9]{1,2})(?:[-/.]|月)([0-9]{1,2})日?",
        r"(?:[Tt\s\u{a0}]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?",
        r"\s*(?:(Z|z|UTC|GMT)|([+-])([0-9]{2}):?([0-9]{2})?)?)?$",
    ))
    .expect("pattern is valid")
});

#[cfg(test)]
mod tests {
    use super::*;

    fn rfc3339(text: &str) -> Option<String> {
        Date::parse(text).map(|date| date.to_string())
    }

    #[test]
    fn dates_without_an_offset_are_utc_plus_8() {
        for text in [
            "2019-01-02 03:04:00",
            "2019-01-02T03:04:00",
            "2019/1/2 3:04",
            "2019年01月02日 03:04:00",
            " 2019-01-02\u{a0}03:04 ",
        ] {
            assert_eq!(rfc3339(text).as_deref(), Some("2019-01-02T03:04:00+08:00"), "{text}");
        }
    }

    #[test]
    fn a_written_offset_is_kept() {
        assert_eq!(rfc3339("2024-02-13 23:07:17 +0800").as_deref(), Some("2024-02-13T23:07:17+08:00"));
        assert_eq!(rfc3339("2024-02-13T23:07:17.123Z").as_deref(), Some("2024-02-13T23:07:17+00:00"));
        assert_eq!(rfc3339("2024-02-13T23:07:17-03:30").as_deref(), Some("2024-02-13T23:07:17-03:30"));
    }

    #[test]
    fn a_date_alone_is_midnight() {
        assert_eq!(rfc3339("2024-02-13").as_deref(), Some("2024-02-13T00:00:00+08:00"));
    }

    #[cfg(feature = "batch")]
    #[test]
    fn times_of_files_are_in_utc_plus_8() {
        let after = |seconds| std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
        let date = |seconds| Date::of(after(seconds)).map(|date| date.to_string());
        assert_eq!(date(1_574_698_340).as_deref(), Some("2019-11-26T00:12:20+08:00"));
        assert_eq!([date(0), date(u64::from(u32::MAX) << 20)], [None, None]);
    }

    #[test]
    fn other_texts_are_rejected() {
        for text in [
            "",
            "2024",
            "2024-13-01",
            "2024-02-30",
            "0000-00-00 00:00:00",
            "1970-01-01 08:00:00",
            "昨天",
            "2024-01-01 25:00",
            "2024-01-01 发布",
        ] {
            assert_eq!(rfc3339(text), None, "{text}");
        }
    }
}
