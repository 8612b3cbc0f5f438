//! The values of placeholders.

use super::safe::{clean, slug};
use crate::extract::Metadata;
use crate::extract::metadata::Date;
use crate::options::{DateFallback, Options, Placeholder, Profile};

/// The date is missing.
#[derive(Debug)]
pub(super) struct Missing;

/// What is known about an article and its input.
#[derive(Debug)]
pub(super) struct Values<'a> {
    profile: Profile,
    metadata: &'a Metadata,
    stem: &'a str,
    date: Option<Date>,
}

impl<'a> Values<'a> {
    /// Collects the values. The date is that of the article, or else that at the beginning of `stem`, or else the
    /// fallback of the options.
    pub(super) fn new(
        options: &Options,
        metadata: &'a Metadata,
        stem: &'a str,
        needs_date: bool,
        modified: impl FnOnce() -> Option<Date>,
    ) -> Result<Self, Missing> {
        let date = metadata.date.as_ref().map(|date| date.value);
        let date = date.or_else(|| date_prefix(stem).map(|(date, _)| date));
        let date = match options.date_fallback {
            _ if !needs_date || date.is_some() => date,
            DateFallback::Error => return Err(Missing),
            DateFallback::File => Some(modified().ok_or(Missing)?),
            DateFallback::Omit => None,
        };
        Ok(Self { profile: options.profile, metadata, stem, date })
    }

    /// Returns a value. `after_date` removes the date of the input's name.
    pub(super) fn get(&self, placeholder: Placeholder, after_date: bool) -> Option<String> {
        let Metadata { title, id, user, categories, .. } = self.metadata;
        let clean = |text: &str| clean(text, self.profile);
        let date = |part: usize| self.date?.day().split('-').nth(part).map(str::to_owned);
        match placeholder {
            Placeholder::Title => {
                title.as_ref().and_then(|title| clean(&title.value)).or_else(|| Some(self.stem()))
            }
            Placeholder::Slug => {
                title.as_ref().and_then(|title| slug(&title.value)).or_else(|| slug(&self.stem()))
            }
            Placeholder::Id => id.as_ref().and_then(|id| clean(&id.value)).or_else(|| Some(self.stem())),
            Placeholder::Stem if after_date => {
                let rest = date_prefix(self.stem).map_or(self.stem, |(_, rest)| rest);
                Some(self.name_of_input(rest))
            }
            Placeholder::Stem => Some(self.stem()),
            Placeholder::Date => self.date.map(|date| date.day()),
            Placeholder::Year => date(0),
            Placeholder::Month => date(1),
            Placeholder::Day => date(2),
            Placeholder::User => clean(&user.as_ref()?.value),
            Placeholder::Column => clean(categories.as_ref()?.value.first()?),
        }
    }

    /// Returns the input's name.
    pub(super) fn stem(&self) -> String {
        self.name_of_input(self.stem)
    }

    fn name_of_input(&self, stem: &str) -> String {
        let id = || self.metadata.id.as_ref().and_then(|id| clean(&id.value, self.profile));
        clean(stem, self.profile).or_else(id).unwrap_or_else(|| "untitled".to_owned())
    }
}

impl Placeholder {
    /// Whether the value is a date or a part of one.
    pub(super) const fn is_date(self) -> bool {
        matches!(self, Self::Date | Self::Year | Self::Month | Self::Day)
    }
}

/// Splits `2024-02-13-name` into the date and `name`.
fn date_prefix(stem: &str) -> Option<(Date, &str)> {
    let (day, rest) = stem.split_at_checked(10)?;
    let rest = rest.strip_prefix('-')?;
    Date::parse(day).filter(|date| date.day() == day).map(|date| (date, rest))
}
