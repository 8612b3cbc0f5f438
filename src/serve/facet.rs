//! What the list can be filtered by.

use crate::articles::{Count, Facets};
use crate::catalogue::ArticleFilter;

/// What articles are filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Facet {
    Year,
    Tag,
    Column,
    Author,
    Status,
}

impl Facet {
    /// All facets, in the order of the page.
    pub(super) const ALL: [Self; 5] = [Self::Year, Self::Tag, Self::Column, Self::Author, Self::Status];

    /// Returns the name in URLs.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Tag => "tag",
            Self::Column => "column",
            Self::Author => "author",
            Self::Status => "status",
        }
    }

    /// Returns the heading.
    pub(super) const fn heading(self) -> &'static str {
        match self {
            Self::Year => "Year",
            Self::Tag => "Tags",
            Self::Column => "Columns",
            Self::Author => "Authors",
            Self::Status => "Completeness",
        }
    }

    /// Returns the language of the values.
    pub(super) const fn language(self) -> &'static str {
        match self {
            Self::Year | Self::Status => "en",
            Self::Tag | Self::Column | Self::Author => "zh-CN",
        }
    }

    /// Checks a value from a URL.
    pub(super) fn check(self, value: &str) -> Result<&str, String> {
        if self == Self::Year && year(value).is_none() {
            return Err("The year is not a number of four digits.".to_owned());
        }
        Ok(value)
    }

    /// Adds a value to a filter.
    pub(super) fn add_to(self, filter: &mut ArticleFilter, value: &str) {
        match self {
            Self::Year => filter.years.extend(year(value).map(|year| (year, year))),
            Self::Tag => filter.tags.push(value.to_owned()),
            Self::Column => filter.columns.push(value.to_owned()),
            Self::Author => filter.authors.push(value.to_owned()),
            Self::Status => filter.statuses.push(value.to_owned()),
        }
    }

    /// Returns the values of this facet.
    pub(super) fn counts(self, facets: &Facets) -> &[Count] {
        match self {
            Self::Year => &facets.years,
            Self::Tag => &facets.tags,
            Self::Column => &facets.columns,
            Self::Author => &facets.authors,
            Self::Status => &facets.statuses,
        }
    }
}

fn year(value: &str) -> Option<u16> {
    value.parse().ok().filter(|year| (1000..=9999).contains(year))
}
