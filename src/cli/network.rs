//! The options about the network, as typed and as `csdown.toml` has them.

use std::path::PathBuf;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use super::args::choice;
use super::convert::{Stop, nothing, usage};
use crate::fetch::{Client, CookieJar, FetchOptions, Header, Resolution, Robots};

/// How the network is asked; what is not given is as the configuration file says, else the default.
#[derive(Debug, clap::Args)]
pub(super) struct NetworkArgs {
    /// Allow private, loopback and link-local addresses
    #[arg(long, help_heading = "Network")]
    allow_private: bool,
    /// Ask a host no more after so many walls or failures in a row
    #[arg(long, value_name = "N", help_heading = "Network")]
    breaker: Option<usize>,
    /// Trust the authorities in this file too, in PEM
    #[arg(long, value_name = "FILE", help_heading = "Network")]
    ca_cert: Option<PathBuf>,
    /// Requests on their way to one host at the same time
    #[arg(long, value_name = "N", help_heading = "Network")]
    concurrency: Option<usize>,
    /// Seconds to a connection
    #[arg(long, value_name = "S", value_parser = seconds, help_heading = "Network")]
    connect_timeout: Option<Duration>,
    /// Send the cookies in this file, in the format of Netscape, each to its own host
    #[arg(long, value_name = "FILE", help_heading = "Network")]
    cookies: Option<PathBuf>,
    /// Send this header, as `Name: value`, to the site's hosts alone; may be repeated
    #[arg(long, value_name = "HEADER", help_heading = "Network")]
    header: Vec<String>,
    /// Seconds of silence in an answer
    #[arg(long, value_name = "S", value_parser = seconds, help_heading = "Network")]
    idle_timeout: Option<Duration>,
    /// Seconds between the beginnings of two requests to one host
    #[arg(long, value_name = "S", value_parser = seconds, help_heading = "Network")]
    interval: Option<Duration>,
    /// Seconds between two tries at most, also where the server asks for more
    #[arg(long, value_name = "S", value_parser = seconds, help_heading = "Network")]
    longest_wait: Option<Duration>,
    /// Bytes of a page
    #[arg(long, value_name = "N", help_heading = "Network")]
    max_page: Option<u64>,
    /// Bytes of a picture
    #[arg(long, value_name = "N", help_heading = "Network")]
    max_image: Option<u64>,
    /// Redirects that are followed
    #[arg(long, value_name = "N", help_heading = "Network")]
    max_redirects: Option<usize>,
    /// Look for a host at this address, as HOST=ADDRESS:PORT, * for all hosts; may be repeated
    #[arg(long, value_name = "WHERE", help_heading = "Network")]
    resolve: Vec<Resolution>,
    /// Tries after the first, where another may help
    #[arg(long, value_name = "N", help_heading = "Network")]
    retries: Option<usize>,
    /// What robots.txt forbids to programs: lists, and the articles on them
    #[arg(long, value_name = "HOW", value_parser = choice!(Robots), help_heading = "Network")]
    robots: Option<Robots>,
    /// Seconds of one try
    #[arg(long, value_name = "S", value_parser = seconds, help_heading = "Network")]
    timeout: Option<Duration>,
    /// How csdown calls itself
    #[arg(long, value_name = "NAME", help_heading = "Network")]
    user_agent: Option<String>,
}

impl NetworkArgs {
    /// `options` with the arguments over them.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, or holds something else.
    pub(super) fn over(&self, mut options: FetchOptions) -> Result<FetchOptions, String> {
        fn set<T: Clone>(option: &mut T, given: Option<&T>) {
            if let Some(given) = given {
                option.clone_from(given);
            }
        }
        options.allow_private |= self.allow_private;
        set(&mut options.breaker, self.breaker.as_ref());
        set(&mut options.concurrency, self.concurrency.as_ref());
        set(&mut options.connect_timeout, self.connect_timeout.as_ref());
        set(&mut options.idle_timeout, self.idle_timeout.as_ref());
        set(&mut options.interval, self.interval.as_ref());
        set(&mut options.longest_wait, self.longest_wait.as_ref());
        set(&mut options.max_page, self.max_page.as_ref());
        set(&mut options.max_image, self.max_image.as_ref());
        set(&mut options.max_redirects, self.max_redirects.as_ref());
        set(&mut options.attempts, self.retries.map(|retries| retries.saturating_add(1)).as_ref());
        set(&mut options.robots, self.robots.as_ref());
        set(&mut options.total_timeout, self.timeout.as_ref());
        set(&mut options.user_agent, self.user_agent.as_ref());
        // The parser of arguments would show what is wrong, which may be a secret.
        for header in &self.header {
            let header: Header = header.parse().map_err(|reason| format!("--header: {reason}"))?;
            options.headers.push(header);
        }
        options.resolve.splice(0..0, self.resolve.iter().cloned());
        if let Some(path) = &self.ca_cert {
            options.ca_certificates = std::fs::read(path).map_err(|error| told(path, &error))?;
        }
        if let Some(path) = &self.cookies {
            let text = std::fs::read_to_string(path).map_err(|error| told(path, &error))?;
            options.cookies = CookieJar::parse(&text).map_err(|error| told(path, &error))?;
        }
        Ok(options)
    }
}

/// The runtime on which the network is awaited.
pub(super) fn runtime() -> Result<Runtime, Stop> {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.map_err(|error| nothing(&error))
}

/// The client that asks as `options` say.
pub(super) fn client(options: &FetchOptions) -> Result<Client, Stop> {
    Client::new(options).map_err(|error| usage(error.to_string()))
}

fn told(path: &std::path::Path, error: &dyn std::fmt::Display) -> String {
    format!("{}: {error}", path.display())
}

/// A time in seconds, which may have a fraction.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "it is no number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use clap::Args as _;

    use super::*;

    /// The options that a table `[fetch]` has by another name, or not at all.
    const BY_ANOTHER_NAME: &[(&str, Option<&str>)] = &[
        ("ca-cert", None),
        ("cookies", None),
        ("header", None),
        ("retries", Some("attempts")),
        ("timeout", Some("total-timeout")),
    ];

    #[test]
    fn options_may_stand_in_a_configuration() {
        let keys = serde_json::to_value(FetchOptions::default()).unwrap();
        let command = NetworkArgs::augment_args(clap::Command::new("x"));
        let mut seen = 0;
        for flag in command.get_arguments().filter_map(clap::Arg::get_long) {
            let other = BY_ANOTHER_NAME.iter().find(|(name, _)| *name == flag).map(|(_, key)| *key);
            let Some(key) = other.unwrap_or(Some(flag)) else { continue };
            assert!(keys.get(key).is_some(), "--{flag}");
            seen += 1;
        }
        assert!(seen > 10);
    }

    #[test]
    fn seconds_may_have_a_fraction() {
        assert_eq!(seconds("0.25"), Ok(Duration::from_millis(250)));
        for wrong in ["", "-1", "x", "inf", "1e300"] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }
}
