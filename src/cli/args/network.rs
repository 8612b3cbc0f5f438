//! The network options.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use super::choice::choice;
use super::parse::{at_least_one, whole};
use crate::Error;
use crate::cli::error::CliError;
use crate::cli::named_stream::check_not_stream;
use crate::fetch::{Client, CookieJar, FetchOptions, Header, Resolution, Robots};

/// The network options. An omitted option has its value in `csdown.toml`, or its default.
#[derive(Debug, clap::Args)]
pub(crate) struct NetworkArgs {
    /// Allow requests to private, loopback and link-local addresses
    #[arg(long, help_heading = "Network")]
    allow_private: bool,
    /// Stop requesting a host after N consecutive blocks or failures
    #[arg(long, value_name = "N", value_parser = at_least_one, help_heading = "Network")]
    breaker: Option<usize>,
    /// Also trust the certificate authorities in this PEM file
    #[arg(long, value_name = "FILE", help_heading = "Network")]
    ca_cert: Option<PathBuf>,
    /// Maximum simultaneous requests to one host
    #[arg(long, value_name = "N", value_parser = at_least_one, help_heading = "Network")]
    concurrency: Option<usize>,
    /// Connect timeout
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = "Network")]
    connect_timeout: Option<Duration>,
    /// Send the cookies in this file (Netscape format), each to its own host only
    #[arg(long, value_name = "FILE", help_heading = "Network")]
    cookies: Option<PathBuf>,
    /// Send this header, as Name: value, to the site's hosts only; may be repeated
    #[arg(long, value_name = "HEADER", help_heading = "Network")]
    header: Vec<String>,
    /// Idle timeout: how long a response may send no data
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = "Network")]
    idle_timeout: Option<Duration>,
    /// Minimum interval between requests to one host
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = "Network")]
    interval: Option<Duration>,
    /// Maximum wait before a retry, even if the server requests a longer one
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = "Network")]
    longest_wait: Option<Duration>,
    /// Maximum bytes in an image
    #[arg(long, value_name = "N", value_parser = whole::<u64>, help_heading = "Network")]
    max_image: Option<u64>,
    /// Maximum bytes in a page
    #[arg(long, value_name = "N", value_parser = whole::<u64>, help_heading = "Network")]
    max_page: Option<u64>,
    /// Maximum redirects to follow
    #[arg(long, value_name = "N", value_parser = whole::<usize>, help_heading = "Network")]
    max_redirects: Option<usize>,
    /// Connect to this address for a host, or for all hosts (*); may be repeated
    #[arg(long, value_name = "HOST=ADDRESS:PORT", help_heading = "Network")]
    resolve: Vec<Resolution>,
    /// Maximum retries after temporary failures
    #[arg(long, value_name = "N", value_parser = whole::<usize>, help_heading = "Network")]
    retries: Option<usize>,
    /// Whether to obey robots.txt for lists and the articles on them
    #[arg(long, value_name = "MODE", value_parser = choice!(Robots), help_heading = "Network")]
    robots: Option<Robots>,
    /// Timeout for each attempt
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = "Network")]
    timeout: Option<Duration>,
    /// User-Agent header
    #[arg(long, value_name = "TEXT", help_heading = "Network")]
    user_agent: Option<String>,
}

impl NetworkArgs {
    /// Overrides `options` with the options that were given.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, or a file or header is invalid.
    pub(crate) fn apply(&self, options: &mut FetchOptions) -> Result<(), CliError> {
        fn set<T: Clone>(option: &mut T, value: Option<&T>) {
            if let Some(value) = value {
                option.clone_from(value);
            }
        }
        options.allow_private |= self.allow_private;
        set(&mut options.breaker, self.breaker.as_ref());
        set(&mut options.concurrency, self.concurrency.as_ref());
        set(&mut options.connect_timeout, self.connect_timeout.as_ref());
        set(&mut options.idle_timeout, self.idle_timeout.as_ref());
        set(&mut options.interval, self.interval.as_ref());
        set(&mut options.longest_wait, self.longest_wait.as_ref());
        set(&mut options.max_image, self.max_image.as_ref());
        set(&mut options.max_page, self.max_page.as_ref());
        set(&mut options.max_redirects, self.max_redirects.as_ref());
        set(&mut options.attempts, self.retries.map(|retries| retries.saturating_add(1)).as_ref());
        set(&mut options.robots, self.robots.as_ref());
        set(&mut options.total_timeout, self.timeout.as_ref());
        set(&mut options.user_agent, self.user_agent.as_ref());
        // clap would print an invalid header, which may contain a secret.
        for header in &self.header {
            let header: Header =
                header.parse().map_err(|reason| CliError::usage(format!("--header: {reason}")))?;
            options.headers.push(header);
        }
        options.resolve.splice(0..0, self.resolve.iter().cloned());
        for (option, path) in [("--ca-cert", &self.ca_cert), ("--cookies", &self.cookies)] {
            if let Some(path) = path {
                check_not_stream(option, path, "a file")?;
            }
        }
        if let Some(path) = &self.ca_cert {
            options.ca_certificates =
                std::fs::read(path).map_err(|error| file_error("--ca-cert", path, &error))?;
        }
        if let Some(path) = &self.cookies {
            let text =
                std::fs::read_to_string(path).map_err(|error| file_error("--cookies", path, &error))?;
            options.cookies =
                CookieJar::parse(&text).map_err(|error| file_error("--cookies", path, &error))?;
        }
        Ok(())
    }
}

/// Starts the runtime for network requests.
pub(crate) fn runtime() -> Result<Runtime, CliError> {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.map_err(CliError::failure)
}

/// Builds a client.
pub(crate) fn client(options: &FetchOptions) -> Result<Client, CliError> {
    Client::new(options).map_err(|error| match error {
        Error::InvalidOption { name: "ca-certificates", reason } => {
            CliError::usage(format!("--ca-cert: {reason}"))
        }
        error => CliError::usage(error),
    })
}

fn file_error(option: &str, path: &Path, error: &dyn Display) -> CliError {
    CliError::usage(format!("{option} {}: {error}", path.display()))
}

/// Parses a number of seconds, which may have a fraction.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| "must be a number of seconds, such as 0.5".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Args as _;

    use super::*;

    /// The options that have another key in `[fetch]`, or none.
    const OTHER_KEYS: &[(&str, Option<&str>)] = &[
        ("ca-cert", None),
        ("cookies", None),
        ("header", None),
        ("retries", Some("attempts")),
        ("timeout", Some("total-timeout")),
    ];

    #[test]
    fn every_option_is_also_a_configuration_key() {
        let keys = serde_json::to_value(FetchOptions::default()).unwrap();
        let command = NetworkArgs::augment_args(clap::Command::new("x"));
        let mut seen = 0;
        for option in command.get_arguments().filter_map(clap::Arg::get_long) {
            let other = OTHER_KEYS.iter().find(|(name, _)| *name == option).map(|(_, key)| *key);
            let Some(key) = other.unwrap_or(Some(option)) else { continue };
            assert!(keys.get(key).is_some(), "--{option}");
            seen += 1;
        }
        assert!(seen > 10);
    }

    #[test]
    fn seconds_may_have_a_fraction() {
        assert_eq!(seconds("0.25"), Ok(Duration::from_millis(250)));
        for invalid in ["", "-1", "x", "inf", "1e300"] {
            assert!(seconds(invalid).is_err(), "{invalid}");
        }
    }
}
