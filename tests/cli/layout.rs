//! Where images and articles go for each tool: `--assets-url` and `--layout`.

use std::fs;
use std::path::Path;

use csdown::assets::IMAGE_FOLDER;
use csdown::catalogue::Catalogue;

use crate::workplace::{Done, Workplace};

/// A GIF with a white pixel and one with a black pixel, in base64, and their file names.
const WHITE: (&str, &str) =
    ("R0lGODlhAgACAIAAAP///wAAACH5BAAAAAAALAAAAAACAAIAAAICRF4AOw==", "07ddf7381371579135df2537a74ef396.gif");
const BLACK: (&str, &str) =
    ("R0lGODlhAgACAIAAAAAAAP///yH5BAAAAAAALAAAAAACAAIAAAICRF4AOw==", "f1c50d8bb580ce06abe1b3e00943a90f.gif");

fn article(title: &str, image: (&str, &str)) -> String {
    format!(
        "<h1 class=\"title-article\">{title}</h1><div id=\"content_views\"><p>图<img src=\"data:image/gif;base64,{}\"></p></div>",
        image.0
    )
}

/// A folder with two articles, one of them in a subfolder.
fn articles() -> Workplace {
    let dir = Workplace::new();
    dir.write("in/2024-01-01-1.html", article("甲", WHITE));
    dir.write("in/深/2024-01-02-2.html", article("乙", BLACK));
    dir
}

fn convert(dir: &Workplace, args: &[&str]) -> Done {
    dir.run(&[&["convert", "--front-matter", "none"], args].concat())
}

/// Converts the articles, which must succeed.
#[track_caller]
fn converted(dir: &Workplace, args: &[&str]) {
    let done = convert(dir, &[&["in"], args].concat());
    assert_eq!(done.code, 0, "{}", done.err);
}

/// Returns the error of a conversion of the articles, which must be one of usage.
#[track_caller]
fn usage_error(args: &[&str]) -> String {
    let dir = articles();
    let done = convert(&dir, &[&["in"], args].concat());
    assert_eq!(done.code, 2, "{}", done.err);
    assert!(dir.names("").iter().all(|name| name.starts_with("in/")), "nothing is written");
    done.err
}

/// Asserts that a Markdown file links to `url`.
#[track_caller]
fn assert_links(dir: &Workplace, markdown: &str, url: &str) {
    let text = dir.read(markdown);
    assert!(text.ends_with(&format!("图![]({url})\n")), "{url}: {text}");
}

/// Returns the visible files in a folder.
fn visible(dir: &Workplace, folder: &str) -> Vec<String> {
    dir.names(folder).into_iter().filter(|name| !name.starts_with('.')).collect()
}

/// Returns the articles in a folder.
fn markdown(dir: &Workplace, folder: &str) -> Vec<String> {
    let is_markdown = |name: &String| Path::new(name).extension().is_some_and(|extension| extension == "md");
    visible(dir, folder).into_iter().filter(is_markdown).collect()
}

#[test]
fn urls_are_those_at_which_the_tool_serves_the_folder() {
    for (profile, out, assets, url) in [
        ("hugo", "blog/content/posts", "blog/static/images", "/images/"),
        ("hugo", "blog/content/posts", "blog/static", "/"),
        ("hexo", "blog/source/_posts", "blog/source/images/图", "/images/%E5%9B%BE/"),
        ("jekyll", "blog/_posts", "blog/assets/img", "/assets/img/"),
    ] {
        let dir = articles();
        converted(&dir, &["-o", out, "--profile", profile, "--assets", assets]);
        assert_links(&dir, &format!("{out}/2024-01-01-1.md"), &format!("{url}{}", WHITE.1));
        assert_links(&dir, &format!("{out}/深/2024-01-02-2.md"), &format!("{url}{}", BLACK.1));
        assert!(dir.path(assets).join(WHITE.1).is_file());
    }
    let dir = articles();
    converted(&dir, &["-o", "vault", "--profile", "obsidian", "--assets", "vault/attachments"]);
    assert_links(&dir, "vault/深/乙.md", &format!("../attachments/{}", BLACK.1));
}

#[test]
fn the_assets_url_is_an_option() {
    let dir = articles();
    for (url, link) in [
        ("/blog/images", format!("/blog/images/{}", WHITE.1)),
        ("https://cdn.example/x/", format!("https://cdn.example/x/{}", WHITE.1)),
        ("{{site.baseurl}}/img/", format!("{{{{site.baseurl}}}}/img/{}", WHITE.1)),
        ("{{ site.baseurl }}/img", format!("<{{{{ site.baseurl }}}}/img/{}>", WHITE.1)),
        ("", WHITE.1.to_owned()),
    ] {
        for profile in ["plain", "hugo"] {
            let args = ["-o", "out", "--assets", "images", "--profile", profile, "--assets-url", url];
            converted(&dir, &args);
            assert_links(&dir, "out/2024-01-01-1.md", &link);
        }
        dir.write("csdown.toml", format!("assets-url = \"{url}\""));
        converted(&dir, &["-o", "out2", "--assets", "images"]);
        assert_links(&dir, "out2/2024-01-01-1.md", &link);
        let done = dir.run(&["verify", "in", "out2", "--assets", "images"]);
        assert_eq!(done.code, 0, "{}", done.out);
        fs::remove_file(dir.path("csdown.toml")).unwrap();
        let done = dir.run(&["verify", "in", "out2", "--assets", "images", "--assets-url", url]);
        assert_eq!(done.code, 0, "{}", done.out);
        assert_eq!(dir.run(&["verify", "in", "out2", "--assets", "images"]).code, 1);
    }
}

#[test]
fn folders_that_the_tool_does_not_serve_are_errors() {
    for (profile, assets, place) in [
        (
            "hugo",
            "blog/content/images",
            "Hugo does not serve images in blog/content/images; use a folder below `static`",
        ),
        ("hexo", "blog/images", "use a folder below `source`, such as source/images"),
        ("hexo", "blog/source/_posts/images", "Hexo does not serve images in blog/source/_posts/images"),
        ("jekyll", "blog/_posts/images", "use a folder beside `_posts` or `_config.yml`, such as assets/img"),
        ("jekyll", "images", "or name its URL with --assets-url"),
    ] {
        let error = usage_error(&["-o", "blog/_posts", "--profile", profile, "--assets", assets]);
        assert!(error.contains(place), "{error}");
    }
}

#[test]
fn each_article_has_a_folder() {
    for (profile, paths) in [
        ("plain", ["2024-01-01-1/index.md", "深/2024-01-02-2/index.md"]),
        ("hugo", ["2024-01-01-1/index.md", "深/2024-01-02-2/index.md"]),
        ("hexo", ["2024-01-01-1.md", "深/2024-01-02-2.md"]),
        ("obsidian", ["甲/甲.md", "深/乙/乙.md"]),
    ] {
        let dir = articles();
        let args = ["-o", "out", "--profile", profile, "--layout", "folder"];
        converted(&dir, &args);
        let mut names = Vec::new();
        for (path, image) in paths.iter().zip([WHITE, BLACK]) {
            assert_links(&dir, &format!("out/{path}"), image.1);
            let folder = path.strip_suffix(".md").filter(|_| profile == "hexo");
            let folder = folder.unwrap_or_else(|| path.rsplit_once('/').unwrap().0);
            names.extend([(*path).to_owned(), format!("{folder}/{}", image.1)]);
        }
        names.sort();
        assert_eq!(visible(&dir, "out"), names);
        let before = dir.tree("out");
        converted(&dir, &args);
        assert_eq!(dir.tree("out"), before);
        assert!(!dir.has_leftovers());
        // The catalogue has all of them.
        let catalogue = Catalogue::read(&dir.path("out")).unwrap().unwrap();
        for name in &names {
            assert!(catalogue.has_path(name).unwrap(), "{name}");
        }
    }
}

#[test]
fn articles_in_folders_may_share_a_folder_of_images() {
    let dir = articles();
    converted(&dir, &["-o", "out", "--layout", "folder", "--assets", "out/images"]);
    assert_links(&dir, "out/2024-01-01-1/index.md", &format!("../images/{}", WHITE.1));
    assert_links(&dir, "out/深/2024-01-02-2/index.md", &format!("../../images/{}", BLACK.1));
    assert_eq!(visible(&dir, "out").len(), 4);
    let done = dir.run(&["verify", "in", "out", "--layout", "folder", "--assets", "out/images"]);
    assert_eq!(done.code, 0, "{}", done.out);
}

#[test]
fn the_layout_applies_to_folders_only() {
    let dir = articles();
    dir.write("csdown.toml", "layout = \"folder\"");
    let done = convert(&dir, &["in/2024-01-01-1.html"]);
    assert!(done.out.contains("](data:image/gif"), "{}", done.out);
    converted(&dir, &["-o", "out"]);
    assert_links(&dir, "out/2024-01-01-1/index.md", WHITE.1);
    converted(&dir, &["-o", "out2", "--layout", "file"]);
    assert_eq!(visible(&dir, "out2"), ["2024-01-01-1.md", "深/2024-01-02-2.md"]);
    let error = usage_error(&["-o", "_posts", "--profile", "jekyll", "--layout", "folder"]);
    assert!(error.contains("option layout (--layout): Jekyll shows no images"), "{error}");
    for option in [&["--max-images", "3"][..], &["--assets-only-missing"]] {
        let error = usage_error(&[&["-o", "out"], option].concat());
        assert!(
            error.contains(&format!("{} needs --assets FOLDER, or --layout folder", option[0])),
            "{error}"
        );
    }
}

#[test]
fn copies_are_restored() {
    let dir = articles();
    let args = ["-o", "out", "--layout", "folder"];
    converted(&dir, &args);
    let copy = format!("out/2024-01-01-1/{}", WHITE.1);
    let before = dir.tree("out");
    for damage in [None, Some(""), Some("GIF89a")] {
        fs::remove_file(dir.path(&copy)).unwrap();
        damage.into_iter().for_each(|text| dir.write(&copy, text));
        converted(&dir, &args);
        assert_eq!(dir.tree("out"), before);
    }
    // Without the images that are kept for later runs, they are saved again.
    fs::remove_dir_all(dir.path("out").join(IMAGE_FOLDER)).unwrap();
    converted(&dir, &args);
    assert_eq!(dir.tree("out"), before);
}

#[test]
fn articles_with_one_title_have_different_folders() {
    let dir = Workplace::new();
    for number in 1..=6 {
        let image = if number % 2 == 0 { WHITE } else { BLACK };
        dir.write(format!("in/{number}.html"), article("题", image));
    }
    for (jobs, out) in [("1", "one"), ("2", "two")] {
        converted(&dir, &["-o", out, "--profile", "obsidian", "--layout", "folder", "-j", jobs]);
    }
    let names = visible(&dir, "one");
    assert_eq!(dir.tree("one"), dir.tree("two"));
    for note in markdown(&dir, "one") {
        let (folder, name) = note.rsplit_once('/').unwrap();
        assert_eq!(format!("{folder}.md"), name);
        let text = dir.read(format!("one/{note}"));
        let url = text.split("](").nth(1).unwrap().trim_end().trim_end_matches(')');
        assert!(dir.path(format!("one/{folder}/{url}")).is_file(), "{note}: {url}");
    }
    assert_eq!(names.len(), 12);
}

#[test]
fn an_article_in_its_own_folder_stays_there() {
    let dir = Workplace::new();
    dir.write("in/a/index.html", article("甲", WHITE));
    dir.write("in/a.html", article("乙", BLACK));
    dir.write("in/index.html", article("丙", BLACK));
    converted(&dir, &["-o", "out", "--layout", "folder"]);
    let articles = markdown(&dir, "out");
    assert_eq!(articles.len(), 3, "{articles:?}");
    assert!(articles.contains(&"a/index.md".to_owned()) && articles.contains(&"index/index.md".to_owned()));
    assert_links(&dir, "out/index/index.md", BLACK.1);
    converted(&dir, &["-o", "file"]);
    assert_eq!(visible(&dir, "file"), ["a.md", "a/index.md", "index.md"]);
}

#[test]
fn hugo_articles_are_not_in_the_folder_of_another() {
    let dir = Workplace::new();
    dir.write("in/a/b/1.html", article("甲", WHITE));
    dir.write("in/a/b.html", article("乙", BLACK));
    dir.write("in/A.html", article("丙", BLACK));
    let convert = |inputs: &[&str], profile, out: &str| {
        let args = ["--layout", "folder", "--profile", profile, "-o", out];
        let done = convert(&dir, &[inputs, &args].concat());
        assert_eq!(done.code, 0, "{}", done.err);
        markdown(&dir, out)
    };
    assert_eq!(convert(&["in"], "plain", "out"), ["A/index.md", "a/b/1/index.md", "a/b/index.md"]);
    // Hugo would show the outermost alone.
    for (inputs, out) in [(&["in"][..], "one"), (&["in/A.html", "in/a"], "two")] {
        let articles = convert(inputs, "hugo", out);
        let folder = |article: &String| article.strip_suffix("index.md").unwrap().to_lowercase();
        let folders: Vec<String> = articles.iter().map(folder).collect();
        let within = |inner: &String| folders.iter().filter(|outer| inner.starts_with(*outer)).count();
        assert!(folders.len() == 3 && folders.iter().all(|folder| within(folder) == 1), "{articles:?}");
    }
}

#[cfg(unix)]
#[test]
fn copies_never_leave_the_output_folder() {
    let dir = articles();
    fs::create_dir_all(dir.path("elsewhere")).unwrap();
    fs::create_dir_all(dir.path("out")).unwrap();
    std::os::unix::fs::symlink(dir.path("elsewhere"), dir.path("out/2024-01-01-1")).unwrap();
    let done = convert(&dir, &["in", "-o", "out", "--profile", "hexo", "--layout", "folder"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(done.err.contains("2024-01-01-1 in the output folder is a symbolic link"), "{}", done.err);
    assert_eq!(dir.names("elsewhere"), [""; 0]);
}

#[test]
fn verification_follows_the_layout() {
    for profile in ["plain", "hugo", "hexo"] {
        let dir = articles();
        let options = ["--profile", profile, "--layout", "folder"];
        converted(&dir, &[&["-o", "out"], &options[..]].concat());
        let verify = |source, markdown| dir.run(&[&["verify", source, markdown], &options[..]].concat());
        let done = verify("in", "out");
        assert_eq!(done.code, 0, "{}", done.out);
        let (one, copy) = match profile {
            "hexo" => ("out/2024-01-01-1.md", format!("out/2024-01-01-1/{}", WHITE.1)),
            _ => ("out/2024-01-01-1/index.md", format!("out/2024-01-01-1/{}", WHITE.1)),
        };
        assert_eq!(verify("in/2024-01-01-1.html", one).code, 0);
        assert_eq!(dir.run(&["verify", "in/2024-01-01-1.html", one]).code, 1);
        // A link to a copy that is not there shows no image.
        fs::remove_file(dir.path(copy)).unwrap();
        assert_eq!(verify("in", "out").code, 1);
    }
}
