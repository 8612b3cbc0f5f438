//! The text of the line that shows progress.

use std::time::Duration;

use super::expected::Expected;

/// The columns of the bar.
const BAR: u8 = 12;

/// What a command does with which items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) struct Task {
    /// As in `Converting`.
    pub(in crate::cli) verb: &'static str,
    /// As in `articles`.
    pub(in crate::cli) items: &'static str,
}

/// What the line shows.
#[derive(Debug, Clone)]
pub(super) struct Snapshot {
    pub(super) task: Task,
    pub(super) done: usize,
    pub(super) expected: Expected,
    pub(super) per_second: Option<f64>,
    pub(super) time_left: Option<Duration>,
    /// What else there is to say, such as the traffic.
    pub(super) detail: String,
}

impl Snapshot {
    /// Returns the share that is done, if it is known.
    pub(super) fn fraction(done: usize, expected: &Expected) -> Option<f64> {
        let number = |number: usize| u32::try_from(number).map_or(f64::INFINITY, f64::from);
        let of_items = (expected.is_final && expected.items > 0)
            .then(|| (number(done) / number(expected.items)).min(1.0));
        expected.fraction.or(of_items)
    }

    /// Returns the most detailed text that fits into `columns`. It is in ASCII, because terminals disagree about the width of
    /// other characters.
    pub(super) fn line(&self, columns: usize) -> String {
        let Task { verb, items } = self.task;
        let fraction = Self::fraction(self.done, &self.expected);
        let percent = fraction.map(|fraction| format!("{:.0}%", (fraction * 100.0).floor()));
        let bar = fraction.map(bar);
        let rate = self.per_second.map(rate);
        let left =
            self.time_left.filter(|_| fraction.is_some()).map(|left| format!("{} left", duration(left)));
        let (count, total) = (grouped(self.done), self.total());
        let long = match &total {
            Some(total) => format!("{count} of {total} {items}"),
            None => format!("{count} {items}"),
        };
        let short = total.map_or_else(|| count.clone(), |total| format!("{count}/{total}"));
        let note = Some(self.expected.note.to_owned()).filter(|note| !note.is_empty());
        let detail = Some(self.detail.clone()).filter(|detail| !detail.is_empty());
        let start = |parts: [Option<&String>; 3]| {
            parts.map(|part| part.map(|part| format!("{part} "))).into_iter().flatten().collect::<String>()
        };
        let (verb, medium) = (verb.to_owned(), Some(&long));
        let all = start([Some(&verb), bar.as_ref(), percent.as_ref()]);
        let plain = start([None, None, percent.as_ref()]);
        let (rate, left, note, detail, short) =
            (rate.as_ref(), left.as_ref(), note.as_ref(), detail.as_ref(), Some(&short));
        let variants = [
            (&all, [medium, rate, left, detail, note]),
            (&all, [medium, rate, left, detail, None]),
            (&all, [medium, rate, left, None, None]),
            (&plain, [medium, rate, left, None, None]),
            (&plain, [short, rate, left, None, None]),
            (&plain, [short, None, left, None, None]),
            (&plain, [short, None, None, None, None]),
        ];
        let mut texts = variants.into_iter().map(|(start, parts)| {
            let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
            start.clone() + &parts.join(", ")
        });
        texts.find(|text| text.len() <= columns).unwrap_or_else(|| count.chars().take(columns).collect())
    }

    /// Returns the number of items, with `+` if more may be found.
    fn total(&self) -> Option<String> {
        let Expected { items, is_final, .. } = self.expected;
        let more = if is_final { "" } else { "+" };
        // Items may come that were not there when they were counted.
        (items > 0).then(|| format!("{}{more}", grouped(items.max(self.done))))
    }
}

/// Draws the share that is done.
fn bar(fraction: f64) -> String {
    let is_done = |column: u8| f64::from(column) < fraction * f64::from(BAR);
    let columns = (0..BAR).map(|column| if is_done(column) { '=' } else { ' ' });
    format!("[{}]", columns.collect::<String>())
}

/// Formats a number of items per second, or per minute if that is less than one.
fn rate(per_second: f64) -> String {
    match per_second {
        ..1.0 => format!("{:.0}/min", per_second * 60.0),
        1.0..10.0 => format!("{per_second:.1}/s"),
        _ => format!("{per_second:.0}/s"),
    }
}

/// Formats a time that is still uncertain, in one or two units.
fn duration(time: Duration) -> String {
    let seconds = time.as_secs_f64().ceil();
    let whole = Duration::from_secs_f64(seconds).as_secs();
    let (minutes, hours) = (whole / 60, whole / 3600);
    match whole {
        ..60 => format!("{whole} s"),
        60..600 => format!("{minutes} min {} s", whole % 60),
        600..3600 => format!("{minutes} min"),
        3600..360_000 => format!("{hours} h {} min", minutes % 60),
        _ => "days".to_owned(),
    }
}

/// Formats a number with commas between groups of three digits.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONVERTING: Task = Task { verb: "Converting", items: "articles" };

    fn snapshot(done: usize, items: usize, is_final: bool) -> Snapshot {
        let expected = Expected { items, is_final, ..Expected::default() };
        let (per_second, time_left) = (Some(138.73), Some(Duration::from_millis(5_816)));
        Snapshot { task: CONVERTING, done, expected, per_second, time_left, detail: String::new() }
    }

    #[test]
    fn the_line_fits_the_terminal() {
        let line = |columns| snapshot(706, 1513, true).line(columns);
        assert_eq!(line(129), "Converting [======      ] 46% 706 of 1,513 articles, 139/s, 6 s left");
        assert_eq!(line(77), "Converting [======      ] 46% 706 of 1,513 articles, 139/s, 6 s left");
        assert_eq!(line(60), "46% 706 of 1,513 articles, 139/s, 6 s left");
        assert_eq!(line(39), "46% 706/1,513, 139/s, 6 s left");
        assert_eq!(line(22), "46% 706/1,513");
        assert_eq!(line(2), "70");
        for columns in 0..200 {
            assert!(line(columns).len() <= columns);
        }
    }

    #[test]
    fn a_total_that_may_grow_has_no_share_and_no_time_left() {
        assert_eq!(snapshot(706, 1200, false).line(79), "Converting 706 of 1,200+ articles, 139/s");
        assert_eq!(snapshot(706, 0, false).line(79), "Converting 706 articles, 139/s");
        let mut archive = snapshot(706, 900, false);
        archive.expected.note = "WARC files are counted as they are read";
        let line = "Converting 706 of 900+ articles, 139/s, WARC files are counted as they are read";
        assert_eq!(archive.line(129), line);
        assert_eq!(archive.line(30), "706 of 900+ articles, 139/s");
    }

    #[test]
    fn the_traffic_is_shown_where_there_is_room() {
        let mut fetch = snapshot(3, 300, true);
        fetch.detail = "7 requests, 1.2 MB".to_owned();
        fetch.task = Task { verb: "Fetching", items: "articles" };
        (fetch.per_second, fetch.time_left) = (Some(0.4), Some(Duration::from_mins(12)));
        let line = "Fetching [=           ] 1% 3 of 300 articles, 24/min, 12 min left, 7 requests, 1.2 MB";
        assert_eq!(fetch.line(129), line);
        assert_eq!(fetch.line(79), "Fetching [=           ] 1% 3 of 300 articles, 24/min, 12 min left");
    }

    #[test]
    fn the_share_may_be_one_of_bytes() {
        let mut stream = snapshot(706, 0, false);
        stream.expected.fraction = Some(0.999);
        assert_eq!(stream.line(79), "Converting [============] 99% 706 articles, 139/s, 6 s left");
    }

    #[test]
    fn rates_and_times_are_short() {
        assert_eq!(
            [0.0, 0.25, 1.0, 9.5, 10.4, 2500.0].map(rate),
            ["0/min", "15/min", "1.0/s", "9.5/s", "10/s", "2500/s"]
        );
        let times =
            [0, 59, 60, 125, 601, 4000, 400_000].map(|seconds| duration(Duration::from_secs(seconds)));
        assert_eq!(times, ["0 s", "59 s", "1 min 0 s", "2 min 5 s", "10 min", "1 h 6 min", "days"]);
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn more_items_than_expected_change_the_total() {
        assert!(snapshot(1514, 1513, true).line(79).contains(" 100% 1,514 of 1,514 articles"));
    }
}
