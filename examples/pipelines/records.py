"""Pages to records as Arrow tables: what the pipelines in this folder share. Copy it along with the one you use.

`FIELDS` fixes the type of every field, so that all engines write the same columns, whatever a batch contains.
`docs/records.md` describes the fields.
"""

from __future__ import annotations

import argparse
import json

import csdown
import pyarrow as pa
import pyarrow.compute

_TEXT = pa.string()
_TEXTS = pa.list_(_TEXT)
_IMAGE = pa.struct({"url": _TEXT, "original": _TEXT})
_BYTES = pa.struct({"start": pa.int64(), "end": pa.int64()})
_WARNING = pa.struct(
    {"code": _TEXT, "line": pa.int64(), "column": pa.int64(), "bytes": _BYTES, "detail": _TEXT}
)
_ERROR = pa.struct({"code": _TEXT, "message": _TEXT})

# Dates are strings: some articles have a date alone, others a time with an offset.
FIELDS = pa.schema(
    {
        "text": _TEXT,
        "title": _TEXT,
        "date": _TEXT,
        "updated": _TEXT,
        "author": _TEXT,
        "user": _TEXT,
        "tags": _TEXTS,
        "categories": _TEXTS,
        "license": _TEXT,
        "status": _TEXT,
        "description": _TEXT,
        "kind": _TEXT,
        "article_id": _TEXT,
        "canonical": _TEXT,
        "original": _TEXT,
        "images": pa.list_(_IMAGE),
        "warnings": pa.list_(_WARNING),
        "verdict": _TEXT,
        "html_sha256": _TEXT,
        "csdown_version": _TEXT,
        "error": _ERROR,
    }
)

# Columns of a page that the converter reads. `html` is a string or binary; the others are optional.
PAGE = ("html", "url", "file_name", "content_type")
# Columns of a record that the page has, or else the article, and the field for the latter.
IDENTITY = {"id": "article_id", "url": "canonical"}


def convert_fields(converter: csdown.Converter, pages: pa.Table, **how) -> pa.Table:
    """Converts a batch of pages, and returns a row with the columns `FIELDS` for each.

    Keyword arguments, such as `threads`, are those of `Converter.convert_records`.
    """
    page = pages.select([name for name in PAGE if name in pages.column_names])
    return pa.Table.from_pylist(converter.convert_records(page.to_pylist(), **how), schema=FIELDS)


def convert(converter: csdown.Converter, pages: pa.Table, **how) -> pa.Table:
    """Converts a batch of pages, and returns a row with the columns `output_schema` for each."""
    fields = convert_fields(converter, pages, **how)
    identity = [_identity(pages, name, fields[field]) for name, field in IDENTITY.items()]
    others = [pages[name] for name in passed_along(pages.column_names)]
    return pa.table(identity + fields.columns + others, schema=output_schema(pages.schema))


def output_schema(pages: pa.Schema) -> pa.Schema:
    """Returns the schema of the records of such pages: `id`, `url`, `FIELDS`, and the other columns of the pages."""
    check_columns(pages.names)
    identity = [(name, pages.field(name).type if name in pages.names else _TEXT) for name in IDENTITY]
    others = [pages.field(name).with_name(output) for name, output in passed_along(pages.names).items()]
    return pa.schema([*identity, *FIELDS, *others])


def check_columns(columns: list[str]) -> None:
    """Raises `ValueError` if pages have no column with the page, before all of them become records with an error."""
    if "html" not in columns:
        raise ValueError(f"the pages have no column `html`, but {', '.join(columns)}; rename the one with the page")


def passed_along(columns: list[str]) -> dict[str, str]:
    """Returns the columns of pages that are passed along, with their names in a record.

    A column with the name of a field is renamed: `title` is passed along as `input_title`.
    """
    names = {}
    for name in columns:
        output = name
        while output in FIELDS.names or (output != name and output in columns):
            output = f"input_{output}"
        names[name] = output
    return {name: output for name, output in names.items() if name not in ("html", *IDENTITY)}


def options(text: str) -> dict:
    """Parses the value of `--options`, for `argparse`, which prints the message about a wrong one."""
    example = """such as '{"tables": "html"}'"""
    try:
        value = json.loads(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not JSON: {error}; pass an object of options, {example}") from None
    if not isinstance(value, dict):
        raise argparse.ArgumentTypeError(f"{text!r} is not an object of options, {example}")
    return value


def _identity(pages: pa.Table, name: str, of_article: pa.ChunkedArray) -> pa.ChunkedArray:
    if name not in pages.column_names:
        return of_article
    column = pages[name]
    if column.null_count and (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return pa.compute.coalesce(column, of_article.cast(column.type))
    return column
