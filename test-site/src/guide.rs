//! A printed overview of the site.

use std::fmt::Write;

use crate::Site;
use crate::address::HOSTS;
use crate::cases::{CASES, url_of};
use crate::console::TOKEN;
use crate::images::IMAGES;
use crate::writers::{LIN_MO, WRITERS, column_articles};

/// Describes everything on the site.
pub fn guide(site: &Site) -> String {
    let mut text = String::from("hosts\n");
    for host in HOSTS {
        writeln!(text, "  {:28}{}", host.name, host.description).unwrap();
    }
    text += ENDPOINTS;
    text += "\nwriters\n";
    for writer in WRITERS {
        writeln!(text, "  {:28}{}", writer.user, writer.description).unwrap();
        for column in writer.columns {
            let paid = if column.is_paid { ", paid" } else { "" };
            let count = column_articles(writer, column).len();
            let articles = if count == 1 { "article" } else { "articles" };
            writeln!(text, "    column {:<12}{count:>3} {articles}{paid}", column.id).unwrap();
        }
    }
    writeln!(text, "\narticles of {}, at https://blog.csdn.net/{0}/article/details/ID", LIN_MO.user).unwrap();
    for case in CASES {
        writeln!(text, "  {:<12}{:20}{}", case.id, case.name, case.description).unwrap();
    }
    text += "\nimages\n";
    for image in IMAGES {
        writeln!(text, "  {:24}{:26}{}", image.host, image.path, image.description).unwrap();
    }
    text + &commands(site)
}

const ENDPOINTS: &str = "
endpoints
  GET  blog.csdn.net/community/home-api/v1/get-business-list?page=&size=&businessType=blog&username=   no cookies
  GET  blog.csdn.net/USER/category_ID.html, category_ID_N.html     40 articles per page
  GET  blog.csdn.net/USER/article/list/N                           40 articles per page
  GET  blog.csdn.net/USER/rss/map                                  the newest 20
  POST blog.csdn.net/phoenix/web/v1/comment/list/ID?page=&size=    Referer: the article; only 145640301 has comments
  GET  blog-console-api.csdn.net/v1/editor/getArticle?id=          requires the cookie of lin_mo
";

/// Example commands.
fn commands(site: &Site) -> String {
    let by_name = format!("--ca-cert {} --resolve '*={}'", site.ca_file().display(), site.secure());
    let mut text = String::from("\nby IP address, without a certificate\n");
    for name in ["page-2025", "bad-images", "vip", "missing", "captcha"] {
        let url = site.by_ip(&url_of(name));
        writeln!(text, "  csdown fetch {url} -o out --assets out/assets --allow-private").unwrap();
    }
    text += "\nby name, over TLS\n";
    let all = format!("--user {}", WRITERS[1].user);
    let column = format!("--user {} --column {}", WRITERS[1].user, WRITERS[1].columns[0].id);
    for what in [
        url_of("page-2025") + " --comments",
        url_of("page-2026"),
        url_of("redirect-loop"),
        url_of("busy-always"),
        all,
        column,
    ] {
        writeln!(text, "  csdown fetch {what} -o out --assets out/assets {by_name}").unwrap();
    }
    writeln!(text, "\ncookie of {}: UserToken={TOKEN}", LIN_MO.user).unwrap();
    text
}
