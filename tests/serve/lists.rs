//! The list: filters, orders, pages and search.

use crate::library::{POSTS, archive, many};
use crate::served::{Served, between, titles};

fn all() -> Vec<String> {
    POSTS.iter().map(|post| post.title.to_owned()).collect()
}

#[test]
fn the_latest_articles_come_first() {
    let dir = archive();
    let served = Served::start(&dir);
    let list = served.page("/");
    assert_eq!(titles(&list), all());
    assert!(list.contains("role=\"status\">6 articles</p>"), "{list}");
    assert!(list.contains("<title>archive</title>"));
    for part in
        ["2024-03-18", "林默", "线程池", "href=\"/?author=%E6%9E%97%E9%BB%98\"", "href=\"/?tag=C%2B%2B\""]
    {
        assert!(list.contains(part), "{part}: {list}");
    }
}

#[test]
fn orders() {
    let dir = archive();
    let served = Served::start(&dir);
    let mut oldest = all();
    oldest.reverse();
    assert_eq!(titles(&served.page("/?order=oldest")), oldest);
    let mut by_title = all();
    by_title.sort();
    assert_eq!(titles(&served.page("/?order=title")), by_title);
    assert_eq!(titles(&served.page("/?order=best")), all(), "without a query");
}

#[test]
fn filters_narrow_the_list() {
    let dir = archive();
    let served = Served::start(&dir);
    for (url, count) in [
        ("/?author=%E6%9E%97%E9%BB%98", 3),
        ("/?author=%E6%9E%97%E9%BB%98&tag=java", 2),
        ("/?tag=java&tag=C%2B%2B", 3),
        ("/?year=2019&year=2020", 2),
        ("/?column=%E5%B9%B6%E5%8F%91%E7%AC%94%E8%AE%B0", 2),
        ("/?status=complete", 6),
        ("/?status=preview", 0),
        ("/?tag=%E6%B2%A1%E6%9C%89", 0),
    ] {
        let list = served.page(url);
        assert_eq!(titles(&list).len(), count, "{url}: {list}");
    }
    let list = served.page("/?author=%E6%9E%97%E9%BB%98&tag=java");
    let chips = between(&list, "<ul class=\"chips\"", "</ul>")[0];
    assert!(
        chips.contains("href=\"/?tag=java\"") && chips.contains("href=\"/?author=%E6%9E%97%E9%BB%98\""),
        "{chips}"
    );
    assert!(chips.contains("href=\"/\">Remove all"), "{chips}");
    assert!(
        list.contains("<input type=\"hidden\" name=\"tag\" value=\"java\">"),
        "a search keeps the filters"
    );
}

#[test]
fn filters_show_how_many_articles_have_each_value() {
    let dir = archive();
    let served = Served::start(&dir);
    let value = |list: &str, name: &str| {
        let values = between(list, "<li><a href=\"", "</span></a>").into_iter();
        let of = values.filter(|value| value.contains(&format!(">{name}</bdi>"))).collect::<Vec<_>>();
        of.first().map(|value| value.rsplit('>').next().unwrap().to_owned())
    };
    let list = served.page("/");
    assert_eq!(value(&list, "java").as_deref(), Some("2"));
    assert_eq!(value(&list, "沈一舟").as_deref(), Some("3"));
    assert_eq!(value(&list, "2021").as_deref(), Some("1"));
    assert_eq!(value(&list, "complete"), None, "all articles have it");
    let of_author = served.page("/?author=%E6%B2%88%E4%B8%80%E8%88%9F");
    assert_eq!(value(&of_author, "java"), None);
    assert_eq!(value(&of_author, "林默").as_deref(), Some("3"), "what else can be chosen");
    assert!(
        of_author.contains("aria-current=\"true\" rel=\"nofollow\"><bdi lang=\"zh-CN\">沈一舟</bdi>"),
        "{of_author}"
    );
}

#[test]
fn long_lists_have_pages() {
    let dir = many(120);
    let served = Served::start(&dir);
    let pages: Vec<String> =
        (1..=3).map(|page| served.page(&format!("/?page={page}&order=oldest"))).collect();
    let seen: Vec<usize> = pages.iter().map(|page| titles(page).len()).collect();
    assert_eq!(seen, [50, 50, 20]);
    let mut all: Vec<String> = pages.iter().flat_map(|page| titles(page)).collect();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 120);
    assert!(pages[1].contains("51–100 of 120 articles") && pages[1].contains("Page 2 of 3"));
    let links = between(&pages[1], "<nav class=\"pages\"", "</nav>")[0];
    assert!(
        links.contains("href=\"/?order=oldest\" rel=\"prev\"") && links.contains("page=3\" rel=\"next\""),
        "{links}"
    );
    let beyond = served.page("/?page=1000");
    assert_eq!(titles(&beyond).len(), 20, "the last page");
}

#[test]
fn values_of_a_filter_have_a_page() {
    let dir = archive();
    let served = Served::start(&dir);
    let values = served.page("/values/tag?author=%E6%9E%97%E9%BB%98");
    assert!(values.contains("<h1>Tags <span class=\"count\">6</span></h1>"), "{values}");
    assert!(values.contains("href=\"/?author=%E6%9E%97%E9%BB%98&#38;tag=linux\""), "{values}");
    assert_eq!(served.get("/values/nothing").status, 404);
    assert_eq!(served.get("/values/tag?q=-a").status, 400);
}

#[test]
fn a_query_finds_and_marks_words() {
    let dir = archive();
    let served = Served::start(&dir);
    served.wait_for_index();
    let list = served.page("/?q=%E7%BA%BF%E7%A8%8B");
    assert_eq!(titles(&list), ["用线程池处理请求", "数组与链表的取舍"]);
    assert!(list.contains("用<mark>线程</mark>池"), "{list}");
    assert!(list.contains("多<mark>线程</mark>里要加锁"), "{list}");
    assert!(list.contains("<title>线程 – archive</title>") && list.contains("name=\"q\" value=\"线程\""));
    assert!(
        list.contains("/article/") && list.contains("?q=%E7%BA%BF%E7%A8%8B\"><bdi"),
        "the article knows the list"
    );
    let code = served.page("/?q=ArrayBlockingQueue+in%3Acode");
    assert!(
        code.contains("class=\"excerpt code\"") && code.contains("<mark>ArrayBlockingQueue</mark>"),
        "{code}"
    );
    assert_eq!(titles(&served.page("/?q=C%2B%2B")), ["C++ 的移动语义"]);
    assert_eq!(titles(&served.page("/?q=%E7%BA%BF%E7%A8%8B&year=2022")), ["数组与链表的取舍"]);
    let none = served.page("/?q=nothing-has-this");
    assert!(none.contains("No articles") && none.contains("Nothing was found."), "{none}");
}

#[test]
fn the_part_for_search_as_you_type_is_that_of_the_page() {
    let dir = archive();
    let served = Served::start(&dir);
    served.wait_for_index();
    for parameters in ["", "?q=%E7%BA%BF%E7%A8%8B&tag=java", "?year=2019", "?q=-a"] {
        let (page, part) =
            (served.page(&format!("/{parameters}")), served.page(&format!("/search{parameters}")));
        assert!(part.starts_with("<div class=\"list\"") && page.contains(&part), "{parameters}");
    }
}

#[test]
fn a_wrong_query_says_what_is_wrong() {
    let dir = archive();
    let served = Served::start(&dir);
    for (query, message) in [
        ("-java", "The query only excludes; add a word to search for."),
        ("%EF%BC%9F", "The query has no letters and digits to search for."),
        ("a+in%3Abody", "is not in:title, in:text or in:code"),
    ] {
        let list = served.page(&format!("/?q={query}"));
        assert!(list.contains("class=\"wrong\"") && list.contains(message), "{query}: {list}");
        assert!(titles(&list).is_empty());
    }
}

#[test]
fn strange_parameters_are_no_harm() {
    let dir = archive();
    let served = Served::start(&dir);
    for parameters in [
        "q=%ff%fe",
        "q=%00",
        "tag=%27%3B+DROP+TABLE+articles",
        "tag=%25",
        "tag=_",
        "q=%22",
        "q=*",
        "&&&",
        "q",
        "=",
        "tag=%E2%80%AE",
    ] {
        assert_eq!(served.get(&format!("/?{parameters}")).status, 200, "{parameters}");
        assert_eq!(served.get(&format!("/search?{parameters}")).status, 200, "{parameters}");
    }
    for parameters in ["page=0", "order=x", "year=x", "year=99999"] {
        let answer = served.get(&format!("/?{parameters}"));
        assert_eq!(answer.status, 400, "{parameters}");
        assert!(answer.text().contains("Bad request"), "{}", answer.text());
    }
    assert_eq!(titles(&served.page("/")).len(), POSTS.len());
}
