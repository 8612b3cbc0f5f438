//! A headless browser.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The maximum time to load a page.
const TIMEOUT: Duration = Duration::from_secs(90);

/// The start of a page that inspects others in frames. Its scripts `emit` results.
const FRAME: &str = "<!doctype html><meta charset=utf-8><ol></ol><script>
const emit = (what) => {
    document.querySelector('ol').append(Object.assign(document.createElement('li'), { textContent: what }));
};
</script>";

/// The program of a browser.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    program: String,
}

/// A page after its scripts have run.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) page: String,
    /// The messages on the browser's console.
    pub(crate) console: Vec<String>,
}

impl Browser {
    pub(crate) fn find() -> Option<Self> {
        let named = std::env::var_os("CSDOWN_BROWSER").map(|name| name.to_string_lossy().into_owned());
        let known =
            ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].map(str::to_owned);
        let candidates = named.map_or_else(|| known.to_vec(), |named| vec![named]);
        let is_installed = |program: &String| {
            let run =
                Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
            run.is_ok_and(|status| status.success())
        };
        candidates.into_iter().find(is_installed).map(|program| Self { program })
    }

    /// The name of the program.
    #[cfg(all(unix, feature = "serve"))]
    pub(crate) fn program(&self) -> &str {
        &self.program
    }

    /// Opens a report with an optional URL fragment.
    pub(crate) fn open(&self, report: &str, fragment: &str) -> Shown {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("report.html"), report).unwrap();
        self.show(folder.path(), &format!("report.html{fragment}"))
    }

    /// Opens a report in a frame of this width and runs `script`, where `page` is the report's document.
    /// [`Shown::emitted`] returns what the script `emit`s.
    pub(crate) fn act(&self, report: &str, width: u32, script: &str) -> Shown {
        self.act_in(&format!("<iframe src=report.html width={width} height=900>"), report, script)
    }

    /// Does the same with the scripts of the report disabled.
    pub(crate) fn act_without_scripts(&self, report: &str, script: &str) -> Shown {
        self.act_in(
            "<iframe src=report.html sandbox=allow-same-origin width=1200 height=900>",
            report,
            script,
        )
    }

    fn act_in(&self, frame: &str, report: &str, script: &str) -> Shown {
        let page = format!(
            "{FRAME}{frame}</iframe><script>
            const frame = document.querySelector('iframe');
            frame.onload = async () => {{ const page = frame.contentDocument; {script} }};
            </script>"
        );
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("report.html"), report).unwrap();
        fs::write(folder.path().join("frame.html"), page).unwrap();
        self.show(folder.path(), "frame.html")
    }

    /// Opens several pages in frames and runs `script` for each, as [`Browser::act`] does, after its images have loaded
    /// or failed.
    #[cfg(feature = "fetch")]
    pub(crate) fn act_on(&self, pages: &[url::Url], script: &str) -> Shown {
        let frame = |page: &url::Url| format!("<iframe src=\"{page}\" width=1000 height=900></iframe>");
        let frames = pages.iter().map(frame).collect::<Vec<_>>().concat();
        let page = format!(
            "{FRAME}{frames}<script>
            onload = () => {{
                for (const frame of document.querySelectorAll('iframe')) {{
                    const page = frame.contentDocument;
                    {script}
                }}
            }};
            </script>"
        );
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("frame.html"), page).unwrap();
        self.show(folder.path(), "frame.html")
    }

    fn show(&self, folder: &Path, url: &str) -> Shown {
        let (out, err) = (folder.join("out"), folder.join("err"));
        let mut command = Command::new(&self.program);
        command
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--dump-dom"])
            // Disables the network.
            .args([
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--disable-background-networking",
                "--disable-sync",
            ])
            // Allows a page to inspect its frame.
            .args([
                "--allow-file-access-from-files",
                "--enable-logging=stderr",
                "--virtual-time-budget=10000",
            ])
            .arg(format!("--user-data-dir={}", folder.join("profile").display()))
            .arg(format!("file://{}/{url}", folder.display()))
            .stdin(Stdio::null())
            .stdout(File::create(&out).unwrap())
            .stderr(File::create(&err).unwrap());
        finish(command.spawn().unwrap());
        let read = |path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
        let console = read(err).lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
        Shown { page: read(out), console }
    }
}

/// Waits for the browser to exit, up to [`TIMEOUT`].
fn finish(mut child: Child) {
    let end = Instant::now() + TIMEOUT;
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > end {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("the browser does not exit");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

impl Shown {
    pub(crate) fn has(&self, part: &str) -> bool {
        self.page.contains(part)
    }

    /// Returns the page without its scripts.
    pub(crate) fn body_without_data(&self) -> String {
        let mut parts = self.page.split("<script");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.filter_map(|part| Some(part.split_once("</script>")?.1)).fold(first, |all, part| all + part)
    }

    /// Returns what the script of [`Browser::act`] emitted.
    pub(crate) fn emitted(&self) -> Vec<String> {
        let list =
            self.page.split("<ol>").nth(1).and_then(|rest| rest.split("</ol>").next()).unwrap_or_default();
        let items = list.split("<li>").skip(1);
        items.map(|item| item.trim_end_matches("</li>").replace("&amp;", "&")).collect()
    }
}
