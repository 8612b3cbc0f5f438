//! The article's URL in the data that the site's scripts report.

use serde_json::Value;

use super::clean::web_url;
use super::values::{Origin, Sourced};
use crate::dom::Element;
use crate::extract::article_url::{article_id_of_url, without_query};

/// The reports about the article itself, by the value of `mod`: the end of the article, and the button of its fold. Others
/// are about recommended articles.
const OWN_REPORTS: &[&str] = &["1585297308_001", "popu_376"];

/// The attributes that hold reports, with the key of the URL: `{"mod":"…","dest":"https://…"}`, and
/// `{"mod":"…","con":",https://…,"}` in 2018.
const ATTRIBUTES: &[(&str, &str)] = &[("data-report-view", "dest"), ("data-track-view", "con")];

/// Returns the URL that the reports name. Pieces cut out of a page may have it nowhere else.
pub(super) fn source(elements: &[Element<'_>]) -> Option<Sourced<String>> {
    let mut reports = elements.iter().flat_map(|element| {
        ATTRIBUTES.iter().filter_map(|(attribute, key)| Some((element.attribute(attribute)?, *key)))
    });
    let url = reports.find_map(|(report, key)| url_in(report, key))?;
    Some(Sourced::new(without_query(&url).to_owned(), Origin::PageScript))
}

fn url_in(report: &str, key: &str) -> Option<String> {
    let report: Value = serde_json::from_str(report).ok()?;
    let kind = report.get("mod")?.as_str()?;
    let url = web_url(report.get(key)?.as_str()?.trim_matches(','))?;
    (OWN_REPORTS.contains(&kind) && article_id_of_url(&url).is_some()).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::extract::surroundings::Surroundings;
    use crate::options::Limits;

    fn source_in(html: &str) -> Option<String> {
        let page = dom::parse(html, &Limits::default()).unwrap();
        source(&Surroundings::of(&page).elements).map(|source| source.value)
    }

    #[test]
    fn only_reports_about_the_article_count() {
        let url = "https://blog.csdn.net/u/article/details/12345";
        let own = [
            format!(r#"<div data-report-view='{{"mod":"1585297308_001","dest":"{url}"}}'>"#),
            format!(r#"<a data-track-view='{{"mod":"popu_376","con":",{url},"}}'>"#),
        ];
        for html in own {
            assert_eq!(source_in(&html).as_deref(), Some(url), "{html}");
        }
        assert_eq!(
            source_in(&format!(r#"<a data-report-view='{{"mod":"popu_387","dest":"{url}"}}'>"#)),
            None
        );
        assert_eq!(source_in("<a data-report-view='{\"mod\":'>"), None);
    }
}
