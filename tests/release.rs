//! Checks that everything that names a release agrees, and runs the GitHub action on one that the test makes.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests of configuration files"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use toml::{Table, Value};

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn table(path: &str) -> Table {
    toml::from_str(&read(path)).unwrap()
}

/// Returns the targets of a release.
fn targets() -> Vec<String> {
    let targets = table("dist-workspace.toml")["dist"]["targets"].as_array().unwrap().clone();
    targets.iter().map(|target| target.as_str().unwrap().to_owned()).collect()
}

/// Returns the name of the archive that `dist` makes for a target, and the path of the program in it.
fn archive(target: &str) -> (String, String) {
    let dist = table("dist-workspace.toml");
    if target.contains("windows") {
        let extension = dist["dist"]["windows-archive"].as_str().unwrap().to_owned();
        (format!("csdown-{target}{extension}"), "csdown.exe".to_owned())
    } else {
        let extension = dist["dist"]["unix-archive"].as_str().unwrap().to_owned();
        (format!("csdown-{target}{extension}"), format!("csdown-{target}/csdown"))
    }
}

#[test]
fn cargo_binstall_finds_the_archive_of_each_target() {
    let manifest = table("Cargo.toml");
    let defaults = &manifest["package"]["metadata"]["binstall"];
    for target in targets() {
        let overrides = defaults["overrides"].get(&target);
        let value = |key: &str| {
            let value = overrides.and_then(|values| values.get(key)).unwrap_or(&defaults[key]);
            let suffix = if target.contains("windows") { ".exe" } else { "" };
            let value =
                value.as_str().unwrap().replace("{ target }", &target).replace("{ version }", "1.2.3");
            value
                .replace("{ repo }", "REPOSITORY")
                .replace("{ bin }", "csdown")
                .replace("{ binary-ext }", suffix)
        };
        let (name, program) = archive(&target);
        assert_eq!(value("pkg-url"), format!("REPOSITORY/releases/download/v1.2.3/{name}"));
        assert_eq!(value("bin-dir"), program, "{target}");
        assert_eq!(value("pkg-fmt"), if target.contains("windows") { "zip" } else { "tgz" }, "{target}");
    }
    let known: BTreeSet<String> = targets().into_iter().collect();
    let overrides = defaults["overrides"].as_table().unwrap();
    let unknown: Vec<&String> = overrides.keys().filter(|target| !known.contains(*target)).collect();
    assert!(unknown.is_empty(), "not in dist-workspace.toml: {unknown:?}");
}

#[test]
fn the_action_downloads_archives_of_the_release() {
    let script = read("action/install");
    let archives =
        script.split_whitespace().filter(|word| word.starts_with("csdown-") && !word.contains('/'));
    let archives: BTreeSet<&str> = archives.collect();
    assert_eq!(archives.len(), 5, "{archives:?}");
    let released: BTreeSet<String> = targets().iter().map(|target| archive(target).0).collect();
    let unknown: Vec<&&str> = archives.iter().filter(|name| !released.contains(**name)).collect();
    assert!(unknown.is_empty(), "not in a release: {unknown:?}");
}

/// A build from source is kept until one of these changes.
#[test]
fn the_key_of_a_build_has_all_that_the_package_needs() {
    let install = read("action/install");
    let find = install.lines().find(|line| line.contains("find Cargo.toml Cargo.lock ")).unwrap();
    let include = table("Cargo.toml")["package"]["include"].as_array().unwrap().clone();
    let paths = include.iter().map(|path| path.as_str().unwrap().trim_start_matches('/'));
    let folders: Vec<&str> =
        paths.filter(|path| Path::new(env!("CARGO_MANIFEST_DIR")).join(path).is_dir()).collect();
    assert!(folders.contains(&"src"));
    for folder in folders {
        assert!(find.contains(&format!(" {folder} ")), "{folder}: {find}");
    }
}

#[test]
fn versions_agree() {
    let package = |path: &str, key: &str| match &table(path)["package"][key] {
        Value::String(value) => value.clone(),
        other => panic!("{path}: {other}"),
    };
    assert_eq!(package("python/Cargo.toml", "version"), package("Cargo.toml", "version"));
    assert_eq!(package("python/Cargo.toml", "rust-version"), package("Cargo.toml", "rust-version"));
    let rust = package("Cargo.toml", "rust-version");
    assert!(read("Dockerfile").contains(&format!("FROM rust:{rust}-")));
    assert!(read("docs/install.md").contains(&format!("Rust {rust} ")));
    let version = package("Cargo.toml", "version");
    assert!(read("docs/check.md").contains(&format!("uses: OWNER/csdown@v{version} ")));
    assert!(read("docs/check.md").contains(&format!("csdown=={version}\n")));
    assert!(read("docs/install.md").contains(&format!("csdown.git#v{version}`")));
    let dist = table("dist-workspace.toml")["dist"]["cargo-dist-version"].as_str().unwrap().to_owned();
    assert!(read(".github/workflows/release.yml").contains(&format!("/v{dist}/cargo-dist-installer.sh")));
}

#[test]
fn the_page_on_installing_names_every_installer_and_target() {
    let page = read("docs/install.md");
    for target in targets() {
        assert!(page.contains(&format!("`{}`", archive(&target).0)), "{target}");
    }
    for part in ["csdown-installer.sh", "csdown-installer.ps1", "brew install", "npm install"] {
        assert!(page.contains(part), "{part}");
    }
}

/// A package without its sources, or with fixtures, would still build here.
#[test]
fn the_package_has_the_sources_and_no_tests() {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let list = Command::new(cargo)
        .args(["package", "--list", "--locked", "--offline", "--allow-dirty"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(list.status.success(), "{}", String::from_utf8_lossy(&list.stderr));
    let list = String::from_utf8(list.stdout).unwrap();
    let tops: BTreeSet<&str> = list.lines().filter_map(|path| path.split('/').next()).collect();
    let generated = [".cargo_vcs_info.json", "Cargo.lock", "Cargo.toml", "Cargo.toml.orig"];
    let kept = ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "docs", "src", "templates"];
    let unexpected: Vec<&&str> = tops
        .iter()
        .filter(|top| !generated.contains(top) && !kept.contains(top) && !top.starts_with("README"))
        .collect();
    assert!(unexpected.is_empty(), "{unexpected:?}");
    let missing: Vec<&&str> = kept.iter().filter(|top| !tops.contains(**top)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// The steps of `action.yml`, run as a runner does: with a release in a folder instead of on a server.
#[cfg(unix)]
mod action {
    use std::fmt::Write;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;
    use std::process::Command;

    use serde_json::Value;
    use sha2::{Digest, Sha256};
    use tempfile::TempDir;

    use super::{archive, read};

    /// A runner with its temporary folder.
    struct Runner {
        folder: TempDir,
        /// What the expressions of `action.yml` mean.
        values: Vec<(&'static str, String)>,
    }

    impl Runner {
        fn new(version: &str, action_ref: &str, arguments: &str) -> Self {
            let values = [
                ("inputs.version", version),
                ("inputs.folder", "pages of mine"),
                ("inputs.arguments", arguments),
                ("github.action_ref", action_ref),
                ("github.action_repository", "someone/csdown"),
            ];
            let values = values.map(|(name, value)| (name, value.to_owned())).to_vec();
            Self { folder: tempfile::tempdir().unwrap(), values }
        }

        fn path(&self, name: &str) -> PathBuf {
            self.folder.path().join(name)
        }

        /// Makes a release with a program that prints its arguments.
        fn release(&self, version: &str, target: &str) {
            let folder = self.path(&format!("someone/csdown/releases/download/v{version}"));
            let root = format!("csdown-{target}");
            fs::create_dir_all(folder.join(&root)).unwrap();
            let program = folder.join(&root).join("csdown");
            fs::write(&program, "#!/bin/sh\nprintf '<%s>' \"$@\"\n").unwrap();
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
            let name = archive(target).0;
            let tar = Command::new("tar").args(["-czf", &name, &root]).current_dir(&folder).status();
            assert!(tar.unwrap().success());
            let mut line = String::new();
            for byte in Sha256::digest(fs::read(folder.join(&name)).unwrap()) {
                write!(line, "{byte:02x}").unwrap();
            }
            fs::write(folder.join(format!("{name}.sha256")), format!("{line} *{name}\n")).unwrap();
        }

        /// Runs a step of `action.yml`, and returns what it printed.
        fn run(&self, step: usize) -> Result<String, String> {
            let action: Value = serde_norway::from_str(&read("action.yml")).unwrap();
            let step = &action["runs"]["steps"][step];
            let mut command = Command::new("bash");
            command.args(["-euo", "pipefail", "-c", step["run"].as_str().unwrap()]);
            for (name, value) in step["env"].as_object().unwrap() {
                let expression = value.as_str().unwrap().trim_matches(['$', '{', '}', ' ']);
                let known = self.values.iter().find(|(name, _)| *name == expression);
                command.env(name, &known.unwrap_or_else(|| panic!("{expression}")).1);
            }
            let output = command
                .env("GITHUB_ACTION_PATH", env!("CARGO_MANIFEST_DIR"))
                .env("GITHUB_OUTPUT", self.path("outputs"))
                .env("GITHUB_REPOSITORY", "somebody/posts")
                .env("GITHUB_SERVER_URL", format!("file://{}", self.folder.path().display()))
                .env("RUNNER_ARCH", "X64")
                .env("RUNNER_OS", "Linux")
                .env("RUNNER_TEMP", self.path("temp"))
                .output()
                .unwrap();
            let text = |bytes| String::from_utf8(bytes).unwrap();
            if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
        }

        /// Runs the first step, and returns an output of it.
        fn plan(&mut self, output: &str) -> String {
            self.run(0).unwrap();
            let outputs = fs::read_to_string(self.path("outputs")).unwrap();
            let value = |name: &str| {
                let mut lines = outputs.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix('='));
                lines.next_back().unwrap().to_owned()
            };
            self.values.push(("steps.plan.outputs.version", value("version")));
            value(output)
        }
    }

    const TARGET: &str = "x86_64-unknown-linux-musl";
    const INSTALL: usize = 2;
    const CHECK: usize = 3;

    #[test]
    fn installs_the_release_of_its_tag_and_checks_the_folder() {
        let mut runner = Runner::new("", "v1.2.3", " --junit  a.xml ");
        runner.release("1.2.3", TARGET);
        assert_eq!(runner.plan("version"), "1.2.3");
        runner.run(INSTALL).unwrap();
        let arguments = runner.run(CHECK).unwrap();
        assert_eq!(arguments, "<check><pages of mine><--format><github><--junit><a.xml>");
    }

    #[test]
    fn works_without_more_arguments() {
        let mut runner = Runner::new("v1.2.3", "main", "");
        runner.release("1.2.3", TARGET);
        assert_eq!(runner.plan("version"), "1.2.3");
        runner.run(INSTALL).unwrap();
        assert_eq!(runner.run(CHECK).unwrap(), "<check><pages of mine><--format><github>");
    }

    #[test]
    fn builds_commits_and_branches_from_source() {
        for action_ref in ["main", "0123456789012345678901234567890123456789", "", "v1"] {
            let mut runner = Runner::new("", action_ref, "");
            assert_eq!(runner.plan("version"), "source", "{action_ref}");
            assert_eq!(runner.plan("key").len(), 64);
        }
    }

    #[test]
    fn refuses_an_archive_with_another_checksum() {
        let mut runner = Runner::new("1.2.3", "", "");
        runner.release("1.2.3", TARGET);
        let archive = format!("someone/csdown/releases/download/v1.2.3/csdown-{TARGET}.tar.gz");
        fs::write(runner.path(&archive), "not what was released").unwrap();
        runner.plan("version");
        let error = runner.run(INSTALL).unwrap_err();
        assert!(error.contains("does not have the checksum of its release"), "{error}");
        assert!(!runner.path("temp/csdown/csdown").exists());
    }

    #[test]
    fn says_which_version_cannot_be_downloaded() {
        let mut runner = Runner::new("9.9.9", "", "");
        runner.plan("version");
        let error = runner.run(INSTALL).unwrap_err();
        assert!(error.contains("::error title=csdown::cannot download"), "{error}");
        assert!(error.contains("is 9.9.9 a release? Use version: source"), "{error}");
    }

    #[test]
    fn refuses_what_is_no_version() {
        let mut runner = Runner::new("latest", "", "");
        runner.plan("version");
        let error = runner.run(INSTALL).unwrap_err();
        assert!(error.contains("latest is neither a version such as 1.2.3 nor source"), "{error}");
    }
}
