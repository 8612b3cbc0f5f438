//! The report of `--report-html`, and what was fetched, in a real browser: `CSDOWN_BROWSER`, or a Chromium or Chrome that is
//! installed. Without one the tests are passed over, and said to be.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "tests of a page"
)]

mod browser;
#[cfg(feature = "fetch")]
mod offline;
mod report;
#[cfg(feature = "fetch")]
#[path = "../site/mod.rs"]
mod site;
#[cfg(feature = "fetch")]
#[path = "../cli/workplace.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod workplace;
#[cfg(feature = "fetch")]
#[path = "../fetch/world.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod world;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

use browser::{Browser, Shown};

/// What a test does with a browser.
type Test = fn(&Browser);

const TESTS: &[(&str, Test)] = &[
    ("every_document_has_its_row", every_document_has_its_row),
    ("words_of_others_do_nothing", words_of_others_do_nothing),
    ("the_address_holds_the_view", the_address_holds_the_view),
    ("a_click_sorts_and_a_word_filters", a_click_sorts_and_a_word_filters),
    ("a_link_opens_the_places_of_a_document", a_link_opens_the_places_of_a_document),
    ("many_documents_come_in_pages", many_documents_come_in_pages),
    ("summary_and_excerpts_need_no_script", summary_and_excerpts_need_no_script),
    ("nothing_is_wider_than_a_phone", nothing_is_wider_than_a_phone),
    ("a_foreign_script_would_be_stopped_and_seen", a_foreign_script_would_be_stopped_and_seen),
    #[cfg(feature = "fetch")]
    ("what_was_fetched_is_shown_without_the_network", offline::what_was_fetched_is_shown_without_the_network),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let browser = Browser::find();
    if browser.is_none() {
        let notice =
            "no Chromium or Chrome is installed and CSDOWN_BROWSER names none: these tests are passed over";
        eprintln!("{notice}");
    }
    let trial = |(name, test): &(&'static str, Test)| {
        let (browser, test) = (browser.clone(), *test);
        let is_missing = browser.is_none();
        let run = move || {
            test(&browser.ok_or("no browser")?);
            Ok(())
        };
        Trial::test(*name, run).with_ignored_flag(is_missing)
    };
    libtest_mimic::run(&arguments, TESTS.iter().map(trial).collect()).exit_code()
}

/// The titles of the rows, those that have none left out.
fn titles(shown: &Shown) -> Vec<&str> {
    let cells = shown.page.split("<td class=\"title\"").skip(1).filter_map(|rest| rest.split("</td>").next());
    cells.filter_map(|cell| cell.split("<bdi lang=\"zh\">").nth(1)?.split("</bdi>").next()).collect()
}

fn rows(shown: &Shown) -> usize {
    shown.page.matches("<td class=\"path\"").count()
}

fn every_document_has_its_row(browser: &Browser) {
    let shown = browser.open(&report::mixed(), "");
    assert_eq!(shown.complaints, Vec::<String>::new());
    assert_eq!(rows(&shown), report::MIXED);
    assert!(shown.has(&format!("role=\"status\">1–{0} of {0} documents<", report::MIXED)));
    let links: Vec<&str> =
        shown.page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(links.contains(&"./out/b%20%E4%B8%AD%23.md"), "{links:?}");
    assert!(
        shown.has("<a href=\"https://blog.csdn.net/someone/article/details/1\" rel=\"noopener noreferrer\">")
    );
}

fn words_of_others_do_nothing(browser: &Browser) {
    let shown = browser.open(&report::mixed(), "");
    assert_eq!(shown.complaints, Vec::<String>::new());
    assert!(shown.has("<title>csdown report</title>"), "a script of a title ran");
    let scripts = shown.page.split("<script").count() - 1;
    assert_eq!(scripts, 3, "the rows, the names and the script of the page");
    for evil in ["<img", "<iframe", "javascript:", "\u{202e}"] {
        let at = shown.page.find(&format!("{evil}\"")).or_else(|| shown.page.find(&format!("=\"{evil}")));
        assert_eq!(at, None, "{evil}");
    }
    assert!(!shown.body_without_data().contains('\u{202e}'), "a title turns round what stands beside it");
    assert!(shown.has("翻⟨U+202E⟩转.html"));
}

fn the_address_holds_the_view(browser: &Browser) {
    let report = report::mixed();
    let opened = browser.open(&report, "#q=%E9%98%BF&sort=title&order=descending");
    assert_eq!(titles(&opened), ["阿 10", "阿 2", "阿 1"]);
    assert!(opened.has("data-key=\"title\" role=\"columnheader\" aria-sort=\"descending\""));
    let views = [
        ("q=阿&sort=title", "阿 1,阿 2,阿 10"),
        ("q=阿&sort=date&order=descending", "阿 2,阿 10,阿 1"),
        ("outcome=failed", "1 document, 14 in all"),
        ("outcome=incomplete", "1 document, 14 in all"),
        ("verdict=lossy", "失"),
        ("verdict=not verified", "1 document, 14 in all"),
        ("rule=hidden", "阿 1"),
        ("warning=image-without-source", "阿 2"),
        ("warning=image-without-source&rule=hidden", "0 documents, 14 in all"),
        ("q=01.HTML 阿", "阿 10"),
        ("q=blocked-captcha", "1 document, 14 in all"),
        ("q=nothing has this", "0 documents, 14 in all"),
    ];
    let fragments = views.map(|(fragment, _)| fragment);
    let script = format!(
        "for (const fragment of {fragments:?}) {{
            frame.contentWindow.location.hash = fragment;
            await new Promise((done) => setTimeout(done, 50));
            const titles = [...page.querySelectorAll('td.title')].map((cell) => cell.textContent);
            tell(titles.join() || page.getElementById('status').textContent.replace('1–1 of ', ''));
        }}"
    );
    assert_eq!(browser.act(&report, 1200, &script).told(), views.map(|(_, seen)| seen));
}

fn a_click_sorts_and_a_word_filters(browser: &Browser) {
    let shown = browser.act(
        &report::mixed(),
        1200,
        "
        const click = (key) => page.querySelector(`[data-key=${key}] button`).click();
        const titles = () => [...page.querySelectorAll('td.title')].map((cell) => cell.textContent);
        const type = (word) => {
            page.forms[0].elements.q.value = word;
            page.forms[0].elements.q.dispatchEvent(new Event('input', { bubbles: true }));
        };
        type('阿');
        click('title');
        tell(titles().join());
        click('title');
        tell(titles().join());
        tell(new URLSearchParams(frame.contentWindow.location.hash.slice(1)).get('order'));
        click('warnings');
        tell(page.querySelector('[aria-sort]').dataset.key);
        page.querySelector('button[type=reset]').click();
        tell(titles().length + frame.contentWindow.location.hash);
    ",
    );
    assert_eq!(shown.complaints, Vec::<String>::new());
    let told = ["阿 1,阿 2,阿 10", "阿 10,阿 2,阿 1", "descending", "warnings", &report::MIXED.to_string()];
    assert_eq!(shown.told(), told);
}

fn a_link_opens_the_places_of_a_document(browser: &Browser) {
    let shown = browser.act(
        &report::mixed(),
        1200,
        "
        page.querySelector('td.outcome a').click();
        await new Promise((done) => setTimeout(done, 100));
        const details = [...page.querySelectorAll('details.problem')].filter((one) => one.open);
        tell(details.length);
        tell(details[0].querySelector('summary .path').textContent);
        tell(page.querySelector('td.outcome a').closest('tr').querySelector('td.path').textContent);
    ",
    );
    assert_eq!(shown.complaints, Vec::<String>::new());
    let told = shown.told();
    assert_eq!((told[0].as_str(), &told[1]), ("1", &told[2]));
}

fn many_documents_come_in_pages(browser: &Browser) {
    let report = report::many(250);
    let first = browser.open(&report, "");
    assert_eq!(rows(&first), 100);
    assert!(first.has("role=\"status\">1–100 of 250 documents<"));
    let last = browser.open(&report, "#page=3");
    assert_eq!((rows(&last), titles(&last)[49]), (50, "第 250 篇"));
    let clicked = browser.act(
        &report,
        1200,
        "
        page.querySelector('[data-go=last]').click();
        tell(page.getElementById('status').textContent);
        tell(page.querySelector('[data-go=next]').disabled);
        page.querySelector('[data-go=previous]').click();
        tell(page.getElementById('page').textContent);
    ",
    );
    assert_eq!(clicked.told(), ["201–250 of 250 documents", "true", "Page 2 of 3"]);
}

fn summary_and_excerpts_need_no_script(browser: &Browser) {
    let shown = browser.act_without_scripts(
        &report::mixed(),
        "
        const isSeen = (selector) => page.querySelector(selector).checkVisibility();
        tell(isSeen('noscript p'));
        tell(isSeen('#filters'));
        tell(isSeen('.chart table'));
        page.querySelectorAll('details').forEach((one) => { one.open = true; });
        tell([...page.querySelectorAll('.diagnostic dd del, .diagnostic dd ins')].map((mark) => mark.textContent).join());
        tell([...page.querySelectorAll('figure pre del')].map((mark) => mark.textContent).join());
        tell(isSeen('figure pre del'));
    ",
    );
    assert_eq!(shown.told(), ["true", "false", "true", "升,升", "升", "true"]);
}

fn nothing_is_wider_than_a_phone(browser: &Browser) {
    let shown = browser.act(
        &report::mixed(),
        360,
        "
        page.querySelectorAll('details').forEach((one) => { one.open = true; });
        const root = page.documentElement;
        tell(root.clientWidth);
        tell(root.scrollWidth - root.clientWidth);
    ",
    );
    let told = shown.told();
    assert!(told[0].parse::<u32>().unwrap() <= 360);
    assert_eq!(told[1], "0");
}

fn a_foreign_script_would_be_stopped_and_seen(browser: &Browser) {
    let evil = "<script>document.title = 'taken'</script><img src=x></main>";
    let shown = browser.open(&report::mixed().replace("</main>", evil), "");
    assert!(shown.has("<title>csdown report</title>"));
    assert!(
        shown.complaints.iter().any(|complaint| complaint.contains("Content Security Policy")),
        "{shown:?}"
    );
}
