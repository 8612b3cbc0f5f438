//! The report of `--report-html`, fetched articles and `csdown serve` in a real browser: `CSDOWN_BROWSER`, or an installed Chromium or
//! Chrome. Without a browser, the tests are ignored with a notice.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "tests of a page"
)]

mod browser;
#[cfg(all(unix, feature = "serve"))]
#[path = "../serve/library.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod library;
#[cfg(feature = "fetch")]
mod offline;
mod report;
#[cfg(all(unix, feature = "serve"))]
mod serve;
#[cfg(all(unix, feature = "serve"))]
#[path = "../serve/served.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod served;
#[cfg(all(unix, feature = "serve"))]
mod session;
#[cfg(any(feature = "fetch", feature = "serve"))]
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

/// A test with a browser.
type Test = fn(&Browser);

const TESTS: &[(&str, Test)] = &[
    ("every_document_has_its_row", every_document_has_its_row),
    ("untrusted_text_is_inert", untrusted_text_is_inert),
    ("the_url_fragment_selects_the_view", the_url_fragment_selects_the_view),
    ("clicks_sort_and_words_filter", clicks_sort_and_words_filter),
    ("empty_columns_are_hidden", empty_columns_are_hidden),
    (
        "numbers_are_aligned_and_sorted_with_the_largest_first",
        numbers_are_aligned_and_sorted_with_the_largest_first,
    ),
    ("codes_are_words_that_lead_to_their_explanations", codes_are_words_that_lead_to_their_explanations),
    ("a_phone_can_sort", a_phone_can_sort),
    ("all_controls_are_reached_by_keyboard", all_controls_are_reached_by_keyboard),
    ("links_open_the_excerpts_of_a_document", links_open_the_excerpts_of_a_document),
    ("the_table_is_paginated", the_table_is_paginated),
    ("summary_and_excerpts_need_no_scripts", summary_and_excerpts_need_no_scripts),
    ("the_page_fits_a_phone", the_page_fits_a_phone),
    (
        "the_content_security_policy_blocks_injected_scripts",
        the_content_security_policy_blocks_injected_scripts,
    ),
    #[cfg(feature = "fetch")]
    ("fetched_articles_are_readable_offline", offline::fetched_articles_are_readable_offline),
    #[cfg(all(unix, feature = "serve"))]
    ("serve/clicks_lead_through_the_archive", serve::clicks_lead_through_the_archive),
    #[cfg(all(unix, feature = "serve"))]
    ("serve/the_keyboard_suffices", serve::the_keyboard_suffices),
    #[cfg(all(unix, feature = "serve"))]
    ("serve/lists_need_no_scripts", serve::lists_need_no_scripts),
    #[cfg(all(unix, feature = "serve"))]
    ("serve/the_original_page_is_beside_the_article", serve::the_original_page_is_beside_the_article),
    #[cfg(all(unix, feature = "serve"))]
    ("serve/no_request_leaves_this_computer", serve::no_request_leaves_this_computer),
    #[cfg(all(unix, feature = "serve"))]
    ("serve/pages_fit_their_screens_and_are_accessible", serve::pages_fit_their_screens_and_are_accessible),
    #[cfg(all(unix, feature = "serve"))]
    ("serve/screenshots", serve::screenshots),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let browser = Browser::find();
    if browser.is_none() {
        let notice = "browser tests are ignored: install Chromium or Chrome, or set CSDOWN_BROWSER";
        eprintln!("{notice}");
    }
    let trial = |(name, test): &(&'static str, Test)| {
        let (browser, test) = (browser.clone(), *test);
        let is_missing = browser.is_none();
        let run = move || {
            test(&browser.ok_or("no browser")?);
            Ok(())
        };
        Trial::test(*name, run).with_ignored_flag(is_missing || is_unwanted(name))
    };
    libtest_mimic::run(&arguments, TESTS.iter().map(trial).collect()).exit_code()
}

/// Whether a test makes pictures that nobody asked for.
fn is_unwanted(name: &str) -> bool {
    #[cfg(all(unix, feature = "serve"))]
    let is_wanted = serve::are_screenshots_wanted();
    #[cfg(not(all(unix, feature = "serve")))]
    let is_wanted = false;
    name == "serve/screenshots" && !is_wanted
}

/// Returns the titles of the rows that have one.
fn titles(shown: &Shown) -> Vec<&str> {
    let cells = shown.page.split("<td class=\"title\"").skip(1).filter_map(|rest| rest.split("</td>").next());
    cells.filter_map(|cell| cell.split("<bdi lang=\"zh\">").nth(1)?.split("</bdi>").next()).collect()
}

fn rows(shown: &Shown) -> usize {
    shown.page.matches("<td class=\"path\"").count()
}

fn every_document_has_its_row(browser: &Browser) {
    let shown = browser.open(&report::mixed(), "");
    assert_eq!(shown.console, Vec::<String>::new());
    assert_eq!(rows(&shown), report::MIXED);
    assert!(shown.has(&format!("role=\"status\">1–{0} of {0} documents<", report::MIXED)));
    let links: Vec<&str> =
        shown.page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(links.contains(&"./out/b%20%E4%B8%AD%23.md"), "{links:?}");
    assert!(
        shown.has("<a href=\"https://blog.csdn.net/someone/article/details/1\" rel=\"noopener noreferrer\">")
    );
}

fn untrusted_text_is_inert(browser: &Browser) {
    let shown = browser.open(&report::mixed(), "");
    assert_eq!(shown.console, Vec::<String>::new());
    assert!(shown.has("<title>csdown report</title>"), "a script of a title ran");
    let scripts = shown.page.split("<script").count() - 1;
    assert_eq!(scripts, 3, "the rows, the names and the script of the page");
    for evil in ["<img", "<iframe", "javascript:", "\u{202e}"] {
        let at = shown.page.find(&format!("{evil}\"")).or_else(|| shown.page.find(&format!("=\"{evil}")));
        assert_eq!(at, None, "{evil}");
    }
    assert!(!shown.body_without_data().contains('\u{202e}'), "a title contains a bidi control");
    assert!(shown.has("翻⟨U+202E⟩转.html"));
}

fn the_url_fragment_selects_the_view(browser: &Browser) {
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
            emit(titles.join() || page.getElementById('status').textContent.replace('1–1 of ', ''));
        }}"
    );
    assert_eq!(browser.act(&report, 1200, &script).emitted(), views.map(|(_, seen)| seen));
}

fn clicks_sort_and_words_filter(browser: &Browser) {
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
        emit(titles().join());
        click('title');
        emit(titles().join());
        emit(new URLSearchParams(frame.contentWindow.location.hash.slice(1)).get('order'));
        click('warnings');
        emit(page.querySelector('[aria-sort]').dataset.key);
        page.querySelector('button[type=reset]').click();
        emit(titles().length + frame.contentWindow.location.hash);
    ",
    );
    assert_eq!(shown.console, Vec::<String>::new());
    let emitted =
        ["阿 1,阿 2,阿 10", "阿 10,阿 2,阿 1", "descending", "warnings", &report::MIXED.to_string()];
    assert_eq!(shown.emitted(), emitted);
}

fn empty_columns_are_hidden(browser: &Browser) {
    let script = "
        const keys = [...page.querySelectorAll('.documents th')].map((head) => head.dataset.key);
        const filters = [...page.querySelectorAll('#filters select')].filter((one) => one.checkVisibility());
        emit(keys.join());
        emit(filters.map((one) => one.name).join());
    ";
    let some = browser.act(&report::many(3), 1200, script);
    assert_eq!(some.emitted(), ["path,title,outcome", "outcome"]);
    let all = browser.act(&report::mixed(), 1200, script);
    let columns = "path,title,date,outcome,verdict,warnings,removed";
    assert_eq!(all.emitted(), [columns, "outcome,verdict,rule,warning"]);
}

fn numbers_are_aligned_and_sorted_with_the_largest_first(browser: &Browser) {
    let shown = browser.act(
        &report::mixed(),
        1200,
        "
        const cells = () => [...page.querySelectorAll('td.removed')];
        const indicator = () => getComputedStyle(page.querySelector('[data-key=removed] button'), '::after').content;
        emit(getComputedStyle(cells()[0]).textAlign);
        emit(getComputedStyle(page.querySelector('[data-key=removed] button')).textAlign);
        emit(indicator());
        page.querySelector('[data-key=removed] button').click();
        const numbers = cells().map((cell) => Number(cell.textContent));
        emit(numbers[0] > 0 && numbers.every((one, at) => at === 0 || one <= numbers[at - 1]));
        emit(indicator());
        page.querySelector('[data-key=removed] button').click();
        emit(cells()[0].textContent);
    ",
    );
    assert_eq!(shown.emitted(), ["right", "right", "\" ↕\"", "true", "\" ↓\"", "0"]);
}

fn codes_are_words_that_lead_to_their_explanations(browser: &Browser) {
    let shown = browser.act(
        &report::mixed(),
        1200,
        "
        const flawed = [...page.querySelectorAll('tbody tr')].find((row) => row.textContent.includes('阿 2'));
        emit(flawed.querySelector('td.outcome small').textContent);
        const link = page.querySelector('.diagnostic a[href=\"#warning-image-without-source\"]');
        link.closest('details').open = true;
        link.click();
        await new Promise((done) => setTimeout(done, 100));
        emit(page.querySelector('.codes :target strong').textContent);
        emit([...page.querySelectorAll('.diagnostic a')].every((one) => page.querySelector(one.getAttribute('href'))));
        emit([...page.querySelectorAll('[name=warning] option')].map((one) => one.textContent).join());
    ",
    );
    let emitted = shown.emitted();
    assert_eq!(emitted[..3], ["An image has no URL", "An image has no URL.", "true"]);
    assert!(emitted[3].starts_with("any,") && emitted[3].contains("An image has no URL"), "{emitted:?}");
}

fn a_phone_can_sort(browser: &Browser) {
    let script = "
        const { sort, order } = page.forms[0].elements;
        emit(sort.checkVisibility());
        emit(sort.getBoundingClientRect().right <= page.documentElement.clientWidth);
        const choose = (list, value) => {
            list.value = value;
            list.dispatchEvent(new Event('input', { bubbles: true }));
        };
        const first = () => page.querySelector('td.removed').textContent;
        choose(sort, 'removed');
        emit(order.value);
        emit(Number(first()) > 0);
        choose(order, '');
        emit(first());
        emit(page.querySelector('.documents thead').checkVisibility());
    ";
    let narrow = browser.act(&report::mixed(), 390, script);
    assert_eq!(narrow.emitted(), ["true", "true", "descending", "true", "0", "false"]);
    let wide = browser.act(&report::mixed(), 1200, script);
    assert_eq!(wide.emitted()[0], "false", "the headings sort");
}

fn all_controls_are_reached_by_keyboard(browser: &Browser) {
    let shown = browser.act(
        &report::mixed(),
        1200,
        "
        const controls = [...page.querySelectorAll('a, button, input, select, summary')];
        const seen = controls.filter((one) => one.checkVisibility() && !one.disabled);
        emit(seen.length > 30);
        emit(seen.filter((one) => { one.focus(); return page.activeElement !== one; }).length);
        const outline = (one) => { one.focus({ focusVisible: true }); return getComputedStyle(one).outlineStyle; };
        emit(outline(page.querySelector('th button')));
        emit(page.querySelectorAll('[onclick], [tabindex]').length);
    ",
    );
    assert_eq!(shown.emitted(), ["true", "0", "solid", "0"]);
}

fn links_open_the_excerpts_of_a_document(browser: &Browser) {
    let shown = browser.act(
        &report::mixed(),
        1200,
        "
        page.querySelector('td.outcome a').click();
        await new Promise((done) => setTimeout(done, 100));
        const details = [...page.querySelectorAll('details.problem')].filter((one) => one.open);
        emit(details.length);
        emit(details[0].querySelector('summary .path').textContent);
        emit(page.querySelector('td.outcome a').closest('tr').querySelector('td.path').textContent);
    ",
    );
    assert_eq!(shown.console, Vec::<String>::new());
    let emitted = shown.emitted();
    assert_eq!((emitted[0].as_str(), &emitted[1]), ("1", &emitted[2]));
}

fn the_table_is_paginated(browser: &Browser) {
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
        emit(page.getElementById('status').textContent);
        emit(page.querySelector('[data-go=next]').disabled);
        page.querySelector('[data-go=previous]').click();
        emit(page.getElementById('page').textContent);
    ",
    );
    assert_eq!(clicked.emitted(), ["201–250 of 250 documents", "true", "Page 2 of 3"]);
}

fn summary_and_excerpts_need_no_scripts(browser: &Browser) {
    let shown = browser.act_without_scripts(
        &report::mixed(),
        "
        const isSeen = (selector) => page.querySelector(selector).checkVisibility();
        emit(isSeen('noscript p'));
        emit(isSeen('#filters'));
        emit(isSeen('.chart table'));
        page.querySelectorAll('details').forEach((one) => { one.open = true; });
        emit([...page.querySelectorAll('.diagnostic dd del, .diagnostic dd ins')].map((mark) => mark.textContent).join());
        emit([...page.querySelectorAll('figure pre del')].map((mark) => mark.textContent).join());
        emit(isSeen('figure pre del'));
    ",
    );
    assert_eq!(shown.emitted(), ["true", "false", "true", "升,升", "升", "true"]);
}

fn the_page_fits_a_phone(browser: &Browser) {
    let shown = browser.act(
        &report::mixed(),
        360,
        "
        page.querySelectorAll('details').forEach((one) => { one.open = true; });
        const root = page.documentElement;
        emit(root.clientWidth);
        emit(root.scrollWidth - root.clientWidth);
    ",
    );
    let emitted = shown.emitted();
    assert!(emitted[0].parse::<u32>().unwrap() <= 360);
    assert_eq!(emitted[1], "0");
}

fn the_content_security_policy_blocks_injected_scripts(browser: &Browser) {
    let evil = "<script>document.title = 'taken'</script><img src=x></main>";
    let shown = browser.open(&report::mixed().replace("</main>", evil), "");
    assert!(shown.has("<title>csdown report</title>"));
    assert!(shown.console.iter().any(|message| message.contains("Content Security Policy")), "{shown:?}");
}
