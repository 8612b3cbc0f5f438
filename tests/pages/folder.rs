//! A folder with the files that the pages name, and the site that they download from.

use csdown_test_site::cases::url_of;

use crate::steps;
use crate::workplace::Done;
use crate::world::World;

/// A page with a date, a title, a paragraph and an image.
fn page(id: u64, title: &str, paragraph: &str) -> String {
    format!(
        "<link rel=canonical href=https://blog.csdn.net/lin_mo/article/details/{id}>\
         <h1 class=title-article>{title}</h1><span class=link_postdate>2019-11-26</span>\
         <div id=content_views><p>{paragraph}</p>\
         <p><img src=https://i-blog.csdnimg.cn/direct/twin-a.png></p></div>"
    )
}

/// Serves until the URL is printed, and returns the exit code of the interrupted server.
const SERVE: &str = "out=$(mktemp); command csdown \"$@\" >\"$out\" & server=$!
    while kill -0 $server && ! grep -q http: \"$out\"; do sleep 0.1; done
    kill -INT $server; rm \"$out\"; wait $server";

/// A folder in which the commands of a page run.
pub(crate) struct Folder {
    world: World,
}

impl Folder {
    pub(crate) fn new() -> Self {
        let world = World::new();
        let lock = page(102, "锁", "一次只有一个线程持有它。");
        let pool = page(
            101,
            "线程池",
            "线程池重复使用线程。锁见<a href=https://blog.csdn.net/lin_mo/article/details/102>另一篇</a>。",
        );
        let files = [
            ("post.html", pool.clone()),
            ("blog/hugo.toml", "title = \"Blog\"\n".to_owned()),
            ("blog/layouts/_default/single.html", "<h1>{{ .Title }}</h1>{{ .Content }}\n".to_owned()),
            ("posts/pool.html", pool.clone()),
            ("posts/lock.html", lock.clone()),
            (
                "scraped/lock.md",
                "---\ntitle: 锁\n---\n\n<div id=content_views><p>一次只有一个线程持有它。</p></div>\n"
                    .to_owned(),
            ),
            ("today/lock.html", lock),
            ("today/next.html", crate::workplace::CAPTCHA.to_owned()),
            ("pages.jsonl", serde_json::json!({ "html": pool }).to_string()),
            ("tests/pages/pool.html", pool.clone()),
            ("tests/pages/pool.md", csdown::convert(&pool).unwrap()),
        ];
        for (path, text) in files {
            world.dir.write(path, text);
        }
        let done = world.fetch(&[&url_of("page-2025"), "--keep-html"]);
        assert_eq!(done.code, 0, "{}", done.err);
        let archive = world.outputs().into_iter().find(|name| name.ends_with(".warc.gz")).unwrap();
        std::fs::rename(world.dir.path("out").join(archive), world.dir.path("crawl.warc.gz")).unwrap();
        std::fs::remove_dir_all(world.dir.path("out")).unwrap();
        Self { world }
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        self.world.dir.write(path, text);
    }

    /// Whether a folder has a file with this extension, in it or below.
    pub(crate) fn has(&self, folder: &str, extension: &str) -> bool {
        self.world.dir.names(folder).iter().any(|name| name.ends_with(extension))
    }

    /// Runs a command in a shell. What csdown requests goes to the test site, and a server is interrupted once it has
    /// printed its URL.
    pub(crate) fn run(&self, command: &str) -> Done {
        let network = format!(
            "--ca-cert '{}' --resolve '*={}' --interval 0",
            self.world.site.ca_file().display(),
            self.world.site.secure()
        );
        let function = format!(
            "csdown() {{ case $1 in\n\
             fetch|convert) set -- \"$@\" {network} ;;\n\
             serve) {SERVE}; return ;;\n\
             esac; command csdown \"$@\"; }}\n"
        );
        steps::run(&format!("{function}{command}"), &self.world.dir)
    }
}
