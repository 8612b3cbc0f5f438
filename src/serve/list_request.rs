//! The parameters of the list, as they are in its URL.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::form_urlencoded;

use super::facet::Facet;
use crate::articles::Selection;
use crate::catalogue::{ArticleFilter, Order};
use crate::search::{Query, QueryError};

/// The values of filters that a URL may have.
const MAX_VALUES: usize = 200;

/// The characters of a parameter that are not percent-encoded. Firefox and Chrome show others as they are.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The names of the orders, with their words.
pub(super) const ORDERS: [(Order, &str, &str); 4] = [
    (Order::Best, "best", "best match"),
    (Order::Newest, "newest", "newest"),
    (Order::Oldest, "oldest", "oldest"),
    (Order::Title, "title", "title"),
];

/// What to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ListRequest {
    /// The query as it was typed.
    pub(super) query: String,
    /// The values of filters, in the order in which they were chosen.
    pub(super) chosen: Vec<(Facet, String)>,
    /// The order, if it is not the usual one.
    pub(super) order: Option<Order>,
    /// The number of the page, from 0.
    pub(super) page: usize,
    /// Whether the page that an article was converted from is shown beside it.
    pub(super) with_original: bool,
}

impl ListRequest {
    /// Reads the part of a URL after `?`. Parameters that are not known are ignored.
    pub(super) fn parse(parameters: &str) -> Result<Self, String> {
        let mut request = Self::default();
        for (name, value) in form_urlencoded::parse(parameters.as_bytes()) {
            let value = value.trim();
            let facet = Facet::ALL.into_iter().find(|facet| facet.name() == name);
            match (&*name, facet) {
                _ if value.is_empty() => {}
                ("q", _) => value.clone_into(&mut request.query),
                ("order", _) => request.order = Some(order(value)?),
                ("page", _) => request.page = page(value)?,
                ("original", _) => request.with_original = true,
                (_, Some(facet)) => {
                    let chosen = (facet, facet.check(value)?.to_owned());
                    if !request.chosen.contains(&chosen) {
                        request.chosen.push(chosen);
                    }
                }
                _ => {}
            }
        }
        if request.chosen.len() > MAX_VALUES {
            return Err(format!("The URL has more than {MAX_VALUES} filters."));
        }
        Ok(request)
    }

    /// Returns the parameters, which begin with `?` unless there are none.
    pub(super) fn parameters(&self) -> String {
        let mut text = String::new();
        let mut add = |name: &str, value: &str| {
            text.push(if text.is_empty() { '?' } else { '&' });
            text.push_str(name);
            text.push('=');
            text.extend(utf8_percent_encode(value, KEPT));
        };
        if !self.query.is_empty() {
            add("q", &self.query);
        }
        for (facet, value) in &self.chosen {
            add(facet.name(), value);
        }
        if let Some((_, name, _)) = ORDERS.iter().find(|(order, ..)| Some(*order) == self.order) {
            add("order", name);
        }
        if self.page > 0 {
            add("page", &(self.page + 1).to_string());
        }
        if self.with_original {
            add("original", "1");
        }
        text
    }

    /// Returns the URL of the list.
    pub(super) fn url(&self) -> String {
        format!("/{}", self.parameters())
    }

    /// Whether an article must have this value, or another one of the facet.
    pub(super) fn has(&self, facet: Facet, value: &str) -> bool {
        self.chosen.iter().any(|(chosen, other)| *chosen == facet && other == value)
    }

    /// Returns this request with a value of a filter added, or removed if it has it.
    pub(super) fn toggled(&self, facet: Facet, value: &str) -> Self {
        let mut other = Self { page: 0, ..self.clone() };
        if self.has(facet, value) {
            other.chosen.retain(|(chosen, other)| *chosen != facet || other != value);
        } else {
            other.chosen.push((facet, value.to_owned()));
        }
        other
    }

    /// Returns this request in another order.
    pub(super) fn ordered(&self, order: Order) -> Self {
        Self { order: Some(order).filter(|order| *order != self.usual_order()), page: 0, ..self.clone() }
    }

    /// Returns this request for another page.
    pub(super) fn on_page(&self, page: usize) -> Self {
        Self { page, ..self.clone() }
    }

    /// Returns the order of the list.
    pub(super) fn actual_order(&self) -> Order {
        self.order.unwrap_or_else(|| self.usual_order())
    }

    fn usual_order(&self) -> Order {
        if self.query.is_empty() { Order::Newest } else { Order::Best }
    }

    /// Returns which articles to list.
    pub(super) fn selection(&self) -> Result<Selection, QueryError> {
        let query = Query::parse(&self.query)?;
        let order = match self.actual_order() {
            // Nothing can be compared without a query.
            Order::Best if query.is_empty() => Order::Newest,
            order => order,
        };
        let mut filter = ArticleFilter::default();
        for (facet, value) in &self.chosen {
            facet.add_to(&mut filter, value);
        }
        Ok(Selection { query, filter, order })
    }
}

fn order(value: &str) -> Result<Order, String> {
    let order = ORDERS.iter().find(|(_, name, _)| *name == value).map(|(order, ..)| *order);
    order.ok_or_else(|| "The order is not one of best, newest, oldest and title.".to_owned())
}

fn page(value: &str) -> Result<usize, String> {
    let number = value.parse::<usize>().ok().filter(|number| *number > 0);
    number.map(|number| number - 1).ok_or_else(|| "The page is not a number from 1.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_written_as_it_was_read() {
        let text = "?q=%E7%BA%BF%E7%A8%8B%20%22a%26b%22&year=2019&tag=C%2B%2B&tag=a%3Db&order=oldest&page=3";
        let request = ListRequest::parse(text.trim_start_matches('?')).unwrap();
        assert_eq!(request.query, "线程 \"a&b\"");
        assert!(
            request.has(Facet::Tag, "C++")
                && request.has(Facet::Tag, "a=b")
                && !request.has(Facet::Author, "C++")
        );
        assert_eq!((request.order, request.page), (Some(Order::Oldest), 2));
        assert_eq!(request.parameters(), text);
    }

    #[test]
    fn empty_and_unknown_parameters_are_ignored() {
        let request = ListRequest::parse("q=&tag=&tag=a&tag=a&utm=x&%ff=%fe&&=").unwrap();
        assert_eq!(request.url(), "/?tag=a");
    }

    #[test]
    fn invalid_values_are_errors() {
        for text in [
            "page=0",
            "page=-1",
            "page=x",
            "page=99999999999999999999999",
            "order=random",
            "year=19",
            "year=x",
        ] {
            assert!(ListRequest::parse(text).is_err(), "{text}");
        }
        let many = (0..=MAX_VALUES).map(|number| format!("tag={number}")).collect::<Vec<_>>().join("&");
        assert!(ListRequest::parse(&many).is_err());
    }

    #[test]
    fn a_value_is_added_and_removed() {
        let request = ListRequest::parse("tag=a&author=a&page=2").unwrap();
        assert_eq!(request.toggled(Facet::Tag, "b").url(), "/?tag=a&author=a&tag=b");
        assert_eq!(request.toggled(Facet::Tag, "a").url(), "/?author=a");
    }

    #[test]
    fn the_usual_order_is_not_written() {
        let request = ListRequest::parse("q=a&order=title").unwrap();
        assert_eq!(request.ordered(Order::Best).url(), "/?q=a");
        assert_eq!(request.ordered(Order::Newest).url(), "/?q=a&order=newest");
        assert_eq!(ListRequest::default().ordered(Order::Newest).url(), "/");
    }
}
