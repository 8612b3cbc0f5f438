-- The tables of a catalogue, version 1. docs/catalogue.md describes them.
--
-- Paths use `/`. Paths of inputs are relative to the output folder, or absolute if there is no relative path; all others
-- are below it. Times of files are nanoseconds since 1970, SHA-256 digests are blobs of 32 bytes, dates are ISO 8601.

-- The versions of csdown and the options that articles were converted with.
CREATE TABLE settings (
    settings INTEGER PRIMARY KEY,
    version TEXT NOT NULL,
    -- A digest of everything that affects an output.
    digest TEXT NOT NULL,
    -- The options as JSON, as in a report.
    options TEXT NOT NULL,
    UNIQUE (version, digest)
);

-- The files and folders that runs were given.
CREATE TABLE sources (
    path TEXT PRIMARY KEY,
    -- `file`, `folder`, `archive` or `backup`.
    kind TEXT NOT NULL
) WITHOUT ROWID;

-- The inputs, each with the article that it holds.
CREATE TABLE articles (
    article INTEGER PRIMARY KEY,
    -- The path of the input, that of an archive with `#` and the article in it, or the URL of a live article.
    input TEXT NOT NULL UNIQUE,
    -- Size in bytes and time of the input file when it was read; NULL if it must be read again.
    input_size INTEGER,
    input_time INTEGER,
    input_sha256 BLOB,
    settings INTEGER,
    -- The Markdown; NULL if there is none.
    output TEXT,
    -- `converted`, `passed-through`, `incomplete` or `failed`.
    outcome TEXT NOT NULL,
    -- How much of the article the input contains, such as `complete`; NULL if the conversion failed.
    status TEXT,
    -- The verdict on the Markdown, such as `lossy`, if it was compared with the article.
    verdict TEXT,
    warnings INTEGER NOT NULL DEFAULT 0,
    missing_images INTEGER NOT NULL DEFAULT 0,
    -- The article, as in its front matter.
    id TEXT,
    url TEXT,
    title TEXT,
    author TEXT,
    user TEXT,
    published TEXT,
    updated TEXT,
    -- The entry of the input in a JSON report, without its paths and outcome.
    entry TEXT NOT NULL,
    -- When the row was written: seconds since 1970.
    recorded INTEGER NOT NULL
);

-- The articles that changed, or were removed, since the search index last read them.
CREATE TABLE unindexed (
    article INTEGER PRIMARY KEY
);

-- The tags of an article.
CREATE TABLE tags (
    article INTEGER NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (article, tag)
) WITHOUT ROWID;

-- The columns (categories) of an article.
CREATE TABLE columns (
    article INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (article, name)
) WITHOUT ROWID;

-- The languages of an article's code blocks.
CREATE TABLE languages (
    article INTEGER NOT NULL,
    language TEXT NOT NULL,
    blocks INTEGER NOT NULL,
    PRIMARY KEY (article, language)
) WITHOUT ROWID;

-- The links of an article that lead out of it, each URL once.
CREATE TABLE links (
    article INTEGER NOT NULL,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    -- The id of the article that the URL names, if it is one of the site.
    target TEXT,
    uses INTEGER NOT NULL,
    PRIMARY KEY (article, url)
) WITHOUT ROWID;

-- The headings of an article that the fragment of a link to it may name, if links to it are rewritten.
CREATE TABLE anchors (
    article INTEGER NOT NULL,
    -- An anchor of the page, the slug of the heading, or the letters and digits of its text.
    fragment TEXT NOT NULL,
    -- The fragment of the heading in the Markdown, empty if it has none, and its text.
    slug TEXT NOT NULL,
    heading TEXT NOT NULL,
    PRIMARY KEY (article, fragment)
) WITHOUT ROWID;

-- The links in an output to articles of the site, if they are rewritten.
CREATE TABLE internal_links (
    article INTEGER NOT NULL,
    -- Bytes from the beginning of the Markdown in which all links have the URLs of the site.
    position INTEGER NOT NULL,
    -- The link, or its destination, as Markdown with the URL of the site.
    original TEXT NOT NULL,
    -- What replaces it: this before and after the destination, and the form of the destination.
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    form TEXT NOT NULL,
    -- The id of the article that the URL names, and its fragment, without `#`.
    target TEXT NOT NULL,
    fragment TEXT NOT NULL,
    -- What has replaced it in the file; NULL if it is original.
    current TEXT,
    -- What replaces it in the file that is being written; NULL if none is.
    next TEXT,
    PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE INDEX internal_links_by_target ON internal_links (target);
CREATE INDEX internal_links_being_written ON internal_links (article) WHERE next IS NOT NULL;

-- The ids of articles that have come, moved, changed or gone since the links to them were last rewritten.
CREATE TABLE changed_targets (
    id TEXT PRIMARY KEY
) WITHOUT ROWID;

-- The images of an article.
CREATE TABLE images (
    article INTEGER NOT NULL,
    url TEXT NOT NULL,
    -- The name of the file in the image folder, or the code and the message of the error.
    file TEXT,
    error TEXT,
    message TEXT,
    PRIMARY KEY (article, url)
) WITHOUT ROWID;

-- The files that csdown wrote to the folder. A file that has other contents was edited, or comes from elsewhere.
CREATE TABLE files (
    path TEXT PRIMARY KEY,
    -- Identifies paths that are the same on a file system that ignores case.
    path_key INTEGER NOT NULL,
    -- The output that the file belongs to: its own path, or that of the article whose comments or image it is.
    output TEXT NOT NULL,
    -- Whose output it is in later runs: `id:` and an article, or `input:` and an input without extension.
    owner TEXT,
    -- The contents. An earlier version of csdown may have recorded several, which are in `writes`.
    sha256 BLOB,
    -- NULL until the file is complete.
    size INTEGER,
    time INTEGER,
    -- The dialect of Markdown, if csdown converted it.
    dialect TEXT,
    -- Whether it holds only part of an article.
    incomplete INTEGER NOT NULL DEFAULT 0,
    -- Whether the file can go: a run replaced the output by one at another path, or was killed before this one was complete.
    stale INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- What runs are about to write to files that have other contents. A run that is killed leaves its rows, so that no file
-- of csdown is unknown.
CREATE TABLE writes (
    path TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    dialect TEXT,
    incomplete INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (path, sha256)
) WITHOUT ROWID;

-- The live articles that were downloaded.
CREATE TABLE downloads (
    -- The id of the article, or its URL.
    key TEXT PRIMARY KEY,
    -- The URL after redirects.
    url TEXT NOT NULL,
    output TEXT NOT NULL,
    -- Identifies outputs that are the same on a file system that ignores case.
    output_key INTEGER NOT NULL,
    -- The pattern that the path of the output was made from, such as `{date}/{id}.md`; NULL if it is unknown.
    naming TEXT,
    -- How much of the article the page contained, such as `complete`.
    status TEXT NOT NULL,
    -- The page as received.
    sha256 BLOB NOT NULL,
    -- A digest of the settings it was converted with.
    settings TEXT NOT NULL,
    -- The validators of the response, for conditional requests.
    etag TEXT,
    last_modified TEXT,
    -- The URLs of the images, as JSON arrays.
    images TEXT NOT NULL,
    missing_images TEXT NOT NULL,
    -- When it was downloaded, and when the server last said that it is unchanged since: seconds since 1970.
    downloaded INTEGER,
    checked INTEGER,
    -- Whether no run has ended since.
    fresh INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX downloads_by_output ON downloads (output_key);
CREATE INDEX downloads_fresh ON downloads (fresh) WHERE fresh;
