//! A headless browser that is driven as by a person, over its debugging protocol: it visits pages, and receives keys and
//! clicks.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::browser::Browser;

/// How long something on a page may take.
const TIMEOUT: Duration = Duration::from_mins(1);

/// A browser with one page.
#[derive(Debug)]
pub(crate) struct Session {
    browser: Child,
    requests: File,
    answers: BufReader<File>,
    last: u64,
    page: Option<String>,
    /// What was said about the page: console messages and errors.
    messages: Vec<String>,
    _folder: TempDir,
}

impl Session {
    /// Starts the browser with these arguments, too.
    pub(crate) fn start(browser: &Browser, args: &[String]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let made = Command::new("mkfifo").args([path("requests"), path("answers")]).status().unwrap();
        assert!(made.success(), "the pipes are made");
        let child = Command::new("sh")
            // The browser talks on the files 3 and 4.
            .args([
                "-c",
                "requests=$1; answers=$2; shift 2; exec \"$@\" 3<\"$requests\" 4>\"$answers\"",
                "sh",
            ])
            .args([path("requests"), path("answers"), browser.program().to_owned()])
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"])
            .args(["--disable-background-networking", "--disable-sync", "--disable-component-update"])
            .args(["--remote-debugging-pipe".to_owned(), format!("--user-data-dir={}", path("profile"))])
            .args(args)
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let requests = File::options().write(true).open(path("requests")).unwrap();
        let answers = BufReader::new(File::open(path("answers")).unwrap());
        let mut session = Self {
            browser: child,
            requests,
            answers,
            last: 0,
            page: None,
            messages: Vec::new(),
            _folder: folder,
        };
        let target = session.call("Target.createTarget", &json!({"url": "about:blank"}));
        let attached =
            session.call("Target.attachToTarget", &json!({"targetId": target["targetId"], "flatten": true}));
        session.page = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            session.call(&format!("{domain}.enable"), &json!({}));
        }
        session
    }

    /// Calls a method of the protocol.
    fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.last += 1;
        let mut request = json!({"id": self.last, "method": method, "params": parameters});
        if let Some(page) = &self.page {
            request["sessionId"] = json!(page);
        }
        self.requests.write_all(format!("{request}\0").as_bytes()).unwrap();
        loop {
            let mut bytes = Vec::new();
            self.answers.read_until(0, &mut bytes).unwrap();
            let answer: Value = serde_json::from_slice(bytes.strip_suffix(b"\0").unwrap()).unwrap();
            if answer["id"] == self.last {
                assert!(answer.get("error").is_none(), "{method}: {answer}");
                return answer["result"].clone();
            }
            self.note(&answer);
        }
    }

    /// Remembers what an event says about the page.
    fn note(&mut self, event: &Value) {
        let parameters = &event["params"];
        let message = match event["method"].as_str().unwrap_or_default() {
            "Log.entryAdded" => &parameters["entry"]["text"],
            "Runtime.exceptionThrown" => &parameters["exceptionDetails"],
            "Runtime.consoleAPICalled" => &parameters["args"],
            "Page.javascriptDialogOpening" => &parameters["message"],
            _ => return,
        };
        self.messages.push(message.to_string());
    }

    /// Opens a page, and waits until it is complete.
    pub(crate) fn visit(&mut self, url: &str) {
        self.call("Page.navigate", &json!({"url": url}));
        self.wait_until("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /// Returns the value of a JavaScript expression.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let parameters = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let result = self.call("Runtime.evaluate", &parameters);
        assert!(result.get("exceptionDetails").is_none(), "{expression}: {result}");
        result["result"]["value"].clone()
    }

    /// Returns the text of a JavaScript expression.
    pub(crate) fn text(&mut self, expression: &str) -> String {
        let value = self.value(expression);
        value.as_str().map_or_else(|| value.to_string(), str::to_owned)
    }

    /// Waits until a JavaScript expression is true, also on the next page.
    #[track_caller]
    pub(crate) fn wait_until(&mut self, expression: &str) {
        let start = Instant::now();
        loop {
            let parameters = json!({"expression": format!("Boolean({expression})"), "returnByValue": true});
            // While a page is replaced, there is none.
            if self.call("Runtime.evaluate", &parameters)["result"]["value"] == true {
                return;
            }
            assert!(start.elapsed() < TIMEOUT, "{expression} never is true; {:?}", self.messages);
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses a key, such as `j` or `Enter`.
    pub(crate) fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Enter" => (13, "\r"),
            "Escape" => (27, ""),
            "Tab" => (9, ""),
            "ArrowDown" => (40, ""),
            "ArrowUp" => (38, ""),
            "Backspace" => (8, ""),
            key => (0, key),
        };
        let down = if text.is_empty() { "rawKeyDown" } else { "keyDown" };
        let event = |kind: &str| {
            let mut event = json!({"type": kind, "key": key, "windowsVirtualKeyCode": code});
            if kind == "keyDown" {
                event["text"] = json!(text);
            }
            event
        };
        self.call("Input.dispatchKeyEvent", &event(down));
        self.call("Input.dispatchKeyEvent", &event("keyUp"));
    }

    /// Types text, as an input method does at its end.
    pub(crate) fn insert(&mut self, text: &str) {
        self.call("Input.insertText", &json!({"text": text}));
    }

    /// Clicks in the middle of an element, once it is there.
    #[track_caller]
    pub(crate) fn click(&mut self, selector: &str) {
        self.wait_until(&format!(
            "document.readyState === 'complete' && document.querySelector({selector:?})"
        ));
        let script = format!(
            "(() => {{ const one = document.querySelector({selector:?}); one.scrollIntoView({{ block: 'center', behavior: 'instant' }});
            const {{ x, y, height, width }} = one.getClientRects()[0]; return [x + width / 2, y + height / 2]; }})()"
        );
        let at = self.value(&script);
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({"type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": 1});
            self.call("Input.dispatchMouseEvent", &event);
        }
    }

    /// Goes back, as the button of the browser does.
    pub(crate) fn back(&mut self) {
        let history = self.call("Page.getNavigationHistory", &json!({}));
        let index = usize::try_from(history["currentIndex"].as_u64().unwrap()).unwrap();
        let entry = &history["entries"][index - 1]["id"];
        self.call("Page.navigateToHistoryEntry", &json!({"entryId": entry}));
    }

    /// Shows pages as a device with a screen of this size does.
    pub(crate) fn resize(&mut self, width: u32, height: u32, is_dark: bool) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.call("Emulation.setDeviceMetricsOverride", &size);
        let scheme = json!({"name": "prefers-color-scheme", "value": if is_dark { "dark" } else { "light" }});
        self.call("Emulation.setEmulatedMedia", &json!({"features": [scheme]}));
    }

    /// Turns scripts of pages on or off.
    pub(crate) fn allow_scripts(&mut self, are_allowed: bool) {
        self.call("Emulation.setScriptExecutionDisabled", &json!({"value": !are_allowed}));
    }

    /// Writes a PNG of what is seen.
    pub(crate) fn screenshot(&mut self, path: &Path) {
        let shot = self.call("Page.captureScreenshot", &json!({"format": "png"}));
        fs::write(path, BASE64_STANDARD.decode(shot["data"].as_str().unwrap()).unwrap()).unwrap();
    }

    /// Lets the page do something, also one whose scripts do not run.
    pub(crate) fn wait(&mut self, time: Duration) {
        std::thread::sleep(time);
        // Reads what happened.
        self.value("0");
    }

    /// Returns the messages on the console, and the errors.
    pub(crate) fn messages(&mut self) -> Vec<String> {
        self.wait(Duration::from_millis(50));
        self.messages.clone()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // It may have ended.
        drop(self.browser.kill());
        drop(self.browser.wait());
    }
}
