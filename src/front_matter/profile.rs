//! The front matter of each tool as tables: fields, keys and formats.

use crate::options::{Field, Profile};

/// The format of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A string, a list of strings, or a date as RFC 3339.
    Plain,
    /// A date as `2024-02-13 23:07:17`, in its own time zone.
    Local,
    /// A date as `2024-02-13 23:07:17 +0800`.
    LocalWithOffset,
    /// A date as `2024-02-13T23:07:17`.
    LocalIso,
    /// A string as a list with one item.
    ListOfOne,
    /// Each string of a list as a list of its own.
    ListOfLists,
    /// Tags that Obsidian accepts.
    ObsidianTags,
    /// A date as `2024-02-13`.
    Day,
}

/// A key of a tool's front matter. A dot separates the name of a nested table from its key.
pub(super) type Row = (Field, &'static str, Form);

/// The front matter of a tool.
#[derive(Debug)]
pub(super) struct Table {
    /// Constant strings at the beginning.
    pub(super) texts: &'static [(&'static str, &'static str)],
    /// The keys in order.
    pub(super) rows: &'static [Row],
    /// Constant booleans at the end.
    pub(super) switches: &'static [(&'static str, bool)],
}

impl Table {
    /// Returns the keys in order.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'static str> {
        let (texts, switches) =
            (self.texts.iter().map(|(key, _)| *key), self.switches.iter().map(|(key, _)| *key));
        texts.chain(self.rows.iter().map(|(_, key, _)| *key)).chain(switches)
    }

    /// Returns the format of a field.
    pub(super) fn form(&self, field: Field) -> Form {
        self.rows.iter().find(|(own, ..)| *own == field).map_or(Form::Plain, |(_, _, form)| *form)
    }
}

/// Returns the keys of all profiles.
pub(super) fn keys() -> impl Iterator<Item = &'static str> {
    Profile::ALL.iter().flat_map(|profile| table(*profile).keys())
}

/// The tables of all profiles.
pub(super) const TABLES: [(Profile, &Table); 5] = [
    (Profile::Plain, &PLAIN),
    (Profile::Hugo, &HUGO),
    (Profile::Hexo, &HEXO),
    (Profile::Jekyll, &JEKYLL),
    (Profile::Obsidian, &OBSIDIAN),
];

/// Returns the table of a profile.
pub(super) const fn table(profile: Profile) -> &'static Table {
    match profile {
        Profile::Plain => &PLAIN,
        Profile::Hugo => &HUGO,
        Profile::Hexo => &HEXO,
        Profile::Jekyll => &JEKYLL,
        Profile::Obsidian => &OBSIDIAN,
    }
}

/// Whether the tool reads a JSON object at the beginning of a file. For the others JSON goes between YAML delimiters,
/// since JSON is also valid YAML.
pub(super) const fn reads_json(profile: Profile) -> bool {
    matches!(profile, Profile::Plain | Profile::Hugo)
}

const PLAIN: Table = Table {
    texts: &[],
    rows: &[
        (Field::Title, "title", Form::Plain),
        (Field::Date, "date", Form::Plain),
        (Field::Updated, "updated", Form::Plain),
        (Field::Author, "author", Form::Plain),
        (Field::Source, "source", Form::Plain),
        (Field::Id, "id", Form::Plain),
        (Field::Tags, "tags", Form::Plain),
        (Field::Categories, "categories", Form::Plain),
        (Field::Description, "description", Form::Plain),
        (Field::Cover, "cover", Form::Plain),
        (Field::License, "license", Form::Plain),
        (Field::Status, "status", Form::Plain),
    ],
    switches: &[],
};

/// <https://gohugo.io/content-management/front-matter/>
///
/// Custom keys belong under `params`. Hugo's Open Graph template reads `images`.
const HUGO: Table = Table {
    texts: &[],
    rows: &[
        (Field::Title, "title", Form::Plain),
        (Field::Date, "date", Form::Plain),
        (Field::Updated, "lastmod", Form::Plain),
        (Field::Description, "description", Form::Plain),
        (Field::Tags, "tags", Form::Plain),
        (Field::Categories, "categories", Form::Plain),
        (Field::Cover, "images", Form::ListOfOne),
        (Field::Author, "params.author", Form::Plain),
        (Field::Source, "params.source", Form::Plain),
        (Field::Id, "params.id", Form::Plain),
        (Field::License, "params.license", Form::Plain),
        (Field::Status, "params.status", Form::Plain),
    ],
    switches: &[],
};

/// <https://hexo.io/docs/front-matter>
///
/// Hexo reads dates in its configured time zone, treats a flat list of categories as one path in a tree, and overwrites
/// `source`. Without `disableNunjucks`, `{{ }}` and `{% %}` in an article are executed as templates.
const HEXO: Table = Table {
    texts: &[],
    rows: &[
        (Field::Title, "title", Form::Plain),
        (Field::Date, "date", Form::Local),
        (Field::Updated, "updated", Form::Local),
        (Field::Author, "author", Form::Plain),
        (Field::Tags, "tags", Form::Plain),
        (Field::Categories, "categories", Form::ListOfLists),
        (Field::Description, "description", Form::Plain),
        (Field::Cover, "cover", Form::Plain),
        (Field::Source, "source_url", Form::Plain),
        (Field::Id, "artid", Form::Plain),
        (Field::License, "license", Form::Plain),
        (Field::Status, "status", Form::Plain),
    ],
    switches: &[("disableNunjucks", true)],
};

/// <https://jekyllrb.com/docs/front-matter/>
///
/// Jekyll sets `id` itself; its SEO plugin reads `last_modified_at` and `image`. Without `render_with_liquid: false`,
/// `{{ }}` and `{% %}` in an article are executed as templates.
const JEKYLL: Table = Table {
    texts: &[("layout", "post")],
    rows: &[
        (Field::Title, "title", Form::Plain),
        (Field::Date, "date", Form::LocalWithOffset),
        (Field::Updated, "last_modified_at", Form::LocalWithOffset),
        (Field::Author, "author", Form::Plain),
        (Field::Tags, "tags", Form::Plain),
        (Field::Categories, "categories", Form::Plain),
        (Field::Description, "description", Form::Plain),
        (Field::Cover, "image", Form::Plain),
        (Field::Source, "source", Form::Plain),
        (Field::Id, "artid", Form::Plain),
        (Field::License, "license", Form::Plain),
        (Field::Status, "status", Form::Plain),
    ],
    switches: &[("render_with_liquid", false)],
};

/// <https://help.obsidian.md/properties>
///
/// Obsidian's dates have no time zone. Its web clipper uses the key `published`.
const OBSIDIAN: Table = Table {
    texts: &[],
    rows: &[
        (Field::Title, "title", Form::Plain),
        (Field::Source, "source", Form::Plain),
        (Field::Author, "author", Form::Plain),
        (Field::Date, "published", Form::LocalIso),
        (Field::Updated, "updated", Form::LocalIso),
        (Field::Description, "description", Form::Plain),
        (Field::Tags, "tags", Form::ObsidianTags),
        (Field::Categories, "categories", Form::Plain),
        (Field::Id, "id", Form::Plain),
        (Field::Cover, "cover", Form::Plain),
        (Field::License, "license", Form::Plain),
        (Field::Status, "status", Form::Plain),
    ],
    switches: &[],
};
