//! The front matter of each tool, as tables: our fields, the tool's keys, the forms of the values.

use crate::options::Profile;

/// A field of the metadata that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Date,
    Updated,
    Author,
    Source,
    Id,
    Tags,
    Categories,
    Description,
    Cover,
    License,
    /// Completeness, written when the article is not complete.
    Status,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As it is: a text, a list of texts; a date as RFC 3339.
    Plain,
    /// A date as `2024-02-13 23:07:17`, in the zone it was written in.
    Local,
    /// A date as `2024-02-13 23:07:17 +0800`.
    LocalWithOffset,
    /// A date as `2024-02-13T23:07:17`.
    LocalIso,
    /// A text as a list of one.
    ListOfOne,
    /// Each text of a list as a list of its own.
    ListOfLists,
    /// Tags that Obsidian accepts.
    ObsidianTags,
}

/// A key of a tool's front matter. A dot in it means a key of a nested table.
pub(super) type Row = (Field, &'static str, Form);

/// The front matter of a tool.
#[derive(Debug)]
pub(super) struct Table {
    /// Texts that are always there, before all else.
    pub(super) texts: &'static [(&'static str, &'static str)],
    /// The keys, in the order they are written.
    pub(super) rows: &'static [Row],
    /// Switches that are always there, after all else.
    pub(super) switches: &'static [(&'static str, bool)],
}

/// The table of a profile.
pub(super) const fn table(profile: Profile) -> &'static Table {
    match profile {
        Profile::Plain => &PLAIN,
        Profile::Hugo => &HUGO,
        Profile::Hexo => &HEXO,
        Profile::Jekyll => &JEKYLL,
        Profile::Obsidian => &OBSIDIAN,
    }
}

/// Whether the tool reads a JSON object that opens the file. To the others JSON goes between the lines of YAML, which
/// holds it as it is.
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
/// Hugo reserves its own names; what is not among them belongs under `params`. `images` is what its Open Graph
/// template reads.
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
/// Hexo reads dates in the zone of its configuration, takes a flat list of categories for one path in a tree, and
/// overwrites `source`. Without `disableNunjucks`, `{{ }}` and `{% %}` in an article are run as templates.
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
/// Jekyll sets `id` itself; `last_modified_at` and `image` are what its SEO plugin reads. Without
/// `render_with_liquid: false`, `{{ }}` and `{% %}` in an article are run as templates.
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
/// Obsidian's dates have no zone. `published` is the name its web clipper uses.
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
