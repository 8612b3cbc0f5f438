//! The fields of the metadata, by the names that options use.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::nearest::nearest;

/// A field of the [metadata](crate::metadata::Metadata) that front matter can contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&str")]
#[non_exhaustive]
pub enum Field {
    /// The title.
    Title,
    /// When the article was first published.
    Date,
    /// When it was last changed, if later.
    Updated,
    /// The author's display name.
    Author,
    /// The author's login name.
    User,
    /// The article's URL.
    Source,
    /// The article id on the site.
    Id,
    /// The tags.
    Tags,
    /// The author's columns that contain the article; also named `columns`.
    Categories,
    /// The summary.
    Description,
    /// The URL of the cover image.
    Cover,
    /// The license.
    License,
    /// `original`, `repost` or `translation`.
    Kind,
    /// The URL of the work that a repost or translation is based on.
    Original,
    /// `preview`, `folded` or `truncated`; unknown for a complete article.
    Status,
    /// How often the article had been read.
    Reads,
    /// How often it had been liked.
    Likes,
    /// How often it had been bookmarked.
    Favourites,
}

/// The names of the fields. The first name of a field is the one that is written.
const NAMES: &[(&str, Field)] = &[
    ("title", Field::Title),
    ("date", Field::Date),
    ("updated", Field::Updated),
    ("author", Field::Author),
    ("user", Field::User),
    ("source", Field::Source),
    ("id", Field::Id),
    ("tags", Field::Tags),
    ("categories", Field::Categories),
    ("columns", Field::Categories),
    ("description", Field::Description),
    ("cover", Field::Cover),
    ("license", Field::License),
    ("kind", Field::Kind),
    ("original", Field::Original),
    ("status", Field::Status),
    ("reads", Field::Reads),
    ("likes", Field::Likes),
    ("favourites", Field::Favourites),
];

impl Field {
    /// Returns the name of the field in options.
    pub fn as_str(self) -> &'static str {
        NAMES.iter().find(|(_, field)| *field == self).map_or("", |(name, _)| *name)
    }

    /// Returns the field with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, field)| *field)
    }

    /// Returns all names of fields.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }

    /// Whether the value is a date.
    pub(crate) const fn is_date(self) -> bool {
        matches!(self, Self::Date | Self::Updated)
    }

    /// Whether the value is a number.
    pub(crate) const fn is_count(self) -> bool {
        matches!(self, Self::Reads | Self::Likes | Self::Favourites)
    }
}

impl FromStr for Field {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::named(text).ok_or_else(|| {
            let names = Self::names().collect::<Vec<_>>().join(", ");
            let meant = nearest(text, Self::names())
                .map_or_else(String::new, |name| format!("did you mean `{name}`? "));
            format!("unknown field `{text}`; {meant}The fields are {names}")
        })
    }
}

impl TryFrom<String> for Field {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Field> for &'static str {
    fn from(field: Field) -> Self {
        field.as_str()
    }
}
