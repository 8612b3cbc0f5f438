//! The tools, as a table: how each is found, run, and read.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use csdown::options::{FrontMatter, Profile, Target};
use csdown::{Converter, Options};

use super::outline::Form;
use super::page::Reading;
use super::site::{self, Site};

/// A tool that reads Markdown.
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    pub(crate) profile: Profile,
    pub(crate) target: Target,
    pub(crate) reading: Reading,
    /// Returns the program, if it is installed.
    pub(crate) find: fn() -> Option<PathBuf>,
    pub(crate) renderer: Renderer,
}

/// How a tool is run.
pub(crate) enum Renderer {
    /// It renders each `NAME.md` of a folder to `NAME.html` in another.
    Fragments(fn(&Path, &Folders) -> Result<(), String>),
    Site(&'static Site),
}

/// The folders of one run of a tool.
pub(crate) struct Folders {
    /// Where the Markdown is.
    pub(crate) input: PathBuf,
    /// Where the pages go.
    pub(crate) output: PathBuf,
    /// Where a site is built.
    pub(crate) work: PathBuf,
}

const fn fragment(form: Form, has_ids: bool) -> Reading {
    Reading { form, has_ids, article: "body" }
}

const fn site(form: Form) -> Reading {
    Reading { form, has_ids: true, article: "article" }
}

#[rustfmt::skip]
pub(crate) const TOOLS: &[Tool] = &[
    Tool { name: "cmark-gfm", profile: Profile::Hugo, target: Target::Gfm, reading: fragment(Form::GITHUB, false), find: || on_path("cmark-gfm"), renderer: Renderer::Fragments(cmark_gfm) },
    Tool { name: "markdown-it", profile: Profile::Hugo, target: Target::Gfm, reading: fragment(Form::GITHUB, false), find: || package("markdown-it"), renderer: Renderer::Fragments(markdown_it) },
    Tool { name: "commonmark", profile: Profile::Hugo, target: Target::Commonmark, reading: fragment(Form::COMMONMARK, false), find: || on_path("cmark-gfm"), renderer: Renderer::Fragments(commonmark) },
    Tool { name: "pandoc", profile: Profile::Hugo, target: Target::Pandoc, reading: fragment(Form::BRACKETS, true), find: || on_path("pandoc"), renderer: Renderer::Fragments(pandoc) },
    Tool { name: "kramdown", profile: Profile::Jekyll, target: Target::Kramdown, reading: fragment(Form::BRACKETS, true), find: kramdown_gem, renderer: Renderer::Fragments(kramdown) },
    Tool { name: "marked", profile: Profile::Hexo, target: Target::Marked, reading: fragment(Form::MARKED, false), find: || package("marked"), renderer: Renderer::Fragments(marked) },
    Tool { name: "jekyll", profile: Profile::Jekyll, target: Target::Auto, reading: site(Form::BRACKETS), find: || on_path("jekyll"), renderer: Renderer::Site(&site::JEKYLL) },
    Tool { name: "hugo", profile: Profile::Hugo, target: Target::Auto, reading: site(Form::HUGO), find: hugo_binary, renderer: Renderer::Site(&site::HUGO) },
    Tool { name: "hexo", profile: Profile::Hexo, target: Target::Auto, reading: site(Form::HEXO), find: || package("hexo"), renderer: Renderer::Site(&site::HEXO) },
];

impl Tool {
    /// Renders the Markdown of the input folder.
    pub(crate) fn render(&self, program: &Path, folders: &Folders) -> Result<(), String> {
        match self.renderer {
            Renderer::Fragments(render) => render(program, folders),
            Renderer::Site(site) => site.render(program, folders),
        }
    }

    /// Whether the program is a Hugo before 0.122, which has no option for formulas.
    pub(crate) fn is_old(&self, program: &Path) -> bool {
        if self.name != "hugo" {
            return false;
        }
        let printed = run(Command::new(program).arg("version")).unwrap_or_default();
        let version = String::from_utf8_lossy(&printed).into_owned();
        let minor =
            version.split_once("v0.").and_then(|(_, rest)| rest.split('.').next()?.parse::<u32>().ok());
        minor.is_some_and(|minor| minor < 122)
    }

    /// Whether articles with formulas are compared.
    pub(crate) fn keeps_formulas(&self, program: &Path) -> bool {
        self.reading.form.keeps_formulas && !self.is_old(program)
    }

    /// Returns the converter that writes for the tool.
    pub(crate) fn converter(&self, options: &Options) -> Converter {
        let mut options = options.clone();
        options.profile = self.profile;
        options.target = self.target;
        options.front_matter.format =
            if matches!(self.renderer, Renderer::Site(_)) { FrontMatter::Yaml } else { FrontMatter::None };
        Converter::new(options).unwrap()
    }
}

/// Returns a program on `PATH` that runs.
fn on_path(name: &str) -> Option<PathBuf> {
    let mut command = Command::new(name);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success()).then(|| name.into())
}

/// Returns the folder with the tools that `.ci/run` installs.
pub(crate) fn installed() -> PathBuf {
    std::env::var_os("CSDOWN_TARGETS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/targets"), PathBuf::from)
}

/// Returns the Hugo of the Python package, the newest, or that of the system.
fn hugo_binary() -> Option<PathBuf> {
    let newest = installed().join("venv/bin/hugo");
    if newest.exists() { Some(newest) } else { on_path_with("hugo", "version") }
}

fn on_path_with(name: &str, argument: &str) -> Option<PathBuf> {
    let mut command = Command::new(name);
    command.arg(argument).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success()).then(|| name.into())
}

/// Returns the folder of npm's packages, if it has this one.
fn package(name: &str) -> Option<PathBuf> {
    let modules = installed().join("node_modules");
    (modules.join(name).exists() && on_path("node").is_some()).then_some(modules)
}

fn kramdown_gem() -> Option<PathBuf> {
    on_path_with("ruby", "-rkramdown-parser-gfm")
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/targets/render").join(name)
}

/// Runs a command, and returns what it printed.
pub(crate) fn run(command: &mut Command) -> Result<Vec<u8>, String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let printed = [output.stdout, output.stderr].concat();
    Err(format!("{command:?} failed:\n{}", String::from_utf8_lossy(&printed)))
}

/// Runs a program once for each file.
fn each(folders: &Folders, program: &str, arguments: &[&str]) -> Result<(), String> {
    for name in names(&folders.input) {
        let page = run(Command::new(program).args(arguments).arg(folders.input.join(format!("{name}.md"))))?;
        fs::write(folders.output.join(format!("{name}.html")), page).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Returns the names of the Markdown files of a folder.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<String> = paths
        .filter(|path| path.extension() == Some(OsStr::new("md")))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names
}

#[rustfmt::skip]
const GFM: &[&str] = &["--unsafe", "--strikethrough-double-tilde", "-e", "table", "-e", "strikethrough", "-e", "autolink", "-e", "tasklist", "-e", "footnotes"];

fn cmark_gfm(program: &Path, folders: &Folders) -> Result<(), String> {
    each(folders, program.to_str().unwrap(), GFM)
}

fn commonmark(program: &Path, folders: &Folders) -> Result<(), String> {
    each(folders, program.to_str().unwrap(), &["--unsafe"])
}

fn pandoc(program: &Path, folders: &Folders) -> Result<(), String> {
    let arguments =
        ["-f", "markdown", "-t", "html", "--mathjax", "--no-highlight", "--preserve-tabs", "--quiet"];
    each(folders, program.to_str().unwrap(), &arguments)
}

fn kramdown(program: &Path, folders: &Folders) -> Result<(), String> {
    run(Command::new(program).arg(script("kramdown.rb")).args([&folders.input, &folders.output])).map(drop)
}

fn marked(modules: &Path, folders: &Folders) -> Result<(), String> {
    node(modules, "marked", folders)
}

fn markdown_it(modules: &Path, folders: &Folders) -> Result<(), String> {
    node(modules, "markdown-it", folders)
}

fn node(modules: &Path, name: &str, folders: &Folders) -> Result<(), String> {
    let mut command = Command::new("node");
    command.env("CSDOWN_NODE_MODULES", modules).arg(script("render.mjs")).arg(name);
    run(command.args([&folders.input, &folders.output])).map(drop)
}
