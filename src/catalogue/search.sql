-- The search index, which the first search adds to a catalogue. docs/catalogue.md describes it.

-- The tokens of each article, separated by spaces; the texts themselves are in the outputs. The row number is that of
-- the article. `+`, `#` and `.` are part of names such as c++, and `|` is a token that no phrase may span.
CREATE VIRTUAL TABLE search USING fts5 (
    title, text, code, content = '', contentless_delete = 1, tokenize = "ascii tokenchars '+#.|'"
);

-- The articles in the index, with size and time of the output that was indexed.
CREATE TABLE indexed (
    article INTEGER PRIMARY KEY,
    size INTEGER NOT NULL,
    time INTEGER NOT NULL
);
