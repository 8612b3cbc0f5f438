"""The types of options, results and records, for annotations.

Dictionaries have the names of the JSON that `csdown` writes. Where a name has a hyphen, the type is declared in the
functional form.
"""

from typing import Any, Dict, List, Literal, Mapping, Optional, TypedDict, Union

Page = Union[str, bytes, bytearray, memoryview]
"""The HTML of an article: text, or bytes in any encoding."""

Status = Literal["complete", "folded", "preview", "truncated"]
"""How much of an article a page contains. `folded` is whole, behind a fold."""

Verdict = Literal["identical", "equivalent", "lossy"]
"""How much of an article is in the Markdown. `equivalent` is whole except for what the rules change on purpose."""

Document = Dict[str, Any]
"""The document model that Markdown is rendered from: `{"blocks": [...]}`."""


class Limits(TypedDict, total=False):
    """The limits of one conversion."""

    bytes: int
    nodes: int
    attributes: int
    depth: int
    cells: int
    output: int


class Rule(TypedDict):
    """What to do with the elements that match a CSS selector."""

    name: str
    selector: str
    action: Union[Literal["drop", "unwrap", "keep-html", "code", "quote"], Dict[Literal["heading"], int]]


class Options(TypedDict, total=False):
    """The options of a conversion, under the names of `csdown.toml` with `_` for `-`."""

    from_: Literal["auto", "html", "markdown", "csdown"]
    front_matter: Union[Literal["yaml", "toml", "json", "none"], Mapping[str, Any]]
    profile: Literal["plain", "hugo", "hexo", "jekyll", "obsidian"]
    layout: Literal["file", "folder"]
    assets_url: Optional[str]
    name: Optional[str]
    date_fallback: Literal["error", "file", "omit"]
    target: Literal["auto", "gfm", "commonmark", "kramdown", "goldmark", "marked", "obsidian", "pandoc"]
    math: Literal["auto", "dollar", "backtick", "kramdown", "brackets"]
    spacing: Literal["auto", "keep", "tight"]
    hard_break: Literal["spaces", "backslash"]
    tables: Literal["auto", "html", "gfm"]
    toc: Literal["drop", "keep", "marker"]
    emphasis: Literal["auto", "space", "html", "move"]
    diagrams: Literal["auto", "labels", "image"]
    details: Literal["auto", "html", "flatten"]
    inline_html: Literal["auto", "keep", "drop"]
    links: Literal["clean", "keep"]
    image_query: Literal["strip", "keep"]
    internal_links: Literal["keep", "relative"]
    limits: Limits
    rule: List[Rule]


class _Image(TypedDict):
    url: str


class Image(_Image, total=False):
    """An image of the Markdown. `original` is there if some images exist only under that URL."""

    original: str


class Bytes(TypedDict):
    """A range of bytes in the text of the page."""

    start: int
    end: int


class Warning(TypedDict):
    """Something that could not be kept as in the page."""

    code: str
    line: Optional[int]
    column: Optional[int]
    bytes: Optional[Bytes]
    detail: str


class Removed(TypedDict):
    """What one rule removed."""

    elements: int
    characters: int
    images: int
    links: int
    lines: List[int]


Report = TypedDict(
    "Report",
    {
        "status": Status,
        "passed-through": bool,
        "boxes": int,
        "warnings": List[Warning],
        "removed": Dict[str, Removed],
    },
)
"""Completeness, warnings, and what each rule removed, as in `docs/report.md`."""

SourcedText = TypedDict("SourcedText", {"value": str, "from": str})
"""A text, and where it is from: `heading`, `page-script`, `front-matter` and others."""

SourcedTexts = TypedDict("SourcedTexts", {"value": List[str], "from": str})
"""Texts, and where they are from."""

SourcedNumber = TypedDict("SourcedNumber", {"value": int, "from": str})
"""A number, and where it is from."""


class Reads(TypedDict, total=False):
    """Reads, likes and bookmarks."""

    reads: SourcedNumber
    likes: SourcedNumber
    favourites: SourcedNumber


class _Metadata(TypedDict):
    counts: Reads


class Metadata(_Metadata, total=False):
    """What is known about an article. Values that are unknown are absent."""

    title: SourcedText
    date: SourcedText
    updated: SourcedText
    author: SourcedText
    user: SourcedText
    source: SourcedText
    id: SourcedText
    tags: SourcedTexts
    categories: SourcedTexts
    description: SourcedText
    cover: SourcedText
    license: SourcedText
    kind: SourcedText
    original: SourcedText
    other: Dict[str, Any]
    unread: List[str]


class Count(TypedDict):
    """How many entries of a category are in the page and in the Markdown."""

    expected: int
    kept: int
    extra: int


_Difference = TypedDict(
    "_Difference",
    {
        "category": str,
        "line": Optional[int],
        "column": Optional[int],
        "bytes": Optional[Bytes],
        "markdown-line": Optional[int],
        "markdown-column": Optional[int],
        "markdown-bytes": Optional[Bytes],
        "expected": Optional[str],
        "found": Optional[str],
    },
)


class Difference(_Difference, total=False):
    """A difference between page and Markdown. `rule` is there if a rule dropped the content."""

    rule: str


_Verification = TypedDict(
    "_Verification",
    {
        "verdict": Verdict,
        "counts": Dict[str, Count],
        "differences": List[Difference],
        "cut-off": List[str],
        "dropped": Dict[str, Removed],
        "changed": Dict[str, int],
    },
)
_SingleParser = TypedDict("_SingleParser", {"single-parser": str}, total=False)


class Verification(_Verification, _SingleParser):
    """The comparison of Markdown with its article, as in `docs/report.md`."""


class HeadingEntry(TypedDict):
    """A heading. `anchor` is the fragment of a link to it on GitHub and similar sites."""

    level: int
    text: str
    anchor: str


class _LinkEntry(TypedDict):
    url: str
    kind: Literal["anchor", "article", "web", "mail", "other"]
    text: str


class LinkEntry(_LinkEntry, total=False):
    """A link."""

    title: str


class _ImageEntry(TypedDict):
    url: str
    alt: str


class ImageEntry(_ImageEntry, total=False):
    """An image."""

    title: str


class CodeEntry(TypedDict):
    """A code block."""

    language: Optional[str]
    lines: int


class Occurrences(TypedDict):
    """How often a dialect occurs, and the line of the first."""

    count: int
    line: Optional[int]


class Removal(TypedDict):
    """A removed element."""

    line: int
    rule: str
    text: str


class Inspection(TypedDict):
    """The contents of an article, as in `docs/inspect.md`."""

    status: Status
    form: Literal["page", "fragment", "markdown", "mixed", "written"]
    encoding: str
    metadata: Metadata
    counts: Dict[str, int]
    outline: List[HeadingEntry]
    links: List[LinkEntry]
    images: List[ImageEntry]
    code: List[CodeEntry]
    dialects: Dict[str, Occurrences]
    warnings: List[Warning]
    removed: Dict[str, Removed]
    removals: List[Removal]


class Error(TypedDict):
    """Why a record has no text."""

    code: str
    message: str


class _Fields(TypedDict):
    text: Optional[str]
    title: Optional[str]
    date: Optional[str]
    updated: Optional[str]
    author: Optional[str]
    user: Optional[str]
    tags: List[str]
    categories: List[str]
    license: Optional[str]
    status: Optional[Status]
    description: Optional[str]
    kind: Optional[Literal["original", "repost", "translation"]]
    article_id: Optional[str]
    canonical: Optional[str]
    original: Optional[str]
    images: List[Image]
    warnings: List[Warning]
    html_sha256: Optional[str]
    csdown_version: str
    error: Optional[Error]


class Fields(_Fields, total=False):
    """An article as flat fields. `verdict` is there if the Markdown was compared with the page."""

    verdict: Verdict


class Record(Fields):
    """A record that was converted. What else the record of the input has comes after these fields."""

    id: Any
    url: Any
