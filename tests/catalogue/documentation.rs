//! `docs/catalogue.md` describes every table and column, and its queries work.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use rusqlite::Connection;
use tempfile::TempDir;

use crate::{connect, folder, open};

fn page() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/catalogue.md")).unwrap()
}

/// Returns the tables of the page, with their columns.
fn documented() -> BTreeMap<String, Vec<String>> {
    let page = page();
    let sections = page.split("\n### `").skip(1).map(|section| section.split("\n## ").next().unwrap());
    let quoted =
        |line: &str| line.strip_prefix("| `").and_then(|rest| rest.split('`').next()).map(str::to_owned);
    sections
        .map(|section| {
            let name = section.split('`').next().unwrap().to_owned();
            (name, section.lines().filter_map(quoted).collect())
        })
        .collect()
}

/// Returns the tables of a catalogue with a search index, with their columns.
fn tables() -> BTreeMap<String, Vec<String>> {
    let folder = folder();
    drop(open(&folder));
    let connection = connect(&folder);
    connection.execute_batch(include_str!("../../src/catalogue/search.sql")).unwrap();
    let names = column(
        &connection,
        "SELECT name FROM pragma_table_list WHERE type IN ('table', 'virtual') AND name NOT LIKE 'sqlite_%'",
    );
    let columns =
        |name: &String| column(&connection, &format!("SELECT name FROM pragma_table_info('{name}')"));
    names.iter().map(|name| (name.clone(), columns(name))).collect()
}

fn column(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn the_page_describes_exactly_the_tables_and_columns() {
    assert_eq!(documented(), tables());
}

#[test]
fn the_numbers_of_the_file_are_right() {
    let folder = folder();
    drop(open(&folder));
    let number = |name| -> i64 { connect(&folder).pragma_query_value(None, name, |row| row.get(0)).unwrap() };
    let page = page();
    assert!(page.contains(&format!("`PRAGMA application_id` is {} ", number("application_id"))));
    assert!(page.contains(&format!("is the version of the tables, {}.", number("user_version"))));
}

/// A page as a crawler saved it.
fn post(id: u32, title: &str, body: &str) -> String {
    format!(
        "---\ntitle: \"{title}\"\ndate: 2021-03-04 05:06:07 +0800\ncategories: ['Rust']\ntags: ['线程']\nartid: \"{id}\"\n\
        ---\n<div class=\"blog-content-box\"><h1 class=\"title-article\">{title}</h1>\n\
        <div id=\"content_views\">{body}</div></div>\n"
    )
}

/// Converts articles of every kind that the queries of the page ask for.
fn archive() -> TempDir {
    let code = "<pre><code class=\"language-cpp\">int main() {}</code></pre>";
    let links = "<p><a href=\"https://blog.csdn.net/u/article/details/101\">甲</a> and \
        <a href=\"https://blog.csdn.net/u/article/details/999\">没有</a></p>\
        <p>图 <img src=\"https://img-blog.csdnimg.cn/1.png\"> <img alt=\"图\"></p>";
    let preview = "<script>var isVipArticle = true;</script><div id=\"content_views\"><p>开头</p></div>";
    let folder = folder();
    let inputs = folder.path().join("in");
    fs::create_dir(&inputs).unwrap();
    for (name, page) in [
        ("1.md", post(101, "甲", code)),
        ("1-again.md", post(101, "甲", "<p>又一次</p>")),
        ("2.md", post(102, "乙", links)),
        ("3.html", preview.to_owned()),
        ("4.html", "<html><head><title>安全验证</title></head><body></body></html>".to_owned()),
    ] {
        fs::write(inputs.join(name), page).unwrap();
    }
    let mut run = Command::new(env!("CARGO_BIN_EXE_csdown"));
    run.args(["convert", "-q", "in", "-o", ".", "--assets", "assets"]).current_dir(folder.path());
    assert_eq!(run.output().unwrap().status.code(), Some(1));
    folder
}

#[test]
fn the_queries_of_the_page_find_something() {
    let archive = archive();
    let connection = connect(&archive);
    let page = page();
    let queries: Vec<&str> =
        page.split("\n```sql\n").skip(1).map(|rest| rest.split("\n```\n").next().unwrap()).collect();
    assert!(queries.len() >= 10);
    for query in queries {
        let mut statement = connection.prepare(query).unwrap_or_else(|error| panic!("{query}: {error}"));
        let count = statement.query_map([], |_| Ok(())).unwrap().map(Result::unwrap).count();
        assert!(count > 0, "nothing is found by {query}");
    }
}
