//! What the site has, in words.

use std::fmt::Write;

use super::Site;
use super::address::HOSTS;
use super::cases::CASES;
use super::console::TOKEN;
use super::pictures::PICTURES;
use super::writers::{LIN_MO, WRITERS};

/// The tables, for people.
pub fn guide(site: &Site) -> String {
    let mut text = String::from("hosts\n");
    for host in HOSTS {
        writeln!(text, "  {:28}{}", host.name, host.says).unwrap();
    }
    text += "\nwriters\n";
    for writer in WRITERS {
        writeln!(text, "  {:28}{}", writer.user, writer.says).unwrap();
        for column in writer.columns {
            let paid = if column.is_paid { ", paid" } else { "" };
            writeln!(text, "    column {:10}{} articles{paid}", column.id, column.size).unwrap();
        }
    }
    writeln!(text, "\narticles of {}, at https://blog.csdn.net/{0}/article/details/ID", LIN_MO.user).unwrap();
    for case in CASES {
        writeln!(text, "  {:<12}{:20}{}", case.id, case.name, case.says).unwrap();
    }
    text += "\npictures\n";
    for picture in PICTURES {
        writeln!(text, "  {:24}{:26}{}", picture.host, picture.path, picture.says).unwrap();
    }
    text + &commands(site)
}

/// Commands to be copied.
fn commands(site: &Site) -> String {
    let by_name = format!("--ca-cert {} --resolve '*={}'", site.ca_file().display(), site.secure());
    let url = |id| format!("https://blog.csdn.net/{}/article/details/{id}", LIN_MO.user);
    let mut text = String::from("\nby IP, without a certificate\n");
    for id in [145_640_301, 150_000_103, 150_000_601, 150_000_404, 150_000_405] {
        let url = site.by_ip(&url(id));
        writeln!(text, "  csdown fetch {url} -o out --assets out/assets --allow-private").unwrap();
    }
    text += "\nby name, over TLS\n";
    let all = format!("--user {}", WRITERS[1].user);
    let column = format!("--user {} --column {}", WRITERS[1].user, WRITERS[1].columns[0].id);
    for what in
        [url(145_640_301) + " --comments", url(158_640_301), url(150_000_302), url(150_000_431), all, column]
    {
        writeln!(text, "  csdown fetch {what} -o out --assets out/assets {by_name}").unwrap();
    }
    writeln!(text, "\nthe cookie of {}: UserToken={TOKEN}", LIN_MO.user).unwrap();
    text
}
