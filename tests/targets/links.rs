//! Links between articles: in the built site, each leads to a page, and to a heading in it.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::compare::Workplace;
use super::tool::{Renderer, Tool, run as run_command};

/// The articles: name and body. `ID` is the URL of the article `100ID`.
const ARTICLES: [(&str, &str); 3] = [
    (
        "a",
        "<p><a href='1#t0'>一</a> <a href='1' title=题><b>粗</b></a> <a href='0#起'>自</a></p><p>1</p>\
         <table><tr><td><a href='2'>表</a><td>1</table>",
    ),
    (
        "b 1",
        "<h2><a name=t0></a>安装：Git</h2><ul><li><a href='2'>二</a></ul><blockquote><a href='0'>零</a></blockquote>",
    ),
    ("指针", "<h2 id=x>一</h2><h2 id=y>一</h2><p><a href='2#y'>自</a> <a href='9'>无</a></p>"),
];

/// Builds a site of articles that link to each other.
pub(crate) fn run(tool: &Tool) -> Result<(), String> {
    let Renderer::Site(site) = tool.renderer else { return Err("the tool builds no sites".to_owned()) };
    let program = (tool.find)().ok_or("the tool is not installed")?;
    let workplace = Workplace::new(&format!("links-{}", tool.name));
    let (pages, work) = (workplace.folder("pages"), workplace.folder("work"));
    for (number, (name, body)) in ARTICLES.iter().enumerate() {
        fs::write(pages.join(format!("{name}.html")), page(number, body)).unwrap();
    }
    site.prepare(&work);
    let profile = serde_json::to_value(tool.profile).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_csdown"));
    command.arg("convert").arg(&pages).args(["--internal-links", "relative", "--profile"]);
    run_command(command.arg(profile.as_str().unwrap()).arg("-o").arg(work.join(site.articles)))?;
    site.build(&program, &work)?;
    let built = work.join(site.built);
    let mut found = 0;
    for path in pages_below(&built) {
        let html = fs::read_to_string(&path).unwrap();
        for link in html.split("<a href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            if link.contains("/100009") || link.starts_with('#') {
                continue;
            }
            found += 1;
            check(&built, link).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    // Those of the first, second and third article.
    if found == 5 + 2 + 1 { Ok(()) } else { Err(format!("{found} links")) }
}

fn page(number: usize, body: &str) -> String {
    let url = |number: usize| format!("https://blog.csdn.net/u/article/details/10000{number}");
    let mut body = body.replace("<p>1</p>", &format!("<p>{}</p>", url(1)));
    for number in [0, 1, 2, 9] {
        body = body.replace(&format!("href='{number}"), &format!("href='{}", url(number)));
    }
    format!(
        "<link rel=canonical href={}><h1 class=title-article>题{number}</h1>\
         <span class=blog-postTime data-time='2019-11-26 00:12:20'></span><div id=content_views>{body}</div>",
        url(number)
    )
}

/// Checks that a link leads to a page, and its fragment to an element with this ID.
fn check(built: &Path, link: &str) -> Result<(), String> {
    let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let path = decode(path.strip_prefix('/').ok_or_else(|| format!("{link} is no path"))?);
    let file = if path.ends_with('/') { path + "index.html" } else { path };
    let html = fs::read_to_string(built.join(&file)).map_err(|error| format!("{link}: {error}"))?;
    let is_there = fragment.is_empty() || html.contains(&format!("id=\"{}\"", decode(fragment)));
    if is_there { Ok(()) } else { Err(format!("{link}: {file} has no such ID")) }
}

fn pages_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages.extend(pages_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "html") {
            pages.push(path);
        }
    }
    pages
}
